"""One order over all open cases: each part decides only between those that every part before leaves equal."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from picture import cases
from picture.book import Book
from picture.cases import CaseLook
from picture.priority import rank
from tests.picture.told import HOUR, a_case, a_site, at

T0 = at("2026-06-17T10:00")
CASE = a_case(T0)
PLAIN = replace(cases.look(CASE, Book(), a_site(), T0), risk="severe")

# From the most urgent to the least; each differs from PLAIN in what its name says.
BY_CLASS = [
    replace(PLAIN, risk="in_progress"),
    replace(PLAIN, risk="severe"),
    replace(PLAIN, risk="mild", downgraded=True),
    replace(PLAIN, risk="unassessed"),
    replace(PLAIN, risk="moderate"),
    replace(PLAIN, risk="mild"),
]
BY_REST = [
    replace(PLAIN, overdue=True),
    replace(PLAIN, silent=True),
    replace(PLAIN, contacts=(3, 3)),
    replace(PLAIN, contacts=(2, 9)),
    replace(PLAIN, contacts=(2, 2)),
    replace(PLAIN, contacts=(0, 2)),
    replace(PLAIN, children=True),
    replace(PLAIN, acted=T0 - HOUR),
    PLAIN,
]


@pytest.mark.parametrize("order", [BY_CLASS, BY_REST])
def test_cases_stand_in_the_order_of_their_danger(order: list[CaseLook]) -> None:
    ranks = [rank(look, CASE) for look in order]
    assert all(before < after for before, after in pairwise(ranks))


def test_equal_cases_stand_by_their_id() -> None:
    assert rank(PLAIN, a_case(T0, id="C-1")) < rank(PLAIN, a_case(T0, id="C-2"))


LOOKS = st.builds(
    lambda risk, flags, contacts, acted: replace(
        PLAIN, risk=risk, overdue=flags[0], silent=flags[1], children=flags[2], contacts=contacts, acted=T0 - acted
    ),
    st.sampled_from(["in_progress", "severe", "unassessed", "moderate", "mild"]),
    st.tuples(st.booleans(), st.booleans(), st.booleans()),
    st.tuples(st.integers(0, 2), st.integers(0, 2)),
    st.integers(0, 2),
)
CLASSES = ["in_progress", "severe", "unassessed", "moderate", "mild"]


@given(LOOKS, LOOKS)
def test_the_first_difference_decides(one: CaseLook, other: CaseLook) -> None:
    parts = [
        (CLASSES.index(one.risk), CLASSES.index(other.risk)),
        (other.overdue, one.overdue),
        (other.silent, one.silent),
        (other.contacts[0], one.contacts[0]),
        (other.contacts[1], one.contacts[1]),
        (other.children, one.children),
        (one.acted, other.acted),
    ]
    first = next(((a, b) for a, b in parts if a != b), None)
    assert (rank(one, CASE) < rank(other, CASE)) is (first is not None and first[0] < first[1])
