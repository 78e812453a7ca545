"""Figures of a sheet, by table and key. Pure."""

from briefing.sheet import Sheet, Table, Value

Record = dict[str, Value]


def found(sheet: Sheet, key: str) -> Table | None:
    return next((table for table in sheet.tables if table.key == key), None)


def records(sheet: Sheet, key: str) -> list[Record]:
    """The table's rows by column; without the sum."""
    table = found(sheet, key)
    if table is None:
        return []
    rows = table.rows[:-1] if table.total else table.rows
    return [record(table, row) for row in rows]


def record(table: Table, row: tuple[Value, ...]) -> Record:
    return dict(zip((column.key for column in table.columns), row, strict=True))


def total(sheet: Sheet, key: str) -> Record:
    """The row of the sum; empty where the table has none."""
    table = found(sheet, key)
    return record(table, table.rows[-1]) if table and table.total and table.rows else {}


def keyed(sheet: Sheet, key: str) -> dict[str, Record]:
    """The rows of a table whose first column is a code, by it."""
    return {str(next(iter(each.values()))): each for each in records(sheet, key)}


def values(sheet: Sheet, key: str) -> Record:
    """Of a table whose first column is a code and whose second is its figure."""
    table = found(sheet, key)
    return {str(row[0]): row[1] for row in table.rows if len(row) > 1} if table else {}


def number(value: Value) -> float | None:
    """What can be reckoned with and drawn."""
    return float(value) if isinstance(value, int | float) else None
