"""What a centre can still send: numbered frames, bounded by what is acknowledged, by age and by count."""

from collections.abc import Iterator

from feeds.simulator.wire import Event, text, to_bytes

DAY = 86_400_000
LOST = b""  # numbered, and gone for good


class Spool:
    """One numbering of one source. An acknowledged frame is kept `keep` milliseconds of the centre's clock
    (a store may fail over and ask again); beyond `limit` frames the oldest go, acknowledged or not. Both are
    looked at once in 1,024 frames."""

    def __init__(self, source: str, epoch: str, *, limit: int = 200_000, keep: int = DAY) -> None:
        self.source = source
        self.epoch = epoch
        self.limit = limit
        self.keep = keep
        self.oldest = 1
        self.acknowledged = 0
        self._frames: list[bytes] = []
        self._times: list[int] = []

    @property
    def last(self) -> int:
        return self.oldest + len(self._frames) - 1

    @property
    def newest(self) -> int:
        """The time of the last frame; 0 while there is none."""
        return self._times[-1] if self._times else 0

    def add(self, happened: Event) -> int:
        """Number and keep one event; its sequence."""
        sequence = self.last + 1
        return self._keep(to_bytes(text(happened, self.source, self.epoch, sequence)), happened.time)

    def add_text(self, frame: str, time: int) -> int:
        """Keep a frame that was written elsewhere and stands for the next sequence."""
        return self._keep(to_bytes(frame), time)

    def lose(self, time: int) -> int:
        """Give away one number whose frame nobody will ever see."""
        return self._keep(LOST, time)

    def _keep(self, frame: bytes, time: int) -> int:
        self._frames.append(frame)
        self._times.append(time)
        if len(self._frames) % 1024 == 0:
            self._forget()
        return self.last

    def _forget(self) -> None:
        cutoff = self.newest - self.keep
        free = min(self.acknowledged - self.oldest + 1, len(self._times))
        gone = next((i for i in range(free) if self._times[i] >= cutoff), max(0, free))
        gone = max(gone, len(self._frames) - self.limit)
        if gone > 0:
            del self._frames[:gone], self._times[:gone]
            self.oldest += gone

    def acknowledge(self, sequence: int) -> None:
        self.acknowledged = max(self.acknowledged, min(sequence, self.last))

    def after(self, sequence: int, limit: int) -> tuple[list[bytes], int]:
        """Up to `limit` frames that follow `sequence`, and the sequence reached."""
        start = max(0, sequence + 1 - self.oldest)
        frames = self._frames[start : start + limit]
        return [f for f in frames if f], self.oldest - 1 + start + len(frames)

    def stretches(self, first: int, last: int, limit: int) -> Iterator[tuple[int, int, list[bytes]]]:
        """[first, last] as runs (from, to, frames) of at most `limit`; no frames: these are lacking.

        What is not numbered yet is not spoken of.
        """
        if first < self.oldest and first <= last:
            yield first, min(last, self.oldest - 1), []
        at, end = max(first, self.oldest), min(last, self.last)
        while at <= end:
            run = self._frames[at - self.oldest : min(at - self.oldest + limit, end - self.oldest + 1)]
            kept = bool(run[0])
            length = next((i for i, frame in enumerate(run) if bool(frame) is not kept), len(run))
            yield at, at + length - 1, run[:length] if kept else []
            at += length

    def renumber(self, epoch: str) -> None:
        """Start counting anew: what was numbered before cannot be sent any more."""
        self.epoch = epoch
        self.oldest = 1
        self.acknowledged = 0
        self._frames.clear()
        self._times.clear()
