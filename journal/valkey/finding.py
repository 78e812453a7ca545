"""Asking the journal for what it holds of a case, a type or a day: archive and stream as one."""

import asyncio
from bisect import bisect_right
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from itertools import islice

import msgspec

from journal.archive.archive import Looked, nobody
from journal.archive.parquet import Row, line_of
from journal.archive.search import FIRST, By, Key, Sought
from journal.valkey.reading import Reading
from journal.valkey.records import Row as RawRow
from picture.codec import decode_fact
from picture.events import Entry

ROWS = 5000  # entries of the stream looked at in one step


class Finding(Reading):
    """A part of the adapter. What is told of while one looks may be missing from the answer."""

    async def find(
        self, sought: Sought, most: int | None = None, looked: Looked = nobody
    ) -> AsyncGenerator[list[Entry], None]:
        """What is sought, in order, the first `most`. Raises BadArchive where a part of it is in neither, StoreDown."""
        left, after, whole = most, sought.after, False
        while not whole and left != 0:
            if self._archive is not None and after < (last := self._archive.manifest.last):
                found = self._archive.find(msgspec.structs.replace(sought, after=after), left, looked)
                while entries := await asyncio.to_thread(list, islice(found, ROWS)):
                    yield entries
                    left = None if left is None else left - len(entries)
                after = last
                continue
            whole = True
            async for rows, at in self._looked_through(msgspec.structs.replace(sought, after=after), looked):
                whole, after = rows is not None, at
                if taken := (rows or [])[:left]:
                    yield [Entry(number, recorded, decode_fact(raw)) for number, recorded, raw in taken]
                    left = None if left is None else left - len(taken)
                if left == 0:
                    break

    async def count_by(
        self, sought: Sought, by: Sequence[By] = (), edges: Sequence[int] = (), looked: Looked = nobody
    ) -> Counter[Key]:
        """As `Archive.count`. Raises BadArchive, StoreDown."""
        found: Counter[Key] = Counter()
        after, whole = sought.after, False
        while not whole:
            if self._archive is not None and after < (last := self._archive.manifest.last):
                part = msgspec.structs.replace(sought, after=after, through=min(sought.through, last))
                found.update(await asyncio.to_thread(self._archive.count, part, by, edges, looked))
                after = last
                continue
            whole = True
            async for rows, at in self._looked_through(msgspec.structs.replace(sought, after=after), looked):
                whole, after = rows is not None, at
                found.update(_key(row, by, edges) for row in rows or ())
        return found

    async def story(self, sought: Sought, looked: Looked = nobody) -> Sought:
        """Of what names the case, everything: its follow-ups, services, hand-overs, referrals and alerts, which name
        it once."""
        subjects: set[str] = {sought.case}
        async for entries in self.find(Sought(case=sought.case), looked=looked):
            subjects.update(entry.fact.subject for entry in entries)
        return msgspec.structs.replace(sought, case="", subjects=tuple(sorted(subjects)))

    async def _looked_through(
        self, sought: Sought, looked: Looked
    ) -> AsyncGenerator[tuple[list[Row] | None, int], None]:
        """What of the stream is sought, a step at a time, and the last number looked at; None where what follows that
        went to the archive meanwhile."""
        (journal,) = self._keys("journal")
        after = sought.after
        if sought.since > FIRST:
            after = max(after, await self.recorded_before("journal", sought.since))
        while page := await self._store.call("XRANGE", journal, f"({after}-0", "+", "COUNT", ROWS):
            rows = [(_number(row), int(row[1][1]), row[1][3]) for row in page]
            if not self._follows(after, rows[0][0]):
                if self._archive is None or self._archive.manifest.last <= after:
                    raise self._lacks(after, rows[0][0])
                yield None, after
                return
            after = rows[-1][0]
            looked(after)
            yield [row for row in rows if sought.fits(row)], after
            if rows[-1][1] >= sought.until or after >= sought.through:
                return

    async def recorded_before(self, stream: str, instant: int) -> int:
        """The number of the last entry of that stream that was recorded before that instant; 0 where there is none.
        Stamps never decrease."""
        (key,) = self._keys(stream)
        (oldest, newest) = [await self._store.call(*words, "COUNT", 1) for words in _ends(key)]
        if not oldest:
            return 0
        first = low = _number(oldest[0])
        high = _number(newest[0]) + 1
        while low < high:
            middle = (low + high) // 2
            (row, *_) = await self._store.call("XRANGE", key, f"{middle}-0", "+", "COUNT", 1)
            if int(row[1][1]) < instant:
                low = middle + 1
            else:
                high = middle
        return low - 1 if low > first else 0


def _ends(key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return ("XRANGE", key, "-", "+"), ("XREVRANGE", key, "+", "-")


def _number(row: RawRow) -> int:
    return int(row[0][:-2])


def _key(row: Row, by: Sequence[By], edges: Sequence[int]) -> Key:
    line = line_of(row[2])
    said: dict[By, str | int] = {"type": line.data.type, "source": line.source}
    if "day" in by:
        said["day"] = bisect_right(edges, row[1]) - 1
    return tuple(said[name] for name in by)
