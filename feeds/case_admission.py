"""Which facts of cases come in: every code one of the site's words, every id an id, and no phone for a number.

A word that nobody listed may be a woman's name; so may an id without a digit.
"""

from collections.abc import Collection
from typing import Any

from feeds.door import Door
from picture import case_events as said
from picture import wire
from picture.case_events import AnyCaseData
from picture.errors import BadFrame
from picture.profile import Profile
from picture.words import Data

ID = ""
PARTY = "feed or agency"

# What each field with a code or an id must be. A test holds this table to the facts: no such field is missing.
FIELDS: dict[type[Any], dict[str, str]] = {
    wire.WireCaseOpened: {
        "folio": ID,
        "forms": "form of violence",
        "call": ID,
        "centre": PARTY,
        "language": "language",
        "municipality": "place",
    },
    said.CaseAdmitted: {},
    said.CaseDeclined: {"reason": "reason"},
    said.CaseAssessed: {"instrument": "instrument"},
    said.CaseAssigned: {"to": "agency"},
    said.CaseDispatched: {"to": "agency", "jointly": "agency"},
    said.CaseArrived: {},
    said.CaseContacted: {},
    said.CaseProtected: {"measure": "measure"},
    wire.WireCaseRegistered: {"register": "register"},
    said.CasePlanned: {"kind": "plan"},
    said.CaseEvaluated: {"outcome": "outcome", "kind": "plan"},
    said.CaseClosed: {"reason": "reason"},
    wire.WireServiceGiven: {"service": "service", "case": ID, "municipality": "place"},
    wire.WireHandoverOffered: {"giver": PARTY, "to": PARTY, "case": ID, "call": ID},
    said.HandoverAccepted: {},
    said.HandoverReturned: {"reason": "reason"},
    said.ReferralMade: {"service": "service", "to": "agency", "case": ID, "municipality": "place"},
    said.ReferralAccepted: {},
    said.ReferralRefused: {"reason": "reason"},
    said.ReferralWaitlisted: {},
    said.ReferralCompleted: {},
    said.FollowUpPlanned: {"case": ID},
    said.FollowUpAttempted: {},
    said.FollowUpDone: {},
    said.FollowUpCancelled: {"reason": "reason"},
    said.ShiftStarted: {"shift": "shift"},
    said.ShiftHandedOver: {"to": ID},
}


class CaseAdmission:
    """The words of one site, said by one feed."""

    def __init__(self, door: Door, profile: Profile, source: str) -> None:
        self._door = door
        self._source = source
        self._ids = door.ids
        words = profile.words
        self._known: dict[str, Collection[str]] = {
            "form of violence": words.forms,
            "service": words.services,
            "agency": words.agencies,
            "measure": words.measures,
            "register": words.registers,
            "reason": words.reasons,
            "outcome": words.outcomes,
            "plan": words.plans,
            "instrument": words.instruments,
            "place": {place.code for place in profile.place},
            "language": languages(profile),
            "shift": {shift.code for shift in profile.shift},
            PARTY: {*words.agencies, *(feed.source for feed in profile.feeds)},
        }

    def fact(self, data: Data | wire.WireOnly, subject: str) -> AnyCaseData:
        """`data`: of a type in FIELDS. Raises BadFrame, which names the field and never its value."""
        ids = [("subject", subject)]
        for field, what in FIELDS[type(data)].items():
            for value in _values(getattr(data, field)):
                if what == ID:
                    ids.append((f"data.{field}", value))
                elif value not in self._known[what]:
                    raise BadFrame(f"data.{field}", f"is no {what} of this site's profile")
        for field, value in ids:
            self._ids.refuse_case(field, value)
        for field in data.__struct_fields__:
            number = getattr(data, field)
            if type(number) is int:
                self._ids.refuse_number(f"data.{field}", number)
        return self._without_person(data, ids)

    def _without_person(self, data: Any, ids: list[tuple[str, str]]) -> AnyCaseData:
        if isinstance(data, wire.WireCaseOpened):
            return self._door.opened(data, ids, self._source)
        if isinstance(data, wire.WireCaseRegistered | wire.WireServiceGiven | wire.WireHandoverOffered):
            return self._door.known(data, ids)
        fact: AnyCaseData = data
        return fact


def languages(profile: Profile) -> set[str]:
    """Of every centre and queue of the site, and the one that is meant where none is said."""
    spoken = {language for centre in profile.centre for language in centre.languages}
    return {"es", *spoken, *(queue.language for centre in profile.centre for queue in centre.queue)}


def _values(said: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return said if isinstance(said, tuple) else () if said is None else (said,)
