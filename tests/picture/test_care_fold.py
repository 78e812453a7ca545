"""Services, hand-overs, referrals, follow-ups and shifts: what is kept of them, and what their case's story says."""

from picture import case_events as c
from picture.book import Attempt, Step
from picture.clocks import DAY
from picture.events import Fact
from picture.permission import may_call
from tests.picture.case_cast import REGISTRY, case
from tests.picture.cast import MINUTE, T0, a_profile, folded
from tests.picture.test_case_fold import days_of, said


def whats(facts: list[Fact]) -> list[tuple[str, str]]:
    return [(step.what, step.said) for step in case(folded(facts)).story]


def test_the_story_of_a_case_holds_what_was_done_for_it() -> None:
    facts = [
        said(1, c.ServiceGiven(service="legal", case="C-1", timing="window"), "S-1"),
        said(2, c.HandoverOffered(giver="nl/911", to="nl/070", case="C-1"), "H-1"),
        said(3, c.HandoverReturned(reason="ocupado"), "H-1"),
        said(4, c.ReferralMade(service="refugio", to="cem", case="C-1"), "R-1"),
        said(5, c.ReferralWaitlisted(), "R-1"),
        said(6, c.ReferralRefused(reason="sin_cupo"), "R-1"),
        said(7, c.FollowUpPlanned(case="C-1"), "F-1"),
        said(8, c.FollowUpDone(outcome="spoke_safely"), "F-1"),
    ]
    wanted = [
        ("service.legal", "window"),
        ("handover.offered", "nl/070"),
        ("handover.returned", "ocupado"),
        ("referral.made", "refugio"),
        ("referral.waitlisted", "refugio"),
        ("referral.refused", "sin_cupo"),
        ("followup.planned", ""),
        ("followup.spoke_safely", ""),
    ]
    assert whats(facts) == wanted
    assert whats(facts[::-1]) == wanted, "an answer waits for the fact that names its case"


def test_a_follow_up_that_is_planned_for_another_case_leaves_the_first_ones_story() -> None:
    facts = [
        said(0, c.FollowUpPlanned(case="C-2"), "F-1"),
        said(1, c.FollowUpAttempted(outcome="no_answer"), "F-1"),
        said(2, c.FollowUpPlanned(case="C-1"), "F-1"),
    ]
    picture = folded(facts)
    assert case(picture, "C-2").story == []
    assert [step.what for step in case(picture).story] == ["followup.planned", "followup.no_answer", "followup.planned"]
    assert picture.followups_of == {"C-1": {"F-1"}, "C-2": set()}


def test_what_two_hand_overs_say_at_one_instant_stays_when_one_says_otherwise() -> None:
    offer = c.HandoverOffered(giver="nl/911", to="nl/070", case="C-1")
    facts = [said(5, offer, "H-1"), said(5, offer, "H-2"), said(3, offer, "H-2")]
    story = case(folded(facts)).story
    assert story == [Step(T0 + minute * MINUTE, "handover.offered", "nl/070") for minute in (3, 5)]


def test_the_latest_plan_stands_and_the_promise_keeps_its_first_date() -> None:
    for order in (1, -1):
        facts = [
            said(0, c.FollowUpPlanned(case="C-1", closes=T0 + DAY), "F-1"),
            said(9, c.FollowUpPlanned(case="C-1", closes=T0 + 2 * DAY), "F-1"),
        ]
        kept = folded(facts[::order]).book.followups["F-1"]
        assert kept.plan is not None
        assert (kept.promised, kept.planned, kept.plan.closes) == (T0, T0 + 9 * MINUTE, T0 + 2 * DAY)


