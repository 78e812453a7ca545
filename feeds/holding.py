"""Frames that came ahead of their turn, and when to ask for what is missing before them."""

PATIENCE = 2_000  # milliseconds that a hole may last before it is fetched, and a fetch before it is repeated
MOST_HELD = 1_000
MOST_ASKS = 4
LONGEST = 1_000  # sequences in one fetch
MOST_HOLES = 50  # fetched at once

Range = tuple[int, int]  # both included


class Holding:
    """`stated`: the last sequence that the centre says it has given. Every instant is ours, in milliseconds."""

    def __init__(self, stated: int = 0) -> None:
        self.stated = stated
        self.hopeless = False  # asked for the same hole as often as we do
        self.frames: dict[int, tuple[bytes, int]] = {}
        self._at = -1  # the hole that is watched begins after this sequence
        self._since = 0
        self._asks = 0
        self._asked_to = 0
        self._garbled_at = -1
        self._garbled_answers: dict[int, set[int]] = {}  # by frame: after which asks it came

    def hold(self, number: int, frame: bytes, now: int) -> bool:
        """False when it is held already. What no longer fits is fetched when its turn has come."""
        if number in self.frames:
            return False
        if len(self.frames) < MOST_HELD:
            self.frames[number] = (frame, now)
        return True

    def take(self, number: int) -> bytes | None:
        return held[0] if (held := self.frames.pop(number, None)) else None

    def garbled(self, received: int, frame: bytes) -> bool:
        """A frame came that gives no sequence. True when it must be the next: fetched alone twice, it came twice.
        Another one may come meanwhile, and answers nothing."""
        self._garbled_at = received
        if self._at != received or self._asks < 2:
            return False
        answered = self._garbled_answers.setdefault(hash(frame), set())
        answered.add(self._asks)
        return len(answered) > 1

    def to_fetch(self, received: int, now: int) -> list[Range]:
        """What to fetch now, after `received`; empty while nothing is missing or its time has not come."""
        if received >= self.stated and not self.frames:
            return []
        if received != self._at:
            self._watch(received, now)
        # A frame that gave no sequence, then one ahead: the first stood where the hole is, and waiting brings nothing.
        sure = self._garbled_at == received or len(self.frames) >= MOST_HELD
        eager = sure and not self._asks and self.frames
        if not eager and now - self._since < PATIENCE:
            return []
        if self._asks == MOST_ASKS:
            self.hopeless = True
            return []
        self._asks += 1
        self._since = now
        ranges = self._holes(received) if self._asks == 1 else [(received + 1, received + 1)]
        self._asked_to = ranges[-1][1]
        return ranges

    def _watch(self, received: int, now: int) -> None:
        self._at = received
        self._garbled_answers.clear()
        if received < self._asked_to:  # a further hole of the same fetch
            self._asks = 1
            return
        self._asks = 0
        self._since = self.frames[min(self.frames)][1] if self.frames else now

    def _holes(self, received: int) -> list[Range]:
        holes: list[Range] = []
        start = received + 1
        for number in sorted(self.frames):
            if start < number:
                holes.append((start, min(number - 1, start + LONGEST - 1)))
            start = number + 1
        if not holes:
            holes.append((start, min(self.stated, start + LONGEST - 1)))
        return holes[:MOST_HOLES]
