"""One view of the map as a picture for paper, drawn without a browser. Same document, same bytes."""

from collections.abc import Mapping
from typing import Any

import msgspec
import shapely
import vl_convert

from maps.documents import Layer, MapDocument, RiskFilter, View, Window
from maps.picture_ground import Ground
from maps.picture_marks import CLASSES, DIM, FILLS, FONT, HATCH, INK, LINE, RED, line, numbered, text, width_of, wrapped
from maps.picture_words import Words

PAPER, MARGIN = 1200.0, 48.0  # SVG's units
LEFT, RIGHT = MARGIN, PAPER - MARGIN
SWATCH = 'width="22" height="14" stroke="#8795a2" stroke-width="0.8"'
Boundaries = Mapping[str, Any]  # a FeatureCollection as maps.boundaries makes it


def png(document: MapDocument, boundaries: Boundaries, *, width: int = 1200, **chosen: Any) -> bytes:
    """As `svg`, so many pixels wide. Asks the network for nothing: the picture names no address."""
    return vl_convert.svg_to_png(svg(document, boundaries, **chosen), scale=width / PAPER)


def svg(
    document: MapDocument,
    boundaries: Boundaries,
    *,
    window: Window,
    layer: Layer,
    form: str = "",
    risk: RiskFilter = "all",
    words: Mapping[str, str],
    attribution: str = "",
) -> str:
    """`words`: the map's wording and `demo`, which a demo's picture says. `attribution`: who made the boundaries.

    Raises ValueError where the document has no such view, KeyError where the wording lacks a word.
    """
    view = _view(document, window, layer, form, risk)
    said = Words(words, document)
    shapes = {
        feature["properties"]["code"]: shapely.from_geojson(msgspec.json.encode(feature["geometry"]))
        for feature in boundaries["features"]
    }
    ground = Ground(document, view, shapes)
    parts, y = _head(document, view, said)
    drawn, y = ground.drawn((LEFT, y, RIGHT), said)
    parts += drawn
    for part in (_legend(said, y), _signals(document, said, y + 50)):
        parts += part[0]
        y = part[1]
    foot, y = _foot(view, said, attribution, y)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {PAPER:.0f} {y:.0f}" width="{PAPER:.0f}" '
        f'height="{y:.0f}" font-family="{FONT}">{HATCH}<rect width="100%" height="100%" fill="#ffffff"/>'
        f"{''.join(parts + foot)}</svg>"
    )


def _view(document: MapDocument, window: Window, layer: Layer, form: str, risk: RiskFilter) -> View:
    wanted = (window, layer, form, risk)
    for view in document.views:
        if (view.window, view.layer, view.form, view.risk) == wanted:
            return view
    raise ValueError(f"the map of {document.site} has no view of window, layer, form, risk {wanted!r}")


def _head(document: MapDocument, view: View, said: Words) -> tuple[list[str], float]:
    parts = [
        text(LEFT, 50, said.filters(view), 15, fill=DIM),
        text(LEFT, 84, said.title(view), 29, more='font-weight="bold"'),
        text(RIGHT, 50, said.as_of(), 15, fill=DIM, anchor="end"),
        text(RIGHT, 82, said("map.note", n=document.least), 15, fill=DIM, anchor="end"),
        line(LEFT, 100, RIGHT, INK, 2),
    ]
    if document.kind == "demo":
        parts.append(
            text(RIGHT, 26, said("demo"), 13, fill=RED, anchor="end", more='font-weight="bold" letter-spacing="1"')
        )
    return parts, 116.0


def _legend(said: Words, y: float) -> tuple[list[str], float]:
    y += 34
    parts = [text(LEFT, y, said("map.legend"), 15, more='font-weight="bold"')]
    x = LEFT + width_of(said("map.legend"), 15) + 24
    for at, level in enumerate((*CLASSES, "unknown"), start=1):
        word = said(f"map.level.{level}")
        name = f"{at} {word}" if level in CLASSES else word
        parts.append(f'<rect x="{x:.1f}" y="{y - 12:.1f}" {SWATCH} fill="{FILLS[level]}"/>')
        parts.append(text(x + 30, y, name, 15))
        x += 30 + width_of(name, 15) + 24
    ring = f'width="20" height="12" rx="3" fill="none" stroke="{RED}" stroke-width="3"'
    parts.append(f'<rect x="{x + 1:.1f}" y="{y - 11:.1f}" {ring}/>')
    parts.append(text(x + 30, y, said("map.legend.signal"), 15))
    return parts, y


def _signals(document: MapDocument, said: Words, y: float) -> tuple[list[str], float]:
    y += 28
    parts = [text(LEFT, y, said("map.signals"), 18, more='font-weight="bold"'), line(LEFT, y + 9, RIGHT, INK, 1.6)]
    y += 36
    for number, signal in enumerate(document.signals, start=1):
        parts.append(numbered(LEFT + 11, y - 5, number))
        for sentence in wrapped(said.signal(signal), 17, RIGHT - LEFT - 36):
            parts.append(text(LEFT + 34, y, sentence, 17))
            y += 24
        y += 8
    if not document.signals:
        parts.append(text(LEFT, y, said("map.signals.none"), 17, fill=DIM))
        y += 24
    return parts, y


def _foot(view: View, said: Words, attribution: str, y: float) -> tuple[list[str], float]:
    parts = [line(LEFT, y, RIGHT, LINE, 1)]
    unplaced = [said("map.unplaced", n=view.unplaced)] if view.unplaced else []
    for sentence in wrapped(" ".join([said("map.caveat"), *unplaced]), 14, RIGHT - LEFT):
        y += 24
        parts.append(text(LEFT, y, sentence, 14, fill=DIM))
    for sentence in wrapped(attribution, 12, RIGHT - LEFT) if attribution else ():
        y += 20
        parts.append(text(LEFT, y, sentence, 12, fill=DIM))
    return parts, y + 30
