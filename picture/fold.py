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
from picture.picture import (
    HISTORY,
    RETAIN,
    Agent,
    Call,
    CentreState,
    Derived,
    Gauge,
    Interval,
    Picture,
    bucket_of,
    counts,
)
from picture.profile import profile_of


def apply(picture: Picture, entry: Entry) -> Picture:
    """Fold one entry. An entry at or below the picture's position was folded already and changes nothing."""
    if entry.number > picture.position:
        picture.position = entry.number
        picture.recorded = entry.recorded
        fact = entry.fact
        HANDLERS[type(fact.data)](picture, fact, fact.data)
    return picture


def _heard(picture: Picture, fact: Fact) -> tuple[CentreState, Derived]:
    centre, derived = picture.centre(fact.source)
    if fact.time > centre.clock:
        if fact.time - fact.time % HALF_HOUR > centre.clock:
            centre.active.add(half_hour(fact.time))
            centre.clock = fact.time
            _sweep(centre, derived)
        centre.clock = fact.time
    return centre, derived


def _call(picture: Picture, fact: Fact) -> tuple[Call, Derived] | None:
    """The call that a fact speaks of; None when it is older than what the picture keeps."""
    centre, derived = _heard(picture, fact)
    call = centre.calls.get(fact.subject)
    if call is None:
        if fact.time < centre.swept:
            centre.too_late += 1
            return None
        call = centre.calls[fact.subject] = Call(minute=fact.time // MINUTE)
        bucket_of(derived, call.minute).calls.append(call)
    else:
        derived.dirty.add(call.minute)
    return call, derived


def _offered(picture: Picture, fact: Fact, data: events.CallOffered) -> None:
    found = _call(picture, fact)
    if found is None:
        return
    call, derived = found
    centre = picture.centres[fact.source]
    if call.offered is not None and call.offered <= fact.time:
        return
    if fact.time < centre.swept:
        centre.too_late += 1
        return
    _unleave(call, derived)
    call.offered = fact.time
    call.queue, call.language, call.channel = data.queue, data.language, data.channel
    minute = fact.time // MINUTE
    if minute != call.minute:
        derived.buckets[call.minute].calls.remove(call)
        bucket_of(derived, minute).calls.append(call)
        call.minute = minute
    if fact.time < centre.first_call.get(data.queue, fact.time + 1):
        centre.first_call[data.queue] = fact.time
        derived.dirty.update(at // MINUTE for at in centre.intervals.get(data.queue, ()))
    _leave(call, derived, fact.subject)


def _unleave(call: Call, derived: Derived) -> None:
    """Take the call out of the minute in which it left the queue, before its instants change."""
    if call.offered is not None and call.left is not None:
        bucket = derived.buckets.get(call.left // MINUTE)
        if bucket is not None and call in bucket.leaves:
            bucket.leaves.remove(call)
            derived.dirty.add(call.left // MINUTE)


def _leave(call: Call, derived: Derived, subject: str) -> None:
    """Put the call among those who wait, or into the minute in which it left."""
    if call.offered is None:
        return
    left = call.left
    if left is None:
        derived.waiting[subject] = call
    else:
        derived.waiting.pop(subject, None)
        bucket_of(derived, left // MINUTE).leaves.append(call)


def _answered(picture: Picture, fact: Fact, data: events.CallAnswered) -> None:
    found = _call(picture, fact)
    if found is not None:
        call, derived = found
        if call.answered is None or fact.time < call.answered:
            _unleave(call, derived)
            call.answered = fact.time
            _leave(call, derived, fact.subject)


def _abandoned(picture: Picture, fact: Fact, data: events.CallAbandoned) -> None:
    found = _call(picture, fact)
    if found is not None:
        call, derived = found
        call.before_queue |= data.before_queue
        if call.abandoned is None or fact.time < call.abandoned:
            _unleave(call, derived)
            call.abandoned = fact.time
            _leave(call, derived, fact.subject)


def _end(call: Call, derived: Derived, subject: str, at: int) -> None:
    if call.ended is None or at < call.ended:
        _unleave(call, derived)
        call.ended = at
        _leave(call, derived, subject)


def _ended(picture: Picture, fact: Fact, data: events.CallEnded) -> None:
    found = _call(picture, fact)
    if found is not None:
        call, derived = found
        call.hold = max(call.hold, data.hold)
        call.wrap_up = max(call.wrap_up, data.wrap_up)
        if data.talk is not None:
            call.talk = max(call.talk or 0, data.talk)
        _end(call, derived, fact.subject, fact.time)


def _transferred(picture: Picture, fact: Fact, data: events.CallTransferred) -> None:
    found = _call(picture, fact)
    if found is not None:
        found[0].transferred = True
        _end(*found, fact.subject, fact.time)


def _dropped(picture: Picture, fact: Fact, data: events.CallDropped) -> None:
    found = _call(picture, fact)
    if found is not None:
        found[0].dropped = True
        _end(*found, fact.subject, fact.time)


def _classified(picture: Picture, fact: Fact, data: events.CallClassified) -> None:
    found = _call(picture, fact)
    if found is not None and fact.time >= found[0].classified:
        found[0].call_class, found[0].classified = data.call_class, fact.time


def _agent(picture: Picture, fact: Fact, data: events.AgentChanged) -> None:
    centre, _ = _heard(picture, fact)
    known = centre.agents.get(fact.subject)
    if known is None or fact.time >= known.since:
        centre.agents[fact.subject] = Agent(data.state, fact.time, data.queues)


def _measured(picture: Picture, fact: Fact, data: events.QueueMeasured) -> None:
    centre, derived = _heard(picture, fact)
    queue, start = fact.subject, data.interval_start
    if start is None:
        gauge = centre.gauges.get(queue)
        if gauge is None or fact.time >= gauge.time:
            centre.gauges[queue] = Gauge(fact.time, data.waiting, data.longest_wait, data.available, data.busy)
    elif start >= centre.swept:
        centre.intervals.setdefault(queue, {})[start] = Interval(
            data.interval,
            data.offered,
            data.answered,
            data.answered_within,
            data.abandoned,
            data.wait_sum,
            data.handle_sum,
        )
        derived.dirty.add(start // MINUTE)
    elif start >= centre.clock - HISTORY and counts(centre, queue, start, data.interval):
        centre.history.setdefault(queue, {})[start] = data.offered
        derived.history_changed += 1
    else:
        centre.too_late += 1


def _sweep(centre: CentreState, derived: Derived) -> None:
    """Move what is older than RETAIN to history, half hour by half hour, and forget what is older than HISTORY."""
    horizon = half_hour(centre.clock - RETAIN)
    if horizon <= centre.swept:
        return
    for (queue, half), calls in _settled(centre, derived, horizon).items():
        centre.history.setdefault(queue, {})[half] = calls
    for queue, spans in centre.intervals.items():
        for start in [s for s in spans if s < horizon]:
            span = spans.pop(start)
            if counts(centre, queue, start, span.interval):
                centre.history.setdefault(queue, {})[start] = span.offered
    if horizon // DAY != centre.swept // DAY:
        _forget_history(centre)
    _forget(centre, derived, horizon)
    derived.history_changed += 1
    centre.swept = horizon


def _settled(centre: CentreState, derived: Derived, horizon: int) -> dict[tuple[str, int], int]:
    """Offered calls by queue and half hour before the horizon, taken out of the buckets; zeros where the source
    spoke and nobody called."""
    offered: dict[tuple[str, int], int] = {}
    for minute in [m for m in derived.buckets if m * MINUTE < horizon]:
        for call in derived.buckets.pop(minute).calls:
            if call.offered is not None:
                key = (call.queue, half_hour(call.offered))
                offered[key] = offered.get(key, 0) + 1
    for half in [h for h in centre.active if h < horizon]:
        centre.active.discard(half)
        for queue, first in centre.first_call.items():
            if half >= half_hour(first):
                offered.setdefault((queue, half), 0)
    return offered


def _forget(centre: CentreState, derived: Derived, horizon: int) -> None:
    for subject in [s for s, call in centre.calls.items() if call.minute * MINUTE < horizon]:
        call = centre.calls[subject]
        if call.offered is None or call.closed:
            del centre.calls[subject]
    for name in [n for n, agent in centre.agents.items() if agent.state == "signed_out" and agent.since < horizon]:
        del centre.agents[name]
    centre.gaps = [gap for gap in centre.gaps if gap[0] >= horizon]
    derived.dirty = {minute for minute in derived.dirty if minute * MINUTE >= horizon}


def _forget_history(centre: CentreState) -> None:
    for history in centre.history.values():
        for start in [s for s in history if s < centre.clock - HISTORY]:
            del history[start]


def _connected(picture: Picture, fact: Fact, data: events.FeedConnected) -> None:
    picture.centre(fact.subject)[0].lost = None


def _lost(picture: Picture, fact: Fact, data: events.FeedLost) -> None:
    picture.centre(fact.subject)[0].lost = data.due


def _gap(picture: Picture, fact: Fact, data: events.FeedGap) -> None:
    centre, derived = picture.centre(fact.subject)
    centre.gaps.append((fact.time, data.last - data.first + 1))
    if data.open is None:
        return
    named = set(data.open)
    for subject, call in centre.calls.items():
        if subject not in named and not call.closed and call.offered is not None:
            call.unseen = True
            derived.dirty.add(call.minute)
            _end(call, derived, subject, max(fact.time, call.offered, call.answered or 0))


def _configured(picture: Picture, fact: Fact, data: events.SiteConfigured) -> None:
    picture.profile = profile_of(data.profile, "site.configured")
    for derived in picture.derived.values():  # thresholds may have moved: every tally is made anew
        derived.dirty.update(derived.buckets)


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
