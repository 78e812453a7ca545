"""Civil time: shifts over midnight, days without midnight, weeks across a change of the clock."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from picture.clocks import DAY, HALF_HOUR, HOUR, half_hour, instant, shift_at, weeks_before
from tests.picture.cast import a_profile


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


SHIFTS = [
    {"code": "manana", "name": "Mañana", "starts": "06:00"},
    {"code": "tarde", "name": "Tarde", "starts": "14:00"},
    {"code": "noche", "name": "Noche", "starts": "22:00"},
]


@pytest.mark.parametrize(
    ("now", "code", "starts", "ends"),
    [
        ("2026-11-22T04:41:07", "noche", "2026-11-22T04:00", "2026-11-22T12:00"),
        ("2026-11-22T11:59:59", "noche", "2026-11-22T04:00", "2026-11-22T12:00"),
        ("2026-11-22T12:00:00", "manana", "2026-11-22T12:00", "2026-11-22T20:00"),
        ("2026-11-22T06:30:00", "noche", "2026-11-22T04:00", "2026-11-22T12:00"),
    ],
)
def test_the_night_shift_runs_over_midnight(now: str, code: str, starts: str, ends: str) -> None:
    shift, since, until = shift_at(a_profile(shift=SHIFTS), at(now))
    assert (shift.code, since, until) == (code, at(starts), at(ends))


def test_one_shift_alone_is_the_whole_day() -> None:
    _, starts, ends = shift_at(a_profile(), at("2026-11-22T12:00"))
    assert ends - starts == DAY


def test_a_day_without_midnight_starts_where_the_clock_springs() -> None:
    santiago = ZoneInfo("America/Santiago")
    assert instant(date(2026, 9, 6), time(0, 0), santiago) == at("2026-09-06T04:00")
    assert instant(date(2026, 9, 5), time(0, 0), santiago) == at("2026-09-05T04:00")


def test_a_day_with_two_midnights_starts_at_the_first() -> None:
    santiago = ZoneInfo("America/Santiago")
    assert instant(date(2026, 4, 5), time(0, 0), santiago) == at("2026-04-05T04:00")


def test_shifts_meet_without_hole_or_overlap_through_a_year_of_santiago() -> None:
    profile = a_profile(zone="America/Santiago", shift=SHIFTS)
    now, end = at("2026-01-01T05:00"), at("2027-01-01T05:00")
    while now < end:
        _, starts, ends = shift_at(profile, now)
        assert starts <= now < ends
        assert shift_at(profile, ends)[1] == ends
        now = ends


def test_a_week_before_shows_the_same_hour_across_a_change_of_the_clock() -> None:
    santiago = ZoneInfo("America/Santiago")
    now = at("2026-09-07T15:00")  # 12:00 in Santiago, summer time
    assert weeks_before(now, 1, santiago) == at("2026-08-31T16:00")  # 12:00, winter time


def test_half_hours_start_on_the_hour_and_the_half() -> None:
    assert half_hour(at("2026-11-22T12:44")) == at("2026-11-22T12:30")
    assert half_hour(at("2026-11-22T12:30")) + HALF_HOUR == at("2026-11-22T12:00") + HOUR


def test_an_instant_that_no_calendar_has_lies_in_a_shift_too() -> None:
    for now in (253_402_300_799_000, 10**15):
        assert shift_at(a_profile(), now)[0].code == "dia"
