"""Many of one kind are one row, and each of them an alert."""

from picture import case_events as said
from picture.alert_policy import AlertPolicy, RuleChange
from picture.picture import Picture
from tests.alerts.stories.story import LEAD, Story
from watch.alert_rows import group


def three_promises() -> Story:
    """Of three women, all overdue at 20:00."""
    story = Story("08:00")
    for n in (1, 2, 3):
        story.case(f"C-{n}", "mild").promise(f"F-{n}", f"C-{n}", opens="09:00", closes="20:00")
        story.says(f"F-{n}", said.FollowUpAttempted(outcome="no_answer"))
    return story.at("20:00")


def test_three_promises_that_are_overdue_are_one_row_that_counts_them() -> None:
    story = three_promises().on_wall("3 followup_overdue raised")
    story.stands("followup_overdue", "followup_overdue", "followup_overdue")


def test_the_one_that_is_taken_leaves_the_row() -> None:
    story = three_promises().of("followup_overdue", "F-2").by(LEAD).acknowledges()
    story.on_wall("2 followup_overdue raised", "1 followup_overdue acknowledged")


def test_the_one_that_sleeps_stands_apart_and_last() -> None:
    story = three_promises().of("followup_overdue", "F-1").by(LEAD).snoozes("21:00")
    story.on_wall("2 followup_overdue raised", "1 followup_overdue snoozed")


def test_the_one_that_is_over_has_left_the_wall() -> None:
    story = three_promises().says("F-3", said.FollowUpDone(outcome="spoke_safely")).on_wall("2 followup_overdue raised")
    story.says("F-1", said.FollowUpDone(outcome="spoke_safely")).on_wall("1 followup_overdue raised")


def test_who_is_in_danger_is_never_one_of_many() -> None:
    story = Story().case("C-1", "severe").case("C-2", "severe").at("20:15")
    story.on_wall("1 severe_unassigned raised", "1 severe_unassigned raised")


def test_what_is_pressing_stands_before_what_is_old() -> None:
    story = three_promises().at("20:05").case("C-9", in_progress=True).at("20:07")
    story.on_wall("1 in_progress_undispatched raised", "3 followup_overdue raised")


def test_an_untaken_one_stands_before_one_that_somebody_has() -> None:
    story = Story().case("C-1", "severe").at("20:01").case("C-2", "severe").at("20:16")
    story.of("severe_unassigned", "C-1").by(LEAD).acknowledges()
    story.on_wall("1 severe_unassigned raised", "1 severe_unassigned acknowledged")
    story.on_board("20:16:00 severe_unassigned C-2 raised", "20:15:00 severe_unassigned C-1 acknowledged by lead.norte")


def test_a_severe_womans_stage_is_no_row_of_ordinary_ones() -> None:
    story = Story("08:00").case("C-1", "moderate").case("C-2", "moderate").case("C-3", "severe").at("11:00")
    keys = [group(a, story.site.now) for a in story.board.alerts.values() if a.raised.rule == "stage_overdue"]
    assert sorted(set(keys)) == ["stage_overdue.high.raised", "stage_overdue.low.raised"]
    assert len(keys) == 3


def test_a_rule_that_is_off_leaves_the_others_of_the_row_alone() -> None:
    story = three_promises().says("H-1", said.HandoverOffered(giver="nl/911", to="nl/070", case="C-1")).at("20:05")
    story.on_wall("3 followup_overdue raised", "1 handover_late raised")
    story.configured(AlertPolicy(rules={"handover_late": RuleChange(on=False)})).on_wall("3 followup_overdue raised")


def test_the_wall_shows_masks_and_no_ids() -> None:
    story = three_promises()
    assert story.site.watch is not None
    picture: Picture = story.site.watch.picture
    (row,) = story.site.watch.band(story.site.now).rows
    assert sorted(row.masks) == sorted(picture.book.cases[f"C-{n}"].mask for n in (1, 2, 3))
    assert "C-1" not in repr(row)
    assert "F-1" not in repr(row)
