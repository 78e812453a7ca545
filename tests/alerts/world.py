"""A site in simulated time: its journal, people at the desk, and watches that die and come back.

What an undisturbed eye would have found is reckoned beside it from the picture alone (`Oracle`): no agenda, no board.
"""

from typing import Any

import msgspec

from alerts import rules
from alerts.board import Alert
from alerts.condition import Condition, alert_id
from alerts.fold import AlertBoard
from alerts.rules.views import CaseView, FollowUpView, HandoverView, HotspotView
from alerts.standing import LEARNED_LATE, SETTLE
from picture import alert_events as done
from picture import case_events as said
from picture import cases, followups
from picture.clocks import HOUR, MINUTE, SECOND
from picture.events import Entry, Fact, SiteConfigured
from picture.fold import apply
from picture.picture import Picture
from picture.profile import Profile
from tests.picture.cast import T0
from tests.watch.cast import REGISTRY, a_site
from watch.alarms import Alarms
from watch.state import restore, save
from watch.wall import WallRoom

START = T0 + 100 * HOUR
DESK, WATCH = "vigia/desk", "vigia/watch"
LOOK_BACK = 15 * MINUTE


class Watch:
    """One watch: what it has folded, and what it would journal."""

    def __init__(self, picture: Picture, book: AlertBoard, quiet_until: int = 0) -> None:
        self.picture, self.book = picture, book
        self.room = WallRoom(picture, "demo")
        self.alarms = Alarms(picture, book, self.room, quiet_until)


class World:
    """`now` goes on by `passes`; `entries` is the journal. `watch` is None while nobody watches."""

    def __init__(self, profile: Profile | None = None) -> None:
        self.profile = profile or a_site()
        self.now = START
        self.entries: list[Entry] = []
        self.decided: set[str] = set()
        self.decided_until = 0
        self.checkpoint: tuple[int, bytes] | None = None
        self.watch: Watch | None = None
        self.intents = 0
        self.record("prueba", SiteConfigured(profile=msgspec.to_builtins(self.profile)), WATCH)
        self.begin()

    # the journal

    def record(
        self, subject: str, data: Any, source: str = REGISTRY, *, time: int | None = None, agency: str = ""
    ) -> None:
        self.now += 1  # of two facts of one instant the watch may look between them
        fact = Fact(time=self.now if time is None else time, source=source, subject=subject, data=data, agency=agency)
        self.entries.append(Entry(len(self.entries) + 1, self.now, fact))

    def act(self, alert: str, data: Any) -> None:
        """Journaled as a person meant it."""
        self.intents += 1
        self.record(alert, msgspec.structs.replace(data, intent=f"i{self.intents}"), DESK)

    # the watch

    def begin(self, *, from_nothing: bool = False) -> None:
        """Whoever watches now starts from the last checkpoint, or from the first entry."""
        if self.checkpoint and not from_nothing:
            self.watch = Watch(*restore(self.checkpoint[1]))
        else:
            self.watch = Watch(Picture(), AlertBoard(), self.decided_until - LOOK_BACK)
        self.look()

    def die(self) -> None:
        self.watch = None

    def save(self) -> bool:
        if self.watch is None or not self.watch.alarms.decider.clear:
            return False
        self.checkpoint = self.watch.picture.position, save(self.watch.picture, self.watch.book)
        return True

    def pass_time(self, milliseconds: int, step: int = MINUTE) -> None:
        """Where somebody watches, with a pass at least every `step`."""
        until = self.now + milliseconds
        while self.now < until:
            following = self.watch.alarms.next() if self.watch else None
            at = min(until, self.now + step)
            if following is not None and self.now < following < at:
                at = following
            self.now = at
            self.look()

    def look(self) -> None:
        """Passes until the journal lacks nothing of what is known."""
        if self.watch is None:
            return
        for _ in range(20):
            self._fold()
            self.watch.alarms.look(self.now, {})
            decisions = self.watch.alarms.decisions()
            fresh = {name: fact for name, fact in decisions if name not in self.decided}
            for fact in fresh.values():
                self.entries.append(Entry(len(self.entries) + 1, self.now, fact))
            self.decided.update(fresh)
            self.decided_until = self.now
            if not fresh:
                assert not decisions, f"what is journaled is decided again: {decisions}"
                return
        raise AssertionError("the watch finds no end")

    def _fold(self) -> None:
        assert self.watch is not None
        for entry in self.entries[self.watch.picture.position :]:
            self.watch.alarms.fold(entry, {})

    # what there is

    @property
    def board(self) -> dict[str, Alert]:
        assert self.watch is not None
        return self.watch.book.board.alerts

    def raised(self) -> list[tuple[Entry, done.AlertRaised]]:
        return [(e, e.fact.data) for e in self.entries if isinstance(e.fact.data, done.AlertRaised)]


def base_of(raised: done.AlertRaised) -> str:
    return alert_id(raised.rule, raised.kind, raised.about, raised.due)


