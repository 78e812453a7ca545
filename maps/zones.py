"""Circular zones: around each place its nearest places, one more at a time, up to a bound."""

from collections.abc import Hashable
from typing import Literal, NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

EARTH = 6371.0  # km, mean radius
SAME = 1e-11  # of the region's extent: places nearer to each other, or equally far but for less, are as one
ROWS = 256  # centres whose distances are held at once
Ties = Literal["one", "together"]


class Place(Struct, frozen=True):
    """`x`, `y`: planar coordinates in any unit; or longitude and latitude in degrees, then say `geographic=True` to the
    scan, or use `Place.at`. `population`: at risk, of any period."""

    id: Hashable
    x: float
    y: float
    population: float | None = None

    @classmethod
    def at(cls, id: Hashable, latitude: float, longitude: float, population: float | None = None) -> "Place":  # noqa: A002 (the field's name)
        return cls(id, longitude, latitude, population)


class Zones(NamedTuple):
    """Of each centre c the places by distance, itself first: members[starts[c]:starts[c + 1]], `distances` beside them.
    A circle may end only where `whole` says so."""

    starts: NDArray[np.int64]
    members: NDArray[np.int32]
    distances: NDArray[np.float64]
    whole: NDArray[np.bool_]

    def circle(self, centre: int, size: int) -> tuple[NDArray[np.int32], float]:
        """The first `size` places around `centre`, and the distance of the last."""
        start = self.starts[centre]
        return self.members[start : start + size], float(self.distances[start + size - 1])


class Shape(Struct, frozen=True):
    """How far a circle may grow: to a `share` of the weights, a `radius`, a number of `places`; all that are given
    hold, each inclusive. `geographic`: x is the longitude, y the latitude, a radius is in km; else in the unit of both.
    `ties`: places equally far enter one by one, the one of lesser coordinate first (x, then y; geographic: of the point
    on the sphere), or together. Places at one point always enter together.
    """

    share: float = 0.5
    radius: float | None = None
    places: int | None = None
    geographic: bool = False
    ties: Ties = "one"


class Field(NamedTuple):
    """Places: as points whose straight distance orders them, on a `grid` so fine that only rounding is lost, `ranked`
    by their coordinates, `extent` apart."""

    points: NDArray[np.float64]
    grid: NDArray[np.float64]
    ranked: NDArray[np.int64]
    extent: float
    weights: NDArray[np.float64]


def spread_out(xy: NDArray[np.float64], geographic: bool) -> NDArray[np.float64]:
    """Coordinates whose straight distance orders places: the plane's own, or points on the unit sphere."""
    if not geographic:
        return xy
    longitude, latitude = np.radians(xy).T
    return np.column_stack(
        (np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude))
    )


def circles(xy: NDArray[np.float64], weights: NDArray[np.float64], shape: Shape) -> Zones:
    """The zones of places at `xy` (places × 2). A place that alone is over the share has none."""
    points = spread_out(xy, shape.geographic)
    extent = float(np.ptp(points, axis=0).max()) or 1.0
    grid = np.rint(points / (extent * SAME))
    field = Field(points, grid, np.lexsort(grid.T[::-1]), extent, weights)
    every = np.arange(len(points))
    parts = [_around(centres, field, shape) for centres in np.split(every, range(ROWS, len(points), ROWS))]
    sizes, members, distances, whole = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Zones(np.concatenate(([0], np.cumsum(sizes))), members.astype(np.int32), distances, whole)


def _around(
    centres: NDArray[np.int64], field: Field, shape: Shape
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """(sizes, and one after another members, distances, whole) of some centres."""
    members, steps, far = _by_distance(centres, field, None if shape.places is None else shape.places + 1)
    alike = steps[:, 1:] == steps[:, :-1]
    if shape.ties == "one":
        alike &= (field.grid[members[:, 1:]] == field.grid[members[:, :-1]]).all(axis=2)
    whole = np.column_stack((~alike, np.ones(len(centres), bool)))
    distances = 2 * EARTH * np.arcsin(np.minimum(far / 2, 1)) if shape.geographic else far
    most = shape.share * field.weights.sum() * (1 + 1e-12)
    fits = np.cumsum(field.weights[members], axis=1) <= most
    if shape.radius is not None:
        fits &= distances <= shape.radius * (1 + 1e-12)
    if shape.places is not None:
        fits[:, shape.places :] = False
    # what is beyond the last whole circle that fits belongs to none
    numbers = np.arange(1, members.shape[1] + 1)
    sizes = np.where(fits & whole, numbers, 0).max(axis=1)
    kept = numbers <= sizes[:, None]
    return sizes, members[kept], distances[kept], whole[kept]


def _by_distance(
    centres: NDArray[np.int64], field: Field, most: int | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The places around each centre, itself first, the `most` nearest; how far they are, in steps of what is told apart
    and unrounded."""
    many, ranked = len(field.points), field.ranked
    far = np.sqrt(sum((axis[centres, None] - axis[None, ranked]) ** 2 for axis in field.points.T))
    steps = np.rint(far / (field.extent * SAME)).astype(np.int64)
    keys = steps * many + np.arange(many)
    keys[ranked[None, :] == centres[:, None]] = -1
    order = np.argsort(keys, axis=1)[:, :most]
    return ranked[order], np.take_along_axis(steps, order, 1), np.take_along_axis(far, order, 1)
