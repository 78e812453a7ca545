"""The scan, and plain count thresholds beside it: what each says of 56 days of a simulated site."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maps.hotspots import Cluster, Place, space_time_permutation
from maps.search import RADIUS, WINDOW
from maps.statistics import Array
from tests.maps.calibration_site import DAYS, Site, quiet

WEEK = 7
FLOOR = 0.5  # least usual of a week: below it a single case would be the rarest of all
Counts = NDArray[np.int64]
Score = Callable[[Site, Counts], Array]


def scan(site: Site, counts: Counts, *, seed: int, replications: int) -> list[Cluster]:
    """As the site's own, over cells: `counts` cells × DAYS."""
    places = [Place(at, x, y) for at, (x, y) in enumerate(site.centres.tolist())]
    cells, days = np.nonzero(counts)
    return space_time_permutation(
        list(zip(cells.tolist(), days.tolist(), counts[cells, days].tolist(), strict=True)),
        places,
        DAYS,
        max_radius=RADIUS["cell"],
        max_window=WINDOW,
        replications=replications,
        seed=seed,
    )


def count(_: Site, counts: Counts) -> Array:
    """A cell's cases in the last 7 days."""
    last: Array = counts[:, -WEEK:].sum(axis=1).astype(np.float64)
    return last


def cell(site: Site, counts: Counts) -> Array:
    """(c − m) / √m of a cell's last 7 days c and its own mean week before, m."""
    return _beyond(count(site, counts), counts[:, :-WEEK].sum(axis=1).astype(np.float64))


def zone(site: Site, counts: Counts) -> Array:
    """The same of a cell and those that touch it."""
    near = site.touching.astype(np.float64)
    return _beyond(near @ count(site, counts), near @ counts[:, :-WEEK].sum(axis=1))


def _beyond(last: Array, before: Array) -> Array:
    usual = np.maximum(before * WEEK / (DAYS - WEEK), FLOOR)
    return (last - usual) / np.sqrt(usual)


SCORES: dict[str, Score] = {"count": count, "cell": cell, "zone": zone}


class Threshold(NamedTuple):
    """Said when a score exceeds `above`; `days`: once in so many by chance, at the least."""

    above: float
    days: float


def tuned(
    site: Site, generator: np.random.Generator, months: int, once_in: tuple[int, ...]
) -> dict[int, dict[str, Threshold]]:
    """Per score, the lowest threshold that quiet months exceed at most once in so many days."""
    highest = {name: np.empty(months) for name in SCORES}
    for month in range(months):
        counts = quiet(site, generator)
        for name, score in SCORES.items():
            highest[name][month] = score(site, counts).max()
    return {days: {name: _limit(scores, days) for name, scores in highest.items()} for days in once_in}


def _limit(highest: Array, days: int) -> Threshold:
    above = float(np.sort(highest)[::-1][len(highest) // days])
    return Threshold(above, len(highest) / max(1, int((highest > above).sum())))
