"""What people mean to do with an alert: whether it may be done, and what it does. Pure."""

from collections.abc import Callable
from typing import Any

from alerts import lifecycle
from alerts.board import Alert, Line, Mark
from picture import alert_events as said
from picture.clocks import MINUTE
from picture.profile import Profile

Deed = Callable[[Alert, Any, int], Line]
Refusal = tuple[str, str, str, int | None]  # why, and of the act that stands in its way: what, by, at


def refusal(alert: Alert | None, data: Any, at: int, profile: Profile | None) -> Refusal | None:
    """Why an intent is not accepted; None where it is.

    unknown: there is no such alert. closed, taken: somebody was first. stale: something was done that the person did
    not see. over: the condition ended. holds: it is still true, and nobody acted. limit: longer or higher than allowed.
    """
    if alert is None:
        return "unknown", "", "", None
    if isinstance(data, said.AlertNoted):
        return None
    if alert.closed:
        return "closed", "closed", alert.closed.by, alert.closed.at
    if isinstance(data, said.AlertAcknowledged):
        return _taken("acknowledged", lifecycle.acknowledged(alert, at))
    last = lifecycle.last_touch(alert)
    if data.seen < alert.touched and last is not None and last.by != data.by:
        return "stale", last.what, last.by, last.time
    return _impossible(alert, data, at, profile)


def _taken(what: str, mark: Mark | None) -> Refusal | None:
    return None if mark is None else ("taken", what, mark.by, mark.at)


def _impossible(alert: Alert, data: Any, at: int, profile: Profile | None) -> Refusal | None:
    over: Refusal | None = None if alert.resolved is None else ("over", "resolved", "", alert.resolved)
    match data:
        case said.AlertConfirmed():
            return _taken("confirmed", alert.confirmed)
        case said.AlertClosed():
            acted = alert.resolved is not None or alert.confirmed is not None
            return None if acted else ("holds", "", "", None)
        case said.AlertEscalated():
            highest = lifecycle.level(alert, at) >= lifecycle.HIGHEST
            return over or (("limit", "escalated", "", alert.escalated) if highest else None)
        case said.AlertSnoozed():
            longest = profile.alerts.escalation(alert.raised.priority).snooze if profile else 0
            within = at < data.until <= at + longest * MINUTE
            return over or (None if within else ("limit", "", "", at + longest * MINUTE))
    return over


def _take(alert: Alert, by: str, at: int) -> None:
    """Whoever does something with it has seen it."""
    if lifecycle.acknowledged(alert, at) is None:
        alert.acknowledged = Mark(at, by)
        if alert.first_acknowledged is None:
            alert.first_acknowledged = at


def _acknowledge(alert: Alert, data: said.AlertAcknowledged, at: int) -> Line:
    _take(alert, data.by, at)
    return Line(at, "acknowledged", data.by)


def _assign(alert: Alert, data: said.AlertAssigned, at: int) -> Line:
    _take(alert, data.by, at)
    alert.assigned = Mark(at, data.by, data.to)
    return Line(at, "assigned", data.by, data.to)


def _escalate(alert: Alert, data: said.AlertEscalated, at: int) -> Line:
    alert.level, alert.escalated = min(lifecycle.HIGHEST, lifecycle.level(alert, at) + 1), at
    return Line(at, "escalated", data.by or "", lifecycle.PEOPLE[alert.level])


def _snooze(alert: Alert, data: said.AlertSnoozed, at: int) -> Line:
    _take(alert, data.by, at)
    alert.snoozed, alert.snoozed_until = Mark(at, data.by, data.reason), data.until
    return Line(at, "snoozed", data.by, data.reason)


def _note(alert: Alert, data: said.AlertNoted, at: int) -> Line:
    alert.notes.append(data.note)
    return Line(at, "noted", data.by, data.note)


def _confirm(alert: Alert, data: said.AlertConfirmed, at: int) -> Line:
    _take(alert, data.by, at)
    alert.confirmed = Mark(at, data.by, data.action)
    return Line(at, "confirmed", data.by, data.action)


def _close(alert: Alert, data: said.AlertClosed, at: int) -> Line:
    _take(alert, data.by or "", at)
    alert.closed = Mark(at, data.by or "", data.outcome)
    return Line(at, "closed", data.by or "", data.outcome)


PERFORM: dict[type, Deed] = {
    said.AlertAcknowledged: _acknowledge,
    said.AlertAssigned: _assign,
    said.AlertEscalated: _escalate,
    said.AlertSnoozed: _snooze,
    said.AlertNoted: _note,
    said.AlertConfirmed: _confirm,
    said.AlertClosed: _close,
}
