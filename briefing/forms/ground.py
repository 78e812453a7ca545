"""A small map of the hotspots: what the large one shows, without names. Pure."""

from collections.abc import Mapping
from typing import Any

import msgspec
import shapely

from briefing.forms.charts import REGULAR
from briefing.forms.fonts import FAMILY
from maps.documents import Group, MapDocument, View
from maps.picture_marks import FILLS, GROUND, HATCH, RED, Box, Panel, outline, text

WHITE = 'fill="none" stroke="#ffffff" stroke-width="2.6" stroke-linejoin="round"'
RING = f'fill="none" stroke="{RED}" stroke-width="1.3" stroke-linejoin="round"'
BORDER = 'fill="none" stroke="#8795a2" stroke-width="0.35" stroke-linejoin="round"'
Boundaries = Mapping[str, Any]  # a FeatureCollection as maps.boundaries makes it


def ground(document: MapDocument, boundaries: Boundaries, width: float, height: float) -> str | None:
    """Of the last 28 days, else of the longest period that the document has; None where it has none."""
    view = longest(document)
    if view is None:
        return None
    places = {
        feature["properties"]["code"]: shapely.from_geojson(msgspec.json.encode(feature["geometry"]))
        for feature in boundaries["features"]
    }
    shapes = {**places, **{code: outline(rings) for code, rings in document.shapes.items()}}
    groups = [(group, _shape(group.nodes, shapes)) for group in view.groups]
    rings = [_shape(signal.cells or signal.places, shapes) for signal in document.signals]
    panel = Panel("ground", (0, 0, width, height), _box(groups, rings, list(places.values())))
    parts = [panel.path(shape, f'fill="{GROUND}"') for shape in places.values()]
    parts += [panel.path(shape, f'fill="{FILLS[group.level]}"') for group, shape in groups]
    parts += [panel.path(shape, BORDER) for shape in places.values()]
    parts += [panel.path(shape, style) for shape in rings for style in (WHITE, RING)]
    parts += [_number(panel, shape, at) for at, shape in enumerate(rings, start=1)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" font-family="{FAMILY}" font-weight="{REGULAR}">{HATCH}{panel.clipped(parts)}</svg>'
    )


def longest(document: MapDocument) -> View | None:
    views = [view for view in document.views if not view.form and view.risk == "all" and view.layer == "municipality"]
    return max(views, key=lambda view: view.ends - view.starts, default=None)


def _shape(nodes: tuple[str, ...], shapes: Mapping[str, shapely.Geometry]) -> shapely.Geometry:
    return shapely.union_all([shapes[node] for node in nodes if node in shapes])


def _box(
    groups: list[tuple[Group, shapely.Geometry]], rings: list[shapely.Geometry], places: list[shapely.Geometry]
) -> Box:
    """Around the smaller half of the places that stand alone, and the hotspots."""
    alone = sorted((shape for group, shape in groups if len(group.nodes) == 1), key=shapely.area)
    seen = [shape for shape in (*alone[: len(alone) // 2 + 1], *rings) if not shape.is_empty] or places
    west, south, east, north = shapely.total_bounds(seen).tolist()
    x, y = 0.05 * (east - west), 0.05 * (north - south)
    return west - x, south - y, east + x, north + y


def _number(panel: Panel, shape: shapely.Geometry, number: int) -> str:
    corners = shapely.get_coordinates(panel.seen(shape)).tolist()
    if not corners:
        return ""
    x, y = panel.point(*max(corners, key=lambda pair: (pair[1], pair[0])))
    left, top, right, bottom = panel.at
    x, y = min(max(x, left + 7), right - 7), min(max(y, top + 7), bottom - 7)
    disc = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="{RED}" stroke="#ffffff" stroke-width="1"/>'
    return disc + text(x, y + 2.5, str(number), 7, fill="#ffffff", anchor="middle", more='font-weight="bold"')
