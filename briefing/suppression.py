"""Small counts of people are not shown, and nothing that is shown gives them back.

A cell of a `counts` column that lies in 1 … below − 1 is hidden, and further cells with it until no hidden one can be
pinned to one value by whoever knows every sum that the tables keep by definition (`relations.py`), and that a hidden
cell is at least 1. A hidden cell reads HIDDEN, whichever of the two it is: a mark of its own would say more. A share or
a median goes with the counts of its own row, or those it is of (`shares.py`). Nothing that is shown changes.

An internal form shows tables that are `whole`: the room's own work, without any attribute of a woman, an agency or a
place. What they tell is known, wherever else it stands, and a group's hidden cells are chosen so that it pins none of
them. Given up: a cell that would be pinned by it with every other cell of a group hidden (the one woman of a total of
one). A published form shows nothing whole, and not the hash of what was read: with it and the mark of the kept sheet
anybody could try guesses.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from msgspec.structs import replace

from briefing import shares
from briefing.quantities import NO_TIME, Cell, Cells, Own, own
from briefing.relations import Sum, sums
from briefing.sheet import Sheet, Table, Value

INTERNAL, PUBLISHED = 5, 11  # the least count that is shown
HIDDEN = shares.HIDDEN
TOLERANCE, ROUGH = 1e-9, 1e-6


def suppressed(sheet: Sheet, below: int) -> Sheet:
    """The sheet with every count below `below` hidden, over all its tables together."""
    inputs = "" if below >= PUBLISHED else sheet.inputs
    shown = tables(sheet.tables, below, own(sheet))
    return replace(sheet, tables=shown, changed=_changed(sheet, below), inputs=inputs)


def tables(shown: Sequence[Table], below: int, time: Own = NO_TIME) -> tuple[Table, ...]:
    whole = {at for at, table in enumerate(shown) if table.whole and below < PUBLISHED}
    cells = Cells(shown, time)
    known = sums(cells)
    told = {cells.of[place] for place in cells.of if place[0] in whole}
    small = {cell for cell, value in cells.values.items() if 0 < value < below} - told
    hidden = small | _hide(small, cells, known, told)
    return shares.written(shown, below, {place for place, cell in cells.of.items() if cell in hidden}, whole)


def _hide(small: set[Cell], cells: Cells, known: list[Sum], told: set[Cell]) -> set[Cell]:
    """What is hidden in the end; nothing of what is `told`. It ends: each round hides more."""
    hidden = set(small)
    while True:
        more = _alone(hidden, cells, known, told)
        if not more:
            for some in _together(hidden, known):
                more |= _next(_pinned(some, hidden, cells), hidden, told, (some, cells))
        if not more:
            return hidden
        hidden |= more


def _alone(hidden: set[Cell], cells: Cells, known: list[Sum], told: set[Cell]) -> set[Cell]:
    """Another cell for every sum that holds one hidden cell alone, which is what the others leave."""
    more: set[Cell] = set()
    for each in known:
        own = [name for name in each.cells if name in hidden or name in more]
        if len(own) == 1:
            more |= _cheapest(set(each.cells) - hidden - more - told, [each], cells)
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
    sums still hold. A cell of 1 can only grow; of those one moves at a time. Cells of the same sums stand for each
    other: two of them, one above 1, can trade."""
    alike: dict[bytes, list[Cell]] = {}
    names = sorted(hidden.intersection({name for each in known for name in each.cells}))
    system = _system(known, names)
    for name, column in zip(names, system.T, strict=True):
        alike.setdefault(column.tobytes(), []).append(name)
    first = [max(some, key=lambda name: cells.values[name]) for some in alike.values()]
    at = {name: place for place, name in enumerate(names)}
    free = _free(system[:, [at[name] for name in first]], np.array([cells.values[name] > 1 for name in first]))
    pinned: set[Cell] = set()
    for name, some, moving in zip(first, alike.values(), free, strict=True):
        if not moving and (len(some) == 1 or cells.values[name] == 1):
            pinned.update(some)
    return pinned


