"""What leaves the book: what a snapshot no longer names has ended unseen, and what ended long ago is forgotten.

What is open never leaves, however old.
"""

from collections.abc import Collection
from typing import TypeVar

from picture import permission
from picture.book import KEEP, REMEMBER, FollowUp, Handover, Referral, Service, Step
from picture.case_fold import end_or_not
from picture.clocks import HOUR
from picture.picture import Picture
from picture.story import Care, case_of, tell, within

UNSEEN = "unseen"
Promise = Handover | Referral | FollowUp
C = TypeVar("C", Service, Handover, Referral, FollowUp)


def unseen(picture: Picture, source: str, time: int, named: Collection[str]) -> None:
    """The source named all that is open with it: what else of it is open with us has ended, not before `time`."""
    book = picture.book
    for case in book.cases.values():
        if case.source == source and case.ended is None and case.id not in named:
            tell(case, Step(max(time, case.opened or 0), UNSEEN))
            end_or_not(picture, case)
            picture.touched_cases.add(case.id)
    things: tuple[Promise, ...] = (*book.handovers.values(), *book.referrals.values(), *book.followups.values())
    for thing in things:
        if thing.source != source or thing.id in named or ended(thing) is not None:
            continue
        with within(picture, thing):
            _end_unseen(thing, time)
        if isinstance(thing, FollowUp):
            picture.touched_followups.add(thing.id)
    picture.touched_ledgers = True


def _end_unseen(thing: Promise, time: int) -> None:
    match thing:
        case Handover():
            thing.returned, thing.reason = max(time, thing.offered or 0), UNSEEN
        case Referral():
            thing.refused, thing.reason = max(time, thing.made or 0, thing.waitlisted or 0), UNSEEN
        case FollowUp():
            thing.cancelled = max(time, (thing.planned or 0) + 1)


def ended(thing: Care) -> int | None:
    """When nothing more was owed. What never said what it is owes nothing since it was last spoken of."""
    match thing:
        case FollowUp():
            if thing.plan is None:
                return max([thing.cancelled or 0, *(each.time for each in thing.attempts)])
            spoken = permission.spoken(thing)
            return permission.cancelled(thing) if spoken is None else spoken
        case Handover():
            ends = [at for at in (thing.accepted, thing.returned) if at is not None]
            return max(ends, default=None)  # nobody says of one that was never offered anything but these
        case Referral():
            return _answered(thing)
        case _:
            return thing.time


def _answered(thing: Referral) -> int | None:
    """The last answer; a place on the waiting list ends nothing where the referral was made."""
    last = max((at for at in (thing.accepted, thing.refused, thing.completed) if at is not None), default=None)
    if thing.waitlisted is None or (last is not None and last >= thing.waitlisted):
        return last
    return thing.waitlisted if thing.asked is None else None


def sweep(picture: Picture, source: str, was: int, clock: int) -> None:
    """The clock of a source went from `was` to `clock`: forget once an hour what ended KEEP before it."""
    if was // HOUR == clock // HOUR:
        return
    horizon = clock - KEEP
    _sweep_cases(picture, source, horizon)
    _sweep_care(picture, source, horizon)
    latest = max(live.state.clock for live in picture.centres.values())
    gone = picture.book.gone
    for name in [name for name, at in gone.items() if at < latest - REMEMBER]:
        del gone[name]


def _sweep_cases(picture: Picture, source: str, horizon: int) -> None:
    book = picture.book
    over = [c for c in book.cases.values() if c.ended is not None and c.ended < horizon and c.source == source]
    for case in over:
        assert case.ended is not None
        del book.cases[case.id]
        book.gone[case.id] = case.ended
        person = book.people.get(case.person)
        if person is not None:
            person.cases = tuple(each for each in person.cases if each != case.id)
        for opening in case.openings:
            named = picture.named_by.get((opening.centre, opening.call))
            if named is not None:
                named.discard(case.id)
                if not named:
                    del picture.named_by[opening.centre, opening.call]
        picture.touched_cases.add(case.id)
    picture.touched_ledgers |= bool(over)


def _sweep_care(picture: Picture, source: str, horizon: int) -> None:
    book = picture.book
    for handover in _over(book.handovers, source, horizon):
        person = book.people.get(handover.person)
        if person is not None:
            person.handovers = tuple(each for each in person.handovers if each != handover.id)
        _unname(picture.handovers_of, handover)
    for referral in _over(book.referrals, source, horizon):
        _unname(picture.referrals_of, referral)
    for service in _over(book.services, source, horizon):
        _unname(picture.services_of, service)
    for followup in _over(book.followups, source, horizon):
        _unname(picture.followups_of, followup)
        picture.touched_followups.add(followup.id)


def _over(kept: dict[str, C], source: str, horizon: int) -> list[C]:
    """Take out what ended before the horizon."""
    ends = ((each, ended(each)) for each in kept.values() if each.source == source)
    found = [each for each, end in ends if end is not None and end < horizon]
    for each in found:
        del kept[each.id]
    return found


def _unname(index: dict[str, set[str]], thing: Care) -> None:
    named = index.get(case_of(thing))
    if named is not None:
        named.discard(thing.id)
        if not named:
            del index[case_of(thing)]
