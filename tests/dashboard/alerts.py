"""Made-up alert bands for the wall's browser tests, and alerts for the desk's."""

from typing import Any, get_args

from msgspec.structs import replace

from picture.alert_policy import RULES, RuleName
from tests.dashboard.sample import HOUR, MINUTE, NOW, SECOND
from watch.alert_documents import AlertBand, BandRow, Zone
from watch.documents import WallDocument

REASONS: dict[RuleName, str] = {
    "stage_overdue": "contacted",
    "health_clock": "vih",
    "order_late": "orden_proteccion",
    "order_expiring": "orden_proteccion",
    "followup_unsafe": "outside_hours",
    "risks_combined": "simultaneous",
}
FOUND: dict[RuleName, tuple[float, float | None]] = {
    "risks_combined": (4, 3),
    "will_miss": (2, 1),
    "longest_wait": (108, 60),
    "service_level": (71.3, 80),
    "abandonment": (22.4, 15),
    "surge": (1.84, 1.5),
    "too_quiet": (0.31, 0.4),
    "severe_in_a_row": (5, 4),
    "hotspot": (420, 100),
    "feed_gap": (12, None),
    "feed_clock": (242, 5),
    "watch_late": (47, 30),
}
NAMES: dict[RuleName, str] = {
    "longest_wait": "070 · Psicología",
    "service_level": "070",
    "abandonment": "070",
    "surge": "911",
    "too_quiet": "911",
    "hotspot": "Metro norte",
    "feed_silent": "BANAVIM",
    "feed_gap": "Registro de casos",
    "feed_clock": "911",
    "channel_failing": "correo",
}
ZONE = Zone(observed=9, expected=3.07)
NAMELESS = ("will_miss", "dropped_call", "short_abandon", "severe_in_a_row", "watch_late", *NAMES)


def row(rule: RuleName, count: int = 1, **changes: Any) -> BandRow:
    """One alert of a rule, or several together; untaken, due twelve minutes ago."""
    value, limit = FOUND.get(rule, (None, None))
    plain = BandRow(
        rule=rule,
        reason=REASONS.get(rule, ""),
        priority=RULES[rule].priority,
        kind="case",
        count=count,
        masks=() if rule in NAMELESS else ("7F3", "91C", "02B")[:count],
        place="" if rule in NAMELESS or count > 1 else "Metro norte",
        name=NAMES.get(rule, "") if count == 1 else "",
        due=NOW - 12 * MINUTE,
        state="raised",
        value=value if count == 1 else None,
        limit=limit if count == 1 else None,
        unit=RULES[rule].unit,
        zone=ZONE if rule == "hotspot" and count == 1 else None,
    )
    return replace(plain, **changes)


def unassigned() -> BandRow:
    """A severe case two minutes past its target; in three minutes the supervisor is told."""
    return row("severe_unassigned", due=NOW - 2 * MINUTE - SECOND, escalates=(NOW + 3 * MINUTE, 2))


def band(*rows: BandRow, more: int = 0, critical_more: int = 0) -> AlertBand:
    """`more`: alerts that no row says, `critical_more` of them critical."""
    return AlertBand(
        rows=list(rows),
        more=more,
        open=sum(each.count for each in rows) + more,
        critical=sum(each.count for each in rows if each.priority == "critical") + critical_more,
        unacknowledged=sum(each.count for each in rows if each.state == "raised") + more,
    )


def ordinary() -> AlertBand:
    """As on the design's wall."""
    return band(
        unassigned(),
        row("followup_overdue", 3, severe=1, state="acknowledged", since=NOW - 5 * MINUTE),
        row("feed_silent", due=NOW - 43 * MINUTE),
    )


def longest() -> AlertBand:
    """The widest lines that may come, and a flood behind them."""
    old: dict[str, Any] = {"stale": NOW - 43 * MINUTE, "due": NOW - 9 * HOUR - 59 * MINUTE, "level": 2}
    told = {**old, "escalates": (NOW + 299 * SECOND, 3)}
    rows = [
        row("in_progress_undispatched", 128, severe=128, place="", priority="critical", **told),
        row("followup_unsafe", 1284, severe=377, **told),
        row("severe_unassigned", place="San Nicolás de los Garza", **told),
        *(row(rule) for rule in list(RULES)[:9]),
    ]
    return band(*rows, more=1028, critical_more=377)


def every(count: int = 1) -> list[BandRow]:
    """One row of each rule."""
    return [row(rule, count) for rule in get_args(RuleName)]


def on(wall: WallDocument, shown: AlertBand | None = None) -> WallDocument:
    return replace(wall, alerts=shown or ordinary())
