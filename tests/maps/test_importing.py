"""An authority's file: what is refused, with its place; what is repaired, and said."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
import shapely

from maps import boundaries, importing
from maps.boundaries import Boundaries

HERE = Path(__file__).resolve().parents[2]
INEGI = HERE.parent / "shared" / "data" / "geo_inegi" / "mun_19_simp0.002.geojson"
SITE = "quintana_roo"
OURS = boundaries.load(SITE)


@pytest.fixture
def collection() -> dict[str, Any]:
    """Our own boundaries as an authority would send them."""
    drawn = OURS.geojson(digits=5)
    for feature in drawn["features"]:
        feature["properties"] = {"cve_geo": feature["properties"]["code"], "nombre": "…"}
    return drawn


def run(collection: object, tmp_path: Path, *more: str) -> int:
    path = tmp_path / "theirs.geojson"
    path.write_bytes(collection if isinstance(collection, bytes) else msgspec.json.encode(collection))
    return importing.main(
        [str(path), "--site", SITE, "--code-property", "cve_geo", "--to", str(tmp_path / "to"), *more]
    )


def test_a_file_like_ours_changes_nothing(
    collection: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(collection, tmp_path, "--attribution", "INEGI 2023") == 0
    there = boundaries.load(SITE, tmp_path / "to")
    assert (there.codes, there.attribution) == (OURS.codes, "INEGI 2023")
    said = capsys.readouterr().out
    assert "quintana_roo.geojson: 11 places" in said
    assert "against those that we ship: 0.00% of the area changed" in said


def test_without_a_word_of_who_made_them_the_file_is_named(collection: dict[str, Any], tmp_path: Path) -> None:
    run(collection, tmp_path)
    assert boundaries.attribution(SITE, tmp_path / "to") == "theirs.geojson"


GEOMETRIES: dict[str, object] = {
    "point": {"type": "Point", "coordinates": [-87, 20]},
    "no geometry": None,
    "metres": {"type": "Polygon", "coordinates": [[[3e6, 1e6], [3e6, 2e6], [4e6, 2e6], [3e6, 1e6]]]},
    "open ring": {"type": "Polygon", "coordinates": [[[-87, 20], [-87, 21], [-86, 21], [-86, 20]]]},
    "words for numbers": {"type": "Polygon", "coordinates": [[["a", "b"], ["c", "d"], ["e", "f"], ["a", "b"]]]},
    "no area": {"type": "Polygon", "coordinates": [[[-87, 20], [-87, 21], [-87, 20], [-87, 20]]]},
}


def swapped(features: list[dict[str, Any]]) -> list[dict[str, Any]]:
    codes = [feature["properties"] for feature in reversed(features)]
    return [feature | {"properties": code} for feature, code in zip(features, codes, strict=True)]


def broken(collection: dict[str, Any], what: str) -> object:
    """The collection with one thing wrong, of its third feature where it is one's."""
    features = collection["features"]
    first, third, rest = features[:2], features[2], features[3:]
    if what in GEOMETRIES:
        return collection | {"features": [*first, third | {"geometry": GEOMETRIES[what]}, *rest]}
    wrong: dict[str, object] = {
        "not JSON": b"<gml/>",
        "no collection": third,
        "projected": collection | {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::6372"}}},
        "unknown code": collection | {"features": [*first, third | {"properties": {"cve_geo": "31001"}}, *rest]},
        "no code": collection | {"features": [*first, third | {"properties": {"nombre": "…"}}, *rest]},
        "missing": collection | {"features": [*first, *rest]},
        "swapped codes": collection | {"features": swapped(features)},
        "no feature": collection | {"features": [*first, 7, *rest]},
    }
    return wrong[what]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("not JSON", "theirs.geojson: no GeoJSON FeatureCollection"),
        ("no collection", "theirs.geojson: no GeoJSON FeatureCollection"),
        ("projected", "theirs.geojson: crs: 'urn:ogc:def:crs:EPSG::6372': only WGS 84"),
        ("metres", "feature 3: geometry.coordinates: [3000000.0, 1000000.0]: no longitude and latitude"),
        ("point", "feature 3: geometry.type: 'Point': only a Polygon or MultiPolygon"),
        ("no geometry", "feature 3: geometry.type: None"),
        ("open ring", "feature 3: geometry.coordinates: [[[-87, 20]"),
        ("words for numbers", "feature 3: geometry.coordinates: [[['a', 'b']"),
        ("no area", "feature 3: geometry.coordinates: '23003': it has no area"),
        ("unknown code", "feature 3: cve_geo: '31001': the profile names no place of this code"),
        ("no code", "feature 3: cve_geo: None: there is no such property; there are: nombre"),
        ("missing", "theirs.geojson: cve_geo: no feature has 23003, which the profile names"),
        ("swapped codes", "of the area would be another place than in our boundaries of quintana_roo"),
        ("no feature", "feature 3: feature: b'7': it cannot be read"),
    ],
)
def test_a_file_that_cannot_be_believed_is_refused_and_nothing_written(
    collection: dict[str, Any], what: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(broken(collection, what), tmp_path) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "to").exists()


