"""The next lead takes nothing for granted, and takes the room by name."""

from picture import case_events as said
from tests.alerts.stories.story import LEAD, OTHER, SUPERVISOR, Story

SEVERE = "severe_unassigned"
TAKEN = "22:39:00 severe_unassigned C-7 acknowledged by {}"
OPEN = "22:39:00 severe_unassigned C-7 raised"


def an_alert() -> Story:
    return Story().at("22:24").case("C-7", "severe").at("22:39").expect(SEVERE, "C-7").by(LEAD)


def test_what_was_seen_and_is_still_true_fires_again_for_who_comes() -> None:
    story = an_alert().at("22:40").acknowledges().on_board(TAKEN.format(LEAD)).at("22:50").hands_over(OTHER)
    story.on_board(OPEN).next_step("22:52:00 lead").by(OTHER).at("22:51").acknowledges().on_board(TAKEN.format(OTHER))


def test_the_story_says_to_whom_it_fired_again() -> None:
    story = (
        an_alert()
        .at("22:40")
        .acknowledges()
        .at("22:50")
        .hands_over(OTHER)
        .tells("22:39:00 due", "22:39:00 raised", "22:40:00 acknowledged by lead.norte", "22:50:00 refired lead.sur")
    )
    story.at("22:55").expect(SEVERE, level=2)  # its clocks run from the hand-over


def test_what_nobody_had_taken_keeps_its_clock() -> None:
    an_alert().at("22:40").hands_over(OTHER).next_step("22:41:00 lead").at("22:44").expect(SEVERE, level=2)


def test_what_was_assigned_comes_to_the_next_lead_as_well_and_is_assigned_again_once_taken() -> None:
    story = an_alert().assigns("dif").at("23:00").hands_over(OTHER).on_board(OPEN)
    story.by(OTHER).acknowledges().on_board("22:39:00 severe_unassigned C-7 assigned to dif by lead.sur")


def test_what_was_acted_upon_and_is_still_true_fires_again_too() -> None:
    story = an_alert().confirms("equipo_enviado").at("23:00").hands_over(OTHER).on_board(OPEN)
    story.at("23:02").expect(SEVERE, level=1).by(OTHER).closes("atendida").on_board()


def test_what_is_over_is_handed_to_nobody() -> None:
    story = an_alert().acknowledges().at("22:45").says("C-7", said.CaseAssigned(to="dif")).at("22:50").hands_over(OTHER)
    story.expect(SEVERE, state="acknowledged").next_step("nobody")


def test_what_sleeps_goes_on_sleeping_and_wakes_for_who_is_there_then() -> None:
    story = an_alert().snoozes("22:50").at("22:45").hands_over(OTHER).expect(SEVERE, state="acknowledged")
    story.at("22:50").on_board(OPEN).next_step("22:52:00 lead")


def test_an_offer_gives_nothing_before_it_is_accepted() -> None:
    story = an_alert().acknowledges().offers_room(OTHER).room_of("", offered=OTHER).on_board(TAKEN.format(LEAD))
    story.at("22:45").hands_over(OTHER).room_of(OTHER).on_board(OPEN)


def test_the_last_offer_is_the_one_that_stands() -> None:
    story = Story().offers_room(OTHER).at("20:05").offers_room(SUPERVISOR).room_of("", offered=SUPERVISOR)
    story.hands_over(SUPERVISOR).room_of(SUPERVISOR)


def test_a_hand_over_told_sixteen_minutes_late_wakes_nobody() -> None:
    story = an_alert().at("22:40").acknowledges().at("22:57").hands_over(OTHER, of="22:41")
    story.room_of("").expect(SEVERE, state="acknowledged")


def test_a_hand_over_told_a_quarter_of_an_hour_late_is_still_one() -> None:
    story = an_alert().at("22:40").acknowledges().at("22:54").hands_over(OTHER, of="22:39")
    story.room_of(OTHER).on_board(OPEN)


def test_the_registrys_word_of_the_turn_counts_as_the_desks() -> None:
    story = an_alert().acknowledges().at("22:48").says("SH-9", said.ShiftHandedOver(to="lead.3"))
    story.room_of("lead.3").on_board(OPEN)


def test_two_turns_in_one_night_fire_it_twice() -> None:
    story = an_alert().at("22:40").acknowledges().at("22:45").hands_over(OTHER).by(OTHER).at("22:46").acknowledges()
    story.at("22:50").hands_over(LEAD).by(LEAD).at("22:51").acknowledges().tells(
        "22:39:00 due",
        "22:39:00 raised",
        "22:40:00 acknowledged by lead.norte",
        "22:45:00 refired lead.sur",
        "22:46:00 acknowledged by lead.sur",
        "22:50:00 refired lead.norte",
        "22:51:00 acknowledged by lead.norte",
    )


def test_a_level_that_was_reached_before_the_turn_counts_no_longer() -> None:
    story = an_alert().at("22:45").acknowledges().expect(SEVERE, level=2).at("22:50").hands_over(OTHER)
    story.expect(SEVERE, level=0).at("22:52").expect(SEVERE, level=1)
