"""What a snapshot no longer names has ended unseen, and what ended long ago is forgotten; what is open is not."""

import msgspec

from picture import case_events as c
from picture import events as e
from picture import followups
from picture.book import KEEP, REMEMBER
from picture.clocks import DAY, HOUR
from picture.events import Entry
from picture.fold import apply
from picture.followups import FollowUpLook
from picture.permission import cancelled
from picture.picture import Picture, restore, save
from tests.picture.case_cast import REGISTER, REGISTRY, case, figures
from tests.picture.cast import MINUTE, T0, a_fact, a_profile, folded
from tests.picture.test_case_fold import days_of, said

ENDED = [
    said(1, c.HandoverOffered(giver="nl/911", to="nl/070", case="C-1", person=("p1",)), "H-1"),
    said(2, c.HandoverAccepted(), "H-1"),
    said(1, c.ReferralMade(service="legal", to="cem", case="C-1"), "R-1"),
    said(2, c.ReferralRefused(reason="sin_cupo"), "R-1"),
    said(1, c.FollowUpPlanned(case="C-1"), "F-1"),
    said(2, c.FollowUpDone(outcome="spoke_safely"), "F-1"),
    said(2, c.ServiceGiven(service="legal", case="C-1"), "S-1"),
    said(2, c.HandoverAccepted(), "H-stray"),
    said(2, c.ReferralCompleted(), "R-stray"),
    said(2, c.FollowUpAttempted(outcome="no_answer"), "F-stray"),
]
OPEN = [
    said(1, c.HandoverOffered(giver="nl/911", to="nl/070", case="C-1"), "H-2"),
    said(1, c.ReferralMade(service="legal", to="cem", case="C-1"), "R-2"),
    said(2, c.ReferralAccepted(), "R-3"),
    said(1, c.ReferralMade(service="legal", to="cem"), "R-3"),
    said(3, c.ReferralWaitlisted(), "R-3"),
    said(1, c.FollowUpPlanned(case="C-1"), "F-2"),
    said(2, c.FollowUpCancelled(reason="desistimiento"), "F-3"),
    said(3, c.FollowUpPlanned(case="C-1"), "F-3"),
]


def snapshot(minute: int, *named: str) -> e.Fact:
    return said(minute, e.FeedGap(reason="new_epoch", first=0, last=0, open=named), REGISTRY, "site")


def a_site() -> e.Fact:
    return said(0, e.SiteConfigured(profile=msgspec.to_builtins(a_profile())), "prueba")


def look_at(picture: Picture, followup: str, now: int) -> FollowUpLook | None:
    kept, profile = picture.book.followups[followup], picture.profile
    assert kept.plan and profile
    return followups.look(kept, picture.book.cases.get(kept.plan.case), profile, now)


def later(picture: Picture, after: int, source: str = REGISTRY) -> Picture:
    return folded([a_fact(T0 + after, "C-later", c.CaseOpened(), source)], picture)


def test_what_ended_leaves_keep_after_and_what_is_open_stays_with_its_case() -> None:
    opened = [said(0, c.CaseOpened(person=("p1",))), said(5, c.CaseClosed(reason="alta"))]
    picture = later(folded([*opened, *ENDED, *OPEN]), KEEP + 2 * HOUR)
    book = picture.book
    assert set(book.cases) == {"C-1", "C-later"}
    assert set(book.handovers) == {"H-2"}
    assert set(book.referrals) == {"R-2", "R-3"}
    assert set(book.followups) == {"F-2", "F-3"}
    assert book.services == {}
    assert picture.followups_of["C-1"] == {"F-2", "F-3"}
    assert set(picture.touched_followups) >= {"F-1"}


def test_a_case_leaves_with_the_last_of_what_names_it() -> None:
    made = c.ReferralMade(service="legal", to="cem", case="C-1")
    facts = [said(0, c.CaseOpened(subject_is="man")), said(5, c.CaseClosed(reason="alta")), said(1, made, "R-1")]
    picture = later(folded([a_site(), *facts]), KEEP + DAY)
    answered = T0 + KEEP + DAY
    folded([a_fact(answered, "R-1", c.ReferralCompleted(), REGISTRY)], picture)
    assert days_of(picture) == {"men.cases.opened": 1, "cases.opened": 1} | {
        f"men.referrals.{what}": 1 for what in ("made", "completed")
    }, "a man's referral is no woman's because his case ended long ago"
    later(picture, answered - T0 + KEEP - HOUR)
    assert "C-1" in picture.book.cases
    later(picture, answered - T0 + KEEP + 2 * HOUR)
    assert "C-1" in picture.book.gone
    assert picture.book.referrals == {}


