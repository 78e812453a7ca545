"""Faults of the numbering do what they say, and a restart repeats them."""

from collections import Counter
from random import Random

import pytest

from feeds.simulator.faults import CLOCK, Fault, Name, fault_of
from feeds.simulator.open_calls import OpenCalls
from feeds.simulator.outlet import Outlet
from feeds.simulator.spool import Spool
from feeds.simulator.wire import Event
from picture.codec import decode_envelope, read_data
from picture.errors import BadFrame, BadSetting
from tests.feeds.simulator.clients import NOON, offered


def outlet(*faults: Fault, garbage: float = 0.0) -> Outlet:
    made = Outlet(Spool("nl/070", "e1"), OpenCalls(), Random(3), garbage=garbage)
    for fault in faults:
        made.expect(fault)
    return made


def during(name: Name, centre: str = "") -> Fault:
    """From event 10 to event 19 of `events`."""
    return Fault(name=name, at=NOON + 10, until=NOON + 20, centre=centre)


def events(count: int = 30) -> list[Event]:
    return [offered(n) for n in range(count)]


def frames(made: Outlet) -> list[bytes]:
    """The payloads, without the header of a short WebSocket frame."""
    return [frame[frame.index(b"{") :] for frame in made.spool.after(0, 100_000)[0]]


def test_without_faults_every_event_gets_the_next_number() -> None:
    made = outlet()
    made.emit(events())
    assert [decode_envelope(f).number for f in frames(made)] == list(range(1, 31))


def test_a_gap_takes_numbers_that_nobody_can_fetch() -> None:
    made = outlet(during("gap"))
    made.emit(events())
    assert list(made.lost) == list(range(11, 21))
    assert [decode_envelope(f).number for f in frames(made)] == [*range(1, 11), *range(21, 31)]
    assert [(a, b) for a, b, found in made.spool.stretches(1, 30, 100) if not found] == [(11, 20)]


def test_a_call_lost_in_a_gap_is_still_open_at_the_centre() -> None:
    made = outlet(during("gap"))
    made.emit(events())
    assert "call-15" in made.calls.subjects()


def test_a_fault_of_another_centre_changes_nothing() -> None:
    made, undisturbed = outlet(during("gap", "nl/911"), during("clock", "nl/911")), outlet()
    made.emit(events())
    undisturbed.emit(events())
    assert frames(made) == frames(undisturbed)


def test_a_clock_that_is_off_stamps_its_events_four_minutes_ahead() -> None:
    made = outlet(during("clock"))
    made.emit(events())
    off = [decode_envelope(f).millis - NOON - n for n, f in enumerate(frames(made))]
    assert off == [0] * 10 + [CLOCK] * 10 + [0] * 10
    assert (made.offset(NOON + 9), made.offset(NOON + 10), made.offset(NOON + 20)) == (0, 240_000, 0)


def test_a_renumbered_source_begins_another_epoch_at_one() -> None:
    made = outlet(during("renumber"))
    made.emit(events())
    assert made.spool.epoch == "e1.1"
    assert [decode_envelope(f).number for f in frames(made)] == list(range(1, 21))
    assert len(made.calls.subjects()) == 30


def test_garbage_takes_numbers_of_its_own_and_is_refused_at_our_door() -> None:
    made = outlet(garbage=0.3)
    made.emit(events(2000))
    refused: Counter[str] = Counter()
    sound = []
    for frame in frames(made):
        try:
            envelope = decode_envelope(frame)
            read_data(envelope)
            sound.append(envelope.subject)
        except BadFrame as error:
            refused[str(error)] += 1
    assert refused.total() == len(made.garbage)
    assert made.garbage
    assert len(refused) >= 5
    assert sound == [e.subject for e in events(2000)]
    assert made.spool.last == 2000 + len(made.garbage)


def test_some_sound_frames_carry_fields_that_no_schema_names() -> None:
    made, clean = outlet(garbage=0.3), outlet()
    made.emit(events(200))
    clean.emit(events(200))
    sound = [frame for number, frame in enumerate(frames(made), 1) if number not in made.garbage]
    read = [read_data(decode_envelope(frame)) for frame in sound]
    assert {unnamed for _, unnamed in read} == {0, 3}
    assert [wire for wire, _ in read] == [read_data(decode_envelope(frame))[0] for frame in frames(clean)]


def test_a_restarted_centre_numbers_its_garbage_and_gaps_the_same() -> None:
    faults = (during("gap"), during("garbage"), during("clock"))
    at_once, stepped = outlet(*faults, garbage=0.1), outlet(*faults, garbage=0.1)
    at_once.emit(events())
    for happened in events():
        stepped.emit([happened])
    assert frames(at_once) == frames(stepped)
    assert at_once.lost == stepped.lost


def test_an_unknown_fault_is_refused_by_its_name() -> None:
    with pytest.raises(BadSetting, match="fault: 'flood' is none of surge, leave"):
        fault_of("flood", NOON, 60)
