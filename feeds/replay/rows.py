"""The rows of a call log in the format of the Technion "Anonymous Bank" data: read, checked, placed in time.

The file's civil clock is taken as UTC, so a `date` is a UTC day.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from msgspec import Struct

from picture.errors import VigiaError

DAY = 86_400_000
HALF_DAY = DAY // 2
Outcome = Literal["AGENT", "HANG", "PHANTOM"]
COLUMNS = ("date", "vru_entry", "vru_exit", "q_start", "q_time", "outcome", "ser_start", "ser_time", "server")


class BadRow(VigiaError):
    """Raised when a call log cannot be read; names the file, the row, the field and the value."""


class Row(Struct, frozen=True, kw_only=True):
    """One call. `number` is its row below the header, its only key; instants and durations in milliseconds.

    `offered` is when it joined the queue, or where it never did, when it left the menu.
    """

    number: int
    date: str
    outcome: Outcome
    offered: int
    wait: int
    talk: int
    server: str

    @property
    def queued(self) -> bool:
        """Whether it was an offer: a caller who hung up without queue time never reached the queue."""
        return self.outcome == "AGENT" or (self.outcome == "HANG" and self.wait > 0)


class Cells:
    """One line's cells by column, each read once, with the place to name when it cannot be."""

    def __init__(self, file: str, number: int, cells: dict[str, str]) -> None:
        self.where = f"{file}, row {number}"
        self.cells = cells

    def __getitem__(self, field: str) -> str:
        return self.cells[field]

    def refuse(self, field: str, why: str) -> BadRow:
        return BadRow(f"{self.where}: {field}: {self.cells[field]!r} {why}.")

    def seconds(self, field: str) -> int:
        """A duration in milliseconds; a negative one (real dirt) is none."""
        try:
            return max(0, int(self.cells[field])) * 1000
        except ValueError:
            raise self.refuse(field, "is no whole number of seconds") from None

    def clock(self, field: str) -> int:
        """Milliseconds since the day's first instant; 0 also means "never"."""
        parts = self.cells[field].split(":")
        if len(parts) != 3 or not all(p.isdecimal() for p in parts):
            raise self.refuse(field, "is no time of day")
        hours, minutes, seconds = map(int, parts)
        if hours > 23 or minutes > 59 or seconds > 59:
            raise self.refuse(field, "is no time of day")
        return ((hours * 60 + minutes) * 60 + seconds) * 1000

    def day(self) -> int:
        return day_of(self.cells["date"], self.where)


def day_of(date: str, where: str = "--day") -> int:
    """The first instant of a `date` (yymmdd), milliseconds. Raises BadRow."""
    try:
        if len(date) != 6 or not date.isdecimal():
            raise ValueError
        year = int(date[:2])
        year += 1900 if year >= 70 else 2000
        return int(datetime(year, int(date[2:4]), int(date[4:]), tzinfo=UTC).timestamp()) * 1000
    except ValueError:
        raise BadRow(f"{where}: date: {date!r} is no day written yymmdd.") from None


def read_rows(path: Path) -> Iterator[Row]:
    """Every row in the file's order. Blank lines and a header that stands again are passed over. Raises BadRow."""
    header: list[str] = []
    number = 0
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for line in lines:
            cells = [cell.strip() for cell in line.rstrip("\r\n").split("\t")]
            if not any(cells) or cells == header:
                continue
            if not header:
                header = _header(path.name, cells)
                continue
            number += 1
            if len(cells) < len(header):
                raise BadRow(f"{path.name}, row {number}: {header[len(cells)]}: is missing.")
            yield _row(number, Cells(path.name, number, dict(zip(header, cells, strict=False))))


def _header(file: str, cells: list[str]) -> list[str]:
    missing = [column for column in COLUMNS if column not in cells]
    if missing:
        raise BadRow(f"{file}, header: {missing[0]}: is missing.")
    return cells


def _row(number: int, cells: Cells) -> Row:
    outcome = cells["outcome"].upper()
    if outcome not in ("AGENT", "HANG", "PHANTOM"):
        raise cells.refuse("outcome", "is none of AGENT, HANG, PHANTOM")
    wait = cells.seconds("q_time")
    return Row(
        number=number,
        date=cells["date"],
        outcome=outcome,  # type: ignore[arg-type] # checked three lines above
        offered=_offered(cells, "q_start" if wait else "ser_start"),
        wait=wait,
        talk=cells.seconds("ser_time"),
        server=cells["server"],
    )


def _offered(cells: Cells, field: str) -> int:
    """When the call joined the queue.

    A time that says "never" is replaced by the menu's end. Outcomes count on the call's `date`, so an
    offer that comes after its date's midnight (the menu began before) is set to the date's last second.
    """
    entry = cells.clock("vru_entry")
    at = cells.clock(field) or cells.clock("vru_exit") or entry
    if at + HALF_DAY < entry:
        at = DAY - 1000
    return cells.day() + at
