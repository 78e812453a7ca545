"""What the desk's server and the process that reads the past for it say to each other."""

from typing import Literal

from msgspec import Struct

from watch.desk_documents import DeskDocument
from watch.past import Room
from watch.past_lines import PastLine

HEAD = 4  # bytes before an answer that say how long it is


class Bounds(Struct, frozen=True):
    """The earliest and the latest instant that can be shown."""

    first: int
    last: int


class Question(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The `room` as of `at`; the `lines` of [at, until), of those `kinds` (see past_lines.KINDS; none: all but calls);
    or the `case` of that folio, mask or id. One line of JSON."""

    ask: Literal["bounds", "room", "lines", "case"]
    at: int = 0
    until: int = 0
    kinds: tuple[str, ...] = ()
    folio: str = ""


class Found(Struct, frozen=True):
    """A case, and the latest instant at which the desk had it; the journal is kept from `since`. `desk`: of it alone,
    where that instant is older than what can be shown."""

    case: str
    at: int
    since: int
    desk: DeskDocument | None = None


class Answer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`why` there is none, else what was asked for; `done`: the share of the journal that is read, while it is;
    `since`: the instant from which something is known, where it was asked for before. One MessagePack after its
    length."""

    why: str = ""
    done: float = 1.0
    since: int = 0
    bounds: Bounds | None = None
    room: Room | None = None
    lines: list[PastLine] = []
    found: Found | None = None
