"""Whatever a line does to the frames, the journal holds the same facts in the same order, each once."""

from collections import deque
from dataclasses import dataclass, field
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.outputs import Append, Close, Output, Send
from feeds.session import Session
from journal.journal import Batch, Mark
from picture.events import FeedGap
from tests.feeds.cast import NOW, admission, event, heartbeat, hello, lacking

STEP = 250  # milliseconds


@dataclass
class Line:
    """A centre that answers honestly over a line that does not: frames are lost, repeated, swapped, damaged (not
    when they are fetched: damaged twice more, a frame is refused), and the connection breaks. `refused` events are
    unknown to us, `lost` ones to the centre itself."""

    events: int
    refused: set[int]
    lost: set[int]
    faults: float
    random: Random
    mark: Mark = field(default_factory=Mark)
    facts: list[int] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    quarantined: list[int] = field(default_factory=list)
    acked: int = 0
    now: int = NOW
    wire: deque[bytes] = field(default_factory=deque)
    batch: Batch | None = None
    over: bool = False

    def run(self) -> None:
        until = NOW + 600_000
        while self.mark.sequence < self.events and self.now < until:
            self.connect(until)

    def connect(self, until: int) -> None:
        self.dial()
        session = Session(admission(), self.mark, self.now)
        while not self.over and self.mark.sequence < self.events and self.now < until:
            burst = [self.wire.popleft() for _ in range(min(len(self.wire), self.random.choice((1, 2, 7, 40))))]
            self.obey(session.receive(burst, self.now))
            if self.batch and self.random.random() < 0.5:
                self.store(session)
            if not self.wire:
                self.now += STEP
                self.wire.append(heartbeat(self.events, self.now))
                self.obey(session.tick(self.now))
            self.over = self.over or self.random.random() < self.faults / 50

    def dial(self) -> None:
        self.wire, self.batch, self.over = deque([hello(1, self.events, now=self.now)]), None, False

    def store(self, session: Session) -> None:
        batch, self.batch = self.batch, None
        assert batch
        assert batch.after == self.mark
        self.mark = batch.mark
        for fact in batch.facts:
            if isinstance(fact.data, FeedGap):
                self.gaps.append((fact.data.first, fact.data.last))
            else:
                self.facts.append(fact.sequence)
        self.quarantined += [frame.sequence for frame in batch.quarantined if frame.sequence]
        self.obey(session.durable(batch.mark, self.now))

    def obey(self, outputs: list[Output]) -> None:
        for output in outputs:
            match output:
                case Append(batch):
                    assert self.batch is None
                    self.batch = batch
                case Close():
                    self.over = True
                case Send(text):
                    self.answer(msgspec.json.decode(text))

    def answer(self, said: dict[str, dict[str, str]]) -> None:
        match said:
            case {"subscribe": {"after": after}}:
                self.wire += self.disturbed([self.frame(n) for n in range(int(after) + 1, self.events + 1)])
            case {"fetch": {"from": first, "to": last}}:
                self.wire += self.disturbed([self.frame(n) for n in range(int(first), int(last) + 1)], damage=False)
            case {"ack": ack}:
                assert int(str(ack)) <= self.mark.sequence
                self.acked = int(str(ack))

    def frame(self, number: int) -> bytes:
        if number in self.lost:
            return lacking(number, number)
        return event(number, "call.unheard_of") if number in self.refused else event(number)

    def disturbed(self, frames: list[bytes], damage: bool = True) -> list[bytes]:
        out: list[bytes] = []
        for frame in frames:
            fault = self.random.random() / self.faults if self.faults else 1
            if fault < 0.2:
                continue
            if fault < 0.4 and damage:
                out.append(frame[: len(frame) // 2])
            elif fault < 0.6 and out:
                out.insert(-1, frame)
            else:
                out += [frame] * (2 if fault < 0.8 else 1)
        return out


@settings(max_examples=150, deadline=None)
@given(
    events=st.integers(1, 80),
    refused=st.sets(st.integers(1, 80), max_size=6),
    lost=st.sets(st.integers(1, 80), max_size=6),
    faults=st.sampled_from([0.0, 0.05, 0.3, 0.6]),
    seed=st.integers(0, 2**32),
)
def test_any_delivery_gives_the_same_facts_in_order_and_the_same_mark(
    events: int, refused: set[int], lost: set[int], faults: float, seed: int
) -> None:
    line = Line(events, refused, lost, faults, Random(seed))
    line.run()
    assert line.mark == Mark("e1", events)
    gone = {number for first, last in line.gaps for number in range(first, last + 1)}
    assert gone == {number for number in lost if number <= events}
    assert line.facts == [n for n in range(1, events + 1) if n not in lost | refused]
    assert line.quarantined == sorted((refused - lost) & set(range(1, events + 1)))
    assert line.acked <= events


def test_a_long_undisturbed_feed_is_cut_into_batches_of_a_thousand() -> None:
    line = Line(3_500, set(), set(), 0.0, Random(7))
    line.run()
    assert line.facts == list(range(1, 3_501))
