"""When staffing and trends are made anew, and what is tried again."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from briefing import retrying
from briefing.load import QUARTER
from briefing.retrying import Failed, once_more
from briefing.rounds import AGAIN, LATER, SPARED, Round, daily, quarterly
from briefing.schedule import REVISED
from briefing.sheet import Span
from picture.clocks import DAY, HOUR, MINUTE, SECOND
from picture.events import AgentChanged, Entry, Fact
from picture.keeping_events import PersonErased
from tests.briefing.sample import PROFILE

ZONE = ZoneInfo(PROFILE.zone)
NOON = int(datetime(2026, 11, 20, 12, 5, tzinfo=ZONE).timestamp() * 1000)
SPAN = Span("day", "2026-11-19", NOON - 2 * DAY, NOON - DAY)


def told(count: int, time: int, after: int = 0) -> list[Entry]:
    fact = Fact(time=time, source="nl/070", subject="a-1", data=AgentChanged("away"))
    return [Entry(after + number, NOON, fact) for number in range(1, count + 1)]


def begun(kept: Round) -> Round:
    kept.began(NOON, PROFILE)
    return kept


def test_the_first_is_due_at_once_then_each_by_its_own_clock() -> None:
    assert Round(quarterly).due(NOON, PROFILE)
    assert not begun(Round(quarterly)).due(NOON + 10 * MINUTE - 1, PROFILE)
    assert begun(Round(quarterly)).due(NOON + 10 * MINUTE, PROFILE)
    seven = int(datetime(2026, 11, 21, 7, tzinfo=ZONE).timestamp() * 1000)
    assert not begun(Round(daily)).due(seven - 1, PROFILE)
    assert begun(Round(daily)).due(seven, PROFILE)


def test_another_profile_asks_for_another_and_the_same_one_does_not() -> None:
    assert begun(Round(daily)).due(NOON, replace(PROFILE))


def test_a_registry_that_tells_its_past_is_waited_for_a_little_and_then_counted() -> None:
    kept = begun(Round(daily))
    kept.hear(told(1000, NOON - 20 * DAY))
    assert not kept.due(NOON + SPARED - 1, PROFILE)
    assert kept.due(NOON + SPARED, PROFILE)
    kept.began(NOON + SPARED, PROFILE)
    assert not kept.due(NOON + 2 * HOUR, PROFILE)


def test_the_past_is_settled_once_it_was_told_and_no_more_comes() -> None:
    kept = begun(Round(daily))
    kept.hear(told(1000, NOON))
    assert not kept.settled(NOON + SPARED)
    kept.hear(told(1000, NOON - 20 * DAY, after=1000))
    assert not kept.settled(NOON + SPARED)
    kept.began(NOON + SPARED, PROFILE)
    assert not kept.settled(NOON + 2 * SPARED - 1)
    assert kept.settled(NOON + 2 * SPARED)


def test_what_was_heard_before_the_first_was_made_is_past_too() -> None:
    kept = Round(daily)
    kept.hear(told(1000, NOON - 20 * DAY))
    assert not kept.settled(NOON)
    assert begun(kept).settled(NOON + SPARED)


def test_what_happens_today_asks_for_nothing_and_one_late_word_can_wait() -> None:
    kept = begun(Round(daily))
    kept.hear(told(1000, NOON))
    assert not kept.due(NOON + 2 * HOUR, PROFILE)
    kept.hear(told(1, NOON - DAY, after=1000))
    assert not kept.due(NOON + LATER - 1, PROFILE)
    assert kept.due(NOON + LATER, PROFILE)


def test_what_was_erased_stands_in_none() -> None:
    kept = begun(Round(daily))
    assert not kept.due(NOON + SECOND, PROFILE)
    kept.hear([Entry(1, NOON, Fact(time=NOON, source="vigia", subject="x", data=PersonErased(entries=3)))])
    assert kept.due(NOON + SECOND, PROFILE)


def test_what_could_not_be_made_is_tried_a_minute_later() -> None:
    kept = begun(Round(daily))
    kept.failed(NOON)
    assert not kept.due(NOON + AGAIN - 1, PROFILE)
    assert kept.due(NOON + AGAIN, PROFILE)


@given(st.integers(0, 10 * DAY), st.integers(1, 10 * DAY))
def test_a_quarter_is_never_left_out(at: int, later: int) -> None:
    kept = Round(quarterly)
    kept.began(at, PROFILE)
    assert kept.due(at + later, PROFILE) == ((at + later) // QUARTER > at // QUARTER)


# what is tried again


def test_waits_grow_from_a_minute_to_a_day_and_as_of_stays() -> None:
    failed: Failed | None = None
    waits = []
    for _ in range(14):
        failed = once_more(failed, SPAN, NOON, "No.", NOON)
        waits.append((failed.again - NOON) // MINUTE)
        assert failed.as_of == NOON
    assert waits[:4] == [1, 2, 4, 8] and waits[-2:] == [1440, 1440]
    assert failed is not None and failed.tries == 14


def test_only_what_is_due_is_tried_and_what_is_too_old_is_let_go() -> None:
    failed = {SPAN.name: once_more(None, SPAN, None, "The disk is full.", NOON)}
    assert retrying.waiting(failed, NOON) == []
    assert [each.span for each in retrying.waiting(failed, NOON + MINUTE)] == [SPAN]
    assert retrying.said(failed) == "2026-11-19 could not be made (1 try): The disk is full."
    retrying.forget(failed, SPAN.ends + REVISED - 1)
    assert failed
    retrying.forget(failed, SPAN.ends + REVISED)
    assert failed == {} and retrying.said(failed) == ""
