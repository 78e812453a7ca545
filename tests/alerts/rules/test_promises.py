"""Promises: one of the two rules about an overdue follow-up holds all along, and men's are no figure of women's."""

import pytest

from alerts import rules
from alerts.rules.views import HandoverView, ReferralView
from picture import case_events as said
from picture.clocks import DAY, HOUR, MINUTE
from picture.events import Fact
from tests.alerts.rules.cast import AT, Room, a_room, off
from tests.watch.cast import a_case, a_followup, told

CLOSES = AT + 45 * HOUR + 20 * MINUTE  # at half past ten in the morning by the civil clock
LATE = ("followup_overdue", "followup_unsafe")


def a_room_with(*facts: Fact, **plan: object) -> Room:
    return Room([*a_case("C-1", AT, "mild"), a_followup("F-1", "C-1", CLOSES, **plan), *facts])


def overdue(room: Room, now: int) -> list[tuple[str, str, int]]:
    return [(each.rule, each.reason, each.due) for each in room.of_followup("F-1", now) if each.rule in LATE]


def test_an_overdue_follow_up_is_not_raised_anew_when_her_safe_hours_end_or_begin() -> None:
    nine_to_six = a_room_with(safe_hours=("09:00-18:00",))
    early = a_room_with(safe_hours=("18:00-23:00",))
    for now in range(CLOSES, CLOSES + 3 * DAY, HOUR):
        assert overdue(nine_to_six, now) == [("followup_overdue", "", CLOSES)]
        assert overdue(early, now) == [("followup_unsafe", "outside_hours", CLOSES)]


def test_a_permission_that_comes_late_makes_it_one_to_be_called() -> None:
    room = a_room_with(safe_hours=(), consent=True)
    assert overdue(room, CLOSES + HOUR) == [("followup_unsafe", "hours_unknown", CLOSES)]
    again = said.FollowUpPlanned(
        case="C-1", opens=CLOSES - DAY, closes=CLOSES, consent=True, safe_hours=("00:00-24:00",)
    )
    room.told(told(CLOSES + 2 * HOUR, "F-1", again))
    assert overdue(room, CLOSES + 2 * HOUR) == [("followup_overdue", "", CLOSES)]


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        ({"do_not_contact": True}, "do_not_contact"),
        ({"consent": None}, "consent_unknown"),
        ({"consent": False}, "no_consent"),
        ({"confirmed": CLOSES - 30 * DAY}, "permission_old"),
    ],
)
def test_who_may_not_be_called_is_told_of_with_the_reason(plan: dict[str, object], reason: str) -> None:
    assert overdue(a_room_with(**plan), CLOSES) == [("followup_unsafe", reason, CLOSES)]


def test_closing_begins_twelve_hours_before_the_last_moment_at_which_she_may_be_called() -> None:
    room = a_room_with(safe_hours=("18:00-20:00",))  # the last such evening ends 14.5 h before the window
    begins = CLOSES - 14 * HOUR - 30 * MINUTE - 12 * HOUR
    assert room.found("followup_closing", begins - 1) == []
    assert [each.due for each in room.found("followup_closing", begins)] == [begins]


def test_a_window_that_opens_closing_is_due_when_it_opens() -> None:
    room = a_room_with(opens=CLOSES - 5 * HOUR)
    assert room.found("followup_closing", CLOSES - 5 * HOUR - 1) == []
    assert [each.due for each in room.found("followup_closing", CLOSES - HOUR)] == [CLOSES - 5 * HOUR]


