"""The forecast finds what was planted: a weekly course, a shift of level, a wild day, a holiday; and says what it
does not know."""

from datetime import UTC, date, datetime
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.load import AHEAD, QUARTER, Forecast, _quantile, forecast
from picture.clocks import DAY, HALF_HOUR, HOUR, MINUTE, WEEK

UTC_ZONE = ZoneInfo("UTC")
MONDAY = round(datetime(2026, 11, 23, tzinfo=UTC).timestamp() * 1000)
Counts = dict[int, int]


def course(at: int) -> float:
    """Calls per half hour: few at night, most on weekday afternoons, fewer on Sunday."""
    shown = datetime.fromtimestamp(at / 1000, UTC)
    day = 4 + 16 * np.sin(np.pi * (shown.hour + shown.minute / 60) / 24) ** 2
    return float(day * (0.5 if shown.weekday() == 6 else 1.0))


def weeks_of_calls(seed: int = 1, weeks: int = 9, ends: int = MONDAY + DAY, mean: float = 1.0) -> Counts:
    generator = np.random.default_rng(seed)
    starts = range(ends - weeks * WEEK, ends, HALF_HOUR)
    return {at: int(generator.poisson(course(at) * mean)) for at in starts}


def times(counts: Counts, factor: float, since: int, until: int = MONDAY + DAY) -> Counts:
    return {at: round(calls * factor) if since <= at < until else calls for at, calls in counts.items()}


def total(found: Forecast) -> float:
    return sum(mid for mid in found.mid if mid is not None)


def truth(now: int) -> float:
    return sum(course(at) for at in range(now, now + DAY, HALF_HOUR))


@pytest.mark.parametrize("hour", [0, 7, 15])
def test_the_next_day_is_expected_as_the_weeks_before_had_it(hour: int) -> None:
    now = MONDAY + hour * HOUR
    found = forecast(weeks_of_calls(), now, UTC_ZONE)
    assert found.starts == tuple(range(now, now + DAY, QUARTER))
    assert total(found) == pytest.approx(truth(now), rel=0.08)
    halves = [a + b for a, b in zip(found.mid[::2], found.mid[1::2], strict=True)]  # type: ignore[operator]
    real = [course(at) for at in range(now, now + DAY, HALF_HOUR)]
    assert np.mean(np.abs(np.array(halves) - real)) < 1.2
    assert (found.weeks, found.shifted) == (8, False)
    assert found.level == pytest.approx(1, abs=0.1)


def test_it_begins_with_the_quarter_that_is_running() -> None:
    for minutes in (0, 14, 15, 29, 30, 44, 45, 59):
        found = forecast(weeks_of_calls(), MONDAY + minutes * MINUTE, UTC_ZONE)
        assert found.starts[0] == MONDAY + minutes // 15 * QUARTER
        assert len(found.starts) == len(found.mid) == len(found.low) == len(found.high) == AHEAD
        assert None not in found.mid


def test_what_has_not_ended_is_not_looked_at() -> None:
    now = MONDAY + 10 * HOUR + 20 * MINUTE
    counts = weeks_of_calls()
    assert forecast(times(counts, 50, now - 20 * MINUTE), now, UTC_ZONE) == forecast(counts, now, UTC_ZONE)


@pytest.mark.parametrize("factor", [3.0, 0.3])
@pytest.mark.parametrize("mean", [0.3, 1.0, 10.0])
@pytest.mark.parametrize("hour", [0, 7, 18])
def test_a_shift_of_the_lockdown_kind_is_followed_within_two_days(factor: float, mean: float, hour: int) -> None:
    now = MONDAY + hour * HOUR
    found = forecast(times(weeks_of_calls(mean=mean), factor, now - 2 * DAY), now, UTC_ZONE)
    assert found.shifted
    assert total(found) == pytest.approx(factor * mean * truth(now), rel=0.15 if mean >= 1 else 0.25)


