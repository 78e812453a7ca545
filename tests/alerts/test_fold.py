"""The alert board, folded: who was first has it, nothing follows what may not, a hand-over is no calm."""

import msgspec
import pytest

from alerts import lifecycle
from alerts.board import Board
from alerts.fold import ANSWERS, KEEP, AlertBoard
from picture import alert_events as said
from picture.case_events import ShiftHandedOver
from picture.clocks import HOUR, MINUTE, SECOND
from picture.events import Entry, Fact
from tests.alerts.cast import LEAD, NOW, OTHER, Desk


def test_the_first_acknowledgement_stands_and_the_second_is_told_who_has_it() -> None:
    desk = Desk()
    alert = desk.raised()
    first = desk.does(NOW + SECOND, alert, said.AlertAcknowledged(by=LEAD, seen=1, intent="i1"))
    second = desk.does(NOW + 2 * SECOND, alert, said.AlertAcknowledged(by=OTHER, seen=1, intent="i2"))
    assert (first.accepted, first.intent) == (True, "i1")
    assert (second.accepted, second.why, second.what) == (False, "taken", "acknowledged")
    assert (second.by, second.at) == (LEAD, NOW + SECOND)
    assert lifecycle.state(alert, NOW + MINUTE) == "acknowledged"


def test_an_intent_that_comes_twice_is_done_once_and_answered_alike() -> None:
    desk = Desk()
    alert = desk.raised()
    intent = said.AlertAssigned(by=LEAD, to="dif", seen=1, intent="i1")
    assert desk.does(NOW + 1, alert, intent) == desk.does(NOW + 2, alert, intent)
    assert [line.what for line in alert.story] == ["due", "raised", "assigned"]


def test_who_did_not_see_what_another_did_is_refused_and_told() -> None:
    desk = Desk()
    alert = desk.raised()
    desk.does(NOW + 1, alert, said.AlertAssigned(by=LEAD, to="dif", seen=1, intent="i1"))
    answer = desk.does(NOW + 2, alert, said.AlertAssigned(by=OTHER, to="policia", seen=1, intent="i2"))
    assert (answer.why, answer.what, answer.by, answer.at) == ("stale", "assigned", LEAD, NOW + 1)
    assert alert.assigned is not None
    assert alert.assigned.said == "dif"
    seen = desk.does(NOW + 3, alert, said.AlertAssigned(by=OTHER, to="policia", seen=alert.version, intent="i3"))
    assert seen.accepted
    assert alert.assigned.said == "policia"


def test_who_acts_twice_before_the_row_came_back_is_no_stranger_to_themselves() -> None:
    desk = Desk()
    alert = desk.raised()
    desk.does(NOW + 1, alert, said.AlertAcknowledged(by=LEAD, seen=1, intent="i1"))
    assert desk.does(NOW + 2, alert, said.AlertAssigned(by=LEAD, to="dif", seen=1, intent="i2")).accepted


def test_assigning_snoozing_and_confirming_say_that_it_was_seen() -> None:
    for data in (
        said.AlertAssigned(by=LEAD, to="dif"),
        said.AlertSnoozed(by=LEAD, until=NOW + 10 * MINUTE, reason="ya_se_atiende"),
        said.AlertConfirmed(by=LEAD, action="se_llamo"),
    ):
        desk = Desk()
        alert = desk.raised()
        assert desk.does(NOW + 1, alert, data).accepted
        mark = lifecycle.acknowledged(alert, NOW + 2)
        assert mark is not None
        assert (mark.at, mark.by) == (NOW + 1, LEAD)


def test_what_is_still_true_is_not_closed_until_somebody_acted() -> None:
    desk = Desk()
    alert = desk.raised()
    close = said.AlertClosed(by=LEAD, outcome="atendida", seen=9)
    assert desk.does(NOW + 1, alert, close).why == "holds"
    assert desk.does(NOW + 2, alert, said.AlertConfirmed(by=LEAD, action="se_llamo", seen=9)).accepted
    assert desk.does(NOW + 3, alert, close).accepted
    assert lifecycle.state(alert, NOW + 4) == "closed"


