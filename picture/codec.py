"""CloudEvents frames and journal bytes to facts and back. Old schema versions are lifted here and nowhere else.

A frame's `type` may end in `.vN`; without it, it is version 1. What a centre may send beyond a fact's own
fields (phone, coordinates) has wire classes in `wire.py`; only `feeds/door.py` turns them into facts.
"""

import contextlib
import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, get_args

import msgspec
from msgspec import Meta, Raw, Struct, inspect

from picture.alert_events import AnyAlertData
from picture.decision_events import AnyDecisionData
from picture.errors import BadFrame
from picture.events import AnyData, Fact
from picture.keeping_events import AnyKeepingData
from picture.place_events import AnyPlaceData
from picture.wire import WIRE_ONLY, Wire
from picture.words import Code, Data, Name

MAX_FRAME = 64 * 1024  # bytes
Padded = Annotated[str, Meta(pattern=r"^\d{1,18}$")]


class Envelope(Struct, frozen=True, kw_only=True, gc=False):
    """A CloudEvents 1.0 frame before its data is read. `sequence` is 0 inside a snapshot; `time` is aware."""

    specversion: str
    id: Annotated[str, Meta(max_length=128)]
    source: Name
    type: Annotated[str, Meta(max_length=64)]
    time: Annotated[datetime, Meta(tz=True)]
    subject: Name
    sequence: Padded = "0"
    agency: Code | None = None
    data: Raw = Raw(b"{}")

    @property
    def number(self) -> int:
        return int(self.sequence)

    @property
    def millis(self) -> int:
        return round(self.time.timestamp() * 1000)


UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)  # what decoding bytes from outside may raise
Upcast = Callable[[dict[str, Any]], dict[str, Any]]


def _agent_states_in_words_of_the_field(data: dict[str, Any]) -> dict[str, Any]:
    """agent.changed v1 said free, talking, pause; v2 uses the field's terms."""
    words = {"free": "available", "talking": "busy", "pause": "away", "out": "signed_out"}
    state = data.get("state")
    return {**data, "state": words.get(state, state) if isinstance(state, str) else state}


# type -> the current version and, per older version, how its data becomes the next one's.
UPCASTERS: dict[str, dict[int, Upcast]] = {"agent.changed": {1: _agent_states_in_words_of_the_field}}

FACTS: dict[str, type[Data]] = {cls.__struct_config__.tag: cls for cls in get_args(AnyData)}
# No centre may send these.
OURS = {
    *("feed.connected", "feed.lost", "feed.gap", "site.configured"),
    *(cls.__struct_config__.tag for cls in get_args(AnyAlertData | AnyPlaceData | AnyDecisionData | AnyKeepingData)),
}
WIRE: dict[str, type[Wire]] = {
    **{name: cls for name, cls in FACTS.items() if name not in OURS},
    **WIRE_ONLY,
}


def _pattern(kind: inspect.Type) -> re.Pattern[str] | None:
    """How a field's words are written (`events.Code`, `events.Name`), whether one, one or none, or several."""
    if isinstance(kind, inspect.Metadata) and kind.extra:
        return re.compile(kind.extra["written"])
    inner = kind.types if isinstance(kind, inspect.UnionType) else ()
    if isinstance(kind, inspect.VarTupleType):
        inner = (kind.item_type,)
    return next((found for one in inner if (found := _pattern(one))), None)


