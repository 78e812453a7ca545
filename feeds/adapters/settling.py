"""Which rows of a view may be passed: a number that is missing may still be committed. Pure; `now`: milliseconds
of any clock that never goes back."""

from collections import deque
from collections.abc import Sequence

SURE = 60_000  # milliseconds that a view must end below our mark until we believe that it was set back


class Settling:
    """`settle`: milliseconds that a missing number is waited for, once a higher one was seen."""

    def __init__(self, settle: int, sure: int = SURE) -> None:
        self._settle = settle
        self._sure = sure
        self._seen: deque[tuple[int, int]] = deque()  # when the view's last number was first seen to be that
        self._safe = 0  # up to here nothing is waited for any more
        self._lowest: int | None = None
        self._lower_since = 0

    def look(self, after: int, last: int | None, now: int) -> None:
        """The view ends at `last` (None: it is empty), and everything up to `after` is ours."""
        if last is None or last < after:
            self._set_back(last or 0, now)
            return
        self._lowest = None
        if not self._seen or last > self._seen[-1][1]:
            self._seen.append((now, last))
        while self._seen and now - self._seen[0][0] >= self._settle:
            self._safe = self._seen.popleft()[1]

    def _set_back(self, last: int, now: int) -> None:
        if self._lowest is None:
            self._lower_since = now
        self._lowest = last if self._lowest is None else min(self._lowest, last)

    def passable(self, after: int, numbers: Sequence[int]) -> int:
        """How many of these numbers, which follow `after` in order, may be passed."""
        for place, number in enumerate(numbers):
            if number > self._safe and number != after + 1:
                return place
            after = number
        return len(numbers)

    def rewound(self, last: int | None, now: int) -> int | None:
        """Where a view that was set back goes on, once that is sure: it ends there and is not empty. What was
        written between its being set back and our first look at it cannot be told from what we have."""
        if self._lowest is None or last is None or now - self._lower_since < self._sure:
            return None
        return self._lowest

    def begin(self) -> None:
        """The numbering is another from now on."""
        self._seen.clear()
        self._safe = 0
        self._lowest = None
