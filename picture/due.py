"""An agenda: which look, or what else, holds until when."""

import heapq
from collections.abc import Iterable

SPARE = 4  # the heap is made anew when it holds so many times what is kept


class Due:
    """Names by when something about them may be otherwise by itself; the earliest first."""

    def __init__(self) -> None:
        self._until: dict[str, int] = {}
        self._heap: list[tuple[int, str]] = []
        self._soon: list[tuple[int, str]] = []  # a heap as well: what was taken from the other beforehand

    def put(self, name: str, until: int) -> None:
        if self._until.get(name) != until:
            self._until[name] = until
            heapq.heappush(self._heap, (until, name))
            if len(self._heap) > SPARE * len(self._until) + 1000:
                self._heap = [(at, kept) for kept, at in self._until.items()]
                heapq.heapify(self._heap)

    def drop(self, name: str) -> None:
        self._until.pop(name, None)

    def pop(self, now: int, touched: Iterable[str]) -> set[str]:
        """What is due at `now`, and what was touched."""
        found = set(touched)
        until = self._until
        for heap in (self._heap, self._soon):
            while heap and heap[0][0] <= now:
                at, name = heapq.heappop(heap)
                if until.get(name) == at:
                    del until[name]  # it is put again with its next look
                    found.add(name)
        return found

    def first(self) -> int | None:
        """The earliest instant; None: there is none."""
        until, found = self._until, None
        for heap in (self._heap, self._soon):
            while heap and until.get(heap[0][1]) != heap[0][0]:
                heapq.heappop(heap)
            if heap and (found is None or heap[0][0] < found):
                found = heap[0][0]
        return found

    def soon(self, before: int, most: int) -> list[tuple[int, str]]:
        """The next that are due before then and were not named yet, so many at most."""
        found: list[tuple[int, str]] = []
        heap = self._heap
        while heap and heap[0][0] < before and len(found) < most:
            one = heapq.heappop(heap)
            if self._until.get(one[1]) == one[0]:
                heapq.heappush(self._soon, one)
                found.append(one)
        return found
