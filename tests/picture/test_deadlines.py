"""Deadlines are values: an order's civil days, a hand-over's minutes, a third of the time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picture import deadlines
from picture.book import Handover
from picture.case_events import HandoverOffered
from picture.deadlines import Deadline
from picture.policy import Stage
from tests.picture.told import DAY, HOUR, MINUTE, MONTERREY, SANTIAGO, ZONES, a_site, an_order, at, utc

T0 = at("2026-06-17T10:00")


def test_an_order_is_to_be_issued_four_hours_after_it_was_requested() -> None:
    assert deadlines.issue_by(an_order(requested=T0), a_site()) == T0 + 4 * HOUR
    assert deadlines.issue_by(an_order(issued=T0), a_site()) is None


@pytest.mark.parametrize(
    ("zone", "issued", "extended", "expires"),
    [
        (MONTERREY, "2026-06-17T10:00", False, "2026-08-16T06:00"),
        (MONTERREY, "2026-06-17T00:00", False, "2026-08-16T06:00"),
        (MONTERREY, "2026-06-16T23:59", False, "2026-08-15T06:00"),
        (MONTERREY, "2026-06-17T10:00", True, "2026-09-15T06:00"),
        (SANTIAGO, "2026-07-08T10:00", False, "2026-09-06T04:00"),  # a day without midnight
        (SANTIAGO, "2026-02-04T10:00", False, "2026-04-05T04:00"),  # after a day of 25 hours
    ],
)
def test_an_order_expires_when_its_sixtieth_or_ninetieth_day_begins(
    zone: str, issued: str, extended: bool, expires: str
) -> None:
    order = an_order(issued=at(issued, zone), extended=extended)
    assert deadlines.expires(order, a_site(zone)) == utc(expires)


def test_an_order_that_was_only_requested_does_not_expire() -> None:
    found = deadlines.of_order(an_order(requested=T0), a_site())
    assert found == [Deadline("order.issue", T0 + 4 * HOUR, None, 240)]


def test_an_order_that_was_issued_late_says_when() -> None:
    issue, expiry = deadlines.of_order(an_order(requested=T0, issued=T0 + 5 * HOUR), a_site())
    assert (issue.met, issue.due) == (T0 + 5 * HOUR, T0 + 4 * HOUR)
    assert (expiry.what, expiry.met, expiry.within) == ("order.expiry", None, None)


def test_a_hand_over_is_owed_until_it_is_accepted_or_returned() -> None:
    offer = HandoverOffered(giver="nl/911", to="nl/070")
    waiting = Handover("H-1", "nl/911", offer=offer, offered=T0)
    assert deadlines.of_handover(waiting, a_site()) == Deadline("handover", T0 + 5 * MINUTE, None, 5, "nl/070")
    returned = Handover("H-1", "nl/911", offer=offer, offered=T0, returned=T0 + MINUTE)
    assert deadlines.of_handover(returned, a_site()) == Deadline("handover", T0 + 5 * MINUTE, T0 + MINUTE, 5, "nl/070")
    assert deadlines.of_handover(Handover("H-1", "nl/911", accepted=T0), a_site()) is None


def test_less_than_a_third_of_the_time_is_near_and_a_third_is_not() -> None:
    due = Deadline("contacted", T0 + 60 * MINUTE, within=60)
    assert due.near_from == T0 + 40 * MINUTE + 1


def test_a_stage_runs_from_what_it_comes_after() -> None:
    stage = Stage(reach="arrived", within=15, after="dispatched", who="policia")
    assert deadlines.of_stage(stage, {"opened": T0}, None) is None
    told = {"opened": T0, "dispatched": T0 + MINUTE, "arrived": T0 + 20 * MINUTE}
    assert deadlines.of_stage(stage, told, None) == Deadline(
        "arrived", T0 + 16 * MINUTE, T0 + 20 * MINUTE, 15, "policia"
    )


def test_a_stage_after_the_assessment_runs_from_what_gave_the_class() -> None:
    found = deadlines.of_stage(Stage(reach="assigned", within=15), {"assessed": T0 + 9 * MINUTE}, T0)
    assert found is not None and found.due == T0 + 15 * MINUTE


def test_a_stage_without_time_has_no_deadline() -> None:
    assert deadlines.of_stage(Stage(reach="protected", after="opened"), {"opened": T0}, T0) is None


def test_only_what_was_spoken_safely_reaches_a_follow_up_that_is_done() -> None:
    assert deadlines.reached({"followup.no_answer": T0}, "followup.done") is None
    assert deadlines.reached({"followup.spoke_safely": T0}, "followup.done") == T0


def test_a_health_clock_shows_from_a_day_before_until_it_is_missed() -> None:
    clock = Deadline("health.vih", T0)
    shown = [deadlines.runs_out(clock, T0 + by) for by in (-DAY - 1, -DAY, -1, 0)]
    assert shown == [False, True, True, False]
    assert not deadlines.runs_out(Deadline("health.vih", T0, met=T0 - DAY), T0 - 1)


@given(st.integers(utc("2022-01-01"), utc("2028-01-01")), st.sampled_from(ZONES))
def test_an_instant_lies_between_the_first_of_its_civil_day_and_the_first_of_the_next(now: int, zone: str) -> None:
    day = deadlines.civil_day(now, zone)
    assert deadlines.first_instant(day, zone) <= now < deadlines.first_instant(day + 1, zone)


@pytest.mark.parametrize("issued", [0, 253_402_300_800_000, 10**15])
def test_an_order_of_an_impossible_year_has_an_expiry_like_any_other(issued: int) -> None:
    expiry = deadlines.expires(an_order(issued=issued, extended=True), a_site())
    assert expiry is not None and expiry > min(issued, utc("9990-01-01"))
