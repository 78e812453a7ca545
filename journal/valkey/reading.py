"""Reading the journal across archive and stream, and moving from one to the other what is old."""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator

from journal.archive import Archive
from journal.archive.parquet import Row
from journal.valkey.records import blob, entries_of
from journal.valkey.store import Store
from picture.errors import BadArchive, StoreDown
from picture.events import Entry

PAGE = 1000  # entries read at once
TRIMMED = 5000  # entries that leave the stream in one step
STRETCH = 100_000  # entries of one file of the archive


class Reading(ABC):
    """A part of the adapter. An entry is in the archive, in the stream, or, between two steps, in both."""

    _store: Store
    _site: str
    _kind: str
    _archive: Archive | None
    unreadable = ""  # why the archive could not be read the last time, as a sentence

    @abstractmethod
    def _keys(self, *names: str) -> tuple[str, ...]: ...

    async def read(self, after: int, limit: int = 1000) -> list[Entry]:
        for last_try in (False, True):
            if entries := await self._archived(after, limit):
                return entries
            entries = await self._stream(after, limit)
            if not entries or self._follows(after, entries[0].number):
                return entries
            if last_try:
                raise self._lacks(after, entries[0].number)
        raise AssertionError  # archived between the two looks: the second one finds it

    async def follow(self, after: int, wait: int = 1000) -> AsyncGenerator[list[Entry], None]:
        journal, meta = self._keys("journal", "meta")
        last = int(await self._store.call("HGET", meta, "last") or 0)
        if last < after:
            raise StoreDown(f"The journal of {self._site} ends at {last}; {after} was read from it before.")
        while entries := await self._archived(after, PAGE):
            yield entries
            after = entries[-1].number
        async with self._store.line() as line:
            words = ("XREAD", "COUNT", PAGE, "BLOCK", max(1, wait), "STREAMS", journal)
            await line.send(*words, f"{after}-0")
            while True:
                reply = await line.receive(wait / 1000 + self._store.patience)
                rows = reply[0][1] if reply else []
                if rows:
                    first = int(rows[0][0][:-2])
                    if not self._follows(after, first):
                        raise self._lacks(after, first)
                    after = int(rows[-1][0][:-2])
                # Asked before the answer is used: the store finds what follows while we decode and fold.
                await line.send(*words, f"{after}-0")
                yield entries_of(rows)

    async def _archived(self, after: int, limit: int) -> list[Entry]:
        try:
            found: list[Entry] = []
            if self._archive is not None and after < self._archive.manifest.last:
                found = await asyncio.to_thread(self._archive.read, after, limit)
        except BadArchive as error:
            self.unreadable = str(error)
            raise
        self.unreadable = ""
        return found

    async def _stream(self, after: int, limit: int) -> list[Entry]:
        (journal,) = self._keys("journal")
        return entries_of(await self._store.call("XRANGE", journal, f"({after}-0", "+", "COUNT", limit))

    def _follows(self, after: int, first: int) -> bool:
        """Whether nothing is missing between them but what retention deleted."""
        return first == after + 1 or (self._archive is not None and first <= self._archive.manifest.deleted + 1)

    def _lacks(self, after: int, first: int) -> BadArchive | StoreDown:
        if self._archive is not None and self._archive.manifest.last + 1 >= first:
            return StoreDown(f"Entries {after + 1:,} to {first - 1:,} were archived meanwhile: they are read again.")
        where = "no VIGIA_ARCHIVE is set" if self._archive is None else f"{self._archive.folder} does not have them"
        gone = f"Entries {after + 1:,} to {first - 1:,} of {self._site} are no longer in the store"
        self.unreadable = f"{gone}, and {where}."
        return BadArchive(self.unreadable)

    # the archive

    @contextlib.asynccontextmanager
    async def keeping(self) -> AsyncGenerator[Archive, None]:
        """Alone with the archive, which fits the stream. Raises BadArchive, StoreDown."""
        if self._archive is None:
            raise BadArchive("No VIGIA_ARCHIVE is set.")
        async with self._archive.held(self._kind):
            await asyncio.to_thread(self._archive.sweep, await self.first())
            yield self._archive

    async def first(self) -> int:
        """The number of the stream's first entry; 0 when it has none."""
        rows = await self._store.call("XRANGE", self._keys("journal")[0], "-", "+", "COUNT", 1)
        return int(rows[0][0][:-2]) if rows else 0

    @property
    def archives(self) -> bool:
        return self._archive is not None

    async def archive(self, before: int, most: int = STRETCH) -> int:
        """Move one stretch, of `most` entries at most, that was recorded before that instant and is folded in the
        checkpoint; how many entries. It is on the archive's disk before it leaves the stream."""
        async with self.keeping() as archive:
            last = archive.manifest.last
            if last >= await self.first():  # who died between the two steps
                await self._trim(last)
            rows = await self._closed(last, before, most)
            if rows:
                await asyncio.to_thread(archive.add, rows)
                await self._trim(rows[-1][0])
            return len(rows)

    async def _closed(self, after: int, before: int, most: int) -> list[Row]:
        journal, meta, checkpoint = self._keys("journal", "meta", "checkpoint")
        end = int(await self._store.call("HGET", meta, "last") or 0) - 1
        end = min(end, int(await self._store.call("HGET", checkpoint, "position") or 0), after + most)
        found: list[Row] = []
        while after < end:
            page = await self._store.call("XRANGE", journal, f"({after}-0", f"{end}-0", "COUNT", PAGE)
            rows = [(int(place[:-2]), int(fields[1]), fields[3]) for place, fields in page]
            old = [row for row in rows if row[1] < before]
            found += old
            if not rows or len(old) < len(rows):
                break
            after = rows[-1][0]
        return found

    async def _trim(self, through: int) -> None:
        """In steps, between which other calls pass."""
        first = await self.first()
        for step in (*range(first + TRIMMED - 1, through, TRIMMED), through):
            await self._store.run("trim", self._keys("journal", "meta", "checkpoint"), blob(step))
