"""From counts and expected numbers to the cylinders that stand out, and the largest ratio of each replica."""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from maps import kernels
from maps.kernels import Edges, Rule
from maps.zones import Zones

Secondary = Literal["centres", "cylinders"]
LANES = 64  # replicas that are searched at once, fewer where their counts would fill more than ROOM
ROOM = 100_000_000  # counts
LEVEL = 3.0  # of the ratio: what the first replicas are searched for; only a matter of speed
# `draw(n)`: the next n replicas (n × cases), each case as place · periods + period.
Draw: TypeAlias = Callable[[int], NDArray[np.int32]]


class Best(NamedTuple):
    """A cylinder: the first `size` places around `centre`, in one window."""

    ratio: float
    centre: int
    size: int
    window: int


def windows(periods: int, shortest: int, longest: int, prospective: bool) -> NDArray[np.int32]:
    """(first, last) period of each, the shortest first, then the earliest; prospective: that end with the last."""
    found = [
        (last - length + 1, last)
        for length in range(shortest, longest + 1)
        for last in range(periods - 1 if prospective else length - 1, periods)
    ]
    return np.array(found, np.int32).reshape(-1, 2)


def in_windows(by_period: NDArray[np.float64], spans: NDArray[np.int32]) -> NDArray[np.float64]:
    """Sums over each window (places × windows), each added up from its own periods, so that they round alike."""
    return np.column_stack([by_period[:, first : last + 1].sum(axis=1) for first, last in spans])


class Search(Struct):
    """A scan's cylinders, with what they expect (places × windows)."""

    zones: Zones
    spans: NDArray[np.int32]
    expected: NDArray[np.float64]
    periods: int
    rule: Rule

    def best(self, counts: NDArray[np.int64], secondary: Secondary) -> list[Best]:
        """The most likely cluster and, in order of their ratio, those that share no place with one before them."""
        found = self._found(np.repeat(np.arange(counts.size, dtype=np.int32), counts.ravel())[None, :])
        taken = np.zeros(len(counts), np.bool_)
        ratios, sizes, spans = kernels.best_of_each(np.arange(len(counts)), self.zones, found, self.expected, self.rule)
        chosen = []
        while ratios.max(initial=0) > 0:
            # of equal ones the first place, whatever the rounding
            centre = int(np.argmax(ratios >= ratios.max() * (1 - kernels.TIE)))
            chosen.append(Best(float(ratios[centre]), centre, int(sizes[centre]), int(spans[centre])))
            taken[self.zones.circle(centre, chosen[-1].size)[0]] = True
            free = _free(self.zones, taken)
            lost = np.flatnonzero(sizes > free)
            ratios[lost] = 0
            if secondary == "cylinders":
                ratios[lost], sizes[lost], spans[lost] = kernels.best_of_each(
                    lost, _cut(self.zones, free), found, self.expected, self.rule
                )
        return chosen

    def maxima(self, draw: Draw, replications: int) -> NDArray[np.float64]:
        """The largest ratio of each replica, of any cylinder."""
        largest = np.zeros(replications)
        level, edges = LEVEL, kernels.edges(LEVEL, self.rule)
        lanes = max(1, min(LANES, ROOM // max(self.expected.size, 1)))
        for first in range(0, replications, lanes):
            found = self._found(draw(min(lanes, replications - first)))
            largest[first : first + lanes] = self._largest(found, edges)
            if (lowest := 0.9 * float(largest[: first + lanes].min())) < level or first == 0:
                level, edges = lowest, kernels.edges(lowest, self.rule)
        return largest

    def _largest(self, found: NDArray[Any], edges: Edges) -> NDArray[np.float64]:
        """Of each replica: those that have nothing above the level of `edges` are searched again for anything."""
        largest = kernels.maxima(self.zones, found, self.expected, self.rule, edges)
        none = np.flatnonzero(largest == 0)
        if len(none):
            again = np.ascontiguousarray(found[:, :, none])
            largest[none] = kernels.maxima(self.zones, again, self.expected, self.rule, kernels.edges(0.0, self.rule))
        return largest

    def _found(self, replicas: NDArray[np.int32]) -> NDArray[Any]:
        """Cases (places × windows × replicas). Narrow numbers, so that many are compared at once."""
        narrow = np.int16 if self.rule.total < np.iinfo(np.int16).max - 1 else np.int32
        found = np.empty((*self.expected.shape, len(replicas)), narrow)
        kernels.count(replicas, self.periods, self.spans, found)
        return found


def _free(zones: Zones, taken: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many places of each zone come before the first that is taken."""
    sizes = np.diff(zones.starts)
    before = np.arange(len(zones.members)) - np.repeat(zones.starts[:-1], sizes)
    free = sizes.copy()
    owner = np.repeat(np.arange(len(sizes)), sizes)
    hit = taken[zones.members]
    np.minimum.at(free, owner[hit], before[hit])
    return free


def _cut(zones: Zones, free: NDArray[np.int64]) -> Zones:
    """The zones without what comes after their first `free` places."""
    sizes = np.diff(zones.starts)
    kept = np.arange(len(zones.members)) - np.repeat(zones.starts[:-1], sizes) < np.repeat(free, sizes)
    starts = np.concatenate(([0], np.cumsum(free)))
    return Zones(starts, zones.members[kept], zones.distances[kept], zones.whole[kept])


def permuted(counts: NDArray[np.int64], generator: np.random.Generator) -> Draw:
    """Times permuted over the cases: every place and every period keeps its number of cases."""
    place, period = (np.repeat(at.ravel(), counts.ravel()).astype(np.int32) for at in np.indices(counts.shape))
    base = place * np.int32(counts.shape[1])

    def draw(n: int) -> NDArray[np.int32]:
        cells: NDArray[np.int32] = generator.permuted(np.tile(period, (n, 1)), axis=1)
        cells += base
        return cells

    return draw


def scattered(expected: NDArray[np.float64], total: int, generator: np.random.Generator) -> Draw:
    """`total` cases, each in a place and period with a chance in proportion to what is expected there."""
    reached = np.cumsum(expected.ravel())
    last = int(np.flatnonzero(expected.ravel())[-1])

    def draw(n: int) -> NDArray[np.int32]:
        where = np.sort(generator.random((n, total)), axis=1)  # sorted they are found in half the time
        cells = np.searchsorted(reached, where * reached[-1], side="right")
        found: NDArray[np.int32] = np.minimum(cells, last).astype(np.int32)
        return found

    return draw
