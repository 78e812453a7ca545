"""The fold: entry and picture in, picture out. No clock, no randomness, no I/O; the facts' own times say what is old.

The picture is changed in place and returned: copying what is open at 150,000 facts a second is no option.
Facts about one call may come in any order: each only narrows its instants, and the call is put into the
minutes that follow from them.
"""

from collections.abc import Callable
from sys import intern
from typing import Any

from picture import answering, call_sweep, care_fold, case_fold, case_sweep, events, people, site_fold
from picture.book import KEEP
from picture.clocks import HALF_HOUR, HOUR, MINUTE, half_hour
from picture.days import add
from picture.events import Entry, Fact
from picture.picture import HISTORY, Agent, Call, Gauge, Interval, Live, Picture, counts


def apply(picture: Picture, entry: Entry) -> Picture:
    """Fold one entry. An entry at or below the picture's position was folded already and changes nothing."""
    if entry.number > picture.position:
        picture.position = entry.number
        if entry.recorded // HOUR != picture.recorded // HOUR and not picture.lasting:
            people.forget(picture, entry.recorded - KEEP)
        picture.recorded = entry.recorded
        fact = entry.fact
        HANDLERS[type(fact.data)](picture, fact, fact.data)
    return picture


def _heard(picture: Picture, fact: Fact) -> Live:
    live = picture.centres.get(fact.source) or picture.centre(fact.source)
    state = live.state
    if fact.time > state.clock:
        was, state.clock = state.clock, fact.time
        if fact.time >= live.next_half:
            half = half_hour(fact.time)
            live.next_half = half + HALF_HOUR
            state.active.add(half)
            if not picture.lasting:
                call_sweep.sweep(live)
                case_sweep.sweep(picture, fact.source, was, fact.time)
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
        if call.dropped or call.abandoned is not None:
            picture.touched_calls.add((fact.source, fact.subject))
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
    if not first_said:
        _uncount(picture, fact.source, live, call)
    call.offered, call.caller, call.linked = fact.time, data.caller, data.linked is not None
    call.queue, call.language, call.channel = intern(data.queue), intern(data.language), data.channel
    _count(picture, fact.source, live, call, 1)
    if data.caller or picture.named_by:
        people.called(picture, fact.source, call)
    minute = fact.time // MINUTE
    if minute != call.minute:
        live.buckets[call.minute].calls.remove(call)
        live.bucket(minute).calls.append(call)
        call.minute = minute
    if fact.time < state.first_call.get(data.queue, fact.time + 1):
        _first_call(picture, fact, live, data.queue)
    if first_said and call.left is None:
        live.waiting[call.subject] = call
    elif first_said:
        _moved(call, live, None)


def _count(picture: Picture, source: str, live: Live, call: Call, by: int) -> None:
    """An offer counts on the civil day of its instant."""
    measure = live.measures.get(call.queue)
    if measure is None:
        measure = live.measures[call.queue] = f"calls.{source}.{call.queue}"
    assert call.offered is not None
    add(picture.counts(call.offered), measure, by)


def _first_call(picture: Picture, fact: Fact, live: Live, queue: str) -> None:
    """Calls are known from here on: measured intervals that end later count no more."""
    spans = live.state.intervals.get(queue, {})
    counted = [start for start, span in spans.items() if counts(live.state, queue, start, span.interval)]
    live.state.first_call[queue] = fact.time
    for start in counted:
        if not counts(live.state, queue, start, spans[start].interval):
            _measure(picture, fact.source, queue, start, -spans[start].offered)
    live.dirty.update(at // MINUTE for at in spans)


def _measure(picture: Picture, source: str, queue: str, start: int, by: int) -> None:
    add(picture.counts(start), f"calls.{source}.{queue}", by)


def _uncount(picture: Picture, source: str, live: Live, call: Call) -> None:
    """It was offered earlier than was said first."""
    _count(picture, source, live, call, -1)
    if call.call_class not in people.NOT_HERS:
        people.recount(picture, call, False)


def _answered(picture: Picture, fact: Fact, data: events.CallAnswered) -> None:
    found = _call(picture, fact)
    if found is not None:
        call, live = found
        was = call.left
        if answering.said(live, call, fact.time, intern(data.agent or "")):
            _moved(call, live, was)


def _abandoned(picture: Picture, fact: Fact, data: events.CallAbandoned) -> None:
    found = _call(picture, fact)
    if found is not None:
        call, live = found
        call.before_queue |= data.before_queue
        if call.abandoned is None or fact.time < call.abandoned:
            was, call.abandoned = call.left, fact.time
            _moved(call, live, was)
            picture.touched_calls.add((fact.source, fact.subject))


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
        picture.touched_calls.add((fact.source, fact.subject))


def _classified(picture: Picture, fact: Fact, data: events.CallClassified) -> None:
    found = _call(picture, fact)
    if found is None or fact.time < found[0].classified:
        return
    call, hers = found[0], data.call_class not in people.NOT_HERS
    if call.caller and hers != (call.call_class not in people.NOT_HERS):
        people.recount(picture, call, hers)
    call.call_class, call.classified = data.call_class, fact.time


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
        spans = state.intervals.setdefault(queue, {})
        if counts(state, queue, start, data.interval):
            said_before = spans[start].offered if start in spans else 0
            _measure(picture, fact.source, queue, start, data.offered - said_before)
        spans[start] = Interval(
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
        history = state.history.setdefault(queue, {})
        _measure(picture, fact.source, queue, start, data.offered - history.get(start, 0))
        history[start] = data.offered
        live.history_changed += 1
    else:
        state.too_late += 1


def _gap(picture: Picture, fact: Fact, data: events.FeedGap) -> None:
    live = picture.centre(fact.subject)
    live.state.gaps.append((fact.time, max(0, data.last - data.first + 1)))
    if data.open is None:
        return
    named = set(data.open)
    case_sweep.unseen(picture, fact.subject, fact.time, named)
    for subject, call in live.state.calls.items():
        if subject not in named and not call.closed and call.offered is not None:
            call.unseen = True
            live.dirty.add(call.minute)
            _end(call, live, max(fact.time, call.offered, call.answered or 0))


def _of_case(handler: Callable[[Picture, Fact, Any], None]) -> Callable[[Picture, Fact, Any], None]:
    """Whoever speaks of a case is a source as any other: its clock goes on."""

    def heard(picture: Picture, fact: Fact, data: Any) -> None:
        _heard(picture, fact)
        handler(picture, fact, data)

    return heard


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
    events.FeedGap: _gap,
    **site_fold.HANDLERS,
    **{kind: _of_case(handler) for kind, handler in (case_fold.HANDLERS | care_fold.HANDLERS).items()},
}
