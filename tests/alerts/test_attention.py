"""Vigía's own alarms against the standards' figures: each boundary, and floods and chatter against a plain count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.attention import Flood, chattering, floods, most_within
from picture import alert_events as said
from picture.clocks import DAY, HOUR, MINUTE, SECOND
from tests.alerts.alarming import LATER, of, only_rule, some
from tests.alerts.cast import LEAD, NOW, Desk

# A quiet room


def test_without_any_alert_nothing_can_be_said() -> None:
    found = of(Desk(), LATER)
    assert (found.per_hour, found.per_hour_most, found.flood_share) == (0, 0, 0)
    assert (found.split, found.floods, found.rules, found.stale, found.chattering) == (None, [], [], 0, 0)
    assert (found.acknowledge_median, found.acknowledge_p90, found.act_median, found.act_p90) == (None,) * 4
    assert len(found.hours) == 48
    assert not any(hour.critical or hour.high or hour.low for hour in found.hours)


def test_one_alert_is_one_alarm_and_nobody_has_moved_yet() -> None:
    desk = Desk()
    desk.raised(LATER)
    found = of(desk, LATER)
    assert (found.per_hour, found.per_hour_most, found.split) == (0.04, 1, (100, 0, 0))
    assert (found.acknowledge_median, found.act_median) == (None, None)
    rule = only_rule(desk, LATER)
    assert (rule.rule, rule.priority, rule.raised) == ("severe_unassigned", "critical", 1)
    assert (rule.by_itself, rule.acknowledge_median, rule.false_alarms) == (None, None, 0)


# What counts


def test_alarms_are_of_the_last_24_hours_shared_among_the_leads() -> None:
    desk = Desk()
    some(desk, [LATER - DAY, LATER - DAY + 1, *[LATER - HOUR] * 287, LATER])
    assert of(desk, LATER).per_hour == round(289 / 24, 2)  # what is a day old to the millisecond is no longer of it
    assert of(desk, LATER, leads=2).per_hour == round(289 / 48, 2)
    assert of(desk, LATER, leads=0).leads == 1


def test_the_most_in_an_hour_is_of_any_60_minutes_not_of_the_clocks_hours() -> None:
    desk = Desk()
    whole = LATER // HOUR * HOUR
    some(desk, [whole - 31 * MINUTE, whole - 30 * MINUTE, whole, whole + 29 * MINUTE - 1, whole + 29 * MINUTE])
    assert of(desk, LATER + HOUR).per_hour_most == 4


def test_an_alarm_seven_days_old_has_left_the_split() -> None:
    desk = Desk()
    desk.raised(LATER - 7 * DAY, about="a", priority="critical")
    desk.raised(LATER - 7 * DAY + 1, about="b", priority="high")
    some(desk, [LATER - DAY] * 3, priority="low")
    assert of(desk, LATER).split == (0, 25, 75)


def test_what_fires_again_at_a_hand_over_is_an_alarm_again_and_the_end_of_a_snooze_is_none() -> None:
    desk = Desk()
    alert = desk.raised(LATER)
    desk.does(LATER + MINUTE, alert, said.AlertAcknowledged(by=LEAD))
    desk.hands_over(LATER + HOUR)
    assert only_rule(desk, LATER + 2 * HOUR).raised == 2
    snooze = said.AlertSnoozed(by=LEAD, until=LATER + 130 * MINUTE, reason="ya_se_atiende", seen=alert.version)
    desk.does(LATER + 2 * HOUR, alert, snooze)
    assert of(desk, LATER + 3 * HOUR).hours[-1].critical == 0
    assert only_rule(desk, LATER + 3 * HOUR).raised == 2


def test_a_hand_over_counts_again_what_was_raised_more_than_a_week_ago() -> None:
    desk = Desk()
    alert = desk.raised(NOW)
    desk.does(NOW + MINUTE, alert, said.AlertAcknowledged(by=LEAD))
    desk.hands_over(LATER - HOUR)
    rule = only_rule(desk, LATER)
    assert (rule.raised, rule.stale, rule.acknowledge_median) == (1, 1, None)
    week = LATER - HOUR + 7 * DAY
    assert [only_rule(desk, at).raised for at in (week - 1, week)] == [1, 0]


def test_what_was_over_before_anybody_could_be_told_asked_nobody() -> None:
    desk = Desk()
    late = desk.raised(LATER - HOUR, late=True)
    desk.resolves(LATER - HOUR, late)
    found = of(desk, LATER)
    assert (found.split, found.per_hour, found.rules) == (None, 0, [])


def test_each_of_the_last_48_hours_has_its_alarms_by_priority() -> None:
    desk = Desk()
    whole = LATER // HOUR * HOUR
    desk.raised(whole, about="a", priority="critical")
    desk.raised(whole - 1, about="b", priority="high")
    desk.raised(whole - 47 * HOUR, about="c", priority="low")
    desk.raised(whole - 47 * HOUR - 1, about="d", priority="low")
    hours = of(desk, whole + 5 * MINUTE).hours
    assert [(hour.starts - whole) // HOUR for hour in hours] == list(range(-47, 1))
    assert [(h.critical, h.high, h.low) for h in hours if h.critical or h.high or h.low] == [
        (0, 0, 1),
        (0, 1, 0),
        (1, 0, 0),
    ]


# Floods


def test_ten_alarms_in_ten_minutes_are_no_flood_and_eleven_are() -> None:
    ten = [LATER + minute * MINUTE for minute in range(10)]
    assert floods(ten, LATER + HOUR) == []
    (flood,) = floods([*ten, LATER + 10 * MINUTE - 1], LATER + HOUR)
    assert (flood.starts, flood.most) == (LATER + 10 * MINUTE - 1, 11)


def test_the_eleventh_alarm_ten_minutes_after_the_first_makes_no_flood() -> None:
    assert floods([LATER + minute * MINUTE for minute in range(11)], LATER + HOUR) == []


def test_a_flood_ends_when_the_fifth_last_alarm_is_ten_minutes_old() -> None:
    instants = [LATER + second * SECOND for second in range(11)]
    ends = LATER + 6 * SECOND + 10 * MINUTE
    assert floods(instants, ends - 1) == [Flood(LATER + 10 * SECOND, None, 11)]
    assert floods(instants, ends) == [Flood(LATER + 10 * SECOND, ends, 11)]


def test_five_alarms_in_ten_minutes_keep_a_flood_going_and_four_do_not() -> None:
    burst = [LATER] * 11
    five, four = ([LATER + n * 10 * MINUTE // each for n in range(1, 3 * each)] for each in (5, 4))
    assert [flood.ends for flood in floods([*burst, *five], LATER + 29 * MINUTE)] == [None]
    assert [flood.ends for flood in floods([*burst, *four], LATER + 29 * MINUTE)] == [LATER + 10 * MINUTE]


def test_the_share_of_the_week_in_a_flood_goes_on_with_one_that_goes_on() -> None:
    desk = Desk()
    some(desk, [LATER] * 11)
    assert of(desk, LATER + 5 * MINUTE).flood_share == round(100 * 5 / (7 * 24 * 60), 3)
    assert of(desk, LATER + DAY).flood_share == round(100 * 10 / (7 * 24 * 60), 3)
    assert of(desk, LATER + DAY).floods == [Flood(LATER, LATER + 10 * MINUTE, 11)]


@given(st.lists(st.integers(0, 45), max_size=60), st.integers(0, 60))
def test_floods_are_those_that_a_count_at_every_instant_finds(minutes: list[int], now: int) -> None:
    instants = sorted(minutes)
    found, since, most = [], None, 0
    for t in range(now + 1):  # a tick is a minute here, and every change falls on one
        count = sum(t - 10 < at <= t for at in instants)
        if since is None and count > 10:
            since, most = t, count
        elif since is not None and count < 5:
            found.append(Flood(since * MINUTE, t * MINUTE, most))
            since = None
        elif since is not None:
            most = max(most, count)
    if since is not None:
        found.append(Flood(since * MINUTE, None, most))
    assert floods([at * MINUTE for at in instants], now * MINUTE) == found


@given(st.lists(st.integers(0, 200), max_size=40).map(sorted), st.integers(1, 80))
def test_the_most_within_a_span_is_what_a_count_at_every_instant_finds(instants: list[int], span: int) -> None:
    most = max((sum(t - span < at <= t for at in instants) for t in range(201)), default=0)
    assert most_within(instants, span) == most


# Chatter


def test_three_times_within_a_minute_chatters_and_three_times_in_a_minute_and_more_does_not() -> None:
    assert chattering([LATER, LATER + 30 * SECOND, LATER + MINUTE - 1]) == 1
    assert chattering([LATER, LATER + 30 * SECOND, LATER + MINUTE]) == 0
    assert chattering([LATER, LATER + 1]) == 0


def test_only_one_thing_of_one_rule_can_chatter() -> None:
    desk = Desk()
    for rule, about in (("severe_unassigned", "C-1"), ("unassessed", "C-1"), ("severe_unassigned", "C-2")):
        for second in (0, 20) if about == "C-1" else (0, 20, 40):
            desk.raised(LATER + second * SECOND, rule=rule, about=about)
    found = of(desk, LATER + HOUR)
    assert found.chattering == 1
    assert {each.rule: each.chattering for each in found.rules} == {"severe_unassigned": 1, "unassessed": 0}


@given(st.lists(st.integers(0, 300), max_size=30).map(sorted))
def test_spells_of_chatter_are_those_that_joining_every_three_finds(seconds: list[int]) -> None:
    threes = [
        {a, b, c}
        for a in range(len(seconds))
        for b in range(a + 1, len(seconds))
        for c in range(b + 1, len(seconds))
        if seconds[c] - seconds[a] < 60
    ]
    spells: list[set[int]] = []
    for three in threes:
        joined = [spell for spell in spells if spell & three]
        spells = [spell for spell in spells if not spell & three]
        spells.append(three.union(*joined))
    assert chattering([second * SECOND for second in seconds]) == len(spells)


# Stale


def test_an_alert_is_stale_after_24_hours_and_not_at_them() -> None:
    desk = Desk()
    desk.raised(LATER)
    assert of(desk, LATER + DAY).stale == 0
    assert of(desk, LATER + DAY + 1).stale == only_rule(desk, LATER + DAY + 1).stale == 1


@pytest.mark.parametrize("ended", ["resolved", "closed"])
def test_what_is_over_is_not_stale(ended: str) -> None:
    desk = Desk()
    alert = desk.raised(LATER)
    if ended == "resolved":
        desk.resolves(LATER + HOUR, alert)
    else:
        desk.does(LATER + HOUR, alert, said.AlertConfirmed(by=LEAD, action="se_llamo"))
        desk.does(LATER + HOUR, alert, said.AlertClosed(by=LEAD, outcome="atendida", seen=alert.version))
    assert of(desk, LATER + 2 * DAY).stale == 0


def test_a_rule_whose_only_alert_is_older_than_a_week_stands_there_for_being_stale() -> None:
    desk = Desk()
    desk.raised(NOW, rule="register_lag", priority="low")
    rule = only_rule(desk, LATER)
    assert (rule.rule, rule.priority, rule.raised, rule.stale) == ("register_lag", "low", 0, 1)
    assert of(desk, LATER).split is None


# Times
