"""Every word that the page of staffing asks for exists, in both languages, and nowhere else."""

import re
from string import Formatter
from typing import get_args

import pytest

from dashboard import briefing_files, page
from dashboard.briefing_wording import LANGUAGES
from dashboard.staffing_wording import EN, ES
from picture.holidays import Weekday

MARKUP = page.file("staffing_page.html")
SCRIPT = "\n".join(page.file(f"{name}.js") for name in briefing_files.STAFFING)


@pytest.mark.parametrize("key", sorted(ES.keys() | EN.keys()))
def test_both_languages_say_the_same_and_fill_in_the_same_values(key: str) -> None:
    spanish, english = [{name for _, name, _, _ in Formatter().parse(words[key]) if name} for words in (ES, EN)]
    assert spanish == english
    assert key not in LANGUAGES["es"]


def test_every_word_asked_for_exists_and_none_is_left_over() -> None:
    asked = set(re.findall(r'"((?:staffing|trends|briefing)\.[\w.]+)"', MARKUP + SCRIPT))
    assert asked - ES.keys() - LANGUAGES["es"].keys() == set()
    starts = tuple(re.findall(r"`([\w.]+\.?)\$\{", SCRIPT))
    assert {key for key in ES if key not in asked and not key.startswith((*starts, *by_number(asked)))} == set()
    assert {f"staffing.like.{day}" for day in get_args(Weekday)} <= ES.keys()
    columns = re.search(r"COLUMNS = \[(.*)\]", SCRIPT)
    assert columns is not None
    assert {f"staffing.column.{key}" for key in re.findall(r'"(\w+)"', columns[1])} <= ES.keys()


def by_number(asked: set[str]) -> set[str]:
    return {f"{key}.one" for key in asked}


def test_page_and_scripts_hold_no_words() -> None:
    assert re.findall(r">\s*([^\s<{\"][^<]*)<", MARKUP) == []
    assert re.findall(r"[áéíóúñÁÉÍÓÚÑ¿¡]", SCRIPT) == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_file_that_a_file_imports_is_there_and_words_close_no_script(language: str) -> None:
    files = briefing_files.contents()
    for name in briefing_files.STAFFING:
        assert set(re.findall(rb'from "\./([\w.]+)"', files[f"{name}.js"])) <= {each.encode() for each in files}
    made = briefing_files.paper("staffing", language, "demo")
    assert made.count("<script") == made.count("</script>") == 2
    assert "{data}" not in made and f'lang="{language}"' in made
    assert f"<title>{ {'es': ES, 'en': EN}[language]['staffing.title'] }</title>" in made
