"""The watch dies and comes back: none lost, none twice, and what was over is told as late."""

from picture import case_events as said
from picture.alert_events import AlertClosed
from picture.alert_policy import AlertPolicy, RuleChange, RuleName
from picture.events import CallOffered
from tests.alerts.stories.story import LEAD, LINE, OTHER, Story
from tests.alerts.stories.words import clock

SEVERE: RuleName = "severe_unassigned"


def a_case() -> Story:
    return Story().at("22:24").case("C-7", "severe")


def test_what_came_due_while_nobody_watched_is_told_on_return_with_the_second_it_was_due() -> None:
    story = a_case().at("22:38").saved().watch_dies().at("22:43:30").watch_returns()
    story.expect(SEVERE, "C-7", due="22:39:00", raised="22:43:30", late=False, state="raised")
    story.told("lead raised 22:39:00").next_step("22:45:30 lead")  # nobody could move before they were told


def test_what_was_crossed_and_cured_meanwhile_is_one_late_alert_that_pages_nobody() -> None:
    story = a_case().at("22:38").saved().watch_dies().at("22:41").says("C-7", said.CaseAssigned(to="dif"))
    story.at("22:46").watch_returns().expect(SEVERE, "C-7", due="22:39:00", late=True, resolved="22:41:00").told()
    story.tells("22:39:00 due", "22:46:00 raised", "22:41:00 resolved")


def test_cured_before_it_was_crossed_it_is_nothing_however_late_we_hear() -> None:
    story = a_case().at("22:30").saved().watch_dies().at("22:38:59").says("C-7", said.CaseAssigned(to="dif"))
    story.at("23:20").watch_returns().raised_times(SEVERE, 0)


def test_cured_at_the_very_second_it_was_due_it_was_crossed() -> None:
    story = a_case().saved().watch_dies().at("22:39").says("C-7", said.CaseAssigned(to="dif"))
    story.at("22:45").watch_returns().expect(SEVERE, late=True, due="22:39:00", resolved="22:39:00")


def test_from_nothing_it_reads_the_whole_night_and_raises_nothing_again() -> None:
    story = (
        a_case().at("22:45").of(SEVERE).by(LEAD).acknowledges().watch_dies().at("22:45:20").watch_returns_from_nothing()
    )
    story.on_board("22:39:00 severe_unassigned C-7 acknowledged by lead.norte escalated to supervisor")
    story.raised_times(SEVERE, 1).at("23:30").raised_times(SEVERE, 1)


def test_a_checkpoint_of_before_the_alert_finds_it_in_the_journal() -> None:
    story = a_case().at("22:30").saved().at("22:41").watch_dies().watch_returns()
    story.expect(SEVERE, due="22:39:00", raised="22:39:00", level=1).raised_times(SEVERE, 1)
    story.told("lead raised 22:39:00", "lead escalated 22:41:00")


def test_of_the_steps_missed_meanwhile_only_the_last_is_told() -> None:
    story = a_case().at("22:39").saved().watch_dies().at("22:47").watch_returns().of(SEVERE)
    story.tells("22:39:00 due", "22:39:00 raised", "22:44:00 escalated supervisor").next_step("22:49:00 official")
    story.told("lead raised 22:39:00", "supervisor escalated 22:44:00")


def test_what_a_lead_did_meanwhile_counts_from_when_it_was_done() -> None:
    story = a_case().at("22:39").of(SEVERE).saved().watch_dies().at("22:40:30").by(LEAD).acknowledges()
    story.at("22:47").watch_returns().expect(SEVERE, state="acknowledged", level=0).next_step("22:55:30 supervisor")


def test_of_two_who_acted_meanwhile_the_first_in_the_journal_has_it() -> None:
    story = a_case().at("22:39").of(SEVERE).saved().watch_dies().at("22:39:05").by(OTHER).acknowledges()
    story.at("22:39:06").by(LEAD).acknowledges().at("22:39:10").watch_returns()
    story.on_board("22:39:00 severe_unassigned C-7 acknowledged by lead.sur")
    assert [(a.accepted, a.why, a.by) for a in story.board.answers] == [(True, "", ""), (False, "taken", OTHER)]


def test_a_sleep_that_ended_meanwhile_is_told_once_and_of_its_end() -> None:
    story = a_case().at("22:39").of(SEVERE).by(LEAD).snoozes("22:45").saved().watch_dies().at("22:46").watch_returns()
    story.told("lead raised 22:39:00", "lead refired 22:45:00").expect(SEVERE, state="raised")
    story.watch_dies().watch_returns_from_nothing().told("lead raised 22:39:00", "lead refired 22:45:00")


def test_a_hand_over_meanwhile_fires_again_what_was_taken() -> None:
    story = a_case().at("22:39").of(SEVERE).by(LEAD).acknowledges().saved().watch_dies().at("22:50").hands_over(OTHER)
    story.at("22:51").watch_returns().expect(SEVERE, state="raised").next_step("22:52:00 lead")
    story.told("lead raised 22:39:00", "lead refired 22:50:00")


