"""A whole site behind its gate, for stories at the desk: a registry that speaks as it is told, and who sits where."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
from playwright.sync_api import Browser, BrowserContext, Locator, Page, WebSocket, expect

import profiles
from deploy.accounts import accounts
from feeds.simulator.server import FeedServer
from feeds.simulator.spool import Spool
from feeds.simulator.wire import event
from tests.stack import PATIENCE, PROFILES, Stack, ports_in_a_row

SITE, REGISTRY = "nuevo_leon", "nl/registro"
TOKEN = "a-token-of-the-story"
ASSIGN = 15 * 60_000  # within which the profile wants a severe case assigned
AHEAD = 2_000  # milliseconds from when a case is told until that is over

POST = """([path, body]) => fetch(path, {method: "POST", headers: {"Content-Type": "application/json", "X-Vigia": "1"},
  body: JSON.stringify(body)}).then(async (answer) => [answer.status, await answer.json()])"""
LATER = f"""([at, path, body]) => {{
  window.promised = new Promise((go) => setTimeout(go, at - Date.now())).then(() => ({POST})([path, body])); }}"""
PRESSED = """([at, key]) => void setTimeout(() => document.body.dispatchEvent(
  new KeyboardEvent("keydown", {key, bubbles: true, composed: true, cancelable: true})), at - Date.now())"""


def now() -> int:
    return int(time.time() * 1000)


class Registry:
    """The site's feeds, which say only that they are there, and the registry, which says what it is told."""

    def __init__(self, first_port: int) -> None:
        feeds = profiles.load(SITE, PROFILES).feeds
        self.sources = [feed.source for feed in feeds]
        self._servers = {
            source: FeedServer(Spool(source, "story"), token=TOKEN, clock=now, port=first_port + place)
            for place, source in enumerate(self.sources)
        }
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._numbers = count(1)

    @contextmanager
    def speaking(self) -> Iterator["Registry"]:
        self._thread.start()
        try:
            for server in self._servers.values():
                asyncio.run_coroutine_threadsafe(server.start(), self._loop).result(10)
            yield self
        finally:
            for server in self._servers.values():
                asyncio.run_coroutine_threadsafe(server.stop(), self._loop).result(10)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def tells(self, time: int, name: str, subject: str, **data: object) -> None:
        said = [event(time, name, subject, data)]
        self._loop.call_soon_threadsafe(self._servers[REGISTRY].push, said)

    def a_severe_case(self) -> str:
        """Its id; nobody has it, and in two seconds somebody should have had it."""
        case, opened = f"historia-{next(self._numbers)}", now() - ASSIGN + AHEAD
        self.tells(opened, "case.opened", case, forms=["fisica"], municipality="19039")
        self.tells(opened, "case.assessed", case, level="severe")
        return case


@contextmanager
def gated_site(folder: Path) -> Iterator[tuple[Stack, Registry, dict[str, str]]]:
    """Every process of it, the gate shut; and the password of each account."""
    gate, passwords = accounts(folder)
    port = ports_in_a_row(4)
    told = {"VIGIA_GATE": str(gate), "VIGIA_NOTES_KEYS": str(folder / "notes.keys"), "VIGIA_LOG": "debug"}
    with Registry(port).speaking() as registry:
        tokens = dict.fromkeys(registry.sources, TOKEN)
        with Stack(folder, centres=port, tokens=tokens, screens=("wall", "desk"), told=told) as stack:
            stack.start()
            stack.until_healthy()
            yield stack, registry, passwords


