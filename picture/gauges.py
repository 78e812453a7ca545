"""What centres say of their queues that send totals instead of calls."""

from msgspec import Struct

from picture.picture import CentreState


class MeasuredWaiting(Struct, frozen=True):
    """What centres that only send totals say: calls, and milliseconds."""

    waiting: int
    longest: int


def measured_waiting(state: CentreState, queues: frozenset[str]) -> MeasuredWaiting | None:
    """The gauges of the queues whose calls we are not sent; None where there are none."""
    gauges = [
        g
        for queue, g in state.gauges.items()
        if queue in queues and queue not in state.first_call and g.waiting is not None
    ]
    if not gauges:
        return None
    return MeasuredWaiting(sum(g.waiting or 0 for g in gauges), max(g.longest_wait or 0 for g in gauges))