@pytest.mark.parametrize("days", [3, 5, 8, 12, 17, 25, 31, 40])
def test_it_is_kept_to_in_the_weeks_that_follow(days: int) -> None:
    quiet = weeks_of_calls(mean=5)
    found = forecast(times(quiet, 3.0, MONDAY - days * DAY), MONDAY, UTC_ZONE)
    assert total(found) == pytest.approx(15 * truth(MONDAY), rel=0.1)
    plain = forecast({at: 3 * calls for at, calls in quiet.items()}, MONDAY, UTC_ZONE)
    off = np.array(found.mid, float) - np.array(plain.mid, float)
    assert np.abs(off).mean() < 0.08 * np.mean(np.array(plain.mid, float))  # its course as well, not the sum alone


@pytest.mark.parametrize("began", range(0, 72, 6))
def test_one_wild_day_is_not_followed_wherever_it_lies(began: int) -> None:
    counts = weeks_of_calls()
    since = MONDAY - DAY - began * HOUR
    found = forecast(times(counts, 4.0, since, since + DAY), MONDAY, UTC_ZONE)
    assert not found.shifted
    assert total(found) == pytest.approx(truth(MONDAY), rel=0.12)


def test_a_quiet_year_shifts_nothing() -> None:
    shifted = [forecast(weeks_of_calls(seed, mean=0.5), MONDAY, UTC_ZONE).shifted > 0 for seed in range(60)]
    assert sum(shifted) <= 1


HOLIDAY = date(2026, 11, 23)


def test_a_holiday_is_like_a_sunday() -> None:
    counts = weeks_of_calls(mean=5)
    found = forecast(counts, MONDAY, UTC_ZONE, {HOLIDAY: 6})
    assert total(found) == pytest.approx(2.5 * truth(MONDAY), rel=0.06)
    assert total(forecast(counts, MONDAY, UTC_ZONE, {HOLIDAY: 1})) == pytest.approx(5 * truth(MONDAY), rel=0.06)
    evening = forecast(counts, MONDAY - 6 * HOUR, UTC_ZONE, {HOLIDAY: 6})
    assert evening.mid[24:] == pytest.approx([mid / 1 for mid in found.mid[:72] if mid], rel=0.1)


def test_a_holiday_that_is_past_spoils_no_week_and_no_level() -> None:
    holidays = {date(2026, 11, 16): 6, date(2026, 11, 22): 6, date(2026, 11, 21): 6}
    counts = weeks_of_calls()
    silent = {at: 0 if datetime.fromtimestamp(at / 1000, UTC).date() in holidays else n for at, n in counts.items()}
    found = forecast(silent, MONDAY, UTC_ZONE, holidays)
    assert total(found) == pytest.approx(truth(MONDAY), rel=0.08)
    assert (found.weeks, found.shifted) == (7, False)


def test_with_fewer_than_three_weeks_it_is_unknown() -> None:
    counts = weeks_of_calls(weeks=9)
    two = {at: calls for at, calls in counts.items() if at >= MONDAY - 2 * WEEK}
    found = forecast(two, MONDAY, UTC_ZONE)
    assert set(found.mid) == set(found.low) == set(found.high) == {None}
    assert found.weeks == 2
    three = {at: calls for at, calls in counts.items() if at >= MONDAY - 3 * WEEK}
    assert None not in forecast(three, MONDAY, UTC_ZONE).mid
    assert None not in forecast(two, MONDAY, UTC_ZONE, least_weeks=2).mid
    assert forecast({}, MONDAY, UTC_ZONE).mid == (None,) * AHEAD


def test_a_source_that_is_silent_has_no_zeros() -> None:
    counts = weeks_of_calls()
    heard = {at: n for at, n in counts.items() if not MONDAY - 5 * DAY <= at < MONDAY}
    assert total(forecast(heard, MONDAY, UTC_ZONE)) == pytest.approx(truth(MONDAY), rel=0.1)


def test_nobody_ever_called() -> None:
    found = forecast(dict.fromkeys(weeks_of_calls(), 0), MONDAY, UTC_ZONE)
    assert set(found.mid) == {0.0}
    assert set(found.low) == set(found.high) == {0}