class Tab:
    """A browser of somebody's own. `heard`: every frame its sockets were sent. `errors`: what its page threw."""

    def __init__(self, browser: Browser, width: int, height: int) -> None:
        self.context: BrowserContext = browser.new_context(viewport={"width": width, "height": height})
        self.heard: list[bytes] = []
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("websocket", self._listen)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def _listen(self, socket: WebSocket) -> None:
        if socket.url.endswith("/live"):
            socket.on("framereceived", self._hear)

    def _hear(self, frame: bytes | str) -> None:
        self.heard.append(frame if isinstance(frame, bytes) else frame.encode())

    def until(self, what: str, true: Callable[[], Any], seconds: float = 10) -> Any:
        """What it gives at last."""
        deadline = time.monotonic() + seconds
        while not (found := true()):
            assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
            self.page.wait_for_timeout(20)
        return found

    def post(self, path: str, body: object) -> tuple[int, Any]:
        status, answer = self.page.evaluate(POST, [path, body])
        return status, answer

    def get(self, path: str) -> tuple[int, Any]:
        told = "path => fetch(path).then(async (answer) => [answer.status, await answer.text()])"
        status, answer = self.page.evaluate(told, path)
        return status, answer


class Wall(Tab):
    def __init__(self, browser: Browser, stack: Stack) -> None:
        super().__init__(browser, 1920, 1080)
        self.page.goto(stack.page)
        self.page.wait_for_url("**/enrol*")

    def enrol(self, code: str) -> None:
        self.page.fill("#code", code)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(".wall .strip, .wall .alerts", timeout=20_000)

    def alert(self, mask: str) -> Locator:
        return self.page.locator(".alert:visible", has_text=mask)

    def seconds_until(self, selector: str, since: float) -> float:
        self.page.locator(selector).first.wait_for(state="visible", timeout=10_000)
        return time.monotonic() - since


class Person(Tab):
    """Signed in at the desk. `alerts`: the latest row of each alert that the server told her browser, by its id."""

    def __init__(self, browser: Browser, stack: Stack, account: str, password: str) -> None:
        super().__init__(browser, 1440, 900)
        self.account = account
        self.alerts: dict[str, dict[str, Any]] = {}
        self.page.goto(stack.page_of("desk"))
        self.page.fill("#account", account)
        self.page.fill("#password", password)
        self.page.keyboard.press("Enter")

    def sits_down(self) -> "Person":
        self.page.wait_for_selector(".desk[data-voice=live]", timeout=20_000)
        return self

    @property
    def pane(self) -> Locator:
        return self.page.locator("[data-pane=alert]")

    def _hear(self, frame: bytes | str) -> None:
        super()._hear(frame)
        said = msgspec.json.decode(self.heard[-1])
        self.alerts |= {row["id"]: row for row in said.get("alerts") or ()}

    def alert_of(self, case: str) -> dict[str, Any]:
        """That nobody has the case, once it is raised."""
        wanted = ("severe_unassigned", case)
        return self.until(  # type: ignore[no-any-return]  # the first that is not None
            f"an alert of {case}",
            lambda: next((row for row in self.alerts.values() if (row["rule"], row.get("case")) == wanted), None),
        )

    def until_alert(self, alert: str, true: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        self.until("the alert as it should be", lambda: true(self.alerts[alert]))
        return self.alerts[alert]

    def turns_to(self, name: str) -> Locator:
        self.page.locator(f"[data-bind='tab.{name}']").click()
        page = self.page.locator(f"[data-page={name}]")
        expect(page).to_be_visible()
        return page

    def line(self, row: dict[str, Any]) -> Locator:
        return self.page.locator("[data-page=board] .line:visible", has_text=f"Caso severo {row['mask']} sin asignar")

    def chooses(self, row: dict[str, Any]) -> None:
        self.turns_to("board")
        self.line(row).locator(".what").click()
        expect(self.pane).to_contain_text(row["mask"])

    def presses(self, key: str, *options: str) -> None:
        """A key of the board, and what is chosen of what it asks."""
        self.page.keyboard.press(key)
        for option in options:
            self.pane.locator(".option:visible", has_text=option).first.click()

    def is_told(self, text: str) -> None:
        expect(self.page.locator(".answer")).to_contain_text(text, timeout=PATIENCE * 1000)

    def presses_at(self, at: int, key: str) -> None:
        self.page.evaluate(PRESSED, [at, key])

    def posts_at(self, at: int, path: str, body: object) -> None:
        """`promised` has the answer."""
        self.page.evaluate(LATER, [at, path, body])

    def promised(self) -> tuple[int, Any]:
        status, answer = self.page.evaluate("window.promised")
        return status, answer
