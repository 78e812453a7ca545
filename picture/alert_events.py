"""The facts of alerts, and of what people do at the desk, past tense. Vigía's own: no centre may send them.

What a person does is an intent: it is journaled as it was meant, and the fold accepts the first valid one
(`alerts/lifecycle.py`). `intent` names it, so that who meant it is told what became of it; `seen` is the version of
the alert that stood before the person. `by` is the id of an account, never a name.
"""

from typing import Literal

from picture.words import Code, Count, Data, Millis, Name

Priority = Literal["critical", "high", "low"]
About = Literal[
    "case",
    "followup",
    "handover",
    "referral",
    "order",
    "call",
    "queue",
    "centre",
    "feed",
    "agent",
    "channel",
    "zone",
    "site",
]
Told = Literal["raised", "escalated", "refired", "failing", "briefing"]  # why somebody is notified


# Decided by the watch. Subject = the alert's id, a hash of rule, subject and due time.


class AlertRaised(Data, frozen=True, tag="alert.raised"):
    """A condition of `rule` came true of `about`. `due`: the instant at which its limit was crossed, our clock.

    `reason`: which of the rule's, where it has several. `source`: whose facts say so. `mask` is the case's at that
    moment. `value` was found where `limit` is set, in the rule's unit. `lasts`: it ends by itself then. `late`: it had
    ended before anybody could be told. Of a zone: `observed` cases (`least`: or more) where
    `expected` were.
    """

    rule: Code
    kind: About
    about: Name
    due: Millis
    priority: Priority
    reason: Code | None = None
    source: Name | None = None
    case: Name | None = None
    mask: str = ""
    municipality: Code | None = None
    value: float | None = None
    limit: float | None = None
    lasts: Millis | None = None
    late: bool = False
    observed: Count | None = None
    expected: float | None = None
    least: bool = False


class AlertEscalated(Data, frozen=True, tag="alert.escalated"):
    """Nobody moved by `due`, or `by` asked for it. `level` 1: the lead again, 2: the supervisor, 3: the official."""

    level: Count
    due: Millis | None = None
    by: Name | None = None
    seen: Count = 0
    intent: Name | None = None


class AlertResolved(Data, frozen=True, tag="alert.resolved"):
    """The condition ended. `ended`: when, as far as the facts say."""

    ended: Millis


# Done by people at the desk. Subject = the alert's id.


class AlertAcknowledged(Data, frozen=True, tag="alert.acknowledged"):
    """Seen, and taken."""

    by: Name
    seen: Count = 0
    intent: Name | None = None


class AlertAssigned(Data, frozen=True, tag="alert.assigned"):
    """Somebody is to act: `to`, an agency or team of the profile, or an account."""

    by: Name
    to: Name
    seen: Count = 0
    intent: Name | None = None


class AlertSnoozed(Data, frozen=True, tag="alert.snoozed"):
    """Left alone until then, for a reason of the profile (`words.snoozes`)."""

    by: Name
    until: Millis
    reason: Code
    seen: Count = 0
    intent: Name | None = None


class AlertNoted(Data, frozen=True, tag="alert.noted"):
    """A note was written; the journal holds its id only."""

    by: Name
    note: Name
    intent: Name | None = None


class AlertConfirmed(Data, frozen=True, tag="alert.confirmed"):
    """Acted: `action` of the profile (`words.actions`)."""

    by: Name
    action: Code
    seen: Count = 0
    intent: Name | None = None


class AlertClosed(Data, frozen=True, tag="alert.closed"):
    """Over, with an outcome of the profile (`words.closings`). `by` None: it was resolved, and kept long enough."""

    outcome: Code
    by: Name | None = None
    seen: Count = 0
    intent: Name | None = None


# The shift and the room. Subject = the site for the shift, the case for a lock, the screen's id for a device.


class ShiftOffered(Data, frozen=True, tag="shift.offered"):
    """The lead offers the room to the next one, by name."""

    by: Name
    to: Name
    intent: Name | None = None


class CaseLocked(Data, frozen=True, tag="case.locked"):
    """Only these accounts see the case's rows; none: everybody in whose scope it is."""

    by: Name
    to: tuple[Name, ...] = ()


class DeviceEnrolled(Data, frozen=True, tag="device.enrolled"):
    """A wall screen was let in. `name` as the room calls it, a code."""

    by: Name
    name: Code


class DeviceRevoked(Data, frozen=True, tag="device.revoked"):
    """A wall screen was shut out."""

    by: Name


# Notifications. Subject = the notification's id, which is its idempotency key.


class NotificationQueued(Data, frozen=True, tag="notification.queued"):
    """Somebody is to be told of an alert: `to` is lead, supervisor or official; `why`; `due` as the alert says.

    Or of a `briefing`, 2026-11-20/0 its first revision; `alert` is "" then, and `due` the instant as of which it tells.
    `period`: which kind it is of; `mark`: its fingerprint; `changed`: how many figures, since the revision before.
    """

    alert: Name
    to: Code
    why: Told
    due: Millis
    briefing: Name | None = None
    period: Code = ""
    mark: Code = ""
    changed: Count = 0


class NotificationSent(Data, frozen=True, tag="notification.sent"):
    """A channel took it, at the `tries`-th attempt."""

    channel: Code
    tries: Count = 1


class NotificationFailed(Data, frozen=True, tag="notification.failed"):
    """A channel did not take it. `reason`: unreachable, refused, timeout, misconfigured, or missing: the paper that was
    to go with it. `given_up`: no channel is left to try now; of a briefing, none will be tried again."""

    channel: Code
    reason: Code
    tries: Count = 1
    given_up: bool = False


AnyAlertData = (
    AlertRaised
    | AlertEscalated
    | AlertResolved
    | AlertAcknowledged
    | AlertAssigned
    | AlertSnoozed
    | AlertNoted
    | AlertConfirmed
    | AlertClosed
    | ShiftOffered
    | CaseLocked
    | DeviceEnrolled
    | DeviceRevoked
    | NotificationQueued
    | NotificationSent
    | NotificationFailed
)
