"""Looking for entries in the archive: row groups whose bounds exclude what is sought are not read, and of the others
their facts only where there is one. Files are looked through side by side: Arrow lets the interpreter go meanwhile."""

import contextlib
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from msgspec import Struct

from journal.archive import parquet
from journal.archive.manifest import Stretch
from journal.archive.parquet import COLUMNS, Row, line_of

FIRST, LAST = 0, 1 << 62
THREADS = 2
AHEAD = 4  # files that are looked through, or were, before what was found in the first of them is taken
By = Literal["day", "type", "source"]
Key = tuple[str | int, ...]  # in the order of `by`; a day by its place among the edges
T = TypeVar("T")


class Sought(Struct, frozen=True, kw_only=True):
    """Recorded within [since, until), numbered within (after, through], of one of these types, from one of these
    sources, and of one of these subjects or of that case or naming it. What is left out excludes nothing."""

    subjects: tuple[str, ...] = ()
    case: str = ""
    types: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: int = FIRST
    until: int = LAST
    after: int = FIRST
    through: int = LAST

    @property
    def named(self) -> tuple[str, ...]:
        """The subjects whose facts are all sought."""
        return (*self.subjects, self.case) if self.case else self.subjects

    @property
    def _between(self) -> dict[str, tuple[int, int]]:
        """Column, least and most, both within; of those that say anything."""
        said = {"recorded": (self.since, self.until - 1), "number": (self.after + 1, self.through)}
        none = {"recorded": (FIRST, LAST - 1), "number": (FIRST + 1, LAST)}
        return {name: bounds for name, bounds in said.items() if bounds != none[name]}

    @property
    def _among(self) -> dict[str, tuple[str, ...]]:
        said = {"type": self.types, "source": self.sources, "subject": self.named}
        return {name: words for name, words in said.items() if words}

    @property
    def columns(self) -> list[str]:
        return [*self._between, *self._among, *(["case"] if self.case else [])]

    def misses(self, stretch: Stretch) -> bool:
        """Whether nothing in that file can be sought."""
        late = stretch.until < self.since or stretch.last <= self.after
        return late or stretch.since >= self.until or stretch.first > self.through

    def excluded(self, group: Any) -> bool:
        """By the bounds of a row group (its metadata)."""
        for name, (least, most) in self._between.items():
            low, high = _bounds(group, name, least, most)
            if high < least or low > most:
                return True
        for name, words in self._among.items():
            low, high = _bounds(group, name, "", max(words))
            if not any(low <= each <= high for each in words):
                return not (name == "subject" and self.case)
        return False

    def mask(self, table: pa.Table) -> Any:
        """Of each row, whether it is sought."""
        found = np.ones(len(table), dtype=bool)
        for name, (least, most) in self._between.items():
            column = table[name].to_numpy()
            found &= (column >= least) & (column <= most)
        for name, words in self._among.items():
            hit = _is_in(table[name], words)
            if name == "subject" and self.case:
                hit |= _is_in(table["case"], (self.case,))
            found &= hit
        return found

    def fits(self, row: Row) -> bool:
        """The same of one entry as the journal keeps it."""
        number, recorded, raw = row
        if not (self.since <= recorded < self.until and self.after < number <= self.through):
            return False
        if not self._among:
            return True
        line = line_of(raw)
        if self.types and line.data.type not in self.types:
            return False
        if self.sources and line.source not in self.sources:
            return False
        return not self.named or line.subject in self.named or bool(self.case and line.data.case == self.case)


def _is_in(column: pa.ChunkedArray, words: tuple[str, ...]) -> Any:
    found = pc.equal(column, words[0]) if len(words) == 1 else pc.is_in(column, pa.array(words))
    return pc.fill_null(found, False).to_numpy()


