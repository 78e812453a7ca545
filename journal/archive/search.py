"""Looking for entries in the archive: row groups whose bounds exclude what is sought are not read, and of the others
their facts only where there is one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from msgspec import Struct

from journal.archive import parquet
from journal.archive.parquet import COLUMNS, Row

FIRST, LAST = 0, 1 << 62


class Sought(Struct, frozen=True, kw_only=True):
    """Recorded within [since, until), of that subject, of one of these types; None and none: of any."""

    subject: str | None = None
    types: tuple[str, ...] = ()
    since: int = FIRST
    until: int = LAST

    @property
    def columns(self) -> list[str]:
        said = {"recorded": True, "subject": self.subject is not None, "type": bool(self.types)}
        return [name for name, asked in said.items() if asked]

    def excluded(self, group: Any) -> bool:
        """By the bounds of a row group (its metadata)."""
        low, high = _bounds(group, "recorded", FIRST, LAST)
        if high < self.since or low >= self.until:
            return True
        low, high = _bounds(group, "subject", "", self.subject or "")
        if self.subject is not None and not low <= self.subject <= high:
            return True
        low, high = _bounds(group, "type", "", max(self.types, default=""))
        return bool(self.types) and all(not low <= each <= high for each in self.types)

    def mask(self, table: pa.Table) -> pa.ChunkedArray:
        found = pc.and_(pc.greater_equal(table["recorded"], self.since), pc.less(table["recorded"], self.until))
        if self.subject is not None:
            found = pc.and_(found, pc.equal(table["subject"], self.subject))
        if self.types:
            found = pc.and_(found, pc.is_in(table["type"], pa.array(self.types)))
        return found


def _bounds(group: Any, name: str, least: Any, most: Any) -> tuple[Any, Any]:
    bounds = group.column(COLUMNS.get_field_index(name)).statistics
    return (bounds.min, bounds.max) if bounds is not None and bounds.has_min_max else (least, most)


def matches(path: Path, sought: Sought) -> Iterator[list[Row]]:
    """Of one file, by row group. Raises FileNotFoundError, BadArchive."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            for at in range(file.metadata.num_row_groups):
                if sought.excluded(file.metadata.row_group(at)):
                    continue
                mask = sought.mask(file.read_row_group(at, columns=sought.columns, use_threads=False))
                if pc.any(mask).as_py():
                    table = file.read_row_group(at, columns=["number", "recorded", "data"])
                    yield parquet.rows_of(table.filter(mask))
    except FileNotFoundError:
        raise parquet.missing(path) from None
    except parquet.UNREADABLE as error:
        raise parquet.damaged(path) from error
