"""May she be called: the first reason that holds, and safe hours by the civil clock, whatever the clock does."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picture import permission
from picture.book import FollowUp
from picture.permission import Hours, Window
from tests.picture.told import (
    DAY,
    HOUR,
    LIMA,
    MINUTE,
    MONTERREY,
    SANTIAGO,
    ZONES,
    a_followup,
    a_site,
    at,
    utc,
)

NOON = at("2026-06-17T12:00")


def called(now: int, zone: str = MONTERREY, *attempts: tuple[int, str], **said: Any) -> str:
    planned = said.pop("planned", NOON - HOUR)
    return permission.may_call(a_followup(planned, *attempts, **said), now, a_site(zone))


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({}, "yes"),
        ({"cancelled": NOON - 1}, "cancelled"),
        ({"do_not_contact": True, "consent": False}, "do_not_contact"),
        ({"consent": False}, "no_consent"),
        ({"consent": None}, "consent_unknown"),
        ({"consent": None, "safe_hours": ()}, "consent_unknown"),
        ({"safe_hours": ()}, "hours_unknown"),
        ({"safe_hours": ("13:00-14:00",)}, "outside_hours"),
        ({"safe_hours": ("13:00-14:00",), "confirmed": NOON - 30 * DAY}, "permission_old"),
        ({"safe_hours": (), "channel": "in_person"}, "yes"),
        ({"safe_hours": ("13:00-14:00",), "channel": "in_person"}, "outside_hours"),
        ({"consent": None, "channel": "in_person"}, "consent_unknown"),
        ({"safe_hours": ("12:00-12:00",)}, "outside_hours"),
    ],
)
def test_the_first_reason_that_holds_is_said(said: dict[str, Any], reason: str) -> None:
    assert called(NOON, **said) == reason


def test_before_its_plan_came_nobody_is_called() -> None:
    assert permission.may_call(FollowUp("F-1", "nl/registro"), NOON, a_site()) == "consent_unknown"


@pytest.mark.parametrize("outcome", ["could_not_talk", "third_party", "no_answer"])
def test_an_attempt_that_did_not_reach_her_forbids_nothing(outcome: str) -> None:
    assert called(NOON, MONTERREY, (NOON - 1, outcome)) == "yes"


@pytest.mark.parametrize("outcome", ["declined", "aggressor_answered"])
def test_who_declined_and_where_he_answered_is_not_called_until_she_confirms_later(outcome: str) -> None:
    told = (NOON - MINUTE, outcome)
    assert called(NOON, MONTERREY, told) == outcome
    assert called(NOON, MONTERREY, told, confirmed=NOON - MINUTE) == outcome
    assert called(NOON, MONTERREY, told, confirmed=NOON - MINUTE + 1) == "yes"


def test_a_new_plan_that_confirms_nothing_lifts_nothing() -> None:
    assert called(NOON, MONTERREY, (NOON - HOUR, "aggressor_answered"), planned=NOON - MINUTE) == "aggressor_answered"


def test_declined_is_said_before_the_aggressor() -> None:
    assert called(NOON, MONTERREY, (NOON - 2, "aggressor_answered"), (NOON - 1, "declined")) == "declined"


def test_a_promise_that_was_kept_is_done_even_where_it_was_cancelled_too() -> None:
    assert called(NOON, MONTERREY, (NOON - HOUR, "spoke_safely"), cancelled=NOON - 1) == "done"


def test_what_was_planned_again_since_is_no_longer_cancelled() -> None:
    assert called(NOON, cancelled=NOON - HOUR, planned=NOON - HOUR) == "yes"
    assert called(NOON, cancelled=NOON - HOUR + 1, planned=NOON - HOUR) == "cancelled"


def test_a_permission_is_too_old_after_thirty_days_to_the_millisecond() -> None:
    told = NOON - 30 * DAY
    assert [called(NOON + by, confirmed=told) for by in (-1, 0, 1)] == ["yes", "permission_old", "permission_old"]
    assert called(NOON, planned=told) == "permission_old"


# Safe hours. Santiago sprang from 23:59:59 of 5 September to 01:00 of the 6th, and showed 23:00–24:00 of 4 April twice.

SPRING, AUTUMN = utc("2026-09-06T04:00"), utc("2026-04-05T04:00")


def edges(zone: str, *hours: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where in [start, end) she may be called: asked minute by minute."""
    followup, site = a_followup(start - HOUR, safe_hours=hours), a_site(zone)
    free = [permission.may_call(followup, now, site) == "yes" for now in range(start, end, MINUTE)]
    ups = [start + n * MINUTE for n, safe in enumerate(free) if safe and not (n and free[n - 1])]
    downs = [
        start + (n + 1) * MINUTE for n, safe in enumerate(free) if safe and not (n + 1 < len(free) and free[n + 1])
    ]
    return list(zip(ups, downs, strict=True))


