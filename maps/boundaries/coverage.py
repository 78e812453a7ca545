"""Polygons made a coverage, whose neighbours share their borders exactly, and written as one of our files."""

from collections.abc import Mapping

import msgspec
import numpy as np
import shapely

DIGITS = 5  # decimals of a degree: 1 m
FINEST = 7  # of corners that cleaning makes where two borders cross

Shapes = dict[str, shapely.Geometry]


def clean(shapes: Mapping[str, shapely.Geometry], gap: float) -> Shapes:
    """The shapes without overlaps, and without gaps narrower than `gap` degrees; both go to the neighbour with the
    longest border. Corners are rounded to `DIGITS`. What is a coverage already stays as it is.
    """
    rounded = shapely.transform(list(shapes.values()), lambda xy: np.round(xy, DIGITS))
    valid = [polygons(shape) for shape in rounded]
    if not shapely.coverage_is_valid(valid) or holes(valid):
        valid = shapely.coverage_clean(valid, gap_width=gap)
    return dict(zip(shapes, valid, strict=True))


def holes(shapes: list[shapely.Geometry]) -> int:
    """How many holes the union has."""
    return sum(len(part.interiors) for part in shapely.get_parts(shapely.union_all(shapes)))


def polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """The shape made valid; lines and points that this leaves are dropped."""
    if shape.is_valid:
        return shape
    parts = shapely.get_parts(shapely.make_valid(shape, method="structure"))
    return shapely.union_all([p for p in parts if p.geom_type in ("Polygon", "MultiPolygon")])


def simplify(shapes: Shapes, tolerance: float) -> Shapes:
    """Fewer corners, the borders still shared (Visvalingam–Whyatt); `tolerance`: degrees, the root of an area."""
    return dict(zip(shapes, shapely.coverage_simplify(list(shapes.values()), tolerance), strict=True))


def encode(shapes: Shapes, attribution: str) -> bytes:
    """A file of ours: by code, one feature a line, outer rings anticlockwise. The same shapes are the same bytes."""
    members = ",\n".join(_feature(code, shapes[code]) for code in sorted(shapes))
    said = msgspec.json.encode(attribution).decode()
    return f'{{"type":"FeatureCollection","attribution":{said},"features":[\n{members}\n]}}\n'.encode()


def _feature(code: str, shape: shapely.Geometry) -> str:
    shape = shapely.transform(shape, lambda xy: np.round(xy, FINEST))
    shape = shapely.orient_polygons(shapely.normalize(shape))
    geometry = msgspec.json.encode(msgspec.json.decode(shapely.to_geojson(shape))).decode()
    return f'{{"type":"Feature","properties":{{"code":"{code}"}},"geometry":{geometry}}}'
