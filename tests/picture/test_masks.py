"""A mask is short, nobody else's, and says nothing of its case."""

from itertools import pairwise

from picture.masks import FULL, SIGNS, draw


def test_a_mask_has_three_signs_that_nobody_confuses() -> None:
    mask = draw(1, 1000, (), 0)
    assert len(mask) == 3
    assert set(mask) <= set(SIGNS)
    assert not set(SIGNS) & set("0OQ1ILS5B8UZG")
    assert len(set(SIGNS)) == len(SIGNS)


def test_no_two_open_cases_share_a_mask_and_a_fourth_sign_comes_when_three_are_nearly_full() -> None:
    taken: set[str] = set()
    for number in range(FULL + 500):
        mask = draw(number, 1000, taken, len(taken))
        assert mask not in taken
        taken.add(mask)
    assert {len(mask) for mask in taken} == {3, 4}
    assert sum(len(mask) == 4 for mask in taken) == 500


def test_a_mask_follows_from_the_entry_alone() -> None:
    assert draw(7, 1000, (), 0) == draw(7, 1000, (), 0)
    assert len({draw(number, recorded, (), 0) for number in range(50) for recorded in range(50)}) > 2000


def test_neighbouring_entries_have_masks_that_nobody_can_continue() -> None:
    first = [SIGNS.index(draw(number, 1000, (), 0)[0]) for number in range(2000)]
    steps = [(b - a) % len(SIGNS) for a, b in pairwise(first)]
    assert max(steps.count(step) for step in range(len(SIGNS))) < 2000 / len(SIGNS) * 1.6
