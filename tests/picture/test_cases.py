"""A case at one instant: class, marks, stages and their clocks, contacts; the millisecond at which each changes."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picture import cases
from picture.book import Book, Case
from picture.cases import CaseLook
from picture.clocks import HOUR, MINUTE
from picture.deadlines import Deadline
from tests.picture.told import DAY, SANTIAGO, WORDS, ZONES, a_book, a_case, a_site, an_order, at, utc

T0 = at("2026-06-17T10:00")
SEVERE = (T0 + MINUTE, "assessed", "severe")


def look(case: Case, now: int = T0 + 5 * MINUTE, *contacts: int, handed_over: int = 0) -> CaseLook:
    return cases.look(case, a_book(case, *contacts, handed_over=handed_over), a_site(), now)


# Open


def test_a_case_is_open_until_its_end_and_from_its_first_fact_on() -> None:
    assert look(a_case(T0)).open
    assert not look(a_case(T0, (T0 + MINUTE, "closed"))).open
    assert not look(a_case(T0, (T0 + MINUTE, "unseen"))).open
    assert look(a_case(T0 + DAY, (T0 + MINUTE, "declined"))).open
    told_late = look(a_case(None, SEVERE))
    assert (told_late.open, told_late.risk) == (True, "severe")


# Downgraded


LOWERED = T0 + HOUR  # 11:00; the shift ends at 14:00
SHIFT_ENDS = T0 + 4 * HOUR


@pytest.mark.parametrize(
    ("now", "handed_over", "marked"),
    [
        (LOWERED, 0, True),
        (LOWERED, LOWERED, True),
        (LOWERED, LOWERED + 1, False),
        (SHIFT_ENDS - 1, LOWERED - 1, True),
        (SHIFT_ENDS, LOWERED - 1, False),
    ],
)
def test_a_downgrade_is_marked_until_the_room_is_handed_over_or_the_shift_ends(
    now: int, handed_over: int, marked: bool
) -> None:
    case = a_case(T0, SEVERE, (LOWERED, "assessed", "moderate"), (LOWERED + HOUR, "assessed", "mild"))
    found = look(case, now, handed_over=handed_over)
    assert (found.downgraded, found.risk) == (marked, "mild")


def test_who_was_never_severe_since_the_opening_is_not_downgraded() -> None:
    assert not look(a_case(T0, (T0, "assessed", "moderate"), (LOWERED, "assessed", "mild")), LOWERED).downgraded
    assert look(a_case(T0, (LOWERED, "assessed", "mild"), in_progress=True), LOWERED).downgraded


def test_severe_again_or_closed_is_no_downgrade() -> None:
    up = a_case(T0, SEVERE, (LOWERED, "assessed", "mild"), (LOWERED + 1, "assessed", "severe"))
    over = a_case(T0, SEVERE, (LOWERED, "assessed", "mild"), (LOWERED + 1, "closed"))
    assert not look(up, LOWERED + 2).downgraded
    assert not look(over, LOWERED + 2).downgraded


# Stages


def test_the_stage_is_the_furthest_reached_since_the_opening() -> None:
    story: list[tuple[int, str] | tuple[int, str, str]] = [
        SEVERE,
        (T0 + 2 * MINUTE, "contacted"),
        (T0 + 3 * MINUTE, "assigned", "sau"),
    ]
    assert look(a_case(T0, *story)).stage == "contacted"
    assert look(a_case(T0 + 2 * MINUTE + 1, *story, intake=T0)).stage == "assigned"


def test_a_stage_deadline_counts_from_the_assessment_that_gave_the_class() -> None:
    case = a_case(T0, (T0, "assessed", "mild"), SEVERE, (T0 + HOUR, "assessed", "severe"))
    assert look(case).next == Deadline("assigned", SEVERE[0] + 15 * MINUTE, None, 15, "sau")


def test_after_the_attack_the_severe_clock_counts_from_when_it_was_severe() -> None:
    case = a_case(T0, SEVERE, (T0 + HOUR, "assessed", "severe+in_progress"), (T0 + 2 * HOUR, "protected", "orden"))
    found = look(case)
    assert found.next is not None
    assert (found.risk, found.next.due) == ("severe", SEVERE[0] + 15 * MINUTE)


@pytest.mark.parametrize(
    ("after", "near", "overdue"),
    [
        (10 * MINUTE, False, False),
        (10 * MINUTE + 1, True, False),
        (15 * MINUTE - 1, True, False),
        (15 * MINUTE, False, True),
    ],
)
def test_a_third_of_the_time_is_not_near_and_the_deadline_itself_is_overdue(
    after: int, near: bool, overdue: bool
) -> None:
    found = look(a_case(T0, SEVERE), SEVERE[0] + after)
    assert (found.near, found.overdue) == (near, overdue)


def test_reached_is_met_late_or_not_and_what_comes_after_has_its_clock_then() -> None:
    case = a_case(T0, SEVERE, (T0 + HOUR, "assigned", "sau"), (T0 + 2 * HOUR, "contacted"))
    found = look(case, T0 + 3 * HOUR)
    assert [(each.what, each.met) for each in found.deadlines] == [
        ("assigned", T0 + HOUR),
        ("contacted", T0 + 2 * HOUR),
        ("followup.done", None),
        ("register", None),
    ]
    assert (found.next, found.overdue) == (found.deadlines[2], False)
    assert found.deadlines[2].due == T0 + 2 * HOUR + 2 * DAY


def test_a_case_without_assessment_has_a_clock_from_its_opening() -> None:
    found = look(a_case(T0), T0 + 30 * MINUTE)
    assert (found.next, found.overdue) == (Deadline("assessed", T0 + 30 * MINUTE, None, 30), True)


def test_a_closed_case_owes_nothing() -> None:
    found = look(a_case(T0, SEVERE, (T0 + HOUR, "closed")), T0 + DAY)
    assert (found.next, found.overdue, found.near, found.silent, found.health) == (None, False, False, False, ())


@pytest.mark.parametrize(("after", "silent"), [(60 * MINUTE - 1, False), (60 * MINUTE, True)])
def test_a_severe_case_is_silent_after_an_hour_without_any_event(after: int, silent: bool) -> None:
    acted = T0 + 2 * HOUR
    severe = look(a_case(T0, SEVERE, (acted, "followup.no_answer")), acted + after)
    assert (severe.silent, severe.acted) == (silent, acted)
    assert not look(a_case(T0, (T0, "assessed", "moderate")), acted + after).silent


def test_the_time_to_assign_counts_from_the_first_severe_assessment() -> None:
    assert look(a_case(T0, SEVERE, (T0 + 9 * MINUTE, "assigned"))).assigned_in == 8 * MINUTE
    assert look(a_case(T0, (T0, "assigned"), SEVERE)).assigned_in is None
    assert look(a_case(T0, (T0, "assessed", "mild"), (T0 + 1, "assigned"))).assigned_in is None


# Health, registers, orders


EPISODE = T0 - 2 * HOUR


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (EPISODE + 48 * HOUR - 1, []),
        (EPISODE + 48 * HOUR, ["health.vih"]),
        (EPISODE + 72 * HOUR - 1, ["health.vih"]),
        (EPISODE + 72 * HOUR, []),
        (EPISODE + 96 * HOUR, ["health.anticoncepcion"]),
    ],
)
def test_a_health_clock_counts_from_the_earliest_instant_of_the_episode(now: int, shown: list[str]) -> None:
    case = a_case(T0, forms=("sexual",), episode_from=EPISODE, episode_to=T0)
    found = look(case, now)
    assert [each.what for each in found.health] == shown
    every = [each.what for each in (*found.deadlines, *found.health) if each.what.startswith("health.")]
    assert sorted(every) == ["health.anticoncepcion", "health.vih"]


def test_health_clocks_stop_when_she_was_attended_and_run_for_their_forms_alone() -> None:
    told = {"episode_from": EPISODE, "episode_to": EPISODE}
    attended = a_case(T0, (T0 + HOUR, "service.profilaxis"), forms=("sexual",), **told)
    found = look(attended, EPISODE + 60 * HOUR)
    assert (found.health, {each.met for each in found.deadlines if "health" in each.what}) == ((), {T0 + HOUR})
    assert not [d for d in look(a_case(T0, forms=("fisica",), **told)).deadlines if "health" in d.what]


def test_an_unknown_episode_starts_a_health_clock_at_the_call() -> None:
    (vih, _) = [d for d in look(a_case(T0, forms=("sexual",), called_at=EPISODE)).deadlines if "health" in d.what]
    assert vih.due == EPISODE + 72 * HOUR


@pytest.mark.parametrize(
    ("subject", "wanted"), [("woman", True), ("adolescent", True), ("family_member", False), ("man", False)]
)
def test_a_register_wants_women_children_and_adolescents(subject: str, wanted: bool) -> None:
    found = [each for each in look(a_case(T0, subject_is=subject)).deadlines if each.what == "register"]
    assert found == ([Deadline("register", T0 + DAY, None, 24 * 60)] if wanted else [])


def test_where_the_site_has_no_register_none_is_owed() -> None:
    site = a_site(words={**WORDS, "registers": {}})
    assert "register" not in [each.what for each in cases.look(a_case(T0), Book(), site, T0).deadlines]


def test_orders_have_deadlines_that_make_no_case_overdue() -> None:
    case = a_case(T0, (T0, "assessed", "mild"), orders={"orden": an_order(requested=T0)})
    found = look(case, T0 + 5 * HOUR)
    assert Deadline("order.issue", T0 + 4 * HOUR, None, 240) in found.deadlines
    assert (found.overdue, found.next) == (False, None)


# Contacts, marks


def test_more_than_one_contact_in_a_day_or_a_month_is_repeat() -> None:
    case = a_case(T0)
    assert (look(case, T0, T0).contacts, look(case, T0, T0).repeat) == ((1, 1), False)
    assert (look(case, T0, T0, T0 - 30 * DAY).contacts, look(case, T0, T0, T0 - 30 * DAY).repeat) == ((1, 2), True)
    assert not look(case, T0, T0, T0 - 30 * DAY - 1).repeat


def test_nobody_knows_the_contacts_of_a_person_that_was_forgotten() -> None:
    found = cases.look(a_case(T0, person="7"), Book(), a_site(), T0)
    assert (found.contacts, found.repeat, found.rising) == ((0, 0), False, False)


@pytest.mark.parametrize(("assessed", "asked"), [(None, True), (-1, True), (0, True), (1, False)])
def test_where_the_aggressor_answered_she_is_to_be_assessed_again(assessed: int | None, asked: bool) -> None:
    answered = T0 + HOUR
    later = [] if assessed is None else [(answered + assessed, "assessed", "mild")]
    assert look(a_case(T0, (answered, "followup.aggressor_answered"), *later)).reassess is asked


def test_children_count_where_somebody_said_so() -> None:
    assert [look(a_case(T0, children=said)).children for said in (True, False, None)] == [True, False, False]


# Until


SAID = st.sampled_from(
    [
        ("assessed", "severe"),
        ("assessed", "severe+in_progress"),
        ("assessed", "moderate"),
        ("assigned", "sau"),
        ("dispatched", ""),
        ("contacted", ""),
        ("protected", "orden"),
        ("service.profilaxis", ""),
        ("followup.aggressor_answered", ""),
        ("closed", ""),
    ]
)


@st.composite
def told(draw: st.DrawFn) -> tuple[Case, Book, int]:
    base = draw(st.sampled_from([T0, utc("2026-09-06T04:00"), utc("2026-04-05T04:00")]))
    when = st.integers(base - HOUR, base + 5 * HOUR)
    story = draw(st.lists(st.tuples(when, SAID), max_size=6))
    case = a_case(
        draw(st.sampled_from([None, base, base + HOUR])),
        (base, "admitted"),
        *[(time, what, said) for time, (what, said) in story],
        in_progress=draw(st.booleans()),
        forms=draw(st.sampled_from([(), ("sexual",)])),
        orders=draw(st.sampled_from([{}, {"orden": an_order(base, base + HOUR)}, {"orden": an_order(base)}])),
    )
    calls = draw(st.lists(st.integers(base - 40 * DAY, base + HOUR), max_size=5))
    book = a_book(case, *calls, handed_over=draw(st.sampled_from([0, base + 2 * HOUR])))
    return (
        case,
        book,
        base + draw(st.sampled_from([HOUR, DAY, 40 * DAY]).flatmap(lambda span: st.integers(-HOUR, span))),
    )


@given(told(), st.sampled_from([SANTIAGO, *ZONES]), st.floats(0, 1))
def test_nothing_changes_before_until(told: tuple[Case, Book, int], zone: str, part: float) -> None:
    case, book, now = told
    site = a_site(zone)
    found = cases.look(case, book, site, now)
    assert found.until > now
    for later in (found.until - 1, now + int((found.until - 1 - now) * part), min(now + 7 * HOUR, found.until - 1)):
        again = cases.look(case, book, site, later)
        assert msgspec.structs.replace(again, until=0) == msgspec.structs.replace(found, until=0)
