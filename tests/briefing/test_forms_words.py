"""What is said in words: every key in both languages, sentences from figures alone, and a page that runs nothing."""

import re
import string
from html.parser import HTMLParser
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from briefing import snapshot
from briefing.forms.edition import Language
from briefing.forms.html import html
from briefing.forms.lede import lede, unknowns
from briefing.forms.said import Said
from briefing.sheet import Count, Measure, Sheet, SpanKind, Table, Value
from briefing.suppression import HIDDEN
from briefing.wording import LANGUAGES
from dashboard import alert_wording
from picture.alert_policy import RULES
from tests.briefing import periods
from tests.briefing.sample import AS_OF, HOUR, SHEETS, STARTS, edition, sheet, table

EVIL = "<script>alert(1)</script>\"'&"


def fields(said: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(said) if name}


def test_both_languages_say_the_same_keys_with_the_same_values() -> None:
    es, en = LANGUAGES["es"], LANGUAGES["en"]
    assert es.keys() == en.keys()
    assert {key for key in es if fields(es[key]) != fields(en[key])} == set()


def test_every_unit_and_span_has_a_word() -> None:
    for words in LANGUAGES.values():
        assert {f"unit.{unit}" for unit in (*get_args(Count), *get_args(Measure))} <= words.keys()
        assert {f"kind.{kind}" for kind in get_args(SpanKind)} <= words.keys()


def test_a_rule_is_called_as_on_the_desk() -> None:
    for language, desk in (("es", alert_wording.ES), ("en", alert_wording.EN)):
        words = LANGUAGES[language]
        assert {rule: words.get(f"code.rule.{rule}") for rule in RULES} == {
            rule: desk[f"rule.{rule}"] for rule in RULES
        }


@pytest.mark.parametrize(("site", "name"), [("peru", "2021"), ("quintana_roo", "2026"), ("chile", "2026")])
def test_every_table_column_and_code_of_a_real_briefing_has_a_word(site: str, name: str) -> None:
    material = periods.material(site, name)
    made = snapshot.told(material, "demo")
    for language in get_args(Language):
        said = Said(replace(edition(made, language=language, map=None), profile=material.profile))
        words = LANGUAGES[language]
        for each in made.tables:
            assert f"table.{each.key}" in words, each.key
            for at, column in enumerate(each.columns):
                assert {f"column.{each.key}.{column.key}", f"column.{column.key}"} & words.keys(), column.key
                if column.unit == "code" and column.key != "unit":
                    codes = {row[at] for row in each.rows if isinstance(row[at], str) and row[at]}
                    assert {code for code in codes if unnamed(said, each, column.key, str(code))} == set()


def unnamed(said: Said, of: Table, column: str, code: str) -> bool:
    known = (f"code.{of.key}.{code}", f"code.{column}.{code}", f"code.{code}")
    return said.code(code, of, column) == code and not any(key in LANGUAGES["es"] for key in known)


def told(of: Sheet, language: Language = "es") -> str:
    return " ".join(lede(Said(edition(of, language=language))))


def test_the_sentences_of_a_day() -> None:
    assert told(sheet()) == (
        "Llamadas <b>por encima de lo usual</b> entre 20:00 y 23:00. <b>Un caso severo</b> no se asignó a tiempo. "
        "<b>3 seguimientos</b> cerraron sin contacto. 6 cerraron sin que fuera seguro llamar. "
        "Hay <b>2 focos</b>: Apodaca y Santa Catarina. Faltan datos de <b>BANAVIM</b>."
    )
    assert told(sheet(), "en").startswith(
        "Calls <b>above usual</b> between 20:00 and 23:00. <b>One severe case</b> was"
    )


def test_of_nothing_nothing_is_said() -> None:
    assert told(SHEETS["nothing"]()) == "No hay cifras de este periodo."
    assert told(SHEETS["zero"]()) == "Llamadas dentro de lo usual."


