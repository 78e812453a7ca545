"""The four large figures: each with the colour of its target and one line of what matters about it. Pure."""

from typing import Any

from briefing.forms.figures import Record, number, record, records, values
from briefing.forms.page_tables import band, named
from briefing.forms.said import UNKNOWN, Said, cut
from briefing.forms.tone import Tone, against, tone
from briefing.sheet import Table, Value

TILES = 4
Tile = dict[str, Any]  # value, tone, label, note
Judged = tuple[Tone, str]


def tiles(said: Said, table: Table | None) -> list[Tile]:
    return [_tile(said, table, row) for row in table.rows[:TILES]] if table else []


def _tile(said: Said, table: Table, row: tuple[Value, ...]) -> Tile:
    own = record(table, row)
    keys = [column.key for column in table.columns]
    at = keys.index("value") if "value" in keys else 1
    judge = {"service_level": _level, "severe_open": _severe, "followups_in_window": _followups}
    judged, note = judge.get(str(row[0]), _plain)(said, own)
    if not judged:
        judged = tone(str(row[0]), row[at], own.get("usual_low"), own.get("usual_high"))
    label = {"calls": _calls_label, "service_level": _level_label}.get(str(row[0]))
    return {
        "value": said.cell(table, row, at),
        "tone": "unknown" if row[at] == UNKNOWN else judged,
        "label": (label(said) if label else "") or named(said, table, row),
        "note": note or _compared(said, table, row),
    }


def _plain(*_: object) -> Judged:
    return "", ""


def _compared(said: Said, table: Table, row: tuple[Value, ...]) -> str:
    """Beside the usual; where there is none, beside the period before."""
    if bounds := band(said, table, row):
        return said("usual", low=bounds[0], high=bounds[1])
    own = record(table, row)
    if own.get("before") in (None, UNKNOWN):
        return ""
    before = said.cell(table, row, [column.key for column in table.columns].index("before"))
    return said("before", period=said(f"before.{said.sheet.span.kind}"), value=before)


def _main(said: Said) -> Record:
    """The main centre's figures, of which the first two tiles are."""
    return next(iter(records(said.sheet, "calls_by_centre")), {})


def _calls_label(said: Said) -> str:
    centre = _main(said).get("centre")
    return said("tile.calls", centre=cut(said.code(str(centre)), 16)) if centre else ""


def _level_label(said: Said) -> str:
    seconds = number(_main(said).get("seconds"))
    return said("tile.level", n=said.number(round(seconds), "calls")) if seconds is not None else ""


def _level(said: Said, own: Record) -> Judged:
    """The target and the formula stand in the sheet; how near is amber, in the profile."""
    main = _main(said)
    target, formula = number(main.get("target")), str(main.get("formula", ""))
    if target is None:
        return "", ""
    warn = next(
        (each.service_level.warn for each in said.edition.profile.centre if each.source == main.get("centre")), 0
    )
    goal = said("tile.target", target=said.number(target, "percent"), formula=said.code(formula, column="formula"))
    return against(own.get("value"), target, warn), goal


def _severe(said: Said, own: Record) -> Judged:
    """Red where one was assigned too late, or not at all."""
    severe = values(said.sheet, "severe")
    late, nobody = severe.get("assigned_late"), severe.get("unassigned")
    if told := _many(said, {"late": late, "unassigned": nobody}):
        return "crossed", told
    in_time = late == 0 and nobody in (0, None) and number(severe.get("assessed"))
    return ("met", said("tile.in_time")) if in_time else ("", "")


def _many(said: Said, each: dict[str, Value]) -> str:
    """Those that are there."""
    return " · ".join(said.many(f"tile.{key}", many) for key, many in each.items() if number(many))


def _followups(said: Said, own: Record) -> Judged:
    states = values(said.sheet, "followups")
    missed, never = states.get("overdue", states.get("missed")), states.get("never_safe")
    if told := _many(said, {"missed": missed, "never_safe": never}):
        return "near", told
    kept = missed == 0 and never == 0 and number(own.get("value")) is not None
    return ("met", said("tile.none_missed")) if kept else ("", "")
