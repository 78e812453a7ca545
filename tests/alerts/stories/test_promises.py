"""What was promised: calls, hand-overs, referrals, registers, and what the shift will not reach."""

from picture import case_events as said
from tests.alerts.stories.story import BANAVIM, Story


def a_promise(**plan: object) -> Story:
    """From 08:00 on the first day to 20:00 on the next."""
    return Story("06:00").case("C-1", "mild").promise("F-1", "C-1", opens="08:00", closes="+1 20:00", **plan)


def test_a_window_of_which_twelve_hours_are_left_untried_is_told() -> None:
    story = a_promise().at("+1 07:59:59").raised_times("followup_closing", 0)
    story.at("+1 08:00").expect("followup_closing", "F-1", due="+1 08:00:00", priority="low", case="C-1")


def test_one_try_is_enough_to_end_the_last_hours_alarm_but_not_to_keep_the_promise() -> None:
    story = a_promise().at("+1 09:30").says("F-1", said.FollowUpAttempted(outcome="no_answer"))
    story.expect("followup_closing", resolved="+1 09:30:00").at("+1 20:00")
    story.expect("followup_overdue", "F-1", due="+1 20:00:00", priority="high")


def test_who_was_tried_before_the_last_hours_is_not_told_in_them() -> None:
    story = a_promise().at("18:00").says("F-1", said.FollowUpAttempted(outcome="could_not_talk"))
    story.at("+1 19:59:59").raised_times("followup_closing", 0).raised_times("followup_overdue", 0)


def test_a_promise_kept_late_ends_the_alarm_with_the_conversation() -> None:
    story = a_promise().at("+1 20:41:12").says("F-1", said.FollowUpDone(outcome="spoke_safely"))
    story.expect("followup_overdue", due="+1 20:00:00", resolved="+1 20:41:12")


def test_where_her_hours_end_earlier_the_last_hours_begin_earlier() -> None:
    """She may be called until 10:00 in the morning: the last moment is 10:00 of the second day."""
    story = a_promise(safe_hours=("06:00-10:00",)).at("22:00")
    story.expect("followup_closing", "F-1", due="22:00:00")


def test_overdue_where_she_may_not_be_called_is_never_call_now_and_stays_that_in_the_morning() -> None:
    story = a_promise(safe_hours=("08:00-12:00",)).at("+1 20:00")
    story.expect("followup_unsafe", "F-1", due="+1 20:00:00", reason="outside_hours")
    story.at("+2 09:00").raised_times("followup_overdue", 0).raised_times("followup_unsafe", 1)
    story.says("F-1", said.FollowUpDone(outcome="spoke_safely")).expect("followup_unsafe", resolved="+2 09:00:00")


def test_not_to_be_contacted_is_the_reason_that_is_said() -> None:
    a_promise(do_not_contact=True).at("+1 20:00").expect("followup_unsafe", reason="do_not_contact")


def test_a_promise_called_off_in_time_is_no_alarm() -> None:
    story = a_promise().at("+1 07:00").says("F-1", said.FollowUpCancelled(reason="no_desea"))
    story.at("+2 20:00").raised_times("followup_closing", 0).raised_times("followup_overdue", 0)


def test_a_promise_made_again_is_overdue_at_its_new_end() -> None:
    story = a_promise().at("+1 20:30").promise("F-1", "C-1", opens="+1 21:00", closes="+2 10:00")
    story.expect("followup_overdue", due="+1 20:00:00", resolved="+1 20:30:00")
    story.at("+2 10:00").expect("followup_overdue", due="+2 10:00:00", state="raised")


def test_a_mans_promise_stands_on_no_strip_and_alarms_nobody() -> None:
    story = Story("06:00").case("C-1", "mild", subject_is="man")
    story.promise("F-1", "C-1", opens="08:00", closes="+1 20:00").at("+1 21:00").stands()


def test_a_hand_over_that_nobody_takes_alarms_after_five_minutes() -> None:
    offered = said.HandoverOffered(giver="nl/911", to="nl/070", case="C-1")
    story = Story().case("C-1", "mild").at("20:07:20").says("H-1", offered).at("20:12:19").on_board()
    story.at("20:12:20").on_board("20:12:20 handover_late H-1 raised")
    story.at("20:13").says("H-1", said.HandoverAccepted()).expect("handover_late", resolved="20:13:00")


def test_a_hand_over_given_back_in_time_is_none() -> None:
    offered = said.HandoverOffered(giver="nl/911", to="nl/070", case="C-1")
    story = Story().case("C-1", "mild").says("H-1", offered).at("20:04:59")
    story.says("H-1", said.HandoverReturned(reason="fuera_de_perfil")).at("20:30").raised_times("handover_late", 0)


def test_a_severe_womans_hand_over_is_one_alarm_though_her_pathway_names_it_too() -> None:
    offered = said.HandoverOffered(giver="nl/911", to="nl/070", case="C-1")
    story = Story().case("C-1", "severe").says("C-1", said.CaseAssigned(to="dif")).says("H-1", offered)
    story.at("20:05").on_board("20:05:00 handover_late H-1 raised")


def test_a_referral_nobody_answers_is_stale_after_a_day_and_a_waiting_list_is_an_answer() -> None:
    made = said.ReferralMade(service="legal", to="instituto_mujeres", case="C-1")
    story = Story().case("C-1", "mild").says("R-1", made).says("R-2", made).at("+1 19:00")
    story.says("R-2", said.ReferralWaitlisted()).at("+1 20:00")
    story.expect("referral_stale", "R-1", due="+1 20:00:00", priority="low").raised_times("referral_stale", 1)
    story.at("+1 20:10").says("R-1", said.ReferralRefused(reason="sin_cupo"))
    story.expect("referral_stale", "R-1", resolved="+1 20:10:00")


def test_a_case_in_no_register_is_told_after_a_day_and_banavim_ends_it() -> None:
    story = Story().case("C-1", "mild").at("+1 20:00").expect("register_lag", "C-1", due="+1 20:00:00")
    story.at("+1 23:00").says("C-1", said.CaseRegistered(), source=BANAVIM).expect(
        "register_lag", resolved="+1 23:00:00"
    )


def test_what_the_shift_will_not_reach_is_told_once_it_held_for_five_minutes() -> None:
    """One person, 20 minutes a call, and two windows that close in half an hour; sampled at 14:00:01 first."""
    story = Story("14:00").case("C-1", "mild").says("SH-1", said.ShiftStarted(shift="tarde", for_followups=1))
    for name in ("F-1", "F-2"):
        story.promise(name, "C-1", opens="14:00", closes="14:30")
    story.each_second_until("14:05").raised_times("will_miss", 0)
    story.each_second_until("14:05:01").expect("will_miss", "nuevo_leon", due="14:05:01", value=1, limit=1)
    story.says("F-1", said.FollowUpDone(outcome="spoke_safely")).each_second_until("14:05:02")
    story.expect("will_miss", state="raised", resolved="14:05:02")
