"""Closed, disjoint periods of civil time, and what their usual is made of."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.documents import WINDOWS, Window
from maps.periods import exposure, holding, last_closed, period, usual_of

ZONES = ("America/Monterrey", "America/Cancun", "America/Lima", "America/Santiago")
INSTANTS = st.integers(min_value=1_700_000_000_000, max_value=1_900_000_000_000)
SHORTER: dict[Window, Window] = {"24h": "6h", "7d": "24h", "28d": "7d"}


@given(INSTANTS, st.sampled_from(WINDOWS), st.sampled_from(ZONES))
def test_every_instant_lies_in_one_period_and_the_next_begins_where_it_ends(at: int, window: Window, zone: str) -> None:
    which = holding(window, at, zone)
    assert which.starts <= at < which.ends
    assert period(window, which.index + 1, zone).starts == which.ends
    assert last_closed(window, at, zone).ends == which.starts


@given(INSTANTS, st.sampled_from(sorted(SHORTER)), st.sampled_from(ZONES))
def test_a_period_is_made_of_whole_shorter_ones(at: int, window: Window, zone: str) -> None:
    which, shorter = holding(window, at, zone), SHORTER[window]
    assert holding(shorter, which.starts, zone).starts == which.starts
    assert holding(shorter, which.ends - 1, zone).ends == which.ends


@given(INSTANTS, st.sampled_from(WINDOWS), st.sampled_from(ZONES))
def test_the_usual_lies_before_the_period_at_the_same_time_of_the_week(at: int, window: Window, zone: str) -> None:
    which = holding(window, at, zone)
    usual = usual_of(which, zone)
    assert len(usual) == 8 and usual[0].ends <= which.starts
    assert all(later.starts >= earlier.ends for later, earlier in pairwise(usual))
    shown = [datetime.fromtimestamp(each.starts / 1000, ZoneInfo(zone)) for each in (which, *usual)]
    assert len({(each.weekday(), each.hour) for each in shown}) == 1 or zone == "America/Santiago"
    assert exposure(window) * (usual[0].ends - usual[0].starts) == pytest.approx(
        which.ends - which.starts, rel=0.05, abs=3.7e6
    )


def test_weeks_begin_on_mondays_by_the_sites_clock() -> None:
    week = holding("7d", 1_795_000_000_000, "America/Monterrey")
    starts = datetime.fromtimestamp(week.starts / 1000, ZoneInfo("America/Monterrey"))
    assert (starts.weekday(), starts.hour) == (0, 0)


def test_a_day_without_midnight_begins_at_its_first_instant() -> None:
    """Santiago set its clock forward at midnight of 6 September 2026."""
    at = datetime(2026, 9, 6, 12, tzinfo=ZoneInfo("America/Santiago"))
    which = holding("24h", round(at.timestamp() * 1000), "America/Santiago")
    assert which.ends - which.starts == 23 * 3_600_000
    assert holding("6h", which.starts, "America/Santiago").ends - which.starts == 5 * 3_600_000
