"""The ledgers: hand-overs, referrals, registers, orders, as docs/definitions.md counts them.

`walk` counts a book in strides, so that nobody waits for all of it at once; `of` counts it in one go. Men's: in none.
"""

from bisect import bisect_left
from collections.abc import Generator, Iterator, Mapping
from datetime import date
from typing import TypeVar

from msgspec import Struct, field

from picture.book import Book, Case, Handover, Order, Referral
from picture.clocks import DAY, HOUR
from picture.deadlines import REGISTERED, civil_day, first_instant
from picture.profile import Profile
from picture.usual import quantile

STRIDE = 100  # items counted between two rests
DAYS = 28  # of the tables
RECENT = 7 * DAY  # of the lag
KEPT = 35 * DAY  # of hand-overs per person
CARE = frozenset({"contacted", "protected", "evaluated", "followup.spoke_safely"})  # and every service
FAR = 1 << 62  # an instant that never comes
T = TypeVar("T")


class Gap(Struct):
    """Referrals that were made within reach and found no place."""

    refused: int = 0
    waitlisted: int = 0


class Register(Struct):
    """Cases opened within reach; `lags` in milliseconds; `late`: open and without it past the limit."""

    cases: int = 0
    registered: int = 0
    people: set[str] = field(default_factory=set)
    followed_on: int = 0
    lags: list[int] = field(default_factory=list)
    late: int = 0


class Reach(Struct, frozen=True):
    """What is counted, each [since, until): `tables`, referrals made and cases opened; `lags`, registrations; `handed`,
    hand-overs accepted. `days`: the first and the last civil day, whose waiting lists are read."""

    tables: tuple[int, int]
    lags: tuple[int, int]
    handed: tuple[int, int]
    days: tuple[int, int]


class CaseOrder(Struct, frozen=True):
    case: str
    measure: str
    order: Order


class Figures(Struct):
    """`handovers`, `referrals`: the open ones, oldest first. `accepted` hand-overs of `handed` people.

    `unregistered`: rising, when each open case was opened that stands in no register. `lags` in ms.
    `waiting`: civil day → how many stood on waiting lists at its start. `gaps` by (service, agency, municipality);
    `turned_away`: the cases behind them by (service, municipality); a referral without a case counts as one.
    """

    handovers: list[Handover] = field(default_factory=list)
    accepted: int = 0
    handed: int = 0
    referrals: list[Referral] = field(default_factory=list)
    waitlisted: int = 0
    waiting: dict[date, int] = field(default_factory=dict)
    gaps: dict[tuple[str, str, str], Gap] = field(default_factory=dict)
    turned_away: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    unregistered: list[int] = field(default_factory=list)
    lags: list[int] = field(default_factory=list)
    registers: dict[str, Register] = field(default_factory=dict)
    orders: list[CaseOrder] = field(default_factory=list)


def lately(zone: str, now: int) -> Reach:
    """What wall and desk look at: 28 days, of the lag 7, of hand-overs per person 35."""
    today = civil_day(now, zone)
    since = (now - DAYS * DAY + 1, FAR)
    return Reach(since, (now - RECENT + 1, now + 1), (now - KEPT + 1, FAR), (today - DAYS + 1, today))


def of_period(zone: str, starts: int, ends: int) -> Reach:
    """[starts, ends), of a book that still holds all of it."""
    period = (starts, ends)
    return Reach(period, period, period, (civil_day(starts, zone), civil_day(ends - 1, zone)))


def of(book: Book, profile: Profile, now: int, reach: Reach | None = None) -> Figures:
    """`reach` None: what wall and desk look at."""
    walking = walk(book, profile, now, reach)
    while True:
        try:
            next(walking)
        except StopIteration as done:
            found: Figures = done.value
            return found


def walk(book: Book, profile: Profile, now: int, reach: Reach | None = None) -> Generator[None, None, Figures]:
    """Every rest is at most STRIDE items after the last. The book may change meanwhile: the next walk sees it all."""
    found = Figures()
    reach = reach or lately(profile.zone, now)
    yield from _handovers(found, book, reach)
    yield from _referrals(found, book, profile, reach)
    yield from _cases(found, book, profile, now, reach)
    found.unregistered.sort()
    return found


def _strides(kept: Mapping[str, T]) -> Iterator[list[T]]:
    everything = list(kept.values())
    for first in range(0, len(everything), STRIDE):
        yield everything[first : first + STRIDE]


def apart(case: Case | None) -> bool:
    """Whether a case stands apart: a man's is in no figure of women's."""
    return case is not None and case.opening.subject_is == "man"


def _in(at: int, span: tuple[int, int]) -> bool:
    return span[0] <= at < span[1]


def _handovers(found: Figures, book: Book, reach: Reach) -> Generator[None, None, None]:
    people: set[str] = set()
    for some in _strides(book.handovers):
        for handover in some:
            named = handover.offer.case if handover.offer else None
            case = book.cases.get(named) if named else None
            if apart(case):
                continue
            if handover_open(handover):
                found.handovers.append(handover)
            elif handover.accepted is not None and _in(handover.accepted, reach.handed):
                found.accepted += 1
                people.add(whose(handover, case))
        yield
    found.handed = len(people)
    found.handovers.sort(key=lambda handover: (handover.offered or 0, handover.id))


