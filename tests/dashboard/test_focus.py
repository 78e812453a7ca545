"""The map's place on the wall: asked for once, never moved, hidden with the wall, and large enough."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser

from tests.dashboard import alerts, boards, sample
from tests.dashboard.conftest import Dashboard, Screen, Watch
from tests.dashboard.map_stub import MapStub
from tests.dashboard.test_wall import RED
from watch.documents import WallDocument

pytestmark = pytest.mark.browser

SIZES = [(1920, 1080), (3840, 2160), (1366, 768)]


@pytest.fixture
def wall(browser: Browser, server: Dashboard, watch: Watch) -> Iterator[Screen]:
    """A wall of its own to which nothing has been said yet, so that no map stands on it."""
    watch.show(sample.quiet())
    screen = Screen(browser, server.url)
    screen.until(".wall[data-voice=live]")
    yield screen
    assert screen.errors == []
    screen.close()


def on_map(*centres: int) -> list[WallDocument]:
    return [alerts.on(boards.on(sample.many(n), boards.board())) for n in centres]


def test_the_map_is_asked_for_once_after_the_first_cases_in_the_walls_language(
    browser: Browser, server: Dashboard, watch: Watch, wall: Screen
) -> None:
    stub = MapStub(wall.page)
    wall.shows(watch, sample.busy())
    assert stub.asked == []  # calls alone have no map
    assert wall.page.locator("iframe").count() == 0
    for document in (boards.night(), boards.calm()):
        wall.shows(watch, document)
        wall.until(".focus iframe")
    assert stub.asked == ["map?on=wall&lang=es"]
    assert wall.page.locator("iframe").get_attribute("title") == "Mapa de focos"
    english = Screen(browser, f"{server.url}/?lang=en")
    told = MapStub(english.page)
    watch.be_silent()
    english.shows(watch, boards.night())
    assert {*told.asked} <= {"map?on=wall&lang=en"}
    assert english.page.locator("iframe").get_attribute("src") == "/map?on=wall&lang=en"
    english.close()


def test_no_document_and_no_change_of_the_wall_loads_the_map_again(wall: Screen, watch: Watch) -> None:
    stub = MapStub(wall.page)
    wall.shows(watch, boards.night())
    wall.until(".focus[data-drawn] iframe")
    stub.mark()
    for document in (replace(boards.night(), serial=2), *on_map(1, 3, 6), sample.busy(), boards.night()):
        wall.shows(watch, document)
        assert wall.page.locator(".focus").is_visible() == bool(document.cases)
        assert stub.kept()
    assert len(stub.asked) == 1


def test_a_wall_that_stands_still_keeps_its_map_under_the_banner(wall: Screen, watch: Watch) -> None:
    stub = MapStub(wall.page)
    wall.shows(watch, boards.night())
    wall.until(".focus[data-drawn] iframe")
    stub.mark()
    watch.be_silent()
    wall.until(".wall[data-voice=frozen] .banner")
    assert wall.page.locator(".focus iframe").is_visible()
    assert wall.page.locator(".focus").evaluate("e => getComputedStyle(e).borderTopColor") == RED
    wall.shows(watch, boards.night())
    assert stub.kept()


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
def test_the_map_has_the_middle_between_the_centres_and_who_is_in_danger(
    wall: Screen, watch: Watch, size: tuple[int, int]
) -> None:
    MapStub(wall.page)
    wall.page.set_viewport_size({"width": size[0], "height": size[1]})
    for document in (boards.night(), *on_map(1, 2, 3, 4, 6, 9)):
        wall.shows(watch, document)
        names = (".centres", ".focus", ".severe", ".strip")
        centres, map_, severe, strip = [wall.page.locator(name).bounding_box() for name in names]
        assert centres and map_ and severe and strip
        assert centres["x"] + centres["width"] <= map_["x"] <= map_["x"] + map_["width"] <= severe["x"]
        assert centres["y"] == pytest.approx(map_["y"], abs=1)
        assert severe["height"] == pytest.approx(map_["height"], abs=1)
        assert map_["y"] + map_["height"] <= strip["y"]
        least = 0.35 if len(document.centres) <= 3 else 0.27
        assert map_["width"] >= least * size[0]
        assert map_["height"] >= 0.48 * size[1]


LEVEL = {
    "es": ("meta 80 % en 20 s", "30 min: atendidas en 20 s ÷ (atendidas + abandonadas + espera > 20 s)"),
    "en": ("target 80 % in 20 s", "30 min: answered in 20 s ÷ (answered + abandoned + waiting > 20 s)"),
}


@pytest.mark.parametrize("language", LEVEL)
def test_beside_the_map_each_level_keeps_its_target_its_formula_and_its_period(
    browser: Browser, server: Dashboard, watch: Watch, language: str
) -> None:
    screen = Screen(browser, f"{server.url}/?lang={language}")
    MapStub(screen.page)
    target, formula = LEVEL[language]
    for n in (1, 2, 3, 4, 6):
        screen.shows(watch, *on_map(n))
        for centre in screen.page.locator(".centre").all()[::2]:
            assert centre.locator("[data-bind='level.target']").inner_text().replace("\u00a0", " ") == target
            assert centre.locator(".formula").inner_text() == formula
            size = centre.locator(".formula").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
            assert size >= 16
    screen.close()


def test_the_two_centres_of_a_room_keep_their_day_their_counts_and_who_waits_where(wall: Screen, watch: Watch) -> None:
    MapStub(wall.page)
    wall.shows(watch, alerts.on(boards.night()))
    shown = {
        "trend.now": "ahora 68 · lo usual, 34 a 61",
        "recent.answered": "41",
        "recent.abandoned": "9",
        "free": "1 de 18",
    }
    for name, text in shown.items():
        assert text in wall.figure("070", name)
        assert wall.page.locator(f"{wall.centre('070')} [data-bind='{name}']").first.is_visible()
    queues = wall.page.locator(f"{wall.centre('070')} .queue:visible").all_inner_texts()
    assert [text.split()[:2] for text in queues] == [["Psicología", "9"], ["Legal", "1"], ["Náhuatl", "2"]]
    plot = wall.page.locator(f"{wall.centre('070')} .plot").bounding_box()
    assert plot
    assert plot["height"] >= 20
