"""The desk in a real browser: its cases, follow-ups and ledgers, found, filtered, sorted, and never a woman named."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Locator, expect

from tests.dashboard import desk_sample
from tests.dashboard.conftest import Dashboard
from tests.dashboard.desk_screen import Desk
from tests.dashboard.desk_watch import DeskWatch, publishing
from tests.dashboard.sample import HOUR, MINUTE, NOW
from tests.stores import Server as Store

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
def module_desk(browser: Browser, server: Dashboard, watch: DeskWatch) -> Iterator[Desk]:
    desk = Desk(browser, server)
    yield desk
    assert desk.errors == []
    desk.page.close()


@pytest.fixture
def desk(module_desk: Desk, watch: DeskWatch) -> Desk:
    """Shows an ordinary night on the cases' page, with no filter set."""
    watch.show(desk_sample.night())
    module_desk.until(".desk[data-voice=live] [data-page=cases] .line, .desk[data-voice=live] [role=tab]")
    for tab in ("3", "2"):
        module_desk.page.keyboard.press(tab)
        clear = module_desk.page.locator(".clear:visible")
        if clear.count():
            clear.click()
        module_desk.page.locator(".view:visible").focus()
    module_desk.total("cases", "228 de 240")
    if module_desk.at("cases").locator(".head[data-column=rank]").get_attribute("aria-sort") != "ascending":
        module_desk.sort("cases", "rank")
    return module_desk


def test_cases_stand_by_the_unified_priority_with_what_is_due(desk: Desk, watch: DeskWatch) -> None:
    first = desk_sample.case(1, acted=NOW - 18 * MINUTE + 5000)
    watch.show(desk_sample.document([desk_sample.case(3), first, desk_sample.case(2)], []))
    desk.total("cases", "3 de 3")
    assert desk.masks("cases") == [desk_sample.mask(n) for n in (1, 2, 3)]
    line = desk.line("cases", "NL-2026-000001")
    for text in ("severo", "Guadalupe", "17 min", "valoración", "venció hace 2 min", "asignación", "Línea 070"):
        expect(line).to_contain_text(text)
    expect(line).to_contain_text("contacto repetido · hay menores")
    assert line.get_attribute("data-tone") == "crossed"
    expect(line.locator(".acted")).to_have_text("18 min", timeout=10_000)


def test_a_case_is_found_by_folio_or_mask_as_one_types(desk: Desk) -> None:
    page = desk.page
    page.keyboard.press("/")
    page.keyboard.type("2026-000137")
    desk.total("cases", "1 de 240")
    expect(desk.line("cases", "NL-2026-000137")).to_be_visible()
    page.keyboard.press("Escape")
    desk.total("cases", "228 de 240")
    page.keyboard.press("/")
    page.keyboard.type(desk_sample.mask(42).lower())
    desk.total("cases", "1 de 240")
    expect(desk.line("cases", "NL-2026-000042")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-pane=case] .folio")).to_contain_text("NL-2026-000042")
    page.keyboard.press("/")
    page.keyboard.type("rcr")  # keys of Streamlit's own: nothing else hears them
    expect(desk.at("cases").locator(".none")).to_be_visible()


def test_filters_leave_what_they_say(desk: Desk) -> None:
    rows = desk_sample.night().cases
    cases = desk.at("cases")
    cases.get_by_label("Clase").select_option("moderate")
    desk.total("cases", f"{sum(row.risk == 'moderate' and row.open for row in rows)} de 240")
    cases.get_by_label("Estado").select_option("closed")
    desk.total("cases", f"{sum(row.risk == 'moderate' and not row.open for row in rows)} de 240")
    cases.get_by_label("Quitar filtros").click()
    cases.get_by_label("Lugar").select_option("Guadalupe")
    cases.get_by_label("Instancia").select_option("fiscalia")
    wanted = [row for row in rows if row.place == "Guadalupe" and row.agency == "fiscalia" and row.open]
    desk.total("cases", f"{len(wanted)} de 240")
    cases.get_by_label("Quitar filtros").click()
    silent = cases.get_by_role("button", name="En silencio")
    silent.click()
    wanted = [row for row in rows if row.open and "silent" in row.flags]
    desk.total("cases", f"{len(wanted)} de 240")
    assert silent.get_attribute("aria-pressed") == "true"
    cases.get_by_role("button", name="Vencidos").click()
    wanted = [row for row in wanted if row.due is not None and row.due <= NOW]
    desk.total("cases", f"{len(wanted)} de 240")


def test_a_column_sorts_both_ways(desk: Desk) -> None:
    rows = [row for row in desk_sample.night().cases if row.open]
    desk.sort("cases", "acted")
    longest = [row.mask for row in sorted(rows, key=lambda row: (row.acted, row.rank))]
    assert desk.masks("cases")[:8] == longest[:8]
    desk.sort("cases", "acted")
    latest = [row.mask for row in sorted(rows, key=lambda row: (-row.acted, row.rank))]
    assert desk.masks("cases")[:8] == latest[:8]


