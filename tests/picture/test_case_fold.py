"""What becomes of a case as its facts come: story, standing, mask, orders, children."""

import msgspec
import pytest

from picture import case_events as c
from picture import events as e
from picture.book import KEEP, Step
from picture.clocks import DAY, HOUR
from picture.picture import Picture, restore, save
from tests.picture.case_cast import REGISTER, REGISTRY, case
from tests.picture.cast import MINUTE, SOURCE, T0, a_fact, a_profile, folded


def said(minute: int, data: e.AnyData, subject: str = "C-1", source: str = REGISTRY) -> e.Fact:
    return a_fact(T0 + minute * MINUTE, subject, data, source)


def test_a_case_is_known_from_its_first_fact_whoever_says_it() -> None:
    picture = folded([said(5, c.CaseAssessed(level="severe"), source=SOURCE)])
    assert case(picture).opened is None
    assert case(picture).ended is None
    folded([said(0, c.CaseOpened(in_progress=True)), said(7, c.CaseRegistered(), source=REGISTER)], picture)
    assert case(picture).source == REGISTRY
    assert case(picture).opened == case(picture).intake == T0
    assert [(step.what, step.said) for step in case(picture).story] == [
        ("opened", "in_progress"),
        ("assessed", "severe"),
        ("registered", "banavim"),
    ]


def test_what_is_said_twice_is_one_line_of_the_story() -> None:
    facts = [said(0, c.CaseAssigned(to="sau")), said(0, c.CaseAssigned(to="sau"), source=SOURCE)]
    assert case(folded(facts)).story == [Step(T0, "assigned", "sau")]


@pytest.mark.parametrize("turned", [False, True])
def test_an_opening_after_a_closing_opens_it_again_and_keeps_the_first_intake(turned: bool) -> None:
    facts = [said(0, c.CaseOpened()), said(10, c.CaseClosed(reason="alta")), said(20, c.CaseOpened(children=True))]
    picture = folded(facts[::-1] if turned else facts)
    assert (case(picture).opened, case(picture).intake) == (T0 + 20 * MINUTE, T0)
    assert case(picture).ended is None
    assert case(picture).opening.children is True


def test_opened_and_closed_at_one_instant_it_is_over() -> None:
    assert case(folded([said(0, c.CaseClosed(reason="alta")), said(0, c.CaseOpened())])).ended == T0


def test_a_correction_of_the_same_instant_stands_by_its_sequence() -> None:
    first = e.Fact(time=T0, source=REGISTRY, subject="C-1", data=c.CaseOpened(folio="F-1"), sequence=4)
    later = e.Fact(time=T0, source=REGISTRY, subject="C-1", data=c.CaseOpened(folio="A-2"), sequence=9)
    assert case(folded([first, later])).opening.folio == "A-2"
    assert case(folded([later, first])).opening.folio == "A-2"


def test_children_are_as_last_said_by_an_opening_or_an_assessment() -> None:
    facts = [
        said(30, c.CaseAssessed(level="mild", children=False)),
        said(0, c.CaseOpened(children=True)),
        said(40, c.CaseAssessed(level="mild")),
    ]
    assert case(folded(facts)).children is False
    assert case(folded(facts[1:])).children is True


def test_an_order_that_is_requested_and_not_issued_protects_nobody() -> None:
    asked = said(1, c.CaseProtected(measure="orden", requested=T0))
    issued = said(9, c.CaseProtected(measure="orden", requested=T0, issued=T0 + HOUR))
    picture = folded([asked])
    assert [step.what for step in case(picture).story] == ["order.requested"]
    for facts in ([asked, issued], [issued, asked]):
        picture = folded(facts)
        assert [step.what for step in case(picture).story] == ["order.requested", "protected"]
        assert (case(picture).orders["orden"].requested, case(picture).orders["orden"].issued) == (T0, T0 + HOUR)


def test_a_measure_that_is_no_order_protects_at_once() -> None:
    picture = folded([said(0, c.CaseProtected(measure="resguardo"))])
    assert case(picture).story == [Step(T0, "protected", "resguardo")]
    assert case(picture).orders == {}


def test_the_instants_of_an_order_are_those_said_last() -> None:
    first = said(1, c.CaseProtected(measure="orden", issued=T0 + HOUR))
    corrected = said(2, c.CaseProtected(measure="orden", issued=T0))
    for facts in ([first, corrected], [corrected, first]):
        assert case(folded(facts)).orders["orden"].issued == T0


