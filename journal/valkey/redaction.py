"""Taking out of the journal what must not stand there: a copy without it takes the journal's place in one step."""

import asyncio
import secrets
import time
from collections.abc import Callable

from redis import exceptions as refusals

from journal.archive import Archive
from journal.journal import START, Change
from journal.valkey.reading import PAGE, Reading
from journal.valkey.records import blob, packed
from picture.errors import BadArchive, StoreDown
from picture.events import Fact

LOOK = 0.05  # seconds between two looks whether the files are rewritten


class Redaction(Reading):
    """A part of the adapter. Who dies half-way leaves the journal as it was, and a copy that the next one drops."""

    async def redact(self, change: Change, told: Callable[[int], Fact]) -> int:
        (meta,) = self._keys("meta")
        if self._archive is not None:
            async with self.keeping() as archive:
                return await self._redact(change, told, await self._redact_archive(archive, change))
        if await self._store.call("HEXISTS", meta, "archived"):
            raise BadArchive(f"A part of the journal of {self._site} is archived, and no VIGIA_ARCHIVE is set.")
        return await self._redact(change, told, 0)

    async def _redact_archive(self, archive: Archive, change: Change) -> int:
        """How many of its entries were changed, by us or by who died before the journal could be told."""
        (meta,) = self._keys("meta")
        many, manifest = await asyncio.to_thread(archive.changed, change)
        before = int(await self._store.call("HGET", meta, "archive_redacted") or 0)
        if many:
            await self._store.call("HSET", meta, "archive_redacted", max(many, before))
            await asyncio.to_thread(archive.commit, manifest)
        return max(many, before)

    async def _redact(self, change: Change, told: Callable[[int], Fact], archived: int) -> int:
        redacted = 0
        # Looked at again: something to be changed may have come while the journal was copied.
        while (found := await self._changed(change))[0] or archived:
            changed, last = found
            many, archived = len(changed) + archived, 0
            await self._replace(changed, last, told(many))
            redacted += many
        meta, copy = self._keys("meta", "redacted")
        await self._store.call("HDEL", meta, "redacting")  # whose copy it is cannot go on with it
        await self._store.call("UNLINK", copy)
        return redacted

    async def _changed(self, change: Change) -> tuple[dict[int, Fact], int]:
        """What is to be changed, by number, and the last number looked at."""
        changed: dict[int, Fact] = {}
        after = START
        while entries := await self._stream(after, PAGE):
            changed |= {entry.number: fact for entry in entries if (fact := change(entry)) is not None}
            after = entries[-1].number
        return changed, after

    async def _replace(self, changed: dict[int, Fact], last: int, told: Fact) -> None:
        token = secrets.token_hex(8)
        keys = self._keys("journal", "meta", "redacted", "checkpoint")
        first = await self.first() - 1
        for after in range(first, last, PAGE):
            to = min(after + PAGE, last)
            numbers = [number for number in range(after + 1, to + 1) if number in changed]
            facts = packed([changed[number] for number in numbers])
            self._ours(await self._store.run("copy", keys[:3], blob(token, after == first, after, to, numbers, facts)))
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
