"""Tables as they stand on paper: as many rows as have room, how many more there are, and none of it cut off. Pure."""

from collections.abc import Sequence
from typing import Any

from briefing.forms.said import COUNTS, NAMED, UNKNOWN, Said, cut, unit_of
from briefing.forms.tone import tone
from briefing.sheet import Table, Value
from briefing.suppression import HIDDEN

Cell = tuple[str, str]  # text, tone
Drawn = dict[str, Any]  # title, head, units, names (columns of them), rows of cells, total, more (a sentence), wide
ROOM = 700.0  # points of the second page
ROW, HEAD = 12.6, 44.0  # points of a row; of a title, a head and the gap
MOST = 8  # rows of a table of the second page
COLUMNS, HALF = 8, 5  # at most so many columns; of one half of the page
TURNED = 3  # a wide table of so few rows is drawn with its columns as rows


def drawn(said: Said, table: Table, row: Sequence[Value], at: int, *, bare: bool = True, room: int = 40) -> Cell:
    """`room`: signs after which a name is cut."""
    own = {column.key: value for column, value in zip(table.columns, row, strict=True)}
    key = str(row[0]) if at and table.columns[at].key == "value" else table.columns[at].key
    blank = row[at] == UNKNOWN and unit_of(table, row, at) not in NAMED
    judged = "unknown" if blank else tone(key, row[at], own.get("usual_low"), own.get("usual_high")) if at else ""
    return cut(said.cell(table, row, at, bare=bare), room), judged


def paired(said: Said, table: Table | None, most: int = 10) -> Drawn:
    """The severe cases' figures, a row each."""
    if table is None or not table.rows:
        return {"title": said("table.severe"), "head": [], "rows": [], "more": said("part.none"), "wide": False}
    return {**listed(said, table, most), "units": []}


def named(said: Said, table: Table, row: Sequence[Value]) -> str:
    """A figure's name; what it counts where its name does not say so."""
    keys = [column.key for column in table.columns]
    name = said.cell(table, row, 0)
    counted = str(row[keys.index("unit")]) if "unit" in keys else ""
    spelt = said(f"unit.{counted}") if counted in COUNTS else ""
    return name if not spelt or spelt in name else f"{name} ({spelt})"


def band(said: Said, table: Table, row: Sequence[Value]) -> tuple[str, str] | None:
    """The bounds of the usual, the unit at the second; None where they are not known."""
    keys = [column.key for column in table.columns]
    if not {"usual_low", "usual_high"} <= set(keys):
        return None
    low, high = keys.index("usual_low"), keys.index("usual_high")
    if not isinstance(row[low], int | float) or not isinstance(row[high], int | float):
        return None
    return said.number(row[low], unit_of(table, row, low)), said.cell(table, row, high)


def wide(table: Table) -> bool:
    return len(slots(table)) > HALF


def slots(table: Table) -> list[int]:
    """Its columns as they are drawn: no unit beside a figure that bears it, both bounds of the usual in one."""
    keys = [column.key for column in table.columns]
    banded = {"usual_low", "usual_high"} <= set(keys)
    return [at for at, key in enumerate(keys) if key != "unit" and not (banded and key == "usual_high")]


def listed(said: Said, table: Table, most: int, *, columns: int = COLUMNS) -> Drawn:
    """The table's first rows, its sum last; units under the names of its columns. Where not all have room, those that
    say nothing go first."""
    shown = _first(table, most)
    left, at = len(table.rows) - len(shown), slots(table)
    more = (
        said.many("more", left) if left else said.many("more.columns", len(at) - columns) if len(at) > columns else ""
    )
    banded = any(column.key == "usual_high" for column in table.columns)
    return {
        "title": said.table(table),
        "head": [said("part.usual") if banded and _low(table, n) else said.column(table, n) for n in at[:columns]],
        "units": [_unit(said, table, n) for n in at[:columns]],
        "names": [place for place, n in enumerate(at[:columns]) if table.columns[n].unit in NAMED],
        "rows": [[_cell(said, table, row, n, banded) for n in at[:columns]] for row in shown],
        "total": table.total,
        "more": more,
        "wide": wide(table),
    }


def turned(said: Said, table: Table, most: int, *, columns: int = TURNED) -> Drawn:
    """Its columns as rows, for a table of many columns and few rows."""
    shown = table.rows[:columns]
    left = len(table.rows) - len(shown)
    rows = []
    for at in slots(table)[1 : most + 1]:
        unit = said.unit(table.columns[at].unit, paper=True)
        name = said.column(table, at)
        bears = not unit or unit == name or table.columns[at].unit in (*COUNTS, "percent")
        cells = [drawn(said, table, row, at, bare=table.columns[at].unit != "percent", room=13) for row in shown]
        rows.append([(name if bears else f"{name} ({unit})", ""), *cells])
    return {
        "title": said.table(table),
        "head": ["", *(cut(said.cell(table, row, 0), 13) for row in shown)],
        "rows": rows,
        "more": said.many("more", left) if left else "",
        "wide": False,
    }


def _first(table: Table, most: int) -> list[tuple[Value, ...]]:
    if len(table.rows) <= most:
        return list(table.rows)
    above, last = (table.rows[:-1], [table.rows[-1]]) if table.total else (table.rows, [])
    if table.columns[0].unit == "date":  # of days the last
        return [*above[len(above) - most + len(last) :], *last]
    telling = [row for row in above if not empty(row)]
    return [*(telling or above)[: most - len(last)], *last]


def empty(row: Sequence[Value]) -> bool:
    """It has noughts, and nothing else."""
    return not any(value for value in row[1:] if isinstance(value, int | float) or value in (UNKNOWN, HIDDEN))


def _low(table: Table, at: int) -> bool:
    return table.columns[at].key == "usual_low"


def _cell(said: Said, table: Table, row: Sequence[Value], at: int, banded: bool) -> Cell:
    if banded and _low(table, at):
        return "–".join(band(said, table, row) or ("—",)), ""
    if at == 0:
        return cut(named(said, table, row), 44 if wide(table) else 60), ""
    return drawn(said, table, row, at)


def _unit(said: Said, table: Table, at: int) -> str:
    """Not where it says what the column's name says, nor where the figures of a column have several."""
    column = table.columns[at]
    if any(other.key == "unit" for other in table.columns) and column.unit in COUNTS:
        return ""
    unit = said.unit(column.unit, paper=True)
    return "" if unit == said.column(table, at) else unit
