"""People without names: hashes that one fact says together are one person's; her contacts, and whether her risk rises.

A person is never told from another by anything but keyed hashes, and is forgotten KEEP after the journal last heard
of her: a registry may tell its past while the others tell the present.
"""

from bisect import bisect_left, bisect_right, insort
from heapq import heappop, heappush

from picture.book import KEEP, Case, Handover, Person
from picture.clocks import DAY, HOUR, WEEK
from picture.days import add
from picture.picture import Call, Picture

GREW = HOUR  # an opening so long after her call, or sooner, is of that call
MONTH = 30 * DAY
Levels = tuple[tuple[int, int], ...]  # (time, level) of assessments, in order
NOT_HERS = ("improper", "other_emergency")  # classes of call that are no contact


# Questions


def instants(person: Person) -> list[int]:
    """Her contacts in order of time: calls, and openings that are not of one of them."""
    calls = person.calls
    found = list(calls)
    for opened, offered in person.openings:
        near = bisect_left(calls, opened - GREW)
        of_call = near < len(calls) and calls[near] <= opened
        if not of_call and not (offered >= 0 and _holds(calls, offered)):
            found.append(opened)
    found.sort()
    return found


def contacts(person: Person, now: int) -> tuple[int, int]:
    """How many in the last 24 h and in the last 30 days, `now` and the first instant included."""
    return counted(instants(person), now)


def counted(found: list[int], now: int) -> tuple[int, int]:
    """`contacts`, of their instants."""
    until = bisect_right(found, now)
    return until - bisect_left(found, now - DAY), until - bisect_left(found, now - MONTH)


def repeats(contacts: tuple[int, int]) -> bool:
    """Whether so many, in 24 h and in 30 days, are a repeat."""
    return contacts[0] > 1 or contacts[1] > 1


def rising(person: Person, now: int) -> bool:
    """Her latest assessment is higher than one of the 30 days before it, or she turns to us more often than before."""
    return rises(person.levels) or more_often(instants(person), now)


def rises(levels: Levels) -> bool:
    """Whether the latest is higher than one of the 30 days before it."""
    if not levels:
        return False
    latest, level = levels[-1]
    return any(at >= latest - MONTH and lower < level for at, lower in levels if at < latest)


def more_often(found: list[int], now: int) -> bool:
    """Whether she turns to us more often than before, of the instants of her contacts."""
    week = bisect_left(found, now - WEEK)
    these, before = bisect_right(found, now) - week, week - bisect_left(found, now - 2 * WEEK)
    return these >= 2 and these > before >= 1


def accompaniments(person: Person) -> list[int]:
    """Those that are her first in KEEP."""
    times = person.accompanied
    return [at for i, at in enumerate(times) if i == 0 or times[i - 1] < at - KEEP]


def _holds(ordered: list[int], value: int) -> bool:
    at = bisect_left(ordered, value)
    return at < len(ordered) and ordered[at] == value


# Who is who


def known(picture: Picture, hashes: tuple[str, ...]) -> str:
    """The key of the person whose hashes these are; no hashes: of somebody new."""
    whose, book = picture.whose, picture.book
    keys = {whose[each] for each in hashes if each in whose}
    if not keys:
        book.numbered += 1
        key = str(book.numbered)
        book.people[key] = Person(hashes)
        heappush(picture.forgetting, (0, key))
        for each in hashes:
            whose[each] = key
        return key
    key = keys.pop()
    for other in keys:
        key = one(picture, key, other)
    new = tuple(each for each in hashes if each not in whose)
    if new:
        book.people[key].hashes += new
        whose.update(dict.fromkeys(new, key))
    return key


def one(picture: Picture, key: str, other: str) -> str:
    """Two turn out to be one; the key that stands for her from now on."""
    people = picture.book.people
    if key == other:
        return key
    if _weight(people[key]) < _weight(people[other]):
        key, other = other, key
    hers, more = people[key], people.pop(other)
    counted = [accompaniments(hers), accompaniments(more)]
    hers.hashes += more.hashes
    hers.calls = sorted(hers.calls + more.calls)
    hers.openings = tuple(sorted({*hers.openings, *more.openings}))
    hers.levels = tuple(sorted({*hers.levels, *more.levels}))
    hers.accompanied = tuple(sorted(hers.accompanied + more.accompanied))
    hers.last = max(hers.last, more.last)
    hers.cases += more.cases
    hers.handovers += more.handovers
    picture.whose.update(dict.fromkeys(more.hashes, key))
    for case in more.cases:
        picture.book.cases[case].person = key
    for handover in more.handovers:
        picture.book.handovers[handover].person = key
    _count(picture, [at for times in counted for at in times], accompaniments(hers))
    picture.touched_cases.update(hers.cases)
    picture.touched_ledgers = True
    return key


