"""Rules with a deadline: nothing the instant before, found at the instant with that due, ended by what cures it."""

from typing import Any

import pytest
from msgspec import Struct

from picture import case_events as said
from picture.clocks import DAY, HOUR, MINUTE
from picture.deadlines import civil_day, first_instant
from picture.events import AnyData, Fact
from tests.alerts.rules.cast import AT, Room, a_room, off
from tests.watch.cast import a_case, told

EXPIRES = first_instant(civil_day(AT, "America/Monterrey") + 60, "America/Monterrey")


class Story(Struct):
    """`due` after these facts; after `cure` it has ended. Under another policy it is due at `then`."""

    rule: str
    facts: list[Fact]
    due: int
    cure: tuple[str, AnyData]
    policy: dict[str, Any]
    then: int
    about: str = "C-1"
    reason: str = ""


def pathway(risk: str, *stages: dict[str, Any]) -> dict[str, Any]:
    return {"pathways": {risk: list(stages)}}


def a_plan(**plan: Any) -> Fact:
    """By the episode, which was when the case was opened: 12 to 48 h later."""
    return told(AT, "F-1", said.FollowUpPlanned(case="C-1", episode_from=AT, episode_to=AT, **plan))


attacked = a_case("C-1", AT, in_progress=True)
severe, mild = a_case("C-1", AT), a_case("C-1", AT, "mild")
any_hour = {"consent": True, "safe_hours": ("00:00-24:00",)}
STORIES = [
    Story(
        "in_progress_undispatched",
        attacked,
        AT + 2 * MINUTE,
        ("C-1", said.CaseDispatched(to="equipo")),
        pathway("in_progress", {"reach": "dispatched", "within": 5, "after": "opened"}),
        AT + 5 * MINUTE,
    ),
    Story(
        "in_progress_not_arrived",
        [*attacked, told(AT + MINUTE, "C-1", said.CaseDispatched(to="equipo"))],
        AT + 16 * MINUTE,
        ("C-1", said.CaseArrived()),
        pathway("in_progress", {"reach": "arrived", "within": 9, "after": "dispatched"}),
        AT + 10 * MINUTE,
    ),
    Story(
        "severe_unassigned",
        severe,
        AT + 15 * MINUTE,
        ("C-1", said.CaseAssigned(to="equipo")),
        pathway("severe", {"reach": "assigned", "within": 20}),
        AT + 20 * MINUTE,
    ),
    Story(
        "unassessed",
        a_case("C-1", AT, None),
        AT + 30 * MINUTE,
        ("C-1", said.CaseAssessed(level="mild")),
        pathway("unassessed", {"reach": "assessed", "within": 10, "after": "opened"}),
        AT + 10 * MINUTE,
    ),
    Story(
        "stage_overdue",
        severe,
        AT + 60 * MINUTE,
        ("C-1", said.CaseContacted()),
        pathway("severe", {"reach": "contacted", "within": 61}),
        AT + 61 * MINUTE,
        about="C-1.contacted",
        reason="contacted",
    ),
    Story(
        "severe_silent",
        [*severe, told(AT + 10 * MINUTE, "C-1", said.CaseAssigned(to="equipo"))],
        AT + 70 * MINUTE,
        ("C-1", said.CaseContacted()),
        {"cases": {"silent": 90}},
        AT + 100 * MINUTE,
    ),
    Story(
        "health_clock",
        a_case("C-1", AT, "mild", forms=("sexual",), episode_from=AT - HOUR, episode_to=AT),
        AT + 47 * HOUR,
        ("S-1", said.ServiceGiven(service="profilaxis", case="C-1")),
        {
            "health_clock": [
                {"code": "vih", "name": "VIH", "within": 60, "forms": ["sexual"], "done_by": "service.profilaxis"}
            ]
        },
        AT + 35 * HOUR,
        about="C-1.vih",
        reason="vih",
    ),
    Story(
        "register_lag",
        mild,
        AT + 24 * HOUR,
        ("C-1", said.CaseRegistered()),
        {"cases": {"register_lag": 12}},
        AT + 12 * HOUR,
    ),
    Story(
        "order_late",
        [*mild, told(AT, "C-1", said.CaseProtected(measure="orden", requested=AT))],
        AT + 4 * HOUR,
        ("C-1", said.CaseProtected(measure="orden", issued=AT + HOUR)),
        {"cases": {"order_issue": 6}},
        AT + 6 * HOUR,
        about="C-1.orden",
        reason="orden",
    ),
    Story(
        "order_expiring",
        [*mild, told(AT, "C-1", said.CaseProtected(measure="orden", issued=AT))],
        EXPIRES - 7 * DAY,
        ("C-1", said.CaseProtected(measure="orden", issued=AT, extended=True)),
        {"alerts": {"rules": {"order_expiring": {"limit": 3}}}},
        EXPIRES - 3 * DAY,
        about="C-1.orden",
        reason="orden",
    ),
    Story(
        "followup_closing",
        [*mild, a_plan(**any_hour)],
        AT + 36 * HOUR,
        ("F-1", said.FollowUpAttempted(outcome="no_answer")),
        {"cases": {"closing": 6}},
        AT + 42 * HOUR,
        about="F-1",
    ),
    Story(
        "followup_overdue",
        [*mild, a_plan(**any_hour)],
        AT + 48 * HOUR,
        ("F-1", said.FollowUpDone(outcome="spoke_safely")),
        {"cases": {"closes": 72}},
        AT + 72 * HOUR,
        about="F-1",
    ),
    Story(
        "followup_unsafe",
        [*mild, a_plan(consent=True)],
        AT + 48 * HOUR,
        ("F-1", said.FollowUpCancelled(reason="traslado")),
        {"cases": {"closes": 72}},
        AT + 72 * HOUR,
        about="F-1",
        reason="hours_unknown",
    ),
    Story(
        "handover_late",
        [*mild, told(AT, "H-1", said.HandoverOffered(giver="nl/911", to="nl/070", case="C-1"))],
        AT + 5 * MINUTE,
        ("H-1", said.HandoverAccepted()),
        {"cases": {"handover": 8}},
        AT + 8 * MINUTE,
        about="H-1",
    ),
    Story(
        "referral_stale",
        [*mild, told(AT, "R-1", said.ReferralMade(service="legal", to="dif", case="C-1"))],
        AT + 24 * HOUR,
        ("R-1", said.ReferralWaitlisted()),
        {"cases": {"referral": 2}},
        AT + 2 * HOUR,
        about="R-1",
    ),
]
each_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.rule)


