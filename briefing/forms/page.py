"""What stands on the two pages, ready to be set: texts, tones and charts, no figure is reckoned here. Pure."""

import re
from collections.abc import Sequence
from typing import Any

from briefing.chapters.hotspots import named
from briefing.forms import charts, lede
from briefing.forms.asked import decisions
from briefing.forms.figures import found, number, records
from briefing.forms.ground import Boundaries, ground, longest
from briefing.forms.page_second import second
from briefing.forms.page_severe import severe
from briefing.forms.page_tables import Drawn, drawn, turned
from briefing.forms.said import UNKNOWN, Said
from briefing.forms.tiles import tiles
from briefing.forms.unknowns import unknowns
from briefing.shares import HIDDEN
from briefing.sheet import Table, Value
from maps.documents import MapDocument

ACROSS, FIGURES, SIGNALS = 3, 7, 3  # at most so many on page one
WIDE, NARROW, HIGH, MAP = 322.0, 162.0, 104.0, 112.0  # points
SPARE = {"hours": 210.0, "window": 110.0, "map": 90.0}  # points of page one that are free without their drawings
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
    parts = {"hours": hours(said), "window": window(said, tables.get("followups")), "curve": curve(said)}
    drawn_on = pictured(said, boundaries)
    spare = sum(room for key, room in SPARE.items() if not {**parts, "map": drawn_on}[key]["svg"])
    spare = 0 if parts["hours"]["svg"] and parts["window"]["svg"] else spare
    return {
        "lang": said.edition.language,
        **head(said),
        **parts,
        "lede": [runs(sentence) for sentence in lede.lede(said)],
        "tiles": tiles(said, tables.get("headline")),
        "centres": across(said, tables.get("calls_by_centre")),
        "severe": severe(said),
        "map": drawn_on,
        "decisions": decisions(said),
        "unknown": {"title": said("part.unknown"), "said": unknowns(said)},
        "second": second(said, rest, spare),
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
        "marks": [said.as_of(), said("fingerprint", mark=said.edition.mark)],
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


def hours(said: Said) -> dict[str, Any]:
    rows = [row for row in records(said.sheet, "calls_by_hour") if "offered" in row]
    bars = [
        charts.Bar(
            lede.hour_of(said, row["hour"])[:2] if isinstance(row["hour"], int) else str(row["hour"]),
            number(row["offered"]),
            number(row.get("usual_low")),
            number(row.get("usual_high")),
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
        "svg": charts.hours(bars, WIDE, HIGH, label=label) if any(bar.value is not None for bar in bars) else "",
        "alt": label,
        "legend": legend,
        "none": said("part.none"),
    }


def _over(bar: charts.Bar) -> bool:
    return bar.value is not None and bar.high is not None and bar.value > bar.high


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
        "svg": charts.stacked(sized, WIDE, 15.0, label=label) if any(part.size for part in sized) else "",
        "alt": label,
        "parts": [(said.value(value, "followups"), name, colour) for name, value, colour in parts if value != 0],
        "tried": _tried(said),
        "none": said("part.none"),
    }


def _tried(said: Said) -> str:
    """What came of the attempts of the period; nothing where not all of them are known."""
    rows = [row for row in records(said.sheet, "followup_attempts") if row["outcome"] != "promised"]
    if any(row["followups"] == UNKNOWN for row in rows):
        return ""
    tried = [
        f"{said.code(str(row['outcome']), column='outcome')} {said.number(row['followups'], 'followups')}"
        for row in rows
        if row["followups"] not in (0, None, HIDDEN)
    ]
    return said("part.tried", tried=", ".join(tried)) if tried else ""


def _colour(row: tuple[Value, ...]) -> str:
    return "unknown" if row[1] == UNKNOWN else OUTCOMES.get(str(row[0]), "open")


def _size(value: Value) -> float:
    """What is suppressed is drawn as wide as can be seen."""
    return float(value) if isinstance(value, int | float) else 0.0 if value is None else 1.0


def curve(said: Said) -> dict[str, Any]:
    """What is hidden is drawn as if it were the most that it can be, hatched."""
    rows = records(said.sheet, "followup_curve")
    hours_of = _evenly([number(row["hours"]) for row in rows])
    counts = [row["followups"] for row in rows]
    steps = [charts.Step(hour, number(many), many == HIDDEN) for hour, many in zip(hours_of, counts, strict=False)]
    hidden = any(step.hidden for step in steps)
    label = said("chart.curve")
    opens, closes = (f"{hour:.0f}" for hour in WINDOW)
    notes = [said("part.curve.window", **{"from": opens, "to": closes})]
    notes += [said("part.curve.hidden", n=said.edition.least)] if hidden else []
    shown = hidden or any(step.many for step in steps)
    veil = float(said.edition.least - 1)
    return {
        "title": said("part.curve"),
        "svg": charts.curve(steps, WINDOW, (NARROW, 66.0), veil=veil, label=label) if shown else "",
        "alt": label,
        "note": " · ".join(notes) if shown else "",
        "none": said("part.none"),
    }


def _evenly(hours: Sequence[float | None]) -> list[float]:
    """Hours that follow each other at one distance, of which some are hidden with their counts."""
    known = [(at, hour) for at, hour in enumerate(hours) if hour is not None]
    if len(known) < 2:
        return [hour for _, hour in known]
    (at, hour), (last, end) = known[0], known[-1]
    step = (end - hour) / (last - at)
    return [hour + (place - at) * step for place in range(len(hours))]


def pictured(said: Said, boundaries: Boundaries | None) -> dict[str, Any]:
    document = said.edition.shown_map
    svg = ground(document, boundaries, NARROW, MAP) if document and boundaries else None
    told = _signals(said)
    more = len(told) - SIGNALS
    return {
        "title": said("part.map" if told else "part.map.cases") if svg else said("part.map"),
        "svg": svg or "",
        "alt": said("map.label"),
        "signals": told[:SIGNALS],
        "note": _of_period(said, document) if document and svg else "",
        "more": said("more", n=more) if more > 0 else "",
        "none": "" if told else said("part.map.none"),
    }


def _of_period(said: Said, document: MapDocument) -> str:
    view = longest(document)
    return said("map.note", starts=said.date(view.starts), ends=said.date(view.ends - 1)) if view else ""


def _signals(said: Said) -> list[str]:
    """From the map, whose numbers they bear; without one from the table."""
    if document := said.edition.shown_map:
        places = [said.code(named(signal.places) or "", column="place") for signal in document.signals]
        return [
            said("hotspot", place=place, observed=f"{signal.observed}{'+' * signal.least}", **_rare(said, signal))
            for place, signal in zip(places, document.signals, strict=True)
        ]
    table = found(said.sheet, "hotspots")
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
