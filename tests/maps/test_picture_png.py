"""The map on paper: same bytes for the same document, what a level changes in it, and no text but the wording's."""

import io
import re
import socket
import struct
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image

from dashboard.map_wording import LANGUAGES
from maps import boundaries
from maps.documents import Group, Layer, MapDocument, Signal
from maps.picture_png import png, svg
from tests.maps.sample_map import document

BOUNDARIES = boundaries.load("nuevo_leon").geojson()
WORDS = {**LANGUAGES["es"], "demo": "DEMOSTRACIÓN"}
LAYERS: tuple[Layer, ...] = ("municipality", "cell")


def drawn(of: MapDocument, layer: Layer = "municipality", **other: Any) -> str:
    return svg(of, BOUNDARIES, **{"window": "7d", "layer": layer, "words": WORDS, **other})


def texts(picture: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(picture).iter() if element.tag.endswith("text")]


def with_groups(of: MapDocument, *groups: Group) -> MapDocument:
    return replace(of, views=tuple(replace(view, groups=groups) for view in of.views))


@pytest.mark.parametrize("layer", LAYERS)
def test_the_same_document_gives_the_same_bytes_of_a_png_as_wide_as_asked(layer: Layer) -> None:
    first, second = (png(document(), BOUNDARIES, window="7d", layer=layer, words=WORDS, width=600) for _ in range(2))
    assert first == second
    assert first.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">I", first[16:20]) == (600,)


def test_nothing_is_asked_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    picture = drawn(document())
    assert re.findall(r"https?://[^\"' ]+", picture) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"href|<image|<style|@import|url\((?!#)", picture)


def test_where_a_level_differs_the_picture_does() -> None:
    """Of a picture of one municipality: its fill alone, and the number beside its name."""
    pictures = {
        level: drawn(with_groups(document(signals=0), Group(("19039",), level, cases=(10, 14), weeks=8)))
        for level in ("less", "usual", "more", "much", "unknown")
    }
    assert len(set(pictures.values())) == 5
    assert [said for said in texts(pictures["much"]) if said.startswith("Monterrey")] == ["Monterrey 4"]
    assert [said for said in texts(pictures["unknown"]) if said.startswith("Monterrey")] == ["Monterrey"]
    assert pictures["unknown"].count("url(#blank)") > pictures["usual"].count("url(#blank)") == 1  # the legend's


def test_the_pixels_of_a_level_are_darker_the_more_there_is() -> None:
    def brightness(level: Any) -> float:
        one = with_groups(document(signals=0), Group(("19039",), level, cases=(10, 14), weeks=8))
        made = png(one, BOUNDARIES, window="7d", layer="municipality", words=WORDS, width=400)
        return float(np.asarray(Image.open(io.BytesIO(made)).convert("L")).mean())

    shades = [brightness(level) for level in ("less", "usual", "more", "much")]
    assert shades == sorted(shades, reverse=True)
    assert len(set(shades)) == 4


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_text_comes_from_the_wording_or_the_document(language: str) -> None:
    marked = {key: value if key == "locale" else f"‹{value}›" for key, value in LANGUAGES[language].items()} | {
        "demo": "‹›"
    }
    of = document()
    for layer in LAYERS:
        said = texts(drawn(of, layer, words=marked))
        foreign = [each for each in said if "‹" not in each and "›" not in each and not re.fullmatch(r"\d", each)]
        assert {re.sub(r" \d$", "", each) for each in foreign} <= set(of.names.values())


def test_signals_are_numbered_and_said_in_words_with_the_caveat_and_the_instant() -> None:
    said = texts(drawn(document(), "cell", form="fisica", attribution="INEGI"))
    assert said.count("1") >= 2
    assert "Apodaca: 9 casos donde se esperan 3.1; por azar, 1 vez en 420 días; desde hace 2 días" in said
    assert "Santa Catarina, García: 14 casos donde se esperan 6.2; por azar, 1 vez en 3 años; desde hace 1 día" in said
    assert "Focos · semana del 16 al 22 nov frente a lo usual" in said
    assert "corte 23 nov, 00:00" in said
    assert "Por: zona · Violencia: Física · Riesgo: todo" in said
    assert "grupos < 5 casos unidos" in said
    assert any(each.startswith("Llamadas y casos como los ve quien llama") for each in said)
    assert any("Sin lugar: cerca de 10 %" in each for each in said)
    assert {"INEGI", "DEMOSTRACIÓN", "sin referencia"} <= set(said)
    nothing = texts(drawn(replace(document(signals=0), kind="real")))
    assert "ningún foco" in nothing
    assert "DEMOSTRACIÓN" not in nothing


def test_a_name_with_markup_is_drawn_as_text() -> None:
    of = document()
    named = replace(of, names={**of.names, "19006": '<b onload="x">&Apodaca</b>\x00'})
    picture = drawn(named)
    assert '<b onload="x">&Apodaca</b> 1' in texts(picture)
    assert "<b onload" not in picture


def test_one_view_each_and_one_that_is_not_there_is_named() -> None:
    assert drawn(document(), window="28d", layer="municipality") != drawn(document())
    with pytest.raises(ValueError, match=r"no view of window, layer, form, risk \('7d', 'cell', 'sexual', 'all'\)"):
        drawn(document(), "cell", form="sexual")


@pytest.mark.parametrize("site", ["nuevo_leon", "quintana_roo", "peru", "chile"])
def test_every_site_is_drawn_whole_whatever_stands_in_its_view(site: str) -> None:
    ground = boundaries.load(site)
    codes = ground.codes
    of = replace(document(signals=0), names={code: f"N{code}" for code in codes})
    signal = Signal("s", codes[:1], of.as_of - 1, of.as_of, 9, 3.1, 400, of.as_of)
    for groups in ((), (Group(codes, "unknown"),), tuple(Group((code,), "usual", cases=(5, 9)) for code in codes)):
        picture = svg(
            replace(with_groups(of, *groups), signals=(signal,)),
            ground.geojson(),
            window="7d",
            layer="municipality",
            words=WORDS,
        )
        paths = [e.attrib["d"] for e in ElementTree.fromstring(picture).iter() if e.tag.endswith("path")]
        points = np.array(re.findall(r"(-?[\d.]+) (-?[\d.]+)", " ".join(paths)), dtype=float)
        assert len(paths) >= len(codes)
        assert np.isfinite(points).all()
        assert (points > -40).all()
        assert (points < [1240, 900]).all()
