"""What is usual: the same half hour of the week and those up to one hour either side, over the last 8 weeks.

Median and 10–90 % band of offered calls, by linear interpolation between order statistics (Hyndman & Fan, type 7).
"""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct

from picture.clocks import HALF_HOUR, half_hour, weeks_before
from picture.picture import CentreState

WEEKS = 8
EITHER_SIDE = 2  # half hours


class Band(Struct, frozen=True):
    """Calls per half hour; None where no week has data. `weeks` of WEEKS have."""

    low: float | None
    mid: float | None
    high: float | None
    weeks: int


NOTHING_KNOWN = Band(None, None, None, 0)


def offered_by_slot(state: CentreState, queues: Iterable[str]) -> dict[int, int]:
    """Half-hour starts to offered calls of all these queues together, from history and from measured intervals."""
    totals: dict[int, int] = {}
    for queue in queues:
        for start, calls in state.history.get(queue, {}).items():
            slot = half_hour(start)
            totals[slot] = totals.get(slot, 0) + calls
    return totals


def band(totals: dict[int, int], slot: int, zone: ZoneInfo) -> Band:
    """What is usual for the half hour that starts at `slot`."""
    samples: list[int] = []
    weeks = 0
    for week in range(1, WEEKS + 1):
        middle = half_hour(weeks_before(slot, week, zone))
        found = [
            totals[at] for step in range(-EITHER_SIDE, EITHER_SIDE + 1) if (at := middle + step * HALF_HOUR) in totals
        ]
        samples += found
        weeks += bool(found)
    if not samples:
        return NOTHING_KNOWN
    samples.sort()
    return Band(quantile(samples, 0.1), quantile(samples, 0.5), quantile(samples, 0.9), weeks)


def quantile(ordered: Sequence[float], share: float) -> float:
    """Type 7: at (n − 1)·share, between the two nearest. `ordered` has at least one value and rises."""
    at = (len(ordered) - 1) * share
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)


def between(first: Band, second: Band, share: float) -> Band:
    """The band of a half hour that lies `share` of the way from one slot into the next."""
    if first.mid is None or second.mid is None:
        return first if second.mid is None else second
    assert first.low is not None and second.low is not None
    assert first.high is not None and second.high is not None
    return Band(
        first.low + (second.low - first.low) * share,
        first.mid + (second.mid - first.mid) * share,
        first.high + (second.high - first.high) * share,
        min(first.weeks, second.weeks),
    )
