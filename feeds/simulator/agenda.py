"""What will happen, by time: the heap of a discrete-event simulation. It reads no clock."""

import heapq
from collections.abc import Callable
from typing import Any

Action = Callable[..., None]


class Agenda:
    """`now`: everything up to it has happened, milliseconds. At equal times what was planned first goes first,
    and what comes from outside (`intervene`) before all: a world made anew from its record repeats itself."""

    def __init__(self, start: int) -> None:
        self.now = start
        self._heap: list[tuple[int, int, Action, tuple[Any, ...]]] = []
        self._planned = 0
        self._interventions = -(1 << 40)

    def at(self, time: int, action: Action, *args: Any) -> None:
        """Plan `action(time, *args)`."""
        self._planned += 1
        heapq.heappush(self._heap, (time, self._planned, action, args))

    def intervene(self, time: int, action: Action, *args: Any) -> None:
        self._interventions += 1
        heapq.heappush(self._heap, (time, self._interventions, action, args))

    @property
    def next(self) -> int | None:
        return self._heap[0][0] if self._heap else None

    def run(self, until: int) -> None:
        """Let everything happen whose time is not after `until`."""
        heap, pop = self._heap, heapq.heappop
        while heap and heap[0][0] <= until:
            time, _, action, args = pop(heap)
            action(time, *args)
        self.now = max(self.now, until)
