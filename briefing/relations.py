"""Which sums the tables of a sheet keep, as their numbers show: what a hidden count could be reckoned from.

A sum that holds by chance is taken for one too: then more is hidden than need be, never less. Zeros are left out: they
are shown, and known.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, permutations
from typing import get_args

from msgspec import Struct

from briefing.sheet import Count, Table, Value

Cell = int  # a count that may stand in several places
Place = tuple[int, int, int]  # table, row, column
Labels = dict[str, Value]  # of a row: column → code
WIDE = 8  # columns of one unit, beyond which rows are not searched for sums
COUNTS = frozenset(get_args(Count))
LABELS = frozenset({"code", "text", "date", "instant"})


class Sum(Struct, frozen=True):
    """total = Σ parts, none of them 0."""

    total: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.total, *self.parts)


class Cells:
    """Counts of people that are not 0: `of` a place the cell, `values` of each.

    Two places of two tables are one cell where unit, value and labels are the same, or unit and value alone where one
    of them has no labels (a total): they may be one quantity, shown twice.
    """

    def __init__(self, tables: Sequence[Table]) -> None:
        self.tables = tables
        self.labels = [[labels_of(table, row) for row in range(len(table.rows))] for table in tables]
        self.of: dict[Place, Cell] = {}
        self.values: dict[Cell, int] = {}
        alike: dict[tuple[str, int], list[Place]] = {}
        for at, table in enumerate(tables):
            for row, said in enumerate(table.rows):
                for column, value in counts(table, said):
                    self.of[at, row, column] = len(self.of)
                    alike.setdefault((str(own_unit(table, said) or table.columns[column].unit), value), []).append(
                        (at, row, column)
                    )
                    self.values[self.of[at, row, column]] = value
        for places in alike.values():
            for one, other in combinations(places, 2):
                if one[0] != other[0] and self._same(one, other):
                    self._join(places, self.of[one], self.of[other])
        self.values = {cell: self.values[cell] for cell in self.of.values()}

    def _same(self, one: Place, other: Place) -> bool:
        labels = [self.labels[table][row] for table, row, _ in (one, other)]
        return not all(labels) or set(labels[0].values()) == set(labels[1].values())

    def _join(self, places: list[Place], one: Cell, other: Cell) -> None:
        for place in places:
            if self.of[place] == other:
                self.of[place] = one

    def sum_of(self, total: Place, parts: Sequence[Place]) -> Sum | None:
        """None where it does not hold, or says nothing: of nothing, or that a cell is itself."""
        whole, some = self.of.get(total), [self.of[place] for place in parts if place in self.of]
        if whole is None or not some or self.values[whole] != sum(self.values[cell] for cell in some):
            return None
        return None if some == [whole] else Sum(whole, tuple(some))


def counts(table: Table, row: Sequence[Value]) -> Iterator[tuple[int, int]]:
    """Columns of the row that hold a count of people above 0, with it."""
    for at, value in enumerate(row):
        if counted(table, row, at) and isinstance(value, int) and value > 0:
            yield at, value


def counted(table: Table, row: Sequence[Value], at: int) -> bool:
    """Whether a place is one of counts of people. Where each row has a unit of its own, that says so too."""
    own = own_unit(table, row)
    return table.columns[at].counts and (own is None or (own in COUNTS and own != "calls"))


def own_unit(table: Table, row: Sequence[Value]) -> Value:
    """Of a table whose rows have units of their own; None of others."""
    return next((said for column, said in zip(table.columns, row, strict=True) if column.key == "unit"), None)


def labels_of(table: Table, row: int) -> Labels:
    """A total has none."""
    if table.total and row == len(table.rows) - 1:
        return {}
    named = zip(table.columns, table.rows[row], strict=True)
    return {column.key: value for column, value in named if column.unit in LABELS and value not in ("", None)}


def sums(cells: Cells) -> list[Sum]:
    """Each once."""
    found = [*_down(cells), *_among(cells), *_across(cells), *_between(cells)]
    return list({(each.total, tuple(sorted(each.parts))): each for each in found}.values())


def _among(cells: Cells) -> Iterator[Sum]:
    """Where each row has a unit of its own: rows of one that are the sum of two or three others."""
    for at, table in enumerate(cells.tables):
        units = [own_unit(table, row) for row in table.rows]
        for column in range(len(table.columns)):
            for total, unit in enumerate(units):
                others = [row for row, other in enumerate(units) if row != total and other == unit is not None]
                for parts in (*combinations(others, 2), *combinations(others, 3)):
                    found = cells.sum_of((at, total, column), [(at, row, column) for row in parts])
                    if found:
                        yield found


def _down(cells: Cells) -> Iterator[Sum]:
    """The last row of a table that has a total."""
    for at, table in enumerate(cells.tables):
        last = len(table.rows) - 1
        for column in range(len(table.columns)) if table.total else ():
            found = cells.sum_of((at, last, column), [(at, row, column) for row in range(last)])
            if found:
                yield found


def _across(cells: Cells) -> Iterator[Sum]:
    """Columns of one unit of which one is the sum of others in every row."""
    for at, table in enumerate(cells.tables):
        units: dict[str, list[int]] = {}
        for column, what in enumerate(table.columns):
            if what.counts:
                units.setdefault(what.unit, []).append(column)
        for columns in units.values():
            for total, parts in _candidates(columns):
                if all(_adds(row, total, parts) for row in table.rows):
                    rows = range(len(table.rows))
                    found = (cells.sum_of((at, row, total), [(at, row, part) for part in parts]) for row in rows)
                    yield from (each for each in found if each)


def _candidates(columns: list[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
    if len(columns) <= WIDE:
        for total in columns:
            others = [column for column in columns if column != total]
            for many in range(2, len(others) + 1):
                yield from ((total, parts) for parts in combinations(others, many))


def _adds(row: Sequence[Value], total: int, parts: tuple[int, ...]) -> bool:
    numbers = [row[column] for column in (total, *parts)]
    whole, *some = (number if isinstance(number, int) else 0 for number in numbers)
    return whole == sum(some)


def _between(cells: Cells) -> Iterator[Sum]:
    """Rows of one table that are the sums of groups of another's rows: it has fewer labels, or none."""
    columns = [
        (at, column, what.unit)
        for at, table in enumerate(cells.tables)
        for column, what in enumerate(table.columns)
        if what.counts
    ]
    for (coarse, total, unit), (fine, part, other) in permutations(columns, 2):
        if unit == other and coarse != fine:
            yield from _grouped(cells, (coarse, total), (fine, part))


def _grouped(cells: Cells, coarse: tuple[int, int], fine: tuple[int, int]) -> Iterator[Sum]:
    of_fine = cells.labels[fine[0]]
    if not any(of_fine):
        return
    keys = next(labels.keys() for labels in of_fine if labels)
    for row, labels in enumerate(cells.labels[coarse[0]]):
        if (coarse[0], row, coarse[1]) in cells.of and labels.keys() <= keys:
            of_it = [(fine[0], at, fine[1]) for at, own in enumerate(of_fine) if own and labels.items() <= own.items()]
            found = cells.sum_of((coarse[0], row, coarse[1]), of_it)
            if found:
                yield found