def test_a_confirmation_that_lies_ahead_of_its_plan_confirms_nothing() -> None:
    facts = [
        said(1, c.FollowUpPlanned(case="C-1", consent=True, safe_hours=("00:00-24:00",)), "F-1"),
        said(2, c.FollowUpAttempted(outcome="aggressor_answered"), "F-1"),
        said(3, c.FollowUpPlanned(case="C-1", consent=True, safe_hours=("00:00-24:00",), confirmed=10**14), "F-1"),
    ]
    followup = folded(facts).book.followups["F-1"]
    assert may_call(followup, T0 + 4 * MINUTE, a_profile()) == "aggressor_answered"


def test_an_attempt_said_twice_is_one_and_they_are_in_order_of_time() -> None:
    tried = [said(9, c.FollowUpAttempted(outcome="no_answer", minutes=3), "F-1")] * 2
    tried.append(said(4, c.FollowUpDone(outcome="third_party"), "F-1"))
    picture = folded(tried)
    assert picture.book.followups["F-1"].attempts == [
        Attempt(T0 + 4 * MINUTE, "third_party"),
        Attempt(T0 + 9 * MINUTE, "no_answer", 3),
    ]
    assert days_of(picture) == {"followups.attempted": 2}


def test_a_service_corrected_counts_as_it_was_last_said() -> None:
    facts = [
        said(0, c.ServiceGiven(service="legal", timing="window"), "S-1"),
        said(1, c.ServiceGiven(service="psychological", timing="subsequent", channel="whatsapp"), "S-1"),
    ]
    wanted = {"services": 1, "services.psychological": 1, "timing.remote": 1}
    assert days_of(folded(facts)) == days_of(folded(facts[::-1])) == wanted


def test_a_woman_is_accompanied_once_in_35_days_however_often() -> None:
    def accompanied(day: int, name: str, person: str = "p1", case: str | None = None) -> Fact:
        given = c.ServiceGiven(service="accompaniment", person=(person,) if person else (), case=case)
        return said(day * 24 * 60, given, name)

    facts = [accompanied(20, "S-2"), accompanied(0, "S-1"), accompanied(1, "S-3", "p2"), accompanied(56, "S-4")]
    assert days_of(folded(facts[:3]))["women.accompanied"] == 2
    assert days_of(folded(facts))["women.accompanied"] == 3
    known = said(2 * 24 * 60, c.CaseOpened(person=("p1", "p2")))
    assert days_of(folded([*facts[:3], known]))["women.accompanied"] == 1, "two of them turn out to be one"


def test_a_service_of_a_mans_case_is_no_womans_whatever_comes_first() -> None:
    facts = [
        said(0, c.CaseOpened(subject_is="man")),
        said(1, c.ServiceGiven(service="accompaniment", case="C-1"), "S-1"),
    ]
    wanted = {"men.cases.opened": 1, "men.services": 1, "men.services.accompaniment": 1}
    assert days_of(folded(facts)) == days_of(folded(facts[::-1])) == wanted
    hers = [*facts, said(2, c.CaseOpened(subject_is="woman"))]
    assert days_of(folded(hers))["women.accompanied"] == days_of(folded(hers[::-1]))["women.accompanied"] == 1


def test_of_two_accompaniments_at_one_instant_one_is_left_when_the_other_was_none() -> None:
    def given(minute: int, name: str, service: str) -> Fact:
        return said(minute, c.ServiceGiven(service=service, person=("p1",)), name)

    twice = [given(0, "S-1", "accompaniment"), given(0, "S-2", "accompaniment")]
    assert days_of(folded([*twice, given(1, "S-2", "legal")]))["women.accompanied"] == 1


def test_of_the_shifts_of_a_source_the_one_that_started_last_is_rostered() -> None:
    facts = [
        said(60, c.ShiftStarted(shift="noche", for_followups=2), "T-2"),
        said(0, c.ShiftStarted(shift="dia", for_followups=5), "T-1"),
        said(61, c.ShiftHandedOver(), "T-1"),
        said(30, c.ShiftHandedOver(), "T-0"),
    ]
    book = folded(facts).book
    assert book.roster[REGISTRY].started.for_followups == 2
    assert book.handed_over == T0 + 61 * MINUTE
