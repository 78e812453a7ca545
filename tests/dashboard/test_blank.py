"""A wall hidden from the desk: nothing of it is left to read, and it comes back with no hand."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, WebSocketRoute, expect

from dashboard.live import BLANK, ROOM
from journal.valkey import ValkeyJournal
from tests.dashboard import alerts, boards
from tests.dashboard.conftest import Dashboard, Screen, Watch
from tests.stores import Server as Store

pytestmark = pytest.mark.browser

SOON = 3.0  # seconds; the limit is 1, with room for a busy machine
# What can be read of the page, Streamlit's own (which is never seen) left out.
LEFT = """() => {
  const within = (e) => [e, ...(e.shadowRoot ? every(e.shadowRoot) : [])];
  const every = (root) => [...root.querySelectorAll("*")].flatMap(within);
  const ours = every(document.body).filter((e) => e.getRootNode() !== document && !e.matches("script, style"));
  const texts = ours.flatMap((e) => [...e.childNodes].filter((n) => n.nodeType === 3));
  return texts.map((n) => n.data.trim()).filter(Boolean);
}"""


@pytest.fixture
def hide(store: Store) -> Iterator[Callable[[bool], None]]:
    """What the desk's button tells the store."""

    async def tell(hidden: bool) -> None:
        journal = ValkeyJournal(store.url, "nuevo_leon")
        if hidden:
            await journal.put(ROOM, BLANK, b"{}")
        else:
            await journal.drop(ROOM, BLANK)
        await journal.publish("control", b"blank")
        await journal.close()

    with ThreadPoolExecutor(1) as apart:  # the browser's own loop runs here
        yield lambda hidden: apart.submit(asyncio.run, tell(hidden)).result()
        apart.submit(asyncio.run, tell(False)).result()


def test_a_hidden_wall_keeps_nothing_that_was_drawn_and_comes_back_by_itself(
    screen: Screen, watch: Watch, hide: Callable[[bool], None]
) -> None:
    screen.shows(watch, alerts.on(boards.night()))
    hide(True)
    hidden = screen.until(".blank")
    assert screen.page.evaluate(LEFT) == ["Vigía", "pantalla oculta"]
    assert screen.page.locator(".wall, .panel, .alert, .centre, .focus, iframe").count() == 0
    time.sleep(0.7)  # documents went on coming all the time
    assert screen.page.evaluate(LEFT) == ["Vigía", "pantalla oculta"]
    hide(False)
    shown = screen.until(".wall[data-voice=live] .alert")
    print(f"hidden after {hidden:.2f} s, back after {shown:.2f} s")
    assert hidden < SOON
    assert shown < SOON
    assert screen.page.locator(".blank").count() == 0
    assert screen.figure("070", "waiting") == "12"
    assert screen.text(".severe [data-bind=open]") == "6"


def test_a_hidden_wall_that_is_loaded_again_stays_hidden(
    screen: Screen, watch: Watch, hide: Callable[[bool], None]
) -> None:
    screen.shows(watch, alerts.on(boards.night()))
    hide(True)
    screen.until(".blank")
    screen.page.reload()
    screen.until(".blank")
    assert screen.page.evaluate(LEFT) == ["Vigía", "pantalla oculta"]
    hide(False)
    screen.until(".wall[data-voice=live] .alert")


def test_a_hidden_wall_stays_hidden_while_its_server_is_gone_and_learns_that_it_was_shown(
    screen: Screen, watch: Watch, server: Dashboard, hide: Callable[[bool], None]
) -> None:
    screen.shows(watch, alerts.on(boards.night()))
    hide(True)
    screen.until(".blank")
    server.kill()
    try:
        time.sleep(2)  # long enough for the wall to notice, and for Streamlit to say so in its own way
        assert screen.page.evaluate(LEFT) == ["Vigía", "pantalla oculta"]
        expect(screen.page.locator(".blank")).to_be_visible()
        hide(False)
    finally:
        server.start()
    screen.until(".wall[data-voice=live] .alert", 20)


def test_english_is_hidden_too_and_nothing_but_the_brand_is_told(
    browser: Browser, server: Dashboard, watch: Watch, hide: Callable[[bool], None]
) -> None:
    watch.show(boards.night())
    hide(True)
    page = browser.new_page()
    page.goto(f"{server.url}/?lang=en")
    page.locator(".blank").wait_for(timeout=20_000)
    assert page.evaluate(LEFT) == ["Vigía", "screen hidden"]
    page.close()


@pytest.mark.parametrize(("code", "path"), [(4401, "/enrol"), (1011, "/")])
def test_a_wall_that_was_shut_out_leaves_and_one_that_lost_its_line_does_not(
    browser: Browser, server: Dashboard, code: int, path: str
) -> None:
    page = browser.new_page()
    closed: list[WebSocketRoute] = []

    def shut(socket: WebSocketRoute) -> None:
        closed.append(socket)
        socket.close(code=code)

    page.route_web_socket("**/live", shut)
    page.route("**/enrol", lambda route: route.fulfill(body="enrol", content_type="text/plain"))
    page.goto(server.url)
    page.wait_for_function(f"() => location.pathname === {path!r}")
    if path == "/":
        page.wait_for_function("() => document.documentElement.dataset.wall === 'standing'")
        deadline = time.monotonic() + 10
        while len(closed) < 2 and time.monotonic() < deadline:
            page.wait_for_timeout(50)
        assert len(closed) >= 2  # it tries again
        assert page.evaluate("location.pathname") == "/"
    page.close()
