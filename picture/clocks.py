"""Civil time: shifts, days and half hours. Instants are milliseconds since 1970 UTC; nothing here reads a clock."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from picture.profile import Profile, Shift

SECOND = 1000
MINUTE = 60 * SECOND
HALF_HOUR = 30 * MINUTE
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
LAST = 253_370_764_800_000  # no calendar goes on after the year 9998


def instant(day: date, at: time, zone: ZoneInfo) -> int:
    """The first instant at which the zone's clock shows `at` or later on `day`.

    Where the clock springs over `at` (Santiago has days without midnight) that is the instant of the spring.
    """
    wanted = datetime.combine(day, at)
    found = wanted.replace(tzinfo=zone).astimezone(UTC)
    shown = found.astimezone(zone).replace(tzinfo=None)
    if shown > wanted:  # a spring: `found` lies as far behind it as the clock now shows past `at`
        before = found - (shown - wanted)
        found = _spring(before, found, zone)
    return round(found.timestamp() * 1000)


def _spring(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The instant in (low, high] at which the zone's offset from UTC changes, to the second."""
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=round((high - low).total_seconds() / 2))
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high


@lru_cache(maxsize=64)
def _shifts_around(day: date, zone: ZoneInfo, shifts: tuple[Shift, ...]) -> list[tuple[int, Shift]]:
    return [
        (instant(day + timedelta(days=step), time.fromisoformat(shift.starts), zone), shift)
        for step in (-1, 0, 1, 2)
        for shift in shifts
    ]


def shift_at(profile: Profile, now: int) -> tuple[Shift, int, int]:
    """The shift in which `now` lies, with its start and its end."""
    zone, now = ZoneInfo(profile.zone), min(now, LAST)
    day = datetime.fromtimestamp(now / 1000, zone).date()
    around = _shifts_around(day, zone, profile.shift)
    at = max(i for i, (starts, _) in enumerate(around) if starts <= now)
    starts, shift = around[at]
    return shift, starts, around[at + 1][0]


def half_hour(at: int) -> int:
    """The start of the half hour that holds `at`. Half hours are UTC's: every zone we serve is whole ones off."""
    return at - at % HALF_HOUR


def weeks_before(at: int, weeks: int, zone: ZoneInfo) -> int:
    """The instant at which the zone's clock showed, `weeks` weeks earlier, what it shows at `at`."""
    shown = datetime.fromtimestamp(at / 1000, zone).replace(tzinfo=None)
    earlier = (shown - timedelta(weeks=weeks)).replace(tzinfo=zone)
    return round(earlier.timestamp() * 1000)
