"""Weeks, months and years of day totals, against sums made by hand."""

from datetime import date
from statistics import median
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.trends import EARLIER, FEWEST, Point, Series, made
from picture.briefing_policy import Mark
from tests.briefing.sample import PROFILE

TODAY = date(2026, 11, 20).toordinal()
MONDAY = date(2026, 9, 7).toordinal()


def days(first: int, values: list[int | None], **others: int) -> dict[int, dict[str, int]]:
    """`None`: nobody told anything of that day. A measure at nothing is not named."""
    counted = {first + at: value for at, value in enumerate(values) if value is not None}
    return {day: {"services": 1, **others, **({"cases.opened": n} if n else {})} for day, n in counted.items()}


def opened(told: dict[int, dict[str, int]], today: int) -> Series | None:
    return next((each for each in made(told, PROFILE, today, 0).series if each.key == "cases.opened"), None)


@given(st.lists(st.none() | st.integers(0, 40), min_size=1, max_size=200), st.integers(0, 400))
def test_every_whole_week_is_the_sum_of_its_days(values: list[int | None], late: int) -> None:
    first = MONDAY - late
    told = days(first, values)
    known = [day for day, counts in told.items() if "cases.opened" in counts]
    series = opened(told, first + len(values))
    if not known:
        assert series is None
        return
    assert series is not None
    begun, last = min(told), first + len(values) - 1
    mondays = [day for day in range(begun, last + 1) if date.fromordinal(day).weekday() == 0 and day + 6 <= last]
    expected = []
    for monday in mondays[-52:]:
        week = [told[day].get("cases.opened", 0) for day in range(monday, monday + 7) if day in told]
        expected.append((date.fromordinal(monday).isoformat(), 7, 7 - len(week), sum(week) if week else None))
    assert [(p.starts, p.days, p.missing, p.value) for p in series.periods["week"]] == expected


def test_the_median_is_of_whole_weeks_before_and_waits_for_three() -> None:
    values: list[int | None] = [week for week in range(1, 13) for _ in range(7)]
    values[7 * 4 + 2] = None
    series = opened(days(MONDAY - 84, values), MONDAY)
    assert series is not None
    weeks = series.periods["week"]
    sums = [p.value if not p.missing else None for p in weeks]
    for at, point in enumerate(weeks):
        before = [n for n in sums[max(0, at - EARLIER["week"]) : at] if n is not None]
        assert point.median == (median(before) if len(before) >= FEWEST else None)
    assert weeks[4] == Point(weeks[4].starts, 7, 1, 30, weeks[4].median)


def test_a_week_of_which_nothing_is_known_is_a_gap_and_a_running_one_is_not_drawn() -> None:
    values: list[int | None] = [3] * 14 + [None] * 7 + [3] * 10
    series = opened(days(MONDAY, values), MONDAY + 31)
    assert series is not None
    assert [(p.missing, p.value) for p in series.periods["week"]] == [(0, 21), (0, 21), (7, None), (0, 21)]
    assert [p.starts for p in series.periods["month"]] == []  # September began before, October is not over


def test_months_and_years_are_civil_ones() -> None:
    first, last = date(2023, 12, 31), date(2026, 1, 2)
    series = opened(days(first.toordinal(), [1] * (last - first).days), last.toordinal())
    assert series is not None
    assert [(p.starts, p.days, p.value) for p in series.periods["year"]] == [
        ("2024-01-01", 366, 366),
        ("2025-01-01", 365, 365),
    ]
    months = series.periods["month"]
    assert (months[1].starts, months[1].value, len(months)) == ("2024-02-01", 29, 24)


def test_what_a_centre_did_not_tell_is_missing_of_it_alone() -> None:
    centre = PROFILE.centre[0]
    queue = next(each.code for each in centre.queue if not each.apart)
    measure = f"calls.{centre.source}.{queue}"
    told = days(MONDAY, [2] * 7) | {}
    for day in range(MONDAY, MONDAY + 6):
        told[day][measure] = 10
    calls = next(each for each in made(told, PROFILE, MONDAY + 7, 0).series if each.key == f"calls.{centre.source}")
    cases = opened(told, MONDAY + 7)
    assert (calls.periods["week"][0].missing, calls.periods["week"][0].value) == (1, 60)
    assert cases is not None and (cases.periods["week"][0].missing, cases.periods["week"][0].value) == (0, 14)


def test_the_mens_line_stands_apart() -> None:
    apart = [(c, q) for c in PROFILE.centre for q in c.queue if q.apart]
    if not apart:
        pytest.fail("the profile has no queue that stands apart, and this test needs one")
    centre, queue = apart[0]
    other = next(each for each in centre.queue if not each.apart)
    told = {
        MONDAY + at: {f"calls.{centre.source}.{queue.code}": 1, f"calls.{centre.source}.{other.code}": 5}
        for at in range(7)
    }
    sums: dict[str, Any] = {s.key: s.periods["week"][0].value for s in made(told, PROFILE, MONDAY + 7, 0).series}
    assert sums == {f"calls.{centre.source}": 35, f"calls.{centre.source}.{queue.code}": 7}


def test_nothing_told_is_an_empty_page_with_its_marks() -> None:
    marked = msgspec.structs.replace(PROFILE, mark=(Mark(date="2026-11-25", name="25N"),))
    trends = made({}, marked, TODAY, 7)
    assert (trends.series, trends.until, [each.name for each in trends.marks]) == ((), "2026-11-20", ["25N"])


@settings(max_examples=20)
@given(st.lists(st.integers(0, 12), min_size=60, max_size=150))
def test_what_concerns_men_is_told_by_no_kind_of_period_that_has_a_small_count(values: list[int]) -> None:
    told = {MONDAY + at: {"services": n, "men.services": n} for at, n in enumerate(values)}
    ours, men = (
        next((each for each in made(told, PROFILE, MONDAY + len(values), 0).series if each.key == key), None)
        for key in ("services", "men.services")
    )
    assert ours is not None and men is not None
    for period, points in ours.periods.items():
        few = any(0 < (each or 0) < 5 for point in points for each in (point.value, point.median))
        assert (period in men.hidden, men.periods[period]) == (few, () if few else points)
    assert ours.hidden == ()
