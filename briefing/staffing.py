"""How many people the expected calls need, beside those rostered: per queue and quarter hour of the next 24 h.

Each quarter hour is a queue in its steady state at the expected calls (docs/staffing.md says when that misleads).
"""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from zoneinfo import ZoneInfo

from msgspec import Struct

from briefing.erlang import least_agents_for_level, least_agents_for_level_a
from briefing.load import LEAST_WEEKS, QUARTER, forecast
from picture.calls import CallFigures
from picture.clocks import DAY, HALF_HOUR, MINUTE, SECOND, half_hour, shift_at
from picture.holidays import likes
from picture.picture import HISTORY, CentreState, Live, Picture
from picture.profile import Centre, Profile, Queue
from picture.tally import Tally
from picture.usual import offered_by_slot

LEAST_CALLS = 30  # of which a mean, or abandoned, below which it is not known
HANDLING = DAY  # a picture that forgets holds the calls of so long, as does one that does not
BEST = 0.999  # a target of 100 % has no number of people


class Handling(Struct, frozen=True):
    """Of one queue, over the last 24 h, seconds; None: not known. `patience`: how long a caller waits on average
    before hanging up. `own`: False where one of them is that of the centre's queues together."""

    aht: float | None
    patience: float | None
    own: bool = True


class Stretch(Struct, frozen=True):
    """[starts, ends) in which as many are rostered and some lack in every quarter hour; `lacking`: in the worst."""

    starts: int
    ends: int
    lacking: int


class Staffing(Struct, frozen=True):
    """One queue by quarter hour: expected calls and their 10–90 % band; people needed for the target by Erlang C and
    Erlang A, with shrinkage; people rostered; `gap`: rostered − needed by Erlang C, below 0 where people lack.
    None: not known. `weeks` that are known, the worst quarter's; `level` of the usual, `shifted` for so many days;
    `spread` of the band (`load.band`)."""

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
    shifted: int
    spread: float
    handling: Handling

    def lacking(self) -> list[Stretch]:
        """In order."""
        found: list[Stretch] = []
        over = [0 if gap is None else gap for gap in self.gap]
        for (lacks, _), group in groupby(range(len(over)), lambda at: (over[at] < 0, self.rostered[at])):
            run = list(group)
            if lacks:
                found.append(Stretch(self.starts[run[0]], self.starts[run[-1]] + QUARTER, -min(over[at] for at in run)))
        return found


def handling(tally: Tally, abandoned_waits: Sequence[int] = ()) -> Handling:
    """What a queue's calls say; `abandoned_waits`: milliseconds, of those known.

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
    """Every queue of a centre from the instant that `figures` looked at last. A queue with too few calls is taken to
    be handled as the centre's queues are together (a queue that stands apart is in no total)."""
    live, now = picture.centre(centre.source), figures.now
    window = figures.past(now - HANDLING, now)
    waits = _abandoned_waits(live, now)

    def handled(queues: frozenset[str]) -> Handling:
        tally = figures.period(window, lambda queue, *_: queue in queues).tally
        return handling(tally, [wait for queue in queues for wait in waits.get(queue, ())])

    together = handled(frozenset(queue.code for queue in centre.queue if not queue.apart))
    found = []
    for queue in centre.queue:
        own = _or_else(handled(frozenset({queue.code})), together)
        facts = offered(live.state, figures, queue.code), own
        found.append(staffing(profile, centre, queue, facts, now))
    return found


def _abandoned_waits(live: Live, now: int) -> dict[str, list[int]]:
    """By queue, milliseconds, of calls offered in the last minutes that the handling is taken from."""
    found: dict[str, list[int]] = {}
    for minute in range((now - HANDLING) // MINUTE, now // MINUTE):
        for call in live.buckets[minute].calls if minute in live.buckets else ():
            if call.offered is not None and call.abandoned is not None and call.answered is None:
                found.setdefault(call.queue, []).append(call.abandoned - call.offered)
    return found


def _or_else(own: Handling, together: Handling) -> Handling:
    aht = together.aht if own.aht is None else own.aht
    patience = together.patience if own.patience is None else own.patience
    return Handling(aht, patience, (aht, patience) == (own.aht, own.patience))


def offered(state: CentreState, figures: CallFigures, queue: str) -> dict[int, int]:
    """A queue's offered calls by half hour, of as long as a picture remembers: history, and after it what the picture
    holds. A half hour in which the source was silent is not there."""
    since = half_hour(figures.now - HISTORY)
    totals = {half: calls for half, calls in offered_by_slot(state, (queue,)).items() if half >= since}
    measured = {half_hour(start) for start in state.intervals.get(queue, ())}
    first = state.first_call.get(queue)
    heard = {half for half in state.active if first is not None and half >= half_hour(first)}
    for half in (measured | heard) - totals.keys():
        if since <= half and half + HALF_HOUR <= figures.now:
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
    needed = partial(_needed, aht=handled.aht, centre=centre)
    by_c = {calls: needed(calls, patience=None) for calls in set(expected.mid)}
    patient = handled.patience is not None
    by_a = {calls: needed(calls, patience=handled.patience) if patient else None for calls in by_c}
    needed_c = tuple(by_c[calls] for calls in expected.mid)
    rostered = tuple(queue.rostered.get(shift_at(profile, start)[0].code) for start in expected.starts)
    return Staffing(
        source=centre.source,
        queue=queue.code,
        starts=expected.starts,
        low=expected.low,
        mid=expected.mid,
        high=expected.high,
        needed_c=needed_c,
        needed_a=tuple(by_a[calls] for calls in expected.mid),
        rostered=rostered,
        gap=tuple(
            None if there is None or need is None else there - need
            for there, need in zip(rostered, needed_c, strict=True)
        ),
        weeks=expected.weeks,
        level=expected.level,
        shifted=expected.shifted,
        spread=expected.spread,
        handling=handled,
    )


def _needed(calls: float | None, *, aht: float | None, patience: float | None, centre: Centre) -> int | None:
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
