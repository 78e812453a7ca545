"""Gaps by municipality and service: what is told, and that no count below the least can be worked out of it."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from scipy.optimize import linprog

from maps.documents import GapRow
from maps.gaps import rows
from picture.ledgers import Figures
from picture.policy import Place, Words
from picture.profile import Profile
from tests.feeds.simulator.rooms import profile

LEAST = 5
Table = dict[tuple[str, str], int]  # (service, municipality) → cases


@cache
def site(services: tuple[str, ...], *regions: int) -> Profile:
    """Municipalities a1, a2, …, b1, …: so many in each region a, b, …"""
    places = [
        Place(code=f"{chr(97 + r)}{n + 1}", name="", region=chr(97 + r))
        for r, m in enumerate(regions)
        for n in range(m)
    ]
    return replace(profile("room"), place=tuple(places), words=Words(services={code: code for code in services}))


def told(table: Mapping[tuple[str, str], int], of: Profile, least: int = LEAST) -> tuple[GapRow, ...]:
    """With as many cases as the table says, none of them in two services."""
    cases = {key: {f"{key}-{n}" for n in range(count)} for key, count in table.items()}
    return rows(Figures(turned_away=cases), of, least)


def row(*places: str, service: str = "", cases: tuple[int, int | None], region: str = "") -> GapRow:
    return GapRow(places, service, cases, region)


THREE = site(("legal", "social", "salud"), 2, 2)


def test_what_has_enough_stands_alone_and_the_rest_of_the_municipality_together() -> None:
    table = {("legal", "a1"): 12, ("social", "a1"): 4, ("salud", "a1"): 3, ("legal", "a2"): 100}
    assert told(table, THREE) == (
        row("a1", service="legal", cases=(10, 19)),
        row("a1", cases=(5, 9)),
        row("a2", cases=(100, None)),
    )


def test_a_rest_that_is_too_few_takes_in_the_smallest_service() -> None:
    table = {("legal", "a1"): 12, ("social", "a1"): 6, ("salud", "a1"): 1}
    assert told(table, THREE) == (row("a1", service="legal", cases=(10, 19)), row("a1", cases=(5, 9)))
    assert told(table | {("salud", "a1"): 0}, THREE) == told(table, THREE)


def test_where_every_service_has_enough_each_stands_alone() -> None:
    table = {("legal", "a1"): 5, ("social", "a1"): 20, ("salud", "a1"): 50}
    bounds = ((5, 9), (20, 49), (50, 99))
    names = ("legal", "social", "salud")
    assert told(table, THREE) == tuple(row("a1", service=s, cases=c) for s, c in zip(names, bounds, strict=True))


def test_municipalities_with_too_few_are_told_as_their_region_or_not_at_all() -> None:
    table = {("legal", "a1"): 3, ("social", "a2"): 2, ("legal", "b1"): 4}
    assert told(table, THREE) == (row("a1", "a2", cases=(5, 9), region="a"),)
    assert told({("legal", "b1"): 4}, THREE) == ()


def test_a_case_counts_once_however_often_she_was_turned_away() -> None:
    cases = {(service, "a1"): {"C-1", "C-2", "C-3", "C-4"} for service in ("legal", "social", "salud")}
    assert rows(Figures(turned_away=cases), THREE) == ()


def test_a_refuge_is_never_a_service_of_its_own_and_what_the_profile_does_not_name_is_nowhere() -> None:
    named = replace(THREE, words=Words(services={"legal": "Legal", "r1": "Alojamiento protegido", "refugio": "Casa"}))
    assert told({("r1", "a1"): 30, ("legal", "a1"): 40}, named) == (
        row("a1", service="legal", cases=(20, 49)),
        row("a1", cases=(20, 49)),
    )
    assert told({("refugio", "a1"): 30}, named) == (row("a1", cases=(20, 49)),)
    assert told({("legal", ""): 30, ("legal", "z9"): 30, ("other", "a1"): 30}, named) == ()


def test_at_the_threshold_for_print_no_row_has_fewer_than_eleven() -> None:
    table = {("legal", "a1"): 30, ("social", "a1"): 10, ("legal", "a2"): 10}
    assert told(table, THREE, least=11) == (row("a1", cases=(20, 49)),)
    assert told(table | {("salud", "a1"): 1}, THREE, least=11)[-1] == row("a1", cases=(11, 19))


counts = st.sampled_from((0, 0, 1, 2, 3, 4, 5, 6, 9, 10, 14, 40))
tables = st.fixed_dictionaries(dict.fromkeys(product(THREE.words.services, (p.code for p in THREE.place)), counts))


def outlook(cells: list[tuple[str, str]], said: tuple[GapRow, ...], cell: int) -> tuple[float, float]:
    """The least and the greatest that a cell can be, for who knows all rows and how they are made."""
    own = {(r.service, place) for r in said for place in r.places if r.service}
    sums, limits = [], []
    for r in said:
        inside = [
            float(place in r.places and (service == r.service or (not r.service and (service, place) not in own)))
            for service, place in cells
        ]
        sums.append([-part for part in inside])
        limits.append(-float(r.cases[0]))
        if r.cases[1] is not None:
            sums.append(inside)
            limits.append(float(r.cases[1]))
    aim = np.eye(len(cells))[cell]
    ends = []
    for sign in (1, -1):
        found = linprog(sign * aim, A_ub=sums or None, b_ub=limits or None, bounds=(0, 1000))
        assert found.status == 0
        ends.append(sign * found.fun)
    return ends[0], ends[1]


@given(tables)
@settings(max_examples=60, deadline=None)
def test_no_linear_program_over_every_row_pins_a_count_below_the_least(table: Table) -> None:
    said = told(table, THREE)
    cells = list(table)
    for at, cell in enumerate(cells):
        low, high = outlook(cells, said, at)
        assert low - 1e-6 <= table[cell] <= high + 1e-6
        assert table[cell] >= LEAST or high - low >= 1


@pytest.mark.parametrize(("services", "regions"), [(2, (2,)), (3, (1,)), (2, (1, 1)), (1, (3,))])
def test_not_even_who_tries_every_table_learns_a_count_below_the_least(services: int, regions: tuple[int, ...]) -> None:
    """Of all tables that lead to the same rows, a cell below the least in one has another value in another."""
    least = 3
    small = site(("legal", "social", "salud")[:services], *regions)
    cells = [(service, place.code) for place in small.place for service in small.words.services]
    by_rows: dict[tuple[GapRow, ...], list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(8), repeat=len(cells)):
        by_rows[told(dict(zip(cells, counts, strict=True)), small, least)].append(counts)
    assert len(by_rows) > 3
    for same in by_rows.values():
        for values in zip(*same, strict=True):
            assert min(values) >= least or len(set(values)) > 1
