"""Sealing: what a line may say, where decoys lie and how they are shaped, and that nothing of it is told."""

import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import h3
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from feeds import decoys, zones
from feeds.decoys import Area, Ground, moved
from feeds.seal import cells_of, ground, main, seal
from maps import boundaries
from maps.boundaries import Boundaries
from picture.errors import BadSetting

SHELTER = (25.6721, -100.3091)  # in Monterrey
CELL = h3.latlng_to_cell(*SHELTER, 8)
MONTERREY = "19039"


@cache
def nuevo_leon() -> Boundaries:
    return boundaries.load("nuevo_leon")


@cache
def land() -> Ground:
    return ground(nuevo_leon())


def shape(area: Area) -> frozenset[tuple[int, ...]]:
    """However it is shifted and turned, the same: how far each cell is from every other, sorted."""
    return frozenset(Counter(tuple(sorted(h3.grid_distance(a, b) for b in area)) for a in area).items())  # type: ignore[arg-type]  # counts of them


def wrote(folder: Path, *lines: str) -> Path:
    path = folder / "plain"
    path.write_text("\n".join(lines))
    return path


def sealed(folder: Path, *lines: str, many: int = 4, seed: int = 1) -> list[zones.Zone]:
    key = folder / "key"
    seal(wrote(folder, *lines), folder / "sealed", key, land(), many=many, chance=Random(seed))
    return zones.unsealed(folder / "sealed", zones.key_in(key))


def areas_of(found: list[zones.Zone]) -> list[Area]:
    return [frozenset(area) for zone in found for area in (zone.cells, *zone.decoys)]


# lines


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        (CELL, {CELL}),
        (f"{SHELTER[0]}, {SHELTER[1]}", set(h3.grid_disk(CELL, 1))),
        (f"{SHELTER[0]},{SHELTER[1]}, 0  # north", {CELL}),
        (f"  {SHELTER[0]} , {SHELTER[1]} , 2", set(h3.grid_disk(CELL, 2))),
        (h3.cell_to_parent(CELL, 6), set(h3.cell_to_children(h3.cell_to_parent(CELL, 6), 8))),
        ("# only a comment", set()),
        ("", set()),
    ],
)
def test_a_line_is_a_cell_or_a_place_with_rings(tmp_path: Path, line: str, cells: set[str]) -> None:
    assert set(cells_of(wrote(tmp_path, line))) == cells


@pytest.mark.parametrize(
    "line",
    [
        "Calle Falsa 123",
        h3.latlng_to_cell(*SHELTER, 9),
        h3.latlng_to_cell(*SHELTER, 3),
        "25.67",
        "95.0, -100.3",
        "25.6, -190",
        "25.67, -100.3, 11",
        "25.67, -100.3, -1",
        "25.67, -100.3, 1, 2",
    ],
)
def test_any_other_line_is_named_by_its_number_only(tmp_path: Path, line: str) -> None:
    with pytest.raises(BadSetting, match=r"line 2 is neither an H3 cell .+ rings\.$") as refusal:
        cells_of(wrote(tmp_path, CELL, line))
    assert line not in str(refusal.value)


def test_lines_that_touch_are_one_zone() -> None:
    far = h3.latlng_to_cell(25.80, -100.20, 8)
    assert sorted(map(len, decoys.areas([*h3.grid_disk(CELL, 2), far]))) == [1, 19]


# decoys


@pytest.mark.parametrize("rings", [0, 1, 2])
def test_a_zone_has_four_decoys_of_its_shape_on_the_sites_land_and_nothing_touches(tmp_path: Path, rings: int) -> None:
    found = sealed(tmp_path, f"{SHELTER[0]}, {SHELTER[1]}, {rings}", "25.78, -100.19, 1")
    assert [len(zone.decoys) for zone in found] == [4, 4]
    for zone in found:
        assert {shape(frozenset(decoy)) for decoy in zone.decoys} == {shape(frozenset(zone.cells))}
    every = areas_of(found)
    for i, area in enumerate(every):
        assert all(nuevo_leon().locate(*h3.cell_to_latlng(cell)) for cell in area)
        assert not any(decoys.around(area) & other for other in every[i + 1 :])


def test_decoys_lie_in_the_zones_own_municipality_where_there_is_room(tmp_path: Path) -> None:
    (zone,) = sealed(tmp_path, f"{SHELTER[0]}, {SHELTER[1]}")
    middles = [h3.cell_to_latlng(decoys.middle(frozenset(decoy))) for decoy in zone.decoys]
    assert [nuevo_leon().locate(*middle) for middle in middles] == [MONTERREY] * 4


def test_in_a_small_town_they_go_to_its_neighbours(tmp_path: Path) -> None:
    town = "19022"  # General Treviño, of a thousand people
    latitude, longitude = next((t.latitude, t.longitude) for t in land().towns if t.municipality == town)
    (zone,) = sealed(tmp_path, f"{latitude}, {longitude}, 2")
    home = {nuevo_leon().locate(*h3.cell_to_latlng(decoys.middle(frozenset(decoy)))) for decoy in zone.decoys}
    assert len(zone.decoys) == 4
    assert home <= {town} | land().beside(town)