def _bounds(group: Any, name: str, least: Any, most: Any) -> tuple[Any, Any]:
    bounds = group.column(COLUMNS.get_field_index(name)).statistics
    return (bounds.min, bounds.max) if bounds is not None and bounds.has_min_max else (least, most)


def matches(path: Path, sought: Sought, most: int | None = None) -> list[Row]:
    """Of one file, the first `most`. Raises FileNotFoundError, BadArchive."""
    rows: list[Row] = []
    with _opened(path) as file:
        for at, mask in _groups(file, sought):
            if mask is None or mask.any():
                table = file.read_row_group(at, columns=["number", "recorded", "data"], use_threads=False)
                table = table if mask is None else table.filter(pa.array(mask))
                rows += parquet.rows_of(table if most is None else table.slice(0, most - len(rows)))
            if most is not None and len(rows) >= most:
                break
    return rows


def counted(path: Path, sought: Sought, by: Sequence[By], edges: Sequence[int]) -> Counter[Key]:
    """How many of one file, no fact decoded. `edges`: the first instants of the days. Raises FileNotFoundError,
    BadArchive."""
    many, tables = 0, []
    columns = ["recorded" if name == "day" else name for name in by]
    with _opened(path) as file:
        for at, mask in _groups(file, sought):
            many += file.metadata.row_group(at).num_rows if mask is None else int(mask.sum())
            if by:
                table = file.read_row_group(at, columns=columns, use_threads=False)
                tables.append(table if mask is None else table.filter(pa.array(mask)))
    if not tables:
        return Counter({(): many} if many and not by else {})
    table = pa.concat_tables(tables)
    keys = {name: _day(table["recorded"], edges) if name == "day" else table[name] for name in by}
    groups = pa.table(keys).group_by(list(by), use_threads=False).aggregate([([], "count_all")])
    *words, counts = (groups[name].to_pylist() for name in (*by, "count_all"))
    return Counter(dict(zip(zip(*words, strict=True), counts, strict=True)))


def _day(recorded: pa.ChunkedArray, edges: Sequence[int]) -> Any:
    return pa.array(np.searchsorted(np.asarray(edges, dtype=np.int64), recorded.to_numpy(), side="right") - 1)


def _groups(file: pq.ParquetFile, sought: Sought) -> Iterator[tuple[int, Any]]:
    """The row groups that may hold what is sought, with the mask of it; None where all of it is."""
    there = set(file.schema_arrow.names)
    for at in range(file.metadata.num_row_groups):
        if sought.excluded(file.metadata.row_group(at)):
            continue
        columns = sought.columns
        if not columns:
            yield at, None
            continue
        table = file.read_row_group(at, columns=[name for name in columns if name in there], use_threads=False)
        yield at, sought.mask(table if set(columns) <= there else _with_cases(table, file, at))


def _with_cases(table: pa.Table, file: pq.ParquetFile, at: int) -> pa.Table:
    """Of a file that was written before the column was there."""
    data = file.read_row_group(at, columns=["data"], use_threads=False)["data"].to_pylist()
    return table.append_column("case", pa.array([line_of(raw).data.case for raw in data], pa.string()))


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            yield file
    except FileNotFoundError:
        raise parquet.missing(path) from None
    except parquet.UNREADABLE as error:
        raise parquet.damaged(path) from error


def side_by_side(work: Callable[[Stretch], T], stretches: Sequence[Stretch]) -> Iterator[tuple[Stretch, T]]:
    """What `work` makes of each, in order, a few ahead of whoever takes it."""
    waiting: deque[tuple[Stretch, Future[T]]] = deque()
    with ThreadPoolExecutor(THREADS) as pool:
        try:
            for stretch in stretches:
                waiting.append((stretch, pool.submit(work, stretch)))
                if len(waiting) == AHEAD:
                    first, made = waiting.popleft()
                    yield first, made.result()
            while waiting:
                first, made = waiting.popleft()
                yield first, made.result()
        finally:
            for _, each in waiting:
                each.cancel()
