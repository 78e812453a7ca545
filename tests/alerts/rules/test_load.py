"""How loaded we are: crossed, clear, or between the two, where nothing changes."""

from typing import Any

import pytest

from alerts.rules import Sample
from picture import events as e
from picture.clocks import HALF_HOUR, HOUR, MINUTE, WEEK
from picture.events import Fact
from picture.profile import Profile
from tests.alerts.rules.cast import Room, a_room, off
from tests.picture.cast import SOURCE, T0, a_fact

NOW = T0 + 9 * WEEK + 29 * MINUTE


def offer(subject: str, at: int, queue: str = "psicologia") -> Fact:
    return a_fact(at, subject, e.CallOffered(queue=queue))


def policy(rule: str, **change: Any) -> Profile:
    return a_room(alerts={"rules": {rule: change}})


def state(sample: Sample) -> tuple[str, float | None, float | None]:
    return sample.state, sample.condition.value, sample.condition.limit


# Longest wait


@pytest.mark.parametrize(
    ("waited", "said"), [(0, "clear"), (50, "clear"), (51, "between"), (60, "between"), (61, "crossed")]
)
def test_a_wait_is_crossed_past_its_queues_limit_and_clear_ten_seconds_below(waited: int, said: str) -> None:
    room = Room([offer("call-1", NOW - waited * 1000)])
    found = {each.condition.about: state(each) for each in room.samples("longest_wait", NOW)}
    assert found == {
        f"{SOURCE}.psicologia": (said, waited, 60),
        f"{SOURCE}.nahuatl": ("clear", 0, 60),
        f"{SOURCE}.hombres": ("clear", 0, 60),
    }


def test_an_answer_clears_a_wait_and_the_clear_of_a_site_is_its_own() -> None:
    facts = [offer("call-1", NOW - 70_000), offer("call-2", NOW - 55_000)]
    assert Room(facts).samples("longest_wait", NOW)[0].state == "crossed"
    facts += [a_fact(NOW, "call-1", e.CallAnswered())]
    assert Room(facts).samples("longest_wait", NOW)[0].state == "between"
    assert Room(facts, policy("longest_wait", clear=5)).samples("longest_wait", NOW)[0].state == "clear"
    assert Room(facts, a_room(alerts=off("longest_wait"))).samples("longest_wait", NOW) == []


def test_a_queue_that_only_measures_says_its_longest_wait() -> None:
    gauge = a_fact(NOW, "nahuatl", e.QueueMeasured(waiting=2, longest_wait=90_000))
    found = {each.condition.about: each.state for each in Room([gauge]).samples("longest_wait", NOW)}
    assert found[f"{SOURCE}.nahuatl"] == "crossed"


# Service level and abandonment


def answered(good: int, of: int, *, left: int = 0, queue: str = "psicologia") -> list[Fact]:
    """Calls of the last minutes: `good` answered at once, others after a minute, `left` of them abandoned."""
    facts = []
    for number in range(of):
        name, at = f"call-{number}", NOW - 10 * MINUTE + number * 1000
        wait = 1000 if number < good else 60_000
        gone = number >= of - left
        facts += [offer(name, at, queue), a_fact(at + wait, name, e.CallAbandoned() if gone else e.CallAnswered())]
    return facts


@pytest.mark.parametrize(("good", "said"), [(79, "crossed"), (80, "between"), (84, "between"), (85, "clear")])
def test_service_level_is_crossed_below_its_target_and_clear_five_points_above(good: int, said: str) -> None:
    (sample,) = Room(answered(good, 100)).samples("service_level", NOW)
    assert state(sample) == (said, good, 80)
    assert Room([], a_room(alerts=off("service_level"))).samples("service_level", NOW) == []


@pytest.mark.parametrize(("calls", "said"), [(20, "crossed"), (19, "between"), (10, "between"), (9, "clear")])
def test_few_calls_raise_no_ratio_and_fewer_end_one(calls: int, said: str) -> None:
    assert [each.state for each in Room(answered(0, calls)).samples("service_level", NOW)] == [said]
    assert Room(answered(calls, calls)).samples("service_level", NOW)[0].state == "clear"


