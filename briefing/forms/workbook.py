"""The briefing as an XLSX workbook: a sheet a table, numbers as numbers, no formula in it whatever a text begins with.

The same bytes of the same edition: every date inside is `as_of`, and nothing is compressed.
"""

import io
import re
import zipfile
from datetime import datetime
from typing import Any

import xlsxwriter

from briefing.forms.archive import zipped
from briefing.forms.edition import Edition
from briefing.forms.grids import Grid, Typed, grids
from briefing.forms.said import Said
from briefing.sheet import Unit

LONGEST = 31  # signs of a sheet's name
FORMATS = {"instant": "yyyy-mm-dd hh:mm", "date": "yyyy-mm-dd", "percent": "0.0", "ratio": "0.00"}
PLAIN = "#,##0.##########"


def workbook(edition: Edition) -> bytes:
    said = Said(edition)
    at = said.local(edition.sheet.as_of).replace(tzinfo=None)
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": said.span(), "author": "Vigía", "created": at})
        formats = {unit: book.add_format({"num_format": said_as}) for unit, said_as in FORMATS.items()}
        formats |= {"": book.add_format({"num_format": PLAIN}), "head": book.add_format(HEAD)}
        names: set[str] = set()
        for grid in grids(said):
            _write(book.add_worksheet(_name(grid.title, names)), grid, formats)
    with zipfile.ZipFile(held) as made:
        return zipped([(name, made.read(name)) for name in made.namelist()], at)


HEAD = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EEF2F5"}


def _write(page: Any, grid: Grid, formats: dict[str, Any]) -> None:
    page.freeze_panes(1, 0)
    for at, said in enumerate(grid.head):
        page.write_string(0, at, said, formats["head"])
        page.set_column(at, at, _width(grid, at))
    for down, (row, units) in enumerate(zip(grid.rows, grid.units, strict=True), start=1):
        for at, (value, unit) in enumerate(zip(row, units, strict=True)):
            _cell(page, (down, at), value, unit, formats)


def _cell(page: Any, where: tuple[int, int], value: Typed, unit: Unit, formats: dict[str, Any]) -> None:
    if isinstance(value, str):
        page.write_string(*where, value)
    elif isinstance(value, datetime):
        page.write_datetime(*where, value, formats[unit])
    elif value is not None:
        page.write_number(*where, value, formats.get(unit, formats[""]))


def _width(grid: Grid, at: int) -> int:
    longest = max((len(str(row[at])) for row in grid.rows), default=0)
    return min(60, max(12, longest + 2, len(grid.head[at]) // 2 + 2))


def _name(title: str, taken: set[str]) -> str:
    """A name that Excel takes, of none of the other sheets."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ")[:LONGEST] or "-"
    name, number = plain, 2
    while name.casefold() in taken:
        name = f"{plain[: LONGEST - len(str(number)) - 1]} {number}"
        number += 1
    taken.add(name.casefold())
    return name
