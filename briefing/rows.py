"""How chapters write what they counted: by code, in the profile's order, with the sum below."""

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from briefing.sheet import Column, Count, Table, Unit, Value

COUNTED = get_args(Count)
Row = tuple[Value, ...]
TOTAL = "total"  # what the last row is called where it is the sum of those above


def in_order(counted: Mapping[str, object], known: Iterable[str]) -> list[str]:
    """The codes known, in their order, then those that were said all the same."""
    first = list(dict.fromkeys(known))
    return [*first, *sorted(set(counted) - set(first))]


def by_code(
    key: str, label: str, unit: Unit, counted: Mapping[str, int], known: Iterable[str], *, words: str = ""
) -> Table:
    """One row a code, and what they come to."""
    rows = [(code, counted.get(code, 0)) for code in in_order(counted, known)]
    return summed(key, (Column(label, "code"), Column(unit, unit, counts=True)), rows, words)


def summed(key: str, columns: Sequence[Column], rows: Iterable[Row], words: str = "") -> Table:
    """Its last row is the sum of the columns that count; where another measure stands, None."""
    found = list(rows)
    labels = sum(column.unit in ("code", "date", "text") for column in columns)
    last: list[Value] = [TOTAL, *[""] * (labels - 1)]
    for at, column in list(enumerate(columns))[labels:]:
        last.append(_sum(row[at] for row in found) if column.unit in COUNTED else None)
    return Table(key, tuple(columns), (*found, tuple(last)), words, total=True)


def _sum(values: Iterable[Value]) -> int:
    return sum(value for value in values if isinstance(value, int))


def share(part: int, whole: int) -> float | None:
    """Percent, one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None
