"""Every word that the map asks for exists, in both languages, and nowhere else."""

import re
from string import Formatter
from typing import get_args

import pytest

from dashboard import map_en, map_es, map_wording, page
from dashboard.map_files import DESK, MODULES
from maps.documents import LAYERS, WINDOWS, Level
from maps.facility import KINDS

MARKUP = page.file("map_wall.html") + page.file("map_desk.html")
SCRIPT = "\n".join(page.file(f"{name}.js") for name in (*MODULES, *DESK, "map_page") if name.startswith("map"))
ES, EN = map_es.ES, map_en.EN


def test_both_languages_say_the_same_things() -> None:
    assert ES.keys() == EN.keys()


@pytest.mark.parametrize("key", sorted(ES))
def test_both_languages_fill_in_the_same_values(key: str) -> None:
    spanish, english = [{name for _, name, _, _ in Formatter().parse(words[key]) if name} for words in (ES, EN)]
    assert spanish == english


def test_every_word_asked_for_exists_and_none_is_left_over() -> None:
    asked = set(re.findall(r'data-word="([^"]+)"', MARKUP)) | set(re.findall(r'"(map\.[\w.]+)"', SCRIPT))
    assert asked - ES.keys() == set()
    starts = tuple(re.findall(r"`(map\.[\w.]*)\$\{", SCRIPT))
    unused = {key for key in ES.keys() - asked if key.removesuffix(".one") not in asked and not key.startswith(starts)}
    assert unused == {"locale"}


def test_every_level_window_layer_and_service_has_its_word() -> None:
    keys = [f"map.level.{level}" for level in get_args(Level)]
    keys += [f"map.{kind}.{window}" for kind in ("window", "period") for window in WINDOWS]
    keys += [f"map.layer.{layer}" for layers in LAYERS.values() for layer in layers]
    keys += [f"map.facility.{kind}" for kind in KINDS]
    assert [key for key in keys if key not in ES] == []


def test_page_and_script_hold_no_words() -> None:
    assert re.findall(r">\s*([^\s<‹›][^<]*)<", MARKUP) == []
    assert re.findall(r"[áéíóúñÁÉÍÓÚÑ¿¡]", SCRIPT) == []


def test_the_address_chooses_the_language_else_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIA_LANGUAGE", "en")
    assert [map_wording.spoken(asked) for asked in ("es", None, "xx")] == ["es", "en", "en"]
