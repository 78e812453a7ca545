"""What an alert is at an instant, and what may follow what. Pure: `now` is an argument.

raised → acknowledged → assigned → confirmed → closed; resolved, snoozed and escalated stand beside. A re-fire (a
hand-over, the end of a snooze) ends an acknowledgement; docs/definitions.md, Alerts, says it in full.
"""

from typing import Literal

from alerts.board import Alert, Line, Mark
from picture.alert_policy import AlertPolicy, Escalation
from picture.clocks import MINUTE

State = Literal["raised", "acknowledged", "assigned", "confirmed", "closed"]
Act = Literal["acknowledge", "assign", "escalate", "snooze", "note", "confirm", "close"]
HIGHEST = 3  # the on-call official
SUPERVISOR = 2
PEOPLE = {1: "lead", 2: "supervisor", 3: "official"}  # whom a level tells
ITSELF = "se_resolvio"  # the outcome of what nobody had to close


def asleep(alert: Alert, now: int) -> bool:
    return alert.snoozed is not None and now < alert.snoozed_until


def woken(alert: Alert, now: int) -> int:
    """From when the clocks of who must move run."""
    if alert.snoozed is not None and alert.woken < alert.snoozed_until <= now:
        return alert.snoozed_until
    return alert.woken


def acknowledged(alert: Alert, now: int) -> Mark | None:
    """The acknowledgement in force."""
    mark = alert.acknowledged
    return None if mark is None or mark.at < woken(alert, now) else mark


def level(alert: Alert, now: int) -> int:
    return alert.level if alert.escalated >= woken(alert, now) else 0


def state(alert: Alert, now: int) -> State:
    if alert.closed:
        return "closed"
    if acknowledged(alert, now) is None:
        return "raised"
    return "confirmed" if alert.confirmed else "assigned" if alert.assigned else "acknowledged"


def stands(alert: Alert) -> bool:
    """Open, and its condition still true."""
    return alert.closed is None and alert.resolved is None


# Escalation


def escalation(alert: Alert, policy: AlertPolicy, now: int) -> tuple[int, int] | None:
    """(due, level) of the step that is due at `now` and was not told: of several missed ones the last."""
    found = None
    for step in _steps(alert, policy, now):
        if step[0] > now:
            break
        found = step
    return found if found and found[0] > alert.escalated else None


def escalates(alert: Alert, policy: AlertPolicy, now: int) -> tuple[int, int] | None:
    """(instant, level) at which somebody is told next if nobody moves."""
    return next((step for step in _steps(alert, policy, now) if step[0] > now), None)


def _steps(alert: Alert, policy: AlertPolicy, now: int) -> list[tuple[int, int]]:
    """The steps up to the first after `now`, in order of time."""
    told = policy.escalation(alert.raised.priority)
    if not stands(alert) or asleep(alert, now):
        return []
    taken = acknowledged(alert, now)
    if taken is None:
        return _unacknowledged(told, woken(alert, now), now)
    if alert.confirmed is not None or told.act is None:
        return []
    moved = max(taken.at, alert.assigned.at if alert.assigned else 0)
    step = (moved + told.act * MINUTE, SUPERVISOR)
    return [step]


def _unacknowledged(told: Escalation, since: int, now: int) -> list[tuple[int, int]]:
    found = [(since + minutes * MINUTE, min(at, HIGHEST)) for at, minutes in enumerate(told.steps, 1)]
    if found and told.every is not None and found[-1][0] <= now:
        last, highest = found[-1]
        every = told.every * MINUTE
        again = last + (now - last) // every * every
        found += [(at, highest) for at in (again, again + every) if at > last]
    return found


def closes_itself(alert: Alert, policy: AlertPolicy) -> int | None:
    """When what was resolved has been kept long enough."""
    if alert.closed is not None or alert.resolved_recorded is None:
        return None
    return alert.resolved_recorded + policy.escalation(alert.raised.priority).kept * MINUTE


def turns(alert: Alert, policy: AlertPolicy, now: int) -> int | None:
    """The next instant after `now` at which it is otherwise by itself."""
    step = escalates(alert, policy, now)
    instants = [step[0] if step else None, closes_itself(alert, policy)]
    if asleep(alert, now):
        instants.append(alert.snoozed_until)
    return min((at for at in instants if at is not None and at > now), default=None)


# What may be done


def can(alert: Alert, now: int) -> tuple[Act, ...]:
    """What the desk may offer; `refusal` is the judge."""
    if alert.closed:
        return ("note",)
    found: list[Act] = ["note"]
    if acknowledged(alert, now) is None:
        found.append("acknowledge")
    if alert.resolved is None:
        found += ["assign", "snooze"]
        if level(alert, now) < HIGHEST:
            found.append("escalate")
    if alert.confirmed is None:
        found.append("confirm")
    if alert.resolved is not None or alert.confirmed is not None:
        found.append("close")
    return tuple(found)


def last_touch(alert: Alert) -> Line | None:
    """The last thing that a person did."""
    return next((line for line in reversed(alert.story) if line.by), None)


def pressing(alert: Alert, now: int) -> tuple[int, bool, int, str]:
    """The order of the board: priority, then untaken before taken, then age; what is over or asleep last."""
    place = {"critical": 0, "high": 1, "low": 2}[alert.raised.priority]
    if alert.closed or alert.resolved is not None:
        place += 6
    elif asleep(alert, now):
        place += 3
    return place, acknowledged(alert, now) is not None, alert.raised.due, alert.id
