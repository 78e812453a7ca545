"""Tables as they stand on paper: as many rows as have room, how many more there are, and none of it cut off. Pure."""

import math
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from briefing.forms.figures import number
from briefing.forms.said import COUNTS, NAMED, UNKNOWN, Said, cut, unit_of
from briefing.forms.tone import tone
from briefing.sheet import Table, Value

Cell = tuple[str, str]  # text, tone
Drawn = dict[str, Any]  # title, head, units, names (columns of them), rows of cells, total, more (a sentence), wide
ROOM = 700.0  # points of the second page
ROW, HEAD = 12.6, 44.0  # points of a row; of a title, a head and the gap
SIGN, SMALL, GAP, HALF_WIDE = (
    3.6,
    0.8,
    12.0,
    275.0,
)  # points of a sign, of a small one in signs, between columns; what is set a little smaller fits half a page
MOST = 8  # rows of a table of the second page
COLUMNS, HALF, LABELS = 8, 5, 2  # at most so many columns; of one half of the page; of them names
PERIODS = ("year", "quarter")  # columns of texts in order of time
BESIDE = ("before", "usual_low", "usual_high")
TURNED = 3  # a wide table of so few rows is drawn with its columns as rows


def drawn(said: Said, table: Table, row: Sequence[Value], at: int, *, bare: bool = True, room: int = 40) -> Cell:
    """`room`: signs after which a name is cut."""
    own = {column.key: value for column, value in zip(table.columns, row, strict=True)}
    key = str(row[0]) if at and table.columns[at].key == "value" else table.columns[at].key
    blank = row[at] == UNKNOWN and unit_of(table, row, at) not in NAMED
    judged = "unknown" if blank else tone(key, row[at], own.get("usual_low"), own.get("usual_high")) if at else ""
    return cut(said.cell(table, row, at, bare=bare), room), judged


def named(said: Said, table: Table, row: Sequence[Value]) -> str:
    """A figure's name; what it counts where its name does not say so."""
    keys = [column.key for column in table.columns]
    name = said.cell(table, row, 0)
    counted = str(row[keys.index("unit")]) if "unit" in keys else ""
    spelt = said(f"unit.{counted}") if counted in COUNTS else ""
    return name if not spelt or spelt in name else f"{name} ({spelt})"


def band(said: Said, table: Table, row: Sequence[Value]) -> tuple[str, str] | None:
    """The bounds of the usual, the unit at the second; None where they are not known. Of what is counted the least and
    the most whole number that lie within."""
    keys = [column.key for column in table.columns]
    if not {"usual_low", "usual_high"} <= set(keys):
        return None
    at = keys.index("usual_low")
    low, high, unit = row[at], row[keys.index("usual_high")], unit_of(table, row, at)
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return None
    if unit in COUNTS:
        low, high = _within(low, high)
    elif high >= 10 and unit != "ratio":
        low, high = round(low), round(high)
    return said.number(low, unit), said.value(high, unit)


def _within(low: float, high: float) -> tuple[int, int]:
    """Of bounds between which no whole number lies the nearest outside."""
    least, most = math.ceil(low), math.floor(high)
    return (least, most) if least <= most else (math.floor(low), math.ceil(high))


def wide(table: Table) -> bool:
    return len(slots(table)) > HALF or labels(table) > LABELS


def broad(drawn: Drawn) -> bool:
    """Whether half a page is too narrow for its names and figures, by their signs."""
    columns = zip(*([one[0] for one in row] for row in drawn["rows"]), strict=True)
    units = [SMALL * len(unit) for unit in drawn.get("units", ())]
    wide = [max(float(len(said)) for said in column) for column in columns]
    for heads in (map(len, drawn["head"]), units):
        wide = [max(pair) for pair in zip_longest(wide, heads, fillvalue=0)]
    return sum(wide) * SIGN + (len(wide) - 1) * GAP > HALF_WIDE


def labels(table: Table) -> int:
    """How many of its columns are names."""
    return sum(column.unit in NAMED and column.key != "unit" for column in table.columns)


def slots(table: Table) -> list[int]:
    """Its columns as they are drawn: no unit beside a figure that bears it, both bounds of the usual in one, nothing to
    compare with where there is nothing."""
    keys = [column.key for column in table.columns]
    banded = {"usual_low", "usual_high"} <= set(keys)
    blank = {at for at, key in enumerate(keys) if key in BESIDE and all(row[at] is None for row in table.rows)}
    return [
        at
        for at, key in enumerate(keys)
        if key != "unit" and not (banded and key == "usual_high") and not (at in blank and len(keys) > len(BESIDE))
    ]


def listed(said: Said, table: Table, most: int, *, columns: int = COLUMNS) -> Drawn:
    """As many of the table's rows as have room, its sum last; units under the names of its columns."""
    shown = _first(table, most)
    left, at = len(table.rows) - len(shown), slots(table)
    more = (
        said.many("more", left) if left else said.many("more.columns", len(at) - columns) if len(at) > columns else ""
    )
    banded = any(column.key == "usual_high" for column in table.columns)
    if len(table.rows) == 1 and table.columns[0].unit in COUNTS:
        return _lone(said, table)
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


def _lone(said: Said, table: Table) -> Drawn:
    """Figures of which none is a name of the others: one below the other."""
    row = table.rows[0]
    names = [(said.column(table, at), said.unit(table.columns[at].unit, paper=True)) for at in range(len(row))]
    return {
        "title": said.table(table),
        "head": [],
        "rows": [
            [(name if name == unit else f"{name} ({unit})", ""), drawn(said, table, row, at, bare=True)]
            for at, (name, unit) in enumerate(names)
        ],
        "more": "",
        "wide": False,
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
    """Those that have room, in their order: of days, quarters and years the last, of others the largest."""
    if len(table.rows) <= most:
        return list(table.rows)
    above, last = (table.rows[:-1], [table.rows[-1]]) if table.total else (table.rows, [])
    room = most - len(last)
    if table.columns[0].unit == "date" or table.columns[0].key in PERIODS:
        return [*above[len(above) - room :], *last]
    figure = next((at for at, column in enumerate(table.columns) if column.unit in COUNTS), 0)
    largest = sorted(range(len(above)), key=lambda at: -(number(above[at][figure]) or 0))[:room]
    return [*(above[at] for at in sorted(largest)), *last]


def _low(table: Table, at: int) -> bool:
    return table.columns[at].key == "usual_low"


def _cell(said: Said, table: Table, row: Sequence[Value], at: int, banded: bool) -> Cell:
    if banded and _low(table, at):
        return "–".join(band(said, table, row) or ("—",)), ""
    if at == 0:
        return cut(named(said, table, row), 44 if wide(table) else 60), ""
    if table.total and row[at] is None and row is table.rows[-1]:
        return "", ""  # no sum
    return drawn(said, table, row, at)


def _unit(said: Said, table: Table, at: int) -> str:
    """Not where it says what the column's name says, nor where the figures of a column have several."""
    column = table.columns[at]
    if any(other.key == "unit" for other in table.columns) and column.unit in COUNTS:
        return ""
    unit = said.unit(column.unit, paper=True)
    return "" if unit == said.column(table, at) else unit
