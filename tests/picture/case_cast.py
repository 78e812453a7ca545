"""A registry, BANAVIM and 911 speaking of a few cases at once: random facts, and what the book then comes to."""

from collections.abc import Iterable
from typing import Any

import msgspec
from hypothesis import strategies as st

from picture import case_events as c
from picture import events as e
from picture.book import Case, Person
from picture.clocks import DAY, HOUR
from picture.people import contacts, rising
from picture.picture import Picture
from tests.picture.cast import MINUTE, SOURCE, T0

REGISTRY, REGISTER = "nl/registro", "nl/banavim"
SOURCES = (REGISTRY, REGISTER, SOURCE)
CASES = ("C-1", "C-2", "C-3")
NOW = T0 + 20 * DAY
HASHES = (("p1", "p1old"), ("p2", "p2old"), ("p1",), ())
PHONES = (("t1", "t1old"), ("t2", "t2old"), ())
CALLS = {  # a switch may offer a call twice, but not as another's
    "call-1": e.CallOffered(queue="psicologia", caller=("t1", "t1old")),
    "call-2": e.CallOffered(queue="psicologia", caller=("t2", "t2old")),
    "call-3": e.CallOffered(queue="nahuatl", caller=("t1", "t1old"), linked="call-2"),
    "call-4": e.CallOffered(queue="nahuatl"),
}


def of(data: Any, **fields: Any) -> st.SearchStrategy[Any]:
    return st.builds(
        data, **{name: a if isinstance(a, st.SearchStrategy) else st.just(a) for name, a in fields.items()}
    )


named = st.none() | st.sampled_from(CASES)
hashes, phones, flag = st.sampled_from(HASHES), st.sampled_from(PHONES), st.booleans()
asked = st.none() | flag
reason = st.sampled_from(["traslado", "desistimiento"])
instant = st.integers(T0, T0 + 12 * HOUR)

of_a_case = st.one_of(
    of(
        c.CaseOpened,
        subject_is=st.sampled_from(["woman", "man", "child"]),
        called_by=st.sampled_from(["herself", "third_party"]),
        call=st.none() | st.sampled_from(sorted(CALLS)),
        centre=SOURCE,
        in_progress=flag,
        children=asked,
        person=hashes,
        caller=phones,
    ),
    of(c.CaseAdmitted),
    of(c.CaseDeclined, reason=reason),
    of(c.CaseAssessed, level=st.sampled_from(["mild", "moderate", "severe"]), in_progress=flag, children=asked),
    of(c.CaseAssigned, to=st.sampled_from(["sau", "policia"])),
    of(c.CaseProtected, measure="orden", requested=st.none() | instant, issued=st.none() | instant, extended=flag),
    of(c.CaseRegistered, person=hashes),
    of(c.CaseClosed, reason=reason),
)
of_a_service = of(
    c.ServiceGiven,
    service=st.sampled_from(["legal", "accompaniment"]),
    case=named,
    timing=st.sampled_from([None, "window"]),
    channel=st.sampled_from(["phone", "video"]),
    subject_is=st.sampled_from(["woman", "man"]),
    person=hashes,
)
of_a_handover = st.one_of(
    of(c.HandoverOffered, giver="nl/911", to="nl/070", case=named, person=hashes),
    of(c.HandoverAccepted),
    of(c.HandoverReturned, reason=reason),
)
of_a_referral = st.one_of(
    of(c.ReferralMade, service="legal", to=st.sampled_from(["cem", "refugio"]), case=named),
    of(c.ReferralAccepted),
    of(c.ReferralRefused, reason=reason),
    of(c.ReferralWaitlisted),
    of(c.ReferralCompleted),
)
outcome = st.sampled_from(["spoke_safely", "no_answer", "aggressor_answered"])
of_a_followup = st.one_of(
    of(c.FollowUpPlanned, case=st.sampled_from(CASES), consent=asked),
    of(c.FollowUpAttempted, outcome=outcome, minutes=st.none() | st.integers(1, 9)),
    of(c.FollowUpDone, outcome=outcome),
    of(c.FollowUpCancelled, reason=reason),
)
of_a_class = of(e.CallClassified, call_class=st.sampled_from(["violence", "improper"]))
of_a_shift = of(c.ShiftStarted, shift="dia", for_followups=st.integers(0, 3)) | of(c.ShiftHandedOver)

spoken = st.one_of(
    st.tuples(st.sampled_from(CASES), of_a_case),
    st.tuples(st.sampled_from(CASES), of_a_case),
    st.tuples(st.sampled_from(["S-1", "S-2", "S-3"]), of_a_service),
    st.tuples(st.sampled_from(["H-1", "H-2"]), of_a_handover),
    st.tuples(st.sampled_from(["R-1", "R-2"]), of_a_referral),
    st.tuples(st.sampled_from(["F-1", "F-2"]), of_a_followup),
    st.sampled_from(sorted(CALLS.items())),
    st.tuples(st.sampled_from(sorted(CALLS)), of_a_class),
    st.tuples(st.just("SH-1"), of_a_shift),
)


@st.composite
def facts(draw: st.DrawFn, size: int = 30) -> list[e.Fact]:
    """Each with a sequence of its own, and not rarely at an instant at which something else was said."""
    made = []
    said = draw(st.lists(st.tuples(spoken, st.integers(0, 60), st.sampled_from(SOURCES)), max_size=size))
    for sequence, ((subject, data), tick, source) in enumerate(said, 1):
        spoke = SOURCE if isinstance(data, e.CallOffered | e.CallClassified) else source
        at = T0 + tick * 11 * MINUTE
        if isinstance(data, e.CallClassified):
            at += sequence  # of two classes of one instant the one heard last stands
        fact = e.Fact(time=at, source=spoke, subject=subject, data=data, sequence=sequence, agency=f"a-{source[3:6]}")
        made.append(fact)
    return made


def figures(picture: Picture) -> object:
    """What the book says, but for masks, and for the keys under which people are kept."""
    book = msgspec.to_builtins(picture.book)
    for kind in ("cases", "handovers"):
        for each in book[kind].values():
            each.pop("mask", None)
            each["person"] = sorted(of_person(picture.book.people.get(each.get("person", ""))))
    people = sorted((of_person(person) for person in picture.book.people.values()), key=str)
    return {**book, "people": people, "numbered": 0, "masks": len(picture.masks)}


def of_person(person: Person | None) -> list[str]:
    if person is None:
        return []
    parts: tuple[Iterable[Any], ...] = (
        person.hashes,
        person.calls,
        person.openings,
        person.levels,
        person.cases,
        person.handovers,
    )
    plain = [str(sorted(part)) for part in (*parts, person.accompanied)]
    return [*plain, str(contacts(person, NOW)), str(rising(person, NOW))]


def case(picture: Picture, name: str = "C-1") -> Case:
    return picture.book.cases[name]
