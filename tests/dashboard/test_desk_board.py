"""The desk's board in a real browser: alerts by priority, in groups, found, filtered, and what to do with each."""

import re
import statistics
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, expect

from tests.dashboard import desk_alerts, desk_sample
from tests.dashboard.conftest import Dashboard
from tests.dashboard.desk_alerts import alert, taken
from tests.dashboard.desk_board_screen import PANE, Board
from tests.dashboard.desk_watch import DeskWatch, publishing
from tests.dashboard.sample import MINUTE, NOW, SECOND
from tests.stores import Server as Store
from watch.alert_documents import AlertLine

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    server = Dashboard("desk_app.py", store.url, tmp_path_factory.mktemp("desk") / "log")
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def watch(store: Store) -> Iterator[DeskWatch]:
    with publishing(store.url) as watch:
        yield watch


@pytest.fixture(scope="module")
def module_desk(browser: Browser, server: Dashboard) -> Iterator[Board]:
    desk = Board(browser, server)
    yield desk
    assert desk.errors == []
    desk.page.close()


@pytest.fixture
def desk(module_desk: Board, watch: DeskWatch) -> Board:
    module_desk.anew(watch)
    if module_desk.at("board").locator(".head[data-column=priority]").get_attribute("aria-sort") != "ascending":
        module_desk.sort("board", "priority")
    return module_desk


def test_alerts_stand_by_priority_and_age_with_what_became_of_each(desk: Board) -> None:
    assert desk.titles() == [
        "Caso severo HR9 sin asignar",
        "Agresor contestó · revalorar YGH",
        "Seguimiento B6Q vencido y no es seguro llamar",
        "3 seguimientos vencidos · 1 de riesgo severo",
        "911: más llamadas de lo usual",
        "BANAVIM sin dato",
        "070 · Psicología: espera larga",
        "Derivación de TVK sin respuesta",
        "Orden de protección de AMT por vencer",
    ]
    first = desk.line("board", "Caso severo HR9")
    expect(first.locator(".priority")).to_have_text("CRÍTICA")
    assert first.get_attribute("data-priority") == "critical"
    expect(first.locator(".age")).to_have_text("17 min · meta 15 min")
    expect(first.locator(".stands")).to_have_text(re.compile(r"^sin acuse · escala en 2:5\d$"))
    stands: dict[str, str | re.Pattern[str]] = {
        "YGH": re.compile(r"^sin acuse · escalada a líder de turno · escala en (1:00|0:5\d)$"),
        "B6Q": "asignada · Equipo itinerante",
        "3 seguimientos": "acusada",
        "BANAVIM": "pospuesta hasta 23:30",
        "TVK": "acusada 22:36 · Óscar Peña",
        "AMT": "resuelta 22:40 · por cerrar",
    }
    for title, said in stands.items():
        expect(desk.line("board", title).locator(".stands")).to_have_text(said)
    expect(desk.line("board", "Psicología")).to_contain_text("1:48, límite 1:00")
    expect(desk.page.get_by_role("tab", name="Tablero").locator(".care")).to_have_text("2")
    expect(desk.page.locator(".tally")).to_have_text("abiertas 10 · críticas 2")


def test_the_newest_comes_to_its_place_and_who_is_gone_leaves(desk: Board, watch: DeskWatch) -> None:
    watch.change(alerts=[alert(3, "in_progress_undispatched", rank=0)], gone_alerts=(f"{20:032x}",))
    expect(desk.line("board", "Ataque en curso")).to_be_visible()
    assert desk.titles()[0].startswith("Ataque en curso")
    expect(desk.line("board", "más llamadas")).to_have_count(0)
    expect(desk.page.get_by_role("tab", name="Tablero").locator(".care")).to_have_text("3")


