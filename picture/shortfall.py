"""Which follow-ups the rostered people cannot reach before the shift ends, at the pace of the last week."""

import heapq
from collections.abc import Iterable, Sequence
from statistics import median

from msgspec import Struct

from picture import permission
from picture.book import FollowUp
from picture.clocks import DAY, MINUTE
from picture.followups import FollowUpLook
from picture.permission import Span
from picture.policy import CaseLimits
from picture.profile import Profile

WEEK = 7 * DAY
ENOUGH = 20  # samples, before a median is believed


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
    """The ids that cannot be reached, in order of last moment.

    Whoever is free first takes, of those who may be called at that moment, the one with the earliest last moment that
    can still be met; who cannot be met takes no one's time.
    """
    ordered = sorted(waits, key=lambda each: (each.last_moment, each.id))
    free = [now] * people
    reached = _reached(ordered, free, now, ends) if people else set()
    return [each.id for at, each in enumerate(ordered) if at not in reached]


def _reached(ordered: list[Waiting], free: list[int], now: int, ends: int) -> set[int]:
    """Places in `ordered`. `free`: when each person is, a heap; `callable_now` a heap of (place, end of her span)."""
    coming = sorted((start, at, end) for at, each in enumerate(ordered) for start, end in each.spans)
    callable_now: list[tuple[int, int]] = []
    reached: set[int] = set()
    came, at = 0, now
    while True:
        at = max(at, free[0])  # who idles starts no earlier than anybody could be called
        if not callable_now:
            while came < len(coming) and coming[came][1] in reached:
                came += 1
            if came == len(coming):
                return reached
            at = max(at, coming[came][0])
        if at >= ends:
            return reached
        while came < len(coming) and coming[came][0] <= at:
            heapq.heappush(callable_now, coming[came][1:])
            came += 1
        while callable_now:
            place, end = heapq.heappop(callable_now)
            if place not in reached and at + ordered[place].needs <= end:
                reached.add(place)
                heapq.heapreplace(free, at + ordered[place].needs)
                break


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
