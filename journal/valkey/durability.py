"""What a store must promise before a fact is entrusted to it."""

from typing import NamedTuple
from urllib.parse import urlsplit

from redis import exceptions as refusals

from journal.valkey.store import Store
from picture.errors import StoreDown

WANTED = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
HERE = {"127.0.0.1", "localhost", "::1"}


class Promise(NamedTuple):
    """`directory` is where the store writes, empty unless its disk is this machine's."""

    directory: str


async def promised(store: Store, url: str) -> Promise:
    """Raises StoreDown, in one sentence, when the store may lose what it acknowledged."""
    try:
        reply = await store.call("CONFIG", "GET", "dir", *WANTED)
    except refusals.ResponseError as error:
        raise StoreDown(f"The store at {store.where} does not show its configuration: {error}.") from error
    words = [word.decode() for word in reply]
    found = dict(zip(words[::2], words[1::2], strict=True))
    for name, value in WANTED.items():
        if found.get(name) != value:
            raise StoreDown(f"The store at {store.where} may lose facts: {name} is {found.get(name)!r}, not {value!r}.")
    return Promise(found.get("dir", "") if _is_here(url) else "")


def _is_here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "unix" or parts.hostname in HERE
