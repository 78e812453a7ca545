"""Usual: same half hour of the week ± 1 h, eight weeks, median and 10–90 %."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picture.clocks import HALF_HOUR, WEEK
from picture.usual import Band, band, between, quantile
from tests.picture.cast import T0

ZONE = ZoneInfo("America/Monterrey")


def test_without_history_nothing_is_usual() -> None:
    assert band({}, T0, ZONE) == Band(None, None, None, 0)


def test_the_band_counts_the_weeks_that_have_data() -> None:
    totals = {T0 - w * WEEK + s * HALF_HOUR: 10 for w in (1, 2, 5) for s in range(-2, 3)}
    assert band(totals, T0, ZONE) == Band(10, 10, 10, 3)


def test_only_one_hour_either_side_is_looked_at() -> None:
    totals = {T0 - WEEK: 4, T0 - WEEK + 3 * HALF_HOUR: 1000, T0 - WEEK - 3 * HALF_HOUR: 1000, T0 - 9 * WEEK: 1000}
    assert band(totals, T0, ZONE) == Band(4, 4, 4, 1)


@pytest.mark.parametrize(("share", "value"), [(0, 1), (0.1, 1.4), (0.5, 3), (0.9, 4.6), (1, 5)])
def test_quantiles_are_type_seven(share: float, value: float) -> None:
    assert quantile([1, 2, 3, 4, 5], share) == pytest.approx(value)


@given(st.lists(st.integers(0, 1000), min_size=1), st.floats(0, 1))
def test_a_quantile_lies_within_its_values(values: list[int], share: float) -> None:
    values.sort()
    assert values[0] <= quantile(values, share) <= values[-1]


def test_a_band_between_two_half_hours_lies_between_them() -> None:
    assert between(Band(0, 2, 4, 8), Band(10, 12, 14, 7), 0.5) == Band(5, 7, 9, 7)
    assert between(Band(None, None, None, 0), Band(1, 2, 3, 1), 0.5) == Band(1, 2, 3, 1)
