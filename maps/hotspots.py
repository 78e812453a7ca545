"""Scan statistics: where, and since when, are there more cases than there should be, and would chance make it so? Pure.

Three scans, with the conventions of SaTScan (docs/hotspots.md says which): `spatial_poisson`, `space_time_poisson` and
`space_time_permutation` (Kulldorff 1997, 2001; Kulldorff et al. 2005). What they share:

    cases         rows or a data frame of (place, period, count), or one (place, period) for each case; whole numbers
    places        `Place`s, rows (id, x, y[, population]) or a data frame with such columns; no case is elsewhere
    periods       how many, of equal length: 0, 1, …; or their labels in order, by which the cases then name them
    geographic    x is the longitude and y the latitude in degrees (or `Place.at`): distances are great circles in km;
                  else x and y are planar and a distance has their unit
    max_share     a circle holds at most this share: of the population or of what is expected (Poisson), or of the cases
    max_radius    of a circle; max_places: in it; all bounds that are given hold, each inclusive
    max_window    the longest time: periods (a whole number) or a share of them (a fraction); min_window: periods
    prospective   only what is going on: windows that end with the last period
    ties          places equally far from a centre enter "one" after another, as in SaTScan, or "together"
    rates         "high", "low" or "both"; min_cases: fewer are no high cluster (SaTScan asks for 2)
    secondary     after the most likely cluster those without a place of one before them: of the best around each of the
                  "centres", as SaTScan reports them, or of all "cylinders"
    replications  of the Monte Carlo; 0: no p.  seed: the same one gives the same p on every machine
    interval      how often it is looked, for the recurrence: every period, or every so many
"""

from collections.abc import Hashable
from typing import Literal, TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from maps.kernels import Rule
from maps.scan_input import Clock, Ground, Periods, Places, Table, amounts, case_counts, ground
from maps.scan_search import Best, Draw, Search, Secondary, in_windows, permuted, scattered, windows
from maps.scan_significance import chance
from maps.zones import Place, Shape, Ties, circles

__all__ = ["Cluster", "Place", "space_time_permutation", "space_time_poisson", "spatial_poisson"]

Rates: TypeAlias = Literal["high", "low", "both"]


class Cluster(Struct, frozen=True):
    """`members`: ids of places, the centre first, then by distance; `radius`: the distance of the last. `start`, `end`:
    its first and last period, as indices. `llr`: ln of the likelihood ratio. `relative_risk`: (c/μ) ÷ ((C−c)/(C−μ)).

    `p`: by Monte Carlo; `p_gumbel`: of a Gumbel distribution fitted to the replicas; None without replicas.
    `recurrence`: chance makes one as strong once in so many periods; None unless prospective.
    """

    centre: Hashable
    members: tuple[Hashable, ...]
    radius: float
    start: int
    end: int
    observed: int
    expected: float
    relative_risk: float
    llr: float
    p: float | None = None
    p_gumbel: float | None = None
    recurrence: float | None = None


def spatial_poisson(
    cases: Table,
    places: Places,
    *,
    populations: Table = None,
    expected: Table = None,
    geographic: bool = False,
    max_share: float = 0.5,
    max_radius: float | None = None,
    max_places: int | None = None,
    ties: Ties = "one",
    rates: Rates = "high",
    min_cases: int = 2,
    secondary: Secondary = "centres",
    replications: int = 999,
    seed: int = 1,
) -> list[Cluster]:
    """Clusters of one period, against populations (of `places`, or `populations`) or `expected` cases per place.

    `cases`: (place, count), or (place, period, count) of which the periods are added up. Raises ValueError, which names
    the field and the value, for what cannot be used.
    """
    site = ground(places, geographic)
    counts = case_counts(cases, site.index(), Clock(1), spatial=True)
    weights = _weights(counts, site, Clock(1), populations, expected)
    return _scan(
        counts,
        site,
        weights,
        windows(1, 1, 1, False),
        Shape(max_share, max_radius, max_places, geographic, ties),
        permutation=False,
        rates=rates,
        min_cases=min_cases,
        secondary=secondary,
        replications=replications,
        seed=seed,
        interval=None,
    )


def space_time_poisson(
    cases: Table,
    places: Places,
    periods: Periods,
    *,
    populations: Table = None,
    expected: Table = None,
    prospective: bool = True,
    geographic: bool = False,
    max_share: float = 0.5,
    max_radius: float | None = None,
    max_places: int | None = None,
    max_window: float = 0.5,
    min_window: int = 1,
    ties: Ties = "one",
    rates: Rates = "high",
    min_cases: int = 2,
    secondary: Secondary = "centres",
    replications: int = 999,
    seed: int = 1,
    interval: float = 1.0,
) -> list[Cluster]:
    """Clusters in space and time, against populations, the same in every period or of each, or `expected` cases.

    `populations`, `expected`: an array or data frame (places × periods), or rows (place, period, amount); only their
    proportions count, for all together are as many as the cases are. Raises ValueError for what cannot be used.
    """
    site, clock = ground(places, geographic), Clock(periods)
    counts = case_counts(cases, site.index(), clock, spatial=False)
    weights = _weights(counts, site, clock, populations, expected)
    return _scan(
        counts,
        site,
        weights,
        windows(clock.count, min_window, longest(max_window, min_window, clock.count), prospective),
        Shape(max_share, max_radius, max_places, geographic, ties),
        permutation=False,
        rates=rates,
        min_cases=min_cases,
        secondary=secondary,
        replications=replications,
        seed=seed,
        interval=interval if prospective else None,
    )


