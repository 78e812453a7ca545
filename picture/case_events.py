"""The facts of cases, past tense: sent by a case registry, or by a centre that keeps cases itself.

Fields hold codes of the profile, instants and counts; `person` and `caller` are keyed hashes made at the door.
"""

from typing import Literal

from picture.words import Channel, Code, Count, Data, Millis, Name, SafeSpan

Subject = Literal["woman", "child", "adolescent", "family_member", "man"]
CalledBy = Literal["herself", "third_party", "institution"]
Access = Literal["spontaneous", "referral", "search"]
Level = Literal["mild", "moderate", "severe"]
Timing = Literal["previous", "window", "subsequent"]
Outcome = Literal["spoke_safely", "could_not_talk", "third_party", "aggressor_answered", "declined", "no_answer"]

# A case. Subject of the fact = the registry's id of the case.


class CaseOpened(Data, frozen=True, tag="case.opened"):
    """A case was taken in; sent again, the latest stands, and a closed case is open again.

    The episode happened within [episode_from, episode_to]; equal when certain, both None when unknown. `called_at`:
    when the call came from which the case grew; `call` and `centre` name it. `folio`: what staff call the case,
    when it is not the subject. `children`: whether children live with her; None: nobody asked.
    """

    folio: Name | None = None
    subject_is: Subject = "woman"
    called_by: CalledBy = "herself"
    access: Access = "spontaneous"
    forms: tuple[Code, ...] = ()  # of violence
    episode_from: Millis | None = None
    episode_to: Millis | None = None
    called_at: Millis | None = None
    call: Name | None = None
    centre: Name | None = None
    in_progress: bool = False  # the attack goes on now
    children: bool | None = None
    language: Code = "es"
    person: tuple[str, ...] = ()  # keyed hashes of the registry's id of the person, current and previous key
    caller: tuple[str, ...] = ()  # keyed hashes of the person's own phone
    cell: str = ""
    municipality: Code | None = None


class CaseAdmitted(Data, frozen=True, tag="case.admitted"):
    """The request is pertinent and was taken on (admissibility)."""


class CaseDeclined(Data, frozen=True, tag="case.declined"):
    """The request is not for this system: the case is over."""

    reason: Code


class CaseAssessed(Data, frozen=True, tag="case.assessed"):
    """The risk as judged; the latest judgement stands. `in_progress`: the attack goes on now."""

    level: Level
    in_progress: bool = False
    children: bool | None = None
    instrument: Code | None = None


class CaseAssigned(Data, frozen=True, tag="case.assigned"):
    """Somebody has the case. `to`: agency or team, never a person."""

    to: Code


class CaseDispatched(Data, frozen=True, tag="case.dispatched"):
    """A unit or an itinerant team is on its way. `jointly`: the agency that goes along."""

    to: Code | None = None
    jointly: Code | None = None


class CaseArrived(Data, frozen=True, tag="case.arrived"):
    """The unit or team is there."""


class CaseContacted(Data, frozen=True, tag="case.contacted"):
    """First contact with the woman herself by who has the case."""

    channel: Channel = "phone"


class CaseProtected(Data, frozen=True, tag="case.protected"):
    """A measure of protection. Of an order: when it was `requested`, `issued`, whether it was `extended`;
    requested and not issued protects nobody yet."""

    measure: Code
    requested: Millis | None = None
    issued: Millis | None = None
    extended: bool = False


class CaseRegistered(Data, frozen=True, tag="case.registered"):
    """The case stands in a register (BANAVIM). `person`: hashes of the register's one folio a woman (EUV)."""

    register: Code = "banavim"
    person: tuple[str, ...] = ()


class CasePlanned(Data, frozen=True, tag="case.planned"):
    """A plan of work was agreed. `kind`: individual, complementary, family…"""

    kind: Code | None = None
    review: Millis | None = None


class CaseEvaluated(Data, frozen=True, tag="case.evaluated"):
    """The plan, or how she copes, was evaluated."""

    outcome: Code
    kind: Code | None = None


class CaseClosed(Data, frozen=True, tag="case.closed"):
    """The case is over."""

    reason: Code


# Services, hand-overs, referrals. Subject = the registry's id of the service, hand-over or referral.


