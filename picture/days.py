"""Totals by civil day of the site: `count` adds to the day in which an instant lies."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from picture.clocks import LAST, instant

KEPT = 3 * 366  # civil days


class Day(Struct):
    """The civil day counted last: [starts, ends), and what it comes to."""

    starts: int = 0
    ends: int = 0
    counts: dict[str, int] = field(default_factory=dict)


@lru_cache(maxsize=64)
def _bounds(day: date, zone: ZoneInfo) -> tuple[int, int]:
    return instant(day, time(), zone), instant(day + timedelta(days=1), time(), zone)


def open_day(days: dict[int, dict[str, int]], at: int, zone: str, now: int) -> Day:
    """The day that holds `at`. A new one makes those forgotten that lie KEPT days before `now`."""
    clock = ZoneInfo(zone)
    day = datetime.fromtimestamp(min(at, LAST) / 1000, clock).date()
    ordinal = day.toordinal()
    counts = days.get(ordinal)
    if counts is None:
        counts = days[ordinal] = {}
        first = datetime.fromtimestamp(min(now, LAST) / 1000, clock).toordinal() - KEPT
        for old in [d for d in days if d < first]:
            del days[old]
    return Day(*_bounds(day, clock), counts)


def place(early: dict[int, dict[str, int]], days: dict[int, dict[str, int]], zone: str, now: int) -> None:
    """What was counted by half hours before the zone was known, by its days: every zone is whole half hours off."""
    for at, counts in early.items():
        day = open_day(days, at, zone, now).counts
        for measure, count in counts.items():
            add(day, measure, count)
    early.clear()


def add(counts: dict[str, int], measure: str, by: int = 1) -> None:
    """A measure at nothing is not named."""
    left = counts.get(measure, 0) + by
    if left > 0:
        counts[measure] = left
    else:
        counts.pop(measure, None)
