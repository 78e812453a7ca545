"""Who is to be told of an alert, as far as its story says. Pure; who tells them: `notify/`."""

import hashlib

from alerts import lifecycle
from alerts.board import Alert
from picture.alert_events import NotificationQueued, Told

LEAD = "lead"
NOT_TOLD = "low"  # it stands on the board


def owed(alert: Alert, now: int) -> list[tuple[str, NotificationQueued]]:
    """Every notification that there should be, by id: the same for as long as the alert is kept."""
    raised = alert.raised
    if raised.late or raised.priority == NOT_TOLD or alert.closed:
        return []
    found = [_one(alert, LEAD, "raised", raised.due)]
    for line in alert.story:
        if line.what == "escalated":
            found.append(_one(alert, line.said, "escalated", line.time))
        elif line.what == "refired":
            found.append(_one(alert, LEAD, "refired", line.time))
    if alert.snoozed is not None and alert.snoozed_until <= now and lifecycle.stands(alert):
        found.append(_one(alert, LEAD, "refired", alert.snoozed_until))
    return found


def _one(alert: Alert, to: str, why: Told, due: int) -> tuple[str, NotificationQueued]:
    name = hashlib.blake2b(f"notify\0{alert.id}\0{to}\0{why}\0{due}".encode(), digest_size=16).hexdigest()
    return name, NotificationQueued(alert=alert.id, to=to, why=why, due=due)
