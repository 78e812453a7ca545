"""What is kept of a frame that was refused: where it stood, why, and its shape without values."""

import msgspec
from msgspec import Struct

from journal.journal import Quarantined
from picture.codec import MAX_FRAME, UNREADABLE, Padded, skeleton
from picture.errors import BadFrame

BIGGEST = 1024 * 1024  # bytes; a frame above it ends the connection before it is read


class _Numbered(Struct):
    sequence: Padded


_numbered = msgspec.json.Decoder(_Numbered)


def refuse_too_long(frame: bytes) -> None:
    if len(frame) > MAX_FRAME:
        raise BadFrame("frame", f"is longer than {MAX_FRAME} bytes")


def sequence_of(frame: bytes) -> int:
    """The sequence of a frame that is otherwise unreadable; 0 where it gives none."""
    try:
        return int(_numbered.decode(frame).sequence)
    except UNREADABLE:
        return 0


def refused(frame: bytes, refusal: BadFrame, source: str, epoch: str, sequence: int) -> Quarantined:
    """`sequence`: 0 when it gives none."""
    return Quarantined(
        source=source,
        epoch=epoch,
        sequence=sequence,
        reason=str(refusal),
        length=len(frame),
        skeleton=skeleton(frame),
    )


def never_read(source: str, epoch: str, sequence: int) -> Quarantined:
    """Of a frame above BIGGEST: its length is at least that, its shape is unknown."""
    reason = str(BadFrame("frame", f"is longer than {BIGGEST} bytes"))
    return Quarantined(
        source=source, epoch=epoch, sequence=sequence, reason=reason, length=BIGGEST, skeleton="never read"
    )
