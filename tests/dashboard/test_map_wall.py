"""The map on the wall, in a real browser: what is drawn, in which words, and that it says when it does not know."""

import re
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, WebSocketRoute, expect

from dashboard.gate.screens import CONTROL
from dashboard.live import BLANK, ROOM
from maps.documents import MapDocument, encode
from tests.dashboard.conftest import Dashboard
from tests.dashboard.map_screen import TAKEN, Mapping, MapScreen, current, levels
from tests.maps import sample_map as sample
from tests.stores import Server as Store

pytestmark = pytest.mark.browser
FRAME = (800, 560)


@pytest.fixture(scope="module")
def mapping(store: Store) -> Mapping:
    return Mapping(store.url)


@pytest.fixture
def wall(browser: Browser, server: Dashboard, mapping: Mapping) -> Iterator[MapScreen]:
    wall = MapScreen(browser, server, "wall", FRAME)
    wall.shows(mapping, current(sample.document()))
    yield wall
    assert wall.complaints == []
    wall.close()


def test_the_wall_shows_the_week_by_cells_and_its_hotspots_in_words(wall: MapScreen) -> None:
    assert wall.text("h1") == "Focos · semana del 16 al 22 nov frente a lo usual"
    assert wall.drawn() == levels(sample.cellular("7d").groups)
    assert sorted(wall.texts(".spot")) == [
        "Metro norte: 9 casos, se esperan 3",
        "Metro poniente: 14 casos, se esperan 6",
    ]
    assert wall.text("[data-bind=note]") == "grupos < 5 casos unidos · corte 23 nov, 00:00"
    assert wall.texts(".legend li") == ["menos", "lo usual", "más", "mucho más", "sin referencia", "foco"]
    assert "Monterrey" in wall.texts(".town:not(.away)")
    assert wall.at(".leaflet-control").count() == 0


def test_without_cells_the_wall_shows_the_day_by_municipalities(wall: MapScreen, mapping: Mapping) -> None:
    views = tuple(view for view in sample.document().views if view.layer == "municipality")
    wall.shows(mapping, current(sample.document(shift=1), views=views, signals=()))
    assert wall.text("h1") == "Focos · 22 nov frente a lo usual"
    assert wall.drawn() == levels(sample.municipal("24h").groups)
    assert wall.text("[data-bind=none]") == "ningún foco"


@pytest.mark.parametrize("screen", [(1920, 1080), (3840, 2160), (1366, 768)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_the_walls_words_are_whole_and_read_from_five_metres(wall: MapScreen, screen: tuple[int, int]) -> None:
    """Alone in its window the page is as large as a screen, and no letter smaller than 22 pixels of 1920."""
    unit = min(screen[0] / 1920, screen[1] / 1080)
    wall.page.set_viewport_size({"width": screen[0], "height": screen[1]})
    wall.page.wait_for_function(
        "u => getComputedStyle(document.documentElement).getPropertyValue('--u') === u + 'px'", arg=unit
    )
    sizes = wall.at("h1, .foot p, .legend li, .label").evaluate_all(
        "es => es.map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 22 * unit - 0.01
    cut = "es => es.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
    assert wall.at("h1, .foot, .foot p, .legend, body").evaluate_all(cut) == []
    outside = (
        "es => es.filter(e => { const b = e.getBoundingClientRect(); return b.left < 0 || b.right > innerWidth; })"
    )
    assert wall.at(".spot span").evaluate_all(f"{outside}.length") == 0


def test_hidden_walls_keep_nothing_of_the_map(wall: MapScreen, mapping: Mapping) -> None:
    async def hide(journal: Any) -> None:
        await journal.put(ROOM, BLANK, b"{}")
        await journal.publish(CONTROL, b"blank")

    async def unhide(journal: Any) -> None:
        await journal.drop(ROOM, BLANK)
        await journal.publish(CONTROL, b"blank")

    mapping.do(hide)
    try:
        expect(wall.at("path.group")).to_have_count(0)
        expect(wall.at(".spot")).to_have_count(0)
        assert wall.text("h1") == ""
    finally:
        mapping.do(unhide)
    expect(wall.at("path.group")).to_have_count(len(sample.cellular("7d").groups))


def test_no_script_or_style_stands_in_the_page_itself(server: Dashboard) -> None:
    body = server.get("/map?on=wall")[1].decode()
    assert "<script>" not in body
    assert "<style" not in body
    assert "://" not in body


def send(route: WebSocketRoute, frames: list[bytes]) -> None:
    for frame in frames:
        route.send(frame)


def told(server: Dashboard, document: MapDocument, age: int) -> list[bytes]:
    """What a server says that heard of the maps so long ago, milliseconds."""
    page = server.get("/map?on=wall")[1].decode()
    script = server.get("/" + re.findall(r'<script src="(map/files/\w+/map\.wall[^"]+)"', page)[0])[1].decode()
    boot = re.findall(r'"boot": "(\w+)"', script)[0]
    status = {"store": "ok", "watch": "ok", "since": int(time.time() * 1000) - age, "age": age, "boot": boot}
    return [encode(document), msgspec.json.encode({"status": status})]


@pytest.mark.parametrize(
    ("late", "age", "known"),
    [(-60, 29_000, True), (-60, 31_000, False), (58, 0, True), (61, 0, False)],
    ids=["heard lately", "silent", "late", "overdue"],
)
def test_silence_and_a_map_that_should_have_come_are_hatched(
    browser: Browser, server: Dashboard, late: int, age: int, known: bool
) -> None:
    """`late`: minutes since the next map should have been there, `age`: milliseconds since anything was heard."""
    document = replace(sample.document(), next=int(time.time() * 1000) - late * 60_000)
    frames = told(server, document, age)
    page = browser.new_page(viewport={"width": FRAME[0], "height": FRAME[1]})
    page.route_web_socket("**/map/live", lambda route: send(route, frames))
    page.goto(f"{server.url}/map?on=wall")
    veil = page.locator(".veil")
    expect(page.locator("h1")).to_contain_text("semana")
    if known:
        expect(veil).to_be_hidden()
    else:
        expect(veil).to_be_visible()
        expect(veil).to_contain_text("sin dato desde")
        assert "repeating-linear-gradient" in veil.evaluate("e => getComputedStyle(e).backgroundImage")
    page.close()


def test_the_page_asks_nobody_but_its_own_server(wall: MapScreen, server: Dashboard) -> None:
    hosts = {url.split("://", 1)[1].split("/", 1)[0] for url in wall.requests}
    assert hosts == {f"127.0.0.1:{server.port}"}
    assert f"ws://127.0.0.1:{server.port}/map/live" in wall.requests


def test_hundreds_of_maps_leave_no_memory_behind(wall: MapScreen, mapping: Mapping) -> None:
    """Each unlike the one before. One that comes while another is drawn may be skipped."""
    documents = [current(sample.document(shift=n)) for n in range(1, 11)]
    wall.shows(mapping, *documents * 10, rest=0.02)
    heap, nodes = wall.heap()
    wall.page.evaluate(TAKEN)
    wall.shows(mapping, *documents * 60, rest=0.015)
    later_heap, later_nodes = wall.heap()
    assert wall.page.evaluate("taken") > 60
    assert later_heap < 1.05 * heap + 300_000, (heap, later_heap)
    assert later_nodes < 1.05 * nodes, (nodes, later_nodes)