def test_a_shape_that_crosses_itself_is_repaired_and_said(
    collection: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cozumel = collection["features"][0]["geometry"]
    bow = [[[-86.5, 20.0], [-86.49, 20.01], [-86.49, 20.0], [-86.5, 20.01], [-86.5, 20.0]]]
    cozumel["coordinates"] = [*cozumel["coordinates"], bow]
    assert run(collection, tmp_path) == 0
    assert "feature 1 (23001): repaired: Self-intersection" in capsys.readouterr().out
    assert boundaries.load(SITE, tmp_path / "to").shape("23001").is_valid


def test_several_features_of_one_place_are_joined_and_said(
    collection: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cozumel = collection["features"][0]
    first, *rest = cozumel["geometry"]["coordinates"]
    cozumel["geometry"] = {"type": "Polygon", "coordinates": first}
    collection["features"] += [cozumel | {"geometry": {"type": "Polygon", "coordinates": part}} for part in rest]
    assert run(collection, tmp_path) == 0
    assert "feature 12 (23001): joined to an earlier one of the same code" in capsys.readouterr().out
    area = boundaries.load(SITE, tmp_path / "to").shape("23001").area
    assert area == pytest.approx(OURS.shape("23001").area, rel=1e-4)


def test_a_code_written_as_a_number_is_the_same_code(collection: dict[str, Any], tmp_path: Path) -> None:
    for feature in collection["features"]:
        feature["properties"]["cve_geo"] = int(feature["properties"]["cve_geo"])
    assert run(collection, tmp_path) == 0


def test_a_fine_file_is_simplified_with_shared_borders(
    collection: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for feature in collection["features"]:
        shape = shapely.from_geojson(msgspec.json.encode(feature["geometry"]))
        fine = shapely.segmentize(shape, 0.002)
        feature["geometry"] = msgspec.Raw(shapely.to_geojson(fine).encode())
    assert run(collection, tmp_path) == 0
    there = boundaries.load(SITE, tmp_path / "to")
    shapes = [there.shape(code) for code in there.codes]
    assert shapely.coverage_is_valid(shapes)
    assert shapely.get_num_coordinates(shapes).sum() <= importing.CORNERS
    assert "(tolerance 0.0002°)" in capsys.readouterr().out


def test_what_changed_is_the_share_of_the_area_of_both() -> None:
    ours = Boundaries({"1": shapely.box(0, 0, 1, 1), "2": shapely.box(1, 0, 2, 1)}, "us")
    theirs = {"1": shapely.box(0, 0, 1.5, 1), "2": shapely.box(1.5, 0, 2, 1)}
    assert importing.changed(theirs, ours) == pytest.approx(0.25)


def test_without_a_folder_the_setting_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert importing.main(["theirs.geojson", "--site", SITE]) == 1
    assert "VIGIA_BOUNDARIES is not set" in capsys.readouterr().err


@pytest.mark.skipif(not INEGI.exists(), reason="INEGI's municipalities are not beside this checkout (../shared/data)")
def test_inegis_own_file_is_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--site", "nuevo_leon", "--code-property", "cve_geo", "--to", str(tmp_path)]
    assert importing.main([str(INEGI), *options]) == 0
    assert "against those that we ship: 0.20% of the area changed" in capsys.readouterr().out
    assert boundaries.load("nuevo_leon", tmp_path).locate(25.6714, -100.3085) == "19039"
