"""The ground of one site: its municipalities with their regions, its hexagons, and the outlines of both."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

import h3
import shapely
import shapely.geometry

from maps.boundaries import Boundaries
from maps.disclosure import COARSEST, FINEST
from maps.ledger import Mark
from maps.terrain import Degrees, Rings
from picture.profile import Profile

DIGITS = 4  # of a degree: 11 m
GRID = 10.0**-DIGITS
MANY = 100  # members: of more, a country's, each is drawn as its own hexagon, a thousand times as fast
MEETING = 7  # digits to which corners of neighbours are the same
HEAVY = 1000  # a case weighs more than any number of hexagons


class Land:
    """A Terrain: of the profile's places that have a boundary. `names` by municipality's code."""

    def __init__(self, profile: Profile, boundaries: Boundaries) -> None:
        known = set(boundaries.codes)
        places = [place for place in profile.place if place.code in known]
        self.zone = profile.zone
        self.regions = {place.code: place.region for place in places}
        self.names = {place.code: place.name for place in places}
        self._boundaries = boundaries
        self._drawn: dict[str, tuple[str, ...]] = {}  # name of an outline → its hexagons
        self._outline = lru_cache(maxsize=4096)(self._cut)
        self._has_land = lru_cache(maxsize=65_536)(self._meets)
        self.parts = lru_cache(maxsize=65_536)(self._parts)
        shapely.prepare(boundaries.land)
        self.roots: Sequence[str] = self._roots()

    def municipality(self, mark: Mark) -> str | None:
        return mark.municipality if mark.municipality in self.regions else None

    def cell(self, mark: Mark) -> str | None:
        if not mark.cell:
            return None
        above = [h3.cell_to_parent(mark.cell, resolution) for resolution in range(COARSEST, FINEST + 1)]
        return above[-1] if all(map(self._has_land, above)) else None

    def centre(self, place: str) -> Degrees:
        if place in self.regions:
            return self._boundaries.centroid(place)
        latitude, longitude = h3.cell_to_latlng(place)
        return latitude, longitude

    def places_of(self, cells: Iterable[str], cases: Mapping[str, int]) -> tuple[str, ...]:
        weight: Counter[str] = Counter()
        for cell in cells:
            code = self._boundaries.locate(*self.centre(cell))
            if code is not None:
                weight[code] += 1 + HEAVY * cases.get(cell, 0)
        return tuple(sorted(weight, key=lambda code: (-weight[code], code)))

    def outline(self, members: tuple[str, ...]) -> tuple[str, Rings]:
        name = members[0] if len(members) == 1 else blake2b("".join(members).encode(), digest_size=8).hexdigest()
        self._drawn[name] = members
        return name, self._outline(members)

    def drawn(self, name: str) -> Rings:
        """Of an outline that was asked for before."""
        return self._outline(self._drawn[name])

    def hexagons(self, name: str) -> tuple[str, ...]:
        """Of an outline that was asked for before."""
        return self._drawn[name]

    def _cut(self, members: tuple[str, ...]) -> Rings:
        drawn = _shape if len(members) <= MANY else _hexagon
        whole = shapely.union_all([drawn(member) for member in members])
        shape = shapely.set_precision(whole.intersection(self._boundaries.land), GRID)
        return [
            [[round(x, DIGITS), round(y, DIGITS)] for x, y in ring.coords]
            for part in shapely.get_parts(shape)
            if part.geom_type == "Polygon"
            for ring in (part.exterior, *part.interiors)
        ]

    def _parts(self, cell: str) -> Sequence[str]:
        return tuple(filter(self._has_land, h3.cell_to_children(cell)))

    def _meets(self, cell: str) -> bool:
        return bool(shapely.intersects(self._boundaries.land, _hexagon(cell)))

    def _roots(self) -> Sequence[str]:
        land = shapely.geometry.mapping(self._boundaries.land)
        inner = set(h3.h3shape_to_cells(h3.geo_to_h3shape(land), COARSEST))
        inner |= {h3.latlng_to_cell(*self.centre(code), COARSEST) for code in self.regions}
        near = {each for cell in inner for each in h3.grid_disk(cell, 1)}
        return tuple(sorted(filter(self._has_land, near)))


@lru_cache(maxsize=65_536)
def _shape(cell: str) -> shapely.Geometry:
    """Of its hexagons of resolution FINEST, which fit those beside it whatever their resolution."""
    if h3.get_resolution(cell) >= FINEST:
        return _hexagon(cell)
    return shapely.coverage_union_all([_shape(part) for part in h3.cell_to_children(cell)])


def _hexagon(cell: str) -> shapely.Polygon:
    return shapely.Polygon([(round(x, MEETING), round(y, MEETING)) for y, x in h3.cell_to_boundary(cell)])
