"""From raised to closed: what may follow what, and what may not."""

from picture import alert_events as done
from picture import case_events as said
from picture.alert_policy import AlertPolicy, RuleChange, RuleName
from tests.alerts.stories.story import LEAD, OTHER, SUPERVISOR, Story

SEVERE: RuleName = "severe_unassigned"


def an_alert() -> Story:
    """Of C-7, raised at 22:39."""
    return Story().at("22:24").case("C-7", "severe").at("22:39").expect(SEVERE, "C-7").by(LEAD)


def test_a_lead_takes_it_from_raised_to_closed() -> None:
    story = an_alert().at("22:39:40").acknowledges().at("22:40:30").assigns("equipo_itinerante")
    story.at("22:44").confirms("equipo_enviado").says("C-7", said.CaseAssigned(to="equipo_itinerante"))
    story.at("22:50").closes("atendida").tells(
        "22:39:00 due",
        "22:39:00 raised",
        "22:39:40 acknowledged by lead.norte",
        "22:40:30 assigned equipo_itinerante by lead.norte",
        "22:44:00 confirmed equipo_enviado by lead.norte",
        "22:44:00 resolved",
        "22:50:00 closed atendida by lead.norte",
    )


def test_the_state_is_always_the_furthest_that_was_done() -> None:
    story = an_alert().on_board("22:39:00 severe_unassigned C-7 raised").acknowledges()
    story.on_board("22:39:00 severe_unassigned C-7 acknowledged by lead.norte").assigns("dif")
    story.on_board("22:39:00 severe_unassigned C-7 assigned to dif by lead.norte").confirms()
    story.on_board("22:39:00 severe_unassigned C-7 confirmed by lead.norte").closes().on_board()


def test_who_assigns_at_once_has_taken_it_with_the_same_act() -> None:
    an_alert().at("22:39:30").assigns("dif").on_board("22:39:00 severe_unassigned C-7 assigned to dif by lead.norte")


def test_nothing_true_is_closed_while_nobody_acted() -> None:
    story = an_alert().acknowledges().assigns("dif").closes(refused="holds").confirms().closes()
    story.expect(SEVERE, state="closed")


def test_what_a_person_closed_while_it_was_true_is_not_raised_again_for_the_same_quarter_of_an_hour() -> None:
    story = an_alert().confirms("instancia_avisada").closes("canalizada").at("23:23").on_board()
    story.raised_times(SEVERE, 1).at("+1 02:00").raised_times(SEVERE, 1)


def test_what_is_over_may_still_be_acknowledged_and_confirmed_and_not_be_assigned() -> None:
    story = an_alert().at("22:41").says("C-7", said.CaseAssigned(to="dif")).of(SEVERE)
    story.assigns("dif", refused="over: resolved at 22:41:00").snoozes("22:50", refused="over: resolved at 22:41:00")
    story.escalates(refused="over: resolved at 22:41:00").at("22:42").acknowledges().confirms().closes()


def test_what_was_resolved_and_nobody_closes_closes_itself_after_its_time() -> None:
    story = an_alert().at("22:50").says("C-7", said.CaseAssigned(to="dif")).at("+1 06:49:59")
    story.expect(SEVERE, state="raised").at("+1 06:50").expect(SEVERE, state="closed")
    story.at("+1 07:00").acknowledges(refused="closed: closed at +1 06:50:00")


def test_a_low_one_closes_itself_a_quarter_of_an_hour_after_it_ended() -> None:
    story = Story().case("C-1", "mild").at("+1 20:00").expect("register_lag").at("+1 21:00")
    story.says("C-1", said.CaseRegistered()).at("+1 21:14:59").expect("register_lag", state="raised")
    story.at("+1 21:15").expect("register_lag", state="closed")


def test_after_the_closing_only_notes_follow() -> None:
    story = an_alert().confirms().closes().by(SUPERVISOR).at("22:45").notes("n-1")
    story.acknowledges(refused="closed: closed by lead.norte at 22:39:00")
    story.assigns("dif", refused="closed: closed by lead.norte at 22:39:00")
    story.closes(refused="closed: closed by lead.norte at 22:39:00").at("23:00").notes("n-2")
    assert story.spoken.notes == ["n-1", "n-2"]


