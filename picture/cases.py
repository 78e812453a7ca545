"""A case at one instant: how great the danger is, what is owed by when, whether anybody acts (docs/definitions.md)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from msgspec import Struct

from picture import deadlines, people, risk
from picture.book import Book, Case, Person
from picture.clocks import DAY, MINUTE, shift_at
from picture.deadlines import Deadline
from picture.followups import FAR, episode
from picture.policy import RiskClass
from picture.profile import Profile
from picture.risk import Risk

STAGES = ("protected", "contacted", "arrived", "dispatched", "assigned", "assessed")  # the furthest first
SPANS = (DAY, 7 * DAY, 14 * DAY, 30 * DAY)  # after which a contact counts no longer, or otherwise


class CaseLook(Struct, frozen=True, gc=False):
    """A case at one instant.

    `downgraded`: still to be marked. `health`: clocks that run out within 24 h. `deadlines`, met or not: of the
    pathway's stages, `order.issue`, `order.expiry`, `register`, and the other health clocks; an open hand-over's is
    `deadlines.of_handover`. `next`, `overdue` and `near` look at the stages alone. `contacts`: of 24 h and 30 days.
    `assigned_in`: milliseconds from the first severe assessment to the assignment after it. `until`: before it nothing
    here changes without a new fact.
    """

    open: bool
    risk: RiskClass
    downgraded: bool
    stage: str
    acted: int
    deadlines: tuple[Deadline, ...]
    next: Deadline | None
    overdue: bool
    near: bool
    silent: bool
    contacts: tuple[int, int]
    repeat: bool
    rising: bool
    reassess: bool
    children: bool
    health: tuple[Deadline, ...]
    assigned_in: int | None
    until: int


def look(case: Case, book: Book, profile: Profile, now: int) -> CaseLook:
    is_open, judged, milestones = case.ended is None, risk.of(case), milestones_of(case)
    acted = case.story[-1].time if case.story else risk.opened(case)
    stages = _stages(judged, milestones, profile)
    health = _health(case, milestones, profile)
    soon = tuple(each for each in health if deadlines.runs_out(each, now)) if is_open else ()
    every = (*stages, *_others(case, milestones, profile), *health)
    owed = sorted((each for each in stages if each.met is None), key=_due) if is_open else []
    silent_from = acted + profile.cases.silent * MINUTE
    marked_until = _marked_until(judged, book, profile) if is_open else 0
    severe = is_open and judged.risk in ("in_progress", "severe")
    person = book.people.get(case.person) if case.person else None
    contacts = people.contacts(person, now) if person else (0, 0)
    changes = [marked_until, silent_from, *_changes(every, profile), *(_contacts_change(person, now) if person else ())]
    return CaseLook(
        open=is_open,
        risk=judged.risk,
        downgraded=now < marked_until,
        stage=next((stage for stage in STAGES if stage in milestones), "opened"),
        acted=acted,
        deadlines=tuple(each for each in every if each not in soon) if soon else every,
        next=owed[0] if owed else None,
        overdue=bool(owed) and owed[0].due <= now,
        near=any(each.near_from <= now < each.due for each in owed),
        silent=severe and now >= silent_from,
        contacts=contacts,
        repeat=people.repeats(contacts),
        rising=person is not None and people.rising(person, now),
        reassess=_reassess(case),
        children=case.children is True,
        health=soon,
        assigned_in=_assigned_in(judged, milestones),
        until=min((at for at in changes if at > now), default=now + FAR),
    )


def _due(deadline: Deadline) -> int:
    return deadline.due


def milestones_of(case: Case) -> dict[str, int]:
    """The first story entry of each name since the opening. The opening itself is one, told or not."""
    since = risk.opened(case)
    found = {"opened": since}
    for step in case.story:
        if step.time >= since:
            found.setdefault(step.what, step.time)
    return found


def _stages(judged: Risk, milestones: dict[str, int], profile: Profile) -> list[Deadline]:
    stages = next((pathway.stage for pathway in profile.pathway if pathway.risk == judged.risk), ())
    found = (deadlines.of_stage(stage, milestones, judged.judged) for stage in stages)
    return [each for each in found if each is not None]


def _health(case: Case, milestones: dict[str, int], profile: Profile) -> list[Deadline]:
    forms = case.opening.forms
    clocks = [clock for clock in profile.health_clock if not set(forms).isdisjoint(clock.forms)] if forms else []
    if not clocks:
        return []
    earliest, _, _ = episode(None, case, risk.opened(case))
    return [deadlines.of_health(clock, earliest, milestones) for clock in clocks]


def _others(case: Case, milestones: dict[str, int], profile: Profile) -> list[Deadline]:
    """What makes no case overdue."""
    found = [each for order in case.orders.values() for each in deadlines.of_order(order, profile)]
    register = deadlines.of_register(case.opening.subject_is, risk.opened(case), milestones, profile)
    return found if register is None else [*found, register]


def _marked_until(judged: Risk, book: Book, profile: Profile) -> int:
    """Until when a lowering is marked: who takes the room over hears of it."""
    if judged.lowered is None or book.handed_over > judged.lowered:
        return 0
    return shift_at(profile, judged.lowered)[2]


def _reassess(case: Case) -> bool:
    for step in reversed(case.story):
        if step.what == "followup.aggressor_answered":
            return all(later.what != "assessed" or later.time <= step.time for later in case.story)
    return False


def _assigned_in(judged: Risk, milestones: dict[str, int]) -> int | None:
    assigned, severe = milestones.get("assigned"), judged.severe
    return assigned - severe if assigned is not None and severe is not None and assigned >= severe else None


def assign_target(profile: Profile) -> int | None:
    """Minutes within which a severe case is to be assigned."""
    risk: RiskClass = "severe"
    stages = (stage for pathway in profile.pathway if pathway.risk == risk for stage in pathway.stage)
    return next((stage.within for stage in stages if stage.reach == "assigned"), None)


def _changes(every: tuple[Deadline, ...], profile: Profile) -> Iterator[int]:
    for each in every:
        if each.met is None:
            yield each.near_from
            yield each.due
            if each.what.startswith("health."):
                yield each.due - deadlines.SHOWN
            elif each.what == "order.expiry":
                yield deadlines.expiring_from(each.due, profile)


def _contacts_change(person: Person, now: int) -> Iterator[int]:
    """When a contact comes into the counted spans, or leaves one."""
    found = people.instants(person)
    if found:
        yield from found[bisect_right(found, now) :][:1]
        for span in SPANS:
            yield from (at + span + 1 for at in found[bisect_left(found, now - span) :][:1])
