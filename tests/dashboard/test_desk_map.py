"""The map's tab at the desk: asked for when it is first opened, kept, and left by the keys it was come to by."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, expect

from tests.dashboard import desk_alerts, desk_sample
from tests.dashboard.conftest import Dashboard
from tests.dashboard.desk_alerts import alert
from tests.dashboard.desk_board_screen import PANE, Board
from tests.dashboard.desk_watch import DeskWatch, publishing
from tests.dashboard.map_stub import MapStub
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


class Mapped(Board):
    """A desk with a page in the map's place."""

    def prepare(self) -> None:
        super().prepare()
        self.map = MapStub(self.page)

    def tab(self, name: str) -> None:
        """Is the one in sight, and the address says so."""
        expect(self.page.locator(f"[data-bind='tab.{name}']")).to_have_attribute("aria-selected", "true")
        assert self.page.url.endswith(f"#{name}")


@pytest.fixture
def desk(browser: Browser, server: Dashboard, watch: DeskWatch) -> Iterator[Mapped]:
    watch.show(desk_sample.night(3, 3))
    desk = Mapped(browser, server)
    desk.until(".desk[data-voice=live]")
    yield desk
    assert desk.errors == []
    desk.page.close()


def test_the_map_is_asked_for_when_its_tab_is_first_opened_and_kept(desk: Mapped, watch: DeskWatch) -> None:
    tabs = [text.split()[0] for text in desk.page.get_by_role("tab").all_inner_texts()]
    assert tabs[2:5] == ["Seguimientos", "Mapa", "Registros"]
    assert desk.map.asked == []
    desk.page.get_by_role("tab", name="Mapa").click()
    desk.until(".focus[data-drawn] iframe")
    desk.tab("map")
    desk.map.mark()
    for key in ("2", "3", "4", "5", "1"):
        desk.page.keyboard.press(key)
        watch.show(desk_sample.night(4, 4))
        expect(desk.page.locator("iframe")).to_be_visible(visible=key == "4")
    desk.page.keyboard.press("4")
    assert desk.map.kept()
    assert desk.map.asked == ["map?on=desk&lang=es"]


def test_the_address_opens_it_and_chooses_its_language(browser: Browser, server: Dashboard, watch: DeskWatch) -> None:
    watch.show(desk_sample.night(3, 3))
    page = browser.new_page()
    stub = MapStub(page)
    page.goto(f"{server.url}/?lang=en#map")
    page.locator(".focus[data-drawn] iframe").wait_for(timeout=20_000)
    expect(page.get_by_role("tab", name="Map")).to_have_attribute("aria-selected", "true")
    assert stub.asked == ["map?on=desk&lang=en"]
    page.close()


def test_who_works_on_the_map_leaves_it_by_the_same_keys(desk: Mapped) -> None:
    desk.page.keyboard.press("4")
    desk.until(".focus[data-drawn] iframe")
    inside = desk.page.frame_locator("iframe")
    inside.locator("input").click()
    desk.page.keyboard.type("25")  # a figure that is typed is no tab
    desk.tab("map")
    inside.locator("p").click()
    for key, tab in (("2", "cases"), ("3", "followups"), ("4", "map")):
        desk.page.keyboard.press(key)
        desk.tab(tab)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (1920, 1080)])
def test_the_map_has_the_whole_page(desk: Mapped, width: int, height: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": height})
    desk.page.keyboard.press("4")
    desk.until(".focus[data-drawn] iframe")
    frame, pages = [desk.page.locator(each).bounding_box() for each in ("iframe", ".pages")]
    assert frame == pages
    assert frame
    assert frame["width"] == width
    assert frame["height"] >= 0.75 * height
    tabs = desk.page.locator(".tabs")
    assert tabs.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
    assert desk.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_hotspots_alert_leads_to_the_map(desk: Mapped, watch: DeskWatch) -> None:
    watch.show(desk_alerts.document([alert(1), alert(2, "hotspot")]))
    desk.total("board", "2 de 2")
    button = desk.page.locator(PANE).get_by_role("button", name="Ver en el mapa")
    desk.line("board", "HR9").locator(".what").click()
    expect(button).to_be_hidden()
    desk.line("board", "oco").locator(".what").click()
    button.click()
    desk.tab("map")
    desk.until(".focus[data-drawn] iframe")


def test_a_site_that_tells_of_no_cases_has_no_map(desk: Mapped, watch: DeskWatch) -> None:
    watch.show(replace(desk_sample.document([], []), board=None, ledgers=None))
    desk.until(".desk[data-registry=none]")
    desk.page.keyboard.press("4")
    expect(desk.at("map")).to_contain_text("Este sitio no ha dicho nada de casos")
    assert desk.map.asked == []