def test_a_line_that_is_closed_at_night_is_expected_to_be() -> None:
    counts = {at: n if 8 <= at % DAY // HOUR < 20 else 0 for at, n in weeks_of_calls(mean=4).items()}
    found = forecast(counts, MONDAY, UTC_ZONE)
    assert set(found.mid[: 4 * 7]) == {0.0}
    assert all(mid > 10 for mid in found.mid[4 * 9 : 4 * 19] if mid is not None)


@pytest.mark.parametrize(("extra", "mean"), [(0.0, 0.2), (0.0, 1.0), (0.0, 20.0), (0.05, 5.0)])
def test_four_in_five_quarters_lie_within_the_band(extra: float, mean: float) -> None:
    """`extra`: variance of the rate, ÷ mean²; where counts are small the band cannot hold fewer, so it holds more."""
    inside: list[bool] = []
    for seed in range(12):
        generator = np.random.default_rng(seed)
        rates = {at: course(at) * mean for at in range(MONDAY - 8 * WEEK, MONDAY + DAY, HALF_HOUR)}
        if extra:
            rates = {at: rate * generator.gamma(1 / extra, extra) for at, rate in rates.items()}
        found = forecast({at: int(generator.poisson(rate)) for at, rate in rates.items()}, MONDAY, UTC_ZONE)
        for start, low, high in zip(found.starts, found.low, found.high, strict=True):
            assert low is not None and high is not None
            inside.append(bool(low <= generator.poisson(rates[start - start % HALF_HOUR] / 2) <= high))
    assert np.mean(inside) > 0.78
    if mean >= 5:
        assert np.mean(inside) < 0.88


@pytest.mark.parametrize("zone", ["America/Santiago", "America/Monterrey", "Asia/Kathmandu"])
def test_it_follows_the_zones_clock_over_a_change_of_hour(zone: str) -> None:
    clock = ZoneInfo(zone)
    now = round(datetime(2026, 9, 8, 12, tzinfo=UTC).timestamp() * 1000)  # Santiago sprang forward on the 6th
    starts = range(now - 9 * WEEK, now, HALF_HOUR)

    def at_noon(at: int) -> bool:
        return datetime.fromtimestamp(at / 1000, clock).hour in (11, 12, 13)

    found = forecast({at: 100 * at_noon(at) for at in starts}, now, clock)
    noon = [mid for start, mid in zip(found.starts, found.mid, strict=True) if at_noon(start)]
    assert sum(mid for mid in noon if mid) > 0.8 * total(found)
    assert total(found) == pytest.approx(600, rel=0.05)


@given(
    st.dictionaries(st.integers(-450, 3), st.integers(0, 10**6), max_size=200),
    st.integers(0, 47),
    st.sets(st.integers(-30, 2)),
)
@settings(max_examples=60)
def test_whatever_was_told_the_band_holds_the_middle(told: dict[int, int], half: int, free: set[int]) -> None:
    now = MONDAY + half * HALF_HOUR
    counts = {MONDAY + at * 6 * HALF_HOUR: calls for at, calls in told.items()}
    likes = {date.fromordinal(HOLIDAY.toordinal() + day): 6 for day in free}
    found = forecast(counts, now, UTC_ZONE, likes, least_weeks=1)
    for low, mid, high in zip(found.low, found.mid, found.high, strict=True):
        assert (low is None) == (mid is None) == (high is None)
        if low is not None and mid is not None and high is not None:
            assert 0 <= low <= high and mid >= 0
            assert low <= mid + 1


@pytest.mark.parametrize(("mean", "spread"), [(0.3, 0.0), (4, 0.0), (4, 0.5), (60, 0.1), (450, 0.02), (600, 0.02)])
def test_a_quantile_is_that_of_many_draws(mean: float, spread: float) -> None:
    generator = np.random.default_rng(3)
    rates = generator.gamma(1 / spread, spread * mean, 400_000) if spread else mean
    drawn = generator.poisson(rates, 400_000)
    for share in (0.1, 0.9):
        found = _quantile(share, mean, spread)
        slack = 0.012 * mean if mean > 100 else 0
        assert np.mean(drawn <= found + slack) >= share - 0.002
        assert found == 0 or np.mean(drawn <= found - 1 - slack) <= share + 0.002


def test_the_same_calls_give_the_same_forecast_in_whatever_order_they_come() -> None:
    counts = weeks_of_calls()
    shuffled = list(counts.items())
    Random(1).shuffle(shuffled)
    assert forecast(dict(shuffled), MONDAY, UTC_ZONE) == forecast(counts, MONDAY, UTC_ZONE)
