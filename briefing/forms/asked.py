"""Decisions on page one: what is asked of whom by when, and what became of the last ones. Pure."""

from briefing.forms.figures import Record, found, number, record
from briefing.forms.page_tables import Cell, Drawn
from briefing.forms.said import UNKNOWN, Said, cut
from briefing.sheet import Table, Value

PENDING = frozenset({"asked", "postponed"})
WAITING, SETTLED = 4, 2  # at most so many of each
ROOM = 90  # signs


def decisions(said: Said, *, every: bool = False) -> Drawn:
    """What waits first, the most urgent before; no text is said that was not given with the edition."""
    table = found(said.sheet, "decisions")
    rows = [record(table, row) for row in table.rows] if table else []
    waits, over = ([row for row in rows if (row.get("state") in PENDING) == pending] for pending in (True, False))
    shown = [*waits, *over] if every else [*waits[:WAITING], *over[:SETTLED]]
    left = len(rows) - len(shown)
    return {
        "title": said("table.decisions"),
        "head": ["", said("column.owner"), said("column.due"), said("column.state")] if shown else [],
        "names": [0],
        "rows": [_row(said, table, row) for row in shown if table],
        "more": said.many("more", left) if left else "" if shown else said("part.decisions.none"),
        "wide": True,
    }


def _row(said: Said, table: Table, row: Record) -> list[Cell]:
    ref = str(row.get("decision") or "")
    asked = said.edition.texts.get(ref) or said("decision", id=ref)
    owner = said.code(str(row.get("owner") or ""), table, "owner")
    due, state = row.get("due"), str(row.get("state") or "")
    late = state in PENDING and (number(due) or said.sheet.as_of) < said.sheet.as_of
    return [
        (cut(asked, ROOM), ""),
        (cut(owner, 34), ""),
        (_day(said, due), "crossed" if late else ""),
        (said.code(state, table, "state"), ""),
    ]


def _day(said: Said, at: Value) -> str:
    if at in (None, "", UNKNOWN):
        return "—"
    return said.value(at, "date")