def whose(handover: Handover, case: Case | None) -> str:
    """A key of the person handed over; a case without person is one."""
    named = handover.offer.case if handover.offer else None
    return handover.person or (case.person if case else "") or named or handover.id


def handover_open(handover: Handover) -> bool:
    return handover.offered is not None and handover.accepted is None and handover.returned is None


def _referrals(found: Figures, book: Book, profile: Profile, reach: Reach) -> Generator[None, None, None]:
    days, starts = civil_days(profile.zone, *reach.days)
    steps = [0] * (len(days) + 1)
    for some in _strides(book.referrals):
        for referral in some:
            case = book.cases.get(referral.asked.case) if referral.asked and referral.asked.case else None
            if apart(case):
                continue
            if referral_open(referral):
                found.referrals.append(referral)
            span = on_list(referral)
            if span:
                first, last = (bisect_left(starts, at) for at in span)
                steps[first] += 1
                steps[last] -= 1
            waits = span is not None and span[1] == FAR
            found.waitlisted += waits
            if referral.asked and referral.made is not None and _in(referral.made, reach.tables):
                _gap(found, referral, case, waits)
        yield
    waiting = 0
    for day, step in zip(days, steps, strict=False):
        waiting += step
        found.waiting[day] = waiting
    found.referrals.sort(key=lambda referral: (referral.made or 0, referral.id))


def referral_open(referral: Referral) -> bool:
    answers = (referral.accepted, referral.refused, referral.completed)
    return referral.made is not None and answers == (None, None, None)


def referral_due(referral: Referral, profile: Profile) -> int | None:
    """Until when an answer is owed; a place on a waiting list is one."""
    return None if referral.waitlisted is not None else (referral.made or 0) + profile.cases.referral * HOUR


def on_list(referral: Referral) -> tuple[int, int] | None:
    """[since, until) on the waiting list; until FAR while she waits."""
    since = referral.waitlisted
    if since is None:
        return None
    ends = (referral.accepted, referral.refused, referral.completed)
    return since, min((at for at in ends if at is not None and at >= since), default=FAR)


def _gap(found: Figures, referral: Referral, case: Case | None, waits: bool) -> None:
    refused = referral.refused is not None
    asked = referral.asked
    if asked is None or not (refused or waits):
        return
    place = asked.municipality or (case.opening.municipality if case else None) or ""
    gap = found.gaps.setdefault((asked.service, asked.to, place), Gap())
    found.turned_away.setdefault((asked.service, place), set()).add(asked.case or referral.id)
    gap.refused += refused
    gap.waitlisted += waits and not refused


def last_days(zone: str, now: int) -> tuple[list[date], list[int]]:
    """The last 28 civil days, the running one included, and the instants at which they start."""
    today = civil_day(now, zone)
    return civil_days(zone, today - DAYS + 1, today)


def civil_days(zone: str, first: int, last: int) -> tuple[list[date], list[int]]:
    """Civil days by their ordinals, and the instants at which they start."""
    days = range(first, last + 1)
    return [date.fromordinal(day) for day in days], [first_instant(day, zone) for day in days]


def totals(book: Book, zone: str, now: int, days: int = DAYS) -> dict[str, int]:
    """Counts of the last `days` civil days by measure."""
    today = civil_day(now, zone)
    return between(book, today - days + 1, today)


def between(book: Book, first: int, last: int) -> dict[str, int]:
    """Counts of the civil days from `first` to `last`, by measure."""
    added: dict[str, int] = {}
    for day in range(first, last + 1):
        for measure, count in book.days.get(day, {}).items():
            added[measure] = added.get(measure, 0) + count
    return added


def _cases(found: Figures, book: Book, profile: Profile, now: int, reach: Reach) -> Generator[None, None, None]:
    found.registers = {code: Register() for code in profile.words.registers}
    late_from = now - profile.cases.register_lag * HOUR
    for some in _strides(book.cases):
        for case in some:
            if apart(case):
                continue
            found.orders += [CaseOrder(case.id, measure, order) for measure, order in case.orders.items()]
            if found.registers and case.opened is not None and case.opening.subject_is in REGISTERED:
                _registered(found, case, reach, late_from)
        yield


def _registered(found: Figures, case: Case, reach: Reach, late_from: int) -> None:
    opened = case.opened
    assert opened is not None
    at: dict[str, int] = {}
    for step in case.story:
        if step.what == "registered" and step.time >= opened:
            at.setdefault(step.said, step.time)
    first = min(at.values(), default=None)
    still_open = case.ended is None
    if first is None:
        if still_open:
            found.unregistered.append(opened)
    elif _in(first, reach.lags):
        found.lags.append(first - opened)
    if not _in(opened, reach.tables):
        return
    for code, register in found.registers.items():
        register.cases += 1
        registered = at.get(code)
        if registered is None:
            register.late += still_open and opened <= late_from
            continue
        register.registered += 1
        register.people.add(case.person or case.id)
        register.lags.append(registered - opened)
        register.followed_on += any(step.time > registered and _care(step.what) for step in case.story)


def _care(what: str) -> bool:
    return what in CARE or what.startswith("service.")


def median(values: list[int]) -> float | None:
    return quantile(sorted(values), 0.5) if values else None
