"""How much of the store's disk is free. Below the reserve nothing more is acknowledged."""

import os
import time
from collections.abc import Callable

RESERVE = 0.05  # share of the filesystem

FreeShare = Callable[[str], float]


def free_share(directory: str) -> float:
    """The share (0 to 1) of `directory`'s filesystem that is free to us; 1.0 where it cannot be seen from here."""
    try:
        disk = os.statvfs(directory)
    except OSError:
        return 1.0
    return disk.f_bavail / disk.f_blocks if disk.f_blocks else 1.0


class Disk:
    """Asks `probe` at most once every `every` seconds. An empty `directory` is a disk that is not ours to see."""

    def __init__(self, probe: FreeShare = free_share, every: float = 1.0) -> None:
        self.directory = ""
        self._probe = probe
        self._every = every
        self._asked = -every
        self._free = 1.0

    def free(self) -> float:
        now = time.monotonic()
        if self.directory and now - self._asked >= self._every:
            self._asked, self._free = now, self._probe(self.directory)
        return self._free

    def nearly_full(self) -> bool:
        return self.free() < RESERVE
