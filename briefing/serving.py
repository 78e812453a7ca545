"""The loop of the briefing process: follows the journal only to know when, and has each briefing made elsewhere.

At each instant of the schedule it makes what fell due; at the daily one also a revision of what was told late of, and
the trends; and whatever a desk asks for.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
import structlog
from msgspec.structs import replace

from briefing import decisions, making, schedule
from briefing.documents import ASK, SHELF, STATE, TRENDS, UNDERWAY, State, Underway, state_of, wish
from briefing.keeping import Keeping
from briefing.making import Asked
from briefing.metrics import FAILED, LATE, MADE, MAKING
from briefing.sheet import Span
from journal.clock import StoreClock
from journal.journal import Journal
from journal.waiting import RETRY, every, patiently
from maps.elsewhere import elsewhere
from picture.errors import StoreDown, VigiaError
from picture.events import Entry, SiteConfigured
from picture.profile import profile_of

PAGE = 5000
LOOK_EVERY = 1.0  # seconds
SAVE_EVERY = 60.0
log = structlog.get_logger()
T = TypeVar("T")


class Briefings:
    """One site's. `run` until cancelled. `asked`: what whoever makes a briefing elsewhere opens for itself; its span
    and instant are those of each."""

    def __init__(self, journal: Journal, asked: Asked) -> None:
        self._journal, self._asked, self._profile = journal, asked, asked.profile
        self._keeping = Keeping(Path(asked.folder))
        self._clock = StoreClock(journal)
        self._state = State()
        self._spans: dict[str, Span] = {}  # of what is kept and may still be revised
        self._told = 0  # what was told of before this instant may concern one of them
        self._wishes: asyncio.Queue[Span] = asyncio.Queue(20)
        self._changed, self._live = False, False
        self._trends_at = 0
        self.underway = Underway()

    @property
    def live(self) -> bool:
        return self._live

    @property
    def position(self) -> int:
        return self._state.position

    @property
    def done(self) -> int:
        return self._state.done

    async def run(self) -> None:
        await patiently(self._clock.look)
        await patiently(self._resume)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._clock.keep())
                tasks.create_task(self._follow())
                tasks.create_task(self._listen())
                tasks.create_task(every(LOOK_EVERY, self._work))
                tasks.create_task(every(SAVE_EVERY, self._save))
        finally:
            with contextlib.suppress(StoreDown):
                await self._save()

    async def _resume(self) -> None:
        """From what was kept; at the very first start the schedule begins now."""
        try:
            self._state = state_of(await self._journal.get(SHELF, STATE))
        except msgspec.DecodeError:
            log.exception("briefing.state_unreadable")
        self._state.done = self._state.done or self._clock()
        self._look_over()
        log.info("briefing.resumed", position=self.position, kept=len(self._spans))

    def _look_over(self) -> None:
        """What is kept and may still be revised."""
        since = self._clock() - schedule.REVISED
        self._spans = {kept.name: kept.span for kept in self._keeping.listed() if kept.span.ends > since}
        self._told = max((span.ends for span in self._spans.values()), default=0)
        self._state.late &= self._spans.keys()
        LATE.set(len(self._state.late))

    # the journal

    async def _follow(self) -> None:
        while True:
            with contextlib.suppress(StoreDown):
                if (await self._journal.tail())[0] < self.position:
                    log.error("store.shorter_than_state", position=self.position)
                    self._state = State(done=self._state.done)
                while entries := await self._journal.read(self.position, PAGE):
                    self._hear(entries)
                    await asyncio.sleep(0)
                self._live = True
                async with contextlib.aclosing(self._journal.follow(self.position)) as followed:
                    async for entries in followed:
                        self._hear(entries)
                        await self._tell()
            await asyncio.sleep(RETRY)

    def _hear(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            fact = entry.fact
            if decisions.fold(self._state.decisions, entry):
                self._changed = True
            elif isinstance(fact.data, SiteConfigured):
                self._profile = profile_of(fact.data.profile, "site.configured")
            elif fact.time < self._told:
                held = [name for name, span in self._spans.items() if span.starts <= fact.time < span.ends]
                self._state.late.update(held)
            self._state.position = entry.number

    async def _tell(self) -> None:
        """The desks show at once what was asked and settled."""
        if self._changed:
            self._changed = False
            await self._save()

    async def _save(self) -> None:
        if self._live:
            LATE.set(len(self._state.late))
            await self._journal.put(SHELF, STATE, msgspec.msgpack.encode(self._state))

    async def _listen(self) -> None:
        while True:
            with contextlib.suppress(StoreDown):
                async with contextlib.aclosing(self._journal.listen(ASK)) as asks:
                    async for said in asks:
                        if said is not None:
                            self._wanted(said)
            await asyncio.sleep(RETRY)

    def _wanted(self, said: bytes) -> None:
        try:
            self._wishes.put_nowait(wish(said))
        except (msgspec.DecodeError, asyncio.QueueFull):
            log.warning("briefing.wish_refused")

    # the briefings

    async def _work(self) -> None:
        """One thing at a time: what is asked for first, then what fell due."""
        if not self._live:
            return
        while not self._wishes.empty():
            await self._make(self._wishes.get_nowait(), self._clock())
        now = self._clock()
        for due in schedule.due(self._profile, self._state.done, now):
            await self._make(due.span, due.at)
        if schedule.daily(self._state.done + 1, self._profile) <= now:
            for name in sorted(self._state.late & self._spans.keys()):
                await self._make(self._spans[name], now)
        if not self._trends_at or schedule.daily(self._trends_at + 1, self._profile) <= now:
            await self._trends(now)
        if now > self._state.done:
            self._state.done = now

    async def _make(self, span: Span, as_of: int) -> None:
        """What cannot be made now is said; the next is made nevertheless. Raises StoreDown."""
        began = time.monotonic()
        await self._say(Underway(span.name))
        try:
            made = await self._elsewhere(making.make, span, as_of)
        except StoreDown:
            await self._say(Underway())
            raise
        except Exception as error:
            await self._failed(span, error)
            return
        self._state.late.discard(span.name)
        MAKING.observe(time.monotonic() - began)
        if made.new:
            MADE.labels(span.kind).inc()
        log.info("briefing.made", **msgspec.structs.asdict(made), seconds=round(time.monotonic() - began, 2))
        self._look_over()
        await self._say(Underway())

    async def _failed(self, span: Span, error: Exception) -> None:
        """What was raised on purpose is a sentence; of anything else the log tells where."""
        FAILED.inc()
        known = isinstance(error, VigiaError)
        why = str(error) if known else type(error).__name__
        log.error("briefing.failed", name=span.name, why=why, exc_info=None if known else error)
        await self._say(Underway(failed=span.name, why=why))

    async def _trends(self, now: int) -> None:
        span = Span("range", "trends", 0, now)
        try:
            made = await self._elsewhere(making.trends, span, now)
        except StoreDown:
            raise
        except Exception as error:
            self._trends_at = now
            await self._failed(span, error)
            return
        await self._journal.put(SHELF, TRENDS, msgspec.json.encode(made))
        self._trends_at = now
        log.info("briefing.trends", series=len(made.series))

    async def _elsewhere(self, work: Callable[[Asked], T], span: Span, as_of: int) -> T:
        return await elsewhere(work, replace(self._asked, profile=self._profile, span=span, as_of=as_of))

    async def _say(self, underway: Underway) -> None:
        self.underway = underway
        await self._journal.put(SHELF, UNDERWAY, msgspec.json.encode(underway))
