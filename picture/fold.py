"""The fold: entry and picture in, picture out. No clock, no randomness, no I/O; the facts' own times say what is old.

The picture is changed in place and returned: copying what is open at 150,000 facts a second is no option.
Facts about one call may come in any order: each only narrows its instants, and the call is put into the
minutes that follow from them.
"""

from collections.abc import Callable
from typing import Any

from picture import events
from picture.clocks import DAY, HALF_HOUR, MINUTE, half_hour
from picture.events import Entry, Fact
from picture.picture import HISTORY, RETAIN, Agent, Call, Gauge, Interval, Live, Picture, counts
from picture.profile import profile_of


def apply(picture: Picture, entry: Entry) -> Picture:
    """Fold one entry. An entry at or below the picture's position was folded already and changes nothing."""
    if entry.number > picture.position:
        picture.position = entry.number
        picture.recorded = entry.recorded
        fact = entry.fact
        HANDLERS[type(fact.data)](picture, fact, fact.data)
    return picture


def _heard(picture: Picture, fact: Fact) -> Live:
    live = picture.centres.get(fact.source) or picture.centre(fact.source)
    state = live.state
    if fact.time > state.clock:
        state.clock = fact.time
        if fact.time >= live.next_half:
            half = half_hour(fact.time)
            live.next_half = half + HALF_HOUR
            state.active.add(half)
            _sweep(live)
    return live


