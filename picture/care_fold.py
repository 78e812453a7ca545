"""The fold of what surrounds a case: services, hand-overs, referrals, follow-ups; and shifts.

Each keeps what was said of it, in whatever order; what its case's story and the totals say of it follows (`story.py`).
"""

from collections.abc import Callable
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from picture import case_events as said
from picture import people
from picture.book import Attempt, FollowUp, Handover, Person, Referral, Roster, Service
from picture.case_fold import known_case
from picture.events import Fact
from picture.picture import Picture
from picture.story import Care, accompanies, case_of, within

Answer = Literal["accepted", "refused", "waitlisted", "completed"]


def _sent(fact: Fact, thing: Care, first: bool) -> None:
    """Its source is who said what it is; before that, whoever came first: all orders agree."""
    if first and (fact.source, fact.agency) < (thing.source, thing.agency):
        thing.source, thing.agency = fact.source, fact.agency


def _rank(time: int, sequence: int, source: str, data: msgspec.Struct) -> tuple[int, int, str, bytes]:
    """Of what was said several times the latest stands; of one instant what its source said last."""
    return time, sequence, source, msgspec.msgpack.encode(data)


def _same_or_later(fact: Fact, kept: Handover | Referral, at: int | None, data: msgspec.Struct | None) -> bool:
    """An offer or a request stands as it was first said."""
    return data is not None and _rank(fact.time, 0, fact.source, fact.data) >= _rank(at or 0, 0, kept.source, data)


def _earliest(was: int | None, at: int) -> int:
    return at if was is None or at < was else was


def _naming(index: dict[str, set[str]], thing: Care, was: str) -> None:
    """Keep in step which things name a case."""
    now = case_of(thing)
    if was and was != now:
        index[was].discard(thing.id)
    if now:
        index.setdefault(now, set()).add(thing.id)


def _of_case(picture: Picture, fact: Fact, case: str | None, hashes: tuple[str, ...] = ()) -> str:
    """The key of whom a fact speaks of, whose case is made where nobody spoke of it; "" where it says nothing of it."""
    found = known_case(picture, fact, case, hashes) if case else None
    if found is not None:
        return found[0].person
    if not hashes:
        return ""
    key = people.known(picture, hashes)
    person = picture.book.people[key]
    person.last = max(person.last, picture.recorded)
    return key


def _goes_on(picture: Picture, fact: Fact, thing: Care) -> None:
    """Something more is said of it: its person is heard of."""
    picture.touched_ledgers = True
    case = picture.book.cases.get(case_of(thing))
    if case is not None:
        people.of_case(picture, case, (), picture.recorded)


# Services


def _service(picture: Picture, fact: Fact, data: said.ServiceGiven) -> None:
    services = picture.book.services
    kept = services.get(fact.subject)
    if kept is None:
        kept = services[fact.subject] = Service(fact.subject, fact.source, fact.agency)
    person = _of_case(picture, fact, data.case, data.person)
    now = _rank(fact.time, fact.sequence, fact.source, data)
    if kept.given is not None and now <= _rank(kept.time, kept.sequence, kept.source, kept.given):
        return
    picture.touched_ledgers = True
    was, before = case_of(kept), _accompanied(picture, kept)
    if before is not None:
        people.accompanied(picture, before, kept.time, False)
    with within(picture, kept):
        kept.given, kept.time, kept.sequence = data, fact.time, fact.sequence
        kept.source, kept.agency = fact.source, fact.agency
        _naming(picture.services_of, kept, was)
    if person and accompanies(kept, picture.book.cases.get(data.case or "")):
        people.accompanied(picture, picture.book.people[person], fact.time, True)


def _accompanied(picture: Picture, kept: Service) -> Person | None:
    """Whom the service as it was last said accompanied."""
    given, case = kept.given, picture.book.cases.get(case_of(kept))
    if given is None or not accompanies(kept, case):
        return None
    key = case.person if case else next((picture.whose[each] for each in given.person if each in picture.whose), "")
    return picture.book.people.get(key)


# Hand-overs


def _handover(picture: Picture, fact: Fact) -> Handover:
    handovers, name = picture.book.handovers, fact.subject
    kept = handovers.get(name)
    if kept is None:
        kept = handovers[name] = Handover(name, fact.source, fact.agency)
    _sent(fact, kept, kept.offer is None)
    _goes_on(picture, fact, kept)
    picture.touched_handovers.add(name)
    return kept


def _handover_offered(picture: Picture, fact: Fact, data: said.HandoverOffered) -> None:
    kept = _handover(picture, fact)
    person = _of_case(picture, fact, data.case, data.person)
    if _same_or_later(fact, kept, kept.offered, kept.offer):
        return
    was = case_of(kept)
    with within(picture, kept):
        kept.offer, kept.offered, kept.source, kept.agency = data, fact.time, fact.source, fact.agency
        _naming(picture.handovers_of, kept, was)
    people.of_handover(picture, kept, person)


def _handover_accepted(picture: Picture, fact: Fact, data: said.HandoverAccepted) -> None:
    kept = _handover(picture, fact)
    with within(picture, kept):
        kept.accepted = _earliest(kept.accepted, fact.time)


