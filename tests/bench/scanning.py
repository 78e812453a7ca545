"""The permutation scan of eight weeks, beside the same scan in plain numpy: same replicas, same largest ratios."""

import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from maps import hotspots
from maps.hotspots import Cluster, Place
from maps.kernels import TIE
from maps.scan_search import permuted
from maps.scan_significance import chance
from maps.zones import Shape, Zones, circles
from tests.bench.row import Bound, Row, figure, verdict

T = TypeVar("T")
BUDGET = 1.0  # seconds
PLACES, DAYS, CASES, NEAREST, LONGEST = 1000, 56, 2000, 50, 14


class Scene:
    """Places of unequal size; their cases as rows (place, day), and as counts (places × days)."""

    def __init__(self, seed: int) -> None:
        generator = np.random.default_rng(seed)
        self.xy = generator.random((PLACES, 2)) * 100
        weights = generator.lognormal(0, 1, PLACES)
        place = generator.choice(PLACES, CASES, p=weights / weights.sum())
        day = generator.integers(0, DAYS, CASES)
        self.places = [Place(i, x, y) for i, (x, y) in enumerate(self.xy.tolist())]
        self.rows = list(zip(place.tolist(), day.tolist(), strict=True))
        self.counts = np.zeros((PLACES, DAYS), np.int64)
        np.add.at(self.counts, (place, day), 1)

    def scan(self, replications: int) -> list[Cluster]:
        return hotspots.space_time_permutation(
            self.rows, self.places, DAYS, max_places=NEAREST, max_window=LONGEST, replications=replications
        )

    def poisson(self, replications: int) -> list[Cluster]:
        return hotspots.space_time_poisson(
            self.rows,
            self.places,
            DAYS,
            populations=self.counts.sum(axis=1),
            max_places=NEAREST,
            max_window=LONGEST,
            replications=replications,
        )


def nearest(zones: Zones) -> NDArray[np.int64]:
    """Members as a table (places × NEAREST): all zones are as large."""
    return zones.members.reshape(PLACES, NEAREST).astype(np.int64)


def largest(recent: NDArray[np.int64], members: NDArray[np.int64], expected: NDArray[np.float64]) -> float:
    """The largest ratio, of counts of the last LONGEST days (places × days, the last first)."""
    inside = np.cumsum(np.cumsum(recent, axis=1)[members], axis=1)
    high = (inside > expected) & (inside >= 2)
    c, mu = inside[high], expected[high]
    return float((c * np.log(c / mu) + (CASES - c) * np.log((CASES - c) / (CASES - mu))).max(initial=0.0))


def plainly(scene: Scene, replications: int) -> tuple[float, NDArray[np.float64]]:
    """The same scan in numpy alone: the largest ratio, and that of each replica."""
    members = nearest(circles(scene.xy, scene.counts.sum(axis=1).astype(np.float64), Shape(places=NEAREST)))
    by_place, by_day = scene.counts.sum(axis=1), scene.counts.sum(axis=0)
    windows = np.cumsum(by_day[: DAYS - LONGEST - 1 : -1])
    expected = np.cumsum(by_place[members], axis=1)[:, :, None] * windows / CASES
    draw, found = permuted(scene.counts, np.random.Generator(np.random.PCG64(1))), np.zeros(replications)
    for replica in range(replications):
        counts = np.bincount(draw(1)[0], minlength=PLACES * DAYS).reshape(PLACES, DAYS)
        found[replica] = largest(counts[:, : DAYS - LONGEST - 1 : -1], members, expected)
    return largest(scene.counts[:, : DAYS - LONGEST - 1 : -1], members, expected), found


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds on the clock, and what came of it."""
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


def differing(found: Cluster, ratio: float, maxima: NDArray[np.float64]) -> int:
    """How many of ratio, p and Gumbel p are not the plain scan's."""
    p = chance(ratio, maxima)
    pairs = ((found.llr, ratio), (found.p, p.p), (found.p_gumbel, p.p_gumbel))
    return sum(not np.isclose(one or 0.0, other, rtol=TIE, atol=0) for one, other in pairs)


def measure(quick: bool) -> list[Row]:
    scene, replications, rounds = Scene(3), 99 if quick else 999, 1 if quick else 5
    first, _ = timed(lambda: scene.scan(1))
    busy = time.thread_time()
    scans = [timed(lambda: scene.scan(replications)) for _ in range(rounds)]
    cpu = (time.thread_time() - busy) / rounds
    poissons = [timed(lambda: scene.poisson(replications))[0] for _ in range(rounds)]
    plain, (ratio, maxima) = timed(lambda: plainly(scene, replications))
    took, found = sorted(scans, key=lambda each: each[0])[rounds // 2]
    wrong = differing(found[0], ratio, maxima)
    what = (
        f"{PLACES:,} places, {CASES:,} cases in {DAYS} days, zones ≤ {NEAREST} places, windows ≤ {LONGEST} days, "
        f"{replications} replicas"
    )
    kept = [Bound("scan", took, BUDGET, "s"), Bound("results that differ", wrong, 0, "")]
    middle = sorted(poissons)[rounds // 2]
    return [
        Row(
            what=f"permutation scan, one thread: {what}",
            budget=f"≤ {BUDGET:.0f} s, and the plain scan's results",
            measured=f"{figure(took)} s (median of {rounds}), {figure(cpu)} s of CPU; a process's first scan "
            f"{figure(first)} s more, to compile; {wrong} of ratio, p and Gumbel p differ",
            limit=f"the same replicas in plain numpy: {figure(plain)} s",
            ratio=f"{figure(plain / took)} × faster",
            reached=verdict(kept),
        ),
        Row(
            what="space-time Poisson scan of the same cases, as many replicas",
            budget=f"≤ {BUDGET:.0f} s",
            measured=f"{figure(middle)} s (median of {rounds})",
            limit=f"the permutation scan above: {figure(took)} s",
            ratio=f"{figure(middle / took)} ×",
            reached=verdict([Bound("scan", middle, BUDGET, "s")]),
        ),
    ]
