"""A bad line: frames that come twice, or after the frame that follows them. Nothing is lost by it."""

from random import Random


class Disorder:
    """`duplicate` and `swap` are probabilities per frame; the seeded generator makes a run repeatable."""

    def __init__(self, random: Random, *, duplicate: float = 0.0, swap: float = 0.0) -> None:
        self.random = random
        self.duplicate = duplicate
        self.swap = swap
        self.duplicated = 0
        self.swapped = 0

    @property
    def quiet(self) -> bool:
        return not (self.duplicate or self.swap)

    def apply(self, frames: list[bytes]) -> tuple[list[bytes], list[bytes]]:
        """What to send now, and what to hold back until the next frame has passed it (none or one)."""
        out: list[bytes] = []
        late: list[bytes] = []
        for frame in frames:
            copies = 1 + (self.random.random() < self.duplicate)
            self.duplicated += copies - 1
            if not late and self.random.random() < self.swap:
                self.swapped += 1
                late = [frame] * copies
                continue
            out.extend([frame] * copies)
            out.extend(late)
            late = []
        return out, late
