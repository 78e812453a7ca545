"""One pass of the watch (fold one fact, decide, make and encode the document), and what ten times the history adds.

Every round restores the picture in a process of its own, so that neither memory nor garbage is another's.
"""

import gc
import statistics
import time

import msgspec
import psutil

from journal.journal import Beat
from picture.clocks import HOUR, SECOND
from picture.events import CallAnswered, CallEnded, CallOffered, Entry, Fact
from picture.fold import apply
from picture.picture import Picture, restore
from tests.bench import volume
from tests.bench.row import Bound, Row, Spread, figure, spread, verdict
from watch.decide import decide
from watch.documents import encode
from watch.wall import WallRoom

SLOWEST = 20.0  # milliseconds
GROWTH = 1.2
STEP = SECOND  # of `now` between two passes: the watch makes one at least every second
HISTORIES: tuple[volume.History, ...] = ("once", "calls", "days")


class Passes(msgspec.Struct, frozen=True):
    """Milliseconds a pass, and to encode its document; megabytes that picture and figures take; bytes."""

    took: Spread
    encoding: Spread
    memory: float
    document: int


def resident() -> float:
    gc.collect()
    return float(psutil.Process().memory_info().rss) / 1e6


class Bench:
    """A restored picture, and the passes that follow on it."""

    def __init__(self, state: bytes, now: int) -> None:
        self.picture: Picture = restore(state)
        self.room = WallRoom(self.picture, "demo")
        self.now = now
        profile = self.picture.profile
        assert profile
        self.centres = profile.centre

    def step(self, number: int) -> tuple[float, float, int]:
        """One pass, `STEP` after the last: its milliseconds, those of encoding alone, the document's bytes."""
        self.now += STEP
        beats = {centre.source: Beat(heard=self.now) for centre in self.centres}
        entry = Entry(self.picture.position + 1, self.now, self._fact(number))
        began = time.perf_counter()
        apply(self.picture, entry)
        decide(self.picture, beats, self.now)
        document = self.room.document(self.now, beats)
        raw = encode(document)
        ended = time.perf_counter()
        encode(document)
        return 1000 * (ended - began), 1000 * (time.perf_counter() - ended), len(raw)

    def _fact(self, number: int) -> Fact:
        """Calls come to the centres in turn, each with its offer, its answer and its end."""
        call, stage = divmod(number, 3)
        centre = self.centres[call % len(self.centres)]
        data = (CallOffered(queue=centre.queue[0].code), CallAnswered(), CallEnded(talk=1_000))[stage]
        return Fact(time=self.now, source=centre.source, subject=f"bench-{call}", data=data)


def passes(state: bytes, now: int, count: int) -> Passes:
    """Runs in a process of its own."""
    before = resident()
    bench = Bench(state, now)
    bench.step(0)
    memory = resident() - before
    for number in range(1, 21):  # warm up
        bench.step(number)
    steps = [bench.step(number) for number in range(21, 21 + count)]
    return Passes(spread(s[0] for s in steps), spread(s[1] for s in steps), memory, steps[-1][2])


def middle(rounds: list[Passes]) -> Passes:
    """The round whose p50 is the median one's."""
    return sorted(rounds, key=lambda r: r.took.p50)[len(rounds) // 2]


def measure(quick: bool) -> list[Row]:
    count, hours, weeks, rounds = (30, 1.0, 0, 1) if quick else (HOUR // STEP, 25.0, 8, 5)
    now = int(time.time() * 1000)
    pasts = {name: volume.apart(volume.past, name, now, hours, weeks) for name in HISTORIES}
    found: dict[str, list[Passes]] = {name: [] for name in HISTORIES}
    for _ in range(rounds):
        for name, past in pasts.items():
            found[name].append(volume.apart(passes, past.state, now, count))
    once = found["once"]
    return [
        _row(once, pasts["once"], f"{hours:g} h, {weeks} weeks of half hours"),
        _grown(found["calls"], once, pasts["calls"], f"the same, 10 × the calls in the same {hours:g} h"),
        _grown(found["days"], once, pasts["days"], f"the same, 10 × the history ({10 * hours:g} h of single calls)"),
    ]


def _row(rounds: list[Passes], past: volume.Past, what: str) -> Row:
    p = middle(rounds)
    p99 = statistics.median(r.took.p99 for r in rounds)
    return Row(
        what=f"one pass, calls only: fold 1 event, decide, make and encode a document; {past.calls:,} calls in {what}",
        budget="p99 ≤ 20 ms",
        measured=f"{p.took.text()}; {_weight(p, past)}; document {p.document:,} B",
        limit=f"encoding the same document: p50 {figure(p.encoding.p50)}, p99 {figure(p.encoding.p99)} ms",
        ratio=f"{figure(p.took.p50 / p.encoding.p50)} × (p50)",
        reached=verdict([Bound("p99", p99, SLOWEST, "ms")]),
    )


def _grown(rounds: list[Passes], once: list[Passes], past: volume.Past, what: str) -> Row:
    p, was = middle(rounds), middle(once)
    p50 = _growth([r.took.p50 for r in rounds], [r.took.p50 for r in once])
    p99 = _growth([r.took.p99 for r in rounds], [r.took.p99 for r in once])
    return Row(
        what=f"{what}: {past.calls:,} calls, {past.entries:,} entries",
        budget="≤ 1.2 × the pass above",
        measured=f"{p.took.text()}; {_weight(p, past)}",
        limit=f"the pass above: p50 {figure(was.took.p50)}, p99 {figure(was.took.p99)} ms",
        ratio=f"p50 {figure(p50)} ×, p99 {figure(p99)} × (medians of {len(rounds)} rounds)",
        reached=verdict([Bound("p50", p50, GROWTH, "×"), Bound("p99", p99, GROWTH, "×")]),
    )


def _growth(grown: list[float], once: list[float]) -> float:
    return statistics.median(grown) / statistics.median(once)


def _weight(p: Passes, past: volume.Past) -> str:
    return f"memory {figure(p.memory)} MB, checkpoint {figure(len(past.state) / 1e6)} MB"
