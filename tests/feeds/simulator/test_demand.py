"""Calls come by hour of the day and weekday of the site's own clock."""

from datetime import datetime
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest

from feeds.simulator.demand import Demand
from tests.feeds.simulator.rooms import HOUR, MONDAY

EVENING = tuple(4.0 if hour == 20 else 1.0 for hour in range(24))
FLAT = (1.0,) * 7


def calls(demand: Demand, weeks: int, seed: int = 1) -> list[int]:
    random, at, found = Random(seed), MONDAY, []
    while (at := demand.next(at, random)) < MONDAY + weeks * 168 * HOUR:
        found.append(at)
    return found


def test_a_mean_week_has_the_calls_it_is_said_to_have() -> None:
    assert len(calls(Demand(2000, EVENING, FLAT, ZoneInfo("UTC")), 10)) == pytest.approx(20_000, rel=0.03)


@pytest.mark.parametrize("zone", ["America/Monterrey", "America/Santiago", "UTC"])
def test_the_evening_peak_is_the_sites_evening(zone: str) -> None:
    hours = [
        datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).hour
        for at in calls(Demand(2000, EVENING, FLAT, ZoneInfo(zone)), 10)
    ]
    assert hours.count(20) / len(hours) == pytest.approx(4 / 27, rel=0.08)


def test_a_weekday_that_weighs_double_has_double_the_calls() -> None:
    weekdays = (1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 1.0)
    days = [
        datetime.fromtimestamp(at / 1000, ZoneInfo("UTC")).weekday()
        for at in calls(Demand(2000, (1.0,) * 24, weekdays, ZoneInfo("UTC")), 10)
    ]
    assert days.count(5) == pytest.approx(2 * days.count(4), rel=0.1)


def test_gaps_between_calls_are_those_of_a_poisson_process() -> None:
    found = calls(Demand(20_000, (1.0,) * 24, FLAT, ZoneInfo("UTC")), 4)
    gaps = [after - before for before, after in pairwise(found)]
    mean = sum(gaps) / len(gaps)
    spread = (sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) ** 0.5
    assert spread == pytest.approx(mean, rel=0.02)
