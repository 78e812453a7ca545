"""The second page: which tables have room on it, the site's own first; the others are named. Pure."""

from collections.abc import Iterable
from typing import Any

from briefing.forms.page_tables import HEAD, MOST, ROOM, ROW, TURNED, Drawn, empty, listed, slots, turned, wide
from briefing.forms.said import Said, cut
from briefing.sheet import Table

ORDER = (
    *("calls_by_queue", "staffing", "services", "timing", "handovers", "referrals", "capacity", "waiting", "gaps"),
    *("registers", "orders", "alerts", "feeds", "forms", "access", "subjects", "called_by", "languages", "channels"),
    *("accompaniments", "plans", "outcomes", "men", "men_cases", "calls_by_class", "alerts_open", "hotspots"),
)
COMMITMENTS = "commitments"
LAST = ("calls_compared", "followup_attempts", "calls_by_day", "silences", "entered")
LEFT = 12  # names of tables without room


def second(said: Said, tables: Iterable[Table]) -> dict[str, Any]:
    """Wide tables, then two columns of narrow ones."""
    ranked = sorted((table for table in tables if table.rows), key=lambda table: _rank(said.sheet.site, table.key))
    chosen, left, used = list[Table](), list[Table](), 0.0
    for table in ranked:
        tall = _tall(table) / (1 if _wide(table) else 2)
        again = any(table.rows == other.rows for other in chosen)
        if again or used + tall > ROOM or all(map(empty, table.rows)):
            left.append(table)
        else:
            chosen.append(table)
            used += tall
    halves: tuple[list[Drawn], list[Drawn]] = ([], [])
    heights = [0.0, 0.0]
    for table in chosen:
        if not _wide(table):
            at = heights.index(min(heights))
            halves[at].append(_drawn(said, table))
            heights[at] += _tall(table)
    return {
        "wide": [_drawn(said, table) for table in chosen if _wide(table)],
        "left": halves[0],
        "right": halves[1],
        "rest": _rest(said, left),
        "none": "" if chosen else said("part.none"),
    }


def _rank(site: str, key: str) -> tuple[int, int]:
    if key.startswith(f"{site}_"):
        return 0, 0
    if key in ORDER:
        return 1, ORDER.index(key)
    if key.startswith(COMMITMENTS):
        return 1, ORDER.index("alerts")
    return 3 if key in LAST else 2, 0


def _turned(table: Table) -> bool:
    return wide(table) and len(table.rows) <= TURNED


def _wide(table: Table) -> bool:
    return wide(table) and not _turned(table)


def _drawn(said: Said, table: Table) -> Drawn:
    return turned(said, table, MOST) if _turned(table) else listed(said, table, MOST)


def _tall(table: Table) -> float:
    rows = len(slots(table)) - 1 if _turned(table) else len(table.rows)
    return HEAD + ROW * (min(rows, MOST) + (rows > MOST))


def _rest(said: Said, left: list[Table]) -> str:
    names = [cut(said.table(table), 60) for table in left]
    if len(names) > LEFT:
        return said("part.rest", tables=said("lede.more", names=", ".join(names[:LEFT]), n=len(names) - LEFT))
    return said("part.rest", tables=said.listed(names)) if names else ""