def _patterns(cls: type[Struct]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    info = inspect.type_info(cls)
    assert isinstance(info, inspect.StructType)
    return tuple((field.name, found) for field in info.fields if (found := _pattern(field.type)))


_WRITTEN: dict[type[Struct], tuple[tuple[str, re.Pattern[str]], ...]] = {
    cls: _patterns(cls) for cls in (Envelope, *WIRE.values())
}


def _check_written(value: Struct) -> None:
    """Raises BadFrame for a word or an id that is not written as one."""
    for name, pattern in _WRITTEN[type(value)]:
        said = getattr(value, name)
        words = said if isinstance(said, tuple) else () if said is None else (said,)
        for word in words:
            if not pattern.fullmatch(word):
                raise BadFrame(name, "is not written as this field is")


_envelope = msgspec.json.Decoder(Envelope)
_data = {name: msgspec.json.Decoder(cls) for name, cls in WIRE.items()}
_fact = msgspec.json.Decoder(Fact)
_encoder = msgspec.json.Encoder()


def version_of(name: str) -> int:
    """The current schema version of a fact's type."""
    return max(UPCASTERS.get(name, {0: None})) + 1


def decode_envelope(frame: str | bytes) -> Envelope:
    """Raises BadFrame, which names the field and never its value."""
    try:
        envelope = _envelope.decode(frame)
    except UNREADABLE as error:
        raise _refused(error, "frame") from None
    if envelope.specversion != "1.0":
        raise BadFrame("specversion", "is not 1.0")
    _check_written(envelope)
    return envelope


def read_data(envelope: Envelope) -> tuple[Wire, int]:
    """The data of a frame, lifted to the current version, and how many fields the schema does not name
    (they are dropped). Raises BadFrame."""
    name, _, suffix = envelope.type.partition(".v")
    if name not in WIRE:
        raise BadFrame("type", "is no fact that a centre may send")
    if suffix and not suffix.isdecimal():
        raise BadFrame("type", "has a version that is no number")
    version = int(suffix or 1)
    if version == version_of(name):
        try:
            data = _data[name].decode(envelope.data)
        except UNREADABLE as error:
            if "unknown field" not in str(error):
                raise _refused(error, "data") from None
        else:
            _check_written(data)
            return data, 0
    return _read_leniently(name, version, envelope.data)


def _read_leniently(name: str, version: int, raw: Raw) -> tuple[Wire, int]:
    cls = WIRE[name]
    try:
        data = msgspec.json.decode(raw)
        if not isinstance(data, dict):
            raise BadFrame("data", "is no object")
        data = upcast(name, version, data)
        known = {key: value for key, value in data.items() if key in cls.__struct_fields__}
        lifted = msgspec.convert(known, cls)
        _check_written(lifted)
        return lifted, len(data) - len(known)
    except UNREADABLE as error:
        raise _refused(error, "data") from None


def upcast(name: str, version: int, data: dict[str, Any]) -> dict[str, Any]:
    """`data` of that version as the current version says it. Raises BadFrame for a version that never was."""
    if not 1 <= version <= version_of(name):
        raise BadFrame("type", f"has version {version}; known are 1 to {version_of(name)}")
    for step in range(version, version_of(name)):
        data = UPCASTERS[name][step](data)
    return data


def encode_fact(fact: Fact) -> bytes:
    """The bytes that the journal keeps."""
    return _encoder.encode(fact)


def decode_fact(raw: bytes) -> Fact:
    """The inverse of `encode_fact`, also for what an older version of Vigía wrote. Raises BadFrame for other bytes."""
    try:
        return _fact.decode(raw)
    except msgspec.DecodeError as error:
        found = _lifted(raw) if isinstance(error, msgspec.ValidationError) else None
        if found is None:
            raise _refused(error, "fact") from None
        return found


def _lifted(raw: bytes) -> Fact | None:
    """A journaled fact bears no version: it is of the newest whose upcasters lead to what is valid now."""
    said: Any = msgspec.json.decode(raw)
    data: Any = said.get("data") if isinstance(said, dict) else None
    name = data.get("type") if isinstance(data, dict) else None
    for version in sorted(UPCASTERS.get(name, ()), reverse=True) if isinstance(name, str) else ():
        with contextlib.suppress(msgspec.ValidationError):
            return msgspec.convert({**said, "data": upcast(str(name), version, data)}, Fact)
    return None


def _refused(error: Exception, whole: str) -> BadFrame:
    """msgspec's complaint without the value that an enum's or a tag's quotes, nor keys that it did not expect."""
    complaint, _, path = str(error).partition(" - at `$")
    field = re.sub(r"\[\.\.\.\]|[^A-Za-z0-9_.\[\]]", "", path).strip(".") or whole
    if complaint.startswith(("Invalid enum value", "Invalid value")):
        complaint = "is none of the words allowed"
    elif complaint.startswith("Expected `str` matching regex"):
        complaint = "is not written as this field is"
    elif not isinstance(error, msgspec.ValidationError):
        complaint = "is no valid JSON"
    elif "unknown field" in complaint:
        complaint = "has a field that the schema does not name"
    return BadFrame(field, complaint)


_NAMES = {field for cls in (*WIRE.values(), Envelope) for field in cls.__struct_fields__}


def skeleton(frame: str | bytes, limit: int = 1000) -> str:
    """A frame's shape: types, and names that a schema knows. Other names become `?`: one may be a woman's."""
    try:
        shape = _shape(msgspec.json.decode(frame), 0)
    except UNREADABLE:
        return "no JSON"
    return shape[:limit]


def _shape(value: object, depth: int) -> str:
    if isinstance(value, dict) and depth < 4:
        inner = (f"{k if k in _NAMES else '?'}:{_shape(v, depth + 1)}" for k, v in list(value.items())[:40])
        return "{" + ",".join(inner) + "}"
    if isinstance(value, list):
        return f"[{len(value)}]"
    return type(value).__name__
