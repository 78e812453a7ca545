"""What a store must promise before a fact is entrusted to it."""

from urllib.parse import urlsplit

from redis import exceptions as refusals

from journal.journal import Kind
from journal.valkey.store import Ask
from picture.errors import MixedStore, StoreDown

WANTED = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
HERE = {"127.0.0.1", "localhost", "::1"}


async def durable_in(ask: Ask, where: str) -> str:
    """The directory the store writes to. Raises StoreDown when it may lose what it acknowledged."""
    try:
        reply = await ask("CONFIG", "GET", "dir", *WANTED)
    except refusals.ResponseError as error:
        raise StoreDown(f"The store at {where} does not show its configuration: {error}.") from error
    words: list[str] = [word.decode() for word in reply]
    found = dict(zip(words[::2], words[1::2], strict=True))
    for name, value in WANTED.items():
        if found.get(name) != value:
            raise StoreDown(f"The store at {where} may lose facts: {name} is {found.get(name)!r}, not {value!r}.")
    return found.get("dir", "")


async def bound(ask: Ask, where: str, key: str, kind: Kind) -> None:
    """Binds the key to `kind` once for all. Raises MixedStore when it is of the other kind."""
    before = await ask("SET", key, kind, "NX", "GET")
    if before is not None and before != kind.encode():
        raise MixedStore(f"The store at {where} is {before.decode()}; this site is {kind}.")


def is_here(url: str) -> bool:
    """Whether the store's disk is this machine's."""
    parts = urlsplit(url)
    return parts.scheme == "unix" or parts.hostname in HERE
