"""Which sums the tables of a sheet keep by what they count: what a hidden count could be reckoned from.

Totals, and quantities told by more labels and by fewer (`quantities.py`); what no labels tell stands in DEFINED. Each
is taken where the numbers bear it out. A sum that holds by chance is none.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import permutations

from msgspec import Struct

from briefing.quantities import Cell, Cells, Counted, Labels, Own, Place
from briefing.rows import TOTAL
from briefing.sheet import Table, Value
from briefing.systems.peru import REEDUCATION, URGENT
from picture.deadlines import REGISTERED
from picture.story import ACCOMPANIMENT, REMOTE


class Defined(Struct, frozen=True):
    """The count of `total` (table, column, code of its row) is the sum of those of `parts`."""

    total: tuple[str, str, str]
    parts: tuple[str, str, tuple[str, ...]]


ASSIGNED = ("assigned_in_time", "assigned_late", "unassigned")
DEFINED = (
    *(
        Defined((table, column, "assessed"), (table, column, ASSIGNED))
        for table in ("severe", "severe_men")
        for column in ("value", "before")
    ),
    Defined(("followup_attempts", "followups", "spoke_safely"), ("followup_curve", "followups", ())),
    Defined(("followup_attempts_men", "followups", "spoke_safely"), ("followup_curve_men", "followups", ())),
    Defined(("accompaniments", "accompaniments", ""), ("services", "interventions", tuple(ACCOMPANIMENT))),
    Defined(("timing", "interventions", "remote"), ("channels", "interventions", tuple(sorted(REMOTE)))),
    Defined(("registers", "cases", ""), ("subjects", "cases", tuple(sorted(REGISTERED)))),
    Defined(("peru_severe", "severe", ""), ("peru_risk", "others", ("severe", "in_progress"))),
    Defined(("peru_severe", "urgent", ""), ("services", "interventions", (URGENT,))),
    Defined(("peru_men", "sessions", ""), ("men", "interventions", (REEDUCATION,))),
)
ACROSS = {("handovers", "offered"): ("accepted", "returned", "lost")}  # (table, column) → columns of the same row
MEASURED = frozenset(  # words of names that commitments may be of (picture/commitments.py)
    {"men", "attempts", "interventions", "women", "cases", "assessed", "severe", "urgent", "sessions", "entered"}
    | {"made", "accepted", "refused", "waitlisted", "completed", "offered", "returned", "lost", "followups"}
)
BY = frozenset({"service", "timing", "risk", "register", "outcome"})  # and what labels such a measure has


class Sum(Struct, frozen=True):
    """total = Σ parts, none of them 0."""

    total: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.total, *self.parts)


def sums(cells: Cells) -> list[Sum]:
    """Each once. What is one other count, since all else in its sum is 0, becomes one cell with it."""
    while same := [each for each in _defining(cells) if len(each.parts) == 1]:
        cells.join((each.total, each.parts[0]) for each in same)
    found = [*_defining(cells), *_committed(cells)]
    return list({(each.total, tuple(sorted(each.parts))): each for each in found}.values())


def _defining(cells: Cells) -> Iterator[Sum]:
    yield from _defined(cells)
    yield from _down(cells)
    yield from _across(cells)
    yield from _between(cells)


def _sum(cells: Cells, total: Place, parts: Sequence[Place]) -> Sum | None:
    """None where it does not hold, or says nothing: of nothing, or that a cell is itself."""
    whole, some = cells.of.get(total), [cells.of[place] for place in parts if place in cells.of]
    if whole is None or not some or cells.values[whole] != sum(cells.values[cell] for cell in some):
        return None
    return None if some == [whole] else Sum(whole, tuple(some))


def _defined(cells: Cells) -> Iterator[Sum]:
    """Row by row of `total`; its parts are of the same time."""
    keys = {table.key: at for at, table in enumerate(cells.tables)}
    for each in DEFINED:
        (total, column, code), (parts, part, codes) = each.total, each.parts
        if total in keys and parts in keys:
            wholes = _found(cells, keys[total], column, (code,) if code else ())
            some = _found(cells, keys[parts], part, codes)
            for when, places in wholes.items():
                yield from (found for place in places if (found := _sum(cells, place, some.get(when, []))))


def _found(cells: Cells, at: int, column: str, codes: Sequence[str]) -> dict[Value, list[Place]]:
    """Of one column the places of rows that hold one of `codes`, or of all, by when."""
    found: dict[Value, list[Place]] = {}
    for (_, _, when), tables in cells.named.items():
        for each in tables.get(at, ()):
            said = not codes or not {code for _, code in each.labels}.isdisjoint(codes)
            if said and cells.tables[at].columns[each.place[2]].key == column:
                found.setdefault(when, []).append(each.place)
    return found


def _down(cells: Cells) -> Iterator[Sum]:
    """The last row of a table that has a total."""
    for at, table in enumerate(cells.tables):
        last = len(table.rows) - 1
        for column in range(len(table.columns)) if table.total else ():
            found = _sum(cells, (at, last, column), [(at, row, column) for row in range(last)])
            if found:
                yield found


def _across(cells: Cells) -> Iterator[Sum]:
    """A column called total is the sum of all others of its unit; others of those in ACROSS."""
    for at, table in enumerate(cells.tables):
        for total, what in enumerate(table.columns):
            if what.counts and (parts := _beside(table, total)):
                for row in range(len(table.rows)):
                    found = _sum(cells, (at, row, total), [(at, row, part) for part in parts])
                    if found:
                        yield found


def _beside(table: Table, total: int) -> list[int]:
    """The columns that one is the sum of."""
    what = table.columns[total]
    if what.key == TOTAL:
        return [at for at, other in enumerate(table.columns) if other.unit == what.unit and at != total]
    keys = ACROSS.get((table.key, what.key), ())
    return [at for at, other in enumerate(table.columns) if other.key in keys]


def _between(cells: Cells) -> Iterator[Sum]:
    """Of one name: a table's rows as sums of another's that has more labels."""
    for name in cells.named.values():
        for coarse, fine in permutations(name.values(), 2):
            by: dict[frozenset[str], dict[Labels, list[Place]]] = {}
            for each in coarse:
                keys = frozenset(key for key, _ in each.labels)
                if keys not in by:
                    by[keys] = _grouped(fine, keys)
                found = _sum(cells, each.place, by[keys].get(each.labels, []))
                if found:
                    yield found


def _grouped(fine: list[Counted], keys: frozenset[str]) -> dict[Labels, list[Place]]:
    """Rows that have more labels than `keys`, by what those say of them."""
    groups: dict[Labels, list[Place]] = {}
    for each in fine:
        said = frozenset(label for label in each.labels if label[0] in keys)
        if not each.total and len(keys) == len(said) < len(each.labels):
            groups.setdefault(said, []).append(each.place)
    return groups


def _committed(cells: Cells) -> Iterator[Sum]:
    """What a commitment has reached is a count of its unit that is as large, of a measure that commitments are of and
    of a time that began with it and ends with the span: the sheet does not say which."""
    alike: dict[tuple[str, int, Value], set[Cell]] = {}
    reached: list[tuple[str, Cell, set[Value]]] = []
    for (unit, name, when), tables in cells.named.items():
        for at, places in tables.items():
            table = cells.tables[at]
            for each in places:
                cell = cells.of[each.place]
                if table.key.startswith("commitments_"):
                    reached.append((unit, cell, set(_began(table, table.rows[each.place[1]], cells.own))))
                elif MEASURED.issuperset(name.split(".")) and {key for key, _ in each.labels} <= BY:
                    alike.setdefault((unit, cells.values[cell], when), set()).add(cell)
    for unit, cell, since in reached:
        others = {other for when in since for other in alike.get((unit, cells.values[cell], when), ())}
        yield from (Sum(cell, (other,)) for other in sorted(others - {cell}))


def _began(table: Table, row: Sequence[Value], own: Own) -> Iterator[Value]:
    """The times that began with a commitment, as the share of its days that are over says."""
    said = {column.key: value for column, value in zip(table.columns, row, strict=True)}
    due = date.fromisoformat(str(said["due"])).toordinal() if own.begins else 0
    for when, first in own.begins.items():
        days = due - first + 1
        if days > 0 and said["elapsed"] == round(100 * (min(due, own.today) - first + 1) / days, 1):
            yield None if own.same(when) else when
