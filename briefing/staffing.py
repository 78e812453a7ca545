"""How many people the expected calls need, beside those rostered: per queue and quarter hour of the next 24 h.

Each quarter hour is a queue in its steady state at the expected calls (docs/staffing.md says when that misleads).
"""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct

from briefing.erlang import least_agents_for_level, least_agents_for_level_a
from briefing.load import LEAST_WEEKS, QUARTER, forecast
from picture.calls import CallFigures
from picture.clocks import HALF_HOUR, SECOND, WEEK, half_hour, shift_at
from picture.holidays import likes
from picture.picture import CentreState, Picture
from picture.profile import Centre, Profile, Queue
from picture.tally import Tally
from picture.usual import offered_by_slot

LEAST_CALLS = 30  # of which a mean, or abandoned, below which it is not known
HANDLING = 4 * WEEK
BEST = 0.999  # a target of 100 % has no number of people


class Handling(Struct, frozen=True):
    """Of one queue, over the last weeks, seconds; None: not known. `patience`: how long a caller waits on average
    before hanging up."""

    aht: float | None
    patience: float | None


class Staffing(Struct, frozen=True):
    """One queue by quarter hour: expected calls and their 10–90 % band; people needed for the target by Erlang C and
    Erlang A, with shrinkage; people rostered; `gap`: rostered − needed by Erlang C, below 0 where people lack.
    None: not known. `weeks` that are known, the worst quarter's; `level` of the usual, `shifted` in the last days."""

    source: str
    queue: str
    starts: tuple[int, ...]
    low: tuple[int | None, ...]
    mid: tuple[float | None, ...]
    high: tuple[int | None, ...]
    needed_c: tuple[int | None, ...]
    needed_a: tuple[int | None, ...]
    rostered: tuple[int | None, ...]
    gap: tuple[int | None, ...]
    weeks: int
    level: float
    shifted: bool


def handling(tally: Tally, abandoned_waits: Sequence[int] = ()) -> Handling:
    """What a queue's calls of the last weeks say; `abandoned_waits`: milliseconds, of those known.

    Patience is what all waited ÷ those who hung up, the likeliest mean of an exponential one. Where only totals are
    sent nobody knows how long the abandoned waited; then it is taken to be as long as the answered did on average.
    """
    handled = tally.talk_sum + tally.hold_sum + tally.wrap_sum
    aht = handled / tally.handled / SECOND if tally.handled >= LEAST_CALLS and handled else None
    if tally.abandoned < LEAST_CALLS or not tally.answered:
        return Handling(aht, None)
    each = sum(abandoned_waits) / len(abandoned_waits) if abandoned_waits else tally.wait_sum / tally.answered
    waited = tally.wait_sum + each * tally.abandoned
    return Handling(aht, waited / tally.abandoned / SECOND if waited else None)


def centre_staffing(picture: Picture, figures: CallFigures, profile: Profile, centre: Centre) -> list[Staffing]:
    """Every queue of a centre from the instant that `figures` looked at last. Handling is that of the last 4 weeks, as
    far as the picture still holds their calls."""
    state, now = picture.centre(centre.source).state, figures.now
    found = []
    for queue in centre.queue:
        tally = figures.period(figures.past(now - HANDLING, now), lambda code, *_, own=queue.code: code == own).tally
        waits = [
            call.abandoned - call.offered
            for call in state.calls.values()
            if call.queue == queue.code and call.answered is None
            if call.offered is not None and call.abandoned is not None and now - HANDLING <= call.offered
        ]
        facts = offered(state, figures, queue.code), handling(tally, waits)
        found.append(staffing(profile, centre, queue, facts, now))
    return found


def offered(state: CentreState, figures: CallFigures, queue: str) -> dict[int, int]:
    """A queue's offered calls by half hour: history, and after it what the picture holds. A half hour in which the
    source was silent is not there."""
    totals = offered_by_slot(state, (queue,))
    measured = {half_hour(start) for start in state.intervals.get(queue, ())}
    first = state.first_call.get(queue)
    heard = {half for half in state.active if first is not None and half >= half_hour(first)}
    for half in (measured | heard) - totals.keys():
        if half + HALF_HOUR <= figures.now:
            totals[half] = figures.offered(half, half + HALF_HOUR, frozenset({queue}))
    return totals


def staffing(
    profile: Profile,
    centre: Centre,
    queue: Queue,
    facts: tuple[Mapping[int, int], Handling],
    now: int,
    *,
    least_weeks: int = LEAST_WEEKS,
) -> Staffing:
    """`facts`: offered calls of the queue by start of half hour (`offered`), and its handling."""
    counts, handled = facts
    expected = forecast(counts, now, ZoneInfo(profile.zone), likes(profile.holidays), least_weeks=least_weeks)
    needed_c = tuple(_needed(calls, handled.aht, None, centre) for calls in expected.mid)
    patient = handled.patience is not None
    needed_a = tuple(
        _needed(calls, handled.aht, handled.patience, centre) if patient else None for calls in expected.mid
    )
    rostered = tuple(queue.rostered.get(shift_at(profile, start)[0].code) for start in expected.starts)
    return Staffing(
        source=centre.source,
        queue=queue.code,
        starts=expected.starts,
        low=expected.low,
        mid=expected.mid,
        high=expected.high,
        needed_c=needed_c,
        needed_a=needed_a,
        rostered=rostered,
        gap=tuple(
            None if there is None or need is None else there - need
            for there, need in zip(rostered, needed_c, strict=True)
        ),
        weeks=expected.weeks,
        level=expected.level,
        shifted=expected.shifted,
    )


def _needed(calls: float | None, aht: float | None, patience: float | None, centre: Centre) -> int | None:
    """People to be rostered for so many calls in a quarter hour."""
    if calls is None or aht is None:
        return None
    level = centre.service_level
    rates = calls / (QUARTER / SECOND), 1 / aht
    target = min(level.target / 100, BEST)
    if patience is None:
        agents = least_agents_for_level(*rates, target, level.within)
    else:
        of_answered = level.denominator == "answered"
        agents = least_agents_for_level_a(*rates, patience, target, level.within, of_answered=of_answered)
    return -(-agents * 100 // (100 - centre.shrinkage))
