"""The severe list, the window strip and the ledgers in a real browser: what the document says stands there."""

import time

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser

from tests.dashboard import boards, sample
from tests.dashboard.conftest import Dashboard, Screen, Watch
from tests.dashboard.test_wall import AMBER, RED
from watch.case_documents import Strip
from watch.documents import WallDocument
from watch.figure import Figure

pytestmark = pytest.mark.browser

DRAWN = """() => {
  const wall = [...document.querySelectorAll("*")].map((e) => e.shadowRoot?.querySelector(".wall")).find((e) => e);
  const paths = [...wall.querySelectorAll(".moving path")].filter((p) => p.dataset.count > 0);
  return paths.map(({ dataset: d }) => [d.state, d.severe === "yes", d.hollow === "yes", Number(d.count)]);
}"""


def drawn(screen: Screen) -> dict[tuple[str, bool, bool], int]:
    return {(state, severe, hollow): n for state, severe, hollow, n in screen.page.evaluate(DRAWN)}


def said(strip: Strip) -> dict[tuple[str, bool, bool], int]:
    found: dict[tuple[str, bool, bool], int] = {}
    for mark in strip.marks:
        key = (mark.state, mark.severe, mark.hollow)
        found[key] = found.get(key, 0) + mark.count
    return found


def bound(screen: Screen, panel: str, name: str) -> str:
    return screen.text(f".{panel} [data-bind='{name}']")


def rows(screen: Screen) -> list[str]:
    visible = screen.page.locator(".case:not([hidden]):not([data-over])")
    return [" ".join(text.split()) for text in visible.all_inner_texts()]


def wide(document: WallDocument) -> WallDocument:
    """With two rows only, so that every one of them fits."""
    assert document.cases is not None
    severe = replace(document.cases.severe, rows=document.cases.severe.rows[:2])
    return replace(document, cases=replace(document.cases, severe=severe))


def test_severe_cases_stand_in_the_documents_order_with_what_is_owed(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, boards.night())
    assert rows(screen)[:5] == [
        "2K7 Guadalupe 1 min recibido · salida en 1 min en curso menores",
        "7F3 Metro norte 17 min sin asignar · meta 15 min repite riesgo sube",
        "91C Monterrey 52 min en camino · contacto en 8 min reloj de salud 72 h",
        "02B Metro poniente 2 min 911 → 070 por aceptar en 3 min",
        "55D Metro oriente 40 min con equipo · contacto en 41 min",
    ]
    assert bound(screen, "severe", "open") == "6"
    tallies = {name: bound(screen, "severe", name) for name in ("progress", "crossed", "near", "unassessed")}
    assert tallies == {
        "progress": "1 en curso",
        "crossed": "1 fuera de meta",
        "near": "3 por vencer",
        "unassessed": "3 casos sin valorar · 1 fuera de meta",
    }
    assert bound(screen, "severe", "assigned") == "asignación mediana del turno 11 min · meta 15"
    steps = [screen.colour(f".case:has-text('{mask}') [data-bind=step]") for mask in ("7F3", "91C")]
    assert steps == [RED, AMBER]


def test_a_deadline_turns_red_when_it_passes_though_no_document_comes(screen: Screen, watch: Watch) -> None:
    document = wide(boards.night())
    assert document.cases is not None
    first = replace(document.cases.severe.rows[0], due=sample.NOW + 1500)
    severe = replace(document.cases.severe, rows=[first])
    screen.shows(watch, replace(document, cases=replace(document.cases, severe=severe)))
    step = ".case:not([hidden]) [data-bind=step]"
    assert screen.text(step) == "recibido · salida en 1 min"
    watch.be_silent()
    screen.until(f"{step}[data-tone=crossed]:text-is('sin salida · meta 2 min')")
    assert screen.colour(step) == RED
    assert screen.hatched(".severe")  # and the watch's silence is told