def test_the_mask_of_a_closed_case_is_free_and_a_case_opened_again_takes_another_when_it_is_gone() -> None:
    picture = folded([said(0, c.CaseOpened()), said(1, c.CaseClosed(reason="alta"))])
    mask = case(picture).mask
    assert picture.masks == {}
    picture.masks[mask] = "C-2"
    folded([said(2, c.CaseOpened())], picture)
    assert case(picture).mask != mask
    assert picture.masks == {mask: "C-2", case(picture).mask: "C-1"}


def test_a_mask_says_nothing_of_the_case_that_it_stands_for() -> None:
    one = folded([said(0, c.CaseOpened(folio="A"))])
    other = folded([said(0, c.CaseOpened(folio="B"), "C-2")])
    assert case(one).mask == case(other, "C-2").mask


def test_a_registry_is_a_source_whose_clock_goes_on() -> None:
    picture = folded([said(hour * 60, c.CaseAdmitted()) for hour in range(24 * 9)])
    state = picture.centres[REGISTRY].state
    assert state.clock == T0 + (24 * 9 - 1) * HOUR
    assert len(state.active) < 80
    assert state.history == {}


def days_of(picture: Picture) -> dict[str, int]:
    found: dict[str, int] = {}
    for counts in picture.book.days.values():
        for measure, count in counts.items():
            found[measure] = found.get(measure, 0) + count
    return found


def test_a_case_counts_once_when_it_was_first_opened_and_as_it_was_first_assessed() -> None:
    facts = [
        said(40, c.CaseAssessed(level="mild")),
        said(0, c.CaseOpened()),
        said(10, c.CaseAssessed(level="severe")),
        said(50, c.CaseClosed(reason="alta")),
        said(60, c.CaseOpened()),
    ]
    assert days_of(folded(facts)) == {"cases.opened": 1, "cases.severe": 1}


def test_what_concerns_a_man_counts_apart_even_when_that_is_said_last() -> None:
    facts = [
        said(1, c.CaseAssessed(level="mild")),
        said(2, c.HandoverOffered(giver="nl/911", to="nl/070", case="C-1"), "H-1"),
        said(3, c.FollowUpPlanned(case="C-1"), "F-1"),
        said(4, c.FollowUpAttempted(outcome="no_answer"), "F-1"),
    ]
    picture = folded(facts)
    assert not any(measure.startswith("men.") for measure in days_of(picture))
    folded([said(0, c.CaseOpened(subject_is="man"))], picture)
    assert days_of(picture) == {
        "men.cases.opened": 1,
        "men.cases.mild": 1,
        "men.handovers.offered": 1,
        "men.followups.attempted": 1,
    }


def test_a_fact_counts_on_the_civil_day_of_the_site() -> None:
    profile = e.SiteConfigured(profile=msgspec.to_builtins(a_profile()))
    midnight = 1_770_012_000_000 + 6 * HOUR - (1_770_012_000_000 % DAY)  # 00:00 in Monterrey
    picture = folded(
        [a_fact(T0, "prueba", profile), *(a_fact(midnight + by, f"C{by}", c.CaseOpened()) for by in (-1, 0))]
    )
    counts = list(picture.book.days.values())
    assert counts == [{"cases.opened": 1}, {"cases.opened": 1}]


def test_a_closed_case_leaves_keep_after_its_end_and_what_is_said_of_it_later_makes_no_new_one() -> None:
    picture = folded([said(0, c.CaseOpened()), said(1, c.CaseClosed(reason="alta")), said(0, c.CaseOpened(), "C-2")])
    folded([a_fact(T0 + KEEP + 2 * HOUR, "C-3", c.CaseOpened(), REGISTRY)], picture)
    assert set(picture.book.cases) == {"C-2", "C-3"}, "an open case is kept, however old"
    picture = restore(save(picture))
    folded([a_fact(T0 + KEEP + 3 * HOUR, "C-1", c.CaseContacted(), REGISTRY)], picture)
    assert "C-1" not in picture.book.cases
    assert picture.book.too_late == 1
    folded([a_fact(T0 + KEEP + 4 * HOUR, "C-1", c.CaseOpened(), REGISTRY)], picture)
    assert case(picture).opened == T0 + KEEP + 4 * HOUR
