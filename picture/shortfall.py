"""Which follow-ups the rostered people cannot reach before the shift ends, at the pace of the last week."""

import heapq
from collections.abc import Iterable, Sequence
from operator import attrgetter
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
    ordered = sorted(waits, key=attrgetter("last_moment", "id"))
    reached = _reached(ordered, [now] * people, now, ends) if people else set()
    return [each.id for place, each in enumerate(ordered) if place not in reached]


def _reached(ordered: list[Waiting], free: list[int], now: int, ends: int) -> set[int]:
    """Places in `ordered`. `free`: when each person is, a heap; `callable_now`: places, a heap; `over`: by place, when
    the span that runs is."""
    over = [0] * len(ordered)
    callable_now: list[int] = []
    coming: list[tuple[int, int, int]] = []
    for place, each in enumerate(ordered):
        for start, end in each.spans:
            if start <= now:
                callable_now.append(place)
                over[place] = end
            else:
                coming.append((start, place, end))
    coming.sort(reverse=True)
    reached: set[int] = set()
    at = now
    while callable_now or coming:
        at = max(at, free[0]) if callable_now else max(at, free[0], coming[-1][0])
        if at >= ends:
            break
        while coming and coming[-1][0] <= at:
            _, place, over[place] = coming.pop()
            heapq.heappush(callable_now, place)
        while callable_now:
            place = heapq.heappop(callable_now)
            done = at + ordered[place].needs
            if done <= over[place] and place not in reached:
                reached.add(place)
                heapq.heapreplace(free, done)
                break
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
