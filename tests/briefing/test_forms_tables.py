"""Workbook, CSV and JSON: typed cells, units in the heads, no formula whatever a text begins with, all tables whole."""

import csv
import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.forms.csvs import csvs, guarded
from briefing.forms.document import Document, document, schema
from briefing.forms.edition import Edition
from briefing.forms.workbook import workbook
from briefing.sheet import Table, fingerprint
from tests.briefing.sample import SHEETS, edition, sheet, table

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EVIL = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "http://x.example", "{=1}")
SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "briefing.schema.json"
Cell = tuple[str, str]  # kind, value


def sheets(of: Edition) -> dict[str, list[list[Cell]]]:
    """By name the cells: `s` a text, `n` a number."""
    with zipfile.ZipFile(io.BytesIO(workbook(of))) as book:
        texts = [
            "".join(part.text or "" for part in one.iter(f"{MAIN}t"))
            for one in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        names = [
            one.attrib["name"] for one in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        ]
        made = {}
        for at, name in enumerate(names, start=1):
            page = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{at}.xml"))
            assert not list(page.iter(f"{MAIN}f")), "no formula"
            assert not list(page.iter(f"{MAIN}hyperlink")), "no link"
            pane = next(page.iter(f"{MAIN}pane"))
            assert (pane.attrib["ySplit"], pane.attrib["state"]) == ("1", "frozen")
            made[name] = [[_cell(one, texts) for one in row] for row in page.iter(f"{MAIN}row")]
        return made


def _cell(one: ElementTree.Element, texts: list[str]) -> Cell:
    value = one.findtext(f"{MAIN}v") or ""
    return ("s", texts[int(value)]) if one.attrib.get("t") == "s" else ("n", value)


def files(of: Edition) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(csvs(of))) as held:
        read = {name: held.read(name) for name in held.namelist()}
    assert all(payload.startswith(b"\xef\xbb\xbf") for payload in read.values()), "Excel must see that it is UTF-8"
    return {name: list(csv.reader(io.StringIO(payload.decode("utf-8-sig")))) for name, payload in read.items()}


def evil() -> Table:
    return table("campaign_marks", "mark:text other:code calls:calls", *((said, said, -3) for said in EVIL))


def test_a_sheet_a_table_after_one_that_says_of_what() -> None:
    made = sheets(edition())
    assert len(made) == 1 + len(sheet().tables)
    about = {row[0][1]: row[1][1] for row in made["Acerca de"]}
    assert about["Huella"] == fingerprint(sheet())
    assert about["Sitio"] == "Nuevo León · DEMOSTRACIÓN"
    assert "no una denuncia" in about["Advertencia"]


def test_numbers_are_numbers_under_heads_that_name_the_unit() -> None:
    head, *rows = sheets(edition())["Por línea"]
    assert [said for _, said in head][:3] == ["línea", "ofrecidas (llamadas)", "atendidas (llamadas)"]
    assert rows[0][:2] == [("s", "070"), ("n", "298")]
    assert ("s", "espera media (s)") in head


def test_a_hidden_and_an_unknown_figure_are_texts() -> None:
    assert ("s", "<5") in sheets(edition())["Servicios"][-1]
    silent = sheets(edition(SHEETS["silent"]()))
    assert ("s", "sin dato") in silent["Por línea"][-1]


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_text_becomes_a_formula(language: str) -> None:
    made = edition(sheet((evil(),)), language=language)
    rows = sheets(made)["campaign marks"][1:]
    assert [row[0] for row in rows] == [("s", said) for said in EVIL]
    assert [row[2] for row in rows] == [("n", "-3")] * len(EVIL)
    for mark, other, calls in files(made)["campaign_marks.csv"][1:]:
        assert not mark.startswith(("=", "+", "-", "@", "\t"))
        assert not other.startswith(("=", "+", "-", "@", "\t"))
        assert calls == "-3", "a number is no text"


@given(st.text())
def test_what_is_guarded_begins_no_formula_and_loses_nothing(said: str) -> None:
    held = guarded(said)
    assert held.removeprefix("'") == said or held == said
    assert not held.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_the_csv_holds_what_the_workbook_does() -> None:
    made = files(edition())
    assert list(made) == ["about.csv", *(f"{each.key}.csv" for each in sheet().tables)]
    assert made["calls_by_centre.csv"][1][:3] == ["070", "298", "271"]
    assert made["decisions.csv"][1][2] == "2026-11-24"


def test_forty_queues_and_names_twice_are_all_in_it() -> None:
    huge = SHEETS["huge"]()
    made = sheets(edition(huge))
    assert len(made) == 1 + len(huge.tables)
    assert all(len(name) <= 31 for name in made)
    assert len(made["Llamadas por cola"]) == 41


def test_every_date_in_the_files_is_the_cut() -> None:
    for payload in (workbook(edition()), csvs(edition())):
        with zipfile.ZipFile(io.BytesIO(payload)) as held:
            assert {info.date_time for info in held.infolist()} == {(2026, 11, 21, 7, 0, 0)}
    with zipfile.ZipFile(io.BytesIO(workbook(edition()))) as held:
        dates = set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", held.read("docProps/core.xml").decode()))
    assert dates == {"2026-11-21T07:00:00Z"}


@pytest.mark.parametrize("name", SHEETS)
def test_the_json_gives_the_sheet_back(name: str) -> None:
    made = document(edition(SHEETS[name]()))
    held = msgspec.json.decode(made, type=Document)
    assert held.sheet == SHEETS[name]()
    assert held.fingerprint == fingerprint(held.sheet)


def test_the_schema_in_the_manual_is_the_one_in_force() -> None:
    """Written anew by: python -c 'from briefing.forms.document import schema; print(schema().decode(), end="")'."""
    assert SCHEMA.read_bytes() == schema()
