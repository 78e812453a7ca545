"""Points of the past on disk: what was folded up to every third hour, so that any instant between is near one.

A point holds what the journal holds and no more. When the journal is redacted, whoever folded it drops every point.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import structlog

from picture.clocks import DAY, HOUR
from watch.state import VERSION

EVERY = 3 * HOUR
KEPT = 30 * DAY  # how far back the past is shown; one point before it is kept
LEVEL = 3
LENGTH = 8  # bytes before a point that say how long it is unpacked
LONGEST = 1 << 31  # bytes
log = structlog.get_logger()


class Points:
    """Of one site, folded by this version, from a journal that was redacted last before its entry `since`. The point
    of an instant is everything recorded before it. Raises OSError from what writes."""

    def __init__(self, folder: Path, site: str) -> None:
        self._folder = folder
        self._name = f"{site}.{VERSION}"
        self._place = folder / f"{self._name}.0"
        self.since = 0
        self._find()

    def _find(self) -> None:
        """Those that are there, of another version none."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        own = sorted(self._folder.glob(f"{self._name}.*"), key=_number)
        if own:
            self._place, self.since = own[-1], _number(own[-1])
        for other in self._folder.glob(f"{self._name.partition('.')[0]}.*"):
            if other != self._place:
                shutil.rmtree(other, ignore_errors=True)

    def start_anew(self, since: int) -> None:
        """Nothing that was folded before stands any more."""
        shutil.rmtree(self._place, ignore_errors=True)
        self.since, self._place = since, self._folder / f"{self._name}.{since}"

    def keep(self, at: int, state: Callable[[], bytes]) -> None:
        """A point, unless it is there; those that are too old go."""
        path = self._place / str(at)
        if not path.exists():
            self._place.mkdir(parents=True, exist_ok=True, mode=0o700)
            half = path.with_suffix(".half")
            half.write_bytes(packed(state()))
            half.chmod(0o600)
            half.replace(path)
        instants = self.instants()
        for old in [each for each in instants if each <= at - KEPT][:-1]:
            (self._place / str(old)).unlink(missing_ok=True)

    def instants(self) -> list[int]:
        """In order."""
        return sorted(int(path.name) for path in self._place.glob("*") if path.name.isdigit())

    def before(self, at: int) -> list[int]:
        """Those of `at` and earlier, the nearest first."""
        return [each for each in reversed(self.instants()) if each <= at]

    def state(self, at: int) -> bytes | None:
        """None where it cannot be read any more."""
        try:
            return unpacked((self._place / str(at)).read_bytes())
        except (OSError, ValueError):
            log.warning("past.point_unreadable", at=at)
            return None


def packed(state: bytes) -> bytes:
    codec = pa.Codec("zstd", compression_level=LEVEL)
    return len(state).to_bytes(LENGTH, "big") + bytes(codec.compress(state, asbytes=True))


def unpacked(point: bytes) -> bytes:
    """The inverse of `packed`. Raises ValueError, OSError."""
    length = int.from_bytes(point[:LENGTH], "big")
    if length > LONGEST:
        raise ValueError(f"A point of {length} bytes is none.")
    return bytes(pa.Codec("zstd").decompress(point[LENGTH:], length, asbytes=True))


def _number(path: Path) -> int:
    return int(path.name.rpartition(".")[2])
