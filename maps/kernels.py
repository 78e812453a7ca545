"""The compiled loops of the scans: plain loops over arrays, no randomness, no threads.

Nothing is cached on disk, for the folder may be read-only: each process compiles at its first scan. The GIL is let go.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from maps.zones import Zones

F = TypeVar("F", bound=Callable[..., object])
Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Counts = NDArray[np.int16] | NDArray[np.int32]
Flags = NDArray[np.bool_]

TIE = 1e-10  # a ratio that is larger by less, relatively, is larger by rounding


def compiled(function: F) -> F:
    """numba ships no types: this keeps the function's own."""
    return cast(F, njit(nogil=True, error_model="numpy")(function))


class Rule(NamedTuple):
    """What is a cluster, of `total` cases: with more than expected (`high`) and `least` cases, with fewer (`low`)."""

    total: int
    least: int
    high: bool
    low: bool


class Edges(NamedTuple):
    """Per number of cases n, 0 … total + 1: a cylinder passes a level of the ratio only when it expects fewer than
    `below`, or more than `above`."""

    below: Floats
    above: Floats


@compiled
def ratio(observed: float, expected: float, total: float) -> float:
    """ln of the generalised likelihood ratio, c ln(c/μ) + (C−c) ln((C−c)/(C−μ)), its terms 0 at c = 0 and c = C."""
    excess = observed - expected
    inside = observed * np.log1p(excess / expected) if observed > 0 else 0.0
    rest = total - observed
    return inside - rest * np.log1p(excess / rest) if rest > 0 else inside


@compiled
def edge(observed: int, total: int, level: float, high: bool) -> float:
    """The expected number at which `observed` cases have the ratio `level`: below them (`high`) or above them. It errs
    by up to a millionth, towards `observed`."""
    near, far = float(observed), observed * np.exp(-1 - level / observed) if high else float(total)
    if level > 0:
        for _ in range(22):
            middle = np.sqrt(near * far) if high else (near + far) / 2
            if ratio(observed, middle, total) >= level:
                far = middle
            else:
                near = middle
    return near


@compiled
def edges(level: float, rule: Rule) -> Edges:
    below, above = np.full(rule.total + 2, -1.0), np.full(rule.total + 2, np.inf)
    below[rule.total + 1] = np.inf
    for n in range(rule.total + 1):
        if rule.high and n >= max(rule.least, 1):
            below[n] = edge(n, rule.total, level, True)
        if rule.low and n < rule.total:
            above[n] = edge(n, rule.total, level, False)
    return Edges(below, above)


@compiled
def count(replicas: Ints, periods: int, windows: Ints, found: Counts) -> None:
    """Fills `found` (places × windows × replicas) with the cases in each window. A replica's cells are place · periods
    + period; windows are (first, last) period."""
    first, last = windows[:, 0].min(), windows[:, 1].max()
    before = np.zeros((len(found), last - first + 2, len(replicas)), found.dtype)
    for r in range(len(replicas)):
        for cell in replicas[r]:
            place, period = cell // periods, cell % periods
            if first <= period <= last:
                before[place, period - first + 1, r] += 1
    for place in range(len(found)):
        for period in range(1, before.shape[1]):
            for r in range(len(replicas)):
                before[place, period, r] += before[place, period - 1, r]
        for w in range(len(windows)):
            start, end = windows[w, 0] - first, windows[w, 1] - first + 1
            for r in range(len(replicas)):
                found[place, w, r] = before[place, end, r] - before[place, start, r]


@compiled
def best_of_each(
    centres: NDArray[np.int64], zones: Zones, found: Counts, expected: Floats, rule: Rule
) -> tuple[Floats, Ints, Ints]:
    """The best cylinder around each of `centres`: ratios, numbers of places, windows; ratio 0 where there is none. Of
    equal ones the fewest places, then the first window. `found`, of one replica."""
    ratios, sizes, spans = np.zeros(len(centres)), np.zeros(len(centres), np.int32), np.zeros(len(centres), np.int32)
    for at in range(len(centres)):
        cases, mean = np.zeros(expected.shape[1], np.int64), np.zeros(expected.shape[1])
        start = zones.starts[centres[at]]
        for k in range(start, zones.starts[centres[at] + 1]):
            place = zones.members[k]
            for w in range(len(mean)):
                mean[w] += expected[place, w]
                cases[w] += found[place, w, 0]
                high = rule.high and cases[w] >= rule.least and cases[w] > mean[w]
                if zones.whole[k] and (high or (rule.low and cases[w] < mean[w])):
                    value = ratio(cases[w], mean[w], rule.total)
                    if value > ratios[at] * (1 + TIE):
                        ratios[at], sizes[at], spans[at] = value, k + 1 - start, w
    return ratios, sizes, spans


@compiled
def add(cases: Counts, found: Counts, need: Counts, over: NDArray[np.uint8]) -> int:
    """One more place's cases (windows × replicas); how many replicas have as many as a window needs."""
    over[:] = 0
    for w in range(len(need)):
        enough = need[w]
        for r in range(len(over)):
            cases[w, r] += found[w, r]
            over[r] |= cases[w, r] >= enough
    hits = 0
    for r in range(len(over)):
        hits += over[r]
    return hits


@compiled
def ask(mean: Floats, edges: Edges, need: Counts, most: Counts, low: bool) -> None:
    """The fewest cases that a high cylinder needs in each window, and the most that a low one may have. What is
    expected has only grown since it was asked last."""
    for w in range(len(mean)):
        while edges.below[need[w]] <= mean[w]:
            need[w] += 1
        while low and edges.above[most[w] + 1] < mean[w]:
            most[w] += 1


@compiled
def maxima(zones: Zones, found: Counts, expected: Floats, rule: Rule, edges: Edges) -> Floats:
    """The largest ratio of each replica, 0 where none passes the level of `edges`.

    What a cylinder expects is the same in all replicas: whether it passes is one comparison of whole numbers, made for
    all replicas at once; only what passes is worked out.
    """
    windows, replicas = found.shape[1:]
    largest, over = np.zeros(replicas), np.zeros(replicas, np.uint8)
    cases, mean = np.zeros((windows, replicas), found.dtype), np.zeros(windows)
    need, most = np.zeros(windows, found.dtype), np.zeros(windows, found.dtype)
    for c in range(len(zones.starts) - 1):
        cases[:], mean[:], need[:], most[:] = 0, 0, 0, -1
        for k in range(zones.starts[c], zones.starts[c + 1]):
            mean += expected[zones.members[k]]
            ask(mean, edges, need, most, rule.low)
            hits = add(cases, found[zones.members[k]], need, over)
            if not zones.whole[k] or (hits == 0 and not rule.low):
                continue
            for r in range(replicas):
                for w in range(windows * (over[r] or rule.low)):
                    if cases[w, r] >= need[w] or cases[w, r] <= most[w]:
                        largest[r] = max(largest[r], ratio(cases[w, r], mean[w], rule.total))
    return largest