def test_what_does_not_fit_is_counted_and_no_row_is_cut(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, boards.flood())
    document = boards.flood()
    assert document.cases is not None
    total = len(document.cases.severe.rows) + document.cases.severe.more
    shown = len(rows(screen))
    assert 3 <= shown < len(document.cases.severe.rows)
    assert bound(screen, "severe", "more") == f"+{total - shown:,} más en la mesa"
    cut = """l => [...l.querySelectorAll(".case:not([hidden]):not([data-over])")]
      .some(row => row.getBoundingClientRect().bottom > l.getBoundingClientRect().bottom + 1)"""
    assert screen.page.locator(".cases").evaluate(cut) is False
    screen.shows(watch, wide(boards.night()))
    assert len(rows(screen)) == 2
    assert bound(screen, "severe", "more") == ""


@pytest.mark.parametrize("n", [1, 158, 500, 10_000])
def test_every_open_follow_up_is_on_the_strip(screen: Screen, watch: Watch, n: int) -> None:
    strip = boards.strip(n)
    screen.shows(watch, boards.on(sample.busy(), boards.board(followups=strip)))
    assert drawn(screen) == said(strip)
    assert sum(drawn(screen).values()) == n
    kind = screen.page.locator(".strip").get_attribute("data-kind")
    assert kind == ("bars" if n == 10_000 else "marks")
    assert bound(screen, "strip", "open") == f"{n + 2:,} abiertos"
    if kind == "bars":
        heights = screen.page.locator(".moving text").all_text_contents()
        assert sum(int(text.replace(",", "")) for text in heights if text) == n


def test_nobody_to_follow_up_is_nought_and_the_share_is_not_applicable(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, boards.night())
    screen.shows(watch, boards.calm())
    assert drawn(screen) == {}
    figures = {name: bound(screen, "strip", name) for name in ("overdue", "before", "inside", "beyond.age", "miss")}
    assert figures == {"overdue": "0", "before": "0", "inside": "N/A", "beyond.age": "0", "miss": "todos alcanzan"}
    assert bound(screen, "severe", "open") == "0"
    assert bound(screen, "severe", "none") == "Ningún caso severo abierto"
    assert bound(screen, "severe", "assigned") == "asignación mediana del turno N/A · meta 15"


def test_the_strips_figures_are_the_documents(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, boards.night())
    names = (
        "title",
        "overdue",
        "overdue.of",
        "before",
        "before.label",
        "inside",
        "inside.of",
        "people",
        "miss",
        "gone",
    )
    assert {name: bound(screen, "strip", name).replace("\n", " ").strip() for name in names} == {
        "title": "Seguimientos 12–48 h desde el episodio",
        "overdue": "4",
        "overdue.of": "4 severos 1 no llamar",
        "before": "14",
        "before.label": "cierran antes de las 06:00",
        "inside": "82",
        "inside.of": "7 días, de 431",
        "people": "Con 4 personas en seguimiento:",
        "miss": "2 no alcanzarán",
        "gone": "5 llegaron con la ventana cerrada, 7 días",
    }
    assert screen.colour(".strip [data-bind=overdue]") == RED
    assert screen.colour(".strip [data-bind=before]") == AMBER


def test_who_is_rostered_is_unknown_not_nobody(screen: Screen, watch: Watch) -> None:
    unknown = boards.strip(people=sample.UNKNOWN, will_miss=sample.UNKNOWN)
    screen.shows(watch, boards.on(sample.quiet(), boards.board(followups=unknown)))
    assert bound(screen, "strip", "people") == "Sin dato de quién da seguimiento este turno"
    assert bound(screen, "strip", "miss") == ""
    hidden = boards.severe(open=sample.UNKNOWN, rows=[])
    screen.shows(watch, boards.on(sample.quiet(), boards.board(severe=hidden)))
    assert bound(screen, "severe", "open") == "—"
    assert screen.hatched(".severe [data-bind=open]")
    assert bound(screen, "severe", "none") == ""


def test_the_most_overdue_is_pinned_with_its_hours_and_how_many_more(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, boards.night())
    assert bound(screen, "strip", "beyond.age") == "71 h"
    assert bound(screen, "strip", "beyond.more") == "+1"
    icon = screen.page.locator(".beyond path")
    assert icon.get_attribute("data-severe") == "yes"
    assert "a" not in (icon.get_attribute("d") or "a")  # a diamond has no arcs


