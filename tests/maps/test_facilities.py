"""What a site's file of public services may hold, and that no refuge is among it, however it is written."""

from pathlib import Path

import pytest

import profiles
from maps import boundaries
from maps.facilities import COLUMNS, MOST, load
from maps.facility import KINDS, Facility
from maps.refuges import names_refuge
from picture.errors import BadSetting

SITE = profiles.load("nuevo_leon", Path(__file__).resolve().parents[2] / "profiles")
LOCATE = boundaries.load("nuevo_leon").locate
HEADER = "kind,name,municipality,latitude,longitude"
JUSTICE = "justice_centre,Centro de Justicia,19039,25.6866,-100.3161"


def file(folder: Path, *rows: str, header: str = HEADER, start: bytes = b"") -> Path:
    path = folder / "servicios.csv"
    path.write_bytes(start + "\r\n".join((header, *rows, "")).encode())
    return path


def refusal(path: Path) -> str:
    with pytest.raises(BadSetting) as raised:
        load(path, SITE, LOCATE)
    told = str(raised.value)
    assert told.startswith(f"VIGIA_FACILITIES is {str(path)!r}")
    return told


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a byte order mark"])
def test_every_row_becomes_a_facility_in_the_files_order(tmp_path: Path, start: bytes) -> None:
    path = file(tmp_path, 'health,"Hospital ""Ñandú"", norte",19006,25.78,-100.19', "", JUSTICE, start=start)
    assert load(path, SITE, LOCATE) == (
        Facility(
            kind="health", name='Hospital "Ñandú", norte', municipality="19006", latitude=25.78, longitude=-100.19
        ),
        Facility(
            kind="justice_centre",
            name="Centro de Justicia",
            municipality="19039",
            latitude=25.6866,
            longitude=-100.3161,
        ),
    )


def test_columns_stand_in_any_order_and_a_file_of_a_header_alone_has_no_facility(tmp_path: Path) -> None:
    turned = file(tmp_path, "-100.3161,25.6866,19039,Fiscalía,prosecutor", header=",".join(reversed(COLUMNS)))
    assert [facility.kind for facility in load(turned, SITE, LOCATE)] == ["prosecutor"]
    assert load(file(tmp_path), SITE, LOCATE) == ()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("bank,Banco,19039,25.6866,-100.3161", "line 3: kind is 'bank', which is none of women_centre, "),
        ("police,Base,19099,25.6866,-100.3161", "line 3: municipality is '19099', which is no place of the profile."),
        (
            "police,Base,19006,25.6866,-100.3161",
            "line 3: municipality is '19006', but latitude and longitude lie in '1",
        ),
        ("police,Base,19039,19.43,-99.13", "but latitude and longitude lie in no municipality of the site."),
        ("police,Base,19039,north,-100.3161", "line 3: latitude is 'north': Expected `float`"),
        ("police,Base,19039,nan,-100.3161", "line 3: latitude is 'nan'"),
        ("police,Base,19039,95,-100.3161", "line 3: latitude is '95': Expected `float` <= 90.0"),
        ("police,,19039,25.6866,-100.3161", "line 3: name is '': Expected `str` of length >= 1"),
        ("police,Base,19039,25.6866", "line 3: has 4 columns where the header has 5."),
        ('police,"Base,19039,25.6866,-100.3161', "line 3 is no CSV."),
    ],
)
def test_a_wrong_row_is_refused_by_line_field_and_value(tmp_path: Path, row: str, told: str) -> None:
    assert told in refusal(file(tmp_path, JUSTICE, row))


def test_a_file_that_cannot_be_read_as_one_is_refused(tmp_path: Path) -> None:
    assert "cannot be read: No such file" in refusal(tmp_path / "none.csv")
    assert "line 1 must name kind, name, municipality, latitude, longitude" in refusal(
        file(tmp_path, header="kind,name")
    )
    assert "line 1 must name" in refusal(file(tmp_path, header=HEADER + ",phone"))
    (tmp_path / "latin.csv").write_bytes(f"{HEADER}\npolice,Policía,19039,25.6866,-100.3161\n".encode("latin-1"))
    assert "is no UTF-8" in refusal(tmp_path / "latin.csv")
    assert f"more than {MOST} rows" in refusal(file(tmp_path, *[JUSTICE] * (MOST + 1)))


REFUGES = (
    "Refugio Esperanza", "REFUGIO", "réfugio temporal", "Centro de refugiadas", "Casa de acogida",
    "Casa de Acogida Norte", "Alojamiento protegido", "Albergue municipal", "Hogar de refugio temporal",
    "Hogar de tránsito", "Casa de emergencia", "Casa segura", "Casa-Hogar Santa Rita", "Casas de Transición",
    "Casa de Medio Camino", "Vivienda temporal", "Residencia de protección", "Domicilio reservado",
    "Women's shelter", "Safe house", "Halfway House", "Refuge for women", "R.e.f.u.g.i.o", "re fugio",
    "casa  de la  mujer maltratada", "ref\u00adugio", "Ｒefugio",
)  # fmt: skip


@pytest.mark.parametrize("name", REFUGES)
@pytest.mark.parametrize("rest", ["19039,25.6866,-100.3161", "19039,25.6866", "nowhere,north,-100.3161,more"])
def test_a_refuge_refuses_the_file_and_nothing_of_its_row_is_told(tmp_path: Path, name: str, rest: str) -> None:
    for row in (f"women_centre,{name},{rest}", f"{name},Centro,{rest}"):
        told = refusal(file(tmp_path, JUSTICE, row))
        assert told.endswith(": line 3: kind, name: un refugio no se puede cargar (a refuge cannot be loaded).")


def test_public_services_are_no_refuges() -> None:
    services = (
        "Centro de Justicia para las Mujeres", "Instituto Estatal de las Mujeres", "Secretaría de Seguridad",
        "DIF Apodaca", "Casa de la Mujer", "Centro Emergencia Mujer", "Comisaría", "Hospital Metropolitano",
        "Oficina Local de la Niñez", "Fiscalía especializada", "Puertas Violeta",
        "Presidencia municipal de Los Herreras", "Centro de Protección a la Infancia",
        "Departamento de Policía", "Casa de Cultura",
    )  # fmt: skip
    assert [name for name in (*services, *KINDS) if names_refuge(name)] == []
    assert [place.name for place in SITE.place if names_refuge(place.name)] == []