def test_a_promise_stays_what_it_was_when_its_case_is_over_for_long() -> None:
    opened = c.CaseOpened(episode_from=T0 - DAY, episode_to=T0 - DAY)
    facts = [said(0, opened), said(1, c.FollowUpPlanned(case="C-1"), "F-1"), said(5, c.CaseClosed(reason="alta"))]
    picture = folded([a_site(), *facts])
    before = look_at(picture, "F-1", T0 + 40 * DAY)
    assert look_at(later(picture, KEEP + 2 * DAY), "F-1", T0 + 40 * DAY) == before


def test_a_promise_that_never_could_be_kept_leaves_with_its_case() -> None:
    opened = c.CaseOpened(episode_from=T0 - 3 * DAY, episode_to=T0 - 3 * DAY)
    facts = [said(0, opened), said(1, c.FollowUpPlanned(case="C-1"), "F-1"), said(5, c.CaseClosed(reason="alta"))]
    picture = folded([a_site(), *facts])
    found = look_at(picture, "F-1", T0 + HOUR)
    assert found and found.state == "unreachable"
    later(picture, KEEP + DAY)
    assert picture.book.followups == {}
    assert "C-1" in picture.book.gone


def test_what_leaves_is_the_same_after_a_restart() -> None:
    facts = [said(0, c.CaseOpened(person=("p1",))), said(5, c.CaseClosed(reason="alta")), *ENDED, *OPEN]
    for halfway in range(0, len(facts), 4):
        restarted = restore(save(folded(facts[:halfway])))
        whole, after = (
            later(folded(rest, p), KEEP + 2 * HOUR) for rest, p in ((facts, None), (facts[halfway:], restarted))
        )
        assert figures(after) == figures(whole)


def test_nothing_leaves_by_a_clock_that_runs_years_ahead() -> None:
    picture = folded([said(0, c.CaseOpened()), said(5, c.CaseClosed(reason="alta"))])
    ahead = a_fact(T0 + 4000 * DAY, "C-ahead", c.CaseOpened(), REGISTRY)
    apply(picture, Entry(picture.position + 1, T0 + HOUR, ahead))
    assert set(picture.book.cases) == {"C-1", "C-ahead"}


def test_nothing_leaves_a_minute_early_nor_by_another_sources_clock() -> None:
    facts = [said(0, c.CaseOpened()), said(5, c.CaseClosed(reason="alta"))]
    assert "C-1" in later(folded(facts), KEEP).book.cases
    assert "C-1" in later(folded(facts), KEEP + DAY, REGISTER).book.cases


def test_it_is_forgotten_in_the_end_that_a_case_was_there() -> None:
    picture = later(folded([said(0, c.CaseOpened()), said(5, c.CaseClosed(reason="alta"))]), KEEP + DAY)
    assert picture.book.gone == {"C-1": T0 + 5 * MINUTE}
    assert later(picture, REMEMBER + DAY).book.gone == {}


def test_what_a_snapshot_does_not_name_has_ended_unseen() -> None:
    facts = [said(0, c.CaseOpened()), said(0, c.CaseOpened(), "C-2"), *OPEN]
    picture = folded([*facts, snapshot(30, "C-2", "F-2")])
    book, at = picture.book, T0 + 30 * MINUTE
    assert (case(picture).ended, case(picture, "C-2").ended) == (at, None)
    assert picture.masks == {case(picture, "C-2").mask: "C-2"}
    assert (book.handovers["H-2"].returned, book.handovers["H-2"].reason) == (at, "unseen")
    assert (book.referrals["R-2"].refused, book.referrals["R-2"].reason) == (at, "unseen")
    assert (cancelled(book.followups["F-2"]), cancelled(book.followups["F-3"])) == (None, at)
    assert {step.what for step in case(picture).story if step.time == at} == {
        "unseen",
        "handover.returned",
        "referral.refused",
        "followup.cancelled",
    }


def test_a_snapshot_speaks_for_its_own_source_only() -> None:
    facts = [said(0, c.CaseOpened(), source=REGISTER), snapshot(30)]
    assert case(folded(facts)).ended is None


def test_a_case_that_ended_unseen_is_open_again_when_it_is_opened() -> None:
    picture = folded([said(0, c.CaseOpened()), snapshot(30), said(40, c.CaseOpened())])
    assert case(picture).ended is None
