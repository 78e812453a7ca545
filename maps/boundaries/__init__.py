"""The official places of a site as shapes: which one a position lies in, and what the map draws of them."""

from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import shapely
from msgspec import Struct

from picture.errors import VigiaError

HERE = Path(__file__).resolve().parent


class BadBoundaries(VigiaError):
    """Raised when boundaries cannot be used; names the file and, where known, the feature, the field and the value."""


class Properties(Struct, frozen=True):
    code: str


class Feature(Struct, frozen=True):
    properties: Properties
    geometry: msgspec.Raw


class Collection(Struct, frozen=True):
    """A file of ours: GeoJSON, WGS 84, with one feature for each place. `attribution`: who made the boundaries."""

    features: list[Feature]
    attribution: str


class Boundaries:
    """Shapes by official code; neighbours share their borders exactly. Coordinates are degrees, WGS 84."""

    def __init__(self, shapes: dict[str, shapely.Geometry], attribution: str) -> None:
        self.attribution = attribution
        self.codes = tuple(sorted(shapes))
        self._shapes = [shapes[code] for code in self.codes]
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)

    def locate(self, latitude: float, longitude: float) -> str | None:
        """The code of the place that covers the position; on a shared border the lowest. None: in no place."""
        near = self._tree.query(shapely.Point(longitude, latitude))
        return next(
            (self.codes[i] for i in sorted(near) if shapely.intersects_xy(self._shapes[i], longitude, latitude)), None
        )

    def shape(self, code: str) -> shapely.Geometry:
        """Polygon or MultiPolygon. Raises KeyError for a code that is none of `codes`."""
        return self._shapes[self._index[code]]

    def centroid(self, code: str) -> tuple[float, float]:
        """Latitude and longitude of a point inside the place, near the middle of its largest part. Raises KeyError."""
        point = self.shape(code).point_on_surface()
        return point.y, point.x

    @cached_property
    def land(self) -> shapely.Geometry:
        """All places as one shape."""
        return shapely.union_all(self._shapes)

    def geojson(self, digits: int = 4) -> dict[str, Any]:
        """A FeatureCollection for the page, coordinates rounded to `digits` decimals (4: 11 m)."""
        rounded = shapely.transform(self._shapes, lambda xy: np.round(xy, digits))
        features = [
            {
                "type": "Feature",
                "properties": {"code": code},
                "geometry": msgspec.json.decode(shapely.to_geojson(shape)),
            }
            for code, shape in zip(self.codes, rounded, strict=True)
        ]
        return {"type": "FeatureCollection", "features": features}

    @cached_property
    def _index(self) -> dict[str, int]:
        return {code: i for i, code in enumerate(self.codes)}


def load(site: str, folder: Path | None = None) -> Boundaries:
    """The boundaries of a site: ours, or with a folder the authority's own that was imported into it.

    Raises BadBoundaries when there are none or the file cannot be read.
    """
    path = (folder or HERE) / f"{site}.geojson"
    try:
        collection = msgspec.json.decode(path.read_bytes(), type=Collection)
        shapes = {f.properties.code: shapely.from_geojson(bytes(f.geometry)) for f in collection.features}
    except OSError as error:
        hint = f"python -m maps import FILE --site {site} makes it from an authority's own"
        raise BadBoundaries(f"{path}: {error.strerror}; {hint}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, shapely.errors.GEOSException) as error:
        raise BadBoundaries(f"{path}: {error}.") from None
    return Boundaries(shapes, collection.attribution)


def known(site: str, folder: Path | None = None) -> bool:
    """Whether there are any to load: ours, or a folder where they are said to be."""
    return folder is not None or (HERE / f"{site}.geojson").exists()


def attribution(site: str, folder: Path | None = None) -> str:
    """Who made the boundaries: to be shown on every map that draws them. Raises BadBoundaries."""
    return load(site, folder).attribution
