"""Who is who without a name: one person's contacts, whether her risk rises, and that she is forgotten."""

from itertools import permutations

import pytest

from picture import case_events as c
from picture import events as e
from picture.book import KEEP, Person
from picture.clocks import DAY, HOUR, WEEK
from picture.people import contacts, instants, rising
from picture.picture import Picture, restore, save
from tests.picture.case_cast import REGISTRY, case
from tests.picture.cast import MINUTE, SOURCE, T0, a_fact, folded
from tests.picture.test_case_fold import said

PHONE = ("t1", "t1old")


def called(minute: int, name: str, caller: tuple[str, ...] = PHONE, linked: str | None = None) -> e.Fact:
    return said(minute, e.CallOffered(queue="psicologia", caller=caller, linked=linked), name, SOURCE)


def judged(minute: int, name: str, call_class: e.CallClass) -> e.Fact:
    return said(minute, e.CallClassified(call_class=call_class), name, SOURCE)


def her(picture: Picture, phone: str = "t1") -> Person:
    return picture.book.people[picture.whose[phone]]


def test_contacts_are_counted_over_24_hours_and_30_days_the_first_instant_included() -> None:
    person = Person(calls=[T0, T0 + 29 * DAY, T0 + 30 * DAY])
    assert contacts(person, T0 + 30 * DAY) == (2, 3)
    assert contacts(person, T0 + 30 * DAY + 1) == (1, 2)
    assert contacts(person, T0 + 30 * DAY - 1) == (1, 2)


def test_a_key_that_turns_loses_nobody() -> None:
    facts = [called(0, "c1", ("k1", "k0")), called(1, "c2", ("k2", "k1")), called(2, "c3", ("k3", "k2"))]
    picture = folded(facts)
    assert len(picture.book.people) == 1
    assert her(picture, "k3").calls == [T0, T0 + MINUTE, T0 + 2 * MINUTE]


def test_two_persons_are_one_when_a_fact_joins_them() -> None:
    facts = [
        called(0, "c1"),
        said(60 * 5, c.CaseOpened(person=("p1",)), "C-1"),
        said(60 * 9, c.CaseRegistered(person=("euv1",)), "C-2"),
    ]
    picture = folded(facts)
    assert len(picture.book.people) == 3
    folded([said(60 * 12, c.CaseOpened(person=("p1", "euv1"), caller=PHONE), "C-3")], picture)
    assert len(picture.book.people) == 1
    assert {case(picture, name).person for name in ("C-1", "C-2", "C-3")} == {picture.whose["euv1"]}
    assert contacts(her(picture), T0 + DAY) == (3, 3)


@pytest.mark.parametrize("after", [60 * MINUTE, 60 * MINUTE + 1])
def test_a_case_opened_within_an_hour_of_her_call_is_one_contact_with_it(after: int) -> None:
    opened = a_fact(T0 + after, "C-1", c.CaseOpened(caller=PHONE), REGISTRY)
    assert contacts(her(folded([opened, called(0, "c1")])), T0 + DAY) == ((1, 1) if after <= HOUR else (2, 2))


def test_a_call_that_an_opening_names_is_one_contact_with_it_however_late_and_tells_who_she_is() -> None:
    opened = said(300, c.CaseOpened(call="c1", centre=SOURCE))
    for facts in ([called(0, "c1"), opened], [opened, called(0, "c1")]):
        picture = folded(facts)
        assert picture.book.people[case(picture).person] is her(picture)
        assert instants(her(picture)) == [T0]
        assert instants(her(restore(save(picture)))) == [T0]


def test_a_third_partys_phone_is_not_hers() -> None:
    opened = said(300, c.CaseOpened(call="c1", centre=SOURCE, called_by="third_party", caller=PHONE))
    for facts in ([called(0, "c1"), opened], [opened, called(0, "c1")]):
        picture = folded(facts)
        assert case(picture).person != picture.whose["t1"]
        assert her(picture).cases == ()
        assert instants(picture.book.people[case(picture).person]) == [T0 + 300 * MINUTE]


