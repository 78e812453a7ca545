"""Who is told, of what, and when no longer."""

from picture import case_events as said
from tests.alerts.stories.story import LEAD, OTHER, Story

SEVERE = "severe_unassigned"


def an_alert() -> Story:
    return Story().at("22:24").case("C-7", "severe").at("22:39").expect(SEVERE, "C-7").by(LEAD)


def test_a_critical_is_told_to_the_lead_and_upwards_of_the_second_each_was_due() -> None:
    an_alert().at("22:54").told(
        "lead raised 22:39:00",
        "lead escalated 22:41:00",
        "supervisor escalated 22:44:00",
        "official escalated 22:49:00",
        "official escalated 22:54:00",
    )


def test_a_low_one_stands_on_the_board_and_calls_nobody() -> None:
    Story().case("C-1", "mild").at("+1 20:00").expect("register_lag", priority="low").told()


def test_what_a_lead_asks_for_is_told_at_once() -> None:
    an_alert().at("22:39:20").escalates().escalates().told(
        "lead raised 22:39:00", "lead escalated 22:39:20", "supervisor escalated 22:39:20"
    )


def test_who_took_it_before_the_message_went_need_not_be_told() -> None:
    story = an_alert().waits("lead raised 22:39:00").at("22:39:02").acknowledges().waits()
    story.told("lead raised 22:39:00")  # it was queued, and is in the journal


def test_what_is_asked_of_the_supervisor_is_sent_though_the_lead_has_it_by_now() -> None:
    an_alert().at("22:44").channel("sms").at("22:49").acknowledges().waits("official escalated 22:49:00")


def test_of_what_is_closed_nothing_is_sent_any_more() -> None:
    an_alert().at("22:44").confirms().closes().waits().at("22:50").told(
        "lead raised 22:39:00", "lead escalated 22:41:00", "supervisor escalated 22:44:00"
    )


def test_a_channel_that_was_down_for_minutes_sends_what_still_matters() -> None:
    story = an_alert().channel("correo", refuses="unreachable", given_up=True).waits("lead raised 22:39:00")
    story.at("22:41").waits("lead raised 22:39:00", "lead escalated 22:41:00").channel("correo").waits().tells(
        "22:39:00 due",
        "22:39:00 raised",
        "22:39:00 untold lead",
        "22:41:00 escalated lead",
        "22:41:00 told lead",
        "22:41:00 told lead",
    )


def test_the_incoming_lead_is_told_what_fired_again() -> None:
    an_alert().channel("sms").acknowledges().at("22:50").hands_over(OTHER).waits("lead refired 22:50:00")


def test_what_wakes_is_told_of_the_instant_it_woke() -> None:
    story = an_alert().channel("sms").snoozes("22:50").at("22:49:59").waits().at("22:50")
    story.waits("lead refired 22:50:00").at("22:51").told("lead raised 22:39:00", "lead refired 22:50:00")


def test_a_second_sleep_is_told_of_its_own_end() -> None:
    story = (
        an_alert().channel("sms").snoozes("22:50").at("22:50").channel("sms").at("22:51").snoozes("23:00").at("23:00")
    )
    story.told("lead raised 22:39:00", "lead refired 22:50:00", "lead refired 23:00:00").waits("lead refired 23:00:00")


def test_a_message_has_a_name_that_follows_from_what_it_says() -> None:
    """Two sites of the same night, told alike, name it alike: who receives it twice knows that it is one."""
    names = [sorted(an_alert().at("22:41").board.notifications) for _ in range(2)]
    assert names[0] == names[1]
    assert len(names[0]) == 2


def test_a_case_opened_again_is_told_anew() -> None:
    story = an_alert().says("C-7", said.CaseAssigned(to="dif")).at("22:45").case("C-7", "severe").at("23:00")
    story.of(SEVERE).told("lead raised 23:00:00")


def test_a_queued_message_names_alert_recipient_and_reason_and_nobody_else() -> None:
    story = an_alert()
    (queued,) = [e.fact for e in story.site.entries if e.fact.subject in story.board.notifications]
    assert queued.source == "vigia/watch"
    assert "C-7" not in repr(queued)
