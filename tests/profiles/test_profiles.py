"""The four sites' profiles, and how a wrong one is refused."""

import shutil
from pathlib import Path

import pytest

import profiles
from picture.errors import BadProfile
from picture.policy import RiskClass

FOLDER = Path(profiles.__file__).parent
SITES = ("nuevo_leon", "quintana_roo", "peru", "chile")
CLASSES: tuple[RiskClass, ...] = ("in_progress", "severe", "unassessed", "moderate", "mild")
HERE = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "profiles", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "profiles"


@pytest.mark.parametrize("site", SITES)
def test_a_site_loads_with_a_pathway_for_every_class(site: str) -> None:
    profile = profiles.load(site, FOLDER)
    assert {pathway.risk for pathway in profile.pathway} == set(CLASSES)


@pytest.mark.parametrize("site", SITES)
def test_every_large_place_and_every_region_has_a_name(site: str) -> None:
    places = profiles.load(site, FOLDER).place
    assert all(place.name and place.region for place in places)
    assert any((place.population or 0) >= 50_000 for place in places)


def test_the_places_of_each_site_are_complete() -> None:
    assert [len(profiles.load(site, FOLDER).place) for site in SITES] == [51, 11, 25, 52]


def test_perus_severe_cases_go_to_urgent_service_jointly_with_the_police() -> None:
    severe = next(p for p in profiles.load("peru", FOLDER).pathway if p.risk == "severe")
    assert [(s.reach, s.who, s.jointly) for s in severe.stage][:3] == [
        ("assigned", "sau", None),
        ("handover.accepted", "comisaria", None),
        ("dispatched", "equipo_itinerante", "comisaria"),
    ]


def test_chiles_way_runs_from_admissibility_to_evaluation() -> None:
    pathways = {p.risk: [s.reach for s in p.stage] for p in profiles.load("chile", FOLDER).pathway}
    assert pathways["unassessed"] == ["admitted", "referral.accepted", "assessed"]
    assert pathways["moderate"][-3:] == ["planned", "service.acompanamiento", "evaluated"]


@pytest.mark.parametrize(
    ("site", "right", "wrong", "refusal"),
    [
        ("peru", 'who = "sau"', 'who = "sua"', "line 51: pathway[0].stage[1].who: 'sua' is none of words.agencies"),
        ("peru", "within = 15, who", 'within = "x", who', "within: Expected `int | null`, got `str`; it is 'x'"),
        ("peru", 'reach = "arrived"', 'reach = "arived"', "pathway[0].stage[2].reach: 'arived' is no milestone"),
        ("chile", 'zone = "America/Santiago"', 'zone = "America/S"', "line 6: zone: 'America/S' is no IANA"),
        ("chile", "about =", "abut =", "centre[0].abut: Object contains unknown field `abut`"),
        ("chile", 'source = "cl/registro"', 'source = "cl/oln"', "registry[0].source: 'cl/oln' stands twice"),
        ("chile", 'source = "cl/registro"', 'source = "cl-oln"', "source: 'cl-oln' has the settings of 'cl/oln'"),
        ("chile", 'url = "wss://oln.example/feed"\n', "", "centre[0].url: cl/oln has no address"),
        ("nuevo_leon", 'forms = ["sexual"]', 'forms = ["sexal"]', "forms: 'sexal' is none of words.forms"),
        ("nuevo_leon", 'after = "opened", who = "070" }]', 'who = "070" }]', "is what the stage has to reach"),
        ("nuevo_leon", "casos/{folio}", "casos/", "registry[0].link: it is no https:// address with {folio} in it"),
        ("nuevo_leon", 'code = "anticoncepcion"', 'code = "vih"', "health_clock.code: 'vih' stands twice"),
        ("nuevo_leon", "[words.forms]", "[cases]\nopens = 48\n[words.forms]", "cases.opens: 48 is not before"),
        ("chile", "{ dia = 2,", "{ tarde = 2,", "centre[0].queue[0].rostered.tarde: 'tarde' is no shift of the site"),
        ("chile", "{ dia = 2,", "{ dia = -2,", "rostered.dia: Expected `int` >= 0; it is -2"),
        ("chile", '"2026-06-21"', '"2026-06-31"', "holidays.2026-06-31: it is no day of the calendar"),
        ("chile", '"Asunción" }', '"Asunción", like = "domingo" }', "like: Invalid enum value 'domingo'"),
        ("places/nuevo_leon", 'code = "19006"', 'code = "19005"', "line 11: place.code: '19005' stands twice"),
        ("places/nuevo_leon", 'name = "Apodaca"', 'nam = "Apodaca"', "nuevo_leon.toml, line 11: place[5].nam"),
    ],
)  # fmt: skip
def test_a_wrong_profile_is_refused_with_its_line_and_the_reason(
    folder: Path, site: str, right: str, wrong: str, refusal: str
) -> None:
    path = folder / f"{site}.toml"
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(BadProfile) as refused:
        profiles.load(site.removeprefix("places/"), folder)
    assert refusal in str(refused.value)
    assert ", line " in str(refused.value)


