"""The map in a real browser, and a process of maps that says what it is told to."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from msgspec.structs import replace
from playwright.sync_api import Browser, CDPSession, Locator, Page

from journal.valkey import ValkeyJournal
from maps.documents import MAP, NOW, Beat, Group, History, MapDocument, encode, history_key
from tests.dashboard.conftest import Dashboard
from tests.maps.sample_map import HOUR

T = TypeVar("T")
# Counts in `taken` the documents that were drawn.
TAKEN = """() => { window.taken = 0; new MutationObserver(() => { taken += 1; })
  .observe(document.documentElement, { attributeFilter: ["data-made"] }); }"""


class Mapping:
    """Keeps, publishes and listens like the process of maps, once each time it is told to; in a thread of its own, for
    a browser holds this one's loop."""

    def __init__(self, store_url: str) -> None:
        self._url = store_url

    def tell(self, *documents: MapDocument, rest: float = 0.0) -> None:
        """Publishes them one after the other and keeps the last; `rest` seconds after each."""

        async def told(journal: ValkeyJournal) -> None:
            for document in documents:
                await journal.publish(MAP, encode(document))
                await asyncio.sleep(rest)
            await journal.put(MAP, NOW, encode(documents[-1]))

        self.do(told)

    def keep(self, history: History) -> None:
        self.do(lambda journal: journal.put(MAP, history_key(history.window, history.layer), encode(history)))

    def forget(self, history: History) -> None:
        self.do(lambda journal: journal.drop(MAP, history_key(history.window, history.layer)))

    def beat(self) -> None:
        self.do(lambda journal: journal.publish(MAP, encode(Beat(1))))

    def do(self, what: Callable[[ValkeyJournal], Awaitable[T]]) -> T:
        async def done() -> T:
            journal = ValkeyJournal(self._url, "nuevo_leon")
            await journal.open("demo")
            try:
                return await what(journal)
            finally:
                await journal.close()

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(done())).result()


def levels(groups: tuple[Group, ...]) -> dict[str, int]:
    return dict(Counter(group.level for group in groups))


def current(document: MapDocument, **changes: Any) -> MapDocument:
    """With the next period still to close."""
    return replace(document, next=int(time.time() * 1000) + HOUR, **changes)


class MapScreen:
    """One map page, alone in its browser window."""

    def __init__(
        self,
        browser: Browser,
        server: Dashboard,
        on: str,
        size: tuple[int, int],
        *,
        language: str = "es",
        before: Callable[[Page], None] = lambda _: None,
    ) -> None:
        """`before`: what is done with the page before it is asked for."""
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        before(self.page)
        self.page.goto(f"{server.url}/map?on={on}&lang={language}")
        self.page.wait_for_selector("html[data-state]")

    def shows(self, mapping: Mapping, *documents: MapDocument, rest: float = 0.0) -> None:
        """Has them published and waits until the last is drawn."""
        mapping.tell(*documents, rest=rest)
        self.page.wait_for_selector(f"html[data-state=''][data-made='{documents[-1].made}']")

    def at(self, selector: str, **filters: Any) -> Locator:
        return self.page.locator(selector, **filters)

    def text(self, selector: str) -> str:
        return self.at(selector).first.inner_text()

    def texts(self, selector: str) -> list[str]:
        return self.at(selector).all_inner_texts()

    def drawn(self) -> dict[str, int]:
        """How many groups are drawn of each level."""
        counted = "es => es.reduce((n, e) => ({...n, [e.dataset.level]: (n[e.dataset.level] ?? 0) + 1}), {})"
        return dict(self.at("path.group").evaluate_all(counted))

    def heap(self) -> tuple[int, int]:
        """Bytes of JavaScript in use, and nodes, after a collection; what was under way has come to its end."""
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(1000)
        session: CDPSession = self.context.new_cdp_session(self.page)
        session.send("HeapProfiler.collectGarbage")
        session.send("Performance.enable")
        told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        session.detach()
        return int(told["JSHeapUsedSize"]), int(told["Nodes"])

    def close(self) -> None:
        self.context.close()
