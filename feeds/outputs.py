"""What a session asks its shell to do, what it counts, and what every shell shows of itself."""

from dataclasses import dataclass
from typing import Protocol

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
    """What one feed's sessions have counted since the process started. `gaps`: sequences that the feed
    could not give; `refusal`: the reason of the latest refused frame."""

    frames: int = 0
    facts: int = 0
    duplicates: int = 0
    dropped: int = 0
    quarantined: int = 0
    gaps: int = 0
    refusal: str = ""


class Listener(Protocol):
    """One feed that is listened to, by WebSocket or otherwise. `held_back`: the store is down, so nothing is read.
    `connected`: the feed can be heard now."""

    source: str

    @property
    def tally(self) -> Tally: ...

    @property
    def held_back(self) -> bool: ...

    @property
    def connected(self) -> bool: ...

    async def run(self) -> None:
        """Until cancelled."""