def test_what_is_resolved_may_be_closed_and_neither_snoozed_nor_escalated_nor_assigned() -> None:
    desk = Desk()
    alert = desk.raised()
    desk.resolves(NOW + 1, alert)
    for data in (
        said.AlertSnoozed(by=LEAD, until=NOW + MINUTE, reason="ya_se_atiende", seen=9),
        said.AlertEscalated(by=LEAD, level=2, seen=9),
        said.AlertAssigned(by=LEAD, to="dif", seen=9),
    ):
        answer = desk.does(NOW + 2, alert, data)
        assert (answer.why, answer.at) == ("over", NOW + 1)
    assert desk.does(NOW + 3, alert, said.AlertClosed(by=LEAD, outcome="atendida", seen=9)).accepted


def test_nothing_but_a_note_follows_the_closing() -> None:
    desk = Desk()
    alert = desk.raised()
    desk.resolves(NOW + 1, alert)
    desk.does(NOW + 2, alert, said.AlertClosed(by=LEAD, outcome="atendida", seen=9))
    for data in (
        said.AlertAcknowledged(by=OTHER, seen=9),
        said.AlertAssigned(by=OTHER, to="dif", seen=9),
        said.AlertEscalated(by=OTHER, level=2, seen=9),
        said.AlertSnoozed(by=OTHER, until=NOW + MINUTE, reason="ya_se_atiende", seen=9),
        said.AlertConfirmed(by=OTHER, action="se_llamo", seen=9),
        said.AlertClosed(by=OTHER, outcome="atendida", seen=9),
    ):
        answer = desk.does(NOW + 3, alert, data)
        assert (answer.accepted, answer.why, answer.by) == (False, "closed", LEAD)
    assert desk.does(NOW + 4, alert, said.AlertNoted(by=OTHER, note="a1")).accepted
    assert alert.notes == ["a1"]


def test_an_act_on_an_alert_that_never_was_is_unknown() -> None:
    assert Desk().does(NOW, "none", said.AlertAcknowledged(by=LEAD)).why == "unknown"


@pytest.mark.parametrize(("minutes", "why"), [(15, ""), (16, "limit"), (0, "limit"), (-5, "limit")])
def test_a_critical_one_sleeps_a_quarter_of_an_hour_at_the_most(minutes: int, why: str) -> None:
    desk = Desk()
    alert = desk.raised()
    until = NOW + minutes * MINUTE
    answer = desk.does(NOW, alert, said.AlertSnoozed(by=LEAD, until=until, reason="ya_se_atiende"))
    assert answer.why == why


def test_a_snooze_ends_the_acknowledgement_with_itself() -> None:
    desk = Desk()
    alert = desk.raised()
    until = NOW + 10 * MINUTE
    desk.does(NOW + 1, alert, said.AlertSnoozed(by=LEAD, until=until, reason="ya_se_atiende"))
    assert lifecycle.asleep(alert, until - 1)
    assert lifecycle.escalates(alert, desk.profile.alerts, until - 1) is None
    assert not lifecycle.asleep(alert, until)
    assert lifecycle.state(alert, until) == "raised"
    assert lifecycle.escalates(alert, desk.profile.alerts, until) == (until + 2 * MINUTE, 1)
    assert desk.does(until + 1, alert, said.AlertAcknowledged(by=OTHER, seen=alert.version)).accepted


def test_a_hand_over_fires_again_what_was_acknowledged_and_is_still_true() -> None:
    desk = Desk()
    taken, resolved, untaken = (desk.raised(about=f"C-{n}") for n in range(3))
    for alert in (taken, resolved):
        desk.does(NOW + 1, alert, said.AlertAcknowledged(by=LEAD))
    desk.resolves(NOW + 2, resolved)
    desk.hands_over(NOW + HOUR)
    assert lifecycle.state(taken, NOW + HOUR) == "raised"
    assert taken.woken == NOW + HOUR
    assert taken.story[-1].what == "refired"
    assert lifecycle.state(resolved, NOW + HOUR) == "acknowledged"
    assert untaken.woken == NOW
    assert (desk.book.board.turn.lead, desk.book.board.turn.since) == (OTHER, NOW + HOUR)
    assert taken.first_acknowledged == NOW + 1


def test_a_hand_over_told_long_after_hands_over_no_room() -> None:
    desk = Desk()
    alert = desk.raised()
    desk.does(NOW + 1, alert, said.AlertAcknowledged(by=LEAD))
    desk.number += 1
    late = Fact(time=NOW + 2, source="nl/registro", subject="S", data=ShiftHandedOver(to="x"))
    desk.book.apply(Entry(desk.number, NOW + HOUR, late), desk.profile)
    assert lifecycle.state(alert, NOW + HOUR) == "acknowledged"
    assert desk.book.board.turn.lead == ""


