"""What the desk's server and the process that reads the past for it say to each other."""

from typing import Literal

from msgspec import Struct

from watch.past import Room
from watch.past_lines import PastLine

HEAD = 4  # bytes before an answer that say how long it is


class Bounds(Struct, frozen=True):
    """The earliest and the latest instant that can be shown."""

    first: int
    last: int


class Question(Struct, frozen=True, kw_only=True):
    """The `room` as of `at`, or the `lines` of [at, until). One line of JSON."""

    ask: Literal["bounds", "room", "lines"]
    at: int = 0
    until: int = 0


class Answer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`why` there is none, else what was asked for; `done`: the share of the journal that is read, while it is. One
    MessagePack after its length."""

    why: str = ""
    done: float = 1.0
    bounds: Bounds | None = None
    room: Room | None = None
    lines: list[PastLine] = []
