"""What can go wrong on demand, and how it is written: [CENTRE:]NAME@SECONDS[:DURATION]."""

import re
from typing import Literal, get_args

from msgspec import Struct

from picture.errors import BadSetting

Name = Literal["surge", "leave", "gap", "renumber", "clock", "garbage", "link", "duplicate", "swap"]
NAMES: tuple[Name, ...] = get_args(Name)
IN_THE_WORLD = {"surge", "leave"}
IN_THE_NUMBERING = {"gap", "renumber", "clock", "garbage"}
ON_THE_LINE = {"link", "duplicate", "swap"}
LASTS = 60  # seconds, unless said otherwise
WRITTEN = re.compile(r"(?:(?P<centre>.+):)?(?P<name>[a-z]+)@(?P<at>\d+(?:\.\d+)?)(?::(?P<lasts>\d+(?:\.\d+)?))?")

SURGE = 3.0  # times the calls
LEAVE = 0.5  # of the agents at work
CLOCK = 240_000  # milliseconds ahead
GARBAGE = 0.5  # frames of garbage per frame
ODDS = 0.2  # of a duplicate, of a swap


class Fault(Struct, frozen=True, kw_only=True):
    """`at` and `until` on the centres' clock, milliseconds; `centre` empty: all of them."""

    name: Name
    at: int
    until: int
    centre: str = ""

    def strikes(self, source: str, time: int) -> bool:
        return self.centre in ("", source) and self.at <= time < self.until


class Chaos(Struct, frozen=True):
    """Probabilities per frame, for as long as the simulator runs."""

    duplicate: float = 0.0
    swap: float = 0.0
    garbage: float = 0.0


def fault_of(name: str, at: float, lasts: float, centre: str = "") -> Fault:
    """`at` milliseconds, `lasts` seconds. Raises BadSetting for a name that is none."""
    for known in NAMES:
        if name == known:
            return Fault(name=known, at=round(at), until=round(at + lasts * 1000), centre=centre)
    raise BadSetting(f"fault: {name!r} is none of {', '.join(NAMES)}.")


def parse_fault(written: str, start: int) -> Fault:
    """A fault written for the command line, its seconds counted from `start`. Raises BadSetting."""
    found = WRITTEN.fullmatch(written)
    if not found:
        raise BadSetting(f"fault: {written!r} is not written [CENTRE:]NAME@SECONDS[:DURATION].")
    at = start + float(found["at"]) * 1000
    return fault_of(found["name"], at, float(found["lasts"] or LASTS), found["centre"] or "")


def parse_chaos(written: str) -> Chaos:
    """`dup=0.01,swap=0.01,garbage=0.005`. Raises BadSetting."""
    odds: dict[str, float] = {}
    for part in filter(None, written.split(",")):
        name, _, value = part.partition("=")
        if name not in ("dup", "swap", "garbage") or not re.fullmatch(r"0(\.\d+)?", value):
            raise BadSetting(f"chaos: {part!r} is not dup, swap or garbage = a share below 1.")
        odds[name] = float(value)
    return Chaos(odds.get("dup", 0.0), odds.get("swap", 0.0), odds.get("garbage", 0.0))
