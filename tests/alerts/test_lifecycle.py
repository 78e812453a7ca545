"""Who is told when nobody moves, to the millisecond; and when what is over leaves by itself."""

from hypothesis import given
from hypothesis import strategies as st

from alerts import lifecycle
from alerts.telling import owed
from picture import alert_events as said
from picture.alert_policy import AlertPolicy, Escalation
from picture.clocks import HOUR, MINUTE
from tests.alerts.cast import LEAD, NOW, OTHER, Desk
from tests.picture.cast import a_profile

POLICY = AlertPolicy()


def test_an_unacknowledged_critical_tells_lead_then_supervisor_then_official_then_for_ever() -> None:
    alert = Desk().raised()
    told = []
    at = NOW
    for _ in range(6):
        step = lifecycle.escalates(alert, POLICY, at)
        assert step is not None
        told.append(((step[0] - NOW) // MINUTE, step[1]))
        at = step[0]
    assert told == [(2, 1), (5, 2), (10, 3), (15, 3), (20, 3), (25, 3)]
    week = NOW + 7 * 24 * HOUR
    assert lifecycle.escalates(alert, POLICY, week) == (week + 5 * MINUTE, 3)


def test_the_instant_before_a_step_is_due_nobody_is_told() -> None:
    alert = Desk().raised()
    assert lifecycle.escalation(alert, POLICY, NOW + 2 * MINUTE - 1) is None
    assert lifecycle.escalation(alert, POLICY, NOW + 2 * MINUTE) == (NOW + 2 * MINUTE, 1)


def test_of_steps_missed_while_nobody_watched_the_last_is_told() -> None:
    desk = Desk()
    alert = desk.raised()
    found = lifecycle.escalation(alert, POLICY, NOW + 61 * MINUTE)
    assert found == (NOW + 60 * MINUTE, 3)
    desk.journal(NOW + 61 * MINUTE, alert.id, said.AlertEscalated(level=3, due=found[0]), "vigia/watch")
    assert lifecycle.escalation(alert, POLICY, NOW + 61 * MINUTE) is None
    assert lifecycle.level(alert, NOW + 61 * MINUTE) == 3


def test_acknowledged_and_then_nothing_tells_the_supervisor_once() -> None:
    desk = Desk()
    alert = desk.raised()
    desk.does(NOW + MINUTE, alert, said.AlertAcknowledged(by=LEAD))
    due = NOW + 16 * MINUTE
    assert lifecycle.escalates(alert, POLICY, NOW + 2 * MINUTE) == (due, 2)
    desk.journal(due, alert.id, said.AlertEscalated(level=2, due=due), "vigia/watch")
    assert lifecycle.escalates(alert, POLICY, due) is None
    assert lifecycle.escalation(alert, POLICY, due + HOUR) is None


def test_assigning_is_moving_and_confirming_ends_the_clock() -> None:
    desk = Desk()
    alert = desk.raised()
    desk.does(NOW + MINUTE, alert, said.AlertAcknowledged(by=LEAD))
    desk.does(NOW + 10 * MINUTE, alert, said.AlertAssigned(by=LEAD, to="dif"))
    assert lifecycle.escalates(alert, POLICY, NOW + 11 * MINUTE) == (NOW + 25 * MINUTE, 2)
    desk.does(NOW + 20 * MINUTE, alert, said.AlertConfirmed(by=LEAD, action="se_llamo"))
    assert lifecycle.escalates(alert, POLICY, NOW + 21 * MINUTE) is None


def test_after_a_hand_over_the_clocks_run_from_it() -> None:
    desk = Desk()
    alert = desk.raised()
    desk.does(NOW + MINUTE, alert, said.AlertAcknowledged(by=LEAD))
    desk.hands_over(NOW + HOUR)
    assert lifecycle.escalates(alert, POLICY, NOW + HOUR) == (NOW + HOUR + 2 * MINUTE, 1)


def test_what_is_resolved_tells_nobody_and_closes_itself_when_kept_long_enough() -> None:
    desk = Desk()
    for priority, minutes in (("critical", 480), ("high", 240), ("low", 15)):
        alert = desk.raised(about=priority, priority=priority)
        assert lifecycle.closes_itself(alert, POLICY) is None
        desk.resolves(NOW + MINUTE, alert)
        assert lifecycle.escalates(alert, POLICY, NOW + MINUTE) is None
        assert lifecycle.closes_itself(alert, POLICY) == NOW + (minutes + 1) * MINUTE


def test_a_low_one_tells_nobody_and_a_late_one_neither() -> None:
    desk = Desk()
    assert owed(desk.raised(about="a", priority="low"), NOW) == []
    assert owed(desk.raised(about="b", late=True), NOW) == []
    assert [data.to for _, data in owed(desk.raised(about="c", priority="high"), NOW)] == ["lead"]


def test_each_step_a_hand_over_and_the_end_of_a_snooze_are_told_under_ids_of_their_own() -> None:
    desk = Desk()
    alert = desk.raised()
    desk.journal(NOW + 2 * MINUTE, alert.id, said.AlertEscalated(level=1, due=NOW + 2 * MINUTE), "vigia/watch")
    desk.journal(NOW + 5 * MINUTE, alert.id, said.AlertEscalated(level=2, due=NOW + 5 * MINUTE), "vigia/watch")
    desk.does(NOW + 6 * MINUTE, alert, said.AlertAcknowledged(by=LEAD))
    desk.hands_over(NOW + 7 * MINUTE)
    until = NOW + 20 * MINUTE
    desk.does(NOW + 8 * MINUTE, alert, said.AlertSnoozed(by=OTHER, until=until, reason="ya_se_atiende", seen=99))
    before, after = owed(alert, until - 1), owed(alert, until)
    assert [(data.to, data.why) for _, data in before] == [
        ("lead", "raised"),
        ("lead", "escalated"),
        ("supervisor", "escalated"),
        ("lead", "refired"),
    ]
    assert after[: len(before)] == before
    assert (after[-1][1].why, after[-1][1].due) == ("refired", until)
    assert len({name for name, _ in after}) == 5


@given(
    st.lists(st.integers(1, 30), min_size=0, max_size=4, unique=True).map(sorted),
    st.none() | st.integers(1, 20),
    st.integers(0, 3000),
)
def test_the_next_step_is_always_after_now_and_the_due_one_never(
    steps: list[int], every: int | None, later: int
) -> None:
    policy = AlertPolicy(critical=Escalation(steps=tuple(steps), every=every if steps else None))
    alert, now = Desk(a_profile()).raised(), NOW + later * MINUTE // 10
    following, due = lifecycle.escalates(alert, policy, now), lifecycle.escalation(alert, policy, now)
    assert following is None or following[0] > now
    assert due is None or NOW < due[0] <= now
    instants = [NOW + minutes * MINUTE for minutes in steps]
    if steps and every:
        last = instants[-1]
        instants += [last + n * every * MINUTE for n in range(1, 400)]
    assert (due[0] if due else None) == max((at for at in instants if at <= now), default=None)
    assert (following[0] if following else None) == min((at for at in instants if at > now), default=None)