def test_zones_and_decoys_are_told_apart_by_nothing_that_lies_in_the_open(tmp_path: Path) -> None:
    """The real one is not the first, the last, nor the one that chance puts first."""
    places = Counter[int]()
    for seed in range(30):
        (tmp_path / "sealed").unlink(missing_ok=True)
        (zone,) = sealed(tmp_path, f"{SHELTER[0]}, {SHELTER[1]}", seed=seed)
        places[sorted([zone.cells, *zone.decoys]).index(zone.cells)] += 1
    assert len(places) > 1


def test_a_zone_that_stays_keeps_its_decoys_and_a_new_one_gets_its_own(tmp_path: Path) -> None:
    (first,) = sealed(tmp_path, f"{SHELTER[0]}, {SHELTER[1]}", seed=1)
    again = sealed(tmp_path, f"{SHELTER[0]}, {SHELTER[1]}", "25.78, -100.19", seed=2)
    assert {frozenset(zone.cells): set(zone.decoys) for zone in again}[frozenset(first.cells)] == set(first.decoys)
    assert [len(zone.decoys) for zone in again] == [4, 4]
    (left,) = sealed(tmp_path, "25.78, -100.19", seed=3)
    assert left in again or set(left.decoys) in [set(zone.decoys) for zone in again]


def test_a_decoy_in_which_a_zone_comes_to_lie_is_drawn_anew(tmp_path: Path) -> None:
    (first,) = sealed(tmp_path, CELL)
    found = sealed(tmp_path, CELL, first.decoys[0][0], seed=2)
    assert len(areas_of(found)) == len(set(areas_of(found))) == 10


def test_a_sealed_file_without_its_key_is_no_reason_to_make_another(tmp_path: Path) -> None:
    sealed(tmp_path, CELL)
    (tmp_path / "key").unlink()
    with pytest.raises(BadSetting, match=r"VIGIA_EXCLUSIONS_KEY is .+, which cannot be read"):
        sealed(tmp_path, CELL)
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize("many", [0, 1, 9])
def test_there_may_be_other_than_four(tmp_path: Path, many: int) -> None:
    (zone,) = sealed(tmp_path, CELL, many=many)
    assert len(zone.decoys) == many


def test_where_there_is_no_room_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoys, "TRIES", 5)
    with pytest.raises(BadSetting, match="no room in the site's towns"):
        sealed(tmp_path, h3.cell_to_parent(CELL, 4))
    assert not (tmp_path / "sealed").exists()


@effort(max_examples=25)
@given(st.integers(0, 2), st.integers(0, 10**6))
def test_an_area_keeps_its_shape_wherever_it_is_moved(rings: int, seed: int) -> None:
    chance = Random(seed)
    area = frozenset(chance.sample(h3.grid_disk(CELL, 2), 5 + rings))
    to = h3.latlng_to_cell(chance.uniform(23.5, 27.5), chance.uniform(-101, -99), 8)
    there = moved(area, to)
    assert there is not None
    assert shape(there) == shape(area)


# the command


def test_every_site_has_ground(tmp_path: Path) -> None:
    for code in ("quintana_roo", "peru", "chile"):
        site = boundaries.load(code)
        towns = ground(site).towns
        assert {town.municipality for town in towns} == set(site.codes)


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIA_SITE", "nuevo_leon")
    monkeypatch.setenv("VIGIA_EXCLUSIONS_KEY", str(tmp_path / "key"))


@pytest.mark.usefixtures("told")
def test_the_command_makes_key_and_file_and_tells_counts_only(tmp_path: Path) -> None:
    plain = wrote(tmp_path, f"{SHELTER[0]}, {SHELTER[1]}", "25.78, -100.19, 0")
    done = subprocess.run(
        [sys.executable, "-m", "feeds.seal", str(plain), str(tmp_path / "sealed")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "Zones sealed: 2; decoys: 8.\n", "")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "sealed").stat().st_mode & 0o777 == 0o600
    assert CELL.encode() not in (tmp_path / "sealed").read_bytes()
    covered = zones.load(tmp_path / "sealed", tmp_path / "key")
    assert all(covered.cover(cell) for cell in h3.grid_disk(CELL, 1))


@pytest.mark.usefixtures("told")
def test_more_decoys_may_be_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [str(wrote(tmp_path, CELL)), str(tmp_path / "sealed")]
    main(words)
    main([*words, "--decoys", "6"])
    assert capsys.readouterr().out == "Zones sealed: 1; decoys: 4.\nZones sealed: 1; decoys: 6.\n"


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("words", "key", "said"),
    [
        (("absent", "sealed"), "key", r"absent' cannot be read\.$"),
        (("plain", "no/such/folder/sealed"), "key", r"cannot be written \(No such file or directory\)\.$"),
        (("plain", "sealed"), "", "^VIGIA_EXCLUSIONS_KEY is not set: "),
        (("plain", "plain"), "key", "which is not sealed: "),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, str], key: str, said: str
) -> None:
    sealed(tmp_path, CELL)
    monkeypatch.setenv("VIGIA_EXCLUSIONS_KEY", str(tmp_path / key) if key else "")
    with pytest.raises(BadSetting, match=said) as refusal:
        main([str(tmp_path / word) for word in words])
    assert CELL not in str(refusal.value)