def test_a_group_opens_to_its_members_and_shuts_by_keys(desk: Board) -> None:
    keys = desk.page.keyboard
    desk.line("board", "3 seguimientos").click()
    pane = desk.page.locator(PANE)
    expect(pane.locator(".member")).to_have_count(3)
    keys.press("ArrowRight")
    expect(desk.at("board").locator(".line[data-member]:visible", has_text="Seguimiento")).to_have_count(3)
    keys.press("ArrowDown")
    expect(pane.locator("h2")).to_have_text(f"Seguimiento {desk_sample.mask(11)} · San Nicolás")
    keys.press("ArrowLeft")
    expect(desk.line("board", "3 seguimientos")).to_have_attribute("data-chosen", "yes")
    expect(desk.at("board").locator(".line[data-group=shut]:visible")).to_have_count(1)
    keys.press("Enter")
    expect(desk.at("board").locator(".line[data-group=open]:visible")).to_have_count(1)
    desk.line("board", "3 seguimientos").locator(".fold").click()
    expect(desk.at("board").locator(".line[data-group=shut]:visible")).to_have_count(1)
    pane.locator(".member", has_text=desk_sample.mask(12)).click()
    expect(desk.at("board").locator(".line[data-chosen]")).to_contain_text(desk_sample.mask(12))


def test_filters_and_search_leave_what_they_say(desk: Board) -> None:
    board = desk.at("board")
    board.get_by_label("Prioridad", exact=True).select_option("critical")
    desk.total("board", "2 de 12")
    board.get_by_label("Quitar filtros").click()
    board.get_by_label("Estado", exact=True).select_option("snoozed")
    assert desk.titles() == ["BANAVIM sin dato"]
    board.get_by_label("Quitar filtros").click()
    board.get_by_label("Regla", exact=True).select_option("surge")
    desk.total("board", "1 de 12")
    board.get_by_label("Quitar filtros").click()
    board.get_by_role("button", name="Mías").click()
    desk.total("board", "5 de 12")  # three together, the snoozed and the resolved; not what an agency was assigned
    board.get_by_label("Quitar filtros").click()
    board.get_by_role("button", name="Cerradas").click()
    assert len(desk.titles()) == 1
    expect(board.locator(".line:visible .stands")).to_have_text("cerrada 20:41 · Atendida")
    board.get_by_label("Quitar filtros").click()
    desk.page.keyboard.press("/")
    desk.page.keyboard.type(desk_sample.mask(12).lower())
    assert desk.titles() == [f"Seguimiento {desk_sample.mask(12)} vencido"]  # found alone, though it is in a group
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("/")
    desk.page.keyboard.type("2026-000007")
    assert desk.titles() == ["Seguimiento B6Q vencido y no es seguro llamar"]


def test_the_pane_says_what_to_do_and_whether_she_may_be_called(desk: Board, watch: DeskWatch) -> None:
    story = (
        AlertLine(NOW - 122 * SECOND, "due"),
        AlertLine(NOW - 121 * SECOND, "raised"),
        AlertLine(NOW - 60 * SECOND, "escalated", "", "supervisor"),
        AlertLine(NOW - 30 * SECOND, "assigned", "lead.sur", "equipo_itinerante"),
        AlertLine(NOW - 20 * SECOND, "snoozed", "lead.norte", "esperando_equipo"),
    )
    unsafe = desk_sample.followup(1, state="overdue_unsafe", call="outside_hours", closes=NOW - MINUTE, safe_until=None)
    shown = desk_alerts.document([alert(1, story=story, stale=NOW - 43 * MINUTE), alert(29)], followups=[unsafe])
    watch.show(shown)
    desk.total("board", "2 de 2")
    desk.line("board", "HR9").click()
    pane = desk.page.locator(PANE)
    expect(pane.locator(".eyebrow")).to_have_text("CRÍTICA · Severo sin asignar")
    expect(pane.locator("h2")).to_have_text("Caso HR9 · Guadalupe")
    expect(pane.locator(".folio")).to_contain_text("folio del registro NL-2026-000001")
    assert pane.locator(".folio a").get_attribute("href") == "https://registro.example/casos/NL-2026-000001"
    expect(pane.locator(".todo")).to_contain_text("Qué hacer: Asigne ahora un equipo o una instancia.")
    expect(pane.locator(".calls .call")).to_have_text("vencido hace 1 min y no es seguro llamar hasta mañana 20:00")
    assert pane.locator(".calls .call").get_attribute("data-may") == "no"
    expect(pane.locator(".todo .stale")).to_have_text("último dato 21:58, confirmar por teléfono")
    expect(pane.locator(".deadline")).to_contain_text("venció hace 2 min")
    steps = [" ".join(text.split()) for text in pane.locator(".told:visible").all_inner_texts()]
    assert steps == [
        "22:40:47 Pospuesta Esperando equipo Inés Cantú",
        "22:40:37 Asignada Equipo itinerante Óscar Peña",
        "22:40:07 Escalada supervisión",
        "22:39:06 Alerta levantada",
        "22:39:05 Plazo vencido",
    ]
    desk.line("board", desk_sample.mask(29)).click()  # nobody promised her a call: nothing says that it is safe
    expect(pane.locator(".calls .call")).to_have_count(0)
    expect(pane.locator(".todo")).to_contain_text("No se sabe si es seguro llamarla")
    pane.get_by_role("button", name="Ver el caso").click()
    expect(desk.at("cases").locator(".line[data-chosen]")).to_contain_text(desk_sample.mask(29))


