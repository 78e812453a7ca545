"""This machine only: where there is no gate, and for demo accounts."""

from collections.abc import Iterable

from picture.errors import BadSetting

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def refuse_beyond_loopback(address: str | None) -> None:
    """Raises BadSetting unless the server binds to this machine only."""
    if address not in LOOPBACK:
        raise BadSetting(
            f"server.address is {address!r}: without a gate Vigía serves this machine only, set it to 127.0.0.1."
        )


def welcome(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a socket was opened by a page of this server, or by a program on this machine that names no origin.

    The host must be loopback too: another site's name may be made to point here.
    """
    given = dict(headers)
    host = given.get(b"host", b"").decode("latin-1")
    origin = given.get(b"origin", b"").decode("latin-1")
    return name_of(host) in LOOPBACK and (not origin or origin.partition("://")[2] == host)


def name_of(host: str) -> str:
    """A host's name without its port, small letters."""
    host = host.lower()
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
