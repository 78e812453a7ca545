"""A site's facts of care in four weeks, made up, every thing told once; and the same as a plain table."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import pandas as pd
from hypothesis import strategies as st

from briefing.material import Material, gather
from briefing.sheet import Span
from picture import case_events as c
from picture.clocks import DAY, HOUR, MINUTE
from picture.deadlines import civil_day, first_instant
from picture.events import AnyData, Entry, Fact, SiteConfigured
from picture.profile import Profile
from tests.picture.cast import T0, a_profile

ZONE = "America/Monterrey"
END = T0 + 28 * DAY
AS_OF = END + 2 * DAY
REGISTRY = "nl/registro"
YEAR = {"since": "2026-01-01", "by": "2026-12-31"}
OF_OPENED = {"measure": "registered.banavim", "share_of": "cases.opened"}
COMMITMENTS = [
    {"code": "servicios", "name": "Servicios", "measure": "services", "target": 20, **YEAR},
    {"code": "inscritas", "name": "Inscritas", "target": 60, "since": "2026-01-01", "by": "2026-02-20", **OF_OPENED},
    {"code": "rechazos", "name": "Rechazos", "measure": "referrals.refused", "target": 3, "at_most": True, **YEAR},
]
SHIFTS = [
    {"code": "dia", "name": "Día", "starts": "06:00"},
    {"code": "noche", "name": "Noche", "starts": "22:00"},
]
WORDS = {
    "registers": {"banavim": "BANAVIM"},
    "services": {"legal": "Legal", "psicologica": "Psicológica", "acompanamiento": "Acompañamiento"},
    "agencies": {"cem": "CEM", "dif": "DIF"},
    "forms": {"fisica": "Física", "sexual": "Sexual"},
    "outcomes": {"mejora": "Mejora", "empeora": "Empeora"},
    "measures": {"orden": "Orden"},
}


def a_site(**changes: object) -> Profile:
    return a_profile(**{"zone": ZONE, "shift": SHIFTS, "words": WORDS, "commitment": COMMITMENTS, **changes})


SITE = a_site()
instants = st.integers(T0, END - 1)
later = st.integers(0, 5 * DAY)
opened = st.builds(
    c.CaseOpened,
    subject_is=st.sampled_from(["woman", "woman", "child", "family_member", "man"]),
    called_by=st.sampled_from(["herself", "third_party"]),
    access=st.sampled_from(["spontaneous", "referral", "search"]),
    forms=st.lists(st.sampled_from(["fisica", "sexual"]), max_size=2).map(tuple),
    language=st.sampled_from(["es", "nah"]),
    person=st.sampled_from([*((f"p{at}",) for at in range(6)), ()]),
)
served = st.builds(
    c.ServiceGiven,
    service=st.sampled_from(["legal", "psicologica", "acompanamiento"]),
    timing=st.sampled_from([None, "previous", "window", "subsequent"]),
    channel=st.sampled_from(["phone", "video", "whatsapp", "in_person"]),
    subject_is=st.sampled_from(["woman", "woman", "man"]),
    person=st.sampled_from([(f"p{at}",) for at in range(6)]),
)
COURSES: list[tuple[str, ...]] = [
    (),
    ("accepted",),
    ("refused",),
    ("waitlisted",),
    ("waitlisted", "accepted", "completed"),
    ("accepted", "completed"),
    ("waitlisted", "refused"),
]
ANSWERS: dict[str, Any] = {
    "accepted": c.ReferralAccepted(),
    "refused": c.ReferralRefused(reason="sin_cupo"),
    "waitlisted": c.ReferralWaitlisted(),
    "completed": c.ReferralCompleted(),
}


class Told:
    """What is said, in any order; `facts` in order of time, as far as it was told by AS_OF."""

    def __init__(self) -> None:
        self._said: list[tuple[int, str, AnyData]] = []

    def say(self, at: int, subject: str, data: AnyData) -> None:
        self._said.append((at, subject, data))

    def facts(self) -> list[Fact]:
        ordered = sorted((each for each in self._said if each[0] <= AS_OF), key=lambda each: each[0])
        return [
            Fact(time=at, source=REGISTRY, subject=subject, data=data, sequence=number)
            for number, (at, subject, data) in enumerate(ordered, 1)
        ]


@st.composite
def facts(draw: st.DrawFn) -> list[Fact]:
    told = Told()
    cases = draw(st.lists(st.tuples(instants, opened), max_size=8))
    for at, (when, data) in enumerate(cases):
        told.say(when, f"C-{at}", data)
        _of_case(draw, told, when, f"C-{at}")
    some_case = st.sampled_from([None, *(f"C-{at}" for at in range(len(cases)))])
    for at, (when, given) in enumerate(draw(st.lists(st.tuples(instants, served), max_size=12))):
        told.say(when, f"S-{at}", given)
    for at, when in enumerate(draw(st.lists(instants, max_size=8))):
        _referral(draw, told, when, f"R-{at}", draw(some_case))
    for at, when in enumerate(draw(st.lists(instants, max_size=6))):
        told.say(when, f"H-{at}", c.HandoverOffered(giver="nl/911", to="070", case=draw(some_case)))
        end = draw(st.sampled_from([None, c.HandoverAccepted(), c.HandoverReturned(reason="no_desea")]))
        if end is not None:
            told.say(when + draw(st.integers(1, HOUR)), f"H-{at}", end)
    return told.facts()


def _referral(draw: st.DrawFn, told: Told, when: int, name: str, case: str | None) -> None:
    service, to = draw(st.sampled_from(["legal", "psicologica"])), draw(st.sampled_from(["cem", "dif"]))
    told.say(when, name, c.ReferralMade(service=service, to=to, case=case, municipality="19039"))
    for answer in draw(st.sampled_from(COURSES)):
        when += draw(later) + 1
        told.say(when, name, ANSWERS[answer])


def _of_case(draw: st.DrawFn, told: Told, when: int, case: str) -> None:
    if draw(st.booleans()):
        told.say(when + draw(later) + 1, case, c.CaseRegistered(register="banavim"))
    if draw(st.booleans()):
        told.say(when + draw(later) + 1, case, c.CasePlanned())
    for outcome in draw(st.lists(st.sampled_from(["mejora", "empeora"]), max_size=2)):
        told.say(when + draw(later) + 1, case, c.CaseEvaluated(outcome=outcome))
    if draw(st.booleans()):
        requested = when + draw(later)
        issued = draw(st.none() | st.integers(requested, requested + 8 * HOUR))
        told.say((issued or requested) + 1, case, c.CaseProtected(measure="orden", requested=requested, issued=issued))


@st.composite
def stretches(draw: st.DrawFn) -> Span:
    """Whole civil days, or any minutes."""
    if draw(st.booleans()):
        first = civil_day(T0, ZONE) + draw(st.integers(0, 27))
        last = first + draw(st.integers(0, 13))
        return Span("range", "range", first_instant(first, ZONE), first_instant(last + 1, ZONE))
    starts = T0 + draw(st.integers(0, 27 * 1440)) * MINUTE
    return Span("shift", "shift", starts, starts + draw(st.integers(1, 1440)) * MINUTE)


def entries(told: Iterable[Fact], profile: Profile = SITE) -> Iterator[Entry]:
    configured = SiteConfigured(profile=msgspec.to_builtins(profile))
    site = Fact(time=T0 - 1, source="watch", subject="prueba", data=configured)
    for number, fact in enumerate([site, *told], 1):
        yield Entry(number, fact.time, fact)


def material(told: Iterable[Fact], span: Span, profile: Profile = SITE) -> Material:
    return gather(entries(told, profile), span, AS_OF)


# What a fact does not say, by its type
UNSAID: dict[str, Any] = {
    "subject_is": "woman",
    "channel": "phone",
    "called_by": "herself",
    "access": "spontaneous",
    "language": "es",
    "timing": None,
    "case": None,
    "requested": None,
    "issued": None,
    "person": None,
    "forms": None,
    "service": None,
    "to": None,
    "outcome": None,
}


def frame(told: Iterable[Fact], kind: str, span: Span | None = None) -> pd.DataFrame:
    """Facts of one type as a plain table, with `time` and `id`; those of the span."""
    rows = [
        {**UNSAID, **msgspec.to_builtins(fact.data), "time": fact.time, "id": fact.subject}
        for fact in told
        if fact.data.__struct_config__.tag == kind and (span is None or span.starts <= fact.time < span.ends)
    ]
    return pd.DataFrame(rows, columns=[*UNSAID, "time", "id"])
