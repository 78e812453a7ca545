"""Erlang C and A: the published anchors to four digits, their laws on random loads, and a queue that is played out."""

import heapq
import math
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.erlang import (
    agents_by_interval,
    asa,
    erlang_a,
    erlang_c,
    least_agents,
    least_agents_a,
    least_agents_for_level,
    least_agents_for_level_a,
    service_level,
    service_level_a,
)

CALLS, SERVICE = 100 / 1800, 1 / 180  # a second: 100 calls in half an hour, AHT 180 s
loads = st.floats(0.01, 200)
shares = st.floats(0.01, 0.99)
patiences = st.floats(0.05, 50)


@pytest.mark.parametrize(
    ("agents", "waits", "level", "wait"), [(14, 0.1741, 0.8884, 7.84), (12, 0.4494, 0.6402, 40.44)]
)
def test_erlang_c_is_what_is_published(agents: int, waits: float, level: float, wait: float) -> None:
    assert round(erlang_c(CALLS, SERVICE, agents), 4) == waits
    assert round(service_level(CALLS, SERVICE, agents, 20), 4) == level
    assert round(asa(CALLS, SERVICE, agents), 2) == wait


def test_erlang_a_is_what_is_published() -> None:
    found = erlang_a(CALLS, SERVICE, 10, 120)
    assert (round(found.waits, 4), round(found.abandons, 4), round(found.mean_wait, 2)) == (0.4969, 0.1375, 16.50)


def test_one_agent_waits_as_often_as_she_is_busy() -> None:
    assert erlang_c(0.7, 1, 1) == pytest.approx(0.7)
    assert asa(0.7, 1, 1) == pytest.approx(0.7 / 0.3)


def test_the_fewest_agents_of_the_anchors() -> None:
    assert least_agents(CALLS, SERVICE, 0.1741 + 1e-4) == 14
    assert least_agents(CALLS, SERVICE, 0.17) == 15
    assert least_agents_for_level(CALLS, SERVICE, 0.8, 20) == 14
    assert least_agents_for_level(CALLS, SERVICE, 0.64, 20) == 12


@given(loads, shares)
def test_one_agent_fewer_is_too_few(load: float, bound: float) -> None:
    n = least_agents(load, 1, bound)
    assert erlang_c(load, 1, n) <= bound < erlang_c(load, 1, n - 1)
    n = least_agents_for_level(load, 1, bound, 0.1)
    assert service_level(load, 1, n, 0.1) >= bound > service_level(load, 1, n - 1, 0.1)


@given(loads, patiences, shares)
@settings(max_examples=40)
def test_one_agent_fewer_is_too_few_for_those_who_hang_up(load: float, patience: float, bound: float) -> None:
    n = least_agents_a(load, 1, patience, bound)
    assert erlang_a(load, 1, n, patience).waits <= bound
    assert n == 0 or erlang_a(load, 1, n - 1, patience).waits > bound
    n = least_agents_for_level_a(load, 1, patience, bound, 0.1)
    assert service_level_a(load, 1, n, patience, 0.1) >= bound
    assert n == 0 or service_level_a(load, 1, n - 1, patience, 0.1) < bound


@given(loads, st.integers(1, 250), st.floats(0.001, 1000))
def test_the_unit_of_time_does_not_matter(load: float, agents: int, unit: float) -> None:
    assert erlang_c(load * unit, unit, agents) == pytest.approx(erlang_c(load, 1, agents))
    a, b = erlang_a(load * unit, unit, agents, 2 / unit), erlang_a(load, 1, agents, 2)
    assert (a.waits, a.abandons, a.mean_wait * unit) == pytest.approx((b.waits, b.abandons, b.mean_wait), abs=1e-9)


@given(loads, st.integers(0, 250), st.floats(0, 10))
def test_more_agents_never_make_it_worse(load: float, agents: int, within: float) -> None:
    assert erlang_c(load, 1, agents + 1) <= erlang_c(load, 1, agents) + 1e-12
    assert service_level(load, 1, agents + 1, within) >= service_level(load, 1, agents, within) - 1e-12
    assert asa(load, 1, agents + 1) <= asa(load, 1, agents) * (1 + 1e-9)


@given(loads, st.integers(0, 250), patiences, st.floats(0, 10))
def test_more_agents_never_make_it_worse_for_those_who_hang_up(
    load: float, agents: int, patience: float, within: float
) -> None:
    few, more = (erlang_a(load, 1, n, patience) for n in (agents, agents + 1))
    assert more.waits <= few.waits + 1e-9
    assert more.abandons <= few.abandons + 1e-9
    assert few.abandons == pytest.approx(few.mean_wait / patience)
    level = [service_level_a(load, 1, n, patience, within) for n in (agents, agents + 1)]
    assert 0 <= level[0] <= level[1] + 1e-9
    assert level[1] <= 1


@given(st.floats(0.01, 60), st.floats(1.02, 3), st.floats(0, 5))
@settings(max_examples=40)
def test_a_is_c_where_nobody_hangs_up(load: float, spare: float, within: float) -> None:
    agents = math.ceil(load * spare)
    patient = erlang_a(load, 1, agents, 1e9)
    assert patient.waits == pytest.approx(erlang_c(load, 1, agents), rel=1e-4)
    assert patient.mean_wait == pytest.approx(asa(load, 1, agents), rel=1e-4, abs=1e-12)
    assert patient.abandons < 1e-6
    assert service_level_a(load, 1, agents, 1e9, within) == pytest.approx(
        service_level(load, 1, agents, within), abs=1e-4
    )


