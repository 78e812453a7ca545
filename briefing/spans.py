"""Stretches of a site's civil time: read from their names, and those that one of them is compared with.

2026-11-20.noche a shift, by the day on which it starts · 2026-11-20 a day · 2026-W47 an ISO week, from Monday ·
2026-11 a month · 2026-Q4 a quarter · 2026 a year · 2026-11-20..2026-11-24 a range, its last day included.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from briefing.sheet import Span, SpanKind
from picture.clocks import DAY, instant
from picture.errors import VigiaError
from picture.profile import Profile

USUAL = 8  # weeks before
EXAMPLES: dict[SpanKind, str] = {  # how each is written
    "shift": "2026-11-20.noche",
    "day": "2026-11-20",
    "week": "2026-W47",
    "month": "2026-11",
    "quarter": "2026-Q4",
    "year": "2026",
    "range": "2026-11-20..2026-11-24",
}
Days = tuple[date, date]  # the first, and the one after the last


class BadSpan(VigiaError):
    """Raised when a period cannot be read or is not of the kind asked for; names what was written."""


def named(name: str, profile: Profile, kind: SpanKind | None = None) -> Span:
    """The span of that name; `kind`: it must be such a one. Raises BadSpan."""
    found = next((each for each, (pattern, _) in READERS.items() if re.fullmatch(pattern, name, re.ASCII)), None)
    if found is None or (kind or found) != found:
        examples = [EXAMPLES[kind]] if kind else EXAMPLES.values()
        raise BadSpan(f"Period {name!r}: is no {kind or 'period'}; one is written {', '.join(examples)}.")
    try:
        first, after = READERS[found][1](name)
        if not date(1971, 1, 1) <= first < after <= date(9998, 1, 1):
            raise ValueError
    except ValueError:
        raise BadSpan(f"Period {name!r}: no calendar of ours has it.") from None
    if found == "shift":
        return _shift(first, name.partition(".")[2], profile)
    return _of_days(found, name, (first, after), profile)


def _day(name: str) -> Days:
    return _from(date.fromisoformat(name), days=1)


def _week(name: str) -> Days:
    return _from(date.fromisocalendar(int(name[:4]), int(name[6:]), 1), days=7)


def _month(name: str) -> Days:
    return _months(int(name[:4]), int(name[5:]), 1)


def _quarter(name: str) -> Days:
    return _months(int(name[:4]), 3 * int(name[6:]) - 2, 3)


def _year(name: str) -> Days:
    return _months(int(name), 1, 12)


def _range(name: str) -> Days:
    first, last = (date.fromisoformat(each) for each in name.split(".."))
    return first, last + timedelta(days=1)


def _from(first: date, days: int) -> Days:
    return first, first + timedelta(days=days)


def _months(year: int, month: int, count: int) -> Days:
    years, after = divmod(month - 1 + count, 12)
    return date(year, month, 1), date(year + years, after + 1, 1)


_DAY = r"\d{4}-\d\d-\d\d"
READERS: dict[SpanKind, tuple[str, Callable[[str], Days]]] = {
    "shift": (_DAY + r"\.[a-z0-9][a-z0-9_.-]*", lambda name: _day(name.partition(".")[0])),
    "day": (_DAY, _day),
    "week": (r"\d{4}-W\d\d", _week),
    "month": (r"\d{4}-\d\d", _month),
    "quarter": (r"\d{4}-Q[1-4]", _quarter),
    "year": (r"\d{4}", _year),
    "range": (rf"{_DAY}\.\.{_DAY}", _range),
}


def _of_days(kind: SpanKind, name: str, days: Days, profile: Profile) -> Span:
    zone = ZoneInfo(profile.zone)
    starts, ends = (instant(day, time(), zone) for day in days)
    return Span(kind, name, starts, ends)


def _shift(day: date, code: str, profile: Profile) -> Span:
    """Of a civil day; it ends where the next one starts."""
    codes = [shift.code for shift in profile.shift]
    if code not in codes:
        raise BadSpan(f"Period '{day}.{code}': shift: is none of {', '.join(codes)}; it is {code!r}.")
    at, zone = codes.index(code), ZoneInfo(profile.zone)
    starts = [time.fromisoformat(shift.starts) for shift in profile.shift]
    last = at + 1 == len(starts)
    after = day + timedelta(days=last)
    return Span(
        "shift",
        f"{day}.{code}",
        instant(day, starts[at], zone),
        instant(after, starts[0 if last else at + 1], zone),
    )


def holding(kind: SpanKind, at: int, profile: Profile) -> Span:
    """The span of that kind in which an instant lies. Raises BadSpan for a range: many do."""
    day = datetime.fromtimestamp(at / 1000, ZoneInfo(profile.zone)).date()
    names: dict[SpanKind, str] = {
        "day": f"{day}",
        "week": _week_of(day),
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "year": f"{day.year}",
    }
    if kind == "shift":
        days = (day, day - timedelta(days=1))
        shifts = [_shift(each, shift.code, profile) for each in days for shift in profile.shift]
        return next(shift for shift in shifts if shift.starts <= at < shift.ends)
    if kind not in names:
        raise BadSpan(f"Period: a {kind} has to be written; one is {EXAMPLES[kind]}.")
    return named(names[kind], profile)


def latest(kind: SpanKind, now: int, profile: Profile) -> Span:
    """The last span of that kind that is over. Raises BadSpan for a range."""
    return holding(kind, holding(kind, now, profile).starts - 1, profile)


def days_of(span: Span, zone: str) -> Days:
    """The civil days of a span that is made of whole ones; of a shift the one on which it starts."""
    first, last = (
        datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).date()
        for at in (span.starts, max(span.starts, span.ends - 1))
    )
    return first, (first if span.kind == "shift" else last) + timedelta(days=1)


def before(span: Span, profile: Profile) -> Span:
    """The same a day, a week, a month, … earlier: the one that it is compared with."""
    if span.kind == "shift":
        return _earlier(span, 1, profile)
    if span.kind == "range":
        first, after = days_of(span, profile.zone)
        return _earlier(span, (after - first).days, profile)
    return holding(span.kind, span.starts - 1, profile)


def usual(span: Span, profile: Profile) -> tuple[Span, ...]:
    """The same weekdays of the 8 weeks before, the latest first; none for what is longer than a week."""
    if span.ends - span.starts > 7.5 * DAY or span.kind in ("month", "quarter", "year"):
        return ()
    return tuple(_earlier(span, 7 * weeks, profile) for weeks in range(1, USUAL + 1))


def _earlier(span: Span, days: int, profile: Profile) -> Span:
    back = timedelta(days=days)
    first, after = (day - back for day in days_of(span, profile.zone))
    if span.kind == "shift":
        return _shift(first, span.name.partition(".")[2], profile)
    names = {"day": f"{first}", "week": _week_of(first)}
    name = names.get(span.kind, f"{first}..{after - timedelta(days=1)}")
    return _of_days(span.kind, name, (first, after), profile)


def _week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
