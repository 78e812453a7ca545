"""Who answered what lately, and what is to be looked at again because a fact touched it."""

import random

import msgspec

from picture import case_events as c
from picture import events as e
from picture.alert_policy import IN_A_ROW
from picture.clocks import DAY, HALF_HOUR, HOUR
from picture.events import Fact
from picture.picture import Picture, restore, save
from tests.picture.cast import SOURCE, T0, a_fact, a_profile, folded

REGISTRY = "nl/registro"


def answered(number: int, at: int, agent: str | None = "agent-1") -> list[Fact]:
    name = f"call-{number}"
    offer = a_fact(at - 1000, name, e.CallOffered(queue="psicologia"))
    return [offer, a_fact(at, name, e.CallAnswered(agent=agent))]


def lately(picture: Picture) -> dict[str, list[str]]:
    return picture.centres[SOURCE].lately


def test_calls_stand_by_agent_in_order_of_answer_whatever_the_order_of_the_facts() -> None:
    facts = [fact for number in range(6) for fact in answered(number, T0 + number * 1000, f"agent-{number % 2}")]
    for seed in range(20):
        shuffled = random.Random(seed).sample(facts, len(facts))
        assert lately(folded(shuffled)) == {
            "agent-0": ["call-0", "call-2", "call-4"],
            "agent-1": ["call-1", "call-3", "call-5"],
        }


def test_an_answer_that_was_earlier_takes_the_call_from_who_was_said_first() -> None:
    facts = [*answered(1, T0 + 5000), a_fact(T0 + 3000, "call-1", e.CallAnswered(agent="agent-2"))]
    later = a_fact(T0 + 9000, "call-1", e.CallAnswered(agent="agent-3"))
    for order in (facts, [*facts, later], [later, *facts]):
        picture = folded(order)
        assert {agent: calls for agent, calls in lately(picture).items() if calls} == {"agent-2": ["call-1"]}
        assert picture.centres[SOURCE].state.calls["call-1"].answered == T0 + 3000


def test_of_two_agents_at_one_instant_the_same_stands_in_any_order() -> None:
    facts = [*answered(1, T0), *answered(1, T0, "agent-2"), *answered(1, T0, None)]
    for seed in range(10):
        picture = folded(random.Random(seed).sample(facts, len(facts)))
        assert picture.centres[SOURCE].state.calls["call-1"].agent == "agent-1"
        assert {agent: calls for agent, calls in lately(picture).items() if calls} == {"agent-1": ["call-1"]}


def test_only_so_many_are_kept_and_none_where_nobody_says_who_answered() -> None:
    many = [fact for number in range(IN_A_ROW + 5) for fact in answered(number, T0 + number * 1000)]
    picture = folded([*many, *answered(99, T0 + HOUR, None)])
    assert lately(picture) == {"agent-1": [f"call-{number}" for number in range(5, IN_A_ROW + 5)]}


def test_a_restored_picture_says_the_same() -> None:
    many = [fact for number in range(IN_A_ROW + 5) for fact in answered(number, T0 + number * 1000)]
    picture = folded([*many, *answered(70, T0 + 500, "agent-2")])
    assert lately(restore(save(picture))) == lately(picture)


def test_calls_that_left_the_picture_are_forgotten_with_it() -> None:
    ended = a_fact(T0 + 2000, "call-1", e.CallEnded())
    picture = folded([*answered(1, T0), ended, *answered(2, T0 + 2 * DAY)])
    folded([a_fact(T0 + 2 * DAY + HALF_HOUR, "agent-1", e.AgentChanged(state="available"))], picture)
    assert lately(picture) == {"agent-1": ["call-2"]}


# What a fact touched


def test_calls_that_were_cut_short_are_touched_and_whatever_is_said_of_them_later() -> None:
    picture = folded(answered(1, T0))
    assert picture.touched_calls == set()
    for fact in (
        a_fact(T0 + 5000, "call-1", e.CallDropped()),
        a_fact(T0 + 6000, "call-1", e.CallEnded()),
        a_fact(T0 + 7000, "call-2", e.CallAbandoned()),
        a_fact(T0 + 6500, "call-2", e.CallOffered(queue="psicologia")),
        a_fact(T0 + 7500, "call-2", e.CallAnswered()),
    ):
        picture.touched_calls.clear()
        folded([fact], picture)
        assert picture.touched_calls == {(SOURCE, fact.subject)}


def test_those_that_are_kept_are_touched_at_restore_and_when_the_profile_changes() -> None:
    facts = [*answered(1, T0), a_fact(T0 + 5000, "call-1", e.CallDropped())]
    facts += [a_fact(T0, "call-2", e.CallAbandoned()), a_fact(T0, "call-3", e.CallAbandoned()), *answered(3, T0 + 1)]
    picture = restore(save(folded([*facts, *answered(4, T0)])))
    assert picture.touched_calls == {(SOURCE, "call-1"), (SOURCE, "call-2")}
    picture.touched_calls.clear()
    whole = msgspec.to_builtins(a_profile())
    folded([a_fact(T0 + HOUR, "prueba", e.SiteConfigured(profile=whole), "vigia/watch")], picture)
    assert picture.touched_calls == {(SOURCE, "call-1"), (SOURCE, "call-2")}


def of_registry(at: int, subject: str, data: e.AnyData) -> Fact:
    return a_fact(at, subject, data, REGISTRY)


def cared_for() -> list[Fact]:
    return [
        of_registry(T0, "C-1", c.CaseOpened()),
        of_registry(T0, "H-1", c.HandoverOffered(giver="nl/911", to="nl/070", case="C-1")),
        of_registry(T0, "R-1", c.ReferralMade(service="legal", to="dif", case="C-1")),
    ]


def emptied(picture: Picture) -> Picture:
    picture.touched_handovers.clear()
    picture.touched_referrals.clear()
    return picture


def test_a_hand_over_and_a_referral_are_touched_by_whatever_is_said_of_them() -> None:
    picture = emptied(folded(cared_for()))
    folded([of_registry(T0 + 1, "H-1", c.HandoverAccepted())], picture)
    assert (picture.touched_handovers, picture.touched_referrals) == ({"H-1"}, set())
    folded([of_registry(T0 + 1, "R-1", c.ReferralWaitlisted())], emptied(picture))
    assert (picture.touched_handovers, picture.touched_referrals) == (set(), {"R-1"})
    folded([of_registry(T0 + 2, "C-1", c.CaseOpened(subject_is="man"))], emptied(picture))
    assert picture.touched_referrals == {"R-1"}  # it is a man's now


def test_they_are_touched_when_a_snapshot_names_them_no_more_when_they_leave_and_at_restore() -> None:
    picture = emptied(folded(cared_for()))
    gap = e.FeedGap(reason="new_epoch", first=0, last=0, open=())
    folded([a_fact(T0 + HOUR, REGISTRY, gap, REGISTRY)], picture)
    assert (picture.touched_handovers, picture.touched_referrals) == ({"H-1"}, {"R-1"})
    picture = restore(save(picture))
    assert (picture.touched_handovers, picture.touched_referrals) == ({"H-1"}, {"R-1"})
    folded([of_registry(T0 + 36 * DAY, "C-9", c.CaseOpened())], emptied(picture))
    assert picture.book.handovers == {}
    assert (picture.touched_handovers, picture.touched_referrals) == ({"H-1"}, {"R-1"})
