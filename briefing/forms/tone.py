"""When a figure is coloured: amber beyond its usual on the bad side, red where something was due and not done. Pure."""

from typing import Literal

from briefing.forms.said import UNKNOWN
from briefing.sheet import Value

Tone = Literal["", "near", "crossed", "unknown"]
LESS_IS_WORSE = frozenset(
    {
        "answered",
        "service_level",
        "assigned_in_time",
        "in_time",
        "followups_in_window",
        "in_window",
        "registered_in_time",
    }
)
MORE_IS_WORSE = frozenset(
    {"calls", "offered", "abandoned", "dropped", "short", "asa", "longest", "severe", "assessed", "in_progress", "open"}
    | {"severe_open", "to_assignment", "to_contact", "lost", "refused", "waitlisted", "alerts", "hotspots"}
)
OWED = frozenset({"assigned_late", "late", "followups_missed", "missed", "overdue", "handovers_lost"})


def tone(key: str, value: Value, low: Value = None, high: Value = None) -> Tone:
    if value == UNKNOWN:
        return "unknown"
    if not isinstance(value, int | float):
        return ""
    if key in OWED:
        return "crossed" if value > 0 else ""
    over = isinstance(high, int | float) and value > high and key in MORE_IS_WORSE
    under = isinstance(low, int | float) and value < low and key in LESS_IS_WORSE
    return "near" if over or under else ""
