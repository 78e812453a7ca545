"""How many calls are expected: of one queue, for every quarter hour of the next 24.

Hour-of-week profile × level. The profile is the interquartile mean, over the last 8 weeks, of the half hour of the
week and (with less weight) those up to one hour either side; a holiday counts in no week and is expected to be like
another weekday. The level is the median ratio of the last 7 days to the profile, or, where a shift shows in the last
48 h beyond any 24 of them, that of the days since. A quarter has half of its half hour's calls. The band is the
10–90 % of a negative binomial law whose spread is that by which the same method missed the last 4 weeks
(docs/staffing.md).
"""

import math
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from msgspec import Struct

from picture.clocks import DAY, MINUTE, half_hour
from picture.usual import WEEKS

QUARTER = 15 * MINUTE
AHEAD = DAY // QUARTER
LEAST_WEEKS = 3
IN_DAY, IN_WEEK = 48, 336  # half hours
NEIGHBOURS = (1, 2, 3, 2, 1)
LEVEL_DAYS, SPREAD_DAYS = 7, 28
REFERENCE = slice(2, 14)  # days before the last 48 h that say what is no shift
BEYOND = 3.0  # times the days' spread
LEAST_SPREAD = 0.1  # of the level
LEAST_KNOWN = 0.25  # of a day's usual calls, below which it has no ratio
Grid = Any  # a NumPy array of float64, NaN where nothing is known


class Forecast(Struct, frozen=True):
    """By quarter hour: when it starts, expected calls with their 10–90 % band; None where fewer than `least_weeks`
    weeks are known. `weeks`: known of WEEKS, at the worst quarter. `level`: of the profile; `shifted`: the days in
    which a level shift shows by now (LEVEL_DAYS: so many or more), 0 without one. `spread`: variance beyond Poisson's
    ÷ mean², for `band`."""

    starts: tuple[int, ...]
    low: tuple[int | None, ...]
    mid: tuple[float | None, ...]
    high: tuple[int | None, ...]
    weeks: int
    level: float
    shifted: int
    spread: float


def forecast(
    counts: Mapping[int, int],
    now: int,
    zone: ZoneInfo,
    holidays: Mapping[date, int] | None = None,
    *,
    least_weeks: int = LEAST_WEEKS,
) -> Forecast:
    """From the quarter that holds `now`. `counts`: offered calls by start of interval, milliseconds; zeros are said,
    what is absent is unknown, what does not end by `now` is not looked at. `holidays`: date → weekday that it is like
    (Monday 0)."""
    likes = holidays or {}
    known = _civil(counts, now, zone, likes)
    usual, weeks = _usual(_levelled(known))
    ratios = _ratios(known, usual)
    level, shifted = _level(known, usual, ratios)
    spread = _spread(known, usual, ratios)
    first = half_hour(now)
    skipped = (now - first) // QUARTER
    starts = tuple(first + (skipped + at) * QUARTER for at in range(AHEAD))
    columns = [_column(start, first, zone, likes) for start in starts]
    mids = [level * float(usual[at]) / 2 if weeks[at] >= least_weeks else None for at in columns]
    bands = [None if mid is None else band(mid, spread) for mid in mids]
    return Forecast(
        starts=starts,
        low=tuple(band and band[0] for band in bands),
        mid=tuple(None if mid is None else round(mid, 4) for mid in mids),
        high=tuple(band and band[1] for band in bands),
        weeks=int(min(weeks[at] for at in columns)),
        level=round(level, 4),
        shifted=shifted,
        spread=spread,
    )


def band(mean: float, spread: float) -> tuple[int, int]:
    """The 10–90 % of so many expected calls; of the sum of several quarters as if all missed by the same share."""
    return _quantile(0.1, mean, spread), _quantile(0.9, mean, spread)


def _civil(counts: Mapping[int, int], now: int, zone: ZoneInfo, likes: Mapping[date, int]) -> Grid:
    """The half hours of the last WEEKS weeks by the zone's clock, oldest first; holidays are left out."""
    last = half_hour(now)
    grid = np.full(WEEKS * IN_WEEK, np.nan)
    end = _place(datetime.fromtimestamp(last / 1000, zone))
    for start, calls in counts.items():
        if last - (WEEKS * 7 + 1) * DAY <= start < last:
            shown = datetime.fromtimestamp(start / 1000, zone)
            at = len(grid) + _place(shown) - end
            if 0 <= at < len(grid) and shown.date() not in likes:
                grid[at] = calls if np.isnan(grid[at]) else grid[at] + calls
    return grid


def _place(shown: datetime) -> int:
    return shown.toordinal() * IN_DAY + shown.hour * 2 + shown.minute // 30


def _levelled(known: Grid) -> Grid:
    """As if every day had had the same level: divided by the running median of 7 of the days' ratios, which keeps the
    edge of a shift. Half a profile from before a shift and half from after it would fit neither."""
    ratios = _ratios(known, _usual(known)[0])
    half = LEVEL_DAYS // 2
    around = [_median(ratios[max(0, at - half) : at + half + 1], 1.0) for at in range(len(ratios))]
    return known / np.repeat([level or 1.0 for level in around[::-1]], IN_DAY)


def _usual(known: Grid) -> tuple[Grid, Grid]:
    """By half hour of the week, the first being the one that `now` lies in: the profile, and of how many weeks."""
    seen = ~np.isnan(known)
    weight = np.convolve(seen, NEIGHBOURS, "same")
    with np.errstate(invalid="ignore"):
        smooth = np.convolve(np.where(seen, known, 0.0), NEIGHBOURS, "same") / weight
    by_week = smooth.reshape(WEEKS, IN_WEEK)
    return _middle(by_week), (~np.isnan(by_week)).sum(axis=0)