@given(loads, st.integers(1, 250), patiences)
def test_in_the_end_everyone_is_answered_or_gone(load: float, agents: int, patience: float) -> None:
    gone = erlang_a(load, 1, agents, patience).abandons
    assert service_level_a(load, 1, agents, patience, 1e6) == pytest.approx(1 - gone, abs=1e-9)
    if gone < 0.999:
        assert service_level_a(load, 1, agents, patience, 1e6, of_answered=True) == pytest.approx(1, abs=1e-6)


def test_whoever_cannot_wait_at_all_is_lost_as_erlang_b_says() -> None:
    blocked = 1 / sum(math.perm(4, k) / 3**k for k in range(5))  # load 3, four agents
    assert erlang_a(3, 1, 4, 1e-9).abandons == pytest.approx(blocked, abs=1e-6)


def test_ten_thousand_agents_overflow_nothing() -> None:
    assert 0.8 < erlang_c(9990, 1, 10_000) < 0.9
    assert 0 <= erlang_c(1e-300, 1, 10_000) < 1e-300
    assert erlang_a(12_000, 1, 10_000, 2).abandons == pytest.approx(1 / 6)
    assert least_agents_for_level(9990, 1, 0.8, 0.1) == least_agents_for_level(9990 / 180, 1 / 180, 0.8, 18)


def test_where_calls_come_faster_than_they_can_be_taken_everyone_waits() -> None:
    assert erlang_c(10, 1, 10) == erlang_c(11, 1, 10) == erlang_c(1, 1, 0) == 1.0
    assert service_level(11, 1, 10, 20) == 0.0
    assert asa(10, 1, 10) == math.inf


def test_nobody_calls_and_nobody_is_needed() -> None:
    assert (erlang_c(0, 1, 0), service_level(0, 1, 0, 20), asa(0, 1, 3)) == (0.0, 1.0, 0.0)
    assert least_agents(0, 1, 0.1) == least_agents_a(0, 1, 1, 0.1) == least_agents_for_level_a(0, 1, 1, 0.8, 20) == 0


def test_a_month_of_hours() -> None:
    calls = [120 if 8 <= at % 24 < 20 else 14 for at in range(30 * 24)]
    needed = agents_by_interval(calls, 300, target=0.8, within=20)
    assert len(needed) == 720
    assert set(needed) == {least_agents_for_level(c / 3600, 1 / 300, 0.8, 20) for c in (120, 14)}
    assert agents_by_interval([100], 180, max_wait_probability=0.2, interval=1800) == [14]
    assert agents_by_interval([100, 0], [180, 60], patience=120, interval=1800) == [12, 0]
    assert agents_by_interval([100], 180, patience=120, max_wait_probability=0.2, interval=1800) == [13]


def test_columns_of_a_table_are_taken_as_they_are() -> None:
    table = pd.DataFrame({"calls": [100, 0, 64], "aht": [180, 60, 240]})
    assert agents_by_interval(table.calls, table.aht, interval=1800) == [14, 0, 12]
    assert agents_by_interval(table.calls.to_numpy(), table.aht[0], interval=1800)[0] == 14


@pytest.mark.parametrize(
    ("ask", "complaint"),
    [
        (lambda: erlang_c(-1, 1, 1), "arrival_rate: -1 is not 0 or more"),
        (lambda: erlang_c(1, 0, 1), "service_rate: 0 is not above 0"),
        (lambda: erlang_c(math.nan, 1, 1), "arrival_rate: nan"),
        (lambda: erlang_c(1, 1, -1), "agents: -1"),
        (lambda: service_level(1, 1, 2, -20), "within: -20"),
        (lambda: least_agents(1, 1, 0), r"max_wait_probability: 0 is not in \(0, 1\]"),
        (lambda: least_agents_for_level(1, 1, 1, 20), "target: 1 is not between 0 and 1"),
        (lambda: erlang_a(1, 1, 1, math.inf), "patience: inf is not above 0"),
        (lambda: agents_by_interval([1, 2], [3]), "aht: 1 values for 2 intervals"),
        (lambda: agents_by_interval([1], 0), "aht: 0.0 is not above 0"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_by_its_name(ask: object, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        ask()  # type: ignore[operator]


def played(agents: int, patience: float, within: float, callers: int) -> tuple[float, float, float]:
    """Share that waits, that hangs up, that is answered within so long: so many callers, one after the other."""
    random, now = Random(7), 0.0
    free = [0.0] * agents
    waits = gone = good = 0
    for _ in range(callers):
        now += random.expovariate(CALLS)
        waits += free[0] > now
        if free[0] > now + random.expovariate(1 / patience):
            gone += 1
            continue
        answered = max(now, free[0])
        good += answered - now <= within
        heapq.heapreplace(free, answered + random.expovariate(SERVICE))
    return waits / callers, gone / callers, good / callers


@pytest.mark.parametrize("agents", [8, 10, 13])
def test_a_queue_played_out_call_by_call_agrees(agents: int) -> None:
    found = erlang_a(CALLS, SERVICE, agents, 120)
    said = found.waits, found.abandons, service_level_a(CALLS, SERVICE, agents, 120, 20)
    assert played(agents, 120, 20, 150_000) == pytest.approx(said, abs=0.015)
