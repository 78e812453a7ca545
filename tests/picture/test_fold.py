"""The fold: order, repetition and lateness change nothing; memory is bounded; a checkpoint resumes anywhere."""

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picture import events as e
from picture.calls import CallFigures
from picture.clocks import DAY, HOUR, WEEK
from picture.fold import apply
from picture.picture import RETAIN, Picture, restore, save
from tests.picture.cast import MINUTE, SOURCE, T0, a_fact, a_profile, folded

PROFILE = a_profile()


def figures(picture: Picture, now: int) -> dict[str, object]:
    """Everything that is asked of a picture, as plain values."""
    of = CallFigures(picture, PROFILE, PROFILE.centre[0])
    of.look(now)
    return {
        "shift": msgspec.to_builtins(of.period(of.shift, lambda *_: True)),
        "recent": msgspec.to_builtins(of.period(of.recent, lambda *_: True)),
        "nahuatl": msgspec.to_builtins(of.period(of.shift, lambda _, language, __: language == "nah")),
        "waiting": sorted(of.waiting(lambda *_: True)),
        "trend": msgspec.to_builtins(of.trend(frozenset({"psicologia", "nahuatl"}))),
    }


def contents(picture: Picture) -> object:
    """A picture without the order in which its parts were heard of."""
    return {
        source: {**msgspec.to_builtins(live.state), "active": sorted(live.state.active)}
        for source, live in picture.centres.items()
    }


@st.composite
def a_call(draw: st.DrawFn) -> list[e.Fact]:
    subject = f"c{draw(st.integers(0, 10**6))}"
    offered = T0 + draw(st.integers(0, 2 * HOUR))
    queue = draw(st.sampled_from(["psicologia", "nahuatl", "hombres"]))
    language = "nah" if queue == "nahuatl" else "es"
    left = offered + draw(st.integers(0, 4 * MINUTE))
    over = left + draw(st.integers(0, 20 * MINUTE))
    facts = [a_fact(offered, subject, e.CallOffered(queue=queue, language=language))]
    end = draw(st.sampled_from(["waits", "answered", "abandoned", "dropped", "ended", "menu", "transferred"]))
    if end == "menu":
        return [a_fact(left, subject, e.CallAbandoned(before_queue=True))]
    if end == "abandoned":
        facts.append(a_fact(left, subject, e.CallAbandoned()))
    elif end == "ended":
        facts.append(a_fact(left, subject, e.CallEnded()))
    elif end != "waits":
        facts.append(a_fact(left, subject, e.CallAnswered(agent="a1")))
    if end == "answered":
        facts += [
            a_fact(over, subject, e.CallClassified(call_class="violence")),
            a_fact(over, subject, e.CallEnded(hold=500)),
            a_fact(over + MINUTE, subject, e.CallEnded(hold=500, wrap_up=MINUTE)),
        ]
    if end == "dropped":
        facts.append(a_fact(over, subject, e.CallDropped()))
    if end == "transferred":
        facts.append(a_fact(over, subject, e.CallTransferred(to="nl/911")))
    return facts


calls = st.lists(a_call(), max_size=25, unique_by=lambda facts: facts[0].subject)


