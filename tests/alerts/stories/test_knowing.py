"""Whether we know: silence is an alarm, and no excuse."""

from picture import case_events as said
from picture.events import CallAnswered, CallOffered, FeedGap
from tests.alerts.stories.story import EMERGENCY, LINE, REGISTRY, Story


def test_a_centre_is_silent_ten_seconds_after_its_last_word() -> None:
    story = Story().at("20:07:03").falls_silent(LINE).at("20:07:13").on_board()
    story.at("20:07:14").expect("feed_silent", LINE, due="20:07:13", raised="20:07:13.001", priority="high")
    story.at("20:09").speaks_again(LINE).expect("feed_silent", resolved="20:09:00")


def test_a_word_at_the_last_instant_is_a_word() -> None:
    story = Story().at("20:07:03").falls_silent(LINE).at("20:07:13").speaks_again(LINE)
    story.at("20:10").raised_times("feed_silent", 0)


def test_a_registry_may_be_silent_for_a_minute() -> None:
    story = Story().falls_silent(REGISTRY).at("20:01").on_board().at("20:02")
    story.expect("feed_silent", REGISTRY, due="20:01:00")


def test_a_silent_registry_silences_no_deadline() -> None:
    story = Story().case("C-7", "severe").at("20:05").falls_silent(REGISTRY).at("20:15")
    story.on_board("20:15:00 severe_unassigned C-7 raised", "20:06:00 feed_silent nl/registro raised")
    story.at("20:17").expect("severe_unassigned", level=1)


def test_a_silent_centre_says_that_it_is_silent_and_not_that_nobody_answers() -> None:
    """The wait was too long from 20:01:01 and would have counted at 20:01:16; three seconds before that the silence
    was known. She waits still when the line speaks again: that is heard of late, and stands 5 s first."""
    story = Story().says("call-1", CallOffered(queue="psicologia"), source=LINE).each_second_until("20:01:03")
    story.falls_silent(LINE).each_second_until("20:03").stands("feed_silent").raised_times("longest_wait", 0)
    story.speaks_again(LINE).each_second_until("20:03:05").raised_times("longest_wait", 0)
    story.each_second_until("20:03:06").expect("longest_wait", due="20:01:16", raised="20:03:06", value=181)


def test_who_was_answered_while_the_line_was_silent_never_alarmed() -> None:
    story = Story().says("call-1", CallOffered(queue="psicologia"), source=LINE).each_second_until("20:01:03")
    story.falls_silent(LINE).each_second_until("20:03").says("call-1", CallAnswered(), source=LINE).speaks_again(LINE)
    story.each_second_until("20:04").raised_times("longest_wait", 0).stands()


def test_an_alarm_that_stood_when_its_centre_fell_silent_stands_till_somebody_knows() -> None:
    story = Story().says("call-1", CallOffered(queue="psicologia"), source=LINE).each_second_until("20:01:20")
    story.falls_silent(LINE).each_second_until("20:03").stands("feed_silent", "longest_wait")
    story.says("call-1", CallAnswered(), source=LINE).speaks_again(LINE).each_second_until("20:03:02").stands()


def test_one_silence_is_one_alarm_and_the_next_silence_another() -> None:
    story = Story().falls_silent(LINE).at("20:30").raised_times("feed_silent", 1).speaks_again(LINE)
    story.at("20:31").falls_silent(LINE).at("20:40").raised_times("feed_silent", 2)
    story.expect("feed_silent", due="20:31:10", state="raised")


def test_a_gap_says_how_many_facts_never_came_and_stands_for_four_hours() -> None:
    gap = FeedGap(reason="lacking", first=41, last=47)
    story = Story().at("20:10").says(EMERGENCY, gap, source="vigia/feeds")
    story.expect("feed_gap", EMERGENCY, due="20:10:00", value=7, priority="low")
    story.at("+1 00:10").expect("feed_gap", resolved="+1 00:10:00")


def test_a_clock_six_seconds_off_is_told_after_a_minute_and_five_are_none() -> None:
    story = Story().clock_is_off(LINE, 6).clock_is_off(EMERGENCY, -5).each_second_until("20:01:00").on_board()
    story.each_second_until("20:01:01").on_board("20:01:01 feed_clock nl/070 raised")
    story.clock_is_off(LINE, 4).each_second_until("20:01:02").expect("feed_clock", resolved="20:01:02")


def test_a_clock_five_seconds_off_ends_no_alarm_before_it_is_better_by_one() -> None:
    story = Story().clock_is_off(LINE, -9).each_second_until("20:01:01").clock_is_off(LINE, -5)
    story.each_second_until("20:05").expect("feed_clock", value=9, resolved=None)


def test_half_a_minute_in_which_nobody_watched_is_told_by_who_watches_next() -> None:
    story = Story().at("20:10").watch_dies().at("20:10:45").watch_returns().each_second_until("20:10:52")
    story.expect("watch_late", due="20:10:30", value=45, limit=30).at("21:10:45")
    story.expect("watch_late", resolved="21:10:45")


def test_a_takeover_of_four_seconds_is_nothing_to_tell() -> None:
    story = Story().at("20:10").watch_dies().at("20:10:04").watch_returns().at("20:30").raised_times("watch_late", 0)
    story.on_board()


def test_a_channel_that_refuses_three_times_is_an_alarm_of_its_own() -> None:
    story = Story().case("C-7", "severe").at("20:15").expect("severe_unassigned")
    for second in (1, 2):
        story.at(f"20:15:0{second}").channel("correo", refuses="unreachable").raised_times("channel_failing", 0)
    story.at("20:15:03").channel("correo", refuses="timeout").each_second_until("20:15:09")
    story.expect("channel_failing", "correo", due="20:15:01", priority="high")
    story.of("severe_unassigned").channel("correo").each_second_until("20:15:10")
    story.expect("channel_failing", resolved="20:15:10")


def test_who_comes_and_goes_within_the_limit_raises_nothing() -> None:
    story = Story().case("C-1", "mild")
    for second in range(0, 50, 10):
        story.at(f"20:00:{second:02}").falls_silent(LINE).at(f"20:00:{second + 9:02}").speaks_again(LINE)
    story.at("20:02").says("C-1", said.CaseContacted()).on_board().raised_times("feed_silent", 0)
