"""What the briefing process keeps on its shelf of the cupboard for the desks, and what it is asked."""

import msgspec
from msgspec import Struct, field

from briefing.decisions import Decision
from briefing.retrying import Failed
from briefing.sheet import Span

SHELF = "briefing"
STATE, TRENDS, STAFFING, UNDERWAY = "state", "trends", "staffing", "underway"  # keys on it
ASK = "briefing.ask"  # the channel


class State(Struct):
    """Folded up to entry `position`. `done`: the schedule was kept up to then. `late`: names of kept briefings of whose
    period something was told since. `failed`: of the schedule's, by name, what could not be made yet."""

    position: int = 0
    done: int = 0
    decisions: dict[str, Decision] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)
    failed: dict[str, Failed] = field(default_factory=dict)


class Underway(Struct, frozen=True):
    """What is being made now ("": nothing); what could not be made last, and why, as a sentence."""

    name: str = ""
    failed: str = ""
    why: str = ""


def state_of(saved: bytes | None) -> State:
    """Raises msgspec.DecodeError."""
    return msgspec.msgpack.decode(saved, type=State) if saved else State()


def wish(said: bytes) -> Span:
    """Which briefing is asked for. Raises msgspec.DecodeError."""
    return msgspec.json.decode(said, type=Span)
