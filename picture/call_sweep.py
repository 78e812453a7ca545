"""What becomes of old calls: closed for longer than RETAIN they leave the picture, and their half hours are history."""

from picture import answering
from picture.clocks import DAY, MINUTE, half_hour
from picture.picture import HISTORY, RETAIN, Live, counts


def sweep(live: Live) -> None:
    """Move what is older than RETAIN to history, half hour by half hour, and forget what is older than HISTORY."""
    state = live.state
    horizon = half_hour(state.clock - RETAIN)
    if horizon <= state.swept:
        return
    for (queue, half), calls in _settled(live, horizon).items():
        state.history.setdefault(queue, {})[half] = calls
    for queue, spans in state.intervals.items():
        for start in [s for s in spans if s < horizon]:
            span = spans.pop(start)
            if counts(state, queue, start, span.interval):
                state.history.setdefault(queue, {})[start] = span.offered
    if horizon // DAY != state.swept // DAY:
        for history in state.history.values():
            for start in [s for s in history if s < state.clock - HISTORY]:
                del history[start]
    for name in [n for n, agent in state.agents.items() if agent.state == "signed_out" and agent.since < horizon]:
        del state.agents[name]
        live.staff_changed += 1
    state.gaps = [gap for gap in state.gaps if gap[0] >= horizon]
    state.swept = horizon
    answering.swept(live)
    live.history_changed += 1


def recall(live: Live) -> None:
    """The history of a centre from whose picture nothing leaves: every half hour as `sweep` would have moved it."""
    state = live.state
    history: dict[str, dict[int, int]] = {
        queue: {half: 0 for half in state.active if half >= half_hour(first)}
        for queue, first in state.first_call.items()
    }
    for call in state.calls.values():
        if call.offered is not None:
            slots, half = history.setdefault(call.queue, {}), half_hour(call.offered)
            slots[half] = slots.get(half, 0) + 1
    for queue, spans in state.intervals.items():
        counted = {at: span.offered for at, span in spans.items() if counts(state, queue, at, span.interval)}
        history.setdefault(queue, {}).update(counted)
    state.history = history
    live.history_changed += 1


def _settled(live: Live, horizon: int) -> dict[tuple[str, int], int]:
    """Offered calls by queue and half hour before the horizon, taken out of the picture unless they are open;
    zeros where the source spoke and nobody called."""
    state = live.state
    offered: dict[tuple[str, int], int] = {}
    for minute in [m for m in live.buckets if m * MINUTE < horizon]:
        live.dirty.discard(minute)
        for call in live.buckets.pop(minute).calls:
            live.lingering[call.subject] = call
            if call.offered is not None:
                key = (call.queue, half_hour(call.offered))
                offered[key] = offered.get(key, 0) + 1
    for half in [h for h in state.active if h < horizon]:
        state.active.discard(half)
        for queue, first in state.first_call.items():
            if half >= half_hour(first):
                offered.setdefault((queue, half), 0)
    # One that left the queue later still belongs to who waited then.
    for call in [c for c in live.lingering.values() if c.offered is None or (c.closed and (c.left or 0) < horizon)]:
        del live.lingering[call.subject], state.calls[call.subject]
    return offered