@pytest.mark.parametrize(
    ("hours", "start", "end"),
    [
        ("00:00-02:00", SPRING, "2026-09-06T05:00"),  # one hour left of two
        ("22:00-02:00", utc("2026-09-06T02:00"), "2026-09-06T05:00"),
        ("22:00-00:00", utc("2026-09-06T02:00"), "2026-09-06T04:00"),
        ("22:00-24:00", utc("2026-09-06T02:00"), "2026-09-06T04:00"),
        ("23:30-00:30", utc("2026-09-06T03:30"), "2026-09-06T04:00"),
        ("sat 22:00-02:00", utc("2026-09-06T02:00"), "2026-09-06T05:00"),
        ("sun 00:00-02:00", SPRING, "2026-09-06T05:00"),
    ],
)
def test_a_night_without_midnight_loses_the_hour_that_no_clock_showed(hours: str, start: int, end: str) -> None:
    around = edges(SANTIAGO, hours, start=SPRING - 4 * HOUR, end=SPRING + 6 * HOUR)
    assert around == [(start, utc(end))]


def test_a_span_within_the_hour_that_no_clock_showed_is_none() -> None:
    assert edges(SANTIAGO, "00:10-00:50", start=SPRING - 3 * HOUR, end=SPRING + 3 * HOUR) == []


@pytest.mark.parametrize(
    ("hours", "start", "end"),
    [
        ("22:00-02:00", "2026-04-05T01:00", "2026-04-05T06:00"),  # five hours
        ("00:00-02:00", "2026-04-05T04:00", "2026-04-05T06:00"),
        ("23:00-24:00", "2026-04-05T02:00", "2026-04-05T04:00"),
        ("22:00-23:30", "2026-04-05T01:00", "2026-04-05T02:30"),  # ends when the clock first shows it
        ("23:30-00:30", "2026-04-05T02:30", "2026-04-05T04:30"),
        ("sun 00:00-02:00", "2026-04-05T04:00", "2026-04-05T06:00"),
    ],
)
def test_in_the_night_of_two_elevens_a_span_ends_at_the_first(hours: str, start: str, end: str) -> None:
    around = edges(SANTIAGO, hours, start=AUTUMN - 6 * HOUR, end=AUTUMN + 8 * HOUR)
    assert around == [(utc(start), utc(end))]


def test_spans_are_half_open_to_the_millisecond() -> None:
    said, site = a_followup(NOON, safe_hours=("22:00-02:00",)), a_site()
    opens, closes = at("2026-06-17T22:00"), at("2026-06-18T02:00")
    found = [permission.may_call(said, now, site) for now in (opens - 1, opens, closes - 1, closes)]
    assert found == ["outside_hours", "yes", "yes", "outside_hours"]


def test_a_span_of_a_weekday_belongs_to_the_day_on_which_it_starts() -> None:
    week = edges(LIMA, "mon 22:00-02:00", start=at("2026-06-14T00:00", LIMA), end=at("2026-06-21T00:00", LIMA))
    assert week == [(at("2026-06-15T22:00", LIMA), at("2026-06-16T02:00", LIMA))]


# What runs and what comes next


def hours(now: int, *said: str, zone: str = MONTERREY) -> Hours:
    return permission.hours(a_followup(NOON, safe_hours=said), now, a_site(zone))


def test_what_runs_says_its_end_and_what_comes_says_its_start() -> None:
    said = ("08:00-13:00", "18:00-21:00")
    assert hours(NOON, *said) == Hours(True, until=at("2026-06-17T13:00"))
    assert hours(at("2026-06-17T13:00"), *said) == Hours(False, starts=at("2026-06-17T18:00"))
    assert hours(at("2026-06-17T21:00"), *said) == Hours(False, starts=at("2026-06-18T08:00"))


def test_spans_that_touch_or_overlap_run_as_one() -> None:
    assert hours(NOON, "11:00-14:00", "14:00-24:00", "00:00-03:00").until == at("2026-06-18T03:00")
    assert hours(NOON, "11:00-14:00", "12:30-13:00").until == at("2026-06-17T14:00")