def _middle(values: Grid) -> Grid:
    """The interquartile mean of each column, of those known; NaN without any."""
    ordered = np.sort(values, axis=0)  # NaN last
    many = (~np.isnan(ordered)).sum(axis=0)
    rank = np.arange(len(ordered))[:, None]
    share = np.clip(np.minimum(rank + 1, many * 0.75) - np.maximum(rank, many * 0.25), 0, None)
    with np.errstate(invalid="ignore"):
        return np.where(share > 0, ordered * share, 0.0).sum(axis=0) / np.where(many, many * 0.5, np.nan)


def _ratios(known: Grid, usual: Grid) -> Grid:
    """Calls ÷ profile of each of the last days, each of 24 h, the latest first."""
    expected = _expected(known, usual)
    calls = np.nansum(known.reshape(-1, IN_DAY), axis=1)[::-1]
    days = expected.reshape(-1, IN_DAY).sum(axis=1)[::-1]
    enough = days > LEAST_KNOWN * np.nansum(usual) / 7
    return np.where(enough, calls / np.where(enough, days, 1.0), np.nan)


def _expected(known: Grid, usual: Grid) -> Grid:
    """The profile where something is known, else 0."""
    return np.where(np.isnan(known), 0.0, np.nan_to_num(np.tile(usual, WEEKS)))


def _level(known: Grid, usual: Grid, ratios: Grid) -> tuple[float, int]:
    """What the profile is to be multiplied by, and the days of the shift that says so, 0 where none does."""
    settled = _median(ratios[:LEVEL_DAYS], 1.0)
    before = _median(ratios[REFERENCE], math.nan)
    rest, calls = _persisting(known, usual, before)
    if math.isnan(rest):
        return settled, 0
    spread = max(
        1.4826 * _median(np.abs(ratios[REFERENCE] - before), 0.0), LEAST_SPREAD * before, math.sqrt(before / calls)
    )
    if abs(rest - before) <= BEYOND * spread:
        return settled, 0
    side = math.copysign(1.0, rest - before)
    beyond = [bool((ratio - before) * side > spread) for ratio in ratios[:LEVEL_DAYS]]
    since = max(2, beyond.index(False) if False in beyond else LEVEL_DAYS)
    return _median(ratios[:since], settled), since


def _persisting(known: Grid, usual: Grid, before: float) -> tuple[float, float]:
    """The ratio of the last 48 h without those 24 that are furthest from `before` on the side on which the 48 lie, and
    the calls expected in the rest: no single wild day shows in it. NaN where too little is known."""
    calls = np.nan_to_num(known[-2 * IN_DAY :])
    expected = _expected(known, usual)[-2 * IN_DAY :]
    if math.isnan(before) or not expected.sum():
        return math.nan, 0.0
    excess = calls - before * expected
    windows = np.convolve(excess, np.ones(IN_DAY), "valid")
    out = int(np.argmax(windows) if excess.sum() > 0 else np.argmin(windows))
    left = np.r_[0:out, out + IN_DAY : 2 * IN_DAY]
    rest = float(expected[left].sum())
    if rest <= LEAST_KNOWN * np.nansum(usual) / 7:
        return math.nan, 0.0
    return float(calls[left].sum()) / rest, rest


def _spread(known: Grid, usual: Grid, ratios: Grid) -> float:
    """Variance beyond Poisson's, ÷ mean²: how far the last days lay from the profile at the level of the days before
    each, the interquartile mean of the days."""
    days, profile = known.reshape(-1, IN_DAY)[::-1], _expected(known, usual).reshape(-1, IN_DAY)[::-1]
    found = []
    for at in range(SPREAD_DAYS):
        mean = profile[at] * _median(ratios[at + 1 : at + 1 + LEVEL_DAYS], 1.0)
        if mean.any():
            missed = np.nan_to_num(days[at]) - mean
            found.append(float((missed**2 - mean).sum() / (mean**2).sum()))
    return max(0.0, float(_middle(np.array(found)[:, None])[0])) if found else 0.0


def _median(values: Grid, otherwise: float) -> float:
    there = values[~np.isnan(values)]
    return float(np.median(there)) if len(there) else otherwise


def _column(slot: int, first: int, zone: ZoneInfo, likes: Mapping[date, int]) -> int:
    """Which half hour of the profile, which begins at `first`, stands for the slot."""
    shown = datetime.fromtimestamp(slot / 1000, zone)
    like = likes.get(shown.date(), shown.weekday())
    ahead = timedelta(days=(like - shown.weekday()) % 7)
    return (_place(shown + ahead) - _place(datetime.fromtimestamp(first / 1000, zone))) % IN_WEEK


def _quantile(share: float, mean: float, spread: float) -> int:
    """Of the negative binomial law with variance mean + spread · mean²; of Poisson's where there is no spread."""
    if mean > 500:  # there it is the normal law's
        return max(0, round(mean + math.copysign(1.2816, share - 0.5) * math.sqrt(mean + spread * mean * mean)))
    odds = spread * mean
    chance = math.exp(-mean if spread < 1e-9 else -math.log1p(odds) / spread)
    calls, total = 0, chance
    while total < share and chance > 0:
        step = mean + spread * mean * calls
        chance *= step / (1 + odds) / (calls + 1)
        calls += 1
        total += chance
    return calls
