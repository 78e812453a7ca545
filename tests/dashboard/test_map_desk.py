"""The map at the desk, in a real browser: it stays where it was put, and its table says the same."""

import time
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, WebSocketRoute, expect

from tests.dashboard.conftest import Dashboard
from tests.dashboard.map_screen import TAKEN, Mapping, MapScreen, current, levels
from tests.maps import sample_map as sample
from tests.stores import Server as Store

pytestmark = pytest.mark.browser
SIZE = (1440, 900)
LIVE = "**/map/live"
HISTORY = sample.history("7d", "cell")


@pytest.fixture(scope="module")
def desk_server(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    server = Dashboard("desk_app.py", store.url, tmp_path_factory.mktemp("map") / "log")
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def mapping(store: Store) -> Mapping:
    mapping = Mapping(store.url)
    mapping.keep(HISTORY)
    return mapping


@pytest.fixture
def desk(browser: Browser, desk_server: Dashboard, mapping: Mapping) -> Iterator[MapScreen]:
    desk = MapScreen(browser, desk_server, "desk", SIZE)
    desk.shows(mapping, current(sample.document()))
    yield desk
    assert desk.complaints == []
    desk.close()


def test_pan_and_zoom_are_kept_while_fifty_maps_come(desk: MapScreen, mapping: Mapping) -> None:
    desk.at("[data-do=home]").click()
    desk.at(".leaflet-control-zoom-in").click()
    desk.at(".folium-map").focus()
    desk.page.keyboard.press("ArrowLeft")
    desk.page.wait_for_timeout(600)
    place = "() => [map_site.getCenter().lat, map_site.getCenter().lng, map_site.getZoom()]"
    before = desk.page.evaluate(place)
    drawing = "document.querySelector('.folium-map svg')"
    same = f"() => (window.kept ??= {drawing}) === {drawing}"
    assert desk.page.evaluate(same)
    desk.shows(mapping, *(current(sample.document(shift=n)) for n in range(1, 51)), rest=0.02)
    assert desk.drawn() == levels(sample.cellular("7d", shift=50).groups)
    assert desk.page.evaluate(place) == before
    assert desk.page.evaluate(same)


def test_filters_change_what_is_drawn(desk: MapScreen) -> None:
    assert desk.drawn() == levels(sample.cellular("7d").groups)
    desk.at("label:has([value='28d'])").click()
    assert desk.drawn() == levels(sample.cellular("28d", shift=2).groups)
    assert desk.text("h1") == "Focos · 28 días, del 26 oct al 22 nov frente a lo usual"
    desk.at("label:has([value='7d'])").click()
    desk.at("[data-bind=form]").select_option("Física")
    assert desk.drawn() == levels(sample.cellular("7d", shift=1).groups)
    desk.at("[data-bind=form]").select_option("todas")
    desk.at("label:has([value=municipality])").click()
    desk.at("label:has([value=severe])").click()
    assert desk.drawn() == levels(sample.municipal("7d", shift=1).groups)
    desk.at("label:has([value='6h'])").click()
    assert desk.text("h1") == "Focos · 22 nov, 18:00 a 00:00 frente a lo usual"
    assert desk.at("[data-filter=risk] input").count() == 1


def test_the_table_says_the_same_as_the_map(desk: MapScreen) -> None:
    desk.at("label:has([value=municipality])").click()
    desk.at("body").press("t")
    groups = sample.municipal("7d").groups
    drawn = desk.at(".twin tbody tr").evaluate_all("rs => rs.map(r => [...r.cells].map(c => c.textContent))")
    assert len(drawn) == len(groups) == sum(desk.drawn().values())
    said = {row[0]: row[1:4] for row in drawn}
    assert said["García"] == ["lo usual (2 de 4)", "10–14", "8 de 8"]
    assert said["resto de Norte"] == ["sin referencia", "5–9", "2 de 8"]
    assert said["Monterrey"] == ["mucho más (4 de 4)", "10–14", "8 de 8"]
    desk.at("th button", has_text="Lugar").click()
    places = [row[0] for row in desk.at(".twin tbody tr").evaluate_all("rs => rs.map(r => [r.cells[0].textContent])")]
    assert places == sorted(places, key=str.casefold)
    assert desk.at("th[aria-sort=ascending]").inner_text() == "Lugar"
    desk.at("body").press("Escape")
    expect(desk.at(".twin")).to_be_hidden()


def test_a_group_says_what_it_is_where_the_pointer_is(desk: MapScreen) -> None:
    desk.at("path.group[data-level=much]").hover()
    expect(desk.at(".tip")).to_have_text("San Nicolás de los Garza, oeste: mucho más (4 de 4) · casos: 5–9")


def test_the_desk_tells_hotspots_in_full_and_what_lacks_a_place(desk: MapScreen) -> None:
    days = (int(time.time() * 1000) - sample.SIGNALS[0].told) // sample.DAY
    assert desk.texts(".signals li")[0] == (
        f"Apodaca: 9 casos donde se esperan 3.1; por azar, 1 vez en 420 días; desde hace {days} días"
    )
    assert desk.texts(".gaps li") == [
        "Monterrey · los demás servicios: 10–14",
        "Monterrey · Atención psicológica: 5–9",
        "Norte · Asesoría legal: 5–9",
    ]
    assert desk.text(".caveat").startswith("Llamadas y casos como los ve quien llama, no denuncias")
    assert "un refugio no se puede cargar" in desk.text(".side")


def test_services_stand_on_the_map_when_they_are_asked_for(desk: MapScreen) -> None:
    assert desk.at(".service").count() == 0
    desk.at("[data-bind=facilities]").check()
    assert "Centro para mujeres · Centro Uno" in desk.texts(".service")


def test_what_a_document_names_is_text_whatever_it_says(desk: MapScreen, mapping: Mapping) -> None:
    evil = "<img src=x onerror=alert(1)>"
    document = sample.document(shift=3)
    names = {**document.names, "19006": evil, "19039": evil}
    gaps = (replace(document.gaps[0], service=evil),)
    facilities = (replace(document.facilities[0], name=evil),)
    forged = current(document, names=names, forms={"fisica": evil}, gaps=gaps, facilities=facilities)
    desk.at("[data-bind=facilities]").check()
    desk.at("label:has([value=municipality])").click()
    desk.shows(mapping, forged)
    desk.at("body").press("t")
    assert desk.at("img").count() == 0
    assert evil in desk.text(".signals")
    assert evil in desk.text(".twin tbody")
    assert evil in desk.text(".gaps")
    assert evil in " ".join(desk.texts(".service"))
    desk.at("body").press("t")
    for path in desk.at("path.group").all()[:3]:
        path.dispatch_event("mouseover")
    assert desk.at("img").count() == 0


def test_the_past_is_played_and_says_that_it_is_past(desk: MapScreen) -> None:
    past = [view for view in HISTORY.views if not view.form]
    expect(desk.at("[data-bind=when]")).to_have_attribute("max", str(len(past) - 1))
    desk.at("[data-bind=back]").click()
    expect(desk.at("output")).to_have_text("PASADO · semana del 9 al 15 nov")
    assert desk.drawn() == levels(past[-1].groups)
    assert desk.at(".spot").count() == 0
    desk.at("[data-bind=when]").focus()
    desk.page.keyboard.press("ArrowLeft")
    expect(desk.at("output")).to_have_text("PASADO · semana del 2 al 8 nov")
    desk.page.evaluate("document.documentElement.dataset.state = 'silent'")
    assert not desk.at(".veil").is_visible()  # what is over is known
    desk.at("[data-bind=present]").click()
    expect(desk.at("output")).to_have_text("se muestra lo último")
    assert desk.drawn() == levels(sample.cellular("7d").groups)
    desk.at("[data-bind=play]").click()
    expect(desk.at("output")).to_have_text("PASADO · semana del 28 sep al 4 oct")
    expect(desk.at("output")).to_have_text("PASADO · semana del 5 al 11 oct")
    desk.at("[data-bind=play]").click()
    expect(desk.at("[data-bind=play]")).to_have_text("Reproducir")


def test_everything_is_reached_by_the_keyboard_and_seen_where_it_is(desk: MapScreen) -> None:
    focused = "document.activeElement"
    outlined = f"[{focused}, {focused}.closest('label')].some(e => e && getComputedStyle(e).outlineStyle !== 'none')"
    reached: set[str] = set()
    for _ in range(22):
        desk.page.keyboard.press("Tab")
        reached.add(desk.page.evaluate(f"{focused}.dataset.bind ?? String({focused}.className)"))
        assert desk.page.evaluate(outlined), reached
    assert {"form", "home", "table", "scan", "back", "play", "on", "when", "facilities"} <= reached
    assert any("folium-map" in each for each in reached)


def test_a_desk_that_is_shut_out_keeps_nothing_of_the_map(
    browser: Browser, desk_server: Dashboard, mapping: Mapping
) -> None:
    """Its socket is closed as the gate closes it when a session ends."""
    sockets: list[WebSocketRoute] = []

    def passed_on(route: WebSocketRoute) -> None:
        sockets.append(route)
        route.connect_to_server()

    desk = MapScreen(browser, desk_server, "desk", SIZE, before=lambda page: page.route_web_socket(LIVE, passed_on))
    desk.shows(mapping, current(sample.document()))
    sockets[0].close(code=4401)
    expect(desk.at("path.group")).to_have_count(0)
    assert desk.texts(".signals li, .gaps li, .spot, .twin tbody tr") == []
    assert desk.text("h1") == ""
    desk.close()


def test_without_a_gate_a_search_cannot_be_asked_for_and_the_page_says_so(
    browser: Browser, desk_server: Dashboard
) -> None:
    desk = MapScreen(browser, desk_server, "desk", SIZE)
    desk.at("[data-bind=scan]").click()
    expect(desk.at("[data-bind=answer]")).to_have_text("Esta cuenta no puede pedir una búsqueda.")
    desk.close()


def test_english_is_one_parameter_away(browser: Browser, desk_server: Dashboard, mapping: Mapping) -> None:
    desk = MapScreen(browser, desk_server, "desk", SIZE, language="en")
    desk.shows(mapping, current(sample.document()))
    assert desk.text("h1") == "Hotspots · week of 16 to 22 Nov against the usual"
    assert desk.text("[data-bind=scan]") == "Search again"
    assert desk.page.evaluate("document.documentElement.lang") == "en"
    desk.close()


def test_the_page_asks_nobody_but_its_own_server(desk: MapScreen, desk_server: Dashboard) -> None:
    hosts = {url.split("://", 1)[1].split("/", 1)[0] for url in desk.requests}
    assert hosts == {f"127.0.0.1:{desk_server.port}"}
    assert f"ws://127.0.0.1:{desk_server.port}/map/live" in desk.requests


def test_hundreds_of_maps_leave_no_memory_behind(desk: MapScreen, mapping: Mapping) -> None:
    """Each unlike the one before. One that comes while another is drawn may be skipped. Kept, each would be 20 kB and
    more; the desk's other lists come meanwhile."""
    documents = [current(sample.document(shift=n)) for n in range(1, 11)]
    desk.shows(mapping, *documents * 10, rest=0.02)
    heap, nodes = desk.heap()
    desk.page.evaluate(TAKEN)
    desk.shows(mapping, *documents * 25, rest=0.015)
    later_heap, later_nodes = desk.heap()
    assert desk.page.evaluate("taken") > 25
    assert later_heap < 1.05 * heap + 1_000_000, (heap, later_heap)
    assert later_nodes < 1.05 * nodes, (nodes, later_nodes)
