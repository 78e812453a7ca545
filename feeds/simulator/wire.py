"""What a pretend centre says, and how it stands on the wire: CloudEvents text, ready WebSocket bytes."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

import msgspec
from msgspec import Struct
from websockets.frames import Frame, Opcode

from feeds.frames import Control, padded, write


class Event(Struct, frozen=True, gc=False):
    """One happening before it is numbered. `time`: the centre's clock, milliseconds; `data`: JSON text."""

    time: int
    type: str
    subject: str
    data: str = "{}"
    agency: str = ""


def event(time: int, name: str, subject: str, data: Mapping[str, object] | None = None, agency: str = "") -> Event:
    return Event(time, name, subject, msgspec.json.encode(data).decode() if data else "{}", agency)


def stamp_text(millis: int) -> str:
    """RFC 3339, UTC, to the millisecond."""
    return f"{_second(millis // 1000)}.{millis % 1000:03d}Z"


@lru_cache(maxsize=1024)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def text(happened: Event, source: str, epoch: str, sequence: int | None) -> str:
    """The frame as docs/protocol.md writes it; without a sequence it belongs to a snapshot."""
    number = f'"sequence":"{padded(sequence)}",' if sequence is not None else ""
    number += f'"agency":"{happened.agency}",' if happened.agency else ""
    return (
        f'{{"specversion":"1.0","id":"{epoch}/{sequence or happened.subject}","source":"{source}",'
        f'"type":"{happened.type}","time":"{stamp_text(happened.time)}","subject":"{happened.subject}",'
        f'{number}"data":{happened.data}}}'
    )


def to_bytes(frame: str) -> bytes:
    """The unmasked WebSocket frame of a server: encoded once, sent to every client, again on a fetch."""
    return Frame(Opcode.TEXT, frame.encode()).serialize(mask=False)


def control_bytes(control: Control) -> bytes:
    return to_bytes(write(control))
