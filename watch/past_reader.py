"""Reads the past from the journal, from the nearest point to any instant; follows the journal to keep more points."""

import asyncio
from collections.abc import AsyncIterator
from typing import Literal

import msgspec
import structlog

from alerts.fold import AlertBoard
from journal.journal import START, Journal
from picture.clocks import HOUR, SECOND
from picture.errors import BadArchive, VigiaError
from picture.events import Entry
from picture.fold import apply
from picture.picture import Picture
from picture.redaction import redacted
from watch import past, past_cases, past_lines
from watch.past_cases import Finder
from watch.past_documents import Bounds, Found
from watch.past_lines import ROOM, PastLine
from watch.past_points import EVERY, KEPT, Points
from watch.state import restore, save

PAGE = 1000  # entries folded before others have their turn
DENSE = 25_000  # entries between two points at the most: a past that is told at once is not folded for each answer
SPAN = 5000  # entries read at once for an answer
LONGEST = 24 * HOUR  # of a stretch whose lines are asked for
Why = Literal["folding", "old", "future", "nothing", "long", "backwards", "unkept"]
log = structlog.get_logger()


class NoPast(VigiaError):
    """Raised when an instant, a stretch or a case cannot be shown; `why` is a code for programs, `done` the share of
    the journal that is folded while it is still being read for the first time, `since` from when something is known."""

    def __init__(self, why: Why, done: float = 1.0, since: int = 0) -> None:
        super().__init__(f"The past cannot be shown: {why}.")
        self.why, self.done, self.since = why, done, since


