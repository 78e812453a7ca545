"""The briefing as CSV, a file a table, all in one ZIP. UTF-8 with its mark, without which Excel reads á as Ã¡. Pure.

A text that a spreadsheet would take for a formula stands behind an apostrophe; numbers are never texts.
"""

import csv
import io
import re
from datetime import datetime

from briefing.forms.archive import zipped
from briefing.forms.edition import Edition
from briefing.forms.grids import Grid, Typed, grids
from briefing.forms.said import Said

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csvs(edition: Edition) -> bytes:
    said = Said(edition)
    files = [(f"{re.sub(r'[^a-z0-9_-]', '_', grid.key)}.csv", _csv(grid)) for grid in grids(said)]
    return zipped(files, said.local(edition.sheet.as_of))


def _csv(grid: Grid) -> bytes:
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow([guarded(said) for said in grid.head])
    writer.writerows([_said(value, unit) for value, unit in zip(row, units, strict=True)] for row, units in _rows(grid))
    return b"\xef\xbb\xbf" + held.getvalue().encode()


def _rows(grid: Grid) -> list[tuple[tuple[Typed, ...], tuple[str, ...]]]:
    return list(zip(grid.rows, grid.units, strict=True))


def _said(value: Typed, unit: str) -> int | float | str | None:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if unit == "date" else f"{value:%Y-%m-%d %H:%M}"
    return guarded(value) if isinstance(value, str) else value


def guarded(said: str) -> str:
    return f"'{said}" if said.startswith(FORMULA) else said
