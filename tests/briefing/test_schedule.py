"""When a briefing falls due; what becomes of a decision that was asked for."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from briefing import schedule
from briefing.decisions import Decision, fold
from briefing.schedule import SETTLE
from picture.clocks import DAY
from picture.decision_events import DecisionAsked, DecisionSettled
from picture.events import Entry, Fact
from tests.briefing.sample import PROFILE

ZONE = ZoneInfo(PROFILE.zone)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, tzinfo=ZONE).timestamp() * 1000)


# when


def test_a_day_falls_due_at_seven_a_shift_five_minutes_after_its_end() -> None:
    due = schedule.due(PROFILE, at(2026, 11, 20, 12), at(2026, 11, 21, 12))
    days = [(each.at, each.span.name) for each in due if each.span.kind == "day"]
    assert days == [(at(2026, 11, 21, 7), "2026-11-20")]
    shifts = [each for each in due if each.span.kind == "shift"]
    assert len(shifts) == len(PROFILE.shift)
    assert all(each.at == each.span.ends + SETTLE for each in shifts)


def test_weeks_months_quarters_and_years_fall_due_on_the_day_they_are_over() -> None:
    due = schedule.due(PROFILE, at(2026, 12, 31, 12), at(2027, 1, 4, 12))
    found = {each.span.name: each.at for each in due if each.span.kind not in ("day", "shift")}
    new_year, monday = at(2027, 1, 1, 7), at(2027, 1, 4, 7)
    assert found == {"2026-12": new_year, "2026-Q4": new_year, "2026": new_year, "2026-W53": monday}


@given(st.integers(at(2026, 1, 1), at(2026, 12, 31)), st.lists(st.integers(0, 4 * DAY), max_size=6))
def test_however_often_one_looks_nothing_falls_due_twice_or_never(start: int, steps: list[int]) -> None:
    instants = sorted({start, *(start + step for step in steps)})
    seen = [each for since, until in pairwise(instants) for each in schedule.due(PROFILE, since, until)]
    assert seen == schedule.due(PROFILE, start, instants[-1])
    assert all(start < each.at <= instants[-1] and each.span.ends <= each.at for each in seen)


# decisions


def told(number: int, subject: str, data: DecisionAsked | DecisionSettled) -> Entry:
    return Entry(number, number * 1000, Fact(time=0, source="vigia/desk", subject=subject, data=data))


def test_what_was_asked_stands_until_it_is_settled_and_the_last_word_counts() -> None:
    decisions: dict[str, Decision] = {}
    asked = DecisionAsked(by="ana", owner="policia", due="2026-11-25", note="ab")
    assert fold(decisions, told(1, "d-1", asked))
    assert fold(decisions, told(2, "d-1", DecisionAsked(by="eva", owner="fiscalia", due="2026-01-01", note="cd")))
    assert decisions["d-1"].owner == "policia" and decisions["d-1"].pending
    fold(decisions, told(3, "d-1", DecisionSettled(by="ana", became="postponed", due="2026-12-01")))
    assert decisions["d-1"].due == "2026-12-01" and decisions["d-1"].pending
    fold(decisions, told(4, "d-1", DecisionSettled(by="eva", became="done")))
    assert (decisions["d-1"].became, decisions["d-1"].settled, decisions["d-1"].pending) == ("done", 4000, False)
    assert not fold(decisions, told(5, "d-2", DecisionSettled(by="eva", became="done")))
