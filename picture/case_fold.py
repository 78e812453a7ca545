"""The fold of cases: what a registry, or any other source, says of a case. Their services and promises: `care_fold.py`.

Facts come in any order: each puts its step into the story, and what stands is what was said last by its own time.
A fact of a case that nobody spoke of makes it, so that who is in danger is seen before the opening comes.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from picture import case_events as said
from picture import people
from picture.book import Case, Opening, Order, Person, Step
from picture.events import Fact
from picture.masks import draw
from picture.picture import Picture
from picture.policy import LEVELS
from picture.story import ENDS, URGENT, accompanies, care_of, steps, tell, within


def known_case(picture: Picture, fact: Fact, name: str, hashes: tuple[str, ...] = ()) -> tuple[Case, Person] | None:
    """The case that a fact speaks of, and its person; None where it left the book and the fact does not open it."""
    book = picture.book
    case = book.cases.get(name)
    if case is None:
        if name in book.gone and not isinstance(fact.data, said.CaseOpened):
            book.too_late += 1
            return None
        case = _new(picture, fact, name)
    elif case.opened is None and (fact.source, fact.agency) < (case.source, case.agency):
        case.source, case.agency = fact.source, fact.agency  # whoever came first: all orders agree
    picture.touched_cases.add(name)
    picture.touched_ledgers = True
    return case, people.of_case(picture, case, hashes, picture.recorded)


def _new(picture: Picture, fact: Fact, name: str) -> Case:
    mask = draw(picture.position, picture.recorded, picture.masks, len(picture.masks))
    case = picture.book.cases[name] = Case(id=name, source=fact.source, mask=mask, agency=fact.agency)
    picture.masks[mask] = name
    picture.book.gone.pop(name, None)
    for care in care_of(picture, name):
        for step in steps(care):
            tell(case, step)
    return case


def end_or_not(picture: Picture, case: Case) -> None:
    """Whether it is over follows from its story; its mask is its own while it is not."""
    since = case.opened or 0
    last = next((step for step in reversed(case.story) if step.what in ENDS and step.time >= since), None)
    was, case.ended = case.ended, None if last is None else last.time
    picture.leaving.note(case)
    masks = picture.masks
    if was is None and case.ended is not None and masks.get(case.mask) == case.id:
        del masks[case.mask]
    elif was is not None and case.ended is None:
        if case.mask in masks:
            case.mask = draw(picture.position, picture.recorded, masks, len(masks))
        masks[case.mask] = case.id


def _opened(picture: Picture, fact: Fact, data: said.CaseOpened) -> None:
    hers = data.called_by == "herself"
    found = known_case(picture, fact, fact.subject, data.person + (data.caller if hers else ()))
    assert found is not None
    case, person = found
    given = [picture.book.services[name] for name in picture.services_of.get(case.id, ())]
    before = {service.id for service in given if accompanies(service, case)}
    with within(picture, case, *care_of(picture, case.id)):
        tell(case, Step(fact.time, "opened", "in_progress" if data.in_progress else ""))
        if case.intake is None or fact.time < case.intake:
            case.intake = fact.time
        if case.opened is None or _standing(fact, data) > _stands(case):
            case.opened, case.sequence, case.opening = fact.time, fact.sequence, data
            case.source, case.agency = fact.source, fact.agency
        _children(case, fact.time, data.children)
    for service in given:
        if (now := accompanies(service, case)) != (service.id in before):
            people.accompanied(picture, person, service.time, now)
    end_or_not(picture, case)
    if _other_opening(case, fact, data):
        people.reopened(picture, person)
    if data.call:
        _name(picture, case, data.centre or fact.source, data.call)
    picture.touched_followups.update(picture.followups_of.get(case.id, ()))
    picture.touched_referrals.update(picture.referrals_of.get(case.id, ()))


def _standing(fact: Fact, data: said.CaseOpened) -> tuple[int, int, str, bytes]:
    return fact.time, fact.sequence, fact.source, msgspec.msgpack.encode(data)


def _stands(case: Case) -> tuple[int, int, str, bytes]:
    """Of several openings the latest stands; of those of one instant the one that its source said last."""
    return case.opened or 0, case.sequence, case.source, msgspec.msgpack.encode(case.opening)


def _other_opening(case: Case, fact: Fact, data: said.CaseOpened) -> bool:
    """Note an opening; False where it only says again what was said."""
    centre = (data.centre or fact.source) if data.call else ""
    opening = Opening(fact.time, centre, data.call or "", data.called_by == "herself")
    same = (opening.time, opening.centre, opening.call, opening.her_call)
    if any(same == (each.time, each.centre, each.call, each.her_call) for each in case.openings):
        return False
    case.openings.append(opening)
    case.openings.sort(key=lambda each: (each.time, each.centre, each.call, each.her_call))
    return True


def _name(picture: Picture, case: Case, centre: str, name: str) -> None:
    picture.named_by.setdefault((centre, name), set()).add(case.id)
    live = picture.centres.get(centre)
    call = live.state.calls.get(name) if live else None
    if call is not None and call.offered is not None:
        people.name_call(picture, case, centre, call)


def _children(case: Case, time: int, children: bool | None) -> None:
    if children is not None and (time, children) > (case.children_said, case.children is True):
        case.children, case.children_said = children, time


def _assessed(picture: Picture, fact: Fact, data: said.CaseAssessed) -> None:
    found = known_case(picture, fact, fact.subject)
    if found is None:
        return
    case, person = found
    with within(picture, case):
        tell(case, Step(fact.time, "assessed", data.level + (URGENT if data.in_progress else "")))
        _children(case, fact.time, data.children)
    people.assessed(picture, person, fact.time, LEVELS[data.level])


def _protected(picture: Picture, fact: Fact, data: said.CaseProtected) -> None:
    found = known_case(picture, fact, fact.subject)
    if found is None:
        return
    case = found[0]
    if data.requested is not None or data.issued is not None or data.extended:
        _order(case.orders.setdefault(data.measure, Order()), fact.time, data)
    asked_only = data.requested is not None and data.issued is None
    tell(case, Step(fact.time, "order.requested" if asked_only else "protected", data.measure))


def _order(order: Order, time: int, data: said.CaseProtected) -> None:
    if data.requested is not None and (time, data.requested) >= (order.requested_said, order.requested or 0):
        order.requested, order.requested_said = data.requested, time
    if data.issued is not None and (time, data.issued) >= (order.issued_said, order.issued or 0):
        order.issued, order.issued_said = data.issued, time
    order.extended |= data.extended


def _registered(picture: Picture, fact: Fact, data: said.CaseRegistered) -> None:
    found = known_case(picture, fact, fact.subject, data.person)
    if found is not None:
        with within(picture, found[0]):
            tell(found[0], Step(fact.time, "registered", data.register))


def _told(what: str, word: Callable[[Any], str | None] = lambda _: "") -> Callable[[Picture, Fact, Any], None]:
    """The fold of a fact that is a step of the story and nothing else."""

    def handler(picture: Picture, fact: Fact, data: Any) -> None:
        found = known_case(picture, fact, fact.subject)
        if found is not None and tell(found[0], Step(fact.time, what, word(data) or "")) and what in ENDS:
            end_or_not(picture, found[0])
            picture.touched_followups.update(picture.followups_of.get(fact.subject, ()))

    return handler


HANDLERS: dict[type, Callable[[Picture, Fact, Any], None]] = {
    said.CaseOpened: _opened,
    said.CaseAdmitted: _told("admitted"),
    said.CaseDeclined: _told("declined", lambda data: data.reason),
    said.CaseAssessed: _assessed,
    said.CaseAssigned: _told("assigned", lambda data: data.to),
    said.CaseDispatched: _told("dispatched", lambda data: data.to),
    said.CaseArrived: _told("arrived"),
    said.CaseContacted: _told("contacted"),
    said.CaseProtected: _protected,
    said.CaseRegistered: _registered,
    said.CasePlanned: _told("planned"),
    said.CaseEvaluated: _told("evaluated", lambda data: data.outcome),
    said.CaseClosed: _told("closed", lambda data: data.reason),
}
