"""When a figure is coloured: green where a target was met, amber beyond its usual on the bad side, red where something
was due and not done. Pure."""

from typing import Literal

from briefing.forms.said import UNKNOWN
from briefing.sheet import Value

Tone = Literal["", "met", "near", "crossed", "unknown"]
LESS_IS_WORSE = frozenset(
    {
        "answered",
        "service_level",
        "assigned_in_time",
        "in_time_share",
        "in_time",
        "followups_in_window",
        "in_window",
        "registered_in_time",
    }
)
MORE_IS_WORSE = frozenset(
    {"calls", "offered", "abandoned", "dropped", "short", "asa", "longest", "severe", "assessed", "in_progress", "open"}
    | {"severe_open", "oldest", "to_assignment", "to_contact", "refused", "waitlisted", "alerts", "hotspots"}
)
OWED = frozenset(
    {"assigned_late", "unassigned", "late", "lost", "followups_missed", "missed", "overdue", "handovers_lost"}
)


def tone(key: str, value: Value, low: Value = None, high: Value = None) -> Tone:
    if value == UNKNOWN:
        return "unknown"
    if not isinstance(value, int | float):
        return ""
    if key in OWED:
        return "crossed" if value > 0 else ""
    if key == "gap":
        return "crossed" if value < 0 else ""
    over = isinstance(high, int | float) and value > high and key in MORE_IS_WORSE
    under = isinstance(low, int | float) and value < low and key in LESS_IS_WORSE
    return "near" if over or under else ""


def against(value: Value, target: Value, warn: float) -> Tone:
    """Of a service level, as the wall's: red below the target, amber less than `warn` points above it."""
    if not isinstance(value, int | float) or not isinstance(target, int | float):
        return "unknown" if value == UNKNOWN else ""
    return "crossed" if value < target else "near" if value < target + warn else "met"