@each_story
def test_the_instant_before_there_is_nothing_and_at_it_one_with_that_due(story: Story) -> None:
    room = Room(story.facts)
    assert room.found(story.rule, story.due - 1) == []
    for now in (story.due, story.due + MINUTE):
        (found,) = room.found(story.rule, now)
        assert (found.about, found.due, found.reason) == (story.about, story.due, story.reason)
        assert (found.source, found.case) == ("nl/registro", "C-1")


@each_story
def test_what_cures_it_ends_it(story: Story) -> None:
    room, subject = Room(story.facts), story.cure[0]
    assert room.found(story.rule, story.due + MINUTE)
    room.told(told(story.due + MINUTE, subject, story.cure[1]))
    assert room.found(story.rule, story.due + 2 * MINUTE) == []


@each_story
def test_cured_before_it_was_due_it_never_was(story: Story) -> None:
    room = Room([*story.facts, told(story.due - 1, *story.cure)])
    assert room.found(story.rule, story.due + MINUTE) == []


@each_story
def test_a_rule_that_is_off_finds_nothing(story: Story) -> None:
    assert Room(story.facts, a_room(alerts=off(story.rule))).found(story.rule, story.due) == []


@each_story
def test_another_policy_has_another_limit(story: Story) -> None:
    room = Room(story.facts, a_room(**story.policy))
    assert room.found(story.rule, story.then - 1) == []
    assert [each.due for each in room.found(story.rule, story.then)] == [story.then]


@pytest.mark.parametrize(
    "story", [s for s in STORIES if s.rule not in ("followup_closing", "followup_overdue", "followup_unsafe")],
    ids=lambda story: story.rule,
)  # fmt: skip
def test_a_case_that_is_over_owes_nothing_but_its_hand_over_and_referral(story: Story) -> None:
    room = Room([*story.facts, told(story.due - 1, "C-1", said.CaseClosed(reason="traslado"))])
    expected = [story.due] if story.rule in ("handover_late", "referral_stale") else []
    assert [each.due for each in room.found(story.rule, story.due)] == expected
