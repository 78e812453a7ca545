"""What wall and desk are told of alerts. Codes and values; the browser adds the words.

Milliseconds since 1970 UTC, our clock, unless a name says otherwise.
"""

from typing import Literal

from msgspec import Struct

from alerts.attention import Attention, Flood, Hour, RuleAttention
from picture.alert_events import About, Priority

__all__ = [
    "Act",
    "AlertBand",
    "AlertLine",
    "AlertRow",
    "AlertState",
    "Attention",
    "BandRow",
    "Flood",
    "Hour",
    "RuleAttention",
    "ShiftDesk",
    "Verdict",
    "Zone",
]

AlertState = Literal["raised", "acknowledged", "assigned", "confirmed", "closed"]
Act = Literal["acknowledge", "assign", "escalate", "snooze", "note", "confirm", "close"]


class Zone(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was found of a place: `observed` cases (`least`: or more) where `expected` were."""

    observed: int
    expected: float
    least: bool = False


# The wall


class BandRow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the wall's alert band: one alert, or `count` of one rule, reason, priority and state together.

    `masks`: of the cases it is about, at most three. `place` as the severe list says it. `name`: of the feed, centre,
    queue or zone it is about. `due`: of the oldest; `severe`: how many of `count` are about a severe case. `state`
    snoozed only where all are. `since`: when it was acknowledged, assigned or confirmed. `escalates`: when nobody
    moves, (instant, level told then); `level`: to whom it was escalated so far, 0 nobody. `value`, `limit` in the
    rule's `unit`. `stale`: since when its source is silent: confirm by phone.
    """

    rule: str
    reason: str = ""
    priority: Priority
    kind: About
    count: int
    severe: int = 0
    masks: tuple[str, ...] = ()
    place: str = ""
    name: str = ""
    due: int
    state: AlertState | Literal["snoozed"]
    since: int | None = None
    escalates: tuple[int, int] | None = None
    level: int = 0
    value: float | None = None
    limit: float | None = None
    unit: str = ""
    zone: Zone | None = None
    stale: int | None = None


class AlertBand(Struct, frozen=True, kw_only=True):
    """The alerts that still hold, the most urgent first. `more`: alerts that no row says. `open` and `critical` count
    alerts that hold and are not closed; `unacknowledged` those of them that nobody has taken."""

    rows: list[BandRow]
    more: int
    open: int
    critical: int
    unacknowledged: int


# The desk


class AlertLine(Struct, frozen=True, array_like=True):
    """One line of an alert's story. `what`: due, raised, acknowledged, assigned, escalated, snoozed, noted, confirmed,
    resolved, closed, refired, told, untold. `by`: an account's id, or "". `said`: to whom, which reason, action or
    outcome."""

    time: int
    what: str
    by: str = ""
    said: str = ""


class AlertRow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One alert on the desk's board: open, or closed in the last 12 h.

    `rank`: its place, from 1, by priority, then unacknowledged before taken, then age. `raised`: when it was journaled.
    `group`: alerts with the same one are shown as one row that opens; empty: it stands alone. `version` grows with
    whatever happens to it: an act says which one stood before the person. `can`: what may be done now.
    `taken`: (instant, who) of the acknowledgement in force. `assigned`: (instant, to whom, by whom). `escalates`: when
    nobody moves, (instant, level). `snoozed`: (until, reason, by whom). `confirmed`: (instant, by whom, action).
    `resolved`: when the condition ended. `closed`: (instant, by whom, outcome). `inhibits`: how many figures it keeps
    from alarming. `stale`: since when its source is silent. `late`: it was over before anybody could be told.
    `place`, `municipality`, `agency`, `locked`: what a person's scope is judged by.
    """

    id: str
    rank: int
    version: int
    rule: str
    reason: str = ""
    priority: Priority
    kind: About
    about: str
    name: str = ""
    case: str = ""
    mask: str = ""
    risk: str = ""
    place: str = ""
    municipality: str = ""
    agency: str = ""
    locked: tuple[str, ...] = ()
    group: str = ""
    due: int
    raised: int
    state: AlertState
    can: tuple[Act, ...] = ()
    taken: tuple[int, str] | None = None
    assigned: tuple[int, str, str] | None = None
    level: int = 0
    escalates: tuple[int, int] | None = None
    snoozed: tuple[int, str, str] | None = None
    confirmed: tuple[int, str, str] | None = None
    resolved: int | None = None
    closed: tuple[int, str, str] | None = None
    value: float | None = None
    limit: float | None = None
    unit: str = ""
    zone: Zone | None = None
    inhibits: int = 0
    stale: int | None = None
    late: bool = False
    notes: tuple[str, ...] = ()
    story: tuple[AlertLine, ...] = ()


class Verdict(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of an intent. `why` it was refused: taken, stale, closed, snoozed, holds, over, unknown, limit;
    `by` and `at`: of the act that stands in its way, which is named by `what`."""

    intent: str
    accepted: bool
    alert: str = ""
    why: str = ""
    what: str = ""
    by: str = ""
    at: int | None = None


class ShiftDesk(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who has the room: `lead` since `since` ("" and None: nobody said). `offered`: (instant, by whom, to whom), not
    yet accepted."""

    lead: str = ""
    since: int | None = None
    offered: tuple[int, str, str] | None = None
