"""What the counts of a sheet are of: which of them are one quantity, told by more labels or by fewer.

Counts of one *name* (unit, what is counted, of when) in tables with the same labels are the same; where one table has
fewer labels, they are sums of the other's. The name is the column's key, unless NAMES or APART say otherwise. Zeros are
left out: they are shown, and known.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import get_args

from msgspec import Struct

from briefing.sheet import Count, Sheet, Table, Value
from picture.deadlines import civil_day, first_instant

Cell = int  # a count that may stand in several places
Place = tuple[int, int, int]  # table, row, column
Labels = frozenset[tuple[str, Value]]  # of a row: (column, code)
Name = tuple[str, str, Value]  # unit; what; of what day, quarter or year, None of the sheet's own span
COUNTS = frozenset(get_args(Count))
LABELS = frozenset({"code", "text", "date", "instant"})
WHEN = frozenset({"day", "quarter", "year"})  # columns that say of what time a row is

NAMES = {  # what a column counts, where its key says another thing
    ("outcomes", "cases"): "evaluated",
    ("peru_coping", "cases"): "evaluated",
    ("chile_outcomes", "cases"): "evaluated",
    ("chile_admission", "opened"): "cases",
    ("peru_risk", "men"): "men.cases",
    ("peru_risk", "others"): "assessed",
    ("chile_gaps", "waiting_last"): "waiting",
    ("chile_referral", "effective"): "taken",
}
AT_THE_END = frozenset(
    {("chile_gaps", "waiting_last"), ("chile_commitments", "reached")}
)  # of the span, in its quarter
APART = {  # tables that count what no other does, though in columns of the same key
    "forms": "forms",
    "plan_kinds": "kinds",
    "chile_plan_kinds": "kinds",
    "registers": "registers",
    "gaps": "gaps",
    "chile_gaps": "gaps",
    "men": "men",
    "men_cases": "men",
    "followup_attempts": "attempts",
    "followup_curve": "curve",
    "hotspots": "hotspots",
}


class Own(Struct, frozen=True):
    """The times of a sheet's rows that end with its span, by what they are called, None of the span itself: the civil
    days, ordinals, on which they begin. `quarter`: the one it ends in; `today`: its last day, or that of `as_of`."""

    begins: dict[Value, int] = {}
    quarter: str = ""
    today: int = 0

    def same(self, when: Value) -> bool:
        """Whether a quarter or year is no other time than the span."""
        return when in self.begins and self.begins[when] == self.begins.get(None)


def own(sheet: Sheet) -> Own:
    span, zone = sheet.span, sheet.zone
    first, today = civil_day(span.starts, zone), civil_day(max(span.starts, min(span.ends - 1, sheet.as_of)), zone)
    last = date.fromordinal(civil_day(span.ends - 1, zone))
    quarter = (last.month + 2) // 3
    begins: dict[Value, int] = {
        f"{last.year}-Q{quarter}": date(last.year, 3 * quarter - 2, 1).toordinal(),
        str(last.year): date(last.year, 1, 1).toordinal(),
    }
    if first_instant(first, zone) == span.starts:
        begins[None] = first
    return Own(begins, f"{last.year}-Q{quarter}", today)


NO_TIME = Own()


class Counted(Struct, frozen=True):
    place: Place
    labels: Labels
    total: bool  # of its table


class Cells:
    """Counts of people that are not 0: `of` a place the cell, `values` of each. `named`: the places of each name, by
    table."""

    def __init__(self, tables: Sequence[Table], own: Own = NO_TIME) -> None:
        self.tables, self.own = tables, own
        self.of: dict[Place, Cell] = {}
        self.values: dict[Cell, int] = {}
        self.named: dict[Name, dict[int, list[Counted]]] = {}
        for at, table in enumerate(tables):
            for row, said in enumerate(table.rows):
                labels, when = labels_of(table, row, own)
                total = table.total and row == len(table.rows) - 1
                for column, value in counts(table, said):
                    place, name = (at, row, column), (_unit(table, said, column), *named(table, column, when, own))
                    cell = self.of[place] = len(self.of)
                    self.values[cell] = value
                    self.named.setdefault(name, {}).setdefault(at, []).append(Counted(place, labels, total))
        self.join([pair for found in self.named.values() for pair in self._same(found)])

    def _same(self, name: dict[int, list[Counted]]) -> Iterator[tuple[Cell, Cell]]:
        """Counts of one name and the same labels in two tables, where the numbers bear it out."""
        first: dict[tuple[Labels, int], Place] = {}
        for places in name.values():
            for each in places:
                key = each.labels, self.values[self.of[each.place]]
                known = first.setdefault(key, each.place)
                if known[0] != each.place[0]:
                    yield self.of[known], self.of[each.place]

    def join(self, pairs: Iterable[tuple[Cell, Cell]]) -> None:
        """Makes one cell of two."""
        now: dict[Cell, Cell] = {}

        def one(cell: Cell) -> Cell:
            while cell in now:
                cell = now[cell]
            return cell

        for pair in pairs:
            first, second = sorted(map(one, pair))
            if first != second:
                now[second] = first
        self.of = {place: one(cell) for place, cell in self.of.items()}
        self.values = {cell: self.values[cell] for cell in self.of.values()}


def counts(table: Table, row: Sequence[Value]) -> Iterator[tuple[int, int]]:
    """Columns of the row that hold a count of people above 0, with it."""
    for at, value in enumerate(row):
        if table.columns[at].counts and isinstance(value, int) and value > 0 and counted(table, row, at):
            yield at, value


def counted(table: Table, row: Sequence[Value], at: int) -> bool:
    """Whether a place is one of counts of people. Where each row has a unit of its own, that says so too."""
    own = own_unit(table, row)
    return table.columns[at].counts and (own is None or (own in COUNTS and own != "calls"))


def own_unit(table: Table, row: Sequence[Value]) -> Value:
    """Of a table whose rows have units of their own; None of others."""
    return next((said for column, said in zip(table.columns, row, strict=True) if column.key == "unit"), None)


def _unit(table: Table, row: Sequence[Value], column: int) -> str:
    return str(own_unit(table, row) or table.columns[column].unit)


def named(table: Table, column: int, when: Value, own: Own) -> tuple[str, Value]:
    """What a column counts in a row, and of when. Men's tables are called by them, and count nothing of the others'."""
    key, what = table.key, table.columns[column].key
    others = key.removesuffix("_men")
    apart = [APART.get(others, ""), "men" if others != key else ""]
    name = NAMES.get((key, what), ".".join([*(each for each in apart if each), what]))
    return name, None if (key, what) in AT_THE_END and when == own.quarter else when


def labels_of(table: Table, row: int, own: Own) -> tuple[Labels, Value]:
    """What a row is of, and of when. A total has no labels."""
    if table.total and row == len(table.rows) - 1:
        return frozenset(), None
    said = [
        (column.key, value)
        for column, value in zip(table.columns, table.rows[row], strict=True)
        if column.unit in LABELS and column.key != "unit"
    ]
    when = next((value for key, value in said if key in WHEN and not own.same(value)), None)
    return frozenset(each for each in said if each[0] not in WHEN), when