def _handover_returned(picture: Picture, fact: Fact, data: said.HandoverReturned) -> None:
    kept = _handover(picture, fact)
    if kept.returned is None or (fact.time, data.reason) < (kept.returned, kept.reason):
        with within(picture, kept):
            kept.returned, kept.reason = fact.time, data.reason


# Referrals


def _referral(picture: Picture, fact: Fact) -> Referral:
    referrals, name = picture.book.referrals, fact.subject
    kept = referrals.get(name)
    if kept is None:
        kept = referrals[name] = Referral(name, fact.source, fact.agency)
    _sent(fact, kept, kept.asked is None)
    _goes_on(picture, fact, kept)
    picture.touched_referrals.add(name)
    return kept


def _referral_made(picture: Picture, fact: Fact, data: said.ReferralMade) -> None:
    kept = _referral(picture, fact)
    _of_case(picture, fact, data.case)
    if _same_or_later(fact, kept, kept.made, kept.asked):
        return
    was = case_of(kept)
    with within(picture, kept):
        kept.asked, kept.made, kept.source, kept.agency = data, fact.time, fact.source, fact.agency
        _naming(picture.referrals_of, kept, was)


def _answered(what: Answer) -> Callable[[Picture, Fact, Any], None]:
    def handler(picture: Picture, fact: Fact, data: Any) -> None:
        kept = _referral(picture, fact)
        with within(picture, kept):
            setattr(kept, what, _earliest(getattr(kept, what), fact.time))

    return handler


def _referral_refused(picture: Picture, fact: Fact, data: said.ReferralRefused) -> None:
    kept = _referral(picture, fact)
    if kept.refused is None or (fact.time, data.reason) < (kept.refused, kept.reason):
        with within(picture, kept):
            kept.refused, kept.reason = fact.time, data.reason


# Follow-ups


def _followup(picture: Picture, fact: Fact) -> FollowUp:
    followups, name = picture.book.followups, fact.subject
    kept = followups.get(name)
    if kept is None:
        kept = followups[name] = FollowUp(name, fact.source, fact.agency)
    _sent(fact, kept, kept.plan is None)
    _goes_on(picture, fact, kept)
    picture.touched_followups.add(name)
    return kept


def _followup_planned(picture: Picture, fact: Fact, data: said.FollowUpPlanned) -> None:
    kept = _followup(picture, fact)
    _of_case(picture, fact, data.case)
    if data.confirmed is not None and data.confirmed > max(fact.time, picture.recorded):
        data = replace(data, confirmed=None)  # she cannot have said so yet: a slip must not allow what she forbade
    was = case_of(kept)
    with within(picture, kept):
        if fact.time not in kept.plans:
            kept.plans = sorted((*kept.plans, fact.time))
            kept.promised = kept.plans[0]
        now, stands = _rank(fact.time, fact.sequence, fact.source, data), kept.plan
        if stands is None or now > _rank(kept.planned or 0, kept.sequence, kept.source, stands):
            kept.plan, kept.planned, kept.sequence = data, fact.time, fact.sequence
            kept.source, kept.agency = fact.source, fact.agency
        _naming(picture.followups_of, kept, was)


def _followup_tried(picture: Picture, fact: Fact, data: said.FollowUpAttempted | said.FollowUpDone) -> None:
    kept = _followup(picture, fact)
    attempt = Attempt(fact.time, data.outcome, data.minutes)
    with within(picture, kept):
        if attempt not in kept.attempts:
            kept.attempts = sorted(
                (*kept.attempts, attempt), key=lambda each: (each.time, each.outcome, each.minutes or 0)
            )


def _followup_cancelled(picture: Picture, fact: Fact, data: said.FollowUpCancelled) -> None:
    kept = _followup(picture, fact)
    with within(picture, kept):
        kept.cancelled = max(kept.cancelled or 0, fact.time)


# Shifts


def _shift_started(picture: Picture, fact: Fact, data: said.ShiftStarted) -> None:
    roster = picture.book.roster
    kept = roster.get(fact.source)
    if kept is None or _rank(fact.time, 0, "", data) > _rank(kept.time, 0, "", kept.started):
        roster[fact.source] = Roster(fact.time, data)
        picture.touched_ledgers = True


def _shift_handed_over(picture: Picture, fact: Fact, data: said.ShiftHandedOver) -> None:
    picture.book.handed_over = max(picture.book.handed_over, fact.time)
    picture.touched_ledgers = True


HANDLERS: dict[type, Callable[[Picture, Fact, Any], None]] = {
    said.ServiceGiven: _service,
    said.HandoverOffered: _handover_offered,
    said.HandoverAccepted: _handover_accepted,
    said.HandoverReturned: _handover_returned,
    said.ReferralMade: _referral_made,
    said.ReferralAccepted: _answered("accepted"),
    said.ReferralRefused: _referral_refused,
    said.ReferralWaitlisted: _answered("waitlisted"),
    said.ReferralCompleted: _answered("completed"),
    said.FollowUpPlanned: _followup_planned,
    said.FollowUpAttempted: _followup_tried,
    said.FollowUpDone: _followup_tried,
    said.FollowUpCancelled: _followup_cancelled,
    said.ShiftStarted: _shift_started,
    said.ShiftHandedOver: _shift_handed_over,
}