def test_a_mark_is_further_right_by_what_has_passed_since(screen: Screen, watch: Watch) -> None:
    document = boards.night()
    screen.shows(watch, document)
    edge = "g => g.getBoundingClientRect().right"
    before = screen.page.locator(".moving").evaluate(edge)
    screen.shows(watch, replace(document, now=document.now + sample.HOUR))
    hour = screen.page.locator(".strip .field").evaluate("f => f.clientWidth / 61.5")
    assert screen.page.locator(".moving").evaluate(edge) - before == pytest.approx(hour, abs=2)


def test_a_promise_further_off_than_the_axis_is_counted_at_its_edge(screen: Screen, watch: Watch) -> None:
    far = [replace(mark, slot=mark.slot + 60 * sample.HOUR, state="early") for mark in boards.marks(3)]
    screen.shows(watch, boards.on(sample.quiet(), boards.board(followups=boards.strip(3, marks=far))))
    assert bound(screen, "strip", "coming") == "‹ 3 más adelante"


def test_a_silent_registry_is_hatched_and_its_deadlines_go_on(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, boards.registry_dead())
    words = "Registro de casos: último dato 21:58, confirmar por teléfono"
    for panel in ("severe", "strip"):
        assert bound(screen, panel, "state") == words
        assert screen.hatched(f".{panel}")
    assert not screen.hatched(screen.centre("070"))
    assert "sin asignar · meta 15 min" in rows(screen)[1]
    later = replace(boards.registry_dead(), now=sample.NOW + 9 * sample.MINUTE)
    screen.shows(watch, later)
    assert "sin contacto · meta 60 min" in rows(screen)[2]


def test_a_silent_watch_hatches_the_board_and_no_deadline_stands_still(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, boards.night())
    watch.be_silent()
    screen.until(".wall[data-voice=frozen]")
    for panel in ("severe", "strip"):
        assert screen.hatched(f".{panel}")
        assert bound(screen, panel, "state").startswith("sin dato desde 22:41:")


def test_the_ledgers_stand_in_one_line(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, boards.night())
    entries = screen.page.locator(".ledgers p").all_inner_texts()
    assert [" ".join(text.split()) for text in entries] == [
        "2 entregas por aceptar 1 tarde · 12 min",
        "23 derivaciones abiertas 4 sin respuesta",
        "12 en lista de espera",
        "7 por registrar en BANAVIM 2 tarde · mediana 9 h",
        "3 órdenes por atender 1 sin emitir · 2 por vencer",
    ]


def test_a_site_without_registry_has_the_wall_to_its_centres(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, boards.night())
    assert screen.page.locator(".panel").count() == 3
    screen.shows(watch, sample.busy())
    assert screen.page.locator(".panel").count() == 0
    assert screen.page.locator(".centres").get_attribute("data-layout") == "pair"


def test_an_unchanged_document_builds_nothing_anew(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, boards.flood())
    count = """e => { window.changes = 0;
      new MutationObserver(found => { window.changes += found.filter(m => m.type === "childList").length; })
        .observe(e, { subtree: true, childList: true }); }"""
    screen.page.locator(".board").evaluate(count)
    for serial in range(3):
        screen.shows(watch, replace(boards.flood(), serial=serial + 2))
    time.sleep(0.3)
    assert screen.page.evaluate("window.changes") == 0


def test_english_has_the_board_too(browser: Browser, server: Dashboard, watch: Watch) -> None:
    screen = Screen(browser, f"{server.url}/?lang=en")
    screen.shows(watch, boards.night())
    assert rows(screen)[1] == "7F3 Metro norte 17 min not assigned · target 15 min repeats rising risk"
    assert bound(screen, "strip", "miss") == "2 will be missed"
    screen.close()


def test_figures_with_nothing_known_of_them_are_hatched(screen: Screen, watch: Watch) -> None:
    hidden = boards.strip(overdue=sample.UNKNOWN, in_window=sample.NA, closing_before=Figure(0.0))
    screen.shows(watch, boards.on(sample.quiet(), boards.board(followups=hidden)))
    assert bound(screen, "strip", "overdue") == "—"
    assert screen.hatched(".strip [data-bind=overdue]")
    assert not screen.hatched(".strip [data-bind=before]")
