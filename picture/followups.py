"""A promised call: its window, its state, and whether now is a moment to keep it (docs/definitions.md, Follow-ups)."""

from msgspec import Struct

from picture import permission, risk
from picture.book import Case, FollowUp
from picture.case_events import FollowUpPlanned
from picture.clocks import DAY, HOUR
from picture.permission import Window
from picture.policy import CaseLimits
from picture.profile import Profile

FAR = 400 * DAY  # nothing changes by itself


class FollowUpLook(Struct, frozen=True, gc=False):
    """A follow-up at one instant.

    `state`: done_in_window, done_early, done_late, cancelled, unreachable, overdue, overdue_unsafe, early, closing or
    open. `call`: `yes`, or the reason why she may not be called. `safe_from`: when her next safe hours start, None
    while some run or where none come; `safe_until`: the end of those that run, None where none do or they never end.
    Both None once it has `ended` (the safe conversation or the cancelling). `severe`: her case is, or in progress.
    `until`: before it nothing here changes without a new fact.
    """

    state: str
    opens: int
    closes: int
    hollow: bool
    last_moment: int | None
    call: str
    call_now: bool
    safe_from: int | None
    safe_until: int | None
    severe: bool
    ended: int | None
    until: int


def look(followup: FollowUp, case: Case | None, profile: Profile, now: int) -> FollowUpLook | None:
    """None while nobody said what was planned."""
    if followup.plan is None:
        return None
    promised = followup.promised or 0
    found = window(followup.plan, case, promised, profile.cases)
    last = permission.last_moment(followup, found, profile)
    severe = case is not None and risk.is_severe(case)
    opens, closes, hollow = found.opens, found.closes, found.hollow
    over = _over(followup, found)
    if over is not None:
        state, ended, why = over
        return FollowUpLook(state, opens, closes, hollow, last, why, False, None, None, severe, ended, now + FAR)
    hours = permission.hours(followup, now, profile)
    call = permission.barred(followup, now, profile) or ("yes" if hours.safe else "outside_hours")
    closing = (closes if last is None else last) - profile.cases.closing * HOUR
    state = _state(found, intake(case, promised), closing, call == "yes", now)
    call_now = call == "yes" and (state in ("open", "closing", "overdue") or (severe and state == "early"))
    changes = (opens, closes, closing, permission.lapses(followup, profile), hours.until, hours.starts)
    until = min((at for at in changes if at is not None and at > now), default=now + FAR)
    return FollowUpLook(
        state, opens, closes, hollow, last, call, call_now, hours.starts, hours.until, severe, None, until
    )


def window(plan: FollowUpPlanned, case: Case | None, promised: int, limits: CaseLimits) -> Window:
    """The plan's own ends; those that it does not say come from the episode."""
    earliest, latest, known = episode(plan, case, promised)
    opens = latest + limits.opens * HOUR if plan.opens is None else plan.opens
    closes = earliest + limits.closes * HOUR if plan.closes is None else plan.closes
    hollow = not known and (plan.opens is None or plan.closes is None)
    return Window(opens if opens < closes else closes - limits.closing * HOUR, closes, hollow)


def episode(plan: FollowUpPlanned | None, case: Case | None, promised: int) -> tuple[int, int, bool]:
    """(earliest, latest, whether it is one known instant): the plan's, the case's, or the call's time."""
    for said in (plan, case.opening if case else None):
        if said is not None:
            start, end = said.episode_from, said.episode_to
            if start is not None or end is not None:
                start, end = (end if start is None else start), (start if end is None else end)
                assert start is not None and end is not None
                return min(start, end), max(start, end), start == end
    called = case.opening.called_at if case else None
    at = intake(case, promised) if called is None else called
    return at, at, False


def intake(case: Case | None, promised: int) -> int:
    """When we first knew of her."""
    return promised if case is None or case.intake is None else case.intake


def _over(followup: FollowUp, found: Window) -> tuple[str, int, str] | None:
    """State, instant and why she is not called, of one that is kept or no longer owed."""
    spoken = permission.spoken(followup)
    if spoken is not None:
        kind = "early" if spoken < found.opens else "late" if spoken >= found.closes else "in_window"
        return f"done_{kind}", spoken, "done"
    cancelled = permission.cancelled(followup)
    return None if cancelled is None else ("cancelled", cancelled, "cancelled")


def _state(found: Window, began: int, closing: int, free: bool, now: int) -> str:
    if found.closes <= began:
        return "unreachable"
    if now >= found.closes:
        return "overdue" if free else "overdue_unsafe"
    if now < found.opens:
        return "early"
    return "closing" if now >= closing else "open"