def test_a_note_takes_nothing_and_moves_no_clock() -> None:
    story = an_alert().at("22:40").notes("n-1").expect(SEVERE, state="raised").next_step("22:41:00 lead")
    story.by(OTHER).at("22:40:10").acknowledges()


def test_acted_is_said_once() -> None:
    story = an_alert().confirms("se_llamo").at("22:41")
    story.confirms("equipo_enviado", refused="taken: confirmed by lead.norte at 22:39:00")


def test_an_act_that_is_sent_twice_is_one_act() -> None:
    story = an_alert().at("22:40").assigns("dif").at("22:40:01").says_it_again()
    story.tells("22:39:00 due", "22:39:00 raised", "22:40:00 assigned dif by lead.norte")


def test_a_refusal_that_is_asked_for_again_is_the_same_refusal() -> None:
    story = an_alert().acknowledges().by(OTHER).at("22:40")
    story.acknowledges(refused="taken: acknowledged by lead.norte at 22:39:00").at("22:44").confirms().closes()
    story.by(OTHER).acknowledges(refused="closed: closed by lead.sur at 22:44:00")
    story.says_it_again(refused="closed: closed by lead.sur at 22:44:00")


def test_nobody_can_act_upon_what_does_not_exist() -> None:
    story = Story()
    act = done.AlertAcknowledged(by=LEAD, intent="i-1")
    story.says("0" * 32, act, source="vigia/desk")
    (answer,) = story.board.answers
    assert (answer.accepted, answer.why, answer.alert) == (False, "unknown", "0" * 32)


def test_a_promise_called_off_by_mistake_and_made_again_is_a_second_round_of_the_same_deadline() -> None:
    story = Story("08:00").case("C-1", "mild").promise("F-1", "C-1", opens="09:00", closes="20:00")
    story.says("F-1", said.FollowUpAttempted(outcome="no_answer")).at("20:00").expect("followup_overdue", "F-1")
    first = story.by(LEAD).acknowledges().spoken
    story.at("20:30").says("F-1", said.FollowUpCancelled(reason="reprogramado"))
    story.expect("followup_overdue", resolved="20:30:00")
    story.at("20:40").promise("F-1", "C-1", opens="09:00", closes="20:00").at("20:41")
    story.expect("followup_overdue", due="20:00:00", raised="20:40:05", state="raised").raised_times(
        "followup_overdue", 2
    )
    assert story.spoken.id != first.id
    assert first.resolved is not None


def test_a_feed_that_flaps_is_confirmed_once_each_time() -> None:
    story = Story().falls_silent("nl/911").at("20:05").expect("feed_silent").confirms("falla_reportada")
    story.speaks_again("nl/911").expect("feed_silent", state="confirmed", resolved="20:05:00").closes("atendida")
    story.at("20:06").falls_silent("nl/911").at("20:07").expect("feed_silent", state="raised", due="20:06:10")


def test_a_false_alarm_is_an_outcome_too() -> None:
    story = an_alert().confirms("revalorado").closes("falsa_alarma")
    assert story.spoken.closed is not None
    assert story.spoken.closed.said == "falsa_alarma"


def test_a_rule_that_is_switched_off_ends_what_it_raised() -> None:
    story = an_alert().at("22:45").configured(AlertPolicy(rules={SEVERE: RuleChange(on=False)}))
    story.expect(SEVERE, resolved="22:45:00").stands()


def test_a_rule_of_another_priority_raises_its_next_alert_with_it_and_leaves_the_last() -> None:
    story = an_alert().configured(AlertPolicy(rules={SEVERE: RuleChange(priority="high")}))
    story.expect(SEVERE, "C-7", priority="critical", state="raised").case("C-8", "severe").at("22:54")
    story.expect(SEVERE, "C-8", priority="high")


def test_closed_alerts_are_kept_for_thirty_five_days() -> None:
    story = an_alert().confirms().closes().says("C-7", said.CaseClosed(reason="atendida"))
    story.at("+35 22:00").case("C-8", "mild").expect(SEVERE, "C-7", state="closed")
    story.at("+35 23:59").case("C-9", "mild")
    assert not [a for a in story.board.alerts.values() if a.raised.about == "C-7"]
