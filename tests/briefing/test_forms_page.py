"""What stands on the two pages: large figures beside their target, severe cases, decisions, tables that have room."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from briefing import snapshot
from briefing.forms.edition import Edition, Language
from briefing.forms.page import page
from briefing.forms.page_second import second
from briefing.forms.page_severe import severe
from briefing.forms.page_tables import band
from briefing.forms.said import COUNTS, Said
from briefing.shares import HIDDEN
from briefing.sheet import Sheet, Table, Value
from tests.briefing import periods
from tests.briefing.sample import SHEETS, STARTS, edition, sheet, table

Page = dict[str, Any]


def words(of: Sheet | None = None, **other: Any) -> Page:
    return page(Said(edition(of, **{"map": None, **other})), None)


def changed(key: str, *rows: tuple[Value, ...]) -> Sheet:
    """The ordinary day with other rows of one table, by their first cell."""
    new = {row[0]: row for row in rows}
    tables = tuple(
        replace(each, rows=tuple(new.get(row[0], row) for row in each.rows)) if each.key == key else each
        for each in sheet().tables
    )
    return sheet(tables)


def tile(of: Page, at: int) -> tuple[str, str, str, str]:
    one = of["tiles"][at]
    return one["value"], one["label"], one["note"], one["tone"]


def test_each_large_figure_says_what_matters_about_it() -> None:
    made = words()
    assert [tile(made, at) for at in range(4)] == [
        ("412", "llamadas · 070", "lo usual 331–402", "near"),
        ("88 %", "en meta de 20 s", "meta 80 % · estricta", "met"),
        ("7", "severos abiertos (casos)", "1 asignado tarde", "crossed"),
        ("81 %", "seguimientos en ventana", "3 perdidos · 6 sin momento seguro", "near"),
    ]


@pytest.mark.parametrize(
    ("level", "tone"), [(79.9, "crossed"), (84, "near"), (85, "met"), ("?", "unknown"), (None, "")]
)
def test_the_service_level_is_green_amber_or_red_by_its_target(level: Value, tone: str) -> None:
    made = words(changed("headline", ("service_level", level, "percent", 84, 80, 91)))
    assert tile(made, 1)[2:] == ("meta 80 % · estricta", tone)


def test_what_was_all_done_in_time_is_green() -> None:
    assert tile(words(changed("severe", ("assigned_late", 0, "cases", 0, 0, 1))), 2)[2:] == (
        "todos asignados a tiempo",
        "met",
    )
    assert tile(words(changed("severe", ("unassigned", 2, "cases", 0, 0, 1))), 2)[2:] == (
        "1 asignado tarde · 2 sin asignar",
        "crossed",
    )
    kept = words(changed("followups", ("overdue", 0), ("never_safe", 0)))
    assert tile(kept, 3)[2:] == ("ninguno perdido", "met")


def test_a_large_figure_without_usual_stands_beside_the_period_before() -> None:
    assert tile(words(changed("headline", ("calls", 412, "calls", 388, None, None))), 0)[2:] == (
        "día anterior: 388",
        "",
    )


def severe_rows(of: Sheet | None = None) -> dict[str, list[str]]:
    return {row[0][0]: [said for said, _ in row[1:]] for row in severe(Said(edition(of)))["rows"]}


def test_severe_cases_are_told_as_the_commander_asks() -> None:
    assert severe_rows() == {
        "valorados severos (casos)": ["9", "7", "6–11"],
        "asignados ≤ 15 min": ["8 de 9", "7 de 7", "84–96 %"],
        "mediana hasta contacto": ["47\u00a0min", "52\u00a0min", "38–61\u00a0min"],
        "severos abiertos (casos)": ["7", "6", "4–9"],
        "inscritos en BANAVIM (casos)": ["44 de 47", "", ""],
    }


def test_hand_overs_lost_stand_with_the_severe_cases() -> None:
    lost = table(
        "handovers", "giver:code to:code lost:handovers!", ("nl/911", "nl/070", 2), ("total", "", 2), total=True
    )
    rows = severe(Said(edition(sheet((*sheet().tables, lost)))))["rows"]
    assert next(row[1] for row in rows if row[0][0] == "entregas perdidas (entregas)") == ("2", "crossed")


def test_where_nothing_is_to_be_compared_no_column_stands_for_it() -> None:
    month = sheet((table("severe", "key:code value:cases unit:code before:cases", ("assessed", 9, "cases", None)),))
    assert severe(Said(edition(month)))["head"] == ["", "día"]


@given(st.floats(0, 50), st.floats(0, 50), st.integers(0, 50))
def test_a_whole_number_lies_within_the_printed_band_when_it_lies_within_the_usual(
    one: float, other: float, value: int
) -> None:
    low, high = sorted((one, other))
    row = ("calls", value, "calls", low, high)
    of = table("headline", "key:code value:calls unit:code usual_low:calls usual_high:calls", row)
    printed = band(Said(edition()), of, row)
    assert printed
    least, most = (int(said) for said in printed)
    if least <= most and any(low <= number <= high for number in range(51)):
        assert (low <= value <= high) == (least <= value <= most)


def test_a_curve_of_which_most_is_hidden_is_drawn_hatched() -> None:
    rows: list[tuple[Value, ...]] = [("*", "*", 0), (2, 0, 0), ("*", "*", "*"), ("*", 12, 0), (8, 0, 0)]
    of = table("followup_curve", "hours:hours followups:followups! estimated:followups!", *rows)
    made = words(sheet((of,)), audience="published")["curve"]
    assert made["svg"].count('fill="url(#blank)"') == 2
    assert made["note"] == "ventana 12–48 h · rayado: menos de 11"


def test_decisions_stand_with_their_text_owner_and_date_and_what_became_of_the_last() -> None:
    assert [[said for said, _ in row] for row in words()["decisions"]["rows"]] == [
        ["Revisar la zona norte con el municipio", "Municipio", "24 nov 2026", "pedida"],
        ["Segundo equipo itinerante viernes y sábado, 20:00–02:00", "Equipo itinerante", "27 nov 2026", "pedida"],
        ["Acceso a BANAVIM de madrugada", "Línea 070", "19 nov 2026", "hecho"],
    ]
    assert words(texts={})["decisions"]["rows"][0][0][0] == "decisión d-1"


def test_a_decision_whose_date_has_passed_is_red_while_it_waits() -> None:
    late, done = ("d-1", "municipio", STARTS, "postponed"), ("d-3", "070", STARTS, "done")
    rows = words(changed("decisions", late, done))["decisions"]["rows"]
    assert [row[2][1] for row in rows] == ["crossed", "", ""]


def parts(of: Page) -> list[Page]:
    blocks = [*of["second"]["first"], *of["second"]["blocks"]]
    return [drawn for block in blocks for part in ("wide", "left", "right") for drawn in block[part]]


def test_what_has_no_room_is_named() -> None:
    made = words(SHEETS["huge"]())
    assert made["second"]["rest"].startswith("Las demás tablas están en el libro de cálculo: ")
    assert all(len(drawn["rows"]) <= 12 for drawn in parts(made))
    assert {drawn["more"] for drawn in parts(made)} >= {"y 32 más, en el libro de cálculo"}


def test_people_of_the_next_day_stand_by_queue_and_shift_and_who_lacks_in_red() -> None:
    staffing = next(drawn for drawn in parts(words()) if drawn["title"] == "Personal · las 24 h que siguen")
    assert [said for said, _ in staffing["rows"][2]] == ["", "22:00–06:00", "40 (31–52)", "4", "3", "2", "−2"]
    assert [row[-1][1] for row in staffing["rows"]].count("crossed") == 1
    assert staffing["more"] == "y 4 más, en el libro de cálculo"


def test_where_nothing_is_foreseen_no_roster_stands() -> None:
    of = next(each for each in sheet().tables if each.key == "staffing")
    unknown = replace(of, rows=tuple((*row[:3], "?", "?", "?", "?", "?", row[8], "?") for row in of.rows))
    told = second(Said(edition(sheet((unknown,)))), (unknown,), 0)
    assert (told["blocks"], told["blank"]) == ([], "Sin dato de su fuente: Personal.")


def test_a_table_that_is_nearly_all_hidden_is_a_line() -> None:
    hidden: list[tuple[Value, ...]] = [("a", HIDDEN), ("b", HIDDEN), ("c", 0), ("total", HIDDEN)]
    tables = (
        table("orders", "measure:code issued:cases!", *hidden),
        table("forms", "form:code cases:cases!", ("fisica", 9), ("sexual", HIDDEN)),
        table("channels", "channel:code interventions:interventions!", ("phone", 0)),
        table("calls_by_queue", "queue:code offered:calls", ("nl/070/legal", "?")),
    )
    told = second(Said(edition(sheet(tables))), tables, 0)
    assert told["veiled"] == "Casi todo en grupos menores de 5: Órdenes de protección."
    assert told["empty"] == "Sin cifras: Canales."
    assert told["blank"] == "Sin dato de su fuente: Llamadas por cola."
    assert [drawn["title"] for drawn in told["blocks"][0]["left"]] == ["Formas de violencia"]


def of_site(site: str, name: str, language: Language = "es") -> tuple[Sheet, Page]:
    material = periods.material(site, name)
    made = snapshot.told(material, "demo")
    return made, page(Said(Edition(made, material.profile, language)), None)


def drawn_of(found: Page, title: str) -> dict[str, list[str]]:
    drawn = next(drawn for drawn in parts(found) if drawn["title"] == title)
    return {row[0][0]: [said for said, _ in row[1:]] for row in drawn["rows"]}


def test_quintana_roos_eight_figures_are_on_page_one() -> None:
    _, found = of_site("quintana_roo", "2026")
    first = [drawn["title"] for block in found["second"]["first"] for half in block.values() for drawn in half]
    assert {"Atenciones legales y psicológicas", "Atenciones según el momento", "Inscritas en BANAVIM"} <= set(first)
    assert drawn_of(found, "Atenciones legales y psicológicas") == {
        "Intervención legal": ["403"],
        "Intervención psicológica": ["1,694"],
        "Total": ["2,097"],
    }
    assert drawn_of(found, "Atenciones según el momento") == {
        "previo": ["433"],
        "12–48 h": ["1,605"],
        "subsecuente": ["54"],
        "a distancia": ["5"],
        "Total": ["2,097"],
    }
    assert drawn_of(found, "Inscritas en BANAVIM")["BANAVIM"][0] == "718"


@pytest.mark.parametrize(("site", "name"), [("quintana_roo", "2026"), ("peru", "2026"), ("chile", "2026")])
@pytest.mark.parametrize("language", get_args(Language))
def test_a_sites_own_tables_come_first_and_whole(site: str, name: str, language: Language) -> None:
    made, found = of_site(site, name, language)
    own = [each for each in made.tables if each.key.startswith(f"{site}_") and telling(each)]
    said = Said(Edition(made, periods.material(site, name).profile, language))
    shown = {drawn["title"] for drawn in parts(found) if not drawn["more"]}
    assert own
    assert {said.table(each) for each in own} - shown == set()


def telling(of: Table) -> bool:
    """A count of it is no nought."""
    counts = [at for at, column in enumerate(of.columns) if column.unit in COUNTS]
    return any(row[at] not in (0, None, "?") for row in of.rows for at in counts)
