"""What the scripts are given and what the store answers, turned to and from the journal's values."""

from collections.abc import Sequence
from typing import Any

import msgspec

from journal.journal import Beat, Checkpoint, Mark, Quarantined
from picture.codec import decode_fact, encode_fact
from picture.events import Entry, Fact

_msgpack = msgspec.msgpack.Encoder()
_beat = msgspec.json.Decoder(Beat)
_frame = msgspec.json.Decoder(Quarantined)

Row = tuple[bytes, list[bytes]]  # a stream's id and its fields with their values


def blob(*parts: object) -> bytes:
    """One argument for a script: redis-py packs thousands of small ones slowly."""
    return _msgpack.encode(parts)


def packed(facts: Sequence[Fact]) -> list[str]:
    """Facts as the journal keeps them; text, because the store's cmsgpack knows no binary type."""
    return [encode_fact(fact).decode() for fact in facts]


def packed_frame(frame: Quarantined) -> str:
    return msgspec.json.encode(frame).decode()


def entries_of(rows: list[Row]) -> list[Entry]:
    return [Entry(int(place[:-2]), int(fields[1]), decode_fact(fields[3])) for place, fields in rows]


def frames_of(rows: list[Row], redriven: list[int]) -> list[Quarantined]:
    return [
        msgspec.structs.replace(_frame.decode(fields[3]), id=int(place[:-2]), recorded=int(fields[1]), redriven=bool(r))
        for (place, fields), r in zip(rows, redriven, strict=True)
    ]


def audited_of(rows: list[Row]) -> list[tuple[str, int, bytes]]:
    return [(place[:-2].decode(), int(fields[1]), fields[3]) for place, fields in rows]


def mark_of(kept: bytes | None) -> Mark:
    """A mark is kept as `<sequence> <epoch>`."""
    if kept is None:
        return Mark()
    sequence, _, epoch = kept.decode().partition(" ")
    return Mark(epoch, int(sequence))


def beat_of(raw: bytes) -> Beat:
    return _beat.decode(raw)


def checkpoint_of(kept: list[Any]) -> Checkpoint | None:
    position, version, state = kept
    if position is None:
        return None
    return Checkpoint(position=int(position), version=int(version), state=state)
