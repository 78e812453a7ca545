"""Every word that the screens ask for exists, in both languages, and nowhere else."""

import re
from string import Formatter

import pytest

from dashboard import page, wording

MARKUP = page.file("wall.html")
SCRIPT = page.script()


def asked() -> set[str]:
    """Keys by name, in the markup and in the script; keys that the script puts together are matched by their start."""
    return set(re.findall(r'data-word="([^"]+)"', MARKUP)) | set(re.findall(r'words\["([^"]+)"\]', SCRIPT))


def put_together() -> set[str]:
    return set(re.findall(r"`([a-z]+\.)\$\{", SCRIPT))


def test_both_languages_say_the_same_things() -> None:
    assert wording.ES.keys() == wording.EN.keys()


@pytest.mark.parametrize("key", sorted(wording.ES))
def test_both_languages_fill_in_the_same_values(key: str) -> None:
    values = [{name for _, name, _, _ in Formatter().parse(words[key]) if name} for words in (wording.ES, wording.EN)]
    assert values[0] == values[1]


def test_every_word_asked_for_exists() -> None:
    assert asked() - wording.ES.keys() == set()
    for start in put_together():
        assert any(key.startswith(start) for key in wording.ES), start


def test_page_and_script_hold_no_words() -> None:
    assert re.findall(r">\s*([^\s<][^<]*)<", MARKUP) == []
    assert re.findall(r"[áéíóúñÁÉÍÓÚÑ¿¡]", SCRIPT) == []


def test_the_address_chooses_the_language_else_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIA_LANGUAGE", "en")
    assert wording.chosen(None)["waiting"] == "waiting"
    assert wording.chosen("es")["waiting"] == "en espera"
    assert wording.chosen("xx")["waiting"] == "waiting"