def test_the_mens_line_is_in_no_ratio_of_its_centre() -> None:
    men = answered(0, 100, left=100, queue="hombres")
    assert [Room(men).samples(rule, NOW)[0].state for rule in ("service_level", "abandonment")] == ["clear", "clear"]
    women = answered(0, 100, left=100)
    assert [Room(women).samples(rule, NOW)[0].state for rule in ("service_level", "abandonment")] == ["crossed"] * 2


@pytest.mark.parametrize(("left", "said"), [(10, "clear"), (11, "between"), (15, "between"), (16, "crossed")])
def test_abandonment_is_of_the_settled_calls(left: int, said: str) -> None:
    waiting = [offer(f"w-{number}", NOW - 1000) for number in range(50)]
    (sample,) = Room([*answered(0, 100, left=left), *waiting]).samples("abandonment", NOW)
    assert state(sample) == (said, left, 15)
    thirty = Room(answered(0, 100, left=left), policy("abandonment", limit=30))
    assert state(thirty.samples("abandonment", NOW)[0]) == ("clear", left, 30)
    assert Room([], a_room(alerts=off("abandonment"))).samples("abandonment", NOW) == []


# Against usual


def usually(calls: int, weeks: int = 8) -> list[Fact]:
    """So many in each half hour around this one, week for week."""
    starts = [T0 + (9 - week) * WEEK + step * HALF_HOUR for week in range(1, weeks + 1) for step in range(-3, 5)]
    return [
        a_fact(NOW - 26 * HOUR, "psicologia", e.QueueMeasured(interval_start=at, interval=HALF_HOUR, offered=calls))
        for at in sorted(starts)
    ]


def against(calls: int, usual: list[Fact], profile: Profile | None = None, *, there: bool = True) -> Room:
    facts = [*usual, *(offer(f"call-{number}", NOW - MINUTE - number) for number in range(calls))]
    facts += [a_fact(NOW, SOURCE, e.FeedConnected(), "vigia/watch")] if there else []
    return Room(facts, profile)


@pytest.mark.parametrize(("calls", "said"), [(30, "between"), (31, "crossed"), (26, "between"), (25, "clear")])
def test_a_surge_is_more_than_half_again_of_the_usual_upper_end(calls: int, said: str) -> None:
    (sample,) = against(calls, usually(20)).samples("surge", NOW)
    assert state(sample) == (said, round(calls / 20, 2), 1.5)
    twice = against(calls, usually(20), policy("surge", limit=2))
    assert twice.samples("surge", NOW)[0].state == "clear"
    assert against(calls, usually(20), a_room(alerts=off("surge"))).samples("surge", NOW) == []


@pytest.mark.parametrize(("calls", "said"), [(7, "crossed"), (8, "between"), (11, "between"), (12, "clear")])
def test_too_quiet_is_less_than_two_fifths_of_the_usual_lower_end(calls: int, said: str) -> None:
    (sample,) = against(calls, usually(20)).samples("too_quiet", NOW)
    assert state(sample) == (said, round(calls / 20, 2), 0.4)
    tenth = against(calls, usually(20), policy("too_quiet", limit=0.1))
    assert tenth.samples("too_quiet", NOW)[0].state == "clear"
    assert against(calls, usually(20), a_room(alerts=off("too_quiet"))).samples("too_quiet", NOW) == []


@pytest.mark.parametrize(
    "room",
    [against(0, usually(20, weeks=2)), against(0, usually(7)), against(0, []), against(0, usually(20), there=False)],
    ids=["two weeks", "few calls", "nothing known", "no feed"],
)
def test_nothing_is_too_quiet_where_little_is_known_or_usual_or_nobody_speaks(room: Room) -> None:
    assert [each.state for each in room.samples("too_quiet", NOW)] == ["clear"]


def test_nothing_is_a_surge_where_little_is_usual() -> None:
    assert against(90, usually(9)).samples("surge", NOW)[0].state == "clear"
    assert against(90, usually(20, weeks=2)).samples("surge", NOW)[0].state == "clear"
