"""Which follow-ups the rostered people cannot reach before the shift ends, at the pace of the last week.

`walk` finds them in strides, so that nobody waits for all of it at once; `will_miss` in one go.
"""

import heapq
from collections.abc import Generator, Iterable, Sequence
from operator import attrgetter
from statistics import median

from msgspec import Struct, field

from picture import permission
from picture.book import FollowUp
from picture.clocks import DAY, MINUTE
from picture.followups import FollowUpLook
from picture.permission import Span
from picture.policy import CaseLimits
from picture.profile import Profile

WEEK = 7 * DAY
ENOUGH = 20  # samples, before a median is believed
STRIDE = 2_000  # spans looked at between two rests: some two milliseconds


class Waiting(Struct, frozen=True, gc=False):
    """One that closes before the shift ends. `spans`: when she may be called until then, in order; `needs`
    milliseconds at one stretch."""

    id: str
    last_moment: int
    spans: tuple[Span, ...]
    needs: int


def waiting(
    followup: FollowUp, look: FollowUpLook, profile: Profile, now: int, *, ends: int, needs: int
) -> Waiting | None:
    """None where it is not to be counted: ended, unreachable, or its last moment is not in [now, ends)."""
    last = look.last_moment
    if last is None or not now <= last < ends or look.ended is not None or look.state == "unreachable":
        return None
    start = now if look.severe else max(now, look.opens)
    return Waiting(followup.id, last, permission.stretches(followup, start, last, profile), needs)


def will_miss(waits: Sequence[Waiting], people: int, now: int, ends: int) -> list[str]:
    """The ids that cannot be reached, in order of last moment."""
    walking = walk(sorted(waits, key=attrgetter("last_moment", "id")), people, now, ends)
    while True:
        try:
            next(walking)
        except StopIteration as done:
            found: list[str] = done.value
            return found


def walk(ordered: Sequence[Waiting], people: int, now: int, ends: int) -> Generator[None, None, list[str]]:
    """`ordered` by last moment and id. Every rest is at most STRIDE spans after the last.

    Whoever is free first takes, of those who may be called at that moment, the one with the earliest last moment that
    can still be met; who cannot be met takes no one's time.
    """
    if not people:
        return [each.id for each in ordered]
    line = Line([0] * len(ordered))
    looked = 0
    for place, each in enumerate(ordered):
        line.join(place, each.spans, now)
        looked += 1 + len(each.spans)
        if looked >= STRIDE:
            looked = 0
            yield
    reached = yield from _reached(line, ordered, [now] * min(people, len(ordered) + 1), now, ends)
    return [each.id for place, each in enumerate(ordered) if place not in reached]


class Line(Struct):
    """Places of those who wait. `callable_now`: a heap; `coming`: spans that start later, a heap; `over`: by place,
    when the span that runs is."""

    over: list[int]
    callable_now: list[int] = field(default_factory=list)
    coming: list[tuple[int, int, int]] = field(default_factory=list)

    def join(self, place: int, spans: Iterable[Span], now: int) -> None:
        """In order of place."""
        for start, end in spans:
            if start <= now:
                self.callable_now.append(place)
                self.over[place] = end
            else:
                heapq.heappush(self.coming, (start, place, end))


def _reached(
    line: Line, ordered: Sequence[Waiting], free: list[int], now: int, ends: int
) -> Generator[None, None, set[int]]:
    """Places. `free`: when each person is, a heap."""
    over, callable_now, coming = line.over, line.callable_now, line.coming
    reached: set[int] = set()
    at, looked = now, 0
    while callable_now or coming:
        looked += 1
        if looked % STRIDE == 0:
            yield
        at = max(at, free[0]) if callable_now else max(at, free[0], coming[0][0])
        if at >= ends:
            break
        if coming and coming[0][0] <= at:
            _, place, over[place] = heapq.heappop(coming)
            heapq.heappush(callable_now, place)
            continue
        place = heapq.heappop(callable_now)
        done = at + ordered[place].needs
        if done <= over[place] and place not in reached:
            reached.add(place)
            heapq.heapreplace(free, done)
    return reached


def pace(followups: Iterable[FollowUp], now: int, limits: CaseLimits) -> int:
    """Milliseconds that one follow-up takes: median minutes of an attempt × median attempts until she was spoken with
    safely, of the last 7 days; the site's minutes, and one attempt, until there are ENOUGH of each."""
    minutes: list[int] = []
    tries: list[int] = []
    since = now - WEEK
    for followup in followups:
        attempts = followup.attempts
        if attempts and attempts[-1].time > since:
            minutes += [a.minutes for a in attempts if a.minutes is not None and since < a.time <= now]
            spoken = permission.spoken(followup)
            if spoken is not None and since < spoken <= now:
                tries.append(sum(a.time <= spoken for a in attempts))
    each = median(minutes) if len(minutes) >= ENOUGH else limits.followup_minutes
    often = median(tries) if len(tries) >= ENOUGH else 1
    return round(each * often * MINUTE)
