"""A real store, a real server, a real browser, and a watch that publishes made-up documents."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from journal.valkey import ValkeyJournal
from picture.errors import StoreDown
from tests.stores import Server as Store
from tests.stores import embedded, free_port
from watch.documents import WALL, WallDocument, encode

HERE = Path(__file__).resolve().parent.parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class Dashboard:
    """`streamlit run APP` in a process of its own; it may be killed and started again on its port."""

    def __init__(self, app: str, store_url: str, log: Path, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        self._app = app
        settings = {"VIGIA_SITE": "nuevo_leon", "VIGIA_KIND": "demo", "VIGIA_STORE": store_url}
        self._environment = {**os.environ, **settings, **environment}
        self._process: subprocess.Popen[bytes] | None = None

    def command(self, *options: str) -> list[str]:
        return [sys.executable, "-m", "streamlit", "run", self._app, "--server.port", str(self.port), *options]

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self.command(), cwd=HERE, env=self._environment, stdout=log, stderr=log)
        deadline = time.monotonic() + 30
        while self.get("/healthz")[0] == 0:
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(self.log.read_text())
            time.sleep(0.05)

    def kill(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(10)
            self._process = None

    def refusal(self, *options: str, **environment: str) -> str:
        """What a start that is refused says; empty when it was not refused."""
        ended = subprocess.run(
            self.command(*options),
            cwd=HERE,
            env={**self._environment, **environment},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        return ended.stderr.strip().splitlines()[-1] if ended.returncode else ""

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body; status 0 when nobody answers."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()
        except OSError:
            return 0, b""

    def health(self) -> dict[str, Any]:
        return dict(msgspec.json.decode(self.get("/healthz")[1]))


class Watch:
    """Publishes what it was last told to show, several times a second, until it is told to be silent."""

    def __init__(self, store_url: str) -> None:
        self._url = store_url
        self._payload: bytes | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._publish()))
        self._thread.start()

    def show(self, document: WallDocument, **changes: str) -> None:
        """`changes`: keys to add or to replace in the document's JSON."""
        shown = msgspec.json.decode(encode(document))
        self._payload = msgspec.json.encode({**shown, **changes})

    def be_silent(self) -> None:
        self._payload = None

    def end(self) -> None:
        self._ended.set()
        self._thread.join()

    async def _publish(self) -> None:
        journal = ValkeyJournal(self._url, "nuevo_leon", patience=1.0)
        while not self._ended.is_set():
            if self._payload:
                with contextlib.suppress(StoreDown):
                    await journal.publish(WALL, self._payload)
            await asyncio.sleep(0.2)
        await journal.close()


class Screen:
    """The wall in a browser, as somebody in the room sees it."""

    def __init__(self, browser: Browser, url: str, width: int = 1920, height: int = 1080) -> None:
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.drawn = 0
        self.context = browser.new_context(viewport={"width": width, "height": height})
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", lambda error: self._wrong(str(error)))
        self.page.goto(url)
        self.page.wait_for_selector(".wall", timeout=20_000)

    def _wrong(self, error: str) -> None:
        """A server that a test kills may die while a file of it is fetched. One that lacks a file draws no map."""
        if not error.startswith("Failed to fetch"):
            self.errors.append(error)

    def text(self, selector: str) -> str:
        return self.page.locator(selector).first.inner_text()

    def centre(self, name: str) -> str:
        """Selector of a centre's panel."""
        return f".centre:has(h2:text-is({name!r}))"

    def figure(self, centre: str, name: str) -> str:
        return self.text(f"{self.centre(centre)} [data-bind={name!r}]")

    def until(self, selector: str, timeout: float = 10) -> float:
        """Waits until something visible matches; how long that took, seconds."""
        start = time.monotonic()
        self.page.locator(selector).first.wait_for(state="visible", timeout=timeout * 1000)
        return time.monotonic() - start

    def colour(self, selector: str) -> str:
        return str(self.page.locator(selector).first.evaluate("e => getComputedStyle(e).color"))

    def hatched(self, selector: str) -> bool:
        background = self.page.locator(selector).first.evaluate("e => getComputedStyle(e).backgroundImage")
        return "repeating-linear-gradient" in background

    def shows(self, watch: Watch, document: WallDocument, **changes: str) -> None:
        """Has the document published and waits until it is drawn. `changes`: keys to add or to replace in its JSON."""
        self.drawn += 1
        probe = changes.setdefault("probe", f"v:{self.drawn}:{id(self)}")
        watch.show(document, **changes)
        self.page.locator(".probe").filter(has_text=probe).wait_for(state="attached", timeout=10_000)

    def close(self) -> None:
        self.context.close()


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with embedded(tmp_path_factory.mktemp("store")) as store:
        yield store


@pytest.fixture(scope="session")
def server(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    server = Dashboard("streamlit_app.py", store.url, tmp_path_factory.mktemp("wall") / "log")
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def watch(store: Store) -> Iterator[Watch]:
    watch = Watch(store.url)
    yield watch
    watch.end()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def screen(browser: Browser, server: Dashboard, watch: Watch) -> Iterator[Screen]:
    screen = Screen(browser, server.url)
    yield screen
    assert screen.errors == []
    screen.close()
