"""Reading an authority's GeoJSON: nothing of it is believed before it is checked."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import shapely

from maps.boundaries import BadBoundaries, coverage
from maps.boundaries.coverage import Shapes

# Longitude and latitude, WGS 84, as GeoJSON has them without a word.
WGS84 = {
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84",
    "urn:ogc:def:crs:EPSG::4326",
    "EPSG:4326",
}


class Feature(msgspec.Struct):
    geometry: dict[str, Any] | None
    properties: dict[str, Any] | None = None


class Collection(msgspec.Struct, tag_field="type", tag="FeatureCollection"):
    features: list[msgspec.Raw]
    crs: Any = None


@dataclass(frozen=True)
class Place:
    """Where something stands in a file; `number`: of the feature, from 1."""

    path: Path
    number: int

    def refused(self, field: str, value: object, why: str) -> BadBoundaries:
        written = repr(value)
        return BadBoundaries(
            f"{self.path}: feature {self.number}: {field}: {written[:60]}{'…' * (len(written) > 60)}: {why}."
        )


def read(path: Path, code_property: str, wanted: Iterable[str]) -> tuple[Shapes, list[str]]:
    """Code → shape, for exactly the `wanted` codes; and what was repaired or joined.

    Raises BadBoundaries: the file, the feature, the field and the value.
    """
    codes = set(wanted)
    shapes: Shapes = {}
    said = []
    for number, raw in enumerate(_collection(path).features, start=1):
        place = Place(path, number)
        feature = _feature(raw, place)
        code = _code(feature, code_property, codes, place)
        shape = _shape(feature, place)
        if not shape.is_valid:
            said.append(f"feature {number} ({code}): repaired: {shapely.is_valid_reason(shape)}")
            shape = coverage.polygons(shape)
        if shape.area == 0:
            raise place.refused("geometry.coordinates", code, "it has no area")
        if code in shapes:
            said.append(f"feature {number} ({code}): joined to an earlier one of the same code")
            shape = shapes[code].union(shape)
        shapes[code] = shape
    if missing := sorted(codes - shapes.keys()):
        raise BadBoundaries(f"{path}: {code_property}: no feature has {', '.join(missing)}, which the profile names.")
    return shapes, said


def _collection(path: Path) -> Collection:
    try:
        collection = msgspec.json.decode(path.read_bytes(), type=Collection)
    except OSError as error:
        raise BadBoundaries(f"{path}: {error.strerror}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadBoundaries(f"{path}: no GeoJSON FeatureCollection: {error}.") from None
    crs = collection.crs
    name = crs.get("properties", {}).get("name") if isinstance(crs, dict) else crs
    if crs is not None and name not in WGS84:
        raise BadBoundaries(f"{path}: crs: {name!r}: only WGS 84 longitude and latitude (EPSG:4326) can be imported.")
    return collection


def _feature(raw: msgspec.Raw, place: Place) -> Feature:
    try:
        return msgspec.json.decode(raw, type=Feature)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise place.refused("feature", bytes(raw), f"it cannot be read: {error}") from None


def _code(feature: Feature, code_property: str, codes: set[str], place: Place) -> str:
    properties = feature.properties or {}
    if code_property not in properties:
        there = ", ".join(sorted(properties)) or "none"
        raise place.refused(code_property, None, f"there is no such property; there are: {there}")
    value = properties[code_property]
    if str(value) not in codes:
        raise place.refused(code_property, value, "the profile names no place of this code")
    return str(value)


def _shape(feature: Feature, place: Place) -> shapely.Geometry:
    geometry = feature.geometry or {}
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise place.refused("geometry.type", geometry.get("type"), "only a Polygon or MultiPolygon bounds a place")
    try:
        shape = shapely.force_2d(shapely.from_geojson(msgspec.json.encode(geometry)))
    except shapely.errors.GEOSException as error:
        raise place.refused("geometry.coordinates", geometry.get("coordinates"), str(error)) from None
    corners = shapely.get_coordinates(shape)
    outside = corners[~(np.abs(corners) <= (180, 90)).all(axis=1)]
    if len(outside):
        why = "no longitude and latitude in degrees; is the file in another reference system?"
        raise place.refused("geometry.coordinates", outside[0].tolist(), why)
    return shape
