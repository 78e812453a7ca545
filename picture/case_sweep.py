"""What leaves the book: what a snapshot no longer names has ended unseen, and what ended long ago is forgotten.

What is open never leaves, however old, nor does the case that it names.
"""

from collections.abc import Collection

from picture.book import KEEP, REMEMBER, UNSEEN, Case, FollowUp, Handover, Referral, Service, Step
from picture.case_fold import end_or_not
from picture.clocks import DAY, HOUR
from picture.followups import intake, window
from picture.leaving import ended
from picture.picture import Picture
from picture.story import Care, care_of, case_of, tell, within

Promise = Handover | Referral | FollowUp


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
        _touch(picture, thing)
    picture.touched_ledgers = True


def _touch(picture: Picture, thing: Promise) -> None:
    match thing:
        case Handover():
            picture.touched_handovers.add(thing.id)
        case Referral():
            picture.touched_referrals.add(thing.id)
        case FollowUp():
            picture.touched_followups.add(thing.id)


def _end_unseen(thing: Promise, time: int) -> None:
    match thing:
        case Handover():
            thing.returned, thing.reason = max(time, thing.offered or 0), UNSEEN
        case Referral():
            thing.refused, thing.reason = max(time, thing.made or 0, thing.waitlisted or 0), UNSEEN
        case FollowUp():
            thing.cancelled = max(time, (thing.planned or 0) + 1)


def sweep(picture: Picture, source: str, was: int, clock: int) -> None:
    """The clock of a source went from `was` to `clock`: forget once an hour what ended KEEP before it. A clock that
    runs ahead makes nothing forgotten before its time."""
    if was // HOUR == clock // HOUR:
        return
    horizon = min(clock, picture.recorded) - KEEP
    over = picture.leaving.over(picture.book, source, horizon)
    for thing in over:
        if not isinstance(thing, Case):
            _leave(picture, thing)
    for thing in over:
        if isinstance(thing, Case):
            _leave_or_not(picture, thing, horizon)
    if was // DAY != clock // DAY:
        _forget_gone(picture)


def _forget_gone(picture: Picture) -> None:
    gone = picture.book.gone
    latest = min(picture.recorded, max(live.state.clock for live in picture.centres.values()))
    for name in [name for name, at in gone.items() if at < latest - REMEMBER]:
        del gone[name]


def _leave_or_not(picture: Picture, case: Case, horizon: int) -> None:
    """A case stays for as long as anything names it: whose it is and from when its windows run follow from it."""
    for name in [*picture.followups_of.get(case.id, ())]:
        followup = picture.book.followups[name]
        if ended(followup) is None and _unreachable(picture, followup, case, horizon):
            _leave(picture, followup)
    if care_of(picture, case.id):
        picture.leaving.note(case)
    else:
        _leave_case(picture, case)


def _unreachable(picture: Picture, followup: FollowUp, case: Case, horizon: int) -> bool:
    """Whether it never could be kept: its window had closed before intake, and all of that is long ago."""
    if picture.profile is None or followup.plan is None or (followup.promised or 0) >= horizon:
        return False
    closes = window(followup.plan, case, followup.promised or 0, picture.profile.cases).closes
    return closes < horizon and closes <= intake(case, followup.promised or 0)


def _leave_case(picture: Picture, case: Case) -> None:
    book = picture.book
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
    picture.touched_ledgers = True


def _leave(picture: Picture, thing: Care) -> None:
    book = picture.book
    match thing:
        case Handover():
            del book.handovers[thing.id]
            person = book.people.get(thing.person)
            if person is not None:
                person.handovers = tuple(each for each in person.handovers if each != thing.id)
            _unname(picture.handovers_of, thing)
            _touch(picture, thing)
        case Referral():
            del book.referrals[thing.id]
            _unname(picture.referrals_of, thing)
            _touch(picture, thing)
        case Service():
            del book.services[thing.id]
            _unname(picture.services_of, thing)
        case FollowUp():
            del book.followups[thing.id]
            _unname(picture.followups_of, thing)
            _touch(picture, thing)


def _unname(index: dict[str, set[str]], thing: Care) -> None:
    named = index.get(case_of(thing))
    if named is not None:
        named.discard(thing.id)
        if not named:
            del index[case_of(thing)]