def test_what_was_kept_long_enough_meanwhile_closes_on_return_with_the_second_it_was_due() -> None:
    story = Story().case("C-1", "mild").at("+1 20:05").says("C-1", said.CaseRegistered()).of("register_lag").saved()
    story.watch_dies().at("+1 20:30").watch_returns().expect("register_lag", "C-1", state="closed")
    (closing,) = [e for e in story.site.entries if isinstance(e.fact.data, AlertClosed)]
    assert (clock(closing.fact.time), clock(closing.recorded)) == ("+1 20:20:00", "+1 20:30:00")


def test_a_second_watch_that_decides_the_same_is_not_heard_twice() -> None:
    story = (
        a_case()
        .second_watch()
        .at("22:49")
        .raised_times(SEVERE, 1)
        .of(SEVERE, "C-7")
        .tells(
            "22:39:00 due",
            "22:39:00 raised",
            "22:41:00 escalated lead",
            "22:44:00 escalated supervisor",
            "22:49:00 escalated official",
        )
    )
    story.by(LEAD).confirms().closes().at("23:20").raised_times(SEVERE, 1)


def test_what_the_registry_tells_late_with_its_cure_never_alarms() -> None:
    """A rural service was cut off for two hours: opened and assigned come together, hours after they happened."""
    story = Story().at("23:00").case("C-5", "severe", of="21:00").at("23:00:03")
    story.says("C-5", said.CaseAssigned(to="dif"), of="21:10").at("+1 00:00").raised_times(SEVERE, 0)


def test_what_the_registry_tells_late_and_nobody_cured_alarms_five_seconds_later() -> None:
    story = Story().at("23:00").case("C-5", "severe", of="21:00").at("23:00:04").on_board()
    story.at("23:00:05").expect(SEVERE, "C-5", due="21:15:00", raised="23:00:05", late=False)


def test_two_seconds_late_are_no_delay_worth_waiting_for_and_three_are() -> None:
    """The one was due at 20:59:58, the other a second earlier; both are heard of at 21:00."""
    story = Story().at("21:00").case("C-1", "severe", of="20:44:58").case("C-2", "severe", of="20:44:57")
    story.on_board("20:59:58 severe_unassigned C-1 raised").at("21:00:05")
    story.on_board("20:59:57 severe_unassigned C-2 raised", "20:59:58 severe_unassigned C-1 raised")


def test_a_step_that_a_person_was_ahead_of_is_not_told_on_return() -> None:
    story = a_case().at("22:40:50").of(SEVERE).saved().watch_dies().at("22:41:10").by(LEAD).escalates()
    story.at("22:41:15").watch_returns().of(SEVERE).tells(
        "22:39:00 due", "22:39:00 raised", "22:41:10 escalated lead by lead.norte"
    )
    story.at("22:44").told("lead raised 22:39:00", "lead escalated 22:41:10", "supervisor escalated 22:44:00")


def test_a_wait_that_had_held_for_ten_seconds_goes_on_holding_after_a_restart() -> None:
    story = Story().says("call-1", CallOffered(queue="psicologia"), source=LINE).each_second_until("20:01:11")
    story.saved().watch_dies().at("20:01:13").watch_returns().each_second_until("20:01:16")
    story.expect("longest_wait", due="20:01:16").raised_times("longest_wait", 1)


def test_what_was_sampled_before_stands_until_a_sample_says_otherwise() -> None:
    story = Story().says("call-1", CallOffered(queue="psicologia"), source=LINE).each_second_until("20:01:20")
    story.saved().watch_dies().at("20:01:23").watch_returns().each_second_until("20:01:40").stands("longest_wait")
    story.raised_times("longest_wait", 1)


def test_a_rule_that_was_switched_off_meanwhile_does_not_come_back() -> None:
    story = a_case().at("22:39").of(SEVERE).saved().watch_dies().at("22:40")
    story.configured(AlertPolicy(rules={SEVERE: RuleChange(on=False)})).at("22:41").watch_returns()
    story.expect(SEVERE, resolved="22:40:00").stands("watch_late")


def test_ten_deaths_in_a_night_raise_what_one_quiet_watch_would_have() -> None:
    story = a_case()
    for minute in range(30, 50, 2):
        story.at(f"22:{minute}").watch_dies().at(f"22:{minute}:30").watch_returns_from_nothing()
    story.at("22:58").raised_times(SEVERE, 1).expect(SEVERE, "C-7", due="22:39:00", level=3)


def test_what_was_learned_late_is_believed_when_it_was_to_be_whoever_watches_then() -> None:
    """Told 12 h late at 22:00; believed from 22:00:05 on, until the window closes a second later."""
    story = Story().at("22:00").case("C-1", "moderate").promise("F-1", "C-1", opens="10:00", closes="22:00:06")
    story.at("22:00:02").saved().watch_dies().at("22:00:10").watch_returns()
    story.expect("followup_closing", "F-1", due="10:00:06", late=True, resolved="22:00:06").raised_times(
        "followup_closing", 1
    )
