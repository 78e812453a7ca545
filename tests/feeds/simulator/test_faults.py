"""Faults and chaos as they are written on the command line."""

import pytest

from feeds.simulator.faults import NAMES, Chaos, Fault, parse_chaos, parse_fault
from picture.errors import BadSetting


def test_a_fault_is_a_name_a_second_and_a_duration() -> None:
    assert parse_fault("surge@60:120", 1_000_000) == Fault(name="surge", at=1_060_000, until=1_180_000)


def test_a_fault_lasts_a_minute_unless_said_otherwise() -> None:
    assert parse_fault("gap@1.5", 0) == Fault(name="gap", at=1500, until=61_500)


def test_a_fault_may_strike_one_centre() -> None:
    fault = parse_fault("nl/070:leave@5:10", 0)
    assert fault.centre == "nl/070"
    assert fault.strikes("nl/070", 5000)
    assert not fault.strikes("nl/911", 5000)
    assert not fault.strikes("nl/070", 15_000)


@pytest.mark.parametrize("written", ["surge", "surge@", "surge@x", "@5", "surge@5:", "surge@-1"])
def test_what_is_no_fault_is_refused_as_it_was_written(written: str) -> None:
    with pytest.raises(BadSetting) as refused:
        parse_fault(written, 0)
    assert str(refused.value) == f"fault: {written!r} is not written [CENTRE:]NAME@SECONDS[:DURATION]."


def test_an_unknown_fault_is_refused_with_the_names_that_are_known() -> None:
    with pytest.raises(BadSetting) as refused:
        parse_fault("flood@5", 0)
    assert str(refused.value) == f"fault: 'flood' is none of {', '.join(NAMES)}."


def test_chaos_is_shares_by_name() -> None:
    assert parse_chaos("dup=0.01,swap=0.02,garbage=0.005") == Chaos(duplicate=0.01, swap=0.02, garbage=0.005)
    assert parse_chaos("") == Chaos()


@pytest.mark.parametrize("written", ["dup", "dup=1", "dup=-0.1", "lost=0.1", "dup=0.1;swap=0.1"])
def test_what_is_no_chaos_is_refused(written: str) -> None:
    with pytest.raises(BadSetting, match="is not dup, swap or garbage = a share below 1"):
        parse_chaos(written)
