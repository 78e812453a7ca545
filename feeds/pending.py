"""What was taken from a centre and is not durable yet, cut into batches; one of them is under way at a time."""

from collections import deque

from msgspec import Struct

from journal.journal import Batch, Mark, Quarantined
from picture.events import Fact

MOST = 1_000  # facts and refused frames in one batch (a snapshot is one batch, whatever its size)
FULL = 4_000  # facts and refused frames after which the centre is no longer read


class Part(Struct, frozen=True):
    """A batch with what it counts for. `dropped`: unnamed fields. `lost`: sequences in declared gaps."""

    batch: Batch
    dropped: int
    lost: int


class Pending:
    """`mark`: where the journal stands. `sequence`: the last taken here, in `epoch`; `durable`: the last journaled."""

    def __init__(self, source: str, mark: Mark) -> None:
        self.source = source
        self.epoch = mark.epoch
        self.sequence = self.durable = mark.sequence
        self.under_way: Part | None = None
        self._end = mark
        self._cut: deque[Part] = deque()
        self._moved = False
        self._waiting = 0
        self._open()

    def _open(self) -> None:
        self.facts: list[Fact] = []
        self.refused: list[Quarantined] = []
        self.dropped = 0
        self.lost = 0

    @property
    def full(self) -> bool:
        return self._waiting + len(self.facts) + len(self.refused) >= FULL

    def begin(self, epoch: str, sequence: int) -> None:
        """Goes on from here. Nothing is written for it."""
        self.epoch, self.sequence, self.durable = epoch, sequence, sequence

    def reach(self, sequence: int) -> None:
        """Everything up to here is in what was added."""
        self.sequence = sequence
        self._moved = True
        if len(self.facts) + len(self.refused) >= MOST:
            self.cut()

    def refuse(self, frame: Quarantined) -> None:
        """A frame without a sequence goes with the next batch that moves the mark: then repeating it adds nothing."""
        if len(self.refused) < MOST or frame.sequence:
            self.refused.append(frame)

    def cut(self) -> None:
        mark = Mark(self.epoch, self.sequence)
        batch = Batch(source=self.source, after=self._end, mark=mark, facts=self.facts, quarantined=self.refused)
        self._cut.append(Part(batch, self.dropped, self.lost))
        self._waiting += len(self.facts) + len(self.refused)
        self._end = mark
        self._moved = False
        self._open()

    def next(self) -> Batch | None:
        """The batch to append now; None while another is under way or the mark has not moved."""
        if self.under_way:
            return None
        if not self._cut:
            if not self._moved:
                return None
            self.cut()
        self.under_way = self._cut.popleft()
        return self.under_way.batch

    def settle(self) -> Part | None:
        """The batch under way has been answered."""
        part, self.under_way = self.under_way, None
        if part:
            self.durable = part.batch.mark.sequence
            self._waiting -= len(part.batch.facts) + len(part.batch.quarantined)
        return part
