"""What is said in words: every key in both languages, sentences from figures alone, and a page that runs nothing."""

import re
import string
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from briefing import snapshot
from briefing.forms.edition import Language
from briefing.forms.html import html
from briefing.forms.lede import lede, longest
from briefing.forms.said import Said
from briefing.forms.unknowns import unknowns
from briefing.shares import HIDDEN
from briefing.sheet import Count, Measure, Sheet, SpanKind, Table, Value
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


def test_the_sentences_of_a_day_tell_what_is_most_important_first() -> None:
    assert told(sheet()) == (
        "<b>Un caso severo</b> se asignó tarde (meta 15 min). "
        "<b>3 seguimientos</b> cerraron sin contacto; en 6 no hubo momento seguro para llamar. "
        "Hay <b>2 focos</b>: Apodaca y Santa Catarina. "
        "Llamadas <b>por encima de lo usual</b>, sobre todo entre 20:00 y 23:00."
    ), "and no more than three lines hold"
    assert told(sheet(), "en").startswith("<b>One severe case</b> was assigned late (target 15 min).")


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("name", SHEETS)
def test_no_more_is_said_than_stands_in_three_lines(name: str, language: Language) -> None:
    said = re.sub("</?b>", "", told(SHEETS[name](), language))
    assert len(said) <= 262


def test_of_nothing_nothing_is_said() -> None:
    assert told(SHEETS["nothing"]()) == "No hay cifras de este periodo."
    assert told(SHEETS["zero"]()) == "Nada salió de lo usual en lo que se sabe."


def test_what_is_hidden_is_said_without_its_number_and_what_is_not_known_not_at_all() -> None:
    def of(value: Value) -> str:
        severe = table("severe", "key:code value:cases!", ("assigned_late", value))
        return told(sheet((severe,), silences=()))

    assert of(HIDDEN) == "<b>Algunos casos severos</b> se asignaron tarde (meta 15 min)."
    assert of(2) == "<b>2 casos severos</b> se asignaron tarde (meta 15 min)."
    for nothing in (0, None, "?"):
        assert of(nothing) == "Nada que señalar en lo que se sabe."


OVER = "Llamadas <b>por encima de lo usual</b>"


def calls(offered: Mapping[int, Value], whole: int = 120) -> Sheet:
    """Hours of 5 calls, where 3 to 8 are usual, but those that are given; of the day 100 to 150 are."""
    rows = [(hour, offered.get(hour, 5), 3, 8) for hour in range(24)]
    hours = table("calls_by_hour", "hour:code offered:calls usual_low:calls usual_high:calls", *rows)
    columns = "key:code value:cases unit:code usual_low:cases usual_high:cases"
    return sheet((table("headline", columns, ("calls", whole, "calls", 100, 150)), hours), silences=())


@pytest.mark.parametrize(
    ("offered", "whole", "said"),
    [
        ({3: 9, 7: 9, 13: 1, 20: 30}, 120, "Nada salió de lo usual en lo que se sabe."),
        ({3: 9, 4: 9, 5: 9, 9: 9, 10: 9}, 120, f"{OVER} entre 03:00 y 06:00."),
        ({3: 9, 4: 9}, 120, "Nada salió de lo usual en lo que se sabe."),
        ({21: 0, 22: 0, 23: 0}, 120, "Llamadas <b>por debajo de lo usual</b> entre 21:00 y 24:00."),
        ({21: 0, 22: 0, 23: 0, 4: "?"}, 99, "<b>No se sabe</b> cuántas llamadas hubo entre 04:00 y 05:00."),
        ({}, 151, f"{OVER}."),
        ({1: 0, 2: 0, 3: 0, 8: 20, 9: 20, 10: 20}, 151, f"{OVER}, sobre todo entre 08:00 y 11:00."),
        ({1: "?", 2: "?"}, 120, "<b>No se sabe</b> cuántas llamadas hubo entre 01:00 y 03:00."),
        ({1: "?", 5: "?"}, 120, "De <b>2 horas</b> no se sabe cuántas llamadas hubo."),
    ],
)
def test_an_hour_by_itself_beside_its_usual_is_no_news(offered: Mapping[int, Value], whole: int, said: str) -> None:
    assert told(calls(offered, whole)) == said


@given(st.lists(st.booleans(), max_size=30))
def test_the_longest_stretch_is_marked_throughout_and_none_is_longer(marks: list[bool]) -> None:
    first, last = longest(marks)
    assert all(marks[first:last])
    runs = "".join("x" if mark else " " for mark in marks).split()
    assert last - first == max(map(len, runs), default=0)


def test_where_the_most_people_lack_is_said_with_its_hours() -> None:
    lacking = next(each for each in sheet().tables if each.key == "staffing")
    assert told(sheet((lacking,), silences=())) == "<b>Faltan 2 personas</b> en 070 · Psicología de 22:00 a 06:00."
    enough = replace(lacking, rows=tuple((*row[:-1], 0) for row in lacking.rows))
    assert told(sheet((enough,), silences=())) == "Nada que señalar en lo que se sabe."
    nobody_said = replace(lacking, rows=tuple((*row[:-1], "?") for row in lacking.rows))
    assert told(sheet((nobody_said,), silences=())) == "Nada que señalar en lo que se sabe."


def test_a_service_level_below_its_target_is_said() -> None:
    centre = "centre:code offered:calls target:percent seconds:seconds formula:code"

    def of(level: Value) -> str:
        headline = table("headline", "key:code value:cases unit:code", ("service_level", level, "percent"))
        return told(sheet((headline, table("calls_by_centre", centre, ("nl/070", 9, 80, 20, "strict"))), silences=()))

    assert of(48.2) == "<b>Nivel de servicio de 48 %</b> (meta 80 %)."
    for fine in (80, None, "?"):
        assert of(fine) == "Nada que señalar en lo que se sabe."


def test_hours_that_are_not_known_are_never_called_usual() -> None:
    assert told(SHEETS["silent"]()).startswith("<b>No se sabe</b> cuántas llamadas hubo entre 12:00 y 24:00.")
    rows = [(hour, 5, None, None) for hour in range(24)]
    hours = table("calls_by_hour", "hour:code offered:calls usual_low:calls usual_high:calls", *rows)
    of_day = sheet((hours,), silences=())
    assert told(of_day) == "Nada que señalar en lo que se sabe."
    assert "Lo usual de las llamadas aún no se sabe." in unknowns(Said(edition(of_day)))
    of_month = replace(of_day, span=replace(of_day.span, kind="month"))
    assert unknowns(Said(edition(of_month))) == ["Ninguna fuente calló en el periodo."], "a month has no usual"


def test_what_we_do_not_know_is_named_by_source_and_time() -> None:
    assert unknowns(Said(edition())) == [
        "BANAVIM sin dato 21:58–00:00 (12 mensajes perdidos).",
        "5 de 97 seguimientos con hora estimada del episodio.",
    ]
    assert unknowns(Said(edition(SHEETS["nothing"]()))) == ["Ninguna fuente calló en el periodo."]
    blank = table("calls_by_queue", "queue:code offered:calls", ("a", "?"), ("b", "?"))
    assert unknowns(Said(edition(sheet((blank,), silences=())))) == [
        "2 cifras de este informe no se saben: su fuente no las dijo."
    ]


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (1234567, "calls", "1,234,567"),
        (88.4, "percent", "88 %"),
        (21, "seconds", "0:21"),
        (3725.0, "seconds", "1:02:05"),
        (47.26, "minutes", "47\u00a0min"),
        (7.26, "minutes", "7.3\u00a0min"),
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
