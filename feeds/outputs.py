"""What a session asks its shell to do, and what it counts."""

from dataclasses import dataclass

from msgspec import Struct

from journal.journal import Batch


class Send(Struct, frozen=True):
    text: str


class Append(Struct, frozen=True):
    """Make it durable, then say so with `Session.durable`. One at a time."""

    batch: Batch


class Close(Struct, frozen=True):
    """Hang up and connect again. The reason holds nothing that the centre wrote."""

    reason: str


Output = Send | Append | Close


@dataclass(slots=True)
class Tally:
    """What one centre's sessions have counted since the process started. `gaps`: sequences that the centre
    could not give; `refusal`: the reason of the latest refused frame."""

    frames: int = 0
    facts: int = 0
    duplicates: int = 0
    dropped: int = 0
    quarantined: int = 0
    gaps: int = 0
    refusal: str = ""