def test_any_time_never_ends_and_no_time_never_comes() -> None:
    assert hours(NOON, "00:00-24:00") == Hours(True)
    assert hours(NOON, "06:00-20:00", "19:00-06:00") == Hours(True)
    assert hours(NOON, "12:00-12:00") == Hours(False)


def test_the_next_span_may_lie_a_fortnight_off() -> None:
    eve = at("2026-08-30T12:00", SANTIAGO)
    assert hours(eve, "sun 00:10-00:50", zone=SANTIAGO).starts == at("2026-09-13T00:10", SANTIAGO)


# The effective last moment


def last(opens: int, closes: int, zone: str = MONTERREY, **said: Any) -> int | None:
    followup = a_followup(NOON - DAY, **said)
    return permission.last_moment(followup, Window(opens, closes), a_site(zone))


@pytest.mark.parametrize(
    ("safe", "moment"),
    [
        (("00:00-24:00",), "2026-06-18T12:00"),
        (("08:00-11:00",), "2026-06-18T11:00"),
        (("08:00-13:00",), "2026-06-18T12:00"),
        (("20:00-22:00",), "2026-06-17T22:00"),
        (("22:00-02:00",), "2026-06-18T02:00"),
        (("wed 22:00-11:00", "thu 03:00-04:00"), "2026-06-18T11:00"),  # the earlier day's ends last
        (("12:00-13:00",), "2026-06-17T13:00"),
        (("11:00-12:00",), "2026-06-18T12:00"),
    ],
)
def test_the_last_moment_is_the_end_of_the_last_span_in_the_window(safe: tuple[str, ...], moment: str) -> None:
    assert last(NOON, NOON + DAY, safe_hours=safe) == at(moment)


@pytest.mark.parametrize(
    "said",
    [
        {"safe_hours": ("fri 09:00-18:00",)},
        {"safe_hours": ()},
        {"consent": None},
        {"do_not_contact": True},
        {"confirmed": NOON - 30 * DAY},
    ],
)
def test_where_she_may_never_be_called_there_is_no_last_moment(said: dict[str, Any]) -> None:
    assert last(NOON, NOON + DAY, **said) is None


def test_a_span_that_ends_as_the_window_opens_is_no_moment_of_it() -> None:
    assert last(NOON, NOON + HOUR, safe_hours=("10:00-12:00",)) is None


def test_a_permission_that_runs_out_in_the_window_ends_it() -> None:
    assert last(NOON, NOON + DAY, confirmed=NOON - 30 * DAY + HOUR) == NOON + HOUR


def test_in_person_needs_no_hours() -> None:
    assert last(NOON, NOON + DAY, safe_hours=(), channel="in_person") == NOON + DAY


CLOCK = st.integers(0, 95).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")
DAY_OF = st.sampled_from(["", "mon ", "wed ", "sat ", "sun "])
SPAN = st.builds(lambda day, start, end: f"{day}{start}-{end}", DAY_OF, CLOCK, CLOCK | st.just("24:00"))
AROUND = st.sampled_from([SPRING, AUTUMN, NOON, utc("2026-12-31T23:00")])


@given(
    st.lists(SPAN, min_size=1, max_size=4), AROUND, st.integers(-200, 200), st.integers(1, 200), st.sampled_from(ZONES)
)
def test_stretches_last_moment_and_hours_agree_with_may_call(
    said: list[str], around: int, shift: int, quarters: int, zone: str
) -> None:
    start = around + shift * 15 * MINUTE
    end = start + quarters * 15 * MINUTE
    followup, site = a_followup(start - HOUR, safe_hours=tuple(said)), a_site(zone)
    asked = range(start, end, 15 * MINUTE)
    free = [now for now in asked if permission.may_call(followup, now, site) == "yes"]
    found = permission.stretches(followup, start, end, site)
    assert free == [now for now in asked if any(a <= now < b for a, b in found)]
    assert all(before[1] < after[0] for before, after in pairwise(found))
    assert permission.last_moment(followup, Window(start, end), site) == (found[-1][1] if found else None)
    for since, to in found:
        seen = permission.hours(followup, since, site)
        assert seen.safe and (seen.until is None or min(seen.until, end) == to)
        before = permission.hours(followup, since - 1, site)
        assert since == start or before == Hours(False, starts=since)
