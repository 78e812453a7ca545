"""What is written of a table whose counts are hidden: shares and medians go with the counts that they are of."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

from msgspec.structs import replace

from briefing.chapters.followups import OWED
from briefing.quantities import LABELS, Place, counted, own_unit
from briefing.rows import Row, share
from briefing.sheet import Table, Value

HIDDEN = "*"
MEASURES = frozenset({"percent", "ratio", "weeks", "days", "hours", "minutes", "seconds"})
OF: dict[str, tuple[str, tuple[str, ...]]] = {  # of a measure in a row of its own: the rows it is of, in which table
    "in_time_share": ("", ("assessed", "assigned_in_time")),
    "to_assignment": ("", ("assigned_in_time", "assigned_late")),
    "to_contact": ("", ("assessed",)),
    "oldest": ("", ("severe_open",)),
    "followups_in_window": ("followups", OWED),
}
MEDIANS = {("registers", "lag"): "registered"}  # of one of their row's counts


def written(shown: Sequence[Table], below: int, places: set[Place], whole: set[int]) -> tuple[Table, ...]:
    """The tables without the counts in `places`. A bound of what is usual, in a column of counts, is judged by itself.
    `whole`: which tables are told as they are."""
    counts = [table if at in whole else _counts(table, below, at, places) for at, table in enumerate(shown)]
    by_key = {table.key: table for table in counts}
    return tuple(
        now if at in whole else replace(now, rows=tuple(_measures(was, now, by_key)))
        for at, (was, now) in enumerate(zip(shown, counts, strict=True))
    )


def _counts(table: Table, below: int, at: int, places: set[Place]) -> Table:
    def value(row: Row, number: int, column: int) -> Value:
        said = row[column]
        usual = isinstance(said, float) and 0 < said < below and counted(table, row, column)
        return HIDDEN if usual or (at, number, column) in places else said

    rows = (tuple(value(row, number, column) for column in range(len(row))) for number, row in enumerate(table.rows))
    return replace(table, rows=tuple(rows))


def _measures(was: Table, now: Table, tables: Mapping[str, Table]) -> Iterator[Row]:
    finer = [table for key, table in tables.items() if now.key.startswith(f"{key}_")] if not _counting(now) else []
    for old, row in zip(was.rows, now.rows, strict=True):
        own = own_unit(now, row)
        apart = any(HIDDEN in other for table in finer for other in table.rows if other[0] == row[0])
        yield tuple(
            HIDDEN
            if (own or column.unit) in MEASURES
            and column.unit not in LABELS
            and isinstance(value, int | float)
            and (apart or (_of_rows(now, row, at, tables) if own else _of_row(was, old, row, at)))
            else value
            for at, (column, value) in enumerate(zip(now.columns, row, strict=True))
        )


def _counting(table: Table) -> list[int]:
    return [at for at, column in enumerate(table.columns) if column.counts]


def _of_rows(table: Table, row: Row, at: int, tables: Mapping[str, Table]) -> bool:
    """Whether a count is hidden, of the same time, of the rows that this measure is of; of a commitment, any."""
    key, codes = OF.get(str(row[0]), ("", ()))
    base = tables.get(key, table) if key else table
    counting = _counting(table)
    column = _counting(base)[counting.index(at)] if codes and at in counting else 0
    called = {value for value, what in zip(row, table.columns, strict=True) if what.key == "commitment"}
    return any(other[column] == HIDDEN for other in base.rows if other[0] in codes) or any(
        HIDDEN in other and not called.isdisjoint(other) for every in tables.values() for other in every.rows if called
    )


def _of_row(table: Table, was: Row, now: Row, at: int) -> bool:
    """Whether one of the row's counts is hidden; of percent, one of two that come to it, if any do."""
    hidden = {column for column, value in enumerate(now) if value == HIDDEN}
    if base := MEDIANS.get((table.key, table.columns[at].key)):
        return base in {table.columns[column].key for column in hidden}
    if not hidden or table.columns[at].unit != "percent":
        return bool(hidden)
    numbers = [column for column, what in enumerate(table.columns) if what.unit not in (*MEASURES, *LABELS)]
    pairs = [pair for pair in permutations(numbers, 2) if _share(was[pair[0]], was[pair[1]]) == was[at]]
    return not pairs or any(not hidden.isdisjoint(pair) for pair in pairs)


def _share(part: Value, whole: Value) -> float | None:
    return share(part, whole) if isinstance(part, int) and isinstance(whole, int) else None