@given(calls, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_any_order_and_any_repetition_gives_the_same_figures(made: list[list[e.Fact]], chance: random.Random) -> None:
    facts = [fact for call in made for fact in call]
    straight = folded(sorted(facts, key=lambda f: f.time))
    mixed = facts + chance.sample(facts, len(facts) // 2)
    chance.shuffle(mixed)
    assert figures(folded(mixed), T0 + 3 * HOUR) == figures(straight, T0 + 3 * HOUR)


@given(calls, st.data())
@settings(deadline=None, max_examples=60)
def test_a_checkpoint_at_any_cut_resumes_as_if_it_had_folded_from_the_start(
    made: list[list[e.Fact]], data: st.DataObject
) -> None:
    facts = sorted((fact for call in made for fact in call), key=lambda f: f.time)
    facts += [a_fact(f.time + RETAIN + HOUR, f"late{f.subject}", f.data) for f in facts]
    cut = data.draw(st.integers(0, len(facts)))
    whole = folded(facts)
    resumed = folded(facts[cut:], restore(save(folded(facts[:cut]))))
    now = (facts[-1].time if facts else T0) + MINUTE
    assert contents(resumed) == contents(whole)
    assert figures(resumed, now) == figures(whole, now)


@given(calls, st.lists(st.integers(0, 60), min_size=1, max_size=6))
@settings(deadline=None, max_examples=60)
def test_figures_that_followed_the_picture_equal_figures_made_anew(made: list[list[e.Fact]], looks: list[int]) -> None:
    facts = sorted((fact for call in made for fact in call), key=lambda f: f.time)
    picture = Picture()
    followed = CallFigures(picture, PROFILE, PROFILE.centre[0])
    for at, fact in enumerate(facts):
        folded([fact], picture)
        if at in looks:
            followed.look(fact.time)
            followed.period(followed.shift, lambda *_: True)
    now = T0 + 3 * HOUR
    followed.look(now)
    new = CallFigures(picture, PROFILE, PROFILE.centre[0])
    picture.centres[SOURCE].dirty.update(picture.centres[SOURCE].buckets) if facts else None
    new.look(now)
    for ours, theirs in ((followed.shift, new.shift), (followed.recent, new.recent)):
        assert followed.period(ours, lambda *_: True) == new.period(theirs, lambda *_: True)


def test_every_offered_call_is_answered_abandoned_ended_or_waiting() -> None:
    facts = [a_fact(T0 + i, f"c{i}", e.CallOffered(queue="psicologia")) for i in range(4)]
    facts += [
        a_fact(T0 + 9000, "c0", e.CallAnswered()),
        a_fact(T0 + 9000, "c1", e.CallAbandoned()),
        a_fact(T0 + 9000, "c2", e.CallEnded()),
    ]
    of = CallFigures(picture := folded(facts), PROFILE, PROFILE.centre[0])
    of.look(T0 + MINUTE)
    t = of.period(of.shift, lambda *_: True).tally
    assert (t.offered, t.answered, t.abandoned, t.ended_unanswered) == (4, 1, 1, 1)
    assert of.waiting(lambda *_: True) == [T0 + 3]
    assert picture.position == 7


def test_a_call_answered_before_its_offer_arrives_is_no_phantom() -> None:
    picture = folded([a_fact(T0 + 5000, "c1", e.CallAnswered())])
    before = figures(picture, T0 + MINUTE)
    assert before["waiting"] == []
    assert before["shift"]["tally"] == figures(Picture(), T0 + MINUTE)["shift"]["tally"]  # type: ignore[index]  # plain values
    folded([a_fact(T0, "c1", e.CallOffered(queue="psicologia"))], picture)
    of = CallFigures(picture, PROFILE, PROFILE.centre[0])
    of.look(T0 + MINUTE)
    found = of.period(of.shift, lambda *_: True)
    assert (found.tally.answered, found.asa) == (1, 5.0)


def test_a_late_fact_lands_in_the_minute_it_belongs_to() -> None:
    picture = folded([a_fact(T0 + HOUR, "new", e.CallOffered(queue="psicologia"))])
    of = CallFigures(picture, PROFILE, PROFILE.centre[0])
    of.look(T0 + HOUR)
    folded([a_fact(T0, "old", e.CallOffered(queue="psicologia"))], picture)
    of.look(T0 + HOUR + 1)
    assert of.period(of.recent, lambda *_: True).tally.offered == 1
    assert of.period(of.shift, lambda *_: True).tally.offered == 2


def test_memory_is_bounded_by_what_is_open_plus_the_windows() -> None:
    picture = folded([])
    for day in range(70):
        for at in range(48):
            time = T0 + day * DAY + at * 30 * MINUTE
            subject = f"c{day}-{at}"
            facts = [a_fact(time, subject, e.CallOffered(queue="psicologia"))]
            if not (day == 0 and at == 0):
                facts.append(a_fact(time + 1000, subject, e.CallAbandoned()))
            folded(facts, picture)
    live = picture.centres[SOURCE]
    assert len(live.state.calls) <= 48 + 4
    assert len(live.buckets) <= 48 + 4
    assert len(live.state.history["psicologia"]) <= 48 * 58
    assert list(live.waiting) == ["c0-0"], "an open call is kept, however old"
    assert len(save(picture)) < 100_000


def test_what_is_older_than_the_window_is_counted_as_too_late_and_changes_no_history() -> None:
    picture = folded([a_fact(T0, "c0", e.CallOffered(queue="psicologia"))])
    folded([a_fact(T0 + 3 * DAY, "c1", e.CallOffered(queue="psicologia"))], picture)
    history = dict(picture.centres[SOURCE].state.history["psicologia"])
    folded([a_fact(T0 + 1, "c2", e.CallOffered(queue="psicologia"))], picture)
    folded([a_fact(T0 + 4 * DAY, "c3", e.CallOffered(queue="psicologia"))], picture)
    state = picture.centres[SOURCE].state
    assert state.too_late == 1
    assert history[T0] == state.history["psicologia"][T0] == 1


def test_what_a_snapshot_does_not_name_has_ended_unseen() -> None:
    facts = [a_fact(T0 + i, f"c{i}", e.CallOffered(queue="psicologia")) for i in range(2)]
    gap = e.FeedGap(reason="new_epoch", first=0, last=0, open=("c1",))
    picture = folded([*facts, a_fact(T0 + 9000, SOURCE, gap)])
    assert list(picture.centres[SOURCE].waiting) == ["c1"]
    of = CallFigures(picture, PROFILE, PROFILE.centre[0])
    of.look(T0 + MINUTE)
    assert of.period(of.shift, lambda *_: True).tally.ended_unanswered == 1


def test_a_gap_without_a_snapshot_ends_nothing() -> None:
    facts = [a_fact(T0, "c0", e.CallOffered(queue="psicologia"))]
    gap = e.FeedGap(reason="lacking", first=5, last=9)
    picture = folded([*facts, a_fact(T0 + 9000, SOURCE, gap)])
    assert list(picture.centres[SOURCE].waiting) == ["c0"]
    assert picture.centres[SOURCE].state.gaps == [(T0 + 9000, 5)]


@pytest.mark.parametrize("late_first", [False, True])
def test_an_agents_latest_state_stands(late_first: bool) -> None:
    facts = [
        a_fact(T0, "a1", e.AgentChanged(state="available", queues=("psicologia",))),
        a_fact(T0 + 1000, "a1", e.AgentChanged(state="busy", queues=("psicologia",))),
    ]
    picture = folded(facts[::-1] if late_first else facts)
    assert picture.centres[SOURCE].state.agents["a1"].state == "busy"


def test_an_interval_sent_again_replaces_what_it_said() -> None:
    def measured(offered: int) -> e.QueueMeasured:
        return e.QueueMeasured(interval_start=T0, interval=30 * MINUTE, offered=offered)

    picture = folded([a_fact(T0 + HOUR, "psicologia", measured(5)), a_fact(T0 + HOUR, "psicologia", measured(7))])
    of = CallFigures(picture, PROFILE, PROFILE.centre[0])
    of.look(T0 + HOUR)
    assert of.period(of.shift, lambda *_: True).tally.offered == 7


def test_totals_and_calls_of_one_time_are_counted_once() -> None:
    interval = e.QueueMeasured(interval_start=T0, interval=30 * MINUTE, offered=5)
    call = a_fact(T0 + 20 * MINUTE, "c1", e.CallOffered(queue="psicologia"))
    for facts in ([a_fact(T0 + HOUR, "psicologia", interval), call], [call, a_fact(T0 + HOUR, "psicologia", interval)]):
        of = CallFigures(folded(facts), PROFILE, PROFILE.centre[0])
        of.look(T0 + HOUR)
        assert of.period(of.shift, lambda *_: True).tally.offered == 1


def test_totals_of_past_weeks_become_history() -> None:
    facts = [
        a_fact(
            T0 + w * WEEK, "psicologia", e.QueueMeasured(interval_start=T0 + w * WEEK, interval=30 * MINUTE, offered=w)
        )
        for w in range(9)
    ]
    history = folded(facts).centres[SOURCE].state.history["psicologia"]
    assert history == {T0 + w * WEEK: w for w in range(8)}


def test_an_entry_folded_twice_changes_nothing() -> None:
    entry = e.Entry(1, T0, a_fact(T0, SOURCE, e.FeedGap(reason="lacking", first=1, last=1)))
    picture = apply(apply(Picture(), entry), entry)
    assert len(picture.centres[SOURCE].state.gaps) == 1