def test_an_attempt_counts_since_the_plan_or_within_its_window() -> None:
    tried = told(CLOSES - 20 * HOUR, "F-1", said.FollowUpAttempted(outcome="no_answer"))
    assert a_room_with(tried).found("followup_closing", CLOSES - HOUR) == []
    whole = {"case": "C-1", "consent": True, "safe_hours": ("00:00-24:00",)}
    same = said.FollowUpPlanned(opens=CLOSES - 36 * HOUR, closes=CLOSES, **whole)  # type: ignore[arg-type]  # as above
    confirmed = told(CLOSES - 15 * HOUR, "F-1", same)
    assert a_room_with(tried, confirmed).found("followup_closing", CLOSES - HOUR) == []
    later = said.FollowUpPlanned(opens=CLOSES, closes=CLOSES + DAY, **whole)  # type: ignore[arg-type]  # as above
    room = a_room_with(tried, told(CLOSES - 15 * HOUR, "F-1", later))
    assert [each.due for each in room.found("followup_closing", CLOSES + 20 * HOUR)] == [CLOSES + 12 * HOUR]


@pytest.mark.parametrize("outcome", ["kept", "unreachable"])
def test_what_is_kept_or_never_could_be_is_not_told(outcome: str) -> None:
    done = told(CLOSES - HOUR, "F-1", said.FollowUpDone(outcome="spoke_safely"))
    gone = told(CLOSES - 39 * HOUR, "F-1", said.FollowUpPlanned(case="C-1", closes=AT - 1, consent=True))
    room = a_room_with(done if outcome == "kept" else gone)
    assert room.of_followup("F-1", CLOSES + HOUR) == []


def test_mens_follow_ups_and_referrals_are_not_told_but_a_hand_over_is_of_anybody() -> None:
    referral = told(AT, "R-1", said.ReferralMade(service="legal", to="dif", case="C-1"))
    offer = told(AT, "H-1", said.HandoverOffered(giver="nl/911", to="nl/070", case="C-1"))
    man = a_case("C-1", AT, "mild", subject_is="man")
    room = Room([*man, a_followup("F-1", "C-1", CLOSES), referral, offer])
    told_of = {each.rule for each in room.conditions(CLOSES)}
    assert "handover_late" in told_of
    assert told_of.isdisjoint({"followup_closing", "followup_overdue", "referral_stale", "register_lag"})


def test_a_hand_over_and_a_referral_say_when_they_will_be_due() -> None:
    room = Room(
        [
            told(AT, "H-1", said.HandoverOffered(giver="nl/911", to="nl/070")),
            told(AT, "R-1", said.ReferralMade(service="legal", to="dif")),
        ]
    )
    picture, profile = room.picture, room.profile
    handover, referral = picture.book.handovers["H-1"], picture.book.referrals["R-1"]
    handed = [rules.of_handover(HandoverView(picture, profile, now, handover, None)) for now in (AT, AT + HOUR)]
    assert [(len(found), until) for found, until in handed] == [(0, AT + 5 * MINUTE), (1, None)]
    asked = [rules.of_referral(ReferralView(picture, profile, now, referral, None)) for now in (AT, AT + DAY)]
    assert [(len(found), until) for found, until in asked] == [(0, AT + DAY), (1, None)]


def test_a_hand_over_of_which_only_the_answer_came_owes_nothing() -> None:
    room = Room([told(AT, "H-1", said.HandoverReturned(reason="traslado"))])
    assert room.found("handover_late", AT + DAY) == []


@pytest.mark.parametrize(("missed", "state"), [(None, "between"), (0, "clear"), (1, "crossed"), (7, "crossed")])
def test_will_miss_is_crossed_by_one_and_stays_as_it_was_where_nobody_knows(missed: int | None, state: str) -> None:
    room = Room([])
    (sample,) = room.samples("will_miss", AT, will_miss=missed)
    assert (sample.state, sample.condition.value, sample.condition.about) == (state, missed, "prueba")
    three = Room([], a_room(alerts={"rules": {"will_miss": {"limit": 3, "clear": 2}}}))
    states = [three.samples("will_miss", AT, will_miss=count)[0].state for count in (1, 2, 3)]
    assert states == ["clear", "between", "crossed"]
    assert Room([], a_room(alerts=off("will_miss"))).samples("will_miss", AT, will_miss=9) == []
