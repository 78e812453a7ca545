"""Every word that the pages of briefings and trends ask for exists, in both languages, and nowhere else."""

import re
from string import Formatter
from typing import get_args

import pytest

from briefing.sheet import SpanKind
from briefing.trends import CASES, RULES
from dashboard import briefing_files, page
from dashboard.briefing_wording import EN, ES
from picture.decision_events import Became

MARKUP = page.file("briefing_page.html") + page.file("trends_page.html")
OWN = [name for name in (*briefing_files.SCRIPTS, *briefing_files.TRENDS) if name not in ("dom", "format")]
SCRIPT = "\n".join(page.file(f"{name}.js") for name in OWN)


def test_both_languages_say_the_same_things() -> None:
    assert ES.keys() == EN.keys()


@pytest.mark.parametrize("key", sorted(ES))
def test_both_languages_fill_in_the_same_values(key: str) -> None:
    spanish, english = [{name for _, name, _, _ in Formatter().parse(words[key]) if name} for words in (ES, EN)]
    assert spanish == english


def test_every_word_asked_for_exists_and_none_is_left_over() -> None:
    asked = set(re.findall(r'data-word="([^"]+)"', MARKUP))
    asked |= set(re.findall(r'"((?:briefing|compare|decision|trends|kind|wrong|became)\.[\w.]+)"', SCRIPT))
    assert asked - ES.keys() == set()
    starts = tuple(re.findall(r"`([\w.]+\.)\$\{", SCRIPT))
    left = {key for key in ES.keys() - asked if key.removesuffix(".one") not in asked and not key.startswith(starts)}
    assert left == {"locale"}


def test_every_kind_series_unit_and_end_has_its_word() -> None:
    keys = [f"kind.{kind}" for kind in get_args(SpanKind)]
    keys += [f"became.{became}" for became in (*get_args(Became), "asked")]
    keys += [f"series.{key}" for key, _ in CASES] + [f"unit.{unit}" for _, unit in CASES] + ["unit.calls"]
    keys += [f"trends.{word}{period}" for word in ("", "median.", "none.") for period in RULES]
    assert set(keys) <= ES.keys()


def test_pages_and_scripts_hold_no_words() -> None:
    assert re.findall(r">\s*([^\s<{\"][^<]*)<", MARKUP) == []
    assert re.findall(r"[áéíóúñÁÉÍÓÚÑ¿¡]", SCRIPT) == []


def test_every_file_that_a_file_imports_is_there_and_words_close_no_script() -> None:
    files = briefing_files.contents()
    for content in files.values():
        assert set(re.findall(rb'from "\./([\w.]+)"', content)) <= {name.encode() for name in files}
    for which in ("briefing", "trends"):
        for language in ("es", "en"):
            made = briefing_files.paper(which, language, "demo")
            assert made.count("<script") == made.count("</script>") == 2
            assert "{data}" not in made and f'lang="{language}"' in made
            assert f"<title>{ {'es': ES, 'en': EN}[language][f'{which}.title'] }</title>" in made
