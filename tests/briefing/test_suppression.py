"""Small counts are hidden, and nobody who adds and subtracts what is shown gets one back. Linear programming tries."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from briefing.sheet import Column, Sheet, Span, Table, Value
from briefing.suppression import HIDDEN, INTERNAL, PUBLISHED, suppressed, tables

AREA, SERVICE = Column("area", "code"), Column("service", "code")
CASES = Column("cases", "cases", counts=True)
Places = dict[tuple[int, int, int], int]


def one_way(counts: Iterable[int], key: str = "areas") -> Table:
    rows: list[tuple[Value, ...]] = [(f"a{at}", count) for at, count in enumerate(counts)]
    total = sum(int(row[1] or 0) for row in rows)
    return Table(key, (AREA, CASES), (*rows, ("total", total)), total=True)


def crossed(counts: list[list[int]]) -> Table:
    """Areas down, services across with their sum, and the sums below."""
    named = [*(f"s{at}" for at in range(len(counts[0]))), "all"]
    rows = [[*row, sum(row)] for row in counts]
    last = [sum(row[at] for row in rows) for at in range(len(named))]
    labelled: list[tuple[Value, ...]] = [(f"a{at}", *row) for at, row in enumerate(rows)]
    columns = (AREA, *(Column(name, "cases", counts=True) for name in named))
    return Table("crossed", columns, (*labelled, ("total", *last)), total=True)


def listed(counts: list[list[int]]) -> Table:
    """The same, one row for each area and service."""
    rows = [(f"a{at}", f"s{to}", count) for at, row in enumerate(counts) for to, count in enumerate(row)]
    return Table("listed", (AREA, SERVICE, CASES), (*rows, ("total", "", sum(map(sum, counts)))), total=True)


grids = st.integers(1, 4).flatmap(
    lambda wide: st.lists(
        st.lists(st.integers(0, 30) | st.integers(0, 6), min_size=wide, max_size=wide), min_size=1, max_size=5
    )
)


def attack(shown: tuple[Table, ...], sums: list[tuple[list[Any], Any]]) -> dict[Any, tuple[float, float]]:
    """Between which values each hidden place can lie. `sums`: (parts, total), as places (table, row, column)."""
    hidden = [
        (at, number, column)
        for at, table in enumerate(shown)
        for number, row in enumerate(table.rows)
        for column, value in enumerate(row)
        if value == HIDDEN
    ]
    if not hidden:
        return {}
    index = {place: at for at, place in enumerate(hidden)}
    system, right = np.zeros((len(sums), len(hidden))), np.zeros(len(sums))
    for row, (parts, total) in enumerate(sums):
        for place, sign in [*((part, 1) for part in parts), (total, -1)]:
            if place in index:
                system[row, index[place]] += sign
            else:
                value = shown[place[0]].rows[place[1]][place[2]]
                assert isinstance(value, int)
                right[row] -= sign * value
    found = {}
    for place, at in index.items():
        wanted = np.zeros(len(hidden))
        wanted[at] = 1
        ends = []
        for sign in (1, -1):
            best = linprog(sign * wanted, A_eq=system, b_eq=right, bounds=[(1, 10_000)] * len(hidden))
            assert best.status == 0, best.message
            ends.append(best.x[at])
        found[place] = ends[0], ends[1]
    return found


def down(table: Table, at: int) -> list[tuple[list[Any], Any]]:
    last = len(table.rows) - 1
    return [
        ([(at, row, column) for row in range(last)], (at, last, column))
        for column, said in enumerate(table.columns)
        if said.counts
    ]


def across(table: Table, at: int) -> list[tuple[list[Any], Any]]:
    last = len(table.columns) - 1
    return [([(at, row, column) for column in range(1, last)], (at, row, last)) for row in range(len(table.rows))]


def nobody_is_found(ranges: dict[Any, tuple[float, float]]) -> None:
    assert {place: ends for place, ends in ranges.items() if ends[1] - ends[0] < 0.99} == {}


def hides_what_is_small(before: tuple[Table, ...], after: tuple[Table, ...], below: int) -> None:
    for was, now in zip(before, after, strict=True):
        for old, new in zip(was.rows, now.rows, strict=True):
            for column, one, other in zip(was.columns, old, new, strict=True):
                small = column.counts and isinstance(one, int) and 0 < one < below
                assert other == HIDDEN if small else other in (one, HIDDEN)
                assert other == one or one != 0  # a zero is shown


@given(st.lists(st.integers(0, 30) | st.integers(0, 6), max_size=8), st.sampled_from([INTERNAL, PUBLISHED]))
def test_no_part_of_a_sum_is_found(counts: list[int], below: int) -> None:
    before = (one_way(counts),)
    after = tables(before, below)
    hides_what_is_small(before, after, below)
    nobody_is_found(attack(after, down(after[0], 0)))


@given(grids, st.sampled_from([INTERNAL, PUBLISHED]))
def test_no_cell_of_a_table_with_sums_both_ways_is_found(counts: list[list[int]], below: int) -> None:
    before = (crossed(counts),)
    after = tables(before, below)
    hides_what_is_small(before, after, below)
    nobody_is_found(attack(after, [*down(after[0], 0), *across(after[0], 0)]))


@given(grids, st.sampled_from([INTERNAL, PUBLISHED]))
def test_no_table_gives_back_what_another_hides(counts: list[list[int]], below: int) -> None:
    """Cell by cell, by area, by service, and all: four tables of the same cases."""
    by_area = one_way(map(sum, counts))
    services = [sum(row[at] for row in counts) for at in range(len(counts[0]))]
    rows = tuple((f"s{at}", count) for at, count in enumerate(services))
    by_service = Table("services", (SERVICE, CASES), rows)
    everything = Table("everything", (CASES,), ((sum(services),),))
    before = (listed(counts), by_area, by_service, everything)
    after = tables(before, below)
    hides_what_is_small(before, after, below)
    wide, high = len(services), len(counts)
    known = [*down(after[0], 0), *down(after[1], 1)]
    known += [([(0, area * wide + at, 2) for at in range(wide)], (1, area, 1)) for area in range(high)]
    known += [([(0, area * wide + at, 2) for area in range(high)], (2, at, 1)) for at in range(wide)]
    known += [([(2, at, 1) for at in range(wide)], (3, 0, 0)), ([(1, high, 1)], (3, 0, 0))]
    nobody_is_found(attack(after, known))


def test_what_is_large_is_shown_whole() -> None:
    before = (one_way([11, 12, 0, 400]), crossed([[11, 30], [20, 0]]))
    assert tables(before, PUBLISHED) == before


def test_one_small_part_takes_the_smallest_other_with_it_and_the_sum_stays() -> None:
    (after,) = tables((one_way([3, 40, 20, 0]),), INTERNAL)
    assert [row[1] for row in after.rows] == [HIDDEN, 40, HIDDEN, 0, 63]


def test_two_parts_of_one_each_do_not_give_each_other_away() -> None:
    (after,) = tables((one_way([1, 1, 50]),), INTERNAL)
    assert [row[1] for row in after.rows] == [HIDDEN, HIDDEN, HIDDEN, 52]


def test_a_sum_goes_where_there_is_no_other_part() -> None:
    (after,) = tables((one_way([1, 1, 1, 1, 1]),), INTERNAL)
    assert [row[1] for row in after.rows] == [HIDDEN] * 6


def test_shares_and_medians_go_with_the_counts_of_their_row() -> None:
    columns = (AREA, CASES, Column("share", "percent"), Column("lag", "hours"), Column("calls", "calls"))
    before = Table("registers", columns, (("a0", 3, 42.9, 7.5, 2), ("a1", 40, 80.0, None, 3)))
    share = Table("registers_share", (AREA, Column("now", "percent")), (("a0", 42.9), ("a1", None)))
    other = Table("calls", (AREA, Column("now", "percent")), (("a0", 42.9),))
    after = tables((before, share, other), INTERNAL)
    assert after[0].rows == (("a0", HIDDEN, HIDDEN, HIDDEN, 2), ("a1", 40, 80.0, None, 3))
    assert after[1].rows == (("a0", HIDDEN), ("a1", None))
    assert after[2] == other


def test_what_was_there_before_a_revision_gives_no_count_back() -> None:
    span = Span("day", "2026-11-20", 0, 86_400_000)
    sheet = Sheet(
        site="s", kind="demo", name="S", zone="UTC", span=span, as_of=0, definitions=1, first=1, last=2, inputs="",
        silences=(), tables=(one_way([30, 40]), Table("calls", (Column("calls", "calls"),), ((7,),))), revision=1,
        changed=(("areas", "a0", "cases", 27), ("calls", "0", "calls", 6)),
    )  # fmt: skip
    found = suppressed(sheet, INTERNAL)
    assert found.changed == (("areas", "a0", "cases", HIDDEN), ("calls", "0", "calls", 6))


@pytest.mark.parametrize("below", [INTERNAL, PUBLISHED])
def test_the_same_sheet_is_hidden_the_same_each_time_and_twice_is_once(below: int) -> None:
    before = (one_way([3, 12, 20, 0]), crossed([[1, 30], [20, 4], [9, 9]]))
    after = tables(before, below)
    assert tables(before, below) == after
    assert tables(after, below) == after
