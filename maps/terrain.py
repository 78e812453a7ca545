"""What views and scans need to know of a site's ground, whoever draws it (`land.py`)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from maps.ledger import Mark

Rings = list[list[list[float]]]  # closed, [longitude, latitude]
Degrees = tuple[float, float]  # latitude, longitude


class Terrain(Protocol):
    """Read only. `regions`: of every municipality; `roots`: the hexagons of resolution COARSEST that have land."""

    @property
    def zone(self) -> str: ...

    @property
    def regions(self) -> Mapping[str, str]: ...

    @property
    def roots(self) -> Sequence[str]: ...

    def municipality(self, mark: Mark) -> str | None:
        """Where it was, if that is a municipality of the site."""

    def cell(self, mark: Mark) -> str | None:
        """The hexagon of resolution FINEST in which it was, if that is known and has land of the site."""

    def parts(self, cell: str) -> Sequence[str]:
        """Its hexagons of the next finer resolution that have land."""

    def centre(self, place: str) -> Degrees:
        """Of a municipality or a cell."""

    def places_of(self, cells: Iterable[str], cases: Mapping[str, int]) -> tuple[str, ...]:
        """The municipalities in which these cells have their centres, those with the most cases first."""

    def outline(self, members: tuple[str, ...]) -> tuple[str, Rings]:
        """The name and the rings of hexagons that are drawn as one, cut to the land."""