def test_a_linked_call_is_no_contact_nor_one_that_was_not_about_her() -> None:
    facts = [called(0, "c1"), called(1, "c2", linked="c1"), called(2, "c3")]
    picture = folded([*facts, judged(5, "c3", "improper")])
    assert her(picture).calls == [T0]
    folded([judged(6, "c3", "violence")], picture)
    assert her(picture).calls == [T0, T0 + 2 * MINUTE]


def test_a_class_that_comes_before_the_offer_counts_all_the_same() -> None:
    assert her(folded([judged(5, "c1", "other_emergency"), called(0, "c1")])).calls == []


def test_a_call_offered_earlier_than_was_said_is_a_contact_of_that_instant() -> None:
    assert her(folded([called(9, "c1"), called(4, "c1")])).calls == [T0 + 4 * MINUTE]


@pytest.mark.parametrize(("gap", "expected"), [(30 * DAY, True), (30 * DAY + 1, False)])
def test_risk_rises_when_an_assessment_is_higher_than_one_of_the_30_days_before_it(gap: int, expected: bool) -> None:
    person = Person(levels=((T0, 1), (T0 + gap, 3)))
    assert rising(person, T0 + gap) is expected


def test_risk_rises_over_all_cases_of_one_woman_and_no_longer_when_it_was_lowered() -> None:
    facts = [
        said(0, c.CaseOpened(person=("p1",)), "C-1"),
        said(0, c.CaseOpened(person=("p1",)), "C-2"),
        said(5, c.CaseAssessed(level="mild"), "C-1"),
        said(9, c.CaseAssessed(level="severe"), "C-2"),
    ]
    picture = folded(facts)
    assert rising(her(picture, "p1"), T0)
    folded([said(12, c.CaseAssessed(level="mild"), "C-1")], picture)
    assert not rising(her(picture, "p1"), T0)


def test_risk_rises_with_more_contacts_in_a_week_than_in_the_one_before() -> None:
    now = T0 + 2 * WEEK
    assert rising(Person(calls=[now - 8 * DAY, now - 2 * DAY, now - DAY]), now)
    assert not rising(Person(calls=[now - 2 * DAY, now - DAY]), now), "nothing to compare with"
    assert not rising(Person(calls=[now - 9 * DAY, now - 8 * DAY, now - 2 * DAY, now - DAY]), now)


def test_a_person_not_heard_of_for_keep_is_forgotten_her_hashes_too() -> None:
    picture = folded([called(0, "c1"), called(0, "c2", ("t2",)), said(0, c.CaseOpened(person=("p1",)))])
    folded([called(KEEP // MINUTE, "c3", ("t2",)), called(KEEP // MINUTE + 120, "c4", ("t3",))], picture)
    assert set(picture.whose) == {"t2", "t3"}
    assert case(picture).person == ""
    assert her(picture, "t2").calls == [T0 + KEEP], "and of who is still here, what is that old"
    folded([said(KEEP // MINUTE + 200, c.CaseAssessed(level="severe"))], picture)
    assert picture.book.people[case(picture).person].cases == ("C-1",)


def test_whose_cases_changed_is_told_when_she_calls() -> None:
    picture = folded([said(0, c.CaseOpened(caller=PHONE))])
    picture.touched_cases.clear()
    folded([called(200, "c1")], picture)
    assert picture.touched_cases == {"C-1"}


def test_of_two_who_turn_out_to_be_one_an_opening_at_one_instant_is_one_contact_in_any_order() -> None:
    facts = [
        said(0, c.CaseOpened(person=("p1",)), "C-1"),
        said(0, c.CaseOpened(person=("p2",)), "C-2"),
        said(1, c.CaseRegistered(person=("p1", "p2")), "C-1"),
    ]
    for order in permutations(facts):
        assert contacts(her(folded(list(order)), "p1"), T0 + HOUR) == (1, 1)
