"""Waits and abandonments come out as queueing theory says they must, from agents, service times and patience."""

import statistics
from random import Random

import msgspec
import pytest

from feeds.simulator.agenda import Agenda
from feeds.simulator.centre import Centre
from feeds.simulator.model import Group, Onward, QueueModel, Span, Topic
from tests.feeds.simulator.rooms import HOUR, MONDAY, Waits, batches, limits, means, profile, run, textbook

ENDLESS = 1e9  # seconds of patience: Erlang C


def within(value: float, values: list[float], *, as_tight_as: float) -> None:
    """The value lies between the limits, and these are tight enough to mean something."""
    low, high = limits(values)
    assert low <= value <= high, f"{value} is not in {low:.4f}..{high:.4f}"
    assert high - low < as_tight_as


@pytest.mark.long
def test_fourteen_agents_give_the_waits_of_erlang_c() -> None:
    parts = batches(run(textbook(agents=14, patience=ENDLESS), hours=480), hours=8)
    within(0.1741, means(parts, lambda call: call[1] > 0), as_tight_as=0.06)
    within(0.8884, means(parts, lambda call: call[1] <= 20_000), as_tight_as=0.06)
    within(7.84, means(parts, lambda call: call[1] / 1000), as_tight_as=5.0)


@pytest.mark.long
def test_ten_agents_and_little_patience_give_the_abandonments_of_erlang_a() -> None:
    parts = batches(run(textbook(agents=10, patience=120), hours=240), hours=8)
    within(0.4969, means(parts, lambda call: call[1] > 0), as_tight_as=0.08)
    within(0.1375, means(parts, lambda call: call[2]), as_tight_as=0.04)
    within(16.50, means(parts, lambda call: call[1] / 1000), as_tight_as=5.0)


def test_fewer_agents_make_longer_waits_and_more_abandonments() -> None:
    def room(agents: int) -> tuple[float, float]:
        calls = run(textbook(agents=agents, patience=120), hours=20)
        return statistics.fmean(c[1] for c in calls), statistics.fmean(c[2] for c in calls)

    wait_of_eight, lost_of_eight = room(8)
    wait_of_twelve, lost_of_twelve = room(12)
    assert wait_of_eight > 2 * wait_of_twelve
    assert lost_of_eight > 2 * lost_of_twelve


def test_with_more_agents_than_calls_nobody_waits() -> None:
    assert all(wait == 0 and not lost for _, wait, lost in run(textbook(agents=60, patience=1), hours=5))


def test_with_nobody_at_work_everyone_gives_up_when_her_patience_ends() -> None:
    calls = run(textbook(agents=0, patience=60), hours=20)
    assert all(lost for _, _, lost in calls)
    assert statistics.fmean(wait for _, wait, _ in calls) == pytest.approx(60_000, rel=0.05)


def test_the_same_seed_gives_the_same_calls_and_another_seed_others() -> None:
    model = textbook(agents=10, patience=120)
    assert run(model, hours=3, seed=5) == run(model, hours=3, seed=5)
    assert run(model, hours=3, seed=5) != run(model, hours=3, seed=6)


def two_queues(**changes: object) -> tuple[Agenda, Centre, Waits]:
    """Nobody calls by herself; one agent serves both queues."""
    queue = QueueModel(code="line", per_week=1e-3, talk=Span(600), wrap_up=None, patience=ENDLESS)
    model = msgspec.structs.replace(
        textbook(agents=1, patience=1),
        queue=(msgspec.structs.replace(queue, **changes), msgspec.structs.replace(queue, code="other")),
        group=(Group(queues=("line", "other"), staff=(1,)),),
    )
    waits, agenda = Waits(), Agenda(MONDAY)
    centre = Centre(
        model,
        profile("room", queues=("line", "other")),
        agenda,
        random=Random(3),
        observers=(waits,),
        onwards=lambda time, _to, queue, linked: agenda.at(time, centre.offer, queue, linked),
    )
    centre.start(MONDAY)
    return agenda, centre, waits


def test_an_agent_of_two_queues_takes_whoever_waits_longest_in_either() -> None:
    agenda, centre, waits = two_queues()
    for second, queue in ((1, "line"), (2, "other"), (3, "line")):
        agenda.at(MONDAY + second * 1000, centre.offer, queue, None)
    agenda.run(MONDAY + 5 * HOUR)
    assert [offered - MONDAY for offered, _, _ in waits.settled] == [1000, 2000, 3000]


def test_a_call_that_is_passed_on_waits_again_in_the_queue_that_takes_it() -> None:
    agenda, centre, waits = two_queues(
        topics={"violence": Topic(share=1.0)},
        onward=(Onward(topic="violence", share=1.0, to="room", queue="other"),),
    )
    agenda.at(MONDAY + 1000, centre.offer, "line", None)
    agenda.run(MONDAY + 5 * HOUR)
    assert len(waits.settled) == 2
    assert waits.settled[1][0] > waits.settled[0][0]


def test_whoever_is_sent_away_finishes_the_call_in_hand_and_comes_back() -> None:
    agenda, centre, waits = two_queues()
    agenda.at(MONDAY + 1000, centre.offer, "line", None)
    agenda.intervene(MONDAY + 2000, centre.staff.send_away, 1.0, MONDAY + 2 * HOUR)
    agenda.at(MONDAY + 3000, centre.offer, "line", None)
    agenda.run(MONDAY + 2 * HOUR - 1)
    agent = centre.staff.agents[0]
    assert agent.state == "signed_out"
    assert len(waits.settled) == 1
    agenda.run(MONDAY + 2 * HOUR + 1)
    assert len(waits.settled) == 2


def test_a_surge_multiplies_the_calls_while_it_lasts() -> None:
    def calls(surge: bool) -> int:
        waits, agenda = Waits(), Agenda(MONDAY)
        model = textbook(agents=50, patience=ENDLESS)
        centre = Centre(model, profile("room"), agenda, random=Random(2), observers=(waits,))
        centre.start(MONDAY)
        if surge:
            agenda.intervene(MONDAY + HOUR, centre.surge, 3.0, MONDAY + 11 * HOUR)
        agenda.run(MONDAY + 11 * HOUR)
        return sum(offered >= MONDAY + HOUR for offered, _, _ in waits.settled)

    assert calls(surge=True) == pytest.approx(3 * calls(surge=False), rel=0.1)