class Oracle:
    """Reads a journal once from its first entry, looking at everything at every instant at which anything may change.

    `crossed`: id → condition, of what came true while somebody could have known; `true`: what is true at the end.
    """

    def __init__(self, entries: list[Entry], until: int) -> None:
        self._picture = Picture()
        self.crossed: dict[str, Condition] = {}
        self.true: dict[str, Condition] = {}
        self._late: dict[str, int] = {}  # learned late, at
        at = 0
        for entry in entries:
            if entry.recorded > at:
                self._through(at, entry.recorded)
                at = entry.recorded
            apply(self._picture, entry)
        self._through(at, until)

    def _through(self, since: int, until: int) -> None:
        """What was folded was recorded at `since`: that instant, and every other up to `until`."""
        if self._picture.profile is None:
            return
        self._look(since)
        at = since
        while (at := min((i for i in self._instants(at) if at < i <= until), default=0)) != 0:
            self._look(at)

    def _instants(self, at: int) -> set[int]:
        """At which something may come true, or be believed."""
        book, profile = self._picture.book, self._picture.profile
        assert profile is not None
        found = {late + SETTLE for late in self._late.values()}
        for case in book.cases.values():
            look = cases.look(case, book, profile, at)
            found |= {each.due for each in (*look.deadlines, *look.health)}
            found |= {look.acted + profile.cases.silent * MINUTE, look.until}
        for followup in book.followups.values():
            if followup.plan:
                promise = followups.look(followup, book.cases.get(followup.plan.case), profile, at)
                found |= {promise.until, promise.opens, promise.closes} if promise else set()
        for handover in book.handovers.values():
            if handover.offered is not None:
                found.add(handover.offered + profile.cases.handover * MINUTE)
        return found | {hotspot.until for hotspot in book.hotspots.values()}

    def _look(self, at: int) -> None:
        now = self._all(at)
        for name in [name for name in self._late if name not in now]:
            del self._late[name]
        for name, condition in now.items():
            if name not in self.true:
                if at - condition.due > LEARNED_LATE:
                    self._late[name] = at
                else:
                    self.crossed[name] = condition
            if name in self._late and at >= self._late[name] + SETTLE:
                del self._late[name]
                self.crossed[name] = condition
        self.true = now

    def _all(self, at: int) -> dict[str, Condition]:
        picture = self._picture
        book, profile = picture.book, picture.profile
        assert profile is not None
        found: list[Condition] = []
        for case in book.cases.values():
            found += rules.of_case(CaseView(picture, profile, at, case, cases.look(case, book, profile, at)))
        for followup in book.followups.values():
            case_of = book.cases.get(followup.plan.case) if followup.plan else None
            promise = followups.look(followup, case_of, profile, at)
            if promise:
                found += rules.of_followup(FollowUpView(picture, profile, at, followup, promise, case_of))
        for handover in book.handovers.values():
            named = book.cases.get((handover.offer.case if handover.offer else None) or "")
            found += rules.of_handover(HandoverView(picture, profile, at, handover, named))[0]
        for signal, hotspot in book.hotspots.items():
            found += rules.of_hotspot(HotspotView(picture, profile, at, signal, hotspot))[0]
        return {condition.id: condition for condition in found}


def illegal(alert: Alert) -> list[str]:
    """What its story says that may not follow; empty where all is well."""
    wrong, lines = [], alert.story
    ends = [line.what for line in lines]
    if "closed" in ends:
        after = set(ends[ends.index("closed") + 1 :]) - {"noted", "told", "untold"}
        if after:
            wrong.append(f"after the closing: {after}")
        before = set(ends[: ends.index("closed")])
        if not before & {"resolved", "confirmed"}:
            wrong.append("closed while it held and nobody had acted")
    taken = False
    for line in lines:
        if line.what in ("refired", "snoozed"):
            taken = line.what == "snoozed"
            snoozed = line.what == "snoozed"
        elif line.what == "acknowledged":
            if taken and not snoozed:
                wrong.append("acknowledged twice")
            taken, snoozed = True, False
    escalated = [line.time for line in lines if line.what == "escalated" and not line.by]
    if escalated != sorted(set(escalated)):
        wrong.append(f"escalated out of order: {escalated}")
    return wrong


def chatter(raised: list[tuple[Entry, done.AlertRaised]]) -> list[str]:
    """Fingerprints that rang three times or more within a minute; what is told late rings nobody."""
    found: dict[str, list[int]] = {}
    for entry, data in ((entry, data) for entry, data in raised if not data.late):
        found.setdefault(f"{data.rule} {data.kind}:{data.about}", []).append(entry.recorded)
    return [name for name, at in found.items() if any(at[i + 2] - at[i] < MINUTE for i in range(len(at) - 2))]


def check(world: World) -> None:
    """Everything that must hold once the watch has looked at all there is."""
    oracle = Oracle(world.entries, world.now)
    raised = world.raised()
    subjects = [entry.fact.subject for entry, _ in raised]
    assert len(subjects) == len(set(subjects)), "an alert was raised twice"
    assert chatter(raised) == []
    first: dict[str, done.AlertRaised] = {}
    for _, data in raised:
        first.setdefault(base_of(data), data)
    expected = {name: (c.rule, c.about, c.due) for name, c in oracle.crossed.items()}
    found = {name: (data.rule, data.about, data.due) for name, data in first.items()}
    assert found == expected, (
        f"only found: {found.items() - expected.items()}, only expected: {expected.items() - found.items()}"
    )
    holding = {base_of(a.raised) for a in world.board.values() if a.closed is None and a.resolved is None}
    ended_by_hand = {base_of(a.raised) for a in world.board.values() if a.closed and a.closed.by}
    still = {name for name in oracle.true if name in oracle.crossed}
    assert holding == still - ended_by_hand, (
        holding ^ (still - ended_by_hand),
        [a.story for a in world.board.values()],
    )
    for alert in world.board.values():
        assert illegal(alert) == []


def ago(world: World, seconds: int) -> int:
    return world.now - seconds * SECOND


Opened, Assessed = said.CaseOpened, said.CaseAssessed
