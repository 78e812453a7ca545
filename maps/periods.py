"""Closed, disjoint periods of a site's civil time: quarters of a day, days, weeks, four weeks. No clock.

No two periods of a window overlap, and each longer one is made of whole shorter ones: what two views differ by is
always a whole period, never the last hour.
"""

from datetime import date, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from maps.documents import Window
from picture.clocks import instant
from picture.deadlines import civil_day

QUARTERS = 4  # of a civil day, by its clock: 00, 06, 12, 18
DAYS: dict[Window, int] = {"24h": 1, "7d": 7, "28d": 28}
WEEKS = 8  # of the usual


class Period(Struct, frozen=True):
    """The `index`-th period of its window. Day 1 of the calendar is a Monday, so weeks begin on Mondays."""

    window: Window
    index: int
    starts: int
    ends: int


def period(window: Window, index: int, zone: str) -> Period:
    return Period(window, index, _starts(window, index, zone), _starts(window, index + 1, zone))


def holding(window: Window, at: int, zone: str) -> Period:
    """The period in which `at` lies."""
    day = civil_day(at, zone)
    if window != "6h":
        return period(window, (day - 1) // DAYS[window], zone)
    quarters = (period("6h", QUARTERS * day + quarter, zone) for quarter in range(QUARTERS))
    return next(each for each in quarters if at < each.ends)


def last_closed(window: Window, now: int, zone: str) -> Period:
    return period(window, holding(window, now, zone).index - 1, zone)


def usual_of(which: Period, zone: str) -> list[Period]:
    """What its usual is made of, the latest first: the same quarter of the week, day of the week or week in the 8 weeks
    before; of four weeks the 8 weeks before them, each a quarter as long."""
    if which.window == "28d":
        first = 4 * which.index  # of its own weeks
        return [period("7d", first - back, zone) for back in range(1, WEEKS + 1)]
    step = {"6h": 7 * QUARTERS, "24h": 7, "7d": 1}[which.window]
    return [period(which.window, which.index - back * step, zone) for back in range(1, WEEKS + 1)]


def exposure(window: Window) -> float:
    """How many times as long as one period of its usual."""
    return 4.0 if window == "28d" else 1.0


@lru_cache(maxsize=4096)
def _starts(window: Window, index: int, zone: str) -> int:
    if window == "6h":
        day, quarter = divmod(index, QUARTERS)
        return instant(date.fromordinal(day), time(24 // QUARTERS * quarter), ZoneInfo(zone))
    return instant(date.fromordinal(DAYS[window] * index + 1), time(), ZoneInfo(zone))
