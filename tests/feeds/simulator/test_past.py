"""The leaner model of the weeks before obeys the same theory, and fills what a centre measures."""

from random import Random

import pytest

from feeds.simulator.past import Past
from feeds.simulator.totals import HALF_HOUR, Totals
from tests.feeds.simulator.rooms import HOUR, MONDAY, limits, profile, textbook


def rows(agents: int, patience: float, hours: int) -> list[tuple[int, int, int, int]]:
    """(offered, answered, abandoned, wait of the answered) of every eight hours."""
    totals = Totals(["line"], 20, MONDAY)
    model = textbook(agents=agents, patience=patience)
    Past(model, [model], profile("room"), Random(4)).fill(totals, MONDAY, MONDAY + hours * HOUR)
    found = []
    for start in range(MONDAY, MONDAY + hours * HOUR, 8 * HOUR):
        part = [totals.row("line", at) for at in range(start, start + 8 * HOUR, HALF_HOUR)]
        found.append(
            (
                sum(r.offered for r in part),
                sum(r.answered for r in part),
                sum(r.abandoned for r in part),
                sum(r.wait_sum for r in part),
            )
        )
    return found


@pytest.mark.long
def test_the_past_waits_as_erlang_c_says() -> None:
    low, high = limits([wait / answered / 1000 for _, answered, _, wait in rows(14, 1e9, 400)])
    assert low <= 7.84 <= high
    assert high - low < 4


@pytest.mark.long
def test_the_past_gives_up_as_erlang_a_says() -> None:
    low, high = limits([abandoned / offered for offered, _, abandoned, _ in rows(10, 120, 400)])
    assert low <= 0.1375 <= high
    assert high - low < 0.03


def test_every_call_of_the_past_was_answered_or_gave_up() -> None:
    assert all(offered == answered + abandoned for offered, answered, abandoned, _ in rows(9, 60, 16))