def test_arrows_move_and_the_pane_tells_the_case(desk: Desk, watch: DeskWatch) -> None:
    owed = [desk_sample.followup(2), desk_sample.followup(1, id="SEG-other")]
    watch.show(desk_sample.document([desk_sample.case(n) for n in (1, 2, 3)], owed))
    desk.total("cases", "3 de 3")
    desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("ArrowDown")
    pane = desk.page.locator("[data-pane=case]")
    expect(pane.locator("h2")).to_have_text(f"Caso {desk_sample.mask(2)} · Apodaca")
    expect(pane.locator(".eyebrow")).to_have_text("severo · valoración")
    expect(pane.locator(".todo b")).to_have_text("asignación: venció hace 2 min")
    assert pane.locator(".deadline b").all_text_contents()[:3] == ["asignación", "contacto", "salud · Profilaxis VIH"]
    expect(pane.locator(".deadline[data-met]")).to_contain_text("cumplido 22:24:07")
    assert pane.locator(".story b").all_inner_texts() == [
        "Entrega aceptada",
        "Valorado",
        "Entrega ofrecida",
        "Caso abierto",
    ]
    assert pane.locator(".numbers dd").all_inner_texts() == ["2", "3", "1"]
    expect(pane.locator(".owed")).to_have_count(1)
    expect(pane.locator(".owed")).to_contain_text(
        "cierra mañana 06:40; contacto seguro hasta 23:30 → llamar antes de 23:30 de hoy"
    )
    desk.page.keyboard.press("Enter")
    assert desk.page.evaluate("document.activeElement.shadowRoot.activeElement.dataset.pane") == "case"
    pane.locator(".owed").click()
    expect(desk.page.locator("[data-pane=followup] h2")).to_have_text(f"Seguimiento {desk_sample.mask(2)} · Apodaca")
    desk.page.locator("[data-pane=followup] .open").click()
    expect(desk.at("cases").locator(".line[data-chosen]")).to_contain_text(desk_sample.mask(2))


def test_the_registrys_page_is_opened_by_a_click_only_and_knows_not_from_where(desk: Desk, watch: DeskWatch) -> None:
    script = desk_sample.case(2, link="javascript:alert(1)")
    watch.show(desk_sample.document([desk_sample.case(1), script], []))
    desk.total("cases", "2 de 2")
    desk.line("cases", "NL-2026-000001").click()
    link = desk.page.locator("[data-pane=case] a")
    assert link.get_attribute("href") == "https://registro.example/casos/NL-2026-000001"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert link.get_attribute("target") == "_blank"
    desk.line("cases", "NL-2026-000002").click()
    expect(link).to_be_hidden()
    assert link.get_attribute("href") is None


def test_a_change_is_drawn_in_place_and_who_left_is_gone(desk: Desk, watch: DeskWatch) -> None:
    desk.line("cases", "NL-2026-000002").click()
    desk.at("cases").locator(".view").evaluate("e => { e.dataset.kept = 'yes' }")
    changed = desk_sample.case(2, stage="arrived", next="contacted", due=NOW + HOUR, tone="calm")
    watch.change(cases=[changed], gone=("NL-000001",))
    expect(desk.line("cases", "NL-2026-000002")).to_contain_text("llegada de equipo")
    expect(desk.page.locator("[data-pane=case] .eyebrow")).to_have_text("severo · llegada de equipo")
    desk.total("cases", "227 de 239")
    assert desk.page.locator(".view[data-kept]").count() == 1


def test_who_was_promised_a_visit_is_visited_not_called(desk: Desk, watch: DeskWatch) -> None:
    watch.show(desk_sample.document([], [desk_sample.followup(1, call="no_consent", channel="in_person")]))
    desk.page.keyboard.press("3")
    line = desk.line("followups", "NL-2026-000001")
    expect(line.locator(".call")).to_have_text("no visitar")
    line.click()
    expect(desk.page.locator("[data-pane=followup]")).to_contain_text("¿Se puede visitar?")
    assert "llamar" not in line.inner_text()


def test_follow_ups_stand_by_their_last_moment_with_their_clock_in_words(desk: Desk, watch: DeskWatch) -> None:
    late = {"closes": NOW - 3 * HOUR, "last_moment": None, "safe_until": None}
    rows = [
        desk_sample.followup(1),
        desk_sample.followup(2, **late, state="overdue_unsafe", call="outside_hours", will_miss=False),
        desk_sample.followup(3, last_moment=NOW + 20 * MINUTE, will_miss=True, hollow=True),
        desk_sample.followup(4, state="done_in_window", call="done", ended=NOW - HOUR),
    ]
    watch.show(desk_sample.document([], rows))
    desk.page.keyboard.press("3")
    desk.total("followups", "4 de 4")
    assert desk.masks("followups") == [desk_sample.mask(n) for n in (2, 3, 1, 4)]
    unsafe = desk.line("followups", "NL-2026-000002")
    expect(unsafe).to_contain_text("vencido hace 3 h y no es seguro llamar hasta mañana 20:00")
    expect(unsafe.locator(".call")).to_have_text("no llamar")
    expect(desk.line("followups", "NL-2026-000003").locator(".care")).to_have_text("no alcanzará · ventana estimada")
    desk.at("followups").get_by_role("button", name="No alcanzarán").click()
    desk.total("followups", "1 de 4")
    desk.at("followups").get_by_role("button", name="No alcanzarán").click()
    desk.at("followups").get_by_role("button", name="Vencidos sin hora segura").click()
    assert desk.masks("followups") == [desk_sample.mask(2)]


