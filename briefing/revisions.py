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
    """By table, row and column every value but those that name the row."""
    found: Cells = {}
    for table in sheet.tables:
        for name, naming, row in named_rows(table):
            for at, column in enumerate(table.columns):
                if not (at in naming and column.unit in NAMING) and column.key != "unit":
                    found[table.key, name, column.key] = row[at]
    return found


def named_rows(table: Table) -> list[tuple[str, list[int], tuple[Value, ...]]]:
    """Each row with its name and the columns that it is from: what its first column says; where that of another is the
    same, all columns of codes, texts, days and instants together."""
    first = Counter(str(row[0]) for row in table.rows)
    naming = [at for at, column in enumerate(table.columns) if column.unit in NAMING and column.key != "unit"]
    found = []
    for row in table.rows:
        own = naming if first[str(row[0])] > 1 or not naming else [0]
        found.append((" ".join(str(row[at]) for at in own), own, row))
    return found