class ServiceGiven(Data, frozen=True, tag="service.given"):
    """One intervention. `timing`: accompaniment before, within 12–48 h, or after. By WhatsApp or video it counts as
    remote. `minutes` it took."""

    service: Code  # legal, psychological, social, accompaniment, containment…
    case: Name | None = None
    timing: Timing | None = None
    channel: Channel = "phone"
    subject_is: Subject = "woman"
    minutes: Count | None = None
    person: tuple[str, ...] = ()
    municipality: Code | None = None


class HandoverOffered(Data, frozen=True, tag="handover.offered"):
    """One desk offers a person to another; open until accepted or returned. `giver` and `to`: source or agency."""

    giver: Name
    to: Name
    case: Name | None = None
    call: Name | None = None
    person: tuple[str, ...] = ()


class HandoverAccepted(Data, frozen=True, tag="handover.accepted"):
    """The other desk has her."""


class HandoverReturned(Data, frozen=True, tag="handover.returned"):
    """The other desk gave her back."""

    reason: Code


class ReferralMade(Data, frozen=True, tag="referral.made"):
    """A service was asked for elsewhere. `assisted`: effective referral, somebody goes along."""

    service: Code
    to: Code
    case: Name | None = None
    assisted: bool = False
    municipality: Code | None = None


class ReferralAccepted(Data, frozen=True, tag="referral.accepted"):
    """The service takes her."""


class ReferralRefused(Data, frozen=True, tag="referral.refused"):
    """The service does not take her."""

    reason: Code


class ReferralWaitlisted(Data, frozen=True, tag="referral.waitlisted"):
    """No vacancy: she waits."""


class ReferralCompleted(Data, frozen=True, tag="referral.completed"):
    """She was attended there."""


# Follow-ups. Subject = the registry's id of the follow-up.


class FollowUpPlanned(Data, frozen=True, tag="followup.planned"):
    """We promised to call her; sent again, the latest stands (re-planning).

    Without `opens` and `closes` the window is 12–48 h from the episode: this one's own (`episode_from`,
    `episode_to`) or the case's. May we call: `consent` None and no `safe_hours` mean nobody asked, which is not
    yes. `confirmed`: when she last said so; the plan's own time when None.
    """

    case: Name
    opens: Millis | None = None
    closes: Millis | None = None
    episode_from: Millis | None = None
    episode_to: Millis | None = None
    channel: Channel = "phone"
    consent: bool | None = None
    safe_hours: tuple[SafeSpan, ...] = ()
    voicemail: bool | None = None
    do_not_contact: bool = False
    confirmed: Millis | None = None


class FollowUpAttempted(Data, frozen=True, tag="followup.attempted"):
    """Somebody tried to reach her. `minutes` it took."""

    outcome: Outcome
    minutes: Count | None = None


class FollowUpDone(Data, frozen=True, tag="followup.done"):
    """The registry closed it. Done is what was spoken safely; any other outcome counts as an attempt."""

    outcome: Outcome
    minutes: Count | None = None


class FollowUpCancelled(Data, frozen=True, tag="followup.cancelled"):
    """It is no longer owed."""

    reason: Code


# Shifts. Subject = the registry's id of the shift.


class ShiftStarted(Data, frozen=True, tag="shift.started"):
    """Who is rostered. `for_followups`: people for follow-ups, not counting who answers queues."""

    shift: Code
    for_followups: Count


class ShiftHandedOver(Data, frozen=True, tag="shift.handed_over"):
    """The incoming lead has the room. `to`: the lead's id, never a name."""

    to: Name | None = None


AnyCaseData = (
    CaseOpened
    | CaseAdmitted
    | CaseDeclined
    | CaseAssessed
    | CaseAssigned
    | CaseDispatched
    | CaseArrived
    | CaseContacted
    | CaseProtected
    | CaseRegistered
    | CasePlanned
    | CaseEvaluated
    | CaseClosed
    | ServiceGiven
    | HandoverOffered
    | HandoverAccepted
    | HandoverReturned
    | ReferralMade
    | ReferralAccepted
    | ReferralRefused
    | ReferralWaitlisted
    | ReferralCompleted
    | FollowUpPlanned
    | FollowUpAttempted
    | FollowUpDone
    | FollowUpCancelled
    | ShiftStarted
    | ShiftHandedOver
)
