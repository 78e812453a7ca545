"""How loaded we are: figures looked at every second, that must hold before they count and clear before they end."""

import pytest

from picture import case_events as said
from picture.alert_policy import AlertPolicy, RuleChange
from picture.clocks import HALF_HOUR, WEEK
from picture.events import CallAbandoned, CallAnswered, CallDropped, CallEnded, CallOffered, QueueMeasured
from tests.alerts.stories.story import EMERGENCY, LINE, Story
from tests.alerts.stories.words import instant


class Calls(Story):
    """A night at the switch of 070."""

    def rings(self, call: str, queue: str = "psicologia", source: str = LINE) -> "Calls":
        return self.says(call, CallOffered(queue=queue), source=source)

    def answered(self, call: str, agent: str = "ag-1") -> "Calls":
        return self.says(call, CallAnswered(agent=agent), source=LINE)

    def leaves(self, call: str) -> "Calls":
        return self.says(call, CallAbandoned(), source=LINE)

    def many(self, answered: int, left: int, first: int = 1) -> "Calls":
        for n in range(first, first + answered + left):
            self.rings(f"call-{n}")
            self.answered(f"call-{n}") if n < first + answered else self.leaves(f"call-{n}")
        return self


def test_a_wait_counts_once_it_was_too_long_for_a_quarter_of_a_minute() -> None:
    """More than 60 s first at 20:01:01; 15 s later it is an alarm."""
    story = Calls().rings("call-1").each_second_until("20:01:15").on_board()
    story.each_second_until("20:01:16").on_board("20:01:16 longest_wait nl/070.psicologia raised")
    story.expect("longest_wait", limit=60, value=76, priority="low")


def test_answered_while_it_was_being_looked_at_it_was_nothing() -> None:
    story = Calls().rings("call-1").each_second_until("20:01:14").answered("call-1")
    story.each_second_until("20:03").raised_times("longest_wait", 0)


def test_a_wait_a_little_below_the_limit_keeps_the_alarm_and_ten_seconds_below_end_it() -> None:
    story = Calls().rings("call-1").each_second_until("20:00:25").rings("call-2").each_second_until("20:01:20")
    story.answered("call-1").each_second_until("20:01:24").expect("longest_wait", resolved=None)  # 59 s of call-2
    story.each_second_until("20:01:40").rings("call-3").answered("call-2").each_second_until("20:01:41")
    story.expect("longest_wait", resolved="20:01:41").raised_times("longest_wait", 1)


def test_every_queue_has_its_own_patience() -> None:
    story = Calls().rings("call-1", "emergencias", EMERGENCY).each_second_until("20:00:36")
    story.expect("longest_wait", "nl/911.emergencias", due="20:00:36", limit=20)


def test_the_mens_line_waits_too_but_enters_no_figure_of_its_centre() -> None:
    story = Calls().many(15, 0)
    for n in range(20):
        story.rings(f"call-h{n}", "hombres")
    story.each_second_until("20:06").stands("longest_wait").expect("longest_wait", "nl/070.hombres", due="20:01:16")


def test_a_quarter_of_the_callers_leave_and_both_figures_say_so_after_five_minutes() -> None:
    story = Calls().many(15, 5).each_second_until("20:05").stands()
    story.each_second_until("20:05:01").stands("abandonment", "service_level")
    story.expect("abandonment", LINE, due="20:05:01", value=25, limit=15)
    story.expect("service_level", LINE, due="20:05:01", value=75, limit=80)


def test_of_nineteen_calls_a_share_says_nothing() -> None:
    Calls().many(14, 5).each_second_until("20:06").stands()


def test_a_service_level_that_recovers_by_a_little_is_not_over_yet() -> None:
    story = Calls().many(15, 5).each_second_until("20:05:01").many(10, 0, first=21).each_second_until("20:05:10")
    story.expect("service_level", resolved=None)  # 25 of 30: 83 %
    story.many(10, 0, first=31).each_second_until("20:05:11").expect("service_level", resolved="20:05:11")  # 87.5 %
    story.expect("abandonment", resolved=None)  # 12.5 %: below the limit, and not by 5


def usual(story: Calls, calls: int) -> Calls:
    """As many in each half hour around this one, three weeks running."""
    for week in (1, 2, 3):
        for half in range(-2, 3):
            start = instant("20:00") - week * WEEK + half * HALF_HOUR
            data = QueueMeasured(interval_start=start, interval=HALF_HOUR, offered=calls, answered=calls)
            story.says("psicologia", data, source=LINE)
    return story


def test_a_line_that_nobody_calls_is_an_alarm_and_not_a_calm() -> None:
    story = usual(Calls(), 20).each_second_until("20:10").stands()
    story.each_second_until("20:10:01").expect("too_quiet", LINE, due="20:10:01", value=0, limit=0.4)
    story.many(12, 0).each_second_until("20:10:02").expect("too_quiet", resolved="20:10:02")


def test_twice_the_usual_is_a_surge_once_it_lasted_ten_minutes() -> None:
    story = usual(Calls(), 10).many(20, 0).each_second_until("20:10:01")
    story.expect("surge", LINE, due="20:10:01", value=2, limit=1.5, priority="high")


def test_two_weeks_are_no_custom() -> None:
    story = Calls()
    for week in (1, 2):
        data = QueueMeasured(interval_start=instant("20:00") - week * WEEK, interval=HALF_HOUR, offered=20)
        story.says("psicologia", data, source=LINE)
    story.each_second_until("20:11").stands()


def test_a_call_cut_off_in_mid_conversation_stands_for_an_hour() -> None:
    story = Calls().rings("call-1").answered("call-1").at("20:04:31").says("call-1", CallDropped(), source=LINE)
    story.expect("dropped_call", "nl/070/call-1", due="20:04:31", raised="20:04:31", priority="low")
    story.at("21:04:30").expect("dropped_call", resolved=None)
    story.at("21:04:31").expect("dropped_call", resolved="21:04:31")


@pytest.mark.parametrize(("on", "times"), [(False, 0), (True, 1)])
def test_who_leaves_at_once_is_told_where_the_site_says_so(on: bool, times: int) -> None:
    story = Calls(alerts=AlertPolicy(rules={"short_abandon": RuleChange(on=on)}))
    story.rings("call-1").at("20:00:04").leaves("call-1").rings("call-2").at("20:00:10").leaves("call-2")
    story.raised_times("short_abandon", times)


def test_four_severe_calls_in_a_row_ask_for_relief_and_an_ordinary_one_gives_it() -> None:
    story = Calls()
    for n in range(1, 5):
        story.at(f"20:{n:02}").rings(f"call-{n}").answered(f"call-{n}").case(
            f"C-{n}", "severe", call=f"call-{n}", centre=LINE
        )
        story.says(f"call-{n}", CallEnded(), source=LINE).says(f"C-{n}", said.CaseAssigned(to="dif"))
    story.each_second_until("20:04:01").expect(
        "severe_in_a_row", "nl/070/ag-1", due="20:04:00", value=4, priority="low"
    )
    story.at("20:09").rings("call-5").answered("call-5").says("call-5", CallEnded(), source=LINE)
    story.each_second_until("20:09:01").expect("severe_in_a_row", resolved="20:09:01")