def _free(system: np.ndarray, moves: np.ndarray) -> np.ndarray:
    """Of each column, whether it can move. `moves`: whether both ways."""
    free = np.zeros(len(moves), dtype=bool)
    grown = np.flatnonzero(moves)
    left, sizes, right = (
        np.linalg.svd(system[:, moves]) if len(grown) else (np.eye(len(system)), np.zeros(0), np.eye(0))
    )
    rank = int((sizes > TOLERANCE).sum())
    free[grown] = (np.abs(right[rank:]) > TOLERANCE).any(axis=0)
    ones = np.flatnonzero(~moves)
    within = left[:, :rank].T @ system[:, ones]  # what the others can make up for of a cell of 1 that grows
    made_up = np.abs(system[:, ones] - left[:, :rank] @ within).max(axis=0, initial=0) < TOLERANCE
    free[ones[made_up]] = True
    answers = right[:rank].T @ (within[:, made_up] / sizes[:rank, None])
    free[grown] |= (np.abs(answers) > TOLERANCE).any(axis=1)
    return free


def _system(known: list[Sum], names: list[Cell]) -> np.ndarray:
    """Σ parts − total = 0, one row a sum, in the hidden cells."""
    place = {name: at for at, name in enumerate(names)}
    system = np.zeros((len(known), len(names)))
    for row, each in enumerate(known):
        for name, sign in [*((part, 1) for part in each.parts), (each.total, -1)]:
            if name in place:
                system[row, place[name]] += sign
    return system


def _next(pinned: set[Cell], hidden: set[Cell], told: set[Cell], of: tuple[list[Sum], Cells]) -> set[Cell]:
    """Which cells to hide next to the pinned ones: of those from which one is reckoned, the cheapest."""
    found: set[Cell] = set()
    left: set[Cell] = set()
    for cell, shown in _reckoned(pinned, hidden, *of).items():
        if shown is None:
            left.add(cell)
        elif found.isdisjoint(shown):
            found |= _cheapest(shown - told, *of)
    return found or _beside(left, hidden | told, *of)


def _reckoned(pinned: set[Cell], hidden: set[Cell], known: list[Sum], cells: Cells) -> dict[Cell, set[Cell] | None]:
    """From which shown cells each pinned one is: those left of the sums Σ y·sum = cell. None: by no such sums, but
    since no cell may be below 1."""
    if not pinned:
        return {}
    names = sorted({name for each in known for name in each.cells})
    system, unknown = _system(known, names), np.array([name in hidden for name in names])
    said = np.linalg.pinv(system[:, unknown], rcond=TOLERANCE) @ system
    found: dict[Cell, set[Cell] | None] = {}
    for row, cell in enumerate(name for name in names if name in hidden):
        if cell in pinned:
            of = {name for name, much in zip(names, said[row], strict=True) if abs(much) > ROUGH}
            found[cell] = of - hidden if of & hidden == {cell} else None
    return dict(sorted(found.items(), key=lambda each: (cells.values[each[0]], each[0])))


def _beside(pinned: set[Cell], hidden: set[Cell], known: list[Sum], cells: Cells) -> set[Cell]:
    """One for each sum of theirs, or any where those are hidden whole."""
    found: set[Cell] = set()
    for each in known if pinned else ():
        if not pinned.isdisjoint(each.cells) and found.isdisjoint(each.cells):
            found |= _cheapest(set(each.cells) - hidden, [each], cells)
    shown = {name for each in known if pinned for name in each.cells} - hidden
    return found or _cheapest(shown, known, cells)


def _cheapest(shown: set[Cell], known: list[Sum], cells: Cells) -> set[Cell]:
    """Of shown cells of these sums a part before a total, the smallest before others. None of none."""
    totals = {each.total for each in known}
    return {min(shown, key=lambda name: (name in totals, cells.values[name], name))} if shown else set()


def _changed(sheet: Sheet, below: int) -> tuple[tuple[str, str, str, Value], ...]:
    """What stood before a revision, where no table counts people: before and after together could give one back."""
    people = {
        table.key
        for table in sheet.tables
        if any(column.counts for column in table.columns) and not (table.whole and below < PUBLISHED)
    }
    return tuple(
        (table, row, column, HIDDEN if table in people and isinstance(before, int | float) else before)
        for table, row, column, before in sheet.changed
    )
