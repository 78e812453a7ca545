"""Whatever order facts come in, however often, and wherever a checkpoint cuts: the book is the same."""

import random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from picture.case_events import CaseClosed, CaseOpened
from picture.events import Fact
from picture.picture import Picture, restore, save
from tests.picture.case_cast import facts, figures
from tests.picture.cast import T0, a_fact, folded


@given(facts(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=150)
def test_any_order_and_any_repetition_gives_the_same_book(said: list[Fact], chance: random.Random) -> None:
    mixed = said + chance.sample(said, len(said) // 2)
    chance.shuffle(mixed)
    assert figures(folded(mixed)) == figures(folded(said))


@given(facts(), st.data())
@settings(deadline=None, max_examples=100)
def test_a_checkpoint_at_any_cut_resumes_as_if_it_had_folded_from_the_start(
    said: list[Fact], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(said)))
    whole, resumed = folded(said), folded(said[cut:], restore(save(folded(said[:cut]))))
    assert msgspec.to_builtins(resumed.book) == msgspec.to_builtins(whole.book)
    assert indexes(resumed) == indexes(whole)


def indexes(picture: Picture) -> list[object]:
    named = (picture.followups_of, picture.handovers_of, picture.referrals_of, picture.services_of, picture.named_by)
    filled = [{key: ids for key, ids in index.items() if ids} for index in named]
    return [*filled, picture.masks, picture.whose]


@given(facts())
@settings(deadline=None, max_examples=100)
def test_totals_are_what_the_book_holds_and_nothing_is_counted_twice(said: list[Fact]) -> None:
    picture = folded(said)
    book = picture.book
    total: dict[str, int] = {}
    for counts in book.days.values():
        for measure, count in counts.items():
            plain = measure.removeprefix("men.")
            total[plain] = total.get(plain, 0) + count
    assert total.get("cases.opened", 0) == sum(each.intake is not None for each in book.cases.values())
    assert total.get("services", 0) == sum(each.given is not None for each in book.services.values())
    assert total.get("handovers.accepted", 0) == sum(each.accepted is not None for each in book.handovers.values())
    assert total.get("referrals.refused", 0) == sum(each.refused is not None for each in book.referrals.values())
    tries = [each for followup in book.followups.values() for each in followup.attempts]
    assert total.get("followups.done", 0) == sum(each.outcome == "spoke_safely" for each in tries)


@given(facts())
@settings(deadline=None, max_examples=100)
def test_every_open_case_has_a_mask_of_its_own_and_every_hash_is_one_persons(said: list[Fact]) -> None:
    picture = folded(said)
    cases = picture.book.cases.values()
    assert picture.masks == {case.mask: case.id for case in cases if case.ended is None}
    assert picture.whose == {each: key for key, person in picture.book.people.items() for each in person.hashes}
    for case in cases:
        assert case.id in picture.book.people[case.person].cases
        assert case.story == sorted(set(case.story))


def test_what_changed_is_told_until_somebody_looked() -> None:
    picture = folded([a_fact(T0, "C-1", CaseOpened()), a_fact(T0, "C-2", CaseOpened())])
    assert picture.touched_cases == {"C-1", "C-2"}
    picture.touched_cases.clear()
    folded([a_fact(T0 + 1, "C-1", CaseClosed(reason="concluido"))], picture)
    assert picture.touched_cases == {"C-1"}
    assert restore(save(picture)).touched_cases == {"C-1", "C-2"}, "nobody has looked at a restored picture"