def test_the_ledgers_tell_what_waits_and_every_total_names_its_unit(desk: Desk) -> None:
    desk.page.keyboard.press("5")
    ledgers = desk.at("ledgers")
    expect(ledgers.locator(".handovers .line").first).to_contain_text("911 → 070")
    expect(ledgers.locator(".handovers .line").first).to_contain_text("venció hace 7 min")
    expect(ledgers.locator(".referrals h3 b")).to_have_text("30")
    expect(ledgers.locator(".bars i")).to_have_count(28)
    expect(ledgers.locator(".register")).to_contain_text("90%")
    expect(ledgers.locator(".register")).to_contain_text("371 de 412 casos")
    assert ledgers.locator(".register .numbers dd").all_inner_texts() == ["340", "9.4 h", "14", "212"]
    expect(ledgers.locator(".orders .line").first).to_contain_text("emisión: venció hace 12 min")
    assert ledgers.locator(".gaps .line").first.inner_text().split("\n") == [
        "Atención psicológica",
        "Línea 070",
        "Monterrey",
        "4",
        "11",
    ]
    totals = [cells(total) for total in ledgers.locator(".totals .total").all()]
    for row in (
        ["Intervenciones, todas", "", "intervenciones", "58", "2,097"],
        ["Asesoría legal", "", "intervenciones", "12", "403"],
        ["Mujeres con acompañamiento", "", "personas", "0", "380"],
        ["070 · Psicología", "", "llamadas", "134", "3,210"],
        ["Intervenciones, todas", "hombres, aparte", "intervenciones", "3", "61"],
    ):
        assert row in totals
    assert all(unit for _, _, unit, _, _ in totals)


def cells(total: Locator) -> list[str]:
    return [*map(str, total.locator("b, small, .unit").all_text_contents())]


def test_nothing_is_asked_of_anybody_else_and_no_address_names_a_case(desk: Desk) -> None:
    desk.line("cases", "NL-2026-000002").click()
    desk.page.keyboard.press("3")
    assert desk.page.url == f"{desk.server.url}/#followups"
    own = desk.server.url.partition("://")[2]
    assert {url.split("/")[2] for url in desk.requests if "://" in url and not url.startswith("data:")} == {own}
    assert not [url for url in desk.requests if "NL-" in url]


def test_the_address_keeps_the_page_and_chooses_the_language(
    browser: Browser, server: Dashboard, watch: DeskWatch
) -> None:
    watch.show(desk_sample.night())
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{server.url}/?lang=en#followups")
    expect(page.locator("[data-page=followups] .total")).to_have_text("400 of 400", timeout=20_000)
    expect(page.get_by_role("tab", name="Follow-ups")).to_have_attribute("aria-selected", "true")
    assert page.title() == "Vigía · desk"
    page.close()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (1920, 1080)])
def test_nothing_laps_over_or_is_cut_off_on_any_screen(desk: Desk, width: int, height: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": height})
    for tab in ("cases", "followups", "ledgers"):
        desk.page.locator(f"[data-bind='tab.{tab}']").click()
        assert desk.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        wide = desk.page.locator(".desk").evaluate(
            """desk => [...desk.querySelectorAll(".top, .tabs, .filters, .heads, .card, .numbers")]
              .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1).map(e => e.className)"""
        )
        assert wide == [], tab
        if tab != "ledgers":
            line = desk.at(tab).locator(".line:visible").first
            assert line.bounding_box()["height"] >= 44  # type: ignore[index]
    desk.page.set_viewport_size({"width": 1440, "height": 900})


def test_on_a_tablet_the_pane_comes_over_the_list_and_goes(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 1024, "height": 768})
    desk.page.keyboard.press("Escape")
    pane = desk.page.locator("[data-pane=case]")
    desk.line("cases", "NL-2026-000003").click()
    expect(pane).to_be_visible()
    pane.locator(".shut").click()
    expect(pane).to_be_hidden()
    desk.page.set_viewport_size({"width": 1440, "height": 900})
    expect(pane).to_be_visible()


def test_a_site_without_a_registry_shows_no_made_up_noughts(desk: Desk, watch: DeskWatch) -> None:
    watch.show(replace(desk_sample.document([], []), board=None, ledgers=None))
    desk.total("cases", "0 de 0")
    expect(desk.page.locator(".sum")).to_be_hidden()
    expect(desk.page.locator(".tabs .care:visible")).to_have_count(0)
