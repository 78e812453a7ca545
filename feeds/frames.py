"""The control frames of the feed protocol (docs/protocol.md), both directions. Facts: `picture/codec.py`."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from picture.codec import UNREADABLE, Padded
from picture.errors import BadFrame

SUBPROTOCOL = "cloudevents.json"
WIDTH = 12  # digits of a sequence on the wire
Stamp = Annotated[datetime, Meta(tz=True)]
Epoch = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]


class Hello(Struct, frozen=True, kw_only=True):
    """A centre's first frame. `oldest`..`last` is what it can still send; empty: last = oldest - 1."""

    epoch: Epoch
    oldest: Padded
    last: Padded
    now: Stamp


class Heartbeat(Struct, frozen=True, kw_only=True):
    last: Padded
    now: Stamp


class Range(Struct, frozen=True, rename={"first": "from", "last": "to"}):
    """Sequences from `first` to `last`, both included."""

    first: Padded
    last: Padded


class SnapshotBegin(Struct, frozen=True, kw_only=True):
    now: Stamp


class SnapshotEnd(Struct, frozen=True, kw_only=True):
    """`open` names every call, case, follow-up, hand-over and referral still open there; `last`: how far it covers."""

    last: Padded
    open: tuple[Annotated[str, Meta(max_length=64)], ...] = ()


class Snapshot(Struct, frozen=True, omit_defaults=True):
    """From the centre exactly one of `begin` and `end`; from us neither: the request."""

    begin: SnapshotBegin | None = None
    end: SnapshotEnd | None = None


class Subscribe(Struct, frozen=True):
    after: Padded


class Control(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A control frame has exactly one of these keys, so none of a CloudEvent's."""

    hello: Hello | None = None
    heartbeat: Heartbeat | None = None
    lacking: Range | None = None
    snapshot: Snapshot | None = None
    subscribe: Subscribe | None = None
    fetch: Range | None = None
    ack: Padded | None = None


_control = msgspec.json.Decoder(Control)


CONTROLS = tuple(b'{"%s"' % name.encode() for name in Control.__struct_fields__)


def is_event(frame: bytes) -> bool:
    """A CloudEvent carries `specversion`; a control frame starts with its one key."""
    return not frame.startswith(CONTROLS)


def read_control(text: str | bytes) -> Control:
    """Raises BadFrame."""
    try:
        return _control.decode(text)
    except UNREADABLE:
        raise BadFrame("frame", "is no control frame of this protocol") from None


def speaks_control(frame: bytes) -> bool:
    """Whether it is a control frame after all, e.g. one with blanks before its key."""
    try:
        control = read_control(frame)
    except BadFrame:
        return False
    return any(getattr(control, name) is not None for name in Control.__struct_fields__)


def write(control: Control) -> str:
    return msgspec.json.encode(control).decode()


def padded(sequence: int) -> str:
    return f"{sequence:0{WIDTH}d}"


def stamp(millis: int) -> datetime:
    return datetime.fromtimestamp(millis / 1000, UTC)


def millis(when: datetime) -> int:
    return round(when.timestamp() * 1000)
