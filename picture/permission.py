"""May she be called: never where a fact forbids it, and only in hours that she said are safe, by the civil clock."""

from datetime import date, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from picture.book import FollowUp
from picture.clocks import DAY, instant
from picture.deadlines import civil_day
from picture.profile import Profile

AHEAD = 16  # civil days looked at for what comes next or last: hours repeat each week, and a spring may swallow one
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT_AFTER = 24 * 60
Span = tuple[int, int]  # [start, end)


class Window(Struct, frozen=True, gc=False):
    """When she is to be called, [opens, closes). `hollow`: something of it is estimated."""

    opens: int
    closes: int
    hollow: bool = False


class Hours(Struct, frozen=True, gc=False):
    """Her safe hours seen from one instant: `safe` now; `until` the end of the stretch that runs, None where it never
    ends; `starts` of the next one, None while one runs or where none comes."""

    safe: bool
    until: int | None = None
    starts: int | None = None


ALWAYS = Hours(True)


def may_call(followup: FollowUp, now: int, profile: Profile) -> str:
    """`yes`, or the first reason why not: done, cancelled, do_not_contact, no_consent, consent_unknown, declined,
    aggressor_answered, permission_old, hours_unknown, outside_hours."""
    if spoken(followup) is not None:
        return "done"
    if cancelled(followup) is not None:
        return "cancelled"
    return barred(followup, now, profile) or ("yes" if hours(followup, now, profile).safe else "outside_hours")


def spoken(followup: FollowUp) -> int | None:
    """When the promise was kept: the first safe conversation."""
    return next((attempt.time for attempt in followup.attempts if attempt.outcome == "spoke_safely"), None)


def cancelled(followup: FollowUp) -> int | None:
    """When it stopped being owed; None where it was planned again since."""
    at = followup.cancelled
    return at if at is not None and (followup.planned is None or followup.planned < at) else None


def barred(followup: FollowUp, now: int, profile: Profile) -> str:
    """Why she may not be called at this instant whatever her hours are, or ""."""
    lapse = lapses(followup, profile)
    reason = _forbidden(followup)
    if not reason and lapse is not None and now >= lapse:
        reason = "permission_old"
    return reason or ("hours_unknown" if _hours_unknown(followup) else "")


def _forbidden(followup: FollowUp) -> str:
    """What forbids it at any instant, or ""."""
    plan = followup.plan
    if plan is None:
        return "consent_unknown"
    if plan.do_not_contact:
        return "do_not_contact"
    if not plan.consent:
        return "consent_unknown" if plan.consent is None else "no_consent"
    if followup.attempts:
        said = {a.outcome for a in followup.attempts if plan.confirmed is None or a.time >= plan.confirmed}
        return next((outcome for outcome in ("declined", "aggressor_answered") if outcome in said), "")
    return ""


def _hours_unknown(followup: FollowUp) -> bool:
    plan = followup.plan
    return plan is None or (not plan.safe_hours and plan.channel != "in_person")


def lapses(followup: FollowUp, profile: Profile) -> int | None:
    """The instant from which her permission is too old."""
    plan = followup.plan
    confirmed = followup.planned if plan is None or plan.confirmed is None else plan.confirmed
    return None if confirmed is None else confirmed + profile.cases.permission_days * DAY


def last_moment(followup: FollowUp, window: Window, profile: Profile) -> int | None:
    """The end (exclusive) of the last stretch of the window in which she may be called; None where there is none."""
    if followup.plan is None or _forbidden(followup) or _hours_unknown(followup):
        return None
    lapse = lapses(followup, profile)
    end = window.closes if lapse is None else min(window.closes, lapse)
    if end <= window.opens:
        return None
    said = followup.plan.safe_hours
    return _last_end(said, window.opens, end, profile.zone) if said else end


def _last_end(said: tuple[str, ...], start: int, end: int, zone: str) -> int | None:
    day = civil_day(end, zone)
    found, first = None, max(civil_day(start, zone) - 1, day - AHEAD)
    while day >= first:
        ends = [min(to, end) for since, to in spans_of(said, day, zone) if since < end and to > start]
        if found is not None:  # what started a day earlier may have ended later, but no day before that
            return max([found, *ends])
        found = max(ends, default=None)
        day -= 1
    return found


def hours(followup: FollowUp, now: int, profile: Profile) -> Hours:
    """Her safe hours, whatever else forbids to call. Stretches that touch are one."""
    plan = followup.plan
    if plan is None or not plan.safe_hours:
        return ALWAYS if plan is not None and plan.channel == "in_person" else Hours(False)
    today = civil_day(now, profile.zone)
    until: int | None = None
    for day in range(today - 1, today + AHEAD):
        for start, end in spans_of(plan.safe_hours, day, profile.zone):
            if until is None:
                if start > now:
                    return Hours(False, starts=start)
                if end > now:
                    until = end
            elif start > until:
                return Hours(True, until)
            elif end > until:
                until = end
    return Hours(until is not None)


def stretches(followup: FollowUp, start: int, end: int, profile: Profile) -> tuple[Span, ...]:
    """When in [start, end) she may be called, in order and apart from each other."""
    lapse = lapses(followup, profile)
    if followup.plan is None or _forbidden(followup) or _hours_unknown(followup) or lapse is None:
        return ()
    end = min(end, lapse)
    if start >= end:
        return ()
    said, zone = followup.plan.safe_hours, profile.zone
    if not said:
        return ((start, end),)
    found: list[Span] = []
    for day in range(civil_day(start, zone) - 1, civil_day(end, zone) + 1):
        for span in spans_of(said, day, zone):
            since, to = max(span[0], start), min(span[1], end)
            if found and since <= found[-1][1]:
                found[-1] = found[-1][0], max(to, found[-1][1])
            elif since < to:
                found.append((since, to))
    return tuple(found)


@lru_cache(maxsize=65_536)
def spans_of(said: tuple[str, ...], day: int, zone: str) -> tuple[Span, ...]:
    """The safe spans that start on a civil day (its ordinal), in order; they may overlap."""
    weekday = WEEKDAYS[(day - 1) % 7]
    found = []
    for span in said:
        on, starts, ends = _read(span)
        if on in ("", weekday):
            start, end = _shows(day, starts, zone), _shows(day, ends, zone)
            if start < end:
                found.append((start, end))
    return tuple(sorted(found))


@lru_cache(maxsize=4096)
def _read(span: str) -> tuple[str, int, int]:
    """The weekday or "", and its start and end in minutes past the midnight that begins its day."""
    on, _, clock = span.rpartition(" ")
    starts, ends = (int(at[:2]) * 60 + int(at[3:]) for at in clock.split("-"))
    return on, starts, ends + MIDNIGHT_AFTER if ends < starts else ends


@lru_cache(maxsize=65_536)
def _shows(day: int, minutes: int, zone: str) -> int:
    """The first instant at which the clock shows so many minutes past midnight, or more, on that day."""
    days, minutes = divmod(minutes, MIDNIGHT_AFTER)
    return instant(date.fromordinal(day + days), time(minutes // 60, minutes % 60), ZoneInfo(zone))
