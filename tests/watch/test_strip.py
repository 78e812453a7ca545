"""The window strip: every open follow-up once, by when its window closes; kept as looks change, as if counted anew."""

from random import Random

import pytest

from picture.clocks import DAY, HALF_HOUR, HOUR, MINUTE
from picture.followups import FollowUpLook
from picture.policy import CaseLimits
from tests.picture.cast import T0
from watch.case_documents import Mark, Pinned, Strip
from watch.figure import Figure
from watch.strip import StripFigures

NOW = T0 + 7 * MINUTE
ENDS = NOW + 6 * HOUR


def a_look(
    closes: int, state: str = "open", *, severe: bool = False, hollow: bool = False, last: int | None = None
) -> FollowUpLook:
    return FollowUpLook(
        state=state,
        opens=closes - 36 * HOUR,
        closes=closes,
        hollow=hollow,
        last_moment=last,
        call="yes",
        call_now=True,
        safe_from=None,
        safe_until=None,
        severe=severe,
        ended=None,
        until=0,
    )


def strip(*looks: FollowUpLook, people: int | None = None, missed: int | None = None) -> Strip:
    figures = StripFigures()
    for number, look in enumerate(looks):
        figures.put(f"F-{number}", look)
    return figures.strip(NOW, CaseLimits(), ENDS, people, missed)


def test_follow_ups_of_one_half_hour_state_and_shape_are_one_mark() -> None:
    found = strip(
        a_look(T0 + HOUR),
        a_look(T0 + HOUR + HALF_HOUR - 1),
        a_look(T0 + HOUR + HALF_HOUR),
        a_look(T0 + HOUR, severe=True),
        a_look(T0 + HOUR, "closing", hollow=True),
    )
    assert found.marks == [
        Mark(T0 + HOUR, "closing", False, True, 1),
        Mark(T0 + HOUR, "open", False, False, 2),
        Mark(T0 + HOUR, "open", True, False, 1),
        Mark(T0 + HOUR + HALF_HOUR, "open", False, False, 1),
    ]
    assert found.open == 5


@pytest.mark.parametrize(("late", "pinned"), [(12 * HOUR - 1, False), (12 * HOUR, True)])
def test_what_closed_12_hours_ago_is_pinned_and_no_mark(late: int, pinned: bool) -> None:
    found = strip(a_look(NOW - late, "overdue_unsafe", severe=True, hollow=True), a_look(NOW - 11 * HOUR, "overdue"))
    assert len(found.marks) == 2 - pinned
    assert found.pinned == (
        Pinned(closes=NOW - late, severe=True, hollow=True, count=1, state="overdue_unsafe") if pinned else None
    )
    assert (found.overdue, found.overdue_severe, found.overdue_unsafe) == (Figure(2, "crossed"), 1, 1)


@pytest.mark.parametrize(("ahead", "drawn"), [(48 * HOUR, 1), (48 * HOUR + 1, 0)])
def test_what_closes_later_than_48_hours_from_now_is_open_and_not_on_the_axis_yet(ahead: int, drawn: int) -> None:
    found = strip(a_look(NOW + ahead, "early"))
    assert (len(found.marks), found.open) == (drawn, 1)


def test_what_was_done_or_cancelled_or_never_reachable_is_no_mark() -> None:
    ended = [a_look(NOW, state) for state in ("done_in_window", "done_early", "done_late", "cancelled", "unreachable")]
    found = strip(*ended)
    assert (found.marks, found.pinned, found.open, found.unreachable) == ([], None, 0, 1)


def test_percent_in_window_is_of_what_closed_within_7_days_and_done_early_counts_with_neither() -> None:
    states = ["done_in_window"] * 6 + ["done_late", "overdue", "done_early", "cancelled", "unreachable"]
    old = [a_look(NOW - 7 * DAY, "done_late"), a_look(NOW + 1, "done_in_window")]
    found = strip(*(a_look(NOW - DAY, state) for state in states), *old)
    assert (found.in_window, found.in_window_of) == (Figure(75.0), 8)
    assert strip(*old).in_window == Figure(known="na")


@pytest.mark.parametrize(("last", "counted"), [(NOW - 1, 0), (NOW, 1), (ENDS - 1, 1), (ENDS, 0), (None, 0)])
def test_last_moments_from_now_to_before_the_shift_ends_are_counted(last: int | None, counted: int) -> None:
    found = strip(a_look(NOW + 20 * HOUR, last=last)).closing_before
    assert found == Figure(counted, "near" if counted else "calm")


def test_missed_is_unknown_zero_or_crossed() -> None:
    assert strip().will_miss == Figure(known="unknown")
    assert strip(people=2, missed=0).will_miss == Figure(0)
    assert strip(people=2, missed=3).will_miss == Figure(3, "crossed")


def test_counting_as_looks_change_comes_to_what_counting_anew_comes_to() -> None:
    random, kept = Random(4), StripFigures()
    looks: dict[str, FollowUpLook] = {}
    for turn in range(400):
        name = f"F-{random.randrange(60)}"
        if random.random() < 0.1:
            looks.pop(name, None)
            kept.put(name, None)
        else:
            state = random.choice(
                ["early", "open", "closing", "overdue", "overdue_unsafe", "done_in_window", "done_late"]
            )
            last = NOW + random.randrange(-HOUR, DAY) if random.random() < 0.8 else None
            closes = NOW + random.randrange(-20 * HOUR, 60 * HOUR)
            severe, hollow = random.random() < 0.3, random.random() < 0.3
            looks[name] = a_look(closes, state, severe=severe, hollow=hollow, last=last)
            kept.put(name, looks[name])
        now = NOW + turn * 4 * MINUTE
        anew = StripFigures()
        for each, look in looks.items():
            anew.put(each, look)
        found = kept.strip(now, CaseLimits(), ENDS, None, None)
        assert found == anew.strip(now, CaseLimits(), ENDS, None, None)
        owed = [look for look in looks.values() if not look.state.startswith("done")]
        inside = [look for look in owed if now - 12 * HOUR < look.closes <= now + 48 * HOUR]
        assert (found.open, sum(mark.count for mark in found.marks)) == (len(owed), len(inside))
