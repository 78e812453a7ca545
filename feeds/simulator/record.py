"""What a simulator must know to be the same world after a restart: kept in one small file."""

import hashlib
from pathlib import Path

import msgspec
from msgspec import Struct

from feeds.simulator.demo import DEMO
from feeds.simulator.faults import Fault
from picture.errors import BadSetting
from picture.profile import Profile

HALF_HOUR = 1_800_000
HOUR = 3_600_000
OLDEST = 14 * 24 * HOUR  # a world older than this would take too long to live again
VERSION = 4  # of the simulation: another one makes other events of the same record


class Record(Struct, kw_only=True, forbid_unknown_fields=True):
    """`begins`, `anchor_real`, `anchor_clock`: milliseconds; the centres' clock showed `anchor_clock` when ours
    showed `anchor_real`, and runs `speed` times as fast. `garbage`: the share of garbage frames at all times."""

    seed: int
    fingerprint: str
    begins: int
    weeks: int
    days: int = 0
    speed: float
    anchor_real: int
    anchor_clock: int
    garbage: float = 0.0
    totals_only: tuple[str, ...] = ()
    faults: list[Fault] = msgspec.field(default_factory=list)

    @property
    def epoch(self) -> str:
        """One world is one numbering."""
        return f"{self.begins // 1000}-{self.seed}-{self.fingerprint[:8]}"

    def clock(self, real: float) -> int:
        """What the centres' clock shows when ours shows `real` (milliseconds)."""
        return self.anchor_clock + int((real - self.anchor_real) * self.speed)

    def run_at(self, speed: float, real: int) -> None:
        """From now on this fast, without a jump."""
        self.anchor_clock, self.anchor_real, self.speed = self.clock(real), real, speed


def fingerprint(profile: Profile) -> str:
    """What the events depend on besides the record."""
    content = msgspec.json.encode((VERSION, profile)) + DEMO.read_bytes()
    return hashlib.sha256(content).hexdigest()


def fresh(profile: Profile, wanted: "Wanted", now: int) -> Record:
    """A new world with a past."""
    return Record(
        seed=wanted.seed,
        fingerprint=fingerprint(profile),
        begins=(now - int(wanted.hours * HOUR)) // HALF_HOUR * HALF_HOUR,
        weeks=wanted.weeks,
        days=wanted.days,
        speed=wanted.speed,
        anchor_real=now,
        anchor_clock=now,
        garbage=wanted.garbage,
        totals_only=wanted.totals_only,
    )


class Wanted(Struct, frozen=True, kw_only=True):
    """What the command line asks of a world. `hours` of calls, `weeks` of totals and `days` of casework before that
    as a past, `speed` centre seconds a second."""

    seed: int = 7
    weeks: int = 8
    days: int = 63
    hours: float = 26.0
    speed: float = 1.0
    garbage: float = 0.0
    totals_only: tuple[str, ...] = ()


def resumed(kept: Record, profile: Profile, wanted: Wanted, now: int) -> Record:
    """The kept world at the wanted speed, or, where it is another's or too old, a new one that begins now and
    tells no past: what the old one told of it is known already."""
    same = (kept.seed, kept.fingerprint, kept.garbage, kept.totals_only) == (
        wanted.seed,
        fingerprint(profile),
        wanted.garbage,
        wanted.totals_only,
    )
    clock = kept.clock(now)
    if same and clock - kept.begins <= OLDEST:
        if kept.speed != wanted.speed:
            kept.run_at(wanted.speed, now)
        return kept
    new = fresh(profile, wanted, now)
    new.begins, new.weeks, new.days = now, 0, 0
    return new


def load(path: Path) -> Record | None:
    """None where there is no file yet. Raises BadSetting for one that is no record."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Record)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise BadSetting(f"{path} is no record of a simulator ({error}); remove it for a new world.") from None


def save(record: Record, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_bytes(msgspec.json.format(msgspec.json.encode(record)))
    beside.replace(path)
