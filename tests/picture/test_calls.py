"""The figures kept in step with the picture are those that a fresh look at it gives, wherever the clock goes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from picture import events as e
from picture.calls import CallFigures, PeriodFigures
from picture.clocks import HOUR, MINUTE
from picture.events import Fact
from picture.picture import Picture, restore, save
from tests.picture.cast import T0, a_fact, a_profile, folded

PROFILE = a_profile()
CENTRE = PROFILE.centre[0]
QUEUES = frozenset({"psicologia"})


def figures(picture: Picture) -> CallFigures:
    return CallFigures(picture, PROFILE, CENTRE)


def seen(kept: CallFigures, now: int) -> tuple[PeriodFigures, PeriodFigures, list[int]]:
    kept.look(now)
    periods = [kept.period(window, lambda queue, *_: queue in QUEUES) for window in (kept.recent, kept.shift)]
    return periods[0], periods[1], [offered for _, offered, _ in kept.trend(QUEUES)]


def offer(at: int, call: str) -> Fact:
    return a_fact(at, call, e.CallOffered(queue="psicologia"))


def test_the_most_waiting_is_counted_once_when_the_centres_clock_goes_back_a_minute() -> None:
    picture = folded([offer(T0, "a"), offer(T0 + MINUTE, "b"), a_fact(T0 + MINUTE, "b", e.CallAnswered())])
    picture = folded([a_fact(T0 + MINUTE + 1, "a", e.CallAnswered())], picture)
    kept = figures(picture)
    seen(kept, T0 + MINUTE)
    assert seen(kept, T0)[0].peak == seen(figures(picture), T0)[0].peak


def test_who_waited_when_the_shift_began_counts_among_the_most_waiting_though_nobody_was_offered_in_it() -> None:
    midnight = T0 - T0 % (24 * HOUR) + 6 * HOUR  # in Monterrey
    picture = folded([offer(midnight - MINUTE, "a"), a_fact(midnight + MINUTE, "a", e.CallAnswered())])
    shift = seen(figures(picture), midnight + 2 * MINUTE)[1]
    assert (shift.start, shift.tally.offered, shift.peak) == (midnight, 0, 1)


def test_a_long_wait_that_ended_in_the_shift_is_still_known_after_a_restart() -> None:
    later = a_fact(T0 + 26 * HOUR - 1, "103", e.AgentChanged(state="available"))
    picture = folded([offer(T0, "a"), a_fact(T0 + 4 * HOUR, "a", e.CallAbandoned()), later])
    assert picture.centre(CENTRE.source).state.swept > T0
    assert seen(figures(restore(save(picture))), T0 + 26 * HOUR)[1].peak == 1


def test_a_class_that_no_call_has_any_more_is_not_named() -> None:
    picture = folded([offer(T0, "a"), a_fact(T0 + 1, "a", e.CallClassified(call_class="silent"))])
    kept = figures(picture)
    assert seen(kept, T0)[0].classes == {"silent": 1}
    folded([a_fact(T0 + 2, "a", e.CallClassified(call_class="violence"))], picture)
    assert seen(kept, T0)[0].classes == {"violence": 1}


STEPS = st.tuples(
    st.integers(0, 27 * 60),  # the minute of what is said
    st.integers(0, 5),  # the call
    st.sampled_from([e.CallAnswered(), e.CallAbandoned(), e.CallEnded(), e.CallClassified(call_class="silent"), None]),
    st.integers(-55, 90),  # minutes that the clock asked for is then apart from the latest of all that was said
)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(STEPS, max_size=40))
def test_whatever_is_said_and_shown_in_between_the_figures_are_those_of_a_fresh_look(
    steps: list[tuple[int, int, e.AnyData | None, int]],
) -> None:
    picture = Picture()
    kept = figures(picture)
    for minute, call, data, apart in steps:
        folded([a_fact(T0 + minute * MINUTE, f"c{call}", data or e.CallOffered(queue="psicologia"))], picture)
        now = picture.centre(CENTRE.source).state.clock + apart * MINUTE
        fresh = figures(restore(save(picture)))
        assert seen(kept, now) == seen(fresh, now)
