"""The sheet's tables as rows of typed values under heads that name the unit: what workbook and CSV write. Pure."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from briefing.forms.said import NAMED, UNKNOWN, Said, unit_of
from briefing.sheet import Table, Unit, Value

Typed = int | float | str | datetime | None  # datetime: of the site's zone, without it


class Grid(Struct, frozen=True):
    """`units`: a unit a cell."""

    key: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Typed, ...], ...]
    units: tuple[tuple[Unit, ...], ...]


def grids(said: Said) -> list[Grid]:
    """What it is a briefing of, then every table."""
    return [about(said), *(_grid(said, table) for table in said.sheet.tables)]


def about(said: Said) -> Grid:
    sheet = said.sheet
    facts: list[tuple[str, Typed]] = [
        ("site", sheet.name + (f" · {said('demo')}" if sheet.kind == "demo" else "")),
        ("audience", said(f"audience.{said.edition.audience}")),
        ("starts", said.local(sheet.span.starts).replace(tzinfo=None)),
        ("ends", said.local(sheet.span.ends).replace(tzinfo=None)),
        ("asof", said.local(sheet.as_of).replace(tzinfo=None)),
        ("definitions", sheet.definitions),
        ("fingerprint", said.edition.mark),
        *([("inputs", sheet.inputs)] if sheet.inputs else ()),
        ("entries", f"{sheet.first}–{sheet.last}"),
        ("revision", sheet.revision),
        ("caveat", f"{said('caveat')} {said('caveat.small', n=said.edition.least)}"),
    ]
    rows = [(said(f"about.{key}"), value) for key, value in facts]
    for silence in sheet.silences:
        span = f"{said.moment(silence.since)} – {said.moment(silence.until)}"
        rows.append((said("about.silences"), f"{said.code(silence.source)} · {span} · {silence.lost}"))
    units: list[tuple[Unit, ...]] = [
        ("text", "instant" if isinstance(value, datetime) else "text") for _, value in rows
    ]
    return Grid("about", said("about"), (said("about"), ""), tuple(rows), tuple(units))


def _grid(said: Said, table: Table) -> Grid:
    columns = range(len(table.columns))
    return Grid(
        table.key,
        said.table(table),
        tuple(_head(said, table, at) for at in columns),
        tuple(tuple(typed(said, table, row, at) for at in columns) for row in table.rows),
        tuple(tuple(unit_of(table, row, at) for at in columns) for row in table.rows),
    )


def _head(said: Said, table: Table, at: int) -> str:
    """A column of figures of several units has none of its own: the column beside it names it."""
    own = any(column.key == "unit" for column in table.columns) and table.columns[at].unit not in NAMED
    unit = "" if own else said.unit(table.columns[at].unit)
    name = said.column(table, at) or said.table(table)
    return f"{name} ({unit})" if unit and unit != name else name


def typed(said: Said, table: Table, row: Sequence[Value], at: int) -> Typed:
    """A number as a number, an instant as one, a code by its name; what is not known or suppressed as words."""
    value, unit = row[at], unit_of(table, row, at)
    if isinstance(value, int | float) and unit in ("instant", "date"):
        return said.local(int(value)).replace(tzinfo=None)
    if isinstance(value, int | float) and unit not in NAMED:
        return value
    if value is None or value == UNKNOWN or table.columns[at].unit in NAMED:
        return said.cell(table, row, at)
    return value
