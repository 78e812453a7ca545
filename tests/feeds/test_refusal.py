"""Frames that are refused: they step aside, and their shape is all that stays."""

import pytest

from journal.journal import Mark
from tests.feeds.cast import NOW, Desk, begin, encoded, event, hello, live


def test_a_refused_frame_moves_the_mark_in_the_same_batch() -> None:
    desk = live().hear(event(1), event(2, "call.invented"), event(3))
    assert (desk.sequences, desk.mark) == ([1, 3], Mark("e1", 3))
    (frame,) = desk.quarantined
    assert (frame.sequence, frame.epoch, frame.reason) == (2, "e1", "type: is no fact that a centre may send")
    assert frame.length == len(event(2, "call.invented"))
    assert desk.session.beat(NOW).quarantined == 1


def test_a_quarantined_frame_that_comes_again_is_a_duplicate() -> None:
    desk = live().hear(event(1, "call.invented"), event(2), event(1, "call.invented"))
    assert (len(desk.quarantined), desk.tally.duplicates) == (1, 1)


def test_a_frame_whose_envelope_is_bad_is_refused_at_its_sequence() -> None:
    desk = live().hear(event(1, time="yesterday"), event(2))
    assert [(q.sequence, q.reason) for q in desk.quarantined] == [(1, "time: Invalid RFC3339 encoded datetime")]
    assert desk.mark == Mark("e1", 2)


def test_an_event_without_a_sequence_outside_a_snapshot_is_refused() -> None:
    desk = live().hear(event(None), event(1))
    assert [(q.sequence, q.reason) for q in desk.quarantined] == [(0, "sequence: is missing outside a snapshot")]


def test_a_frame_over_64_kib_is_refused_at_its_sequence() -> None:
    desk = live().hear(event(1, id="x" * 70_000), event(2))
    assert [(q.sequence, q.reason) for q in desk.quarantined] == [(1, "frame: is longer than 65536 bytes")]
    assert desk.sequences == [2]


def test_frames_that_are_no_utf_8_are_refused() -> None:
    desk = live().hear(b"\xff\xfe{", event(1))
    assert (desk.sequences, desk.quarantined[0].skeleton) == ([1], "no JSON")


def test_a_frame_nested_without_end_is_refused() -> None:
    deep = event(1)[:-1] + b',"more":' + b"[" * 20_000 + b"]" * 20_000 + b"}"
    desk = live().hear(deep, b'{"hello":' + b'{"now":' * 5_000 + b"1" + b"}" * 5_001, event(1))
    assert (desk.sequences, desk.closed) == ([1], "")
    assert [q.skeleton for q in desk.quarantined] == ["no JSON", "no JSON"]


def test_a_frame_that_makes_us_fail_steps_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = live()

    def fail(*_: object) -> None:
        raise ZeroDivisionError("8112345678")

    with monkeypatch.context() as broken:
        broken.setattr(desk.session._admission.door.ids, "refuse_call", fail)
        desk.hear(event(1))
    desk.hear(event(2))
    assert (desk.sequences, [q.reason for q in desk.quarantined]) == ([2], ["frame: made us fail (ZeroDivisionError)"])


def test_an_event_more_than_a_minute_ahead_of_its_own_centres_clock_is_refused() -> None:
    desk = Desk().hear(hello(now=NOW + 240_000))
    desk.hear(event(1, time="2025-11-21T22:46:07Z"), event(2, time="2025-11-21T22:46:07.001Z"))
    assert NOW == 1_763_764_867_000  # 2025-11-21T22:41:07Z, so the first is 300 s ahead of us and 60 s of the centre
    assert desk.sequences == [1]
    assert desk.quarantined[0].reason == "time: is more than 60 s ahead of its centre's clock"


def test_a_control_frame_out_of_place_is_refused() -> None:
    desk = live().hear(encoded({"ack": "000000000001"}), begin(), b'{"heartbeat":{}}', event(1))
    assert [q.reason for q in desk.quarantined] == [
        "frame: is a control frame out of place",
        "frame: is a control frame out of place",
        "frame: is no control frame of this protocol",
    ]
