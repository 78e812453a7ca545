"""The loop of the maps process: follow the journal; when a period has closed, or somebody asks, search and publish."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence

import msgspec
import structlog

from journal.clock import StoreClock
from journal.following import follow, hearken
from journal.journal import Journal, Kind
from journal.waiting import at_most, every, patiently
from maps import gaps, state
from maps.documents import ASK, MAP, NOW, STATE, Beat, GapRow, encode, history_key
from maps.elsewhere import elsewhere
from maps.facility import Facility
from maps.land import Land
from maps.ledger import Mark
from maps.metrics import DOCUMENTS, FOUND, MARKS, SCAN, SHEET, STANDING
from maps.periods import holding
from maps.search import prepared, read, scanned
from maps.sheet import Sheet
from maps.signals import Scene
from maps.state import State
from picture import ledgers
from picture.clocks import HOUR, MINUTE, SECOND
from picture.errors import StoreDown
from picture.events import Entry, Fact
from picture.place_events import HotspotFound
from picture.profile import Profile
from picture.redaction import redacted

SETTLE = 5 * MINUTE  # after a period's end: what is told a little late is counted
BEAT_EVERY = 5.0  # seconds
LOOK_EVERY = 1.0
SAVE_EVERY = 600.0
MUCH, SPARED = 0.05, 20 * SECOND  # that many more marks ask for another document, no sooner than so long after the last
AGAIN = 6 * HOUR  # found again, a signal is journaled again when it stands so much longer by that
log = structlog.get_logger()


class Maps:
    """One site's maps. `run` until cancelled. `as_of`, `next`: of the last document."""

    def __init__(
        self,
        journal: Journal,
        profile: Profile,
        kind: Kind,
        land_of: Callable[[Profile], Land],
        facilities: tuple[Facility, ...] = (),
    ) -> None:
        self._journal, self._profile, self._kind, self._facilities = journal, profile, kind, facilities
        self._land_of, self._land = land_of, land_of(profile)
        self._clock = StoreClock(journal)
        self._state, self._since = State(), 0
        self._live, self._asked, self._folded = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._searched = -1  # the civil day after the last that was searched
        self._heard: int | None = None  # since when a registry of cases was silent, at the last document
        self._made = self._counted = 0  # when the last document was, and of how many marks
        self.as_of = self.next = 0

    @property
    def live(self) -> bool:
        return self._live.is_set()

    @property
    def position(self) -> int:
        return self._state.picture.position

    def late(self) -> bool:
        """Whether a period closed long ago and is not on the map."""
        return self._clock() > self.next + 4 * SETTLE

    async def run(self) -> None:
        await patiently(self._clock.look)
        await patiently(self._resume)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._clock.keep())
                tasks.create_task(follow(self._journal, self))
                tasks.create_task(hearken(self._journal, ASK, lambda _: self._asked.set()))
                tasks.create_task(every(LOOK_EVERY, self._work))
                tasks.create_task(every(BEAT_EVERY, self._beat))
                tasks.create_task(every(SAVE_EVERY, self._save))
        finally:
            with contextlib.suppress(StoreDown):
                await self._save()

    async def _resume(self) -> None:
        """From what was kept, or from the journal's first entry."""
        saved = await self._journal.get(MAP, STATE)
        try:
            found = state.restore(saved) if saved else None
        except msgspec.DecodeError:
            found = None
            log.exception("maps.state_unreadable")
        if found:
            self._state, self._since = found, found.picture.position
        else:
            await self.anew()
        log.info("maps.resumed", position=self.position)

    async def anew(self) -> None:
        self._live.clear()
        self._state, self._since = State(), (await self._journal.tail())[0]
        self._searched, self.next = -1, 0

    # the journal

    def caught_up(self) -> None:
        self._live.set()

    async def hear(self, entries: Sequence[Entry]) -> bool:
        if redacted(entries, self._since):
            log.info("maps.redacted")
            await self.anew()
            return False
        for entry in entries:
            self._state.fold(entry, self._land)
        self._state.rest()
        self._folded.set()
        self._stand_on(self._state.picture.profile)
        return True

    def _stand_on(self, profile: Profile | None) -> None:
        if profile is None or profile is self._profile:
            return
        if (profile.place, profile.zone) != (self._profile.place, self._profile.zone):
            self._land = self._land_of(profile)
        self._profile = profile

    # the map

    async def _work(self) -> None:
        """Once everything is folded: what is due by now, and what was asked for."""
        if not self.live:
            return
        now = self._clock()
        asked, heard = self._asked.is_set() or self._much_came(now), self._state.heard(self._profile)
        if not asked and heard == self._heard and now < self.next + (SETTLE if self.next else 0):
            return
        self._asked.clear()
        held = self._state
        marks, begins = held.ledger.distinct(), held.ledger.begins or now
        self._heard = heard
        self._made, self._counted = now, len(held.ledger.marks)
        MARKS.set(len(marks))
        with SHEET.time():
            sheet = await asyncio.to_thread(Sheet, self._profile, self._land, marks, begins, now, heard=heard)
        if held is self._state:
            await self._publish(sheet)
        day = holding("24h", now, self._profile.zone)
        if asked or day.index != self._searched:
            self._searched = day.index
            if await self._search(marks, begins, sheet, day.starts):
                await self._publish(sheet)

    def _much_came(self, now: int) -> bool:
        """Whether a registry has told its past since the last document, as it does at its start."""
        came = len(self._state.ledger.marks) - self._counted
        return bool(self.next) and came > MUCH * self._counted + 50 and now > self._made + SPARED

    async def _search(self, marks: list[Mark], begins: int, sheet: Sheet, closed: int) -> bool:
        """Journal what is found in the days closed by then, and wait until it is folded; whether there was anything."""
        began, made, held = time.monotonic(), self.position, self._state
        standing = held.signals.standing(self._clock()).values()
        scans = prepared(marks, begins, self._land, closed, standing)
        with SCAN.time():
            clusters = await elsewhere(scanned, scans)
        if self._state is not held:  # redacted meanwhile: what was scanned may hold what is hidden now
            return False
        found = [each for scan, of in zip(scans, clusters, strict=True) for each in read(scan, of, self._land)]
        scene = Scene(marks, self._land, made, self._clock(), sheet.guard())
        facts = [fact for fact in self._state.signals.tell(found, scene) if self._is_news(*fact)]
        log.info("maps.searched", seconds=round(time.monotonic() - began, 2), clusters=len(found), told=len(facts))
        if facts:
            number = await self._journal.record([self._fact(name, data) for name, data in facts])
            FOUND.inc(len(facts))
            while self.live and self.position < number:
                self._folded.clear()
                await at_most(LOOK_EVERY, self._folded)
        return bool(facts)

    def _is_news(self, name: str, data: HotspotFound) -> bool:
        known = self._state.signals.told.get(name)
        return known is None or known.differs(data) or data.until >= known.fact.until + AGAIN

    def _fact(self, name: str, data: HotspotFound) -> Fact:
        return Fact(time=data.first, source=self._profile.code, subject=name, data=data)

    async def _publish(self, sheet: Sheet) -> None:
        held = self._state
        standing = held.signals.standing(self._clock())
        document = sheet.document(self._kind, self.position, standing, self._gaps(sheet.as_of), self._facilities)
        histories = [(history, await asyncio.to_thread(sheet.history, history)) for history in sheet.histories]
        for history, drawn in histories:
            if self._state is not held:
                return
            await self._journal.put(MAP, history_key(history.window, history.layer), encode(drawn))
        payload = encode(document)
        await self._journal.put(MAP, NOW, payload)
        await self._journal.publish(MAP, payload)
        self.as_of, self.next = document.as_of, document.next
        STANDING.set(len(standing))
        DOCUMENTS.inc()
        log.info("maps.published", as_of=self.as_of, bytes=len(payload), signals=len(standing))

    def _gaps(self, as_of: int) -> tuple[GapRow, ...]:
        return gaps.rows(ledgers.of(self._state.picture.book, self._profile, as_of), self._profile)

    async def _beat(self) -> None:
        if self.live:
            await self._journal.publish(MAP, encode(Beat(self._clock())))

    async def _save(self) -> None:
        if self.live:
            await self._journal.put(MAP, STATE, state.save(self._state))
