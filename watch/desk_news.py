"""Rows that the desks have, and those they do not have yet."""

import heapq
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Generic, TypeVar

R = TypeVar("R")
Make = Callable[[str, int], tuple[R, int | None] | None]  # (id, now) → the row and when it leaves; None: no row


class News(Generic[R]):
    """Ids to look at again: what changed goes before what is only owed. `sent`: the rows as the desks have them."""

    def __init__(self) -> None:
        self.sent: dict[str, R] = {}
        self._before: dict[str, R] = {}  # let go row by row: ten thousand at once take as long as a pass may
        self._changed: dict[str, None] = {}
        self._owed: dict[str, None] = {}
        self._leaves: list[tuple[int, str]] = []

    def __len__(self) -> int:
        return len(self._changed) + len(self._owed)

    def start_anew(self, ids: Iterable[str]) -> None:
        """The desks have nothing; these are owed, in that order."""
        self._before, self.sent = self.sent, {}
        self._changed.clear()
        self._leaves.clear()
        self._owed = dict.fromkeys(ids)

    def change(self, ids: Iterable[str]) -> None:
        self._changed.update(dict.fromkeys(ids))

    def take(self, now: int, most: int, make: Make[R]) -> tuple[list[R], list[str]]:
        """Of the next ids, so many at most: rows that are not as sent, and ids whose row is gone."""
        while self._leaves and self._leaves[0][0] <= now:
            self._changed[heapq.heappop(self._leaves)[1]] = None
        rows: list[R] = []
        gone: list[str] = []
        for name in self._next(most):
            self._before.pop(name, None)
            found = make(name, now)
            if found is None:
                if self.sent.pop(name, None) is not None:
                    gone.append(name)
                continue
            row, leaves = found
            if row != self.sent.get(name):
                self.sent[name] = row
                rows.append(row)
                if leaves is not None:
                    heapq.heappush(self._leaves, (leaves, name))
        return rows, gone

    def _next(self, most: int) -> list[str]:
        taken = list(taking(self._changed, most))
        for name in taken:
            self._owed.pop(name, None)
        return [*taken, *taking(self._owed, most - len(taken))]


def taking(names: dict[str, None], most: int) -> Iterator[str]:
    """The first of them, so many at most, out of the rest."""
    for name in list(islice(names, most)):
        del names[name]
        yield name