def _weight(person: Person) -> int:
    return len(person.calls) + 8 * (len(person.hashes) + len(person.cases))


def of_case(picture: Picture, case: Case, hashes: tuple[str, ...], heard: int) -> Person:
    """The person of a case, who is the one of these hashes too. `heard`: when the journal heard of her; 0: not now."""
    found = known(picture, hashes) if hashes or not case.person else case.person
    key = one(picture, case.person, found) if case.person else found
    person = picture.book.people[key]
    if case.person != key:
        case.person = key
        person.cases += (case.id,)
        reopened(picture, person)
    if heard > person.last:
        person.last = heard
    return person


def of_handover(picture: Picture, handover: Handover, key: str) -> None:
    people = picture.book.people
    if handover.person == key:
        return
    if handover.person:
        before = people[handover.person]
        before.handovers = tuple(each for each in before.handovers if each != handover.id)
    handover.person = key
    if key:
        people[key].handovers += (handover.id,)


# What is heard of her


def reopened(picture: Picture, person: Person) -> None:
    """Openings of her cases came, or the calls that they name did. What lies before KEEP counts in nothing."""
    cases = picture.book.cases
    found = {(each.time, each.offered) for case in person.cases for each in cases[case].openings}
    person.openings = tuple(sorted(found))
    picture.touched_cases.update(person.cases)


def assessed(picture: Picture, person: Person, time: int, level: int) -> None:
    if (time, level) not in person.levels:
        person.levels = tuple(sorted((*person.levels, (time, level))))
        picture.touched_cases.update(person.cases)


def accompanied(picture: Picture, person: Person, time: int, again: bool) -> None:
    """She was accompanied at that instant; not `again`: it turns out that she was not."""
    was = accompaniments(person)
    times = list(person.accompanied)
    if again:
        insort(times, time)
    elif time in times:
        times.remove(time)
    person.accompanied = tuple(times)
    _count(picture, was, accompaniments(person))


def _count(picture: Picture, was: list[int], now: list[int]) -> None:
    for times, by in ((was, -1), (now, 1)):
        for at in times:
            add(picture.counts(at), "women.accompanied", by)


def called(picture: Picture, source: str, call: Call) -> None:
    """A call's offer is known: it is a contact of whoever the phone is."""
    caller = call.caller
    if caller:
        whose = picture.whose
        key = whose.get(caller[0])
        if key is None or whose.get(caller[-1]) != key:
            key = known(picture, caller)
        person, offered = picture.book.people[key], call.offered or 0
        if call.call_class not in NOT_HERS and not call.linked:
            calls = person.calls
            if not calls or offered >= calls[-1]:
                calls.append(offered)
            else:
                insort(calls, offered)
            if calls[0] < picture.recorded - KEEP and not picture.lasting:  # a contact no more
                del calls[: bisect_left(calls, picture.recorded - KEEP)]
        if picture.recorded > person.last:
            person.last = picture.recorded
        if person.cases:
            picture.touched_cases.update(person.cases)
    if picture.named_by:
        for case in picture.named_by.get((source, call.subject), ()):
            name_call(picture, picture.book.cases[case], source, call)


def recount(picture: Picture, call: Call, hers: bool) -> None:
    """Whether a call is a contact turns out otherwise: by its class, or because it was offered at another instant."""
    key = picture.whose.get(call.caller[0]) if call.caller else None
    if key is None or call.linked or call.offered is None:
        return
    person = picture.book.people[key]
    if hers:
        insort(person.calls, call.offered)
    elif _holds(person.calls, call.offered):
        person.calls.remove(call.offered)
    picture.touched_cases.update(person.cases)


def name_call(picture: Picture, case: Case, source: str, call: Call) -> None:
    """A case and the call that its opening names are both known: her phone, where she called herself, is hers."""
    hers = False
    for opening in case.openings:
        if (opening.centre, opening.call) == (source, call.subject):
            opening.offered = -1 if call.offered is None else call.offered
            hers |= opening.her_call
    person = of_case(picture, case, call.caller if hers else (), 0)
    reopened(picture, person)


def forget(picture: Picture, horizon: int) -> None:
    """Those last heard of before the horizon are nobody any more, and calls before it are no contact."""
    people, heap = picture.book.people, picture.forgetting
    while heap and heap[0][0] < horizon:
        _, key = heappop(heap)
        person = people.get(key)
        if person is not None and person.last >= horizon:
            del person.calls[: bisect_left(person.calls, horizon)]
            heappush(heap, (person.last, key))
        elif person is not None:
            _forget(picture, people.pop(key))


def _forget(picture: Picture, person: Person) -> None:
    for each in person.hashes:
        picture.whose.pop(each, None)
    for case in person.cases:
        picture.book.cases[case].person = ""
    for handover in person.handovers:
        picture.book.handovers[handover].person = ""
    picture.touched_cases.update(person.cases)
