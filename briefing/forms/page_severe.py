"""Severe cases on page one: as a commander asks for them, beside the period before and the usual. Pure."""

from collections.abc import Iterator

from briefing.forms.figures import found, record, records, total
from briefing.forms.page_tables import Cell, Drawn, band, drawn, named
from briefing.forms.said import UNKNOWN, Said, cut
from briefing.shares import HIDDEN
from briefing.sheet import Table, Value
from picture.cases import assign_target

NONE = "—"
RARE = frozenset({"unassigned", "in_progress"})  # told where there is one, now or before
MERGED = frozenset({"assigned_late", "in_time_share"})  # said by those assigned in time, of those assessed
REGISTERS = 2
FIGURES = ("value", "before", "usual_low")


def severe(said: Said) -> Drawn:
    table = found(said.sheet, "severe")
    if table is None or not table.rows:
        return {"title": said("table.severe"), "head": [], "rows": [], "more": said("part.none"), "wide": False}
    kind = said.sheet.span.kind
    head = ["", said(f"this.{kind}"), said(f"before.{kind}"), said("part.usual")]
    rows = [*_rows(said, table), *_handovers(said), *_registers(said)]
    kept = [0, 1, *(at for at in (2, 3) if any(row[at][0] not in ("", NONE) for row in rows))]
    return {
        "title": said.table(table),
        "head": [head[at] for at in kept],
        "rows": [[row[at] for at in kept] for row in rows],
        "more": "",
        "wide": False,
    }


def _rows(said: Said, table: Table) -> Iterator[list[Cell]]:
    keys = [column.key for column in table.columns]
    by_key = {str(row[0]): row for row in table.rows}
    for key, row in by_key.items():
        own = record(table, row)
        told = [own.get(each) for each in FIGURES[:2]]
        if key in MERGED or told == [None, None] or (key in RARE and not any(told)):
            continue
        if key == "assigned_in_time":
            yield from _in_time(said, table, by_key)
            continue
        cells = [_cell(said, table, row, keys.index(each)) for each in FIGURES[:2] if each in keys]
        yield [(named(said, table, row), ""), *cells, *[("", "")] * (2 - len(cells)), _usual(said, table, row)]


def _cell(said: Said, table: Table, row: tuple[Value, ...], at: int) -> Cell:
    if row[at] is None:
        return NONE, ""
    return drawn(said, table, row, at, bare=False)


def _usual(said: Said, table: Table, row: tuple[Value, ...]) -> Cell:
    return "–".join(band(said, table, row) or (NONE,)), ""


def _in_time(said: Said, table: Table, by_key: dict[str, tuple[Value, ...]]) -> Iterator[list[Cell]]:
    """8 of 9, and the usual share."""
    own, whole, share = (by_key.get(key) for key in ("assigned_in_time", "assessed", "in_time_share"))
    if own is None or whole is None or not record(table, whole).get("value"):
        return
    target = assign_target(said.edition.profile)
    label = said("severe.in_time", n=target) if target is not None else named(said, table, own)
    of, parts = record(table, whole), record(table, own)
    tone = drawn(said, table, share, 1)[1] if share else ""
    now, before = (_of(said, parts.get(key), of.get(key)) for key in FIGURES[:2])
    yield [(label, ""), (now[0], now[1] or tone), before, _usual(said, table, share or own)]


def _of(said: Said, part: Value, whole: Value) -> Cell:
    """`8 of 9`."""
    if part is None or whole is None:
        return NONE, ""
    if UNKNOWN in (part, whole):
        return said("unknown"), "unknown"
    if whole == HIDDEN:
        return said.number(part, "cases"), ""
    return said("part.of", part=said.number(part, "cases"), whole=said.number(whole, "cases")), ""


def _handovers(said: Said) -> Iterator[list[Cell]]:
    """Offered and not taken in time."""
    lost = total(said.sheet, "handovers").get("lost")
    if lost is not None:
        label = f"{said('severe.handovers')} ({said('unit.handovers')})"
        yield [(label, ""), _alone(said, lost), ("", ""), ("", "")]


def _alone(said: Said, value: Value) -> Cell:
    if value == UNKNOWN:
        return said("unknown"), "unknown"
    return said.number(value, "handovers"), "crossed" if isinstance(value, int | float) and value > 0 else ""


def _registers(said: Said) -> Iterator[list[Cell]]:
    """Entered, of those that are owed to the register."""
    for each in records(said.sheet, "registers")[:REGISTERS]:
        if each.get("cases"):
            label = said("severe.register", register=cut(said.code(str(each["register"]), column="register"), 24))
            yield [(label, ""), _of(said, each.get("registered"), each["cases"]), ("", ""), ("", "")]