def test_a_follow_up_of_the_alert_is_one_press_away(desk: Board) -> None:
    desk.line("board", "B6Q").click()
    expect(desk.page.locator(f"{PANE} .window.wide")).to_be_visible()
    desk.page.locator(PANE).get_by_role("button", name="Ver el seguimiento").click()
    expect(desk.at("followups").locator(".line[data-chosen]")).to_contain_text("B6Q")


def test_ten_times_a_night_scroll_with_few_elements(desk: Board, watch: DeskWatch) -> None:
    watch.show(desk_alerts.document([alert(n, "health_clock") for n in range(1, 1001)]))
    desk.total("board", "1,000 de 1,000")
    view = desk.at("board").locator(".view")
    view.evaluate("e => { e.scrollTop = e.scrollHeight }")
    expect(view.locator(".line[aria-rowindex='1000']")).to_be_visible()
    assert view.locator(".line").count() < 40


def test_nothing_is_asked_of_anybody_else_and_each_case_that_is_opened_is_written_down(desk: Board) -> None:
    answers = desk.answers
    answers.told.clear()
    desk.line("board", "B6Q").click()
    desk.line("board", "YGH").click()
    desk.line("board", "B6Q").click()
    assert ("/read", {"case": "NL-000002"}) in answers.told
    assert len([told for told in answers.told if told == ("/read", {"case": "NL-000007"})]) <= 1
    own = desk.server.url.partition("://")[2]
    assert {url.split("/")[2] for url in desk.requests if "://" in url and not url.startswith("data:")} == {own}
    assert not [url for url in desk.requests if "NL-" in url]


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (820, 1180), (1920, 1080)])
def test_nothing_laps_over_on_any_screen_and_everything_can_be_touched(desk: Board, width: int, height: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": height})
    desk.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")
    board = desk.at("board")
    assert desk.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    wide = desk.page.locator(".desk").evaluate(
        """desk => [...desk.querySelectorAll(".top, .tabs, .filters, .heads, .line, .buttons, .controls, .chips")]
          .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1).map(e => e.className)"""
    )
    assert wide == []
    desk.line("board", "HR9").click()
    pane = desk.page.locator(PANE)
    expect(pane).to_be_visible()
    small = pane.locator("button:visible").evaluate_all(
        "all => all.filter(e => e.getBoundingClientRect().height < 40).map(e => e.textContent.trim())"
    )
    assert small == []
    shut = pane.locator(".shut")
    if width < 1200:
        shut.click()
        expect(pane).to_be_hidden()
    assert board.locator(".line:visible").first.bounding_box()["height"] >= 44  # type: ignore[index]


def test_the_time_from_the_watchs_word_to_the_row_is_told(desk: Board, watch: DeskWatch) -> None:
    desk.page.evaluate(
        """() => {
          window.drawn = {};
          const host = [...document.querySelectorAll("*")].find(e => e.shadowRoot?.querySelector(".desk")).shadowRoot;
          const look = () => {
            for (const line of host.querySelectorAll(".board .line .what b"))
              window.drawn[line.textContent] ??= performance.timeOrigin + performance.now();
          };
          new MutationObserver(look).observe(host, {subtree: true, childList: true, characterData: true});
        }"""
    )
    took = []
    for n in range(101, 111):
        row = replace(taken(alert(n)), rank=0)
        watch.change(alerts=[row])
        expect(desk.line("board", f"Caso severo {row.mask}")).to_be_visible()
        at = desk.page.evaluate("mask => window.drawn[`Caso severo ${mask} sin asignar`]", row.mask)
        took.append(at - watch.told * 1000)
    print(f"\nfrom the watch's word to the row: median {statistics.median(took):.0f} ms, most {max(took):.0f} ms")
    assert min(took) > 0
