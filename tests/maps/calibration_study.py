"""The calibration's parts, each a function of a seed and an index: quiet months, planted clusters, rates."""

import numpy as np
from msgspec import Struct

from maps.rates import WEEKS, levels
from maps.search import REPLICATIONS
from tests.maps.calibration_methods import SCORES, Threshold, scan, tuned
from tests.maps.calibration_site import DAYS, Planted, Site, build, planted, quiet

SEED = 20_240_308
ONCE_IN = (100, 365)  # days, of false alarms: those at which the site tells of a hotspot
WATCHED = 14  # days after the start of what is planted
TRIAL_REPLICATIONS = 499
PLACES = 51  # of the rates
UNEQUAL = 1.5  # spread of the logarithm of their usual
PLANTED = tuple((risk, cells) for risk in (2.0, 3.0, 5.0) for cells in (1, 3, 5))
Thresholds = dict[int, dict[str, Threshold]]


class Quiet(Struct, frozen=True):
    """Of the likeliest cluster of a quiet month: Monte Carlo p and Gumbel p."""

    p: float
    gumbel: float


class Trial(Struct, frozen=True):
    """Days until a method told of what was planted, by method and once-in; 0: not within WATCHED."""

    risk: float
    cells: int
    delays: dict[str, int]


class Rates(Struct, frozen=True):
    """Share of places at each level, and of periods in which some place is at *much*. `extra`: c of the weeks' variance
    λ + c λ²; `risk`: of one place in ten, those alone counted where it is not 1."""

    mean: float
    extra: float
    risk: float
    less: float
    more: float
    much: float
    some_much: float


def the_site() -> Site:
    return build(np.random.default_rng(SEED))


def thresholds(months: int) -> Thresholds:
    return tuned(the_site(), np.random.default_rng([SEED, 1]), months, ONCE_IN)


def quiet_month(index: int) -> Quiet:
    site = the_site()
    first = scan(site, quiet(site, np.random.default_rng([SEED, 2, index])), seed=index, replications=REPLICATIONS)[0]
    assert first.p is not None and first.p_gumbel is not None
    return Quiet(first.p, first.p_gumbel)


def trial(risk: float, cells: int, index: int, limits: Thresholds) -> Trial:
    """One cluster planted on day DAYS; each method looks at the 56 days before every night for WATCHED nights."""
    site = the_site()
    generator = np.random.default_rng([SEED, 3, int(10 * risk), cells, index])
    counts, where = planted(site, Planted(risk, cells, DAYS), DAYS + WATCHED, generator)
    delays = {_key(name, once): 0 for name in ("scan", *SCORES) for once in ONCE_IN}
    for day in range(1, WATCHED + 1):
        seen = counts[:, day : day + DAYS]
        if not all(delays[_key("scan", once)] for once in ONCE_IN):
            found = scan(site, seen, seed=1000 * index + day, replications=TRIAL_REPLICATIONS)
            hits = [cluster.recurrence or 0.0 for cluster in found if where.intersection(cluster.members)]
            _note(delays, "scan", day, {once: max(hits, default=0.0) >= once for once in ONCE_IN})
        for name, score in SCORES.items():
            highest = score(site, seen)[
                site.touching[sorted(where)].any(axis=0) if name == "zone" else sorted(where)
            ].max()
            _note(delays, name, day, {once: bool(highest > limits[once][name].above) for once in ONCE_IN})
    return Trial(risk, cells, delays)


def _note(delays: dict[str, int], name: str, day: int, said: dict[int, bool]) -> None:
    for once, heard in said.items():
        if heard and not delays[_key(name, once)]:
            delays[_key(name, once)] = day


def _key(name: str, once: int) -> str:
    return f"{name} {once}"


def rates_of(mean: float, extra: float, risk: float, periods: int) -> Rates:
    """PLACES of unequal size, `mean` cases in the middle one, WEEKS weeks before and one period."""
    generator = np.random.default_rng([SEED, 4, int(10 * mean), int(1000 * extra), int(10 * risk)])
    told: list[str] = []
    some_much = 0
    ill = np.arange(PLACES) % 10 == 0 if risk != 1 else np.ones(PLACES, dtype=bool)
    for _ in range(periods):
        usual = mean * generator.lognormal(0, UNEQUAL, (PLACES, 1)) * np.ones(WEEKS + 1)
        usual[ill, 0] *= risk
        drawn = generator.poisson(generator.gamma(1 / extra, usual * extra) if extra else usual)
        found = np.array([level for level, _, _ in levels(drawn[:, 0], drawn[:, 1:].astype(np.float64))])
        told += found[ill].tolist()
        some_much += "much" in found
    share = {level: told.count(level) / len(told) for level in ("less", "more", "much")}
    return Rates(mean, extra, risk, share["less"], share["more"], share["much"], some_much / periods)
