"""The codec: what it reads, what it refuses and how it says so without repeating what it read."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picture.codec import (
    UPCASTERS,
    WIRE,
    decode_envelope,
    decode_fact,
    encode_fact,
    read_data,
    skeleton,
    version_of,
)
from picture.errors import BadFrame
from picture.events import AgentChanged, CallEnded, CallOffered, Fact
from picture.wire import WireCallOffered

CANARY = "María Canaria 8112345678"


def a_frame(**changes: object) -> str:
    frame: dict[str, object] = {
        "specversion": "1.0",
        "id": "1",
        "source": "nl/070",
        "type": "call.offered",
        "time": "2026-11-21T22:41:07.250Z",
        "subject": "1763764867.12",
        "sequence": "000000041873",
        "data": {"queue": "psicologia"},
    }
    return json.dumps(frame | changes)


def test_a_frame_is_read_with_its_time_in_milliseconds() -> None:
    envelope = decode_envelope(a_frame())
    assert (envelope.number, envelope.millis) == (41873, 1795300867250)
    assert read_data(envelope) == (WireCallOffered(queue="psicologia"), 0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"specversion": "0.3"}, "specversion: is not 1.0"),
        ({"type": "call.eaten"}, "type: is no fact that a centre may send"),
        ({"type": "site.configured"}, "type: is no fact that a centre may send"),
        ({"type": "hotspot.found"}, "type: is no fact that a centre may send"),
        ({"type": "site.redacted"}, "type: is no fact that a centre may send"),
        ({"type": "call.ended.v7"}, "type: has version 7; known are 1 to 1"),
        ({"type": "call.ended.vx"}, "type: has a version that is no number"),
        ({"time": CANARY}, "time: Invalid RFC3339 encoded datetime"),
        ({"subject": CANARY}, "subject: is not written as this field is"),
        ({"source": CANARY}, "source: is not written as this field is"),
        ({"data": {"queue": CANARY}}, "queue: is not written as this field is"),
        ({"data": {"queue": "q", "channel": CANARY}}, "channel: is none of the words allowed"),
        ({"data": {"queue": "q", "latitude": 91.5}}, "latitude: Expected `float` <= 90.0"),
        ({"data": {}}, "data: Object missing required field `queue`"),
        ({"data": CANARY}, "data: Expected `object`, got `str`"),
        ({"sequence": "-1"}, "sequence: is not written as this field is"),
    ],
)
def test_a_refusal_names_the_field_and_never_the_value(changes: dict[str, object], said: str) -> None:
    with pytest.raises(BadFrame) as refused:
        read_data(decode_envelope(a_frame(**changes)))
    assert str(refused.value) == said


@given(st.recursive(st.text() | st.integers(), lambda inner: st.dictionaries(st.text(), inner), max_leaves=8))
def test_nothing_of_an_unreadable_frame_is_repeated(value: object) -> None:
    frame = json.dumps({"data": {CANARY: value, "queue": CANARY}, CANARY: CANARY})
    with pytest.raises(BadFrame) as refused:
        decode_envelope(frame)
    for word in CANARY.split():
        assert word not in str(refused.value)
        assert word not in skeleton(frame)


def test_a_skeleton_keeps_names_that_a_schema_knows_and_types() -> None:
    frame = a_frame(data={"queue": CANARY, "phone": CANARY, CANARY: 1, "agents": [1, 2]})
    assert skeleton(frame).endswith("data:{queue:str,phone:str,?:int,?:[2]}}")
    assert skeleton("{") == "no JSON"


def test_unnamed_fields_are_dropped_and_counted() -> None:
    envelope = decode_envelope(a_frame(data={"queue": "legal", "name": CANARY, "notes": CANARY}))
    assert read_data(envelope) == (WireCallOffered(queue="legal"), 2)


def test_an_old_version_is_lifted_to_the_current_one() -> None:
    old = decode_envelope(a_frame(type="agent.changed", data={"state": "free"}))
    new = decode_envelope(a_frame(type="agent.changed.v2", data={"state": "available"}))
    assert read_data(old) == read_data(new) == (AgentChanged(state="available"), 0)


def test_every_upcaster_leads_to_the_next_version_without_a_hole() -> None:
    for name, steps in UPCASTERS.items():
        assert sorted(steps) == list(range(1, version_of(name)))
        assert name in WIRE


@pytest.mark.parametrize("data", [CallOffered(queue="legal", caller=("a", "b"), cell="88"), CallEnded(talk=5)])
def test_a_fact_survives_the_journal(data: CallOffered | CallEnded) -> None:
    fact = Fact(time=1, source="nl/070", subject="1.2", data=data, sequence=3, epoch="e")
    assert decode_fact(encode_fact(fact)) == fact


def test_what_an_older_version_journaled_is_lifted_when_it_is_read() -> None:
    fact = Fact(time=1, source="nl/070", subject="a-7", data=AgentChanged(state="busy"), sequence=3, epoch="e")
    assert decode_fact(encode_fact(fact).replace(b'"busy"', b'"talking"')) == fact
    with pytest.raises(BadFrame, match="is none of the words allowed"):
        decode_fact(encode_fact(fact).replace(b'"busy"', b'"asleep"'))


def test_journal_bytes_that_we_did_not_write_are_refused() -> None:
    with pytest.raises(BadFrame):
        decode_fact(msgspec.json.encode({"time": 1, "source": "a", "subject": "b", "data": {"type": "x"}}))
