"""Small things kept for a while: one key of the store for each, under `{site}:shelf:<shelf>:<key>`."""

import re
from abc import ABC, abstractmethod

from journal.valkey.records import blob
from journal.valkey.store import Store

SWEEP = 1000  # keys of the store looked at in one step; other calls pass between two


class Cupboard(ABC):
    """A part of the adapter. One space of keys for all: a counter is read and dropped like any other value."""

    _store: Store

    @abstractmethod
    def _keys(self, *names: str) -> tuple[str, ...]: ...

    def _at(self, shelf: str, key: str) -> str:
        # A shelf named a:b must not lie inside the shelf a.
        (place,) = self._keys(f"shelf:{shelf.replace('%', '%25').replace(':', '%3A')}:{key}")
        return place

    async def put(self, shelf: str, key: str, value: bytes, ttl: int | None = None, *, new: bool = False) -> bool:
        until = () if ttl is None else ("PX", max(1, ttl))
        only = ("NX",) if new else ()
        return await self._store.call("SET", self._at(shelf, key), value, *until, *only) is not None

    async def get(self, shelf: str, key: str) -> bytes | None:
        value: bytes | None = await self._store.call("GET", self._at(shelf, key))
        return value

    async def take(self, shelf: str, key: str) -> bytes | None:
        value: bytes | None = await self._store.call("GETDEL", self._at(shelf, key))
        return value

    async def drop(self, shelf: str, key: str) -> bool:
        return bool(await self._store.call("DEL", self._at(shelf, key)))

    async def shelf(self, shelf: str) -> dict[str, bytes]:
        """What lay on it all the while; what was put or dropped meanwhile may be there or not."""
        start = self._at(shelf, "")
        pattern = re.sub(r"([*?\[\]\\^])", r"\\\1", start) + "*"
        found: dict[str, bytes] = {}
        cursor = b"0"
        while True:
            cursor, places = await self._store.call("SCAN", cursor, "MATCH", pattern, "COUNT", SWEEP)
            values = await self._store.call("MGET", *places) if places else []
            for place, value in zip(places, values, strict=True):
                if value is not None:
                    found[place.decode().removeprefix(start)] = value
            if cursor == b"0":
                return found

    async def count(self, shelf: str, key: str, ttl: int) -> int:
        return int(await self._store.run("count", (self._at(shelf, key),), blob(max(1, ttl))))
