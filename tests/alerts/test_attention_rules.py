"""How long until somebody took an alarm and acted, and how each rule does."""

from bisect import bisect_right

from hypothesis import given
from hypothesis import strategies as st

from alerts.attention import PRIORITIES
from picture import alert_events as said
from picture.clocks import DAY, HOUR, MINUTE, SECOND
from tests.alerts.alarming import LATER, of, only_rule, some
from tests.alerts.cast import LEAD, NOW, SUPERVISOR, Desk


def test_times_run_from_the_raising_to_the_first_who_took_it_and_to_who_acted() -> None:
    desk = Desk()
    for n, (seen, acted) in enumerate([(10, 60), (20, 120), (40, 600), (600, 1200)]):
        alert = desk.raised(LATER, about=f"C-{n}")
        desk.does(LATER + seen * SECOND, alert, said.AlertAcknowledged(by=LEAD))
        act = said.AlertConfirmed(by=SUPERVISOR, action="se_llamo", seen=alert.version)
        desk.does(LATER + acted * SECOND, alert, act)
    desk.raised(LATER, about="nobody")
    found = of(desk, LATER + HOUR)
    assert (found.acknowledge_median, found.acknowledge_p90) == (30, 432)  # 20 … 40; 40 + 0.7 · 560
    assert (found.act_median, found.act_p90) == (360, 1020)
    assert only_rule(desk, LATER + HOUR).act_median == 360


def test_taking_it_again_after_a_hand_over_does_not_make_the_first_time_longer() -> None:
    desk = Desk()
    alert = desk.raised(LATER)
    desk.does(LATER + 5 * SECOND, alert, said.AlertAcknowledged(by=LEAD))
    desk.hands_over(LATER + HOUR)
    desk.does(LATER + 2 * HOUR, alert, said.AlertAcknowledged(by=SUPERVISOR))
    assert of(desk, LATER + 3 * HOUR).acknowledge_median == 5


def test_what_ended_by_itself_is_told_from_what_somebody_acted_upon() -> None:
    desk = Desk()
    alone, acted, taken, _ = (desk.raised(LATER, about=f"C-{n}") for n in range(4))
    desk.does(LATER + MINUTE, acted, said.AlertConfirmed(by=LEAD, action="se_llamo"))
    desk.does(LATER + MINUTE, taken, said.AlertAcknowledged(by=LEAD))  # seen is not acted
    for alert in (alone, acted, taken):
        desk.resolves(LATER + 2 * MINUTE, alert)
    assert only_rule(desk, LATER + HOUR).by_itself == 66.7


def test_a_false_alarm_is_what_was_closed_as_one() -> None:
    desk = Desk()
    for n, outcome in enumerate(("falsa_alarma", "atendida", "falsa_alarma")):
        alert = desk.raised(LATER, about=f"C-{n}")
        desk.resolves(LATER + MINUTE, alert)
        desk.does(LATER + 2 * MINUTE, alert, said.AlertClosed(by=LEAD, outcome=outcome))
    assert only_rule(desk, LATER + HOUR).false_alarms == 2


def test_rules_stand_in_order_of_their_alarms_and_nobody_is_named() -> None:
    desk = Desk()
    some(desk, [LATER] * 2, rule="unassessed", priority="high")
    some(desk, [LATER] * 3, rule="severe_silent", priority="high")
    for alert in list(desk.book.board.alerts.values()):
        desk.does(LATER + MINUTE, alert, said.AlertAcknowledged(by=LEAD))
    found = of(desk, LATER + HOUR)
    assert [(each.rule, each.raised) for each in found.rules] == [("severe_silent", 3), ("unassessed", 2)]
    assert LEAD not in repr(found)


@given(st.lists(st.tuples(st.integers(0, 9 * DAY), st.sampled_from(["critical", "high", "low"])), max_size=30))
def test_hours_split_and_rules_count_the_same_alarms(told: list[tuple[int, said.Priority]]) -> None:
    desk = Desk()
    for since, priority in sorted(told):
        desk.raised(NOW + since, about=f"C-{desk.number}", rule=f"of_{priority}", priority=priority)
    now = NOW + 9 * DAY
    found, week = of(desk, now), [each for each in told if each[0] > 2 * DAY]
    assert {each.rule: each.raised for each in found.rules if each.raised} == {
        f"of_{priority}": n for priority in PRIORITIES if (n := sum(p == priority for _, p in week))
    }
    since = found.hours[0].starts - NOW
    rising = sorted(at for at, _ in told)
    assert sum(h.critical + h.high + h.low for h in found.hours) == len(told) - bisect_right(rising, since - 1)
    assert found.per_hour == round(sum(at > 8 * DAY for at, _ in told) / 24, 2)
