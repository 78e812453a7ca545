"""Names by an instant of theirs, in order: how many lie in a span, and which."""

from bisect import bisect_left, insort

MANY = 64  # from so many on, sorting what came is cheaper than placing each


class Instants:
    """Adding, taking out and counting cost next to nothing at ten thousand."""

    def __init__(self) -> None:
        self._ordered: list[tuple[int, str]] = []
        self._came: list[tuple[int, str]] = []

    def add(self, at: int, name: str) -> None:
        self._came.append((at, name))

    def discard(self, at: int, name: str) -> None:
        ordered = self._all()
        place = bisect_left(ordered, (at, name))
        if place < len(ordered) and ordered[place] == (at, name):
            del ordered[place]

    def within(self, start: int, end: int) -> int:
        """How many in [start, end)."""
        ordered = self._all()
        return bisect_left(ordered, (end,)) - bisect_left(ordered, (start,))

    def named(self, start: int, end: int) -> list[str]:
        """Who, in order."""
        ordered = self._all()
        return [name for _, name in ordered[bisect_left(ordered, (start,)) : bisect_left(ordered, (end,))]]

    def first(self) -> tuple[int, str] | None:
        ordered = self._all()
        return ordered[0] if ordered else None

    def __len__(self) -> int:
        return len(self._ordered) + len(self._came)

    def _all(self) -> list[tuple[int, str]]:
        if len(self._came) >= MANY:
            self._ordered += self._came
            self._ordered.sort()
        else:
            for one in self._came:
                insort(self._ordered, one)
        self._came.clear()
        return self._ordered