def space_time_permutation(
    cases: Table,
    places: Places,
    periods: Periods,
    *,
    prospective: bool = True,
    geographic: bool = False,
    max_share: float = 0.5,
    max_radius: float | None = None,
    max_places: int | None = None,
    max_window: float = 0.5,
    min_window: int = 1,
    ties: Ties = "one",
    rates: Rates = "high",
    min_cases: int = 2,
    secondary: Secondary = "centres",
    replications: int = 999,
    seed: int = 1,
    interval: float = 1.0,
) -> list[Cluster]:
    """Clusters in space and time, from cases alone: a zone of C_z cases expects C_z · C_d / C on a day of C_d, its own
    share, so that neither a large city nor a day busy everywhere is one. Raises ValueError for what cannot be used.
    """
    site, clock = ground(places, geographic), Clock(periods)
    counts = case_counts(cases, site.index(), clock, spatial=False)
    return _scan(
        counts,
        site,
        np.outer(counts.sum(axis=1), counts.sum(axis=0)).astype(np.float64),
        windows(clock.count, min_window, longest(max_window, min_window, clock.count), prospective),
        Shape(max_share, max_radius, max_places, geographic, ties),
        permutation=True,
        rates=rates,
        min_cases=min_cases,
        secondary=secondary,
        replications=replications,
        seed=seed,
        interval=interval if prospective else None,
    )


def longest(window: float, shortest: int, periods: int) -> int:
    """Periods of the longest window: a whole number is one, a fraction below 1 a share of all, rounded down."""
    found = int(window) if isinstance(window, int | np.integer) else int(window * periods + 1e-9)
    if isinstance(window, float) and window > 1:
        raise ValueError(f"max_window: {window!r} is neither a whole number of periods nor a share of them")
    found = min(max(found, 1), periods)
    if not 1 <= shortest <= found:
        raise ValueError(f"min_window: {shortest!r} periods; the longest window has {found}")
    return found


def _weights(
    counts: NDArray[np.int64], site: Ground, clock: Clock, populations: Table, expected: Table
) -> NDArray[np.float64]:
    """What the expected cases are in proportion to (places × periods)."""
    if populations is not None and expected is not None:
        raise ValueError("expected: give either populations or expected cases")
    name = "populations" if expected is None else "expected"
    table = (
        site.population if expected is None and populations is None else populations if expected is None else expected
    )
    weights = amounts(table, name, site.ids, clock)
    lonely = np.argwhere((counts > 0) & (weights == 0))
    if len(lonely):
        place, period = lonely[0]
        raise ValueError(f"{name}: {site.ids[place]!r} has cases in period {period} and 0 of these")
    if not weights.sum() > 0:
        raise ValueError(f"{name}: all are 0")
    return weights


def _scan(
    counts: NDArray[np.int64],
    site: Ground,
    weights: NDArray[np.float64],
    spans: NDArray[np.int32],
    shape: Shape,
    *,
    permutation: bool,
    rates: Rates,
    min_cases: int,
    secondary: Secondary,
    replications: int,
    seed: int,
    interval: float | None,
) -> list[Cluster]:
    total = int(counts.sum())
    if total == 0:
        return []
    usual = weights * (total / weights.sum())
    zones = circles(site.xy, weights.sum(axis=1), shape)
    rule = Rule(total, min_cases, rates != "low", rates != "high")
    search = Search(zones, spans, in_windows(usual, spans), counts.shape[1], rule)
    generator = np.random.Generator(np.random.PCG64(seed))
    draw: Draw = permuted(counts, generator) if permutation else scattered(usual, total, generator)
    maxima = search.maxima(draw, replications)
    found = []
    for best in search.best(counts, secondary):
        cluster = _cluster(best, search, counts, site)
        if replications:
            p = chance(best.ratio, maxima)
            often = p.recurrence(interval, replications) if interval else None
            cluster = replace(cluster, p=p.p, p_gumbel=p.p_gumbel, recurrence=often)
        found.append(cluster)
    return found


def _cluster(best: Best, search: Search, counts: NDArray[np.int64], site: Ground) -> Cluster:
    inside, radius = search.zones.circle(best.centre, best.size)
    start, end = (int(period) for period in search.spans[best.window])
    observed, expected = int(counts[inside, start : end + 1].sum()), float(search.expected[inside, best.window].sum())
    rest = search.rule.total - observed
    return Cluster(
        centre=site.ids[best.centre],
        members=tuple(site.ids[place] for place in inside),
        radius=radius,
        start=start,
        end=end,
        observed=observed,
        expected=expected,
        relative_risk=observed / expected * (search.rule.total - expected) / rest if rest else np.inf,
        llr=best.ratio,
    )
