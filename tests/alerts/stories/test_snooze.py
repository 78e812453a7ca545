"""Left alone for a while, with an end and a reason."""

from picture import case_events as said
from tests.alerts.stories.story import LEAD, OTHER, Story

SEVERE = "severe_unassigned"
OPEN = "22:39:00 severe_unassigned C-7 raised"


def an_alert() -> Story:
    return Story().at("22:24").case("C-7", "severe").at("22:39").expect(SEVERE, "C-7").by(LEAD)


def test_what_sleeps_goes_to_nobody_until_its_end_and_then_fires_again() -> None:
    story = an_alert().at("22:40").snoozes("22:50")
    story.on_board("22:39:00 severe_unassigned C-7 acknowledged by lead.norte asleep until 22:50:00")
    story.at("22:49:59").expect(SEVERE, level=0).at("22:50").on_board(OPEN).next_step("22:52:00 lead")


def test_a_critical_may_sleep_for_a_quarter_of_an_hour_and_not_a_second_more() -> None:
    story = an_alert().snoozes("22:54:01", refused="limit: at 22:54:00").expect(SEVERE, state="raised")
    story.snoozes("22:54").expect(SEVERE, state="acknowledged")


def test_nothing_sleeps_until_an_instant_that_was() -> None:
    an_alert().at("22:45").snoozes("22:45", refused="limit: at 23:00:00").snoozes("22:44", refused="limit: at 23:00:00")


def test_a_low_one_may_sleep_for_twelve_hours() -> None:
    story = Story().case("C-1", "mild").at("+1 20:00").expect("register_lag").snoozes("+2 08:00")
    story.at("+2 07:59:59").expect("register_lag", state="acknowledged")
    story.at("+2 08:00").expect("register_lag", state="raised")


def test_what_ended_in_its_sleep_wakes_nobody() -> None:
    story = an_alert().snoozes("22:50").at("22:45").says("C-7", said.CaseAssigned(to="dif")).at("22:51").of(SEVERE)
    story.next_step("nobody").told("lead raised 22:39:00")


def test_asleep_it_is_taken_and_awake_it_is_not() -> None:
    story = an_alert().snoozes("22:50").by(OTHER).at("22:44")
    story.acknowledges(refused="taken: acknowledged by lead.norte at 22:39:00")
    story.at("22:50").acknowledges().on_board("22:39:00 severe_unassigned C-7 acknowledged by lead.sur")


def test_put_off_again_it_sleeps_until_the_second_end() -> None:
    story = an_alert().snoozes("22:50").at("22:49").snoozes("23:00").at("22:50")
    story.on_board("22:39:00 severe_unassigned C-7 acknowledged by lead.norte asleep until 23:00:00")
    story.at("23:00").on_board(OPEN)


def test_put_off_earlier_it_wakes_earlier() -> None:
    an_alert().snoozes("22:54").at("22:40").snoozes("22:42").at("22:42").on_board(OPEN)


def test_in_its_sleep_it_can_still_be_asked_for_and_be_acted_upon() -> None:
    story = an_alert().snoozes("22:50").at("22:41").escalates().expect(SEVERE, level=1).at("22:43").confirms()
    story.closes("canalizada").at("22:51").on_board()


def test_a_level_of_before_the_sleep_is_not_one_of_after() -> None:
    story = an_alert().at("22:44").expect(SEVERE, level=2).snoozes("22:59").at("22:59").expect(SEVERE, level=0)
    story.at("23:01").expect(SEVERE, level=1).next_step("23:04:00 supervisor")


def test_its_reason_stands_in_its_story() -> None:
    an_alert().at("22:40").snoozes("22:50").tells(
        "22:39:00 due", "22:39:00 raised", "22:40:00 snoozed equipo_en_camino by lead.norte"
    )
