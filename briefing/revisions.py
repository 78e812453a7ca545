"""A briefing made again later: the next revision, which names each figure that is another one now."""

from collections import Counter

from msgspec.structs import replace

from briefing.sheet import Sheet, Table, Value

NAMING = ("code", "text", "date", "instant")  # units of columns that name a row
Change = tuple[str, str, str, Value]  # table, row, column, before
Cells = dict[tuple[str, str, str], Value]


def revised(before: Sheet, after: Sheet) -> Sheet | None:
    """`after` as the revision that follows `before`; None where no figure is another one."""
    changed = changes(before, after)
    return replace(after, revision=before.revision + 1, changed=changed) if changed else None


def changes(before: Sheet, after: Sheet) -> tuple[Change, ...]:
    """Each cell that differs, with what stood there before, in the order of `after`; then those that are gone. Of one
    that is new, or was not applicable, None stood there."""
    old, new = cells(before), cells(after)
    return tuple((*at, old.get(at)) for at in dict.fromkeys((*new, *old)) if old.get(at) != new.get(at))


def cells(sheet: Sheet) -> Cells:
    """By table, row and column every value that names no row."""
    found: Cells = {}
    for table in sheet.tables:
        for name, row in named_rows(table):
            for column, value in zip(table.columns, row, strict=True):
                if column.unit not in NAMING:
                    found[table.key, name, column.key] = value
    return found


def named_rows(table: Table) -> list[tuple[str, tuple[Value, ...]]]:
    """Each row with its name: what its first column says; where that of another is the same, all columns of codes,
    texts, days and instants together."""
    first = Counter(str(row[0]) for row in table.rows)
    naming = [at for at, column in enumerate(table.columns) if column.unit in NAMING and column.key != "unit"]
    return [
        (str(row[0]) if first[str(row[0])] == 1 else " ".join(str(row[at]) for at in naming), row) for row in table.rows
    ]
