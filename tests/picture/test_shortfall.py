"""Who cannot be reached: only in her hours, the earliest last moment first, by whoever is free first."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picture import followups, shortfall
from picture.book import Attempt, FollowUp
from picture.permission import Span
from picture.policy import CaseLimits
from picture.shortfall import Waiting
from tests.picture.told import DAY, HOUR, MINUTE, a_case, a_followup, a_site, at

NOW = at("2026-06-17T10:00")
ENDS = at("2026-06-17T14:00")


def waits(name: str, *spans: Span, needs: int = 20) -> Waiting:
    """Spans and needs in minutes from now."""
    told = tuple((NOW + start * MINUTE, NOW + end * MINUTE) for start, end in spans)
    return Waiting(name, told[-1][1] if told else NOW + HOUR, told, needs * MINUTE)


def missed(people: int, *waiting: Waiting) -> list[str]:
    return shortfall.will_miss(waiting, people, NOW, ENDS)


def test_one_person_reaches_as_many_as_the_time_holds() -> None:
    three = [waits(name, (0, 59)) for name in ("a", "b", "c")]
    assert missed(1, *three) == ["c"]
    assert missed(2, *three) == []
    assert missed(0, *three) == ["a", "b", "c"]


def test_a_call_that_ends_at_the_last_moment_is_in_time() -> None:
    assert missed(1, waits("a", (0, 20))) == []
    assert missed(1, waits("a", (0, 20), needs=21)) == ["a"]


def test_who_cannot_be_met_takes_no_ones_time() -> None:
    assert missed(1, waits("lost", (0, 19)), waits("b", (0, 20))) == ["lost"]


def test_nobody_waits_idle_for_hours_that_come_later() -> None:
    assert missed(1, waits("later", (30, 60)), waits("now", (0, 70))) == []


def test_whoever_idles_does_not_start_before_her_hours() -> None:
    both = [waits(name, (30, 55)) for name in ("a", "b")]
    assert missed(2, *both) == []
    assert missed(1, *both) == ["b"]


def test_a_call_fits_into_one_span_or_waits_for_the_next() -> None:
    assert missed(1, waits("a", (0, 15), (30, 50))) == []
    assert missed(1, waits("a", (0, 15), (30, 45))) == ["a"]


def test_who_may_not_be_called_this_shift_is_missed() -> None:
    assert missed(5, waits("a")) == ["a"]


def by_hand(waiting: list[Waiting], people: int, end: int) -> list[str]:
    """Minute by minute, person by person."""
    left = sorted(waiting, key=lambda each: (each.last_moment, each.id))
    busy = [0] * people
    for minute in range(end):
        now = NOW + minute * MINUTE
        for person in range(people):
            if busy[person] > minute:
                continue
            for each in left:
                if any(start <= now and now + each.needs <= stop for start, stop in each.spans):
                    left.remove(each)
                    busy[person] = minute + each.needs // MINUTE
                    break
    return [each.id for each in left]


@st.composite
def waiting_lists(draw: st.DrawFn) -> list[Waiting]:
    found = []
    for number in range(draw(st.integers(0, 12))):
        cuts = sorted(draw(st.lists(st.integers(0, 120), min_size=2, max_size=6, unique=True)))
        spans = [(cuts[n], cuts[n + 1]) for n in range(0, len(cuts) - 1, 2)]
        found.append(waits(f"f{number:02}", *spans, needs=draw(st.integers(1, 40))))
    return found


@given(waiting_lists(), st.integers(0, 4))
def test_it_agrees_with_the_same_rule_played_by_hand(waiting: list[Waiting], people: int) -> None:
    assert missed(people, *waiting) == by_hand(waiting, people, 240)


# Who waits


def of(followup: FollowUp, level: str = "mild", ends: int = ENDS) -> Waiting | None:
    site, case = a_site(), a_case(NOW - DAY, (NOW - DAY, "assessed", level))
    look = followups.look(followup, case, site, NOW)
    assert look is not None
    return shortfall.waiting(followup, look, site, NOW, ends=ends, needs=20 * MINUTE)


def closing(closes: int, **said: Any) -> FollowUp:
    return a_followup(NOW - DAY, opens=NOW - HOUR, closes=closes, **said)


@pytest.mark.parametrize(
    ("closes", "counted"), [(NOW - 1, False), (NOW, True), (ENDS - 1, True), (ENDS, False), (ENDS + DAY, False)]
)
def test_those_count_whose_last_moment_lies_in_what_is_left_of_the_shift(closes: int, counted: bool) -> None:
    assert (of(closing(closes)) is not None) is counted


def test_the_last_moment_is_the_effective_one() -> None:
    found = of(closing(NOW + DAY, safe_hours=("09:00-11:00",)), ends=ENDS)
    assert found is None  # tomorrow from nine she may still be called
    found = of(closing(at("2026-06-18T09:00"), safe_hours=("09:00-11:00",)))
    assert found == Waiting("F-1", NOW + HOUR, ((NOW, NOW + HOUR),), 20 * MINUTE)


@pytest.mark.parametrize(("level", "since"), [("mild", NOW + HOUR), ("severe", NOW)])
def test_before_the_window_opens_only_a_severe_case_is_called(level: str, since: int) -> None:
    early = a_followup(NOW - DAY, opens=NOW + HOUR, closes=NOW + 2 * HOUR)
    found = of(early, level)
    assert found is not None and found.spans == ((since, NOW + 2 * HOUR),)


def test_what_is_done_cancelled_or_never_permitted_does_not_wait() -> None:
    done = a_followup(NOW - DAY, (NOW - HOUR, "spoke_safely"), opens=NOW - 2 * HOUR, closes=NOW + HOUR)
    assert of(done) is None
    assert of(closing(NOW + HOUR, cancelled=NOW - HOUR)) is None
    assert of(closing(NOW + HOUR, consent=None)) is None


# Pace


def tried(count: int, minutes: int | None, attempts: int, last: int = NOW) -> list[FollowUp]:
    tries = [Attempt(last, "no_answer", minutes)] * (attempts - 1) + [Attempt(last, "spoke_safely", minutes)]
    return [FollowUp(f"F-{n}", "nl/registro", attempts=tries) for n in range(count)]


def test_until_enough_was_measured_the_sites_minutes_and_one_attempt_count() -> None:
    assert shortfall.pace([], NOW, CaseLimits()) == 20 * MINUTE
    assert shortfall.pace(tried(19, 7, 1), NOW, CaseLimits()) == 20 * MINUTE
    assert shortfall.pace(tried(19, 7, 1), NOW, CaseLimits(followup_minutes=9)) == 9 * MINUTE


def test_the_pace_is_median_minutes_times_median_attempts() -> None:
    assert shortfall.pace(tried(20, 7, 1), NOW, CaseLimits()) == 7 * MINUTE
    assert shortfall.pace(tried(20, 7, 3), NOW, CaseLimits()) == 21 * MINUTE
    assert shortfall.pace(tried(20, None, 2), NOW, CaseLimits()) == 40 * MINUTE
    mixed = tried(11, 5, 1) + tried(9, 30, 1)
    assert shortfall.pace(mixed, NOW, CaseLimits()) == 5 * MINUTE


def test_what_is_older_than_a_week_says_nothing_of_the_pace() -> None:
    assert shortfall.pace(tried(30, 7, 1, NOW - 7 * DAY), NOW, CaseLimits()) == 20 * MINUTE
    assert shortfall.pace(tried(30, 7, 1, NOW - 7 * DAY + 1), NOW, CaseLimits()) == 7 * MINUTE
