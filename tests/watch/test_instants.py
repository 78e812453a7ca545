"""Names by instant, however they come and go."""

from hypothesis import given
from hypothesis import strategies as st

from watch.instants import MANY, Instants

CHANGES = st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.sampled_from("abcde")), max_size=3 * MANY)


@given(CHANGES, st.integers(0, 10), st.integers(0, 10), st.integers(1, 40))
def test_it_answers_as_a_sorted_list_of_who_is_there(
    changes: list[tuple[bool, int, str]], start: int, end: int, often: int
) -> None:
    kept, there = Instants(), set[tuple[int, str]]()
    for number, (comes, at, name) in enumerate(changes):
        if comes and (at, name) not in there:
            kept.add(at, name)
            there.add((at, name))
        elif not comes:
            kept.discard(at, name)
            there.discard((at, name))
        if number % often == 0:
            assert len(kept) == len(there)
            assert kept.first() == min(there, default=None)
    inside = [name for at, name in sorted(there) if start <= at < end]
    assert kept.named(start, end) == inside
    assert kept.within(start, max(start, end)) == len(inside)