def _call(picture: Picture, fact: Fact) -> tuple[Call, Live] | None:
    """The call that a fact speaks of; None when it is older than what the picture keeps."""
    live = _heard(picture, fact)
    call = live.state.calls.get(fact.subject)
    if call is None:
        if fact.time < live.state.swept:
            live.state.too_late += 1
            return None
        call = live.state.calls[fact.subject] = Call(fact.subject, minute=fact.time // MINUTE)
        live.bucket(call.minute).calls.append(call)
    else:
        live.dirty.add(call.minute)
    return call, live


def _moved(call: Call, live: Live, was: int | None) -> None:
    """Keep who waits and who left when in step with the call, which had left the queue at `was`."""
    left = call.left
    if left == was or call.offered is None:
        return
    if was is None:
        live.waiting.pop(call.subject, None)
    else:
        bucket = live.buckets.get(was // MINUTE)
        if bucket is not None and call in bucket.leaves:
            bucket.leaves.remove(call)
            live.dirty.add(was // MINUTE)
    assert left is not None
    live.bucket(left // MINUTE).leaves.append(call)


def _offered(picture: Picture, fact: Fact, data: events.CallOffered) -> None:
    found = _call(picture, fact)
    if found is None:
        return
    call, live = found
    state = live.state
    if call.offered is not None and call.offered <= fact.time:
        return
    if fact.time < state.swept:
        state.too_late += 1
        return
    first_said = call.offered is None
    call.offered = fact.time
    call.queue, call.language, call.channel = data.queue, data.language, data.channel
    minute = fact.time // MINUTE
    if minute != call.minute:
        live.buckets[call.minute].calls.remove(call)
        live.bucket(minute).calls.append(call)
        call.minute = minute
    if fact.time < state.first_call.get(data.queue, fact.time + 1):
        state.first_call[data.queue] = fact.time
        live.dirty.update(at // MINUTE for at in state.intervals.get(data.queue, ()))
    if first_said and call.left is None:
        live.waiting[call.subject] = call
    elif first_said:
        _moved(call, live, None)


def _answered(picture: Picture, fact: Fact, data: events.CallAnswered) -> None:
    found = _call(picture, fact)
    if found is not None:
        call, live = found
        if call.answered is None or fact.time < call.answered:
            was, call.answered = call.left, fact.time
            _moved(call, live, was)


def _abandoned(picture: Picture, fact: Fact, data: events.CallAbandoned) -> None:
    found = _call(picture, fact)
    if found is not None:
        call, live = found
        call.before_queue |= data.before_queue
        if call.abandoned is None or fact.time < call.abandoned:
            was, call.abandoned = call.left, fact.time
            _moved(call, live, was)


def _end(call: Call, live: Live, at: int) -> None:
    if call.ended is None or at < call.ended:
        was, call.ended = call.left, at
        _moved(call, live, was)


def _ended(picture: Picture, fact: Fact, data: events.CallEnded) -> None:
    found = _call(picture, fact)
    if found is not None:
        call, live = found
        if data.hold > call.hold:
            call.hold = data.hold
        if data.wrap_up > call.wrap_up:
            call.wrap_up = data.wrap_up
        if data.talk is not None and (call.talk is None or data.talk > call.talk):
            call.talk = data.talk
        _end(call, live, fact.time)


def _transferred(picture: Picture, fact: Fact, data: events.CallTransferred) -> None:
    found = _call(picture, fact)
    if found is not None:
        found[0].transferred = True
        _end(*found, fact.time)


def _dropped(picture: Picture, fact: Fact, data: events.CallDropped) -> None:
    found = _call(picture, fact)
    if found is not None:
        found[0].dropped = True
        _end(*found, fact.time)


def _classified(picture: Picture, fact: Fact, data: events.CallClassified) -> None:
    found = _call(picture, fact)
    if found is not None and fact.time >= found[0].classified:
        found[0].call_class, found[0].classified = data.call_class, fact.time


def _agent(picture: Picture, fact: Fact, data: events.AgentChanged) -> None:
    live = _heard(picture, fact)
    agents = live.state.agents
    known = agents.get(fact.subject)
    if known is None or fact.time >= known.since:
        agents[fact.subject] = Agent(data.state, fact.time, data.queues)
        live.staff_changed += 1


def _measured(picture: Picture, fact: Fact, data: events.QueueMeasured) -> None:
    live = _heard(picture, fact)
    state, queue, start = live.state, fact.subject, data.interval_start
    if start is None:
        gauge = state.gauges.get(queue)
        if gauge is None or fact.time >= gauge.time:
            state.gauges[queue] = Gauge(fact.time, data.waiting, data.longest_wait, data.available, data.busy)
            live.staff_changed += 1
    elif start >= state.swept:
        state.intervals.setdefault(queue, {})[start] = Interval(
            data.interval,
            data.offered,
            data.answered,
            data.answered_within,
            data.abandoned,
            data.wait_sum,
            data.handle_sum,
        )
        live.dirty.add(start // MINUTE)
    elif start >= state.clock - HISTORY and counts(state, queue, start, data.interval):
        state.history.setdefault(queue, {})[start] = data.offered
        live.history_changed += 1
    else:
        state.too_late += 1


def _sweep(live: Live) -> None:
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


def _connected(picture: Picture, fact: Fact, data: events.FeedConnected) -> None:
    picture.centre(fact.subject).state.connected = True


def _lost(picture: Picture, fact: Fact, data: events.FeedLost) -> None:
    state = picture.centre(fact.subject).state
    state.connected, state.lost = False, data.due


def _gap(picture: Picture, fact: Fact, data: events.FeedGap) -> None:
    live = picture.centre(fact.subject)
    live.state.gaps.append((fact.time, max(0, data.last - data.first + 1)))
    if data.open is None:
        return
    named = set(data.open)
    for subject, call in live.state.calls.items():
        if subject not in named and not call.closed and call.offered is not None:
            call.unseen = True
            live.dirty.add(call.minute)
            _end(call, live, max(fact.time, call.offered, call.answered or 0))


def _configured(picture: Picture, fact: Fact, data: events.SiteConfigured) -> None:
    picture.profile = profile_of(data.profile, "site.configured")
    picture.configured = picture.recorded
    for live in picture.centres.values():  # thresholds may have moved: every tally is made anew
        live.dirty.update(live.buckets)


HANDLERS: dict[type, Callable[[Picture, Fact, Any], None]] = {
    events.CallOffered: _offered,
    events.CallAnswered: _answered,
    events.CallAbandoned: _abandoned,
    events.CallTransferred: _transferred,
    events.CallDropped: _dropped,
    events.CallEnded: _ended,
    events.CallClassified: _classified,
    events.AgentChanged: _agent,
    events.QueueMeasured: _measured,
    events.FeedConnected: _connected,
    events.FeedLost: _lost,
    events.FeedGap: _gap,
    events.SiteConfigured: _configured,
}
