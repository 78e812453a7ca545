"""Where a feed goes on after a hello (the table of docs/protocol.md), and the snapshot that a gap asks for."""

from collections.abc import Iterable

from msgspec import Struct

from journal.journal import Mark, Quarantined
from picture.events import Fact, FeedGap, GapReason

MOST_FACTS = 50_000  # of one snapshot: it is journaled in one step, so it is held in memory whole


class Hole(Struct, frozen=True):
    """Sequences that the centre cannot give, both included; last < first: none that has a number."""

    reason: GapReason
    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    def fact(self, time: int, source: str, epoch: str, named: Iterable[str] | None = None) -> Fact:
        """`time`: the centre's clock. `named`: what its snapshot says is open."""
        gap = FeedGap(
            reason=self.reason, first=self.first, last=self.last, open=None if named is None else tuple(named)
        )
        return Fact(time=time, source=source, subject=source, data=gap, epoch=epoch)


class Resume(Struct, frozen=True):
    """Subscribe after this sequence; with a hole, only when a snapshot has filled in what is open."""

    after: int
    hole: Hole | None = None


def resume(mark: Mark, epoch: str, oldest: int, last: int) -> Resume:
    """Our mark against the centre's hello. `oldest` counts from 1; `last` is at least `oldest` - 1."""
    before = oldest - 1
    if not mark.epoch:
        return Resume(before)
    if mark.epoch != epoch:
        return Resume(before, Hole("new_epoch", 1, before))
    if mark.sequence < before:
        return Resume(before, Hole("oldest_passed", mark.sequence + 1, before))
    if mark.sequence > last:
        return Resume(last, Hole("rewound", last + 1, mark.sequence))
    return Resume(mark.sequence)


class Snapshot:
    """What a centre says is open, as it comes in; `begun` is its clock at the beginning, None before."""

    def __init__(self, hole: Hole, after: int) -> None:
        self.hole = hole
        self.after = after
        self.begun: int | None = None
        self.facts: list[Fact] = []
        self.refused: list[Quarantined] = []
        self.dropped = 0

    @property
    def too_long(self) -> bool:
        return len(self.facts) + len(self.refused) > MOST_FACTS
