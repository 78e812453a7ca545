"""Weeks, months and years of the day totals: what `python -m briefing` keeps once a day for the page of trends.

Pure. Totals of the whole site by what the picture counts (`picture/days.py`): no place, no form, nobody's own. They
are the room's own work and stand whole, also below 5, as wall and desk show them to the same readers; what concerns men
tells more of whom it counts, and is told by no kind of period of which one has a small count.
A day on which a source told nothing is missing, not zero; a period that lacks a day says how many, and one that lacks
all of them is a gap.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import pandas as pd
from msgspec import Struct

from briefing.suppression import INTERNAL
from picture.profile import Profile

Period = Literal["week", "month", "year"]
RULES: Mapping[Period, str] = {"week": "W-SUN", "month": "M", "year": "Y"}  # pandas' names of periods; ISO weeks
SHOWN: Mapping[Period, int] = {"week": 52, "month": 24, "year": 3}
EARLIER: Mapping[Period, int] = {"week": 8, "month": 12, "year": 2}  # of which the median is taken
APART = "men."  # how the measures begin that are not whole
FEWEST = 3  # whole earlier periods that make a median; of years one
CASES = (  # measure, unit
    ("cases.opened", "cases"),
    ("cases.in_progress", "cases"),
    ("cases.severe", "cases"),
    ("cases.unassessed", "cases"),
    ("services", "interventions"),
    ("timing.previous", "interventions"),
    ("timing.window", "interventions"),
    ("timing.subsequent", "interventions"),
    ("timing.remote", "interventions"),
    ("women.accompanied", "people"),
    ("followups.done", "followups"),
    ("followups.attempted", "followups"),
    ("handovers.offered", "handovers"),
    ("handovers.returned", "handovers"),
    ("referrals.made", "referrals"),
    ("referrals.completed", "referrals"),
    ("referrals.waitlisted", "referrals"),
    ("men.cases.opened", "cases"),
    ("men.services", "interventions"),
)


class Point(Struct, frozen=True, array_like=True):
    """One period from the civil day `starts` on, of `days` days of which `missing` are not known. `value` None: all
    are. `median`: of whole earlier periods of its kind, None while there are too few."""

    starts: str
    days: int
    missing: int
    value: int | None
    median: float | None


class Series(Struct, frozen=True):
    """`name`: what the profile calls it, where it is a centre, a queue or a register; else the wording knows `key`.
    `hidden`: kinds of period of which one has a count of 1 to 4, and none is told."""

    key: str
    unit: str
    periods: dict[Period, tuple[Point, ...]]
    name: str = ""
    hidden: tuple[Period, ...] = ()


class Marked(Struct, frozen=True):
    date: str
    name: str


class Trends(Struct, frozen=True):
    """`until`: the civil day after the last that is counted."""

    as_of: int
    until: str
    zone: str
    marks: tuple[Marked, ...]
    series: tuple[Series, ...]


def made(days: Mapping[int, Mapping[str, int]], profile: Profile, today: int, as_of: int) -> Trends:
    """`days`: ordinal → measure → count. `today` and what is later is not over and not counted."""
    marks = tuple(Marked(each.date, each.name) for each in sorted(profile.mark, key=lambda each: each.date))
    closed = {day: counts for day, counts in days.items() if day < today}
    series = _series(closed, profile, today) if closed else ()
    return Trends(as_of, date.fromordinal(today).isoformat(), profile.zone, marks, series)


def _series(days: Mapping[int, Mapping[str, int]], profile: Profile, today: int) -> tuple[Series, ...]:
    table = _table(days, today)
    found = []
    for key, unit, name, columns in _wanted(profile, list(table.columns)):
        counted = table[columns].sum(axis=1, min_count=len(columns))
        periods = {period: _points(counted, period) for period in RULES}
        hidden = tuple(period for period in RULES if key.startswith(APART) and _small(periods[period]))
        found.append(Series(key, unit, periods | dict.fromkeys(hidden, ()), name, hidden))
    return tuple(found)


def _table(days: Mapping[int, Mapping[str, int]], today: int) -> pd.DataFrame:
    """Civil days without holes × measures; what its teller did not tell of is missing."""
    index = pd.date_range(date.fromordinal(min(days)), date.fromordinal(today - 1), freq="D")
    told = pd.DataFrame.from_dict({pd.Timestamp(date.fromordinal(day)): dict(counts) for day, counts in days.items()})
    table = told.T.astype(float).reindex(index)
    tellers = pd.Index([_teller(column) for column in table.columns])
    for teller in tellers.unique():
        columns = table.columns[tellers == teller]
        heard = table[columns].notna().any(axis=1)
        table.loc[heard, columns] = table.loc[heard, columns].fillna(0)
    return table


def _teller(measure: str) -> str:
    """Calls are told by their centre, everything else by the registries."""
    kind, _, rest = measure.partition(".")
    return f"calls.{rest.rpartition('.')[0]}" if kind == "calls" else ""


def _wanted(profile: Profile, columns: list[str]) -> list[tuple[str, str, str, list[str]]]:
    """(key, unit, name, columns to add) of each series that has ever counted anything."""
    wanted = []
    for centre in profile.centre:
        kept = [f"calls.{centre.source}.{queue.code}" for queue in centre.queue if not queue.apart]
        wanted.append((f"calls.{centre.source}", "calls", centre.name, kept))
        wanted += [
            (f"calls.{centre.source}.{queue.code}", "calls", queue.name, [f"calls.{centre.source}.{queue.code}"])
            for queue in centre.queue
            if queue.apart
        ]
    wanted += [(key, unit, "", [key]) for key, unit in CASES]
    wanted += [(f"registered.{code}", "cases", name, [f"registered.{code}"]) for code, name in _registers(profile)]
    known = set(columns)
    present = [(key, unit, name, [each for each in adds if each in known]) for key, unit, name, adds in wanted]
    return [each for each in present if each[3]]


def _registers(profile: Profile) -> list[tuple[str, str]]:
    return list(profile.words.registers.items())


def _points(counted: "pd.Series[Any]", period: Period) -> tuple[Point, ...]:
    """Those that are over, the first whole one first."""
    groups = counted.groupby(counted.index.to_period(RULES[period]))
    sums, known = groups.sum(min_count=1), groups.count()
    lengths = pd.Series([(each.end_time.normalize() - each.start_time).days + 1 for each in sums.index], sums.index)
    seen = groups.size()
    last = counted.index[-1]
    over = [bool(each.end_time.normalize() <= last) for each in sums.index]
    whole = sums.where(known == lengths)
    least = 1 if period == "year" else FEWEST
    median = whole.shift(1).rolling(EARLIER[period], min_periods=least).median()
    begun = seen == lengths  # of the first, days lie before all that is known
    points = [
        Point(
            each.start_time.date().isoformat(),
            int(lengths[each]),
            int(lengths[each] - known[each]),
            _whole(sums[each]),
            _half(median[each]),
        )
        for each, done in zip(sums.index, over, strict=True)
        if done and begun[each]
    ]
    return tuple(points[-SHOWN[period] :])


def _small(points: tuple[Point, ...]) -> bool:
    return any(0 < (point.value or 0) < INTERNAL or 0 < (point.median or 0) < INTERNAL for point in points)


def _whole(value: float) -> int | None:
    return None if pd.isna(value) else int(value)


def _half(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
