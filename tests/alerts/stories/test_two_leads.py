"""Two people at once: the first wins, the second is told who has it."""

from tests.alerts.stories.story import LEAD, OTHER, SUPERVISOR, Story

SEVERE = "severe_unassigned"


def an_alert() -> Story:
    return Story().at("22:24").case("C-7", "severe").at("22:39").expect(SEVERE, "C-7")


def test_of_two_who_press_at_once_the_second_is_told_the_name_of_the_first() -> None:
    story = an_alert().by(LEAD).looks().by(OTHER).looks().at("22:39:05").by(OTHER).acknowledges()
    story.by(LEAD).acknowledges(refused="taken: acknowledged by lead.sur at 22:39:05")
    story.on_board("22:39:00 severe_unassigned C-7 acknowledged by lead.sur")


def test_who_assigns_what_was_assigned_meanwhile_is_told_to_look_again() -> None:
    story = an_alert().by(LEAD).looks().by(OTHER).at("22:39:10").assigns("dif")
    story.by(LEAD).at("22:39:12").assigns("policia", refused="stale: assigned by lead.sur at 22:39:10")
    story.looks().at("22:39:30").assigns("policia")
    story.on_board("22:39:00 severe_unassigned C-7 assigned to policia by lead.sur")


def test_ones_own_act_makes_nothing_stale() -> None:
    an_alert().by(LEAD).looks().assigns("dif").at("22:40").assigns("policia").confirms("equipo_enviado")


def test_a_note_of_the_other_is_something_that_was_done() -> None:
    story = an_alert().by(LEAD).looks().by(OTHER).at("22:39:20").notes("n-1").by(LEAD)
    story.snoozes("22:45", refused="stale: noted by lead.sur at 22:39:20").acknowledges()


def test_the_clock_makes_nothing_stale() -> None:
    """It was escalated while she looked at it: that is no act of anybody's."""
    an_alert().by(LEAD).looks().at("22:44:30").expect(SEVERE, level=2).assigns("dif")


def test_of_two_who_acted_the_first_has_acted() -> None:
    story = an_alert().by(LEAD).acknowledges().looks().by(SUPERVISOR).looks().at("22:42").confirms("equipo_enviado")
    story.by(LEAD).confirms("se_llamo", refused="stale: confirmed by supervisora at 22:42:00")
    story.looks().confirms("se_llamo", refused="taken: confirmed by supervisora at 22:42:00")


def test_who_closes_what_the_other_closed_is_told_so() -> None:
    story = an_alert().by(LEAD).confirms().by(OTHER).looks().by(LEAD).at("22:50").closes("atendida")
    story.by(OTHER).closes("duplicada", refused="closed: closed by lead.norte at 22:50:00")


def test_who_comes_after_a_turn_is_not_held_up_by_who_had_it_before() -> None:
    story = an_alert().by(LEAD).acknowledges().at("22:45").hands_over(OTHER).by(OTHER).looks().acknowledges()
    story.by(LEAD).acknowledges(refused="taken: acknowledged by lead.sur at 22:45:00")


def test_acts_of_two_upon_two_alerts_touch_each_other_in_nothing() -> None:
    story = an_alert().case("C-8", "severe").at("22:54").of(SEVERE, "C-7").by(LEAD).looks().of(SEVERE, "C-8").by(OTHER)
    story.assigns("dif").of(SEVERE, "C-7").by(LEAD).assigns("policia")
    story.expect(SEVERE, "C-8", state="assigned").expect(SEVERE, "C-7", state="assigned")
