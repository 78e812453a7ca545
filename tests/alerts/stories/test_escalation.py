"""When nobody moves: the lead again, the supervisor, the official, and who stops the clock."""

from picture import case_events as said
from picture.alert_policy import AlertPolicy, Escalation
from tests.alerts.stories.story import LEAD, SUPERVISOR, Story

SEVERE = "severe_unassigned"


def a_critical(alerts: AlertPolicy | None = None) -> Story:
    return Story(alerts=alerts).at("22:24").case("C-7", "severe").at("22:39").expect(SEVERE, "C-7").by(LEAD)


def test_a_critical_that_nobody_takes_goes_up_and_then_never_rests() -> None:
    story = (
        a_critical()
        .at("22:58:59")
        .tells(
            "22:39:00 due",
            "22:39:00 raised",
            "22:41:00 escalated lead",
            "22:44:00 escalated supervisor",
            "22:49:00 escalated official",
            "22:54:00 escalated official",
        )
    )
    story.next_step("22:59:00 official").at("+1 10:39").expect(SEVERE, level=3).next_step("+1 10:44:00 official")


def test_acknowledged_a_second_before_its_step_nobody_is_told_again() -> None:
    a_critical().at("22:40:59").acknowledges().at("22:42").expect(SEVERE, level=0).next_step("22:55:59 supervisor")


def test_seen_and_then_nothing_for_a_quarter_of_an_hour_goes_to_the_supervisor_once() -> None:
    story = a_critical().at("22:40").acknowledges().at("22:55").expect(SEVERE, level=2).next_step("nobody")
    story.at("+1 02:00").tells(
        "22:39:00 due", "22:39:00 raised", "22:40:00 acknowledged by lead.norte", "22:55:00 escalated supervisor"
    )


def test_giving_it_to_somebody_buys_another_quarter_of_an_hour() -> None:
    story = a_critical().at("22:40").acknowledges().at("22:54").assigns("dif").next_step("23:09:00 supervisor")
    story.at("23:08:59").expect(SEVERE, level=0).at("23:09").expect(SEVERE, level=2)


def test_who_acted_is_asked_no_more_though_it_is_still_true() -> None:
    a_critical().at("22:40").confirms("equipo_enviado").at("+1 03:00").expect(SEVERE, level=0, resolved=None)


def test_what_ended_goes_no_higher() -> None:
    story = a_critical().at("22:45").says("C-7", said.CaseAssigned(to="dif")).at("23:20").of(SEVERE)
    story.next_step("nobody").tells(
        "22:39:00 due",
        "22:39:00 raised",
        "22:41:00 escalated lead",
        "22:44:00 escalated supervisor",
        "22:45:00 resolved",
    )


def test_a_lead_asks_for_the_supervisor_before_the_clock_does() -> None:
    story = a_critical().at("22:39:20").escalates().expect(SEVERE, level=1, state="raised")
    story.at("22:39:40").escalates().expect(SEVERE, level=2).at("22:39:50").escalates().expect(SEVERE, level=3)
    story.at("22:40").escalates(refused="limit: escalated at 22:39:50")


def test_what_a_person_asked_for_is_not_taken_back_by_the_clock() -> None:
    """At the supervisor since 22:40; the step of 22:41, the lead again, lowers nothing."""
    a_critical().at("22:39:30").escalates().at("22:40").escalates().at("22:41").expect(SEVERE, level=2)


def test_a_high_one_has_a_quarter_of_an_hour_then_an_hour_and_goes_no_further() -> None:
    story = Story().at("21:00").case("C-2").at("21:30").expect("unassessed", priority="high")
    story.next_step("21:45:00 lead").at("21:45").next_step("22:30:00 supervisor").at("22:30").next_step("nobody")


def test_a_high_one_that_was_taken_is_asked_after_in_two_hours() -> None:
    story = Story().at("21:00").case("C-2").at("21:32").of("unassessed").by(LEAD).acknowledges()
    story.next_step("23:32:00 supervisor")


def test_a_low_one_goes_nowhere() -> None:
    story = Story().case("C-1", "mild").at("+1 20:00").expect("register_lag", priority="low").next_step("nobody")
    story.at("+3 20:00").expect("register_lag", level=0).tells("+1 20:00:00 due", "+1 20:00:00 raised")


def test_a_site_may_have_steps_of_its_own() -> None:
    story = a_critical(AlertPolicy(critical=Escalation(steps=(1, 3), snooze=5))).at("22:40").expect(SEVERE, level=1)
    story.at("22:42").expect(SEVERE, level=2).next_step("nobody")


def test_a_change_of_the_steps_holds_for_what_is_open_already() -> None:
    story = a_critical().at("22:39:30").configured(AlertPolicy(critical=Escalation(steps=(4, 9), snooze=5)))
    story.next_step("22:43:00 lead").at("22:42:59").expect(SEVERE, level=0).at("22:43").expect(SEVERE, level=1)


def test_each_alert_has_a_clock_of_its_own() -> None:
    story = a_critical().at("22:40").case("C-8", "severe").of(SEVERE, "C-7").at("22:44").expect(SEVERE, "C-7", level=2)
    story.at("22:55").expect(SEVERE, "C-8", level=0, due="22:55:00").at("22:57").expect(SEVERE, "C-8", level=1)


def test_the_supervisor_takes_what_came_up_to_her_and_the_lead_is_told_who_has_it() -> None:
    story = a_critical().at("22:44:30").by(SUPERVISOR).acknowledges().by(LEAD).at("22:44:31")
    story.acknowledges(refused="taken: acknowledged by supervisora at 22:44:30").expect(SEVERE, level=2)
