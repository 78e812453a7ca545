"""Counting calls: one definition of what a call adds to which count, and sums that slide with a window.

A call belongs to the minute it was offered in, whatever happens to it later, so that
offered = answered + abandoned + ended unanswered + waiting holds for every period.
"""

from msgspec import Struct

from picture.clocks import MINUTE
from picture.picture import Bucket, Call, CentreState, counts
from picture.profile import Centre

Cell = tuple[str, str, str]  # queue, language, channel; language and channel are empty where only totals are sent
MENU: Cell = ("", "", "")  # hung up in the menu: no queue
Classes = dict[str, int]


class Tally(Struct, gc=False):
    """Counts of calls; waits and handling in milliseconds. `within`: answered within T of the profile in force."""

    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    short_abandoned: int = 0
    dropped: int = 0
    ended_unanswered: int = 0
    before_queue: int = 0
    within: int = 0
    wait_sum: int = 0
    talk_sum: int = 0
    hold_sum: int = 0
    wrap_sum: int = 0
    handled: int = 0  # answered and over: what talk, hold and wrap-up are of

    def add(self, other: "Tally", sign: int = 1) -> None:
        self.offered += sign * other.offered
        self.answered += sign * other.answered
        self.abandoned += sign * other.abandoned
        self.short_abandoned += sign * other.short_abandoned
        self.dropped += sign * other.dropped
        self.ended_unanswered += sign * other.ended_unanswered
        self.before_queue += sign * other.before_queue
        self.within += sign * other.within
        self.wait_sum += sign * other.wait_sum
        self.talk_sum += sign * other.talk_sum
        self.hold_sum += sign * other.hold_sum
        self.wrap_sum += sign * other.wrap_sum
        self.handled += sign * other.handled


class Minute(Struct, gc=False):
    """What one minute adds. `longest`: the longest settled wait. `steps`: per queue, the joins (+1) and leaves (-1)
    as `time * 2 + (joins)`, sorted, so that at equal instants those who leave go first."""

    tallies: dict[Cell, Tally]
    longest: dict[Cell, int]
    classes: dict[Cell, Classes]
    steps: dict[str, list[int]]


EMPTY = Minute({}, {}, {}, {})


def count(call: Call, tally: Tally, centre: Centre) -> int:
    """Add one offered call; its settled wait in milliseconds, 0 while it waits."""
    assert call.offered is not None
    tally.offered += 1
    left = call.left
    if left is None:
        return 0
    wait = max(0, left - call.offered)
    if call.answered is not None:
        tally.answered += 1
        tally.wait_sum += wait
        tally.within += wait <= centre.service_level.within * 1000
        tally.dropped += call.dropped
        if call.ended is not None:
            tally.handled += 1
            tally.talk_sum += call.talk if call.talk is not None else max(0, call.ended - call.answered - call.hold)
            tally.hold_sum += call.hold
            tally.wrap_sum += call.wrap_up
    elif call.abandoned is not None:
        tally.abandoned += 1
        tally.short_abandoned += is_short(wait, centre)
    else:
        tally.ended_unanswered += 1
    return wait


def is_short(wait: int, centre: Centre) -> bool:
    """Whether a call that was abandoned after so many milliseconds is a short abandon."""
    return wait < centre.short_abandon * 1000


def minute_of(state: CentreState, bucket: Bucket | None, minute: int, centre: Centre) -> Minute:
    """Everything that one minute adds, from the calls themselves."""
    made = Minute({}, {}, {}, {})
    for call in bucket.calls if bucket else ():
        if call.offered is not None:
            cell = (call.queue, call.language, call.channel)
            wait = count(call, made.tallies.setdefault(cell, Tally()), centre)
            made.longest[cell] = max(wait, made.longest.get(cell, 0))
            made.steps.setdefault(call.queue, []).append(call.offered * 2 + 1)
            if call.call_class:
                classes = made.classes.setdefault(cell, {})
                classes[call.call_class] = classes.get(call.call_class, 0) + 1
        elif call.before_queue:
            made.tallies.setdefault(MENU, Tally()).before_queue += 1
    for call in bucket.leaves if bucket else ():
        assert call.left is not None
        made.steps.setdefault(call.queue, []).append(call.left * 2)
    for steps in made.steps.values():
        steps.sort()
    _measured(state, made, minute)
    return made


def _measured(state: CentreState, made: Minute, minute: int) -> None:
    start = minute * MINUTE
    for queue, spans in state.intervals.items():
        span = spans.get(start)
        if span is not None and counts(state, queue, start, span.interval):
            tally = made.tallies.setdefault((queue, "", ""), Tally())
            tally.offered += span.offered
            tally.answered += span.answered
            tally.abandoned += span.abandoned
            tally.within += span.answered_within
            tally.wait_sum += span.wait_sum
            tally.talk_sum += span.handle_sum
            tally.handled += span.answered
