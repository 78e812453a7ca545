"""Groups of places that give nobody away, and the classes in which counts are told."""

from collections import Counter
from collections.abc import Mapping

import h3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps import disclosure
from maps.disclosure import COARSEST, FINEST, WHOLE, Cut, bounds, tens
from tests.maps.site import land

REGIONS = land().regions
CODES = st.dictionaries(st.sampled_from(sorted(REGIONS)), st.integers(0, 30), max_size=len(REGIONS))
METRO = sorted(h3.grid_disk(h3.latlng_to_cell(25.69, -100.31, FINEST), 7))
CELLS = st.dictionaries(st.sampled_from(METRO), st.integers(0, 12), max_size=120)
LEAST = st.sampled_from((5, 11))


def cut(counts: Mapping[str, int], least: int) -> list[Cut]:
    return disclosure.cells(disclosure.upward(counts), land().roots, land().parts, least)


def covered(cell: str, members: set[str]) -> bool:
    """By itself, or by all of its parts, and never by both."""
    below = h3.get_resolution(cell) < FINEST and [covered(part, members) for part in land().parts(cell)]
    return cell in members or (bool(below) and all(below))


@given(CODES, LEAST)
def test_groups_of_municipalities_overlap_nowhere_leave_nothing_out_and_give_nobody_away(
    counts: dict[str, int], least: int
) -> None:
    cuts = disclosure.municipalities(counts, REGIONS, least)
    members = [code for cut in cuts for code in cut.members]
    assert sorted(members) == sorted(REGIONS)
    assert sum(cut.count for cut in cuts) == sum(counts.values())
    assert all(cut.count >= least for cut in cuts) or len(cuts) == 1


@given(st.sampled_from(sorted(set(REGIONS.values()))), st.integers(0, 4))
def test_a_region_in_which_every_place_has_enough_is_not_merged(region: str, elsewhere: int) -> None:
    counts = {code: 5 if of == region else elsewhere for code, of in REGIONS.items()}
    alone = {cut.members[0] for cut in disclosure.municipalities(counts, REGIONS, 5) if len(cut.members) == 1}
    merged = {code for code, of in REGIONS.items() if of == region} - alone
    assert len(merged) <= 1  # one at most, which others needed


@settings(deadline=None, max_examples=40)
@given(CELLS, LEAST)
def test_cells_overlap_nowhere_leave_nothing_out_and_give_nobody_away(counts: dict[str, int], least: int) -> None:
    cuts = cut(counts, least)
    members = {member for each in cuts for member in each.members}
    assert len(members) == sum(len(each.members) for each in cuts)
    assert all(covered(root, members) for root in land().roots)
    assert sum(cut.count for cut in cuts) == sum(counts.values())
    assert all(cut.count >= least for cut in cuts) or len(cuts) == 1
    assert all(COARSEST <= h3.get_resolution(member) <= FINEST for cut in cuts for member in cut.members)


@settings(deadline=None, max_examples=40)
@given(CELLS)
def test_a_hexagon_is_parted_into_all_of_its_hexagons_or_not_at_all(counts: dict[str, int]) -> None:
    shown = {member for each in cut(counts, 5) for member in each.members if h3.get_resolution(member) == FINEST}
    for cell in shown:
        assert set(land().parts(h3.cell_to_parent(cell, WHOLE))) <= shown


def test_where_every_hexagon_has_enough_they_are_shown_one_by_one() -> None:
    parent = h3.cell_to_parent(METRO[0], WHOLE)
    sisters = land().parts(parent)
    elsewhere = {cell: 3 for cell in METRO if cell not in sisters}
    cuts = cut(Counter(dict.fromkeys(sisters, 5)) + Counter(elsewhere), 5)
    assert {(cell,) for cell in sisters} <= {cut.members for cut in cuts}


@pytest.mark.parametrize(
    ("count", "least", "said"),
    [(4, 5, None), (5, 5, (5, 9)), (9, 5, (5, 9)), (10, 5, (10, 19)), (99, 5, (50, 99)), (100, 5, (100, None)),
     (10, 11, None), (11, 11, (11, 19)), (2000, 11, (100, None))],
)  # fmt: skip
def test_a_count_is_told_as_a_class(count: int, least: int, said: tuple[int, int | None] | None) -> None:
    assert bounds(count, least) == said


def test_a_share_is_told_in_tens() -> None:
    assert [tens(part, 30) for part in (0, 1, 2, 10, 29, 30)] == [0, 0, 10, 30, 100, 100]
    assert tens(0, 0) == 0


@given(st.integers(5, 300), st.integers(2, 50))
def test_the_class_of_several_says_of_none_of_them_how_many_it_has(count: int, members: int) -> None:
    said = bounds(count, 5, members)
    assert said is not None and said[0] <= count and (said[1] is None or count <= said[1])
    assert said[0] <= max(5, 4 * (members - 1))
