"""Taking out of the journal what must not stand there: a copy without it takes the journal's place in one step."""

import asyncio
import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Callable

from redis import exceptions as refusals

from journal.journal import START, Change
from journal.valkey.records import blob, packed
from journal.valkey.store import Store
from picture.errors import StoreDown
from picture.events import Entry, Fact

PAGE = 1000  # entries looked at, or copied, in one step; other calls pass between two
LOOK = 0.05  # seconds between two looks whether the files are rewritten


class Redaction(ABC):
    """A part of the adapter. Who dies half-way leaves the journal as it was, and a copy that the next one drops."""

    _store: Store

    @abstractmethod
    def _keys(self, *names: str) -> tuple[str, ...]: ...

    @abstractmethod
    async def read(self, after: int, limit: int = 1000) -> list[Entry]: ...

    async def redact(self, change: Change, told: Callable[[int], Fact]) -> int:
        redacted = 0
        # Looked at again: something to be changed may have come while the journal was copied.
        while (found := await self._changed(change))[0]:
            changed, last = found
            await self._replace(changed, last, told(len(changed)))
            redacted += len(changed)
        meta, copy = self._keys("meta", "redacted")
        await self._store.call("HDEL", meta, "redacting")  # whose copy it is cannot go on with it
        await self._store.call("UNLINK", copy)
        return redacted

    async def _changed(self, change: Change) -> tuple[dict[int, Fact], int]:
        """What is to be changed, by number, and the last number looked at."""
        changed: dict[int, Fact] = {}
        after = START
        while entries := await self.read(after, PAGE):
            changed |= {entry.number: fact for entry in entries if (fact := change(entry)) is not None}
            after = entries[-1].number
        return changed, after

    async def _replace(self, changed: dict[int, Fact], last: int, told: Fact) -> None:
        token = secrets.token_hex(8)
        keys = self._keys("journal", "meta", "redacted", "checkpoint")
        for after in range(START, last, PAGE):
            to = min(after + PAGE, last)
            numbers = [number for number in range(after + 1, to + 1) if number in changed]
            facts = packed([changed[number] for number in numbers])
            self._ours(await self._store.run("copy", keys[:3], blob(token, after, to, numbers, facts)))
        self._ours(await self._store.run("redact", keys, blob(token, last, packed([told])[0])))

    def _ours(self, answer: int) -> None:
        if not answer:
            raise StoreDown(f"The journal of the store at {self._store.where} is being redacted by somebody else.")

    async def rewrite(self, wait: int = 60_000) -> bool:
        until = time.monotonic() + wait / 1000
        asked = False
        while time.monotonic() < until:
            busy, well = await self._rewriting()
            if asked and not busy:
                return well
            if not busy:  # one that was under way had begun before what we want gone was gone
                asked = await self._asked()
            await asyncio.sleep(LOOK)
        return False

    async def _asked(self) -> bool:
        try:
            await self._store.call("BGREWRITEAOF")
        except refusals.ResponseError:
            return False
        return True

    async def _rewriting(self) -> tuple[bool, bool]:
        """Whether the files are being rewritten or are to be, and whether that went well the last time."""
        said = (await self._store.call("INFO", "persistence")).decode()
        told = dict(line.partition(":")[::2] for line in said.split())
        busy = any(told.get(f"aof_rewrite_{state}") != "0" for state in ("in_progress", "scheduled"))
        return busy, told.get("aof_last_bgrewrite_status") == "ok"
