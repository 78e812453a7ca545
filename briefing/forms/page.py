"""What stands on the two pages, ready to be set: texts, tones and charts, no figure is reckoned here. Pure."""

import re
from typing import Any

from briefing.forms import charts, lede
from briefing.forms.ground import Boundaries, ground
from briefing.forms.page_second import second
from briefing.forms.page_tables import Drawn, band, drawn, named, paired, turned
from briefing.forms.said import UNKNOWN, Said
from briefing.forms.tone import tone
from briefing.sheet import Table, Value, fingerprint

TILES, DECISIONS, ACROSS, FIGURES, SIGNALS = 4, 4, 3, 7, 3  # at most so many on page one
WIDE, NARROW, HIGH = 322.0, 162.0, 96.0  # points
WINDOW = (12.0, 48.0)  # hours after the episode; docs/definitions.md
OUTCOMES = {  # → how it is drawn
    "done_in_window": "normal",
    "done_early": "pale",
    "done_late": "near",
    "overdue": "crossed",
    "missed": "crossed",
    "never_safe": "unsafe",
}
FIRST = ("headline", "calls_by_hour", "calls_by_centre", "followups", "followup_curve", "severe", "decisions")


def page(said: Said, boundaries: Boundaries | None) -> dict[str, Any]:
    """`boundaries`: of the site, where the edition has a map."""
    sheet = said.sheet
    tables = {table.key: table for table in sheet.tables}
    rest = [table for table in sheet.tables if table.key not in FIRST]
    return {
        "lang": said.edition.language,
        **head(said),
        "lede": [runs(sentence) for sentence in lede.lede(said)],
        "tiles": tiles(said, tables.get("headline")),
        "hours": hours(said),
        "centres": across(said, tables.get("calls_by_centre")),
        "window": window(said, tables.get("followups")),
        "curve": curve(said),
        "severe": paired(said, tables.get("severe")),
        "map": pictured(said, boundaries),
        "decisions": decisions(said, tables.get("decisions")),
        "unknown": {"title": said("part.unknown"), "said": lede.unknowns(said)},
        "second": second(said, rest),
    }


def head(said: Said) -> dict[str, Any]:
    sheet = said.sheet
    lines = " · ".join(centre.name for centre in said.edition.profile.centre)
    audience = said(f"audience.{said.edition.audience}")
    changed = len(sheet.changed)
    caveats = [said("caveat"), said("caveat.small", n=said.edition.least)]
    return {
        "demo": said("demo") if sheet.kind == "demo" else "",
        "kicker": f"{sheet.name} · {lines} · {audience}",
        "title": said(f"kind.{sheet.span.kind}"),
        "span": said.span(),
        "marks": [said.as_of(), said("fingerprint", mark=fingerprint(sheet))],
        "short": f"{sheet.name} · {said.span()}",
        "revision": said.many("revision", changed, revision=sheet.revision) if sheet.revision else "",
        "caveat": " ".join(
            [*caveats, said("definitions", n=sheet.definitions).capitalize() + ".", said("caveat.again")]
        ),
        "pages": [said("page", n=n) for n in (1, 2)],
    }


def runs(sentence: str) -> list[dict[str, Any]]:
    """A sentence's stretches, bold or not."""
    return [{"said": part, "bold": bool(at % 2)} for at, part in enumerate(re.split("</?b>", sentence)) if part]


def tiles(said: Said, table: Table | None) -> list[dict[str, str]]:
    if table is None:
        return []
    keys = [column.key for column in table.columns]
    at = keys.index("value") if "value" in keys else 1
    found = []
    for row in table.rows[:TILES]:
        own = dict(zip(keys, row, strict=True))
        before = own.get("before", UNKNOWN) not in (None, UNKNOWN)
        key, bounds = str(row[0]), band(said, table, row)
        found.append(
            {
                "value": said.cell(table, row, at),
                "tone": tone(key, row[at], own.get("usual_low"), own.get("usual_high")),
                "label": named(said, table, row),
                "usual": said("usual", low=bounds[0], high=bounds[1]) if bounds else said("usual.none"),
                "before": said("before", value=said.cell(table, row, keys.index("before"))) if before else "",
            }
        )
    return found


def hours(said: Said) -> dict[str, Any]:
    rows = [row for row in lede.records(said.sheet, "calls_by_hour") if "offered" in row]
    bars = [
        charts.Bar(
            lede.hour_of(said, row["hour"])[:2] if isinstance(row["hour"], int) else str(row["hour"]),
            _number(row["offered"]),
            _number(row.get("usual_low")),
            _number(row.get("usual_high")),
        )
        for row in rows
    ]
    legend = [("band", said("part.hours.legend"))] if any(bar.high is not None for bar in bars) else []
    legend += [("near", said("part.hours.over"))] if any(_over(bar) for bar in bars) else []
    legend += [("unknown", said("part.hours.unknown"))] if any(bar.value is None for bar in bars) else []
    label = said("chart.hours")
    centre = [said.code(str(rows[0]["centre"]))] if rows and rows[0].get("centre") else []
    return {
        "title": " · ".join([said("part.hours"), *centre, said("unit.calls")]),
        "svg": charts.hours(bars, WIDE, HIGH, label=label) if bars else "",
        "alt": label,
        "legend": legend,
        "none": said("part.none"),
    }