class Reader:
    """`follow` first, and now and then: what is asked for meanwhile is refused until the journal's end was reached."""

    def __init__(
        self, journal: Journal, points: Points, kind: Literal["demo", "real"], finder: Finder | None = None
    ) -> None:
        self._journal, self._points, self._kind, self._finder = journal, points, kind, finder
        self._picture, self._book = Picture(), AlertBoard()
        self._following = asyncio.Lock()
        self._resumed = False
        self._first = 0
        self._last = 1
        self._kept = 0  # the last entry before the newest point
        self._shown: tuple[tuple[int, int], past.Locks, past.Room] | None = None  # last
        self.caught_up = False
        self.broken = False  # the archive cannot be read: nothing gets on

    # following

    async def follow(self) -> None:
        """Fold what has come since, keeping the points that fall in it. Raises StoreDown."""
        async with self._following:
            await self._follow()

    async def _follow(self) -> None:
        if not self._resumed:
            await self._resume()
        self._last, _ = await self._journal.tail()
        if self._last < self._picture.position:
            await self._from_nothing()
        while entries := await self._journal.read(self._picture.position, PAGE):
            if redacted(entries, self._points.since):
                await self._from_nothing()
                continue
            self._fold(entries)
            await asyncio.sleep(0)  # who asks is told how far this is
        self.caught_up = True

    def _fold(self, entries: list[Entry]) -> None:
        picture = self._picture
        for entry in entries:
            if picture.position and entry.recorded // EVERY > picture.recorded // EVERY:
                self._keep(entry.recorded // EVERY * EVERY)
            elif entry.recorded > picture.recorded and picture.position - self._kept >= DENSE:
                self._keep(entry.recorded)
            _take(picture, self._book, entry)
        self._forget_news()

    def _keep(self, at: int) -> None:
        self._kept = self._picture.position
        try:
            self._points.keep(at, lambda: save(self._picture, self._book))
        except OSError as error:  # the past is slower without it
            log.warning("past.point_not_kept", at=at, why=error.strerror)

    def _forget_news(self) -> None:
        """Nobody looks at what changed here."""
        picture, book = self._picture, self._book
        for touched in (picture.touched_cases, picture.touched_followups, picture.touched_calls):
            touched.clear()
        for each in (picture.touched_handovers, picture.touched_referrals, picture.touched_hotspots):
            each.clear()
        for news in (book.touched, book.news, book.seen_from_afar):
            news.clear()
        book.answered.clear()

    async def _resume(self) -> None:
        """From the newest point that this journal bears out, or from nothing."""
        for at in reversed(self._points.instants()):
            found = self._restored(at)
            if found is None:
                continue
            picture, book = found
            entries = await self._journal.read(picture.position - 1, 1)
            if not entries or (entries[0].number, entries[0].recorded) != (picture.position, picture.recorded):
                break  # another journal's
            self._picture, self._book, self._resumed = picture, book, True
            self._kept = picture.position
            return
        await self._from_nothing()
        self._resumed = True

    async def _from_nothing(self) -> None:
        last, _ = await self._journal.tail()
        self._points.start_anew(last)
        self._picture, self._book, self.caught_up = Picture(), AlertBoard(), False
        self._last, self._first, self._kept = last, 0, 0
        log.info("past.folds_anew", entries=last)

    def _restored(self, at: int) -> tuple[Picture, AlertBoard] | None:
        state = self._points.state(at)
        try:
            return restore(state) if state is not None else None
        except msgspec.DecodeError:
            log.warning("past.point_unreadable", at=at)
            return None

    # what is asked for

    async def bounds(self) -> Bounds:
        """Raises NoPast, StoreDown."""
        await self._current()
        _, now = await self._journal.tail()
        if not self._first:
            entries = await self._journal.read(START, 1)
            self._first = entries[0].recorded if entries else 0
        if not self._first:
            raise NoPast("nothing")
        return Bounds(max(self._first, now - KEPT), now)

    async def room(self, at: int) -> past.Room:
        """Raises NoPast, StoreDown."""
        bounds = await self._within(at)
        key, locks = (at, self._points.since), dict(self._book.board.locks)
        if self._shown is not None and self._shown[:2] == (key, locks):
            return self._shown[2]
        found = self._room(*await self._at(at), at)
        if at < bounds.last - SECOND:  # nothing more can be recorded at it
            self._shown = (key, locks, found)
        return found

    def _room(self, picture: Picture, book: AlertBoard, at: int) -> past.Room:
        found = past.room(picture, book, at, self._kind, dict(self._book.board.locks))
        if found is None:
            raise NoPast("nothing")
        return found

    async def case(self, name: str) -> Found:
        """The case of that mask, folio or id, as it was last. What ended is in the book for 35 days; before that it is
        looked for as of the first instant that can be shown, then in the journal. Raises NoPast, StoreDown, BadArchive.
        """
        bounds, since = await self.bounds(), await self._kept_since()
        case = past_cases.named(self._picture, name)
        at = past_cases.last_shown(case, bounds.last) if case else 0
        if case and at >= bounds.first:
            return Found(case.id, at, since)
        folded = await self._at(bounds.first)
        case = past_cases.named(folded[0], case.id if case else name)
        if case is None:
            folded = await self._forgotten(name, bounds.first)
            case = past_cases.named(folded[0], name)
        if case is None:
            raise NoPast("unkept", since=since)
        at = past_cases.last_shown(case, folded[0].recorded)
        return Found(case.id, at, since, past_cases.alone(self._room(*folded, at).desk, case.id))

    async def _kept_since(self) -> int:
        """Where retention deleted, the first entry is but the profile of what was deleted."""
        [first] = await self._journal.read(START, 1)
        entries = await self._journal.read(first.number, 1)
        return (entries or [first])[0].recorded

    async def _forgotten(self, name: str, until: int) -> tuple[Picture, AlertBoard]:
        """Nothing but that case, folded."""
        picture, book = Picture(), AlertBoard()
        for entry in await past_cases.forgotten(self._finder, name, until) if self._finder else []:
            _take(picture, book, entry)
        return picture, book

    async def lines(self, start: int, end: int, kinds: tuple[str, ...] = ROOM) -> list[PastLine]:
        """What changed of those kinds in [start, end). Raises NoPast, StoreDown."""
        if end < start:
            raise NoPast("backwards")
        if end - start > LONGEST:
            raise NoPast("long")
        bounds = await self.bounds()
        if start < bounds.last - KEPT:
            raise NoPast("old", since=bounds.first)
        picture, book = await self._at(max(start, bounds.first) - 1)
        found: list[PastLine] = []
        async for entries in self._recorded_before(picture.position, end):
            found += past_lines.lines(picture, book, entries, self._book.board.locks, kinds)
        return found

    async def _within(self, at: int) -> Bounds:
        bounds = await self.bounds()
        if at < bounds.first:
            raise NoPast("old" if at < bounds.last - KEPT else "nothing", since=bounds.first)
        if at > bounds.last:
            raise NoPast("future")
        return bounds

    async def _current(self) -> None:
        """A redaction, and today's locks, count from the moment that they are there."""
        if not self.caught_up:
            if self.broken:
                raise BadArchive("A part of the journal cannot be read.")
            raise NoPast("folding", self._picture.position / max(1, self._last))
        await self.follow()

    async def _at(self, at: int) -> tuple[Picture, AlertBoard]:
        """Everything recorded up to `at` and at it, folded."""
        picture, book = next(
            (found for point in self._points.before(at) if (found := self._restored(point))), (Picture(), AlertBoard())
        )
        async for entries in self._recorded_before(picture.position, at + 1):
            for entry in entries:
                _take(picture, book, entry)
        return picture, book

    async def _recorded_before(self, after: int, end: int) -> AsyncIterator[list[Entry]]:
        while entries := await self._journal.read(after, SPAN):
            taken = [entry for entry in entries if entry.recorded < end]
            yield taken
            if len(taken) < len(entries):
                return
            after = entries[-1].number


def _take(picture: Picture, book: AlertBoard, entry: Entry) -> None:
    apply(picture, entry)
    book.apply(entry, picture.profile)
