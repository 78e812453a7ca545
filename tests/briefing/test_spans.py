"""Periods of civil time: every kind, both clocks' jumps, Santiago's days without midnight, what cannot be read."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import spans
from briefing.sheet import SpanKind
from briefing.spans import BadSpan
from picture.clocks import DAY, HOUR, shift_at
from picture.profile import Profile
from tests.picture.told import MONTERREY, SANTIAGO, ZONES, a_site, at

SITES = {zone: a_site(zone) for zone in ZONES}
MEXICO, CHILE = SITES[MONTERREY], SITES[SANTIAGO]
CALENDAR: tuple[SpanKind, ...] = ("day", "week", "month", "quarter", "year")


@pytest.mark.parametrize(
    ("name", "kind", "starts", "ends"),
    [
        ("2026-11-20", "day", "2026-11-20 00:00", "2026-11-21 00:00"),
        ("2026-11-20.manana", "shift", "2026-11-20 06:00", "2026-11-20 14:00"),
        ("2026-11-20.noche", "shift", "2026-11-20 22:00", "2026-11-21 06:00"),
        ("2026-W47", "week", "2026-11-16 00:00", "2026-11-23 00:00"),
        ("2026-W01", "week", "2025-12-29 00:00", "2026-01-05 00:00"),
        ("2026-W53", "week", "2026-12-28 00:00", "2027-01-04 00:00"),
        ("2026-02", "month", "2026-02-01 00:00", "2026-03-01 00:00"),
        ("2026-12", "month", "2026-12-01 00:00", "2027-01-01 00:00"),
        ("2026-Q4", "quarter", "2026-10-01 00:00", "2027-01-01 00:00"),
        ("2026", "year", "2026-01-01 00:00", "2027-01-01 00:00"),
        ("2026-11-20..2026-11-24", "range", "2026-11-20 00:00", "2026-11-25 00:00"),
    ],
)
def test_a_name_says_its_kind_and_its_civil_ends(name: str, kind: SpanKind, starts: str, ends: str) -> None:
    for profile in (MEXICO, CHILE):
        span = spans.named(name, profile)
        assert (span.kind, span.name) == (kind, name)
        assert (span.starts, span.ends) == (at(starts, profile.zone), at(ends, profile.zone))
        assert spans.named(name, profile, kind) == span


def test_a_day_of_santiago_without_midnight_starts_at_one() -> None:
    """On 6 September 2026 the clocks of Santiago go from 23:59:59 to 01:00."""
    spring, autumn = spans.named("2026-09-06", CHILE), spans.named("2026-04-04", CHILE)
    assert datetime.fromtimestamp(spring.starts / 1000, ZoneInfo(SANTIAGO)).strftime("%d %H:%M") == "06 01:00"
    assert spring.ends - spring.starts == 23 * HOUR
    assert autumn.ends - autumn.starts == 25 * HOUR
    assert spans.named("2026-09-05", CHILE).ends == spring.starts
    assert spans.named("2026-09", CHILE).ends - spans.named("2026-09", CHILE).starts == 30 * DAY - HOUR
    assert spans.before(spring, CHILE) == spans.named("2026-09-05", CHILE)


@pytest.mark.parametrize(
    "name", ["", "yesterday", "2026-13", "2026-02-30", "2026-W54", "2026-W00", "2025-W53", "2026-Q5", "0000", "9998",
             "2026-11-24..2026-11-20", "2026-11-20..", "２０２６", "2026-11-20\n", "1969-12-31"],
)  # fmt: skip
def test_what_is_no_period_is_named(name: str) -> None:
    with pytest.raises(BadSpan, match=r"^Period ") as refused:
        spans.named(name, MEXICO)
    assert repr(name) in str(refused.value)


def test_another_kind_than_asked_for_and_a_shift_that_the_site_has_not_are_refused() -> None:
    with pytest.raises(BadSpan, match="is no week; one is written 2026-W47"):
        spans.named("2026-11-20", MEXICO, "week")
    with pytest.raises(BadSpan, match="shift: is none of manana, tarde, noche; it is 'alba'"):
        spans.named("2026-11-20.alba", MEXICO)
    with pytest.raises(BadSpan, match="a range has to be written"):
        spans.latest("range", at("2026-11-20 07:00"), MEXICO)


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("2026-11-20", "2026-11-19"),
        ("2026-11-20.noche", "2026-11-19.noche"),
        ("2026-W01", "2025-W52"),
        ("2026-01", "2025-12"),
        ("2026-Q1", "2025-Q4"),
        ("2026", "2025"),
        ("2026-11-20..2026-11-24", "2026-11-15..2026-11-19"),
    ],
)
def test_each_is_compared_with_the_one_before(name: str, before: str) -> None:
    assert spans.before(spans.named(name, MEXICO), MEXICO).name == before


def test_usual_is_of_the_same_weekdays_of_eight_weeks_and_of_nothing_longer_than_a_week() -> None:
    day = [each.name for each in spans.usual(spans.named("2026-11-20", MEXICO), MEXICO)]
    assert (day[0], day[-1], len(day)) == ("2026-11-13", "2026-09-25", 8)
    assert spans.usual(spans.named("2026-11-20.noche", MEXICO), MEXICO)[0].name == "2026-11-13.noche"
    assert [each.name for each in spans.usual(spans.named("2026-W47", MEXICO), MEXICO)][:2] == ["2026-W46", "2026-W45"]
    for name in ("2026-11", "2026-Q4", "2026", "2026-11-01..2026-11-20"):
        assert spans.usual(spans.named(name, MEXICO), MEXICO) == ()


@given(
    st.sampled_from(ZONES),
    st.sampled_from(CALENDAR),
    st.integers(at("2015-01-01 00:00"), at("2035-01-01 00:00")),
)
def test_the_spans_of_a_kind_leave_no_instant_out_and_hold_none_twice(zone: str, kind: SpanKind, now: int) -> None:
    profile = SITES[zone]
    span = spans.holding(kind, now, profile)
    assert span.starts <= now < span.ends
    assert spans.named(span.name, profile) == span
    assert spans.before(span, profile).ends == span.starts
    assert spans.latest(kind, now, profile).ends == span.starts
    civil = datetime.fromtimestamp(span.starts / 1000, UTC).astimezone(ZoneInfo(zone))
    assert spans.days_of(span, zone)[0] == civil.date()


@given(st.sampled_from(ZONES), st.integers(at("2015-01-01 00:00"), at("2035-01-01 00:00")))
def test_a_shift_is_the_walls(zone: str, now: int) -> None:
    profile = SITES[zone]
    span = spans.holding("shift", now, profile)
    shift, starts, ends = shift_at(profile, now)
    assert (span.name.partition(".")[2], span.starts, span.ends) == (shift.code, starts, ends)
    assert spans.named(span.name, profile) == span


def test_every_day_of_ten_years_touches_the_next() -> None:
    for profile in SITES.values():
        _days_touch(profile)


def _days_touch(profile: Profile) -> None:
    day, ends = date(2020, 1, 1), spans.named("2019-12-31", profile).ends
    while day.year < 2030:
        span = spans.named(f"{day}", profile)
        assert span.starts == ends and 23 * HOUR <= span.ends - span.starts <= 25 * HOUR
        day, ends = day + timedelta(days=1), span.ends
