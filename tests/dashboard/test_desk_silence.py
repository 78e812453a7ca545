"""The desk under load and in trouble: ten thousand rows, a store or a watch gone, a server that comes back."""

import re
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, expect

from tests.dashboard import desk_sample
from tests.dashboard.boards import REGISTRY, board
from tests.dashboard.conftest import Dashboard
from tests.dashboard.desk_sample import at
from tests.dashboard.desk_screen import Desk
from tests.dashboard.desk_watch import DeskWatch, publishing
from tests.dashboard.sample import NOW
from tests.stores import Server as Store
from tests.stores import embedded

pytestmark = pytest.mark.browser

BANNER = ".banner [data-bind=banner]"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that may fall: nobody else's."""
    with embedded(tmp_path_factory.mktemp("own")) as store:
        yield store


@pytest.fixture(scope="module")
def server(own: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    server = Dashboard("desk_app.py", own.url, tmp_path_factory.mktemp("desk") / "log")
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def watch(own: Store) -> Iterator[DeskWatch]:
    with publishing(own.url) as watch:
        yield watch


@pytest.fixture
def desk(browser: Browser, server: Dashboard, watch: DeskWatch) -> Iterator[Desk]:
    desk = Desk(browser, server)
    yield desk
    assert desk.errors == []
    desk.page.close()


def test_before_the_first_case_the_desk_says_what_is_missing(desk: Desk, watch: DeskWatch) -> None:
    desk.until(".empty [data-bind=empty]:text-is('Todavía no hay casos')")
    watch.show(desk_sample.night())
    desk.until(".desk[data-voice=live]")


def test_ten_thousand_rows_scroll_with_few_elements_and_the_last_is_reached(desk: Desk, watch: DeskWatch) -> None:
    cases = [desk_sample.case(n) for n in range(1, 2001)]
    watch.show(desk_sample.document(cases, [desk_sample.followup(n) for n in range(1, 10_001)]))
    desk.total("cases", "2,000 de 2,000")
    desk.page.keyboard.press("3")
    desk.total("followups", "10,000 de 10,000")
    view = desk.at("followups").locator(".view")
    sight = view.evaluate("e => Math.ceil(e.clientHeight / 56)")
    for share in [*(i / 40 for i in range(41)), 0.013, 1]:
        view.evaluate("(e, share) => { e.scrollTop = share * (e.scrollHeight - e.clientHeight) }", share)
        desk.page.evaluate("() => new Promise(requestAnimationFrame)")
        assert view.locator(".line").count() <= sight + 10
        seen = view.evaluate(
            """e => [...e.querySelectorAll(".line")].filter(line => {
              const [a, b] = [line.getBoundingClientRect(), e.getBoundingClientRect()];
              return !line.hidden && a.bottom > b.top && a.top < b.bottom;
            }).length"""
        )
        assert seen >= sight - 1, share
    expect(view.locator(".line[aria-rowindex='10000']")).to_be_visible()
    desk.page.keyboard.press("/")
    desk.page.keyboard.type("009999")
    desk.total("followups", "1 de 10,000")


def test_everything_said_again_moves_nobody_from_her_place(desk: Desk, watch: DeskWatch) -> None:
    document = desk_sample.document([desk_sample.case(n) for n in range(1, 2001)], [])
    watch.show(document)
    desk.total("cases", "2,000 de 2,000")
    view = desk.at("cases").locator(".view")
    view.evaluate("e => { e.scrollTop = 50000 }")
    first = replace(document, cases=document.cases[:200])
    watch.show(first)
    watch.change(cases=document.cases[200:])
    desk.total("cases", "200 de 200")
    desk.total("cases", "2,000 de 2,000")
    assert view.evaluate("e => e.scrollTop") == 50000


def test_the_pane_says_that_its_case_changed_and_that_it_left(desk: Desk, watch: DeskWatch) -> None:
    watch.show(desk_sample.document([desk_sample.case(n) for n in (1, 2, 3)], []))
    desk.line("cases", "NL-2026-000002").click()
    note = desk.page.locator("[data-pane=case] .note")
    expect(note).to_be_hidden()
    watch.change(cases=[desk_sample.case(2, rank=1)])  # whose place alone is another has not changed
    expect(desk.line("cases", "NL-2026-000002").locator(".rank")).to_have_text("1")
    expect(note).to_be_hidden()
    watch.change(cases=[desk_sample.case(2, stage="arrived")])
    expect(note).to_contain_text(re.compile(r"^Cambió a las \d\d:\d\d:\d\d$"))
    watch.change(gone=("NL-000002",))
    expect(note).to_contain_text("Salió de la mesa a las", timeout=10_000)
    expect(desk.page.locator("[data-pane=case] .eyebrow")).to_have_text("severo · llegada de equipo")
    desk.line("cases", "NL-2026-000003").click()
    expect(note).to_be_hidden()


def test_a_silent_watch_is_said_and_nobody_is_to_be_called(desk: Desk, watch: DeskWatch) -> None:
    watch.show(desk_sample.document([], [desk_sample.followup(1)]))
    desk.page.keyboard.press("3")
    line = desk.line("followups", "NL-2026-000001")
    expect(line).to_contain_text("→ llamar antes de 23:30 de hoy")
    watch.be_silent()
    desk.until(f"{BANNER}:text-is('Los datos dejaron de actualizarse')")
    expect(line).to_contain_text("cierra mañana 06:40; sin dato: confirmar antes de llamar")
    expect(line.locator(".call")).to_have_text("confirmar antes")
    assert desk.server.get("/healthz")[0] == 503
    expect(desk.page.locator(".clock")).not_to_have_text(desk.page.locator(".clock").inner_text())
    watch.show(desk_sample.document([], [desk_sample.followup(1)]))
    desk.until(".desk[data-voice=live]")
    expect(line).to_contain_text("→ llamar antes")


def test_a_deadline_passes_though_the_watch_is_silent(desk: Desk, watch: DeskWatch) -> None:
    soon = desk_sample.followup(1, closes=NOW + 6000, last_moment=NOW + 6000, safe_until=None)
    watch.show(desk_sample.document([], [soon]))
    desk.page.keyboard.press("3")
    line = desk.line("followups", "NL-2026-000001")
    expect(line).to_contain_text("cierra hoy 22:41")
    watch.be_silent()
    expect(line).to_contain_text("vencido hace menos de 1 min; sin dato: confirmar antes de llamar", timeout=15_000)
    expect(line).to_have_attribute("data-state", "overdue")


def test_a_silent_registry_is_said_and_what_it_permitted_is_no_leave_to_call(desk: Desk, watch: DeskWatch) -> None:
    silent = replace(REGISTRY, state="stale", heard=at(21, 58))
    case, followup = desk_sample.case(1), desk_sample.followup(1)
    stale = replace(case, flags=("stale",))
    told = desk_sample.document([stale], [followup, desk_sample.followup(2)], board=board(stale=["nl/registro"]))
    watch.show(replace(told, feeds=[*told.feeds[:2], silent]))
    desk.until(".tabs .state:text-is('Registro de casos: último dato 21:58, confirmar por teléfono')")
    desk.page.keyboard.press("3")
    line = desk.line("followups", "NL-2026-000001")
    expect(line).to_contain_text("cierra mañana 06:40; sin dato: confirmar antes de llamar")
    for each in (line, desk.line("followups", "NL-2026-000002")):  # the second one's case has left the desk
        expect(each.locator(".call")).to_have_text("confirmar antes")
    watch.show(desk_sample.document([case], [followup]))
    expect(line.locator(".call")).to_have_text("se puede llamar")
    expect(desk.page.locator(".tabs .state")).to_be_hidden()


def test_a_silent_banavim_blurs_its_own_card_alone(desk: Desk, watch: DeskWatch) -> None:
    told = desk_sample.document([], [desk_sample.followup(1)], board=board(registers_stale=["banavim"]))
    watch.show(told)
    desk.page.keyboard.press("3")
    expect(desk.line("followups", "NL-2026-000001").locator(".call")).to_have_text("se puede llamar")
    expect(desk.page.locator(".tabs .state")).to_be_hidden()
    desk.page.keyboard.press("5")
    expect(desk.page.locator(".card.registers")).to_have_attribute("data-unsure", "yes")
    expect(desk.page.locator(".card[data-unsure]")).to_have_count(1)


def test_a_dead_store_is_said_and_the_rows_are_asked_for_when_it_is_back(
    desk: Desk, watch: DeskWatch, own: Store
) -> None:
    watch.show(desk_sample.document([desk_sample.case(1)], []))
    desk.total("cases", "1 de 1")
    own.kill()
    try:
        desk.until(f"{BANNER}:text-is('El almacén de datos no responde')")
        expect(desk.line("cases", "NL-2026-000001")).to_be_visible()
        watch.show(desk_sample.document([desk_sample.case(n) for n in (1, 2)], []))
    finally:
        own.start()
    desk.until(".desk[data-voice=live]")
    desk.total("cases", "2 de 2")


def test_a_dead_server_is_said_and_the_desk_heals_when_it_returns(
    desk: Desk, watch: DeskWatch, server: Dashboard
) -> None:
    watch.show(desk_sample.document([desk_sample.case(1)], []))
    desk.total("cases", "1 de 1")
    desk.page.keyboard.press("3")
    server.kill()
    try:
        desk.until(f"{BANNER}:text-is('Sin conexión con el servidor de la mesa')")
    finally:
        server.start()
    desk.until(".desk[data-voice=live]", 30)
    expect(desk.page.get_by_role("tab", name="Seguimientos")).to_have_attribute("aria-selected", "true")
    desk.page.keyboard.press("2")
    desk.total("cases", "1 de 1")
