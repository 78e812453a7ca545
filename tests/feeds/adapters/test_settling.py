"""A missing number is waited for exactly as long as said, and a row that comes late within it is never passed."""

from hypothesis import given
from hypothesis import strategies as st

from feeds.adapters.settling import SURE, Settling

SETTLE = 5_000


def test_numbers_without_holes_pass_at_once() -> None:
    settling = Settling(SETTLE)
    settling.look(0, 3, 0)
    assert settling.passable(0, [1, 2, 3]) == 3


def test_a_hole_is_waited_for_from_when_a_higher_number_was_seen() -> None:
    settling = Settling(SETTLE)
    settling.look(0, 3, 1_000)
    assert settling.passable(0, [1, 3]) == 1
    settling.look(1, 3, 1_000 + SETTLE - 1)
    assert settling.passable(1, [3]) == 0
    settling.look(1, 3, 1_000 + SETTLE)
    assert settling.passable(1, [3]) == 1


def test_each_hole_has_its_own_time() -> None:
    settling = Settling(SETTLE)
    settling.look(0, 3, 0)
    settling.look(1, 5, 4_000)
    settling.look(1, 5, 5_000)
    assert settling.passable(1, [3, 5]) == 1
    settling.look(3, 5, 9_000)
    assert settling.passable(3, [5]) == 1


def test_a_long_past_with_holes_waits_once() -> None:
    settling = Settling(SETTLE)
    settling.look(0, 9_000, 0)
    settling.look(0, 9_001, SETTLE)
    assert settling.passable(0, list(range(2, 1_000, 2))) == 499


def test_a_view_that_ends_below_our_mark_is_set_back_once_that_is_sure() -> None:
    settling = Settling(SETTLE)
    settling.look(100, 40, 0)
    assert settling.rewound(40, SURE - 1) is None
    settling.look(100, 43, SURE)
    assert settling.rewound(43, SURE) == 40  # what came since our first look is new


def test_an_empty_view_and_one_that_has_caught_up_are_not_set_back() -> None:
    settling = Settling(SETTLE)
    settling.look(100, None, 0)
    settling.look(100, None, 10 * SURE)
    assert settling.rewound(None, 10 * SURE) is None
    settling.look(100, 101, 11 * SURE)
    assert settling.rewound(101, 11 * SURE) is None


@given(
    st.lists(st.tuples(st.integers(0, 3_000), st.integers(1, SETTLE - 1)), min_size=1, max_size=30),
    st.lists(st.integers(1, 2_000), min_size=1, max_size=200),
)
def test_no_row_is_passed_by_that_commits_within_the_time(
    transactions: list[tuple[int, int]], pauses: list[int]
) -> None:
    """Each transaction takes its number, in order, and is seen up to SETTLE later; it may be rolled back never."""
    at, rows = 0, []
    for number, (wait, open_for) in enumerate(transactions, start=1):
        at += wait
        rows.append((number, at + open_for))
    settling, mark, taken, now = Settling(SETTLE), 0, [], 0
    for pause in [*pauses, *[1_000] * 120]:
        now += pause
        there = [number for number, seen in rows if seen <= now]
        settling.look(mark, max(there, default=None), now)
        ahead = [number for number in there if number > mark]
        passed = ahead[: settling.passable(mark, ahead)]
        taken += passed
        mark = max(passed, default=mark)
    assert taken == [number for number, _ in rows]
