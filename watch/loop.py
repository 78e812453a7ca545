"""The loop: follow → fold → decide → publish. The only place of the watch that waits.

A watch without the lease follows and folds as well (hot standby) and says nothing.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence

import msgspec
import structlog

from alerts.board import Board
from alerts.fold import AlertBoard
from journal.clock import StoreClock
from journal.journal import START, Beat, Checkpoint, Journal, Kind, Lease
from journal.waiting import at_most, every, patiently, until_read
from picture.alert_events import NotificationQueued
from picture.clocks import MINUTE
from picture.errors import BadArchive, LeaseLost, StoreDown
from picture.events import Entry
from picture.picture import Picture
from picture.profile import Profile
from picture.redaction import redacted
from watch.alarms import Alarms
from watch.band import Band
from watch.decide import Decision, decide, site_configured
from watch.desk import REST, DeskPublisher
from watch.desk_documents import DeskDocument
from watch.desk_room import DeskRoom
from watch.documents import WALL, WallDocument, encode
from watch.lease import Holding
from watch.memory import settle
from watch.metrics import BEHIND, DECIDED, FOLDED, PASS, PUBLISHED
from watch.state import VERSION, restore, save
from watch.wall import WallRoom

SLOWEST = 1.0  # seconds between two documents at the most
FASTEST = 0.1  # and at the least
BEATS_EVERY, HEALTH_EVERY, CHECKPOINT_EVERY, SETTLE_EVERY = 0.2, 2.0, 30.0, 60.0  # seconds
DECIDED_EVERY = 5_000  # milliseconds; so old at most is what the store knows of how far was decided
LOOK_BACK = 15 * MINUTE  # longer than any condition must hold before it counts
log = structlog.get_logger()


class Watch:
    """One site's watch. `run` until cancelled."""

    def __init__(self, journal: Journal, profile: Profile, kind: Kind, holder: str) -> None:
        self._journal, self._profile, self._kind = journal, profile, kind
        self._stand_on(Picture())
        self._clock = StoreClock(journal)
        self.holding = Holding(journal, holder)
        self._desk = DeskPublisher(journal, self.holding, self._desk_document, self._ask)
        self._beats: dict[str, Beat] = {}
        self._paused = False
        self._changed = asyncio.Event()
        self._live = asyncio.Event()
        self._saved = self._since = START  # see `picture.redaction`
        self.published = 0.0  # monotonic seconds, of the last pass
        self._not_before = 0.0
        self._decided = self._token = 0
        self.told: Callable[[], None] = lambda: None  # somebody is to be notified

    def _stand_on(self, picture: Picture, book: AlertBoard | None = None, quiet_until: int = 0) -> None:
        """From now on this is what is folded and shown. What was recorded before `quiet_until` was decided already."""
        self._picture, self._book = picture, book or AlertBoard()
        self._room = WallRoom(picture, self._kind)
        self._room.cases.locks = self._book.board.locks
        self._desk_room = DeskRoom(picture, self._kind, self._room.cases, self._book)
        self._band = Band(picture, self._book, self._room.cases)
        self.alarms = Alarms(picture, self._book, self._room, quiet_until)

    @property
    def live(self) -> bool:
        """Whether the picture is the present: everything journaled so far is folded."""
        return self._live.is_set()

    @property
    def profile(self) -> Profile:
        """The one in force; before any is, the one that will be."""
        return self._picture.profile or self._profile

    @property
    def board(self) -> Board:
        return self._book.board

    @property
    def position(self) -> int:
        return self._picture.position

    async def run(self) -> None:
        await patiently(self._clock.look)
        await patiently(self._resume)
        keeping = asyncio.create_task(self.holding.keep())
        try:
            async with asyncio.TaskGroup() as tasks:
                for work in (
                    self._clock.keep(),
                    self._follow(),
                    self._publish(),
                    self._desk.publish(),
                    self._desk.listen(),
                    every(BEATS_EVERY, self._read_beats),
                    every(HEALTH_EVERY, self._read_health),
                    every(CHECKPOINT_EVERY, self._checkpoint),
                    every(SETTLE_EVERY, self._settle),
                ):
                    tasks.create_task(work)
        finally:
            with contextlib.suppress(StoreDown, LeaseLost):
                await self._checkpoint()  # while the lease is still ours
            keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeping

    async def _resume(self) -> None:
        """From the last checkpoint of this fold, or from the journal's first entry."""
        found = await self._journal.checkpoint()
        if found and found.version == VERSION:
            try:
                self._stand_on(*restore(found.state))
                self._saved = self._since = found.position
            except msgspec.DecodeError:
                log.exception("checkpoint.unreadable", position=found.position)
        if not self._saved:
            await self._from_nothing()
        log.info("watch.resumed", position=self._saved, checkpoint=bool(self._saved))

    async def _from_nothing(self) -> None:
        decided, (last, _) = await self._journal.decided_until(), await self._journal.tail()
        self._stand_on(Picture(), quiet_until=decided - LOOK_BACK)
        self._saved, self._since = START, last

    async def _follow(self) -> None:
        while True:
            try:
                await self._catch_up()
                async with contextlib.aclosing(self._journal.follow(self._picture.position)) as lines:
                    async for entries in lines:
                        if not await self._take(entries):
                            break
            except (StoreDown, BadArchive) as error:
                if self.live and isinstance(error, StoreDown):
                    log.warning("store.down", why=str(error))
                self._live.clear()
                await until_read(error)

    async def _catch_up(self) -> None:
        """Fold what is there before anything is shown: half a past is not the present."""
        if (await self._journal.health()).entries < self._picture.position:
            log.error("store.shorter_than_picture", position=self._picture.position)
            await self._from_nothing()
        while entries := await self._journal.read(self._picture.position, 1000):
            await self._take(entries)
            await asyncio.sleep(0)  # the lease is kept meanwhile
        settle()
        self._live.set()
        self._changed.set()

    async def _take(self, entries: Sequence[Entry]) -> bool:
        """Fold them, unless what was folded so far holds what is in the journal no more: then it is thrown away."""
        if redacted(entries, self._since):
            self._live.clear()
            await self._from_nothing()
            log.info("watch.folds_anew", entries=self._since)
            return False
        self._fold(entries)
        return True

    def _fold(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self.alarms.fold(entry, self._beats)
            if isinstance(entry.fact.data, NotificationQueued):
                self.told()
        if entries:
            FOLDED.inc(len(entries))
            self._changed.set()

    async def _publish(self) -> None:
        while True:
            await at_most(self._rest(), self._changed)
            await asyncio.sleep(max(0.0, self._not_before - time.monotonic()))
            self.published = time.monotonic()
            if self._changed.is_set():  # a document that says "still so" delays no news
                self._not_before = self.published + FASTEST
            self._changed.clear()
            lease = self.holding.held
            if lease and self.live:
                try:
                    await self._pass(lease)
                except LeaseLost:
                    self.holding.lose()
                except StoreDown as error:
                    log.warning("pass.failed", why=str(error))
            elif not lease:
                if self.live and self._picture.profile:
                    await self._stand_by()
                await at_most(SLOWEST, self.holding.taken)
                if self.holding.taken.is_set():
                    self._changed.set()

    def _rest(self) -> float:
        """Seconds until the next pass is to be made, news apart: earlier where something falls due."""
        following = self.alarms.next() if self.holding.held and self.live else None
        due = SLOWEST if following is None else max(FASTEST, (following + 1 - self._clock()) / 1000)
        return min(due, SLOWEST - (time.monotonic() - self.published))

    async def _stand_by(self) -> None:
        """Nobody is told; who takes over is warm, and its ledgers no older than the other's."""
        now = await self._instant()
        if not self.live:
            return
        self.alarms.look(now, self._beats)
        self.alarms.decisions()  # the other's are folded: what they say is looked at no more
        self._room.document(now, self._beats)
        self._desk_room.stand_by()
        while self._room.cases.walking and self._room.cases.looked and not self.holding.held:
            self._room.cases.walk(self._clock())
            await asyncio.sleep(REST)

    async def _pass(self, lease: Lease) -> None:
        """Decide and publish, at one frozen `now`."""
        now = await self._instant()
        await self._was_down(lease, now)
        if not self.live:  # meanwhile all that was folded was thrown away
            return
        with PASS.time():
            decisions: list[Decision] = site_configured(self._picture, self._profile, now)
            decisions += decide(self._picture, self._beats, now)
            document = None
            if self._picture.profile:
                document = encode(self._document(now))
                decisions += self.alarms.decisions()
        if decisions or now - self._decided >= DECIDED_EVERY:
            DECIDED.inc(await self._journal.decide(lease, decisions, self.alarms.at or now))
            self._decided = now
        if document:
            await self._journal.publish(WALL, document)
            PUBLISHED.inc()
            self._desk.news.set()
        BEHIND.set(max(0, now - self._picture.recorded) / 1000)

    def _document(self, now: int) -> WallDocument:
        """The wall as of `now`, once everything due by then is looked at."""
        self.alarms.look(now, self._beats)
        document = self._room.document(now, self._beats, "disk" if self._paused else "")
        self.alarms.sample(now, self._beats, self._room.cases.will_miss.count)
        return msgspec.structs.replace(document, alerts=self._band.band(now))

    async def _instant(self) -> int:
        """Now. Where something is due by then, an instant up to which every fact is folded: what was done in time must
        not be found late because we hear of it a moment later."""
        now = max(self._clock(), self.alarms.at)
        if not self.alarms.due(now):
            return now
        last, store = await self._journal.tail()
        return max(self.alarms.at, store if last == self._picture.position else self._picture.recorded)

    async def _was_down(self, lease: Lease, now: int) -> None:
        """Whoever takes the lease looks how long nobody decided."""
        if lease.token != self._token:
            self._token = lease.token
            since = await self._journal.decided_until()
            self.alarms.down = (since, now) if since else None

    def _desk_document(self) -> tuple[DeskDocument | None, bool]:
        """What the desks lack as of the last pass, and whether more waits."""
        if not self.live or not self._room.cases.looked:
            return None, False
        now = self._clock()
        self._room.cases.walk(now)
        document = self._desk_room.document(now, self._room.shift(now), self._room.chips(now, self._beats))
        return document, self._desk_room.backlog or self._room.cases.walking

    def _ask(self) -> None:
        self._desk_room.ask()

    async def _read_beats(self) -> None:
        self._beats = await self._journal.beats()
        if decide(self._picture, self._beats, self._clock()):
            self._changed.set()  # a feed fell silent or speaks again: the wall does not wait for its second

    async def _read_health(self) -> None:
        self._paused = (await self._journal.health()).nearly_full

    async def _checkpoint(self) -> None:
        lease = self.holding.held
        position = self._picture.position
        if lease and position > self._saved and self.alarms.decider.clear:  # what waits to be journaled is not lost
            state = save(self._picture, self._book)
            await self._journal.save(lease, Checkpoint(position=position, version=VERSION, state=state))
            self._saved = position
            log.info("checkpoint.saved", position=position, bytes=len(state))

    async def _settle(self) -> None:
        if self.live:
            settle()
