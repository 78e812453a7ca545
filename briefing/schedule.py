"""Which briefings fall due when. Pure.

A shift's is made once it is over and what is told a little late has come; every other at the profile's time of the
civil day on which its period ended.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from briefing import spans
from briefing.sheet import Span
from picture.clocks import DAY, MINUTE, instant
from picture.profile import Profile

SETTLE = 5 * MINUTE
REVISED = 35 * DAY  # after its end, for which what arrives later makes a revision
MOST = 31  # of a kind, that are made up for after a long silence


class Due(Struct, frozen=True):
    """`at`: when it was to be made."""

    at: int
    span: Span


def due(profile: Profile, since: int, until: int) -> list[Due]:
    """What falls due within (since, until], the earliest first."""
    found = []
    for kind in profile.briefing.every:
        span = spans.holding(kind, until, profile)
        for _ in range(MOST):
            span = spans.holding(kind, span.starts - 1, profile)
            if (at := falls(span, profile)) <= since:
                break
            if at <= until:
                found.append(Due(at, span))
    return sorted(found, key=lambda each: (each.at, each.span.starts, each.span.name))


def falls(span: Span, profile: Profile) -> int:
    """When the briefing of a span is to be made."""
    return span.ends + SETTLE if span.kind == "shift" else daily(span.ends, profile)


def yesterday(now: int, profile: Profile) -> Span:
    """The civil day before that of `now`."""
    return spans.holding("day", spans.holding("day", now, profile).starts - 1, profile)


def daily(after: int, profile: Profile) -> int:
    """The first instant not before `after` that is the profile's time of the civil day."""
    zone, at = ZoneInfo(profile.zone), time.fromisoformat(profile.briefing.at)
    day = _day(after, zone)
    found = instant(day, at, zone)
    return found if found >= after else instant(day + timedelta(days=1), at, zone)


def _day(at: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(at / 1000, zone).date()
