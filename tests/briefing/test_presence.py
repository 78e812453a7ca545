"""Occupancy of a span: the time that agents were at work, and busy in it."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.presence import Presence
from picture import events as e
from picture.clocks import HOUR, MINUTE
from tests.briefing.told import CENTRE, ENDS, STARTS, fact, journal, rows, sheet

TOGETHER = {"psicologia", "nahuatl"}


def test_occupancy_is_of_the_time_that_agents_were_at_work_in_the_span() -> None:
    """A: busy 2 of 4 hours from before midnight on. B, of the men's line: wrap-up all the hour. C: away."""
    told = [
        fact(STARTS - HOUR, "a", e.AgentChanged("available")),
        fact(STARTS + HOUR, "a", e.AgentChanged("busy", ("psicologia",))),
        fact(STARTS + 3 * HOUR, "a", e.AgentChanged("available", ("psicologia",))),
        fact(STARTS + 4 * HOUR, "a", e.AgentChanged("signed_out")),
        fact(STARTS + HOUR, "b", e.AgentChanged("wrap_up", ("hombres",))),
        fact(STARTS + 2 * HOUR, "b", e.AgentChanged("away", ("hombres",))),
        fact(STARTS, "c", e.AgentChanged("away")),
    ]
    made = sheet(journal(told))
    assert rows(made, "calls_by_centre")[CENTRE]["occupancy"] == 50
    queues = rows(made, "calls_by_queue")
    found = [queues[f"{CENTRE}/{queue}"]["occupancy"] for queue in ("psicologia", "nahuatl", "hombres")]
    assert found == [pytest.approx(50), 0, 50]
    compared = {row[0]: row for row in made.table("calls_compared").rows}["occupancy"]
    assert compared[1:4] == (50, "percent", 0)


@given(st.integers(0, 2**32))
def test_time_at_work_is_what_a_walk_over_the_minutes_finds(seed: int) -> None:
    draw, presence, at = Random(seed), Presence(), STARTS
    states: list[tuple[int, str]] = []
    for _ in range(draw.randrange(12)):
        at += draw.randrange(90) * MINUTE
        states.append((at, draw.choice(["available", "busy", "wrap_up", "away", "signed_out"])))
        presence.hear(fact(at, "a", e.AgentChanged("away")), e.AgentChanged(states[-1][1]))  # type: ignore[arg-type]
    presence.close(at + HOUR)
    walked = [
        next((state for since, state in reversed(states) if since <= minute), "")
        for minute in range(STARTS, min(ENDS, at + HOUR), MINUTE)
    ]
    occupied = sum(state in ("busy", "wrap_up") for state in walked)
    staffed = occupied + walked.count("available")
    found = presence.occupancy(STARTS, ENDS, frozenset(TOGETHER))
    assert found == (pytest.approx(100 * occupied / staffed) if staffed else None)
