"""The rules of docs/definitions.md for follow-ups, said once more by brute force, to hold the fold to them.

Nothing is kept and nothing is clever: every answer is found by walking over the facts and, for civil time, over
the minutes. It shares no code with the picture but the facts' classes and the profile's.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from picture import case_events as said
from picture.events import Fact
from picture.profile import Profile

MINUTE = 60_000
QUARTER = 15 * MINUTE
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _millis(at: datetime) -> int:
    return round(at.timestamp() * 1000)


@lru_cache(maxsize=10_000)
def minutes_of(day: date, zone: str) -> tuple[tuple[int, int], ...]:
    """Every minute of the zone's civil day, in order: (instant, minutes past midnight that its clock shows)."""
    clock, found = ZoneInfo(zone), []
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
    for _ in range(54 * 60):
        shown = at.astimezone(clock)
        if shown.date() == day:
            found.append((_millis(at), shown.hour * 60 + shown.minute))
        at += timedelta(minutes=1)
    return tuple(found)


@lru_cache(maxsize=100_000)
def first_showing(day: date, minutes: int, zone: str) -> int:
    """The first instant at which the clock shows so many minutes past midnight, or more, on that day or after it."""
    for at, shown in minutes_of(day, zone):
        if shown >= minutes:
            return at
    return minutes_of(day + timedelta(days=1), zone)[0][0]


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


@lru_cache(maxsize=200_000)
def span_on(span: str, day: date, zone: str) -> tuple[int, int] | None:
    """Where the span that starts on that day begins and ends; None where it does not start on such a weekday."""
    weekday, _, hours = span.rpartition(" ")
    if weekday and WEEKDAYS[day.weekday()] != weekday:
        return None
    begins, ends = (_clock(part) for part in hours.split("-"))
    last = day + timedelta(days=1) if ends < begins or ends == 24 * 60 else day
    return first_showing(day, begins, zone), first_showing(last, ends % (24 * 60), zone)


def in_safe_hours(spans: Sequence[str], at: int, zone: str) -> bool:
    today = datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).date()
    for step in (-2, -1, 0, 1):
        for span in spans:
            found = span_on(span, today + timedelta(days=step), zone)
            if found and found[0] <= at < found[1]:
                return True
    return False


class Said:
    """What a list of facts says of one follow-up and its case; the facts may stand in any order."""

    def __init__(self, facts: Sequence[Fact], followup: str) -> None:
        mine = sorted((f for f in facts if f.subject == followup), key=lambda f: f.time)
        plans = [f for f in mine if isinstance(f.data, said.FollowUpPlanned)]
        self.planned = plans[-1].time
        self.promised = plans[0].time
        plan = plans[-1].data
        assert isinstance(plan, said.FollowUpPlanned)
        self.plan = plan
        self.tries = [
            (f.time, f.data.outcome) for f in mine if isinstance(f.data, said.FollowUpAttempted | said.FollowUpDone)
        ]
        self.cancelled = [f.time for f in mine if isinstance(f.data, said.FollowUpCancelled)]
        openings = sorted(
            (f for f in facts if f.subject == plan.case and isinstance(f.data, said.CaseOpened)), key=lambda f: f.time
        )
        self.intake = openings[0].time if openings else self.promised
        opening = openings[-1].data if openings else said.CaseOpened()
        assert isinstance(opening, said.CaseOpened)
        self.opening = opening
        self.has_case = bool(openings)
        self.assessed = sorted(
            (f.time, f.data.level, f.data.in_progress)
            for f in facts
            if f.subject == plan.case and isinstance(f.data, said.CaseAssessed)
        )

    @property
    def spoken(self) -> int | None:
        times: list[int] = [time for time, outcome in self.tries if outcome == "spoke_safely"]
        return min(times, default=None)


def window(told: Said, profile: Profile) -> tuple[int, int, bool]:
    """(opens, closes, hollow)."""
    plan, limits = told.plan, profile.cases
    earliest, latest = plan.episode_from, plan.episode_to
    if earliest is None and latest is None:
        earliest, latest = told.opening.episode_from, told.opening.episode_to
    if earliest is None and latest is None:
        unknown = told.opening.called_at if told.opening.called_at is not None else told.intake
        earliest = latest = unknown
        hollow = True
    else:
        earliest = latest if earliest is None else earliest
        latest = earliest if latest is None else latest
        hollow = earliest != latest
    assert earliest is not None
    assert latest is not None
    closes = earliest + limits.closes * HOUR if plan.closes is None else plan.closes
    opens = latest + limits.opens * HOUR if plan.opens is None else plan.opens
    if plan.opens is not None and plan.closes is not None:
        hollow = False
    return (opens if opens < closes else closes - limits.closing * HOUR), closes, hollow


def permitted(told: Said, at: int, profile: Profile) -> str:  # noqa: PLR0911 - the order of the page, line by line
    """May she be called at that instant? `yes`, or the first reason why not; ended or not is not asked."""
    plan = told.plan
    confirmed = told.planned if plan.confirmed is None else plan.confirmed
    outcomes = [outcome for time, outcome in told.tries if plan.confirmed is None or time >= plan.confirmed]
    if plan.do_not_contact:
        return "do_not_contact"
    if plan.consent is False:
        return "no_consent"
    if plan.consent is None:
        return "consent_unknown"
    if "declined" in outcomes:
        return "declined"
    if "aggressor_answered" in outcomes:
        return "aggressor_answered"
    if at >= confirmed + profile.cases.permission_days * DAY:
        return "permission_old"
    if not plan.safe_hours:
        return "yes" if plan.channel == "in_person" else "hours_unknown"
    return "yes" if in_safe_hours(plan.safe_hours, at, profile.zone) else "outside_hours"


def last_moment(told: Said, profile: Profile) -> int | None:
    """Walked down from the window's end: the schedules' spans end on whole quarters of an hour, as do the zones'."""
    opens, closes, _ = window(told, profile)
    if permitted(told, closes - 1, profile) == "yes":
        return closes
    confirmed: int = told.planned if told.plan.confirmed is None else told.plan.confirmed
    ends: set[int] = {
        confirmed + profile.cases.permission_days * DAY,
        *range(closes - closes % QUARTER, opens, -QUARTER),
    }
    for at in sorted((end for end in ends if opens < end <= closes), reverse=True):
        if permitted(told, at - 1, profile) == "yes":
            return at
    return None


def severe(told: Said) -> bool:
    """The class of its case is severe or in progress. (No case here is ever protected or re-opened.)"""
    if not told.assessed:
        return told.opening.in_progress
    newest = max(time for time, _, _ in told.assessed)
    return any(level == "severe" or now for time, level, now in told.assessed if time == newest)


def state(told: Said, last: int | None, now: int, profile: Profile) -> tuple[str, bool]:
    """The follow-up's state at `now`, and whether she is to be called now. `last`: its effective last moment."""
    opens, closes, _ = window(told, profile)
    if told.spoken is not None:
        kind = "early" if told.spoken < opens else "late" if told.spoken >= closes else "in_window"
        return f"done_{kind}", False
    if told.cancelled and max(told.cancelled) > told.planned:
        return "cancelled", False
    if closes <= told.intake:
        return "unreachable", False
    free = permitted(told, now, profile) == "yes"
    if now >= closes:
        return ("overdue", True) if free else ("overdue_unsafe", False)
    if now < opens:
        return "early", free and severe(told)
    closing = (closes if last is None else last) - profile.cases.closing * HOUR
    return ("closing" if now >= closing else "open"), free
