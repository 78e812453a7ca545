"""Store, watch or server gone: the wall says so, keeps its figures marked, and heals with no hand."""

import contextlib
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.dashboard import sample
from tests.dashboard.conftest import Dashboard, Screen, Watch
from tests.stores import Server as Store

pytestmark = pytest.mark.browser

SAID, HEALED = 4.0, 8.0  # seconds; the limits are 2 and 5, with room for a busy machine


def banner(text: str) -> str:
    return f".banner [data-bind=banner]:text-is({text!r})"


@contextlib.contextmanager
def gone(process: Dashboard | Store) -> Iterator[None]:
    process.kill()
    try:
        yield
    finally:
        process.start()


def alive(screen: Screen) -> float:
    return screen.until(".wall[data-voice=live]", HEALED + 10)


def test_a_dead_server_is_said_and_the_wall_heals_when_it_returns(
    screen: Screen, watch: Watch, server: Dashboard
) -> None:
    watch.show(sample.quiet())
    alive(screen)
    with gone(server):
        said = screen.until(banner("Sin conexión con el servidor del muro"))
        assert screen.figure("070", "waiting") == "2"
        assert screen.figure("070", "state").startswith("sin dato desde 22:41:")
        assert screen.hatched(screen.centre("070"))
        time.sleep(2)  # long enough for Streamlit to lay its own dialog over the page
        assert not screen.page.get_by_text("Connection error").is_visible()
    healed = alive(screen)
    assert not screen.page.locator(".banner").is_visible()
    print(f"server gone: said after {said:.2f} s, healed {healed:.2f} s after it was back")
    assert said < SAID
    assert healed < HEALED


def test_a_silent_watch_is_said_and_heals(screen: Screen, watch: Watch, server: Dashboard) -> None:
    watch.show(sample.quiet())
    alive(screen)
    watch.be_silent()
    said = screen.until(banner("Las cifras dejaron de actualizarse"))
    wait = screen.figure("070", "longest")
    assert server.get("/healthz")[0] == 503
    time.sleep(1.2)
    assert screen.figure("070", "longest") == wait
    watch.show(sample.busy())
    healed = alive(screen)
    print(f"watch silent: said after {said:.2f} s, healed after {healed:.2f} s")
    assert said < SAID
    assert healed < HEALED


def test_a_dead_store_is_said_and_heals(screen: Screen, watch: Watch, server: Dashboard, store: Store) -> None:
    watch.show(sample.quiet())
    alive(screen)
    with gone(store):
        said = screen.until(banner("El almacén de datos no responde"))
        assert "Confirmar con cada centro por teléfono" in screen.text("[data-bind='banner.more']")
        assert server.health()["store_subscribed"] is False
    healed = alive(screen)
    print(f"store gone: said after {said:.2f} s, healed {healed:.2f} s after it was back")
    assert said < SAID
    assert healed < HEALED


def test_a_wall_opened_while_the_watch_is_silent_shows_the_last_figures_as_old(
    browser: Browser, screen: Screen, watch: Watch, server: Dashboard
) -> None:
    watch.show(sample.quiet())
    alive(screen)
    watch.be_silent()
    screen.until(".wall[data-voice=frozen]")
    second = Screen(browser, server.url)
    second.until(banner("Las cifras dejaron de actualizarse"))
    assert abs(seconds(screen.text(".clock")) - seconds(second.text(".clock"))) <= 1
    second.close()


def seconds(clock: str) -> int:
    hours, minutes, rest = (int(part) for part in clock.split(":"))
    return hours * 3600 + minutes * 60 + rest


def test_before_the_first_document_the_wall_says_what_is_missing(
    browser: Browser, watch: Watch, store: Store, server: Dashboard
) -> None:
    watch.be_silent()
    with gone(server):
        pass
    screen = Screen(browser, server.url)
    screen.until("[data-bind=empty]:text-is('Todavía no hay cifras')")
    with gone(store):
        screen.until("[data-bind=empty]:text-is('El almacén de datos no responde')")
    screen.until("[data-bind=empty]:text-is('Todavía no hay cifras')")
    watch.show(sample.quiet())
    alive(screen)
    screen.close()