ROWS = """
[registry.table]
written = "%d/%m/%Y %H:%M"

[[registry.table.fact]]
type = "case.opened"
subject = "caso"
time = "cuando"
[registry.table.fact.fields]
forms = { column = "violencias", split = ";", words = { "Física" = "fisica" } }
in_progress = { value = false }
municipality = "municipio"

[[registry.table.fact]]
type = "case.assessed"
subject = "caso"
time = "cuando"
fields = { level = { column = "riesgo", words = { Leve = "mild", Grave = "severe" } } }
"""


@pytest.mark.parametrize(
    ("right", "wrong", "line", "refusal"),
    [
        ("", "", 0, ""),
        ("case.opened", "case.open", 6, "fact[0].type: 'case.open' is no fact that a registry may send"),
        ("case.opened", "call.offered", 6, "fact[0].type: 'call.offered' is no fact that a registry may send"),
        (
            "municipality =",
            "municipalty =",
            12,
            "fact[0].fields.municipalty: is no field of case.opened; there are: fo",
        ),
        ("level =", "levl =", 18, "fact[1].fields: case.assessed needs 'level'"),
        ('Grave = "severe"', 'Grave = "sever"', 18, "fact[1].fields.level: 'sever' does not fit: Invalid enum value"),
        ("value = false", 'value = "no"', 11, "fact[0].fields.in_progress: 'no' does not fit: Expected `bool`"),
        ('"municipio"', "{ value = 19039 }", 12, "fact[0].fields.municipality: 19039 does not fit: Expected `str | nu"),
        ('"municipio"', '""', 12, "fact[0].fields.municipality: it takes either a column or a value"),
        ('split = ";"', 'split = ""', 10, "fact[0].fields.forms: split: nothing separates no words"),
        ('subject = "caso"', 'subject = ""', 7, "fact[0].subject: it names no column"),
        ("%d/%m/%Y %H:%M", "%d/%m/%Q", 3, "table.written: '%d/%m/%Q' is no way to write a day and its hour"),
    ],
)
def test_a_mapping_that_no_row_could_follow_is_refused_with_its_line(
    folder: Path, right: str, wrong: str, line: int, refusal: str
) -> None:
    path = folder / "chile.toml"
    before, after = path.read_text(encoding="utf-8").split('link = "https://registro.example/casos/{folio}"\n')
    assert right in ROWS
    path.write_text(before + ROWS.replace(right, wrong, 1) + after, encoding="utf-8")
    if not refusal:
        assert profiles.load("chile", folder).registry[0].table
        return
    with pytest.raises(BadProfile) as refused:
        profiles.load("chile", folder)
    assert f"chile.toml, line {before.count(chr(10)) + line}: registry[0].table." in str(refused.value)
    assert refusal in str(refused.value)


def test_broken_toml_is_refused_with_its_line(folder: Path) -> None:
    (folder / "peru.toml").write_text('code = "peru"\nname = \n', encoding="utf-8")
    with pytest.raises(BadProfile, match=r"peru\.toml: Invalid value \(at line 2"):
        profiles.load("peru", folder)


def test_a_municipalitys_centre_is_the_few_lines_of_the_manual(folder: Path) -> None:
    page = (HERE / "docs" / "profiles.md").read_text(encoding="utf-8")
    lines = page.split("```toml\n")[1].split("```")[0]
    assert len(lines.splitlines()) <= 10
    path = folder / "nuevo_leon.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + lines, encoding="utf-8")
    added = profiles.load("nuevo_leon", folder).centre[-1]
    assert (added.source, added.queue[0].code) == ("nl/apodaca", "atencion")


def test_a_site_that_is_not_there_names_those_that_are(folder: Path) -> None:
    with pytest.raises(BadProfile, match="there are: chile, nuevo_leon, peru, quintana_roo"):
        profiles.load("atlantis", folder)


def test_the_manuals_commitment_is_read_and_what_cannot_be_kept_is_refused(folder: Path) -> None:
    page = (HERE / "docs" / "profiles.md").read_text(encoding="utf-8")
    said = page.split("## Commitments")[1].split("```toml\n")[1].split("```")[0]
    path = folder / "nuevo_leon.toml"
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before}\n{said}", encoding="utf-8")
    (kept,) = profiles.load("nuevo_leon", folder).commitment
    assert (kept.code, kept.share_of, kept.target, kept.at_most) == ("registro", "cases.opened", 80, False)
    for was, wrong, refusal in (
        ("registered.banavim", "lagrimas.total", "commitment[0].measure: 'lagrimas.total' is no measure"),
        ("cases.opened", "cases.", "commitment[0].share_of: 'cases.' is no measure"),
        ("2026-01-01", "2026-02-30", "commitment[0].since: '2026-02-30' is no day of the calendar"),
        ("2026-12-31", "2025-12-31", "commitment[0].by: '2025-12-31' is before its since"),
    ):
        path.write_text(f"{before}\n{said.replace(was, wrong)}", encoding="utf-8")
        with pytest.raises(BadProfile) as refused:
            profiles.load("nuevo_leon", folder)
        assert refusal in str(refused.value)
