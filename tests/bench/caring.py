"""One pass of the watch with 2,000 open cases and 10,000 open follow-ups: fold a fact, decide, make and encode the
wall's document, then what the desks lack of it."""

import statistics
import time

import msgspec
from msgspec.structs import replace

from alerts.fold import AlertBoard
from journal.journal import Beat
from picture import case_events as said
from picture.clocks import MINUTE, SECOND
from picture.events import AnyData, Entry, Fact
from picture.picture import Picture, restore
from tests.bench import caseload, volume
from tests.bench.row import Bound, Row, Spread, figure, spread, verdict
from watch import desk_documents, documents
from watch.alarms import Alarms
from watch.band import Band
from watch.decide import decide
from watch.desk_room import DeskRoom
from watch.memory import settle
from watch.wall import WallRoom

SLOWEST = 20.0  # milliseconds
LARGEST = 60 * 1024  # bytes
PASSES = 1_800  # half an hour


class Passes(msgspec.Struct, frozen=True):
    """Milliseconds; bytes."""

    wall: Spread
    desk: Spread
    encoding: Spread
    document: int
    open_cases: int
    open_followups: int


def facts(now: int, hours: float, cases: int, followups: int) -> list[Fact]:
    """The demo's calls of the last hours with the caseload, in order of time."""
    profile = volume.nuevo_leon()
    made = [*volume.facts(profile, now, hours), *caseload.facts(profile, now, cases, followups)]
    made.sort(key=lambda fact: fact.time)
    return [volume.configured(profile, made[0].time), *made]


def past(now: int, hours: float, cases: int, followups: int) -> bytes:
    return volume.folded(facts(now, hours, cases, followups)).state


class Bench:
    def __init__(self, state: bytes, now: int) -> None:
        self.picture: Picture = restore(state)
        self.room = WallRoom(self.picture, "demo")
        self.book = AlertBoard()
        self.book.board.stepped = now
        self.alarms = Alarms(self.picture, self.book, self.room)
        self.band = Band(self.picture, self.book, self.room.cases)
        self.desk = DeskRoom(self.picture, "demo", self.room.cases, self.book)
        self.now = now
        self._decided: dict[str, Fact] = {}
        profile = self.picture.profile
        assert profile
        self.profile = profile

    def step(self, number: int) -> tuple[float, float, float, int]:
        """One pass, a second after the last: milliseconds of the wall's and of the desk's part, of encoding alone."""
        self.now += SECOND
        beats = {feed.source: Beat(heard=self.now) for feed in self.profile.feeds}
        entry = Entry(self.picture.position + 1, self.now, self._fact(number))
        began = time.perf_counter()
        for each in (entry, *self._journaled(entry.number)):
            self.alarms.fold(each, beats)
        decide(self.picture, beats, self.now)
        self.alarms.look(self.now, beats)
        document = self.room.document(self.now, beats)
        self.alarms.sample(self.now, beats, self.room.cases.will_miss.count)
        document = replace(document, alerts=self.band.band(self.now))
        raw = documents.encode(document)
        self._decided = dict(self.alarms.decisions())
        shown = time.perf_counter()
        self._desk(beats)
        done = time.perf_counter()
        documents.encode(document)
        return 1000 * (shown - began), 1000 * (done - shown), 1000 * (time.perf_counter() - done), len(raw)

    def _journaled(self, number: int) -> list[Entry]:
        """What the last pass decided, as it comes back from the journal."""
        return [Entry(number + at, self.now, fact) for at, fact in enumerate(self._decided.values(), 1)]

    def _desk(self, beats: dict[str, Beat]) -> None:
        self.room.cases.walk(self.now)
        news = self.desk.document(self.now, self.room.shift(self.now), self.room.chips(self.now, beats))
        if news:
            desk_documents.encode(news)

    def _fact(self, number: int) -> Fact:
        """In turn: a case opens, is judged severe, is assigned; a follow-up is planned, tried, done."""
        turn, kind = divmod(number, 6)
        case, followup = f"new-C{turn}", f"bench-F{turn}"
        said_now: tuple[tuple[str, AnyData], ...] = (
            (case, said.CaseOpened(episode_from=self.now - 30 * MINUTE, episode_to=self.now - 30 * MINUTE)),
            (case, said.CaseAssessed(level="severe")),
            (case, said.CaseAssigned(to="equipo_itinerante")),
            (f"new-F{turn}", said.FollowUpPlanned(case=case, consent=True, safe_hours=("08:00-20:00",))),
            (followup, said.FollowUpAttempted(outcome="no_answer", minutes=9)),
            (followup, said.FollowUpDone(outcome="spoke_safely", minutes=18)),
        )
        subject, data = said_now[kind]
        return Fact(time=self.now, source=self.profile.registry[0].source, subject=subject, data=data)


def passes(state: bytes, now: int, count: int) -> Passes:
    """Runs in a process of its own."""
    bench = Bench(state, now)
    for number in range(100):  # until the desks have every row
        bench.step(number)
    settle()  # as the watch does after it has caught up
    steps = [bench.step(number) for number in range(100, 100 + count)]
    board = bench.room.cases.last
    assert board
    return Passes(
        spread(s[0] for s in steps),
        spread(s[1] for s in steps),
        spread(s[2] for s in steps),
        max(s[3] for s in steps),
        sum(1 for case in bench.picture.book.cases.values() if case.story and case.story[-1].what != "closed"),
        board.followups.open,
    )


def measure(quick: bool) -> list[Row]:
    full = (25.0, caseload.CASES, caseload.FOLLOWUPS, PASSES, 3)
    hours, cases, followups, count, rounds = (1.0, 200, 1000, 60, 1) if quick else full
    now = int(time.time() * 1000)
    state = volume.apart(past, now, hours, cases, followups)
    found = [volume.apart(passes, state, now, count) for _ in range(rounds)]
    p = sorted(found, key=lambda r: r.wall.p50)[len(found) // 2]
    p99 = statistics.median(r.wall.p99 for r in found)
    both = statistics.median(r.wall.p99 + r.desk.p99 for r in found)
    return [
        Row(
            what=f"one pass with {p.open_followups:,} open follow-ups and {p.open_cases:,} cases: fold 1 event, "
            "decide, make and encode the wall's document",
            budget="p99 ≤ 20 ms; document ≤ 60 KB",
            measured=f"{p.wall.text()}; then the desk's rows: {p.desk.text()}; document at most {p.document:,} B",
            limit=f"encoding the same document: p50 {figure(p.encoding.p50)}, p99 {figure(p.encoding.p99)} ms",
            ratio=f"{figure(p.wall.p50 / p.encoding.p50)} × (p50)",
            reached=verdict(
                [
                    Bound("p99", p99, SLOWEST, "ms"),
                    Bound("p99 with the desk's rows", both, SLOWEST, "ms"),
                    Bound("document", p.document / 1024, LARGEST / 1024, "KB"),
                ]
            ),
        )
    ]
