"""Decoys: areas shaped like a zone, where people live as well. Of five areas that never show a case four hide nobody.

Pure, given the chance.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from math import cos, pi, radians, sin, sqrt, tau
from random import Random

import h3
from msgspec import Struct

from feeds.zones import FINEST, Zone
from picture.errors import BadSetting

Area = frozenset[str]  # cells of resolution 8
TRIES = 300  # draws within the municipality, then with its neighbours, then anywhere in the site
DENSITY = 5000.0  # people of a town on a square kilometre
DEGREE = 111.2  # kilometres of a degree of latitude


class Town(Struct, frozen=True):
    """Degrees, WGS 84; the code of its municipality."""

    latitude: float
    longitude: float
    people: int
    municipality: str


class Ground(Struct, frozen=True):
    """The populated land of a site. `beside`: a municipality's neighbours."""

    towns: Sequence[Town]
    locate: Callable[[float, float], str | None]
    beside: Callable[[str], Set[str]]


def areas(cells: Iterable[str]) -> list[Area]:
    """What hangs together is one area: its decoys hang together too."""
    left, found = set(cells), []
    while left:
        area, edge = set[str](), {left.pop()}
        while edge:
            area |= edge
            edge = around(edge) & left
            left -= edge
        found.append(frozenset(area))
    return sorted(found, key=min)


def around(cells: Iterable[str]) -> set[str]:
    """The cells and their neighbours."""
    return {near for cell in cells for near in h3.grid_disk(cell, 1)}


def hidden(zones: Sequence[Area], before: Sequence[Zone], many: int, ground: Ground, chance: Random) -> list[Zone]:
    """Each zone with `many` decoys. One that was sealed `before` keeps those it had: who sees decoys come and go knows
    which area hides somebody. Raises BadSetting where there is no room for so many."""
    taken = around(cell for zone in zones for cell in zone)
    kept = {frozenset(zone.cells): [d for d in map(frozenset, zone.decoys) if not d & taken][:many] for zone in before}
    taken |= around(cell for zone in zones for decoy in kept.get(zone, ()) for cell in decoy)
    sealed = []
    for zone in zones:
        decoys = list(kept.get(zone, ()))
        while len(decoys) < many:
            decoys.append(_decoy(zone, taken, ground, chance))
            taken |= around(decoys[-1])
        chance.shuffle(decoys)
        sealed.append(Zone(tuple(sorted(zone)), tuple(tuple(sorted(decoy)) for decoy in decoys)))
    return sealed


def _decoy(zone: Area, taken: Set[str], ground: Ground, chance: Random) -> Area:
    home = _home(zone, ground)
    everywhere = {town.municipality for town in ground.towns}
    for within in ({home}, {home} | ground.beside(home), everywhere):
        towns = [town for town in ground.towns if town.municipality in within]
        weights = [town.people for town in towns]
        for _ in range(TRIES if towns else 0):
            (town,) = chance.choices(towns, weights)
            spot = h3.latlng_to_cell(*_spot(town, chance), FINEST)
            if ground.locate(*h3.cell_to_latlng(spot)) not in within:
                continue
            decoy = moved(zone, spot)
            if decoy and not decoy & taken and all(ground.locate(*h3.cell_to_latlng(cell)) for cell in decoy):
                return decoy
    raise BadSetting("There is no room in the site's towns for so many decoys: a zone is too large, or --decoys.")


def _home(zone: Area, ground: Ground) -> str:
    """The municipality it lies in; of one outside the site, the nearest town's."""
    latitude, longitude = h3.cell_to_latlng(middle(zone))
    nearest = min(ground.towns, key=lambda t: (t.latitude - latitude) ** 2 + (t.longitude - longitude) ** 2)
    return ground.locate(latitude, longitude) or nearest.municipality


def _spot(town: Town, chance: Random) -> tuple[float, float]:
    """Anywhere in the circle on which so many people live, of half a kilometre at least."""
    away = max(0.5, sqrt(town.people / DENSITY / pi)) * sqrt(chance.random()) / DEGREE
    angle = tau * chance.random()
    return town.latitude + away * sin(angle), town.longitude + away * cos(angle) / cos(radians(town.latitude))


def middle(area: Area) -> str:
    """Its cell that is nearest to all others."""
    points = {cell: h3.cell_to_latlng(cell) for cell in area}
    latitude, longitude = (sum(each) / len(area) for each in zip(*points.values(), strict=True))
    return min(sorted(area), key=lambda c: (points[c][0] - latitude) ** 2 + (points[c][1] - longitude) ** 2)


def moved(area: Area, to: str) -> Area | None:
    """The area shifted so that its middle lies at `to`; None across a seam of the grid."""
    here = middle(area)
    i, j = h3.cell_to_local_ij(here, here)
    there_i, there_j = h3.cell_to_local_ij(to, to)
    try:
        steps = [h3.cell_to_local_ij(here, cell) for cell in area]
        shifted = frozenset(h3.local_ij_to_cell(to, a - i + there_i, b - j + there_j) for a, b in steps)
    except h3.H3BaseException:
        return None
    return shifted if len(shifted) == len(area) else None
