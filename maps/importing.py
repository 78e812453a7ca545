"""An authority's own boundaries, a GeoJSON file, checked and made one of our files."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

import shapely

import profiles
import settings
from maps import boundaries
from maps.authority import read
from maps.boundaries import BadBoundaries, Boundaries, coverage
from maps.boundaries.coverage import Shapes
from picture.errors import BadSetting, VigiaError

GAP = 0.001  # degrees, 110 m: narrower ones between neighbours are slips of drawing
CORNERS = 7000  # of a site: a file of 150 KB
MOST = 0.5  # of the area that an authority may know better
TOLERANCES = (0.0, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01)  # degrees


def prepared(raw: Mapping[str, shapely.Geometry]) -> tuple[Shapes, list[str]]:
    """A coverage of at most `CORNERS` corners where a tolerance reaches that; and what was done to the shapes."""
    shapes = coverage.clean(raw, GAP)
    said = []
    lost = 1 - shapely.area(list(shapes.values())).sum() / shapely.area(list(raw.values())).sum()
    if abs(lost) > 1e-6:
        said.append(f"overlaps and gaps between neighbours: {abs(lost):.3%} of the area went to one of them")
    for tolerance in TOLERANCES:
        simple = coverage.simplify(shapes, tolerance) if tolerance else shapes
        if _corners(simple) <= CORNERS:
            break
    said.append(f"corners: {_corners(raw):,} → {_corners(simple):,} (tolerance {tolerance}°)")
    return simple, said


def _corners(shapes: Mapping[str, shapely.Geometry]) -> int:
    return int(shapely.get_num_coordinates(list(shapes.values())).sum())


def changed(shapes: Shapes, ours: Boundaries) -> float:
    """The share of the area, of both together, that lies in another place than before or in one of the two only."""
    same = sum(float(shapes[code].intersection(ours.shape(code)).area) for code in shapes if code in ours.codes)
    return max(0.0, 1 - same / float(shapely.union_all([*shapes.values(), ours.land]).area))


def compared(site: str, shapes: Shapes) -> str:
    """Raises BadBoundaries when most of the area changed: axes swapped, or codes that belong to other places."""
    try:
        ours = boundaries.load(site)
    except BadBoundaries:
        return "we ship no boundaries of this site to compare with"
    share = changed(shapes, ours)
    if share > MOST:
        raise BadBoundaries(
            f"{share:.0%} of the area would be another place than in our boundaries of {site}: are the axes swapped?"
        )
    return f"against those that we ship: {share:.2%} of the area changed"


def imported(path: Path, site: str, code_property: str, attribution: str, folder: Path) -> list[str]:
    """Write `<folder>/<site>.geojson`. Returns what is to be said of it, a line each. Raises VigiaError."""
    profile = profiles.load(site, Path(settings.get("VIGIA_PROFILES")))
    raw, said = read(path, code_property, [place.code for place in profile.place])
    shapes, done = prepared(raw)
    comparison = compared(site, shapes)
    content = coverage.encode(shapes, attribution or path.name)
    target = folder / f"{site}.geojson"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except OSError as error:
        raise BadBoundaries(f"{target}: {error.strerror}.") from None
    return [f"{target}: {len(shapes)} places, {len(content):,} bytes", *said, *done, comparison]


def chosen(folder: Path | None) -> Path:
    """The folder to write into. Raises BadSetting when none is named."""
    named = folder or settings.get("VIGIA_BOUNDARIES")
    if not named:
        raise BadSetting("VIGIA_BOUNDARIES is not set: name it, or the folder of the boundaries by --to.")
    return Path(named)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m maps import", description=__doc__)
    parser.add_argument("file", type=Path, help="GeoJSON, WGS 84, one feature or several for each place")
    parser.add_argument("--site", required=True, help="the profile whose places the file bounds")
    parser.add_argument("--code-property", default="code", help="the property that holds the official code")
    parser.add_argument("--attribution", default="", help="who made them, shown on the map; without it the file's name")
    parser.add_argument("--to", type=Path, help="folder to write into; without it VIGIA_BOUNDARIES")
    options = parser.parse_args(argv)
    try:
        folder = chosen(options.to)
        for line in imported(options.file, options.site, options.code_property, options.attribution, folder):
            sys.stdout.write(f"{line}\n")
    except VigiaError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0