def _over(bar: charts.Bar) -> bool:
    return bar.value is not None and bar.high is not None and bar.value > bar.high


def _number(value: Value | None) -> float | None:
    """What can be drawn."""
    return float(value) if isinstance(value, int | float) else None


def across(said: Said, table: Table | None) -> Drawn:
    """The lines side by side, a figure a row."""
    if table is None or not table.rows:
        return {"title": said("table.calls_by_centre"), "head": [], "rows": [], "more": said("part.none")}
    return turned(said, table, FIGURES, columns=ACROSS)


def window(said: Said, table: Table | None) -> dict[str, Any]:
    records = table.rows[: -1 if table.total else None] if table else ()
    parts = [(drawn(said, table, row, 0)[0], row[1], _colour(row)) for row in records if table]
    label = said("chart.window")
    sized = [charts.Part(name, _size(value), colour) for name, value, colour in parts]
    whole = sum(value for _, value, _ in parts if isinstance(value, int | float))
    exact = all(isinstance(value, int | float) for _, value, _ in parts)
    return {
        "title": said("part.window")
        + (f" · {said('part.window.of', n=said.number(whole, 'followups'))}" if exact else ""),
        "svg": charts.stacked(sized, WIDE, 13.0, label=label) if any(part.size for part in sized) else "",
        "alt": label,
        "parts": [(said.value(value, "followups"), name, colour) for name, value, colour in parts if value != 0],
        "none": said("part.none"),
    }


def _colour(row: tuple[Value, ...]) -> str:
    return "unknown" if row[1] == UNKNOWN else OUTCOMES.get(str(row[0]), "open")


def _size(value: Value) -> float:
    """What is suppressed is drawn as wide as can be seen."""
    return float(value) if isinstance(value, int | float) else 0.0 if value is None else 1.0


def curve(said: Said) -> dict[str, Any]:
    rows = [list(row.values()) for row in lede.records(said.sheet, "followup_curve")]
    points = [
        (x, y) for x, y in ((_number(row[0]), _number(row[1])) for row in rows) if x is not None and y is not None
    ]
    label = said("chart.curve")
    opens, closes = (f"{hour:.0f}" for hour in WINDOW)
    return {
        "title": said("part.curve"),
        "svg": charts.curve(points, WINDOW, NARROW, 62.0, label=label) if any(y for _, y in points) else "",
        "alt": label,
        "note": said("part.curve.window", **{"from": opens, "to": closes}),
        "none": said("part.none"),
    }


def pictured(said: Said, boundaries: Boundaries | None) -> dict[str, Any]:
    document = said.edition.shown_map
    svg = ground(document, boundaries, NARROW, 104.0) if document and boundaries else None
    told = _signals(said)
    more = len(told) - SIGNALS
    return {
        "title": said("part.map"),
        "svg": svg or "",
        "alt": said("map.label"),
        "signals": told[:SIGNALS],
        "note": said("map.note") if svg else "",
        "more": said("more", n=more) if more > 0 else "",
        "none": "" if told else said("part.map.none"),
    }


def _signals(said: Said) -> list[str]:
    """From the map, whose numbers they bear; without one from the table."""
    if document := said.edition.shown_map:
        places = [", ".join(document.names.get(code, code) for code in signal.places) for signal in document.signals]
        return [
            said("hotspot", place=place, observed=f"{signal.observed}{'+' * signal.least}", **_rare(said, signal))
            for place, signal in zip(places, document.signals, strict=True)
        ]
    table = lede.found(said.sheet, "hotspots")
    keys = [column.key for column in table.columns] if table else []
    if table is None or not {"place", "observed", "expected", "recurrence"} <= set(keys):
        return [said.cell(table, row, 0) for row in table.rows] if table else []
    return [
        said("hotspot", **{key: said.cell(table, row, at, bare=True) for at, key in enumerate(keys)})
        for row in table.rows
    ]


def _rare(said: Said, signal: Any) -> dict[str, str]:
    expected, recurrence = float(signal.expected), int(signal.recurrence)
    return {"expected": said.number(expected, "cases"), "recurrence": said.number(recurrence, "days")}


def decisions(said: Said, table: Table | None) -> Drawn:
    shown = table.rows[:DECISIONS] if table else ()
    left = len(table.rows) - len(shown) if table else 0
    return {
        "title": said.table(table) if table else said("table.decisions"),
        "head": [said.column(table, at) if at else "" for at in range(len(table.columns))] if table and shown else [],
        "rows": [[drawn(said, table, row, at, room=96) for at in range(len(row))] for row in shown if table],
        "more": said("more", n=left) if left else "" if shown else said("part.decisions.none"),
        "wide": True,
    }
