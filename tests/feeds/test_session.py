"""The protocol, frame by frame."""

import pytest

from feeds.session import GREETING, SILENCE
from journal.journal import Mark
from picture.events import CallOffered
from tests.feeds.cast import NOW, Desk, event, heartbeat, hello, live


def test_frames_in_order_are_journaled_and_acknowledged() -> None:
    desk = live().hear(event(1)).hear(event(2), event(3))
    assert (desk.sequences, desk.mark, desk.acks) == ([1, 2, 3], Mark("e1", 3), [1, 3])


def test_a_lone_event_goes_out_at_once_and_what_follows_gathers_behind_it() -> None:
    desk = live(slow=True).hear(event(1))
    assert desk.under_way and desk.under_way.mark == Mark("e1", 1)
    desk.hear(event(2)).hear(event(3))
    desk.settle()
    assert desk.under_way and [fact.sequence for fact in desk.under_way.facts] == [2, 3]


def test_nothing_is_acknowledged_before_it_is_durable() -> None:
    desk = live(slow=True).hear(event(1), event(2))
    assert desk.acks == []
    desk.settle()
    assert desk.acks == [2]


def test_a_batch_holds_at_most_a_thousand_and_a_full_session_says_so() -> None:
    desk = live(slow=True).hear(event(1), *(event(n) for n in range(2, 5_003)))
    assert desk.session.full
    while desk.under_way:
        desk.settle()
    assert max(len(batch.facts) for batch in desk.batches) == 1_000
    assert desk.sequences == list(range(1, 5_003))
    assert not desk.session.full


def test_a_mark_that_somebody_else_moved_ends_the_session() -> None:
    desk = live(slow=True).hear(event(1))
    desk._obey(desk.session.durable(Mark("e1", 7), NOW), NOW)
    assert desk.closed == "the journal's mark is not where this session left it"


def test_duplicates_are_dropped_and_counted() -> None:
    desk = live().hear(event(1), event(1), event(3), event(3), event(2), event(1))
    assert (desk.sequences, desk.tally.duplicates) == ([1, 2, 3], 3)
    assert desk.session.beat(NOW).duplicates == 3


def test_a_control_frame_may_be_written_with_blanks() -> None:
    assert Desk().hear(b' { "hello" : ' + hello()[9:-1] + b" }").subscribed == [0]


def test_unnamed_fields_are_dropped_and_counted() -> None:
    desk = live().hear(event(1, data={"queue": "psicologia", "name": "María", "address": "Calle 5"}))
    assert desk.facts[0].data == CallOffered(queue="psicologia")
    assert desk.session.beat(NOW).dropped == 2


@pytest.mark.parametrize(("ahead", "offset"), [(0, 0), (999, 0), (-999, 0), (240_000, 240_000), (-1_000, -1_000)])
def test_the_offset_is_the_centres_clock_less_ours(ahead: int, offset: int) -> None:
    assert Desk().hear(hello(now=NOW + ahead)).session.beat(NOW).offset == offset
    assert live().hear(heartbeat(0, NOW + ahead)).session.beat(NOW).offset == offset


def test_facts_carry_the_centres_agency_unless_they_name_one() -> None:
    desk = live().hear(event(1), event(2, agency="iem"))
    assert [fact.agency for fact in desk.facts] == ["sspc", "iem"]


def test_a_centre_that_says_no_hello_is_left() -> None:
    desk = Desk().wait(NOW + GREETING - 1)
    assert desk.closed == ""
    assert desk.wait(NOW + GREETING).closed == "it did not say hello"


@pytest.mark.parametrize("frame", [event(1), heartbeat(1), b"garbage"])
def test_a_centre_that_speaks_before_its_hello_is_left(frame: bytes) -> None:
    desk = Desk().hear(frame)
    assert (desk.closed, desk.quarantined) == ("it spoke before its hello", [])


def test_a_silent_centre_is_left() -> None:
    desk = live().hear(heartbeat(0), now=NOW + 3_000)
    assert desk.wait(NOW + 3_000 + SILENCE - 1).closed == ""
    assert desk.wait(NOW + 3_000 + SILENCE).closed == "it was silent for 15 s"
    assert not desk.session.beat(NOW).connected


def test_the_beat_says_how_many_messages_are_not_durable_yet() -> None:
    desk = live().hear(heartbeat(5)).hear(event(1), event(2))
    assert desk.session.beat(NOW).behind == 5 - len(desk.facts)


def test_the_beat_says_when_a_frame_was_heard_last() -> None:
    desk = live().hear(heartbeat(0), now=NOW + 1_234).wait(NOW + 5_000)
    assert desk.session.beat(NOW + 5_000).heard == NOW + 1_234
    assert desk.session.beat(NOW + 5_000).connected