def test_a_person_escalates_step_by_step_as_far_as_the_official() -> None:
    desk = Desk()
    alert = desk.raised()
    for n, level in enumerate((1, 2, 3)):
        assert desk.does(NOW + n, alert, said.AlertEscalated(by=LEAD, level=9, seen=99)).accepted
        assert lifecycle.level(alert, NOW + n) == level
    assert desk.does(NOW + 9, alert, said.AlertEscalated(by=LEAD, level=9, seen=99)).why == "limit"


def test_a_restored_board_goes_on_as_the_one_that_was_saved() -> None:
    desk = Desk()
    alert = desk.raised()
    desk.does(NOW + 1, alert, said.AlertSnoozed(by=LEAD, until=NOW + MINUTE, reason="ya_se_atiende", intent="i1"))
    again = AlertBoard(msgspec.msgpack.decode(msgspec.msgpack.encode(desk.book.board), type=Board))
    assert again.board == desk.book.board
    assert again.standing == desk.book.standing
    assert again.open == desk.book.open


def test_an_entry_that_was_folded_changes_nothing() -> None:
    desk = Desk()
    alert = desk.raised()
    before = msgspec.msgpack.encode(desk.book.board)
    desk.number -= 1
    desk.journal(NOW + 1, alert.id, said.AlertAcknowledged(by=LEAD))
    assert msgspec.msgpack.encode(desk.book.board) == before


def test_a_closed_alert_is_kept_for_five_weeks_with_all_that_was_told_of_it() -> None:
    desk = Desk()
    alert = desk.raised()
    desk.journal(NOW, "n1", said.NotificationQueued(alert=alert.id, to="lead", why="raised", due=NOW), "vigia/watch")
    desk.resolves(NOW + 1, alert)
    desk.journal(NOW + 2, alert.id, said.AlertClosed(outcome="se_resolvio"), "vigia/watch")
    assert alert.closed is not None
    other = desk.raised(NOW + KEEP, about="C-2")
    assert alert.id in desk.book.board.alerts
    desk.raised(NOW + KEEP + 2 * HOUR, about="C-3")
    assert list(desk.book.board.alerts) == [other.id, desk.book.standing["severe_unassigned\0case:C-3"]]
    assert desk.book.board.notifications == {}


def test_only_the_latest_answers_are_kept() -> None:
    desk = Desk()
    for n in range(ANSWERS + 5):
        desk.does(NOW + n, "none", said.AlertAcknowledged(by=LEAD, intent=f"i{n}"))
    assert len(desk.book.board.answers) == ANSWERS
    assert desk.book.board.answers[0].intent == "i5"


def test_three_refusals_in_a_row_make_a_channel_fail_until_it_takes_one() -> None:
    desk = Desk()
    alert = desk.raised()
    desk.journal(NOW, "n1", said.NotificationQueued(alert=alert.id, to="lead", why="raised", due=NOW), "vigia/watch")
    for n in range(3):
        assert desk.book.board.failing == {}
        failed = said.NotificationFailed(channel="correo", reason="unreachable", tries=n + 1)
        desk.journal(NOW + n, "n1", failed, "vigia/watch")
    assert desk.book.board.failing == {"correo": NOW}
    desk.journal(NOW + 9, "n1", said.NotificationSent(channel="correo", tries=4), "vigia/watch")
    assert desk.book.board.failing == {}
    assert alert.story[-1].what == "told"


def test_a_story_too_long_loses_steps_that_came_by_themselves_and_nothing_that_a_person_did() -> None:
    desk = Desk()
    alert = desk.raised()
    desk.does(NOW + 1, alert, said.AlertConfirmed(by=LEAD, action="se_llamo"))
    for n in range(1, 400):
        due = NOW + n * MINUTE
        desk.journal(due, alert.id, said.AlertEscalated(level=3, due=due), "vigia/watch")
    assert len(alert.story) == 200
    assert [line.what for line in alert.story[:4]] == ["due", "raised", "confirmed", "escalated"]
    assert alert.story[-1].time == NOW + 399 * MINUTE
