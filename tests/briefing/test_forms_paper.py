"""The two pages: the same bytes wherever they are set, two whatever the figures, nothing outside of the margins."""

import hashlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
import typst
from msgspec.structs import replace
from PIL import Image, ImageChops

from briefing.forms.edition import Audience, Edition, Language
from briefing.forms.fonts import FAMILY, source_sans
from briefing.forms.page import page
from briefing.forms.pdf import compiled, pdf
from briefing.forms.png import png
from briefing.forms.said import Said
from briefing.forms.woff2 import truetype
from briefing.sheet import fingerprint
from maps import boundaries
from tests.briefing.sample import SHEETS, edition, sheet
from tests.maps.sample_map import document

ROOT = Path(__file__).resolve().parents[2]
MADE = """
import hashlib
from briefing.forms.csvs import csvs
from briefing.forms.document import document
from briefing.forms.html import html
from briefing.forms.pdf import pdf
from briefing.forms.png import png
from briefing.forms.workbook import workbook
from tests.briefing.sample import edition
print(*(hashlib.sha256(make(edition())).hexdigest() for make in (pdf, png, workbook, csvs, document, html)))
"""


def pictures(of: Edition) -> list[bytes]:
    """Of every page, a dot a point."""
    made: list[bytes] = compiled(of, format="png", ppi=72.0)
    return made


def ink(picture: bytes, box: tuple[float, float, float, float]) -> bool:
    """Whether anything is printed in a part of the page, in points."""
    left, top, right, bottom = (round(side) for side in box)
    part = Image.open(io.BytesIO(picture)).convert("RGB").crop((left, top, right, bottom))
    return ImageChops.difference(part, Image.new("RGB", part.size, "white")).getbbox() is not None


def test_every_form_is_the_same_bytes_in_two_processes_zones_and_hash_seeds() -> None:
    made = {
        subprocess.run(
            [sys.executable, "-c", MADE],
            cwd=ROOT,
            env={**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for zone, seed in (("Asia/Tokyo", "1"), ("America/Lima", "77"))
    }
    assert len(made) == 1
    assert len(set(made.pop().split())) == 6


def test_another_figure_is_another_paper() -> None:
    one, other = (hashlib.sha256(pdf(edition(of))).digest() for of in (sheet(), sheet(as_of=sheet().as_of + 1000)))
    assert one != other


def test_the_dates_in_the_file_are_the_cut() -> None:
    made = pdf(edition())
    dates = set(re.findall(rb"/(?:Creation|Mod)Date\(D:(\d{14})", made))
    assert dates == {b"20261121130000"}, "07:00 in Monterrey, as UTC"


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("name", SHEETS)
def test_there_are_two_pages_and_nothing_outside_of_their_margins(name: str, language: Language) -> None:
    shown = pictures(edition(SHEETS[name](), language=language))
    assert len(shown) == 2
    for picture in shown:
        for outside in ((0, 0, 44, 842), (551.5, 0, 595, 842), (0, 0, 595, 36), (0, 830, 595, 842)):
            assert not ink(picture, outside), outside
        assert not ink(picture, (0, 791, 595, 800)), "between the text and the foot"
        assert ink(picture, (45, 800, 550, 830)), "the foot"


def test_page_one_is_a_picture_of_it() -> None:
    picture = Image.open(io.BytesIO(png(edition())))
    assert (picture.format, picture.size) == ("PNG", (1191, 1684))


def words(**other: Any) -> dict[str, Any]:
    made = edition(**other)
    return page(Said(made), boundaries.load("nuevo_leon").geojson())


@pytest.mark.parametrize("audience", get_args(Audience))
def test_the_marks_of_a_paper(audience: Audience) -> None:
    head = words(audience=audience)
    assert head["demo"] == "DEMOSTRACIÓN"
    assert head["kicker"].endswith({"internal": "uso interno", "published": "para publicar"}[audience])
    assert head["marks"] == ["corte 21 nov 2026, 07:00", f"huella {fingerprint(sheet())}"]
    assert head["caveat"].startswith("Una llamada es un hecho probable según quien llama, no una denuncia.")
    assert f"menores de {5 if audience == 'internal' else 11}" in head["caveat"]
    assert "Definiciones v1." in head["caveat"]
    assert head["pages"] == ["1 de 2", "2 de 2"]


def test_a_map_of_smaller_groups_than_may_be_published_is_not_drawn() -> None:
    inside, outside = (words(audience=audience)["map"] for audience in get_args(Audience))
    assert inside["svg"] and not outside["svg"]
    assert inside["signals"][1].startswith("Santa Catarina, García: 14 casos"), "the map's"
    assert outside["signals"][1].startswith("Santa Catarina: 14 casos"), "the table's, which was suppressed"
    assert words(audience="published", map=replace(document(), least=11))["map"]["svg"]


def test_a_real_site_is_no_demonstration() -> None:
    assert words(of=sheet(kind="real"))["demo"] == ""


def test_every_page_of_a_demonstration_says_so_in_red() -> None:
    real, demo = (pictures(edition(sheet(kind=kind))) for kind in ("real", "demo"))
    for page_of_real, page_of_demo in zip(real, demo, strict=True):
        assert red(page_of_demo) > red(page_of_real) + 250


def red(picture: bytes) -> int:
    top = Image.open(io.BytesIO(picture)).convert("RGB").crop((400, 30, 595, 70))
    counted: list[tuple[int, Any]] = top.getcolors(top.width * top.height) or []
    return sum(many for many, colour in counted if colour == (0xB3, 0x26, 0x1E))


def test_the_type_is_the_screens(tmp_path: Path) -> None:
    (tmp_path / "type.ttf").write_bytes(source_sans())
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[tmp_path])
    assert fonts.families() == [FAMILY]


def test_what_is_no_font_of_the_web_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with wOF2, this one with b'OTTO'"):
        truetype(b"OTTO" + bytes(60))
