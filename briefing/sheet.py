"""What a briefing is made of: tables of codes and values, each value with its unit. No words: forms add those.

A briefing is a pure function of the journal's entries up to `last`, the period, the definitions' version and `as_of`:
made again, by whoever and whenever, it is the same bytes (`encode`).
"""

import hashlib
from typing import Literal

import msgspec
from msgspec import Struct

DEFINITIONS = 2  # of the figures: raised with every change that makes another figure of the same entries

Count = Literal[  # of different things, never added to each other
    "calls",
    "people",
    "cases",
    "interventions",
    "accompaniments",
    "followups",
    "handovers",
    "referrals",
    "alerts",
    "agents",
    "feeds",
    "hotspots",
    "decisions",
]
Measure = Literal["weeks", "days", "hours", "minutes", "seconds", "percent", "ratio"]
Unit = Count | Measure | Literal["code", "text", "instant", "date"]
Value = int | float | str | None  # None: nothing to divide by, or not known: see `Cell.unknown`
SpanKind = Literal["shift", "day", "week", "month", "quarter", "year", "range"]


class Span(Struct, frozen=True):
    """[starts, ends), milliseconds, of the site's civil time; `name`: 2026-11-20, 2026-W47, 2026-11, 2026-Q4, 2026,
    2026-11-20.noche, or from..to."""

    kind: SpanKind
    name: str
    starts: int
    ends: int


class Column(Struct, frozen=True, omit_defaults=True):
    """`key`: what stands in it, a code that the wording names. `counts`: it is a number of people or of what happened
    to them, so small ones are suppressed; calls and seconds are not."""

    key: str
    unit: Unit
    counts: bool = False


class Table(Struct, frozen=True, omit_defaults=True):
    """`key` names it in the wording. In a column of codes `words` says of what table of the profile they are (forms,
    services, agencies, places, …) or is "". A value None in a row: not applicable; the string "?" in a column of
    numbers: not known, because its source was silent. `total`: the last row is the sum of those above. `whole`: it
    tells of the room's own work, as wall and desk do to the same readers: an internal form shows its small counts."""

    key: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    words: str = ""
    total: bool = False
    whole: bool = False


class Silence(Struct, frozen=True):
    """A feed said nothing in [since, until), as far as it lies in the period; `lost`: sequences that it lacks."""

    source: str
    since: int
    until: int
    lost: int = 0


class Sheet(Struct, frozen=True):
    """The briefing. `first`, `last`: the entries that it was made of; `inputs`: their hash. `as_of`: the instant up to
    which it counts what was told. `revision` 0 is the first; `changed`: of a later one, (table, row, column) → before.
    """

    site: str
    kind: Literal["demo", "real"]
    name: str  # of the site
    zone: str
    span: Span
    as_of: int
    definitions: int
    first: int
    last: int
    inputs: str
    silences: tuple[Silence, ...]
    tables: tuple[Table, ...]
    revision: int = 0
    changed: tuple[tuple[str, str, str, Value], ...] = ()

    def table(self, key: str) -> Table:
        """Raises KeyError."""
        for table in self.tables:
            if table.key == key:
                return table
        raise KeyError(key)


def encode(sheet: Sheet) -> bytes:
    """JSON, the same bytes for the same sheet."""
    return msgspec.json.encode(sheet, order="deterministic")


def decode(payload: bytes) -> Sheet:
    """Raises msgspec.DecodeError."""
    return msgspec.json.decode(payload, type=Sheet)


def fingerprint(sheet: Sheet) -> str:
    """What stands on paper as its mark: the first 12 hex digits of SHA-256 of `encode`."""
    return hashlib.sha256(encode(sheet)).hexdigest()[:12]
