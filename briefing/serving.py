"""The loop of the briefing process: follows the journal only to know when, and has each briefing made elsewhere.

At each instant of the schedule it makes what fell due; at the daily one also a revision of what was told late of; and
whatever a desk asks for. Beside them it keeps the staffing of the next 24 h and the trends.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec
import structlog
from msgspec.structs import replace

from briefing import decisions, mailing, making, remembered, retrying, schedule
from briefing.documents import ASK, SHELF, STAFFING, STATE, TRENDS, UNDERWAY, State, Underway, state_of, wish
from briefing.keeping import Keeping
from briefing.making import Asked
from briefing.metrics import FAILED, FAILING, LATE, MADE, MAKING
from briefing.rounds import AGAIN, Round, daily, quarterly
from briefing.sheet import Span
from journal.clock import StoreClock
from journal.following import follow, hearken
from journal.journal import Journal
from journal.waiting import every, patiently
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
    and instant are those of each. `opens`: at the very first start the day before is made too, once it was told, so
    that a demo has something to show."""

    def __init__(self, journal: Journal, asked: Asked, *, opens: bool = False) -> None:
        self._journal, self._asked, self._profile = journal, asked, asked.profile
        self._keeping = Keeping(Path(asked.folder))
        self._clock = StoreClock(journal)
        self._state = State()
        self._spans: dict[str, Span] = {}  # of what is kept and may still be revised
        self._told = 0  # what was told of before this instant may concern one of them
        self._wishes: asyncio.Queue[Span] = asyncio.Queue(20)
        self._changed, self._live = False, False
        self._opens = opens
        self._rounds = {STAFFING: Round(quarterly), TRENDS: Round(daily)}
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

    @property
    def failing(self) -> str:
        """Which of the schedule's could not be made, and why."""
        return retrying.said(self._state.failed)

    async def run(self) -> None:
        await patiently(self._clock.look)
        await patiently(self._resume)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._clock.keep())
                tasks.create_task(follow(self._journal, self, PAGE))
                tasks.create_task(hearken(self._journal, ASK, self._wanted))
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
        self._opens &= not self._state.done
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

    async def anew(self) -> None:
        self._live, self._state = False, State(done=self._state.done)

    def caught_up(self) -> None:
        self._live = True

    async def hear(self, entries: Sequence[Entry]) -> bool:
        for entry in entries:
            self._fold(entry)
        for kept in self._rounds.values():
            kept.hear(entries)
        if self._changed and self._live:  # the desks show at once what was asked and settled
            self._changed = False
            await self._save()
        return True

    def _fold(self, entry: Entry) -> None:
        fact = entry.fact
        if decisions.fold(self._state.decisions, entry):
            self._changed = True
        elif isinstance(fact.data, SiteConfigured):
            self._profile = profile_of(fact.data.profile, "site.configured")
        elif fact.time < self._told:
            held = [name for name, span in self._spans.items() if span.starts <= fact.time < span.ends]
            self._state.late.update(held)
        self._state.position = entry.number

    async def _save(self) -> None:
        if self._live:
            LATE.set(len(self._state.late))
            FAILING.set(len(self._state.failed))
            await self._journal.put(SHELF, STATE, msgspec.msgpack.encode(self._state))

    def _wanted(self, said: bytes) -> None:
        try:
            self._wishes.put_nowait(wish(said))
        except (msgspec.DecodeError, asyncio.QueueFull):
            log.warning("briefing.wish_refused")

    # the briefings

    async def _work(self) -> None:
        """One thing at a time: what is asked for first, then what fell due or is to be tried again."""
        if not self._live:
            return
        if wished := [self._wishes.get_nowait() for _ in range(self._wishes.qsize())]:
            await self._make(list(dict.fromkeys(wished)), self._clock(), owed=False)
        now = self._clock()
        if self._opens and self._rounds[TRENDS].settled(now):
            self._opens = False
            await self._make([schedule.yesterday(now, self._profile)], now, owed=False)
        for as_of, spans in self._owed(now).items():
            await self._owe(spans, as_of)
        if now > self._state.done:
            self._state.done = now
        await self._beside(self._rounds)

    def _owed(self, now: int) -> dict[int | None, list[Span]]:
        """By the instant as of which it is to be made (None: whenever that is): what one pass makes."""
        owed: dict[int | None, dict[str, Span]] = {}
        for due in schedule.due(self._profile, self._state.done, now):
            owed.setdefault(due.at, {})[due.span.name] = due.span
        if schedule.daily(self._state.done + 1, self._profile) <= now:
            late = sorted(self._state.late & self._spans.keys())
            owed.setdefault(None, {}).update({name: self._spans[name] for name in late})
        retrying.forget(self._state.failed, now)
        for each in retrying.waiting(self._state.failed, now):
            owed.setdefault(each.as_of, {})[each.span.name] = each.span
        return {as_of: list(spans.values()) for as_of, spans in owed.items() if spans}

    async def _owe(self, spans: list[Span], as_of: int | None) -> None:
        """What the schedule asks for is tried until it is made. Raises StoreDown."""
        why = await self._make(spans, self._clock() if as_of is None else as_of, owed=True)
        failed = self._state.failed
        for span in spans:
            if span.name in why:
                before = failed.get(span.name)
                failed[span.name] = retrying.once_more(before, span, as_of, why[span.name], self._clock())
            else:
                failed.pop(span.name, None)

    async def _make(self, spans: list[Span], as_of: int, *, owed: bool) -> dict[str, str]:
        """In one pass, and where that fails each by itself; why, of each that could not be made. Raises StoreDown."""
        why = await self._pass(spans, as_of, owed=owed)
        if not why or len(spans) == 1:
            return dict.fromkeys([span.name for span in spans], why) if why else {}
        found: dict[str, str] = {}
        for span in spans:
            found |= await self._make([span], as_of, owed=owed)
        return found

    async def _pass(self, spans: list[Span], as_of: int, *, owed: bool) -> str:
        """Why they could not be made and, where the schedule owed them, told of, else "". Raises StoreDown."""
        began, names = time.monotonic(), ", ".join(span.name for span in spans)
        await self._say(Underway(names))
        try:
            made = await self._elsewhere(partial(making.make_all, spans=spans), spans[0], as_of)
            for each in made if owed else ():
                await mailing.tell(self._journal, Path(self._asked.folder), each, self._profile, self._clock())
        except StoreDown:
            await self._say(Underway())
            raise
        except Exception as error:
            why = _sentence(names, error)
            await self._say(Underway(failed=names, why=why))
            return why
        MAKING.observe(time.monotonic() - began)
        for span, each in zip(spans, made, strict=True):
            self._state.late.discard(span.name)
            if each.new:
                MADE.labels(span.kind).inc()
        told = msgspec.to_builtins(made)
        log.info("briefing.made", briefings=told, as_of=as_of, seconds=round(time.monotonic() - began, 2))
        self._look_over()
        await self._say(Underway())
        return ""

    # what stands beside them

    async def _beside(self, keys: Iterable[str]) -> None:
        """Those that are due; where together they fail, each by itself. Raises StoreDown."""
        now, began = self._clock(), time.monotonic()
        due = [key for key in keys if self._rounds[key].due(now, self._profile)]
        if not due:
            return
        for key in due:
            self._rounds[key].began(now, self._profile)
        try:
            made = await self._elsewhere(partial(remembered.made, keys=due), Span("range", "", 0, now), now)
            for key, document in made.items():
                await self._journal.put(SHELF, key, document)
        except Exception as error:
            for key in due:
                self._rounds[key].failed(self._clock() if len(due) == 1 else now - AGAIN)
            if isinstance(error, StoreDown):
                raise
            _sentence(", ".join(due), error)
            for key in due if len(due) > 1 else ():
                await self._beside([key])
        else:
            log.info("briefing.beside", keys=due, seconds=round(time.monotonic() - began, 2))

    async def _elsewhere(self, work: Callable[[Asked], T], span: Span, as_of: int) -> T:
        return await elsewhere(work, replace(self._asked, profile=self._profile, span=span, as_of=as_of))

    async def _say(self, underway: Underway) -> None:
        self.underway = underway
        await self._journal.put(SHELF, UNDERWAY, msgspec.json.encode(underway))


def _sentence(name: str, error: Exception) -> str:
    """What was raised on purpose is one; of anything else the log tells where."""
    FAILED.inc()
    known = isinstance(error, VigiaError)
    why = str(error) if known else type(error).__name__
    log.error("briefing.failed", name=name, why=why, exc_info=None if known else error)
    return why