def test_what_is_hidden_is_said_without_its_number_and_what_is_not_known_not_at_all() -> None:
    def of(value: Value) -> str:
        severe = table("severe", "key:code value:cases!", ("assigned_late", value))
        return told(sheet((severe,), silences=()))

    assert of(HIDDEN) == "<b>Algunos casos severos</b> no se asignaron a tiempo."
    assert of(2) == "<b>2 casos severos</b> no se asignaron a tiempo."
    for nothing in (0, None, "?"):
        assert of(nothing) == "Nada salió de lo usual en lo que se sabe."


def test_hours_that_are_not_known_are_never_called_usual() -> None:
    assert told(SHEETS["silent"]()).startswith("<b>No se sabe</b> cuántas llamadas hubo entre 12:00 y 24:00.")
    rows = [(hour, 5, None, None) for hour in range(24)]
    hours = table("calls_by_hour", "hour:code offered:calls usual_low:calls usual_high:calls", *rows)
    assert told(sheet((hours,), silences=())) == "Lo usual de las llamadas aún no se sabe."


def test_what_we_do_not_know_is_named_by_source_and_time() -> None:
    assert unknowns(Said(edition())) == ["BANAVIM sin dato 21:58–00:00 (12 mensajes perdidos)."]
    assert unknowns(Said(edition(SHEETS["nothing"]()))) == ["Ninguna fuente calló en el periodo."]


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (1234567, "calls", "1,234,567"),
        (88.4, "percent", "88 %"),
        (21, "seconds", "0:21"),
        (3725.0, "seconds", "1:02:05"),
        (47.26, "minutes", "47.3\u00a0min"),
        (0.5, "ratio", "0.50"),
        (AS_OF, "instant", "21 nov, 07:00"),
        (STARTS, "date", "20 nov 2026"),
        ("2026-11-20", "date", "20 nov 2026"),
        (None, "cases", "N/A"),
        ("?", "cases", "sin dato"),
        (HIDDEN, "cases", HIDDEN),
    ],
)
def test_a_value_is_said_by_its_unit(value: Value, unit: Any, said: str) -> None:
    assert Said(edition()).value(value, unit) == said


def test_a_span_is_written_out() -> None:
    span = sheet().span
    week = sheet(span=replace(span, kind="week", name="2026-W47", ends=STARTS + 7 * 24 * HOUR))
    shift = sheet(span=replace(span, kind="shift", name="2026-11-20.noche"))
    assert Said(edition()).span() == "viernes 20 de noviembre de 2026"
    assert Said(edition(week)).span() == "20 nov 2026 a 26 nov 2026"
    assert Said(edition(shift)).span() == "viernes 20 de noviembre de 2026 · Turno noche"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.names |= {name for name, _ in attrs}


@pytest.mark.parametrize("name", SHEETS)
def test_the_page_runs_nothing_and_asks_nobody(name: str) -> None:
    made = html(edition(SHEETS[name]())).decode()
    tags = Tags()
    tags.feed(made)
    assert not {"script", "link", "iframe", "img", "object", "form"} & set(tags.found)
    assert not {attribute for attribute in tags.names if attribute.startswith("on") or attribute in ("src", "href")}
    assert set(re.findall(r"https?://[^\"' <]+", made)) <= {"http://www.w3.org/2000/svg"}


def test_what_is_filled_in_is_escaped() -> None:
    evil = table("marks", "mark:text calls:calls", (EVIL, 1))
    made = html(edition(sheet((evil,), name=EVIL))).decode()
    assert EVIL not in made
    assert "&lt;script&gt;" in made
    tags = Tags()
    tags.feed(made)
    assert "script" not in tags.found


def test_the_page_holds_every_row_of_every_table() -> None:
    huge = SHEETS["huge"]()
    made = html(edition(huge)).decode()
    rows = sum(len(each.rows) for each in huge.tables)
    assert made.count('<th scope="row">') == rows
