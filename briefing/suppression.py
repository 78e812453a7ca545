"""Small counts of people are not shown, and nothing that is shown gives them back.

A cell of a `counts` column that lies in 1 … below − 1 is hidden, and further cells with it until no hidden one can be
pinned to one value by whoever knows every sum that the tables keep and that a hidden cell is at least 1. A hidden cell
reads HIDDEN, whichever of the two it is: a mark of its own would say more. Shares and medians go with the counts of
their row. Nothing that is shown changes.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from msgspec.structs import replace

from briefing.relations import LABELS, Cell, Cells, Sum, counted, own_unit, sums
from briefing.sheet import Sheet, Table, Value

INTERNAL, PUBLISHED = 5, 11  # the least count that is shown
HIDDEN = "*"
TOLERANCE = 1e-9
OF_CALLS = frozenset({"service_level", "asa", "aht", "occupancy"})  # figures that say nothing of people
GOES_ALONG = frozenset({"percent", "ratio", "weeks", "days", "hours", "minutes", "seconds"})


def suppressed(sheet: Sheet, below: int) -> Sheet:
    """The sheet with every count below `below` hidden, over all its tables together."""
    return replace(sheet, tables=tables(sheet.tables, below), changed=_changed(sheet))


def tables(shown: Sequence[Table], below: int) -> tuple[Table, ...]:
    cells = Cells(shown)
    small = {name for name, value in cells.values.items() if 0 < value < below}
    hidden = _hide(small, cells, sums(cells))
    return _written(shown, below, cells, hidden)


def _hide(small: set[Cell], cells: Cells, known: list[Sum]) -> set[Cell]:
    """What is hidden in the end. It ends: each round hides more."""
    hidden = set(small)
    while True:
        more = _alone(hidden, cells, known)
        if not more:
            for some in _together(hidden, known):
                more |= _next(_pinned(some, hidden, cells), hidden, cells, some)
        if not more:
            return hidden
        hidden |= more


def _alone(hidden: set[Cell], cells: Cells, known: list[Sum]) -> set[Cell]:
    """Another cell for every sum that holds one hidden cell alone, which is what the others leave."""
    more: set[Cell] = set()
    for each in known:
        own = [name for name in each.cells if name in hidden or name in more]
        if len(own) == 1:
            more |= _cheapest([each], hidden | more, cells)
    return more


def _together(hidden: set[Cell], known: Iterable[Sum]) -> list[list[Sum]]:
    """Sums that hold hidden cells, by which of them share any."""
    groups: list[tuple[set[Cell], list[Sum]]] = []
    for each in known:
        own = hidden.intersection(each.cells)
        if own:
            touching = [group for group in groups if not own.isdisjoint(group[0])]
            groups = [group for group in groups if own.isdisjoint(group[0])]
            joined = own.union(*(group[0] for group in touching))
            groups.append((joined, [each, *(one for group in touching for one in group[1])]))
    return [some for _, some in groups]


def _pinned(known: list[Sum], hidden: set[Cell], cells: Cells) -> set[Cell]:
    """Hidden cells that could have no other value, as far as is surely known: those in no direction in which all the
    sums still hold. A cell of 1 can only grow; of those one moves at a time."""
    names = sorted(hidden.intersection({name for each in known for name in each.cells}))
    system = _system(known, names)
    free = np.zeros(len(names), dtype=bool)
    moves = np.array([cells.values[name] > 1 for name in names])
    grown = np.flatnonzero(moves)
    left, sizes, right = np.linalg.svd(system[:, moves]) if len(grown) else (np.eye(len(known)), np.zeros(0), np.eye(0))
    rank = int((sizes > TOLERANCE).sum())
    free[grown] = (np.abs(right[rank:]) > TOLERANCE).any(axis=0)
    ones = np.flatnonzero(~moves)
    within = left[:, :rank].T @ system[:, ones]  # what the others can make up for of a cell of 1 that grows
    made_up = np.abs(system[:, ones] - left[:, :rank] @ within).max(axis=0, initial=0) < TOLERANCE
    free[ones[made_up]] = True
    answers = right[:rank].T @ (within[:, made_up] / sizes[:rank, None])
    free[grown] |= (np.abs(answers) > TOLERANCE).any(axis=1)
    return {name for name, moving in zip(names, free, strict=True) if not moving}


def _system(known: list[Sum], names: list[Cell]) -> np.ndarray:
    """Σ parts − total = 0, one row a sum, in the hidden cells."""
    place = {name: at for at, name in enumerate(names)}
    system = np.zeros((len(known), len(names)))
    for row, each in enumerate(known):
        for name, sign in [*((part, 1) for part in each.parts), (each.total, -1)]:
            if name in place:
                system[row, place[name]] += sign
    return system


def _next(pinned: set[Cell], hidden: set[Cell], cells: Cells, known: list[Sum]) -> set[Cell]:
    """Which cells to hide next to the pinned ones: one for each sum of theirs, or any where those are hidden whole."""
    if not pinned:
        return set()
    found: set[Cell] = set()
    for each in known:
        if not pinned.isdisjoint(each.cells) and found.isdisjoint(each.cells):
            found |= _cheapest([each], hidden | found, cells)
    return found or _cheapest(known, hidden, cells)


def _cheapest(known: list[Sum], hidden: set[Cell], cells: Cells) -> set[Cell]:
    """A shown cell of these sums: a part before a total, the smallest before others. None where all are hidden."""
    totals = {each.total for each in known}
    shown = {name for each in known for name in each.cells} - hidden
    return {min(shown, key=lambda name: (name in totals, cells.values[name], name))} if shown else set()


def _written(shown: Sequence[Table], below: int, cells: Cells, hidden: set[Cell]) -> tuple[Table, ...]:
    places = {place for place, cell in cells.of.items() if cell in hidden}
    holding = {shown[at].key for at, _, _ in places}
    found = []
    for at, table in enumerate(shown):
        along = not any(column.counts for column in table.columns) and _of_any(table.key, holding)
        along |= table.key in holding and any(column.key == "unit" for column in table.columns)
        rows = tuple(
            _row(
                table,
                row,
                [(at, number, column) in places for column in range(len(row))],
                ((along or _of_any(str(row[0]), holding)) and row[0] not in OF_CALLS, below),
            )
            for number, row in enumerate(table.rows)
        )
        found.append(replace(table, rows=rows))
    return tuple(found)


def _of_any(key: str, others: Iterable[str]) -> bool:
    """Whether a table says shares of another: it is called by its name and something more."""
    return any(key.startswith(f"{other}_") for other in others)


def _row(table: Table, row: Sequence[Value], hides: Sequence[bool], how: tuple[bool, int]) -> tuple[Value, ...]:
    along, below = how[0] or any(hides), how[1]
    own = own_unit(table, row)
    written: list[Value] = []
    for at, (column, value, hide) in enumerate(zip(table.columns, row, hides, strict=True)):
        unit = own or column.unit
        goes = along and unit in GOES_ALONG and isinstance(value, int | float) and column.unit not in LABELS
        usual = counted(table, row, at) and isinstance(value, float) and 0 < value < below  # a median of small counts
        written.append(HIDDEN if hide or goes or usual else value)
    return tuple(written)


def _changed(sheet: Sheet) -> tuple[tuple[str, str, str, Value], ...]:
    """What stood before a revision, where no table counts people: before and after together could give one back."""
    people = {table.key for table in sheet.tables if any(column.counts for column in table.columns)}
    return tuple(
        (table, row, column, HIDDEN if table in people and isinstance(before, int | float) else before)
        for table, row, column, before in sheet.changed
    )
