"""Small counts are hidden, and nobody who adds and subtracts what is shown gets one back. Linear programming tries."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from scipy.optimize import linprog

from briefing.comparing import FIGURE
from briefing.sheet import Column, Sheet, Span, Table, Value
from briefing.suppression import HIDDEN, INTERNAL, PUBLISHED, suppressed, tables

AREA, SERVICE = Column("area", "code"), Column("service", "code")
CASES = Column("cases", "cases", counts=True)
WIDE = 0.99


def one_way(counts: Iterable[int], key: str = "areas") -> Table:
    rows: list[tuple[Value, ...]] = [(f"a{at}", count) for at, count in enumerate(counts)]
    total = sum(int(row[1] or 0) for row in rows)
    return Table(key, (AREA, CASES), (*rows, ("total", total)), total=True)


def crossed(counts: list[list[int]]) -> Table:
    """Areas down, services across with their sum, and the sums below."""
    named = [*(f"s{at}" for at in range(len(counts[0]))), "total"]
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
    once = np.unique(np.column_stack([system, right]), axis=0)
    system, right = once[:, :-1], once[:, -1]
    low, high = np.full(len(hidden), np.inf), np.zeros(len(hidden))
    for at, sign in ((at, sign) for at in index.values() for sign in (1, -1)):
        if high[at] - low[at] < WIDE:  # every answer found so far is one for all of them
            wanted = np.zeros(len(hidden))
            wanted[at] = sign
            best = linprog(wanted, A_eq=system, b_eq=right, bounds=[(1, 10_000)] * len(hidden))
            assert best.status == 0, best.message
            low, high = np.minimum(low, best.x), np.maximum(high, best.x)
    return {place: (low[at], high[at]) for place, at in index.items()}


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
    assert pinned(ranges) == {}


def pinned(ranges: dict[Any, tuple[float, float]]) -> dict[Any, tuple[float, float]]:
    return {place: ends for place, ends in ranges.items() if ends[1] - ends[0] < WIDE}


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
    before, known = four(counts)
    after = tables(before, below)
    hides_what_is_small(before, after, below)
    nobody_is_found(attack(after, known))


@settings(max_examples=30)
@given(grids, st.sets(st.integers(1, 3)))
def test_what_is_told_whole_gives_back_no_more_than_it_must(counts: list[list[int]], whole: set[int]) -> None:
    """No cell that hiding every other would protect."""
    plain, known = four(counts)
    before = tuple(replace(table, whole=at in whole) for at, table in enumerate(plain))
    after = tables(before, INTERNAL)
    assert all(after[at] == before[at] for at in whole)
    all_hidden = tuple(
        table if table.whole else replace(table, rows=tuple(map(starred, table.rows))) for table in before
    )
    assert pinned(attack(after, known)).keys() <= pinned(attack(all_hidden, known)).keys()
    published = zip(tables(before, PUBLISHED), tables(plain, PUBLISHED), strict=True)
    assert all(one.rows == other.rows for one, other in published)


def starred(row: tuple[Value, ...]) -> tuple[Value, ...]:
    return tuple(HIDDEN if isinstance(value, int) and value else value for value in row)


def four(counts: list[list[int]]) -> tuple[tuple[Table, ...], list[tuple[list[Any], Any]]]:
    """Cell by cell, by area, by service, and all: four tables of the same cases; and the sums that they keep."""
    by_area = one_way(map(sum, counts))
    services = [sum(row[at] for row in counts) for at in range(len(counts[0]))]
    rows = tuple((f"s{at}", count) for at, count in enumerate(services))
    by_service = Table("services", (SERVICE, CASES), rows)
    everything = Table("everything", (CASES,), ((sum(services),),))
    made = (listed(counts), by_area, by_service, everything)
    wide, high = len(services), len(counts)
    known = [*down(made[0], 0), *down(made[1], 1)]
    known += [([(0, area * wide + at, 2) for at in range(wide)], (1, area, 1)) for area in range(high)]
    known += [([(0, area * wide + at, 2) for area in range(high)], (2, at, 1)) for at in range(wide)]
    known += [([(2, at, 1) for at in range(wide)], (3, 0, 0)), ([(1, high, 1)], (3, 0, 0))]
    return made, known


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
    before = Table("agencies", columns, (("a0", 3, 42.9, 7.5, 2), ("a1", 40, 80.0, None, 3)))
    share = Table("agencies_share", (AREA, Column("now", "percent")), (("a0", 42.9), ("a1", 80.0), ("a2", None)))
    other = Table("calls", (AREA, Column("now", "percent")), (("a0", 42.9),))
    after = tables((before, share, other), INTERNAL)
    assert after[0].rows == (("a0", HIDDEN, HIDDEN, HIDDEN, 2), ("a1", 40, 80.0, None, 3))
    assert after[1].rows == (("a0", HIDDEN), ("a1", 80.0), ("a2", None))
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
    whole = replace(sheet, tables=tuple(replace(table, whole=True) for table in sheet.tables))
    assert suppressed(whole, INTERNAL).changed == sheet.changed
    assert suppressed(whole, PUBLISHED).changed == found.changed


def test_what_is_published_does_not_say_by_what_a_guess_could_be_tried() -> None:
    span = Span("day", "2026-11-20", 0, 86_400_000)
    sheet = Sheet("s", "demo", "S", "UTC", span, 0, 1, 1, 2, "5f" * 32, (), (one_way([3, 40]),))
    assert suppressed(sheet, INTERNAL).inputs == sheet.inputs
    assert suppressed(sheet, PUBLISHED).inputs == ""


@pytest.mark.parametrize("below", [INTERNAL, PUBLISHED])
def test_the_same_sheet_is_hidden_the_same_each_time_and_twice_is_once(below: int) -> None:
    before = (one_way([3, 12, 20, 0]), crossed([[1, 30], [20, 4], [9, 9]]))
    after = tables(before, below)
    assert tables(before, below) == after
    assert tables(after, below) == after


def test_a_share_stays_where_neither_of_its_two_counts_is_hidden() -> None:
    columns = (AREA, CASES, Column("registered", "cases", True), Column("late", "cases", True))
    before = Table(
        "areas", (*columns, Column("share", "percent"), Column("lag", "hours")), (("a0", 40, 30, 2, 75.0, 4.5),)
    )
    (after,) = tables((before,), INTERNAL)
    assert after.rows == (("a0", 40, 30, HIDDEN, 75.0, HIDDEN),)


def test_a_figure_of_its_own_row_goes_with_the_rows_that_it_is_of_and_of_the_same_time() -> None:
    def row(key: str, unit: str, value: Value, before: Value) -> tuple[Value, ...]:
        return key, value, unit, before, None, None

    severe = Table(
        "severe",
        FIGURE,
        (
            row("assessed", "cases", 40, 30),
            row("assigned_in_time", "cases", 25, 20),
            row("assigned_late", "cases", 15, 2),
            row("unassigned", "cases", 0, 8),
            row("in_time_share", "percent", 62.5, 66.7),
            row("to_assignment", "minutes", 10.5, 11.5),
            row("oldest", "hours", 30.5, 31.5),
            row("severe_open", "cases", 50, 60),
        ),
    )
    (after,) = tables((severe,), PUBLISHED)
    found = {each[0]: (each[1], each[3]) for each in after.rows}
    assert found["assigned_late"] == (15, HIDDEN)
    assert found["to_assignment"] == (10.5, HIDDEN)
    assert found["oldest"] == (30.5, 31.5)
    assert found["in_time_share"] == (62.5, 66.7)
    assert tables((replace(severe, whole=True),), INTERNAL)[0].rows == severe.rows


def test_equal_numbers_and_sums_by_chance_hide_nothing_large() -> None:
    by_agency = Table("agencies", (AREA, Column("taken", "cases", True)), (("a0", 40), ("a1", 3)))
    before = (one_way([40, 43, 3]), by_agency, Table("languages", (SERVICE, CASES), (("s0", 86), ("s1", 40))))
    after = tables(before, INTERNAL)
    assert [row[1] for row in after[0].rows] == [HIDDEN, 43, HIDDEN, 86]
    assert [row[1] for row in after[1].rows] == [40, HIDDEN]
    assert [row[1] for row in after[2].rows] == [86, 40]


def test_the_percent_of_a_commitment_goes_with_its_counts_wherever_it_stands() -> None:
    parts = (Column("commitment", "text"), Column("part", "cases", True), Column("whole", "cases", True))
    shares = Table(
        "commitments_cases_share", (*parts, Column("reached", "percent")), (("A", 3, 40, 7.5), ("B", 20, 40, 50.0))
    )
    columns = (Column("commitment", "text"), Column("unit", "code"), Column("reached", "cases", True))
    after = tables(
        (shares, Table("chile_commitments", columns, (("A", "percent", 7.5), ("B", "percent", 50.0)))), INTERNAL
    )
    assert after[0].rows == (("A", HIDDEN, 40, HIDDEN), ("B", 20, 40, 50.0))
    assert after[1].rows == (("A", "percent", HIDDEN), ("B", "percent", 50.0))
