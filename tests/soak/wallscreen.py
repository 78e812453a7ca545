"""One wall in a headless browser that counts the documents its page has taken."""

import contextlib
from collections.abc import AsyncIterator

from playwright.async_api import Page, async_playwright

from tests.dashboard.conftest import CHROMIUM, FLAGS
from tests.soak.memory import Heap

# Counted where the page takes them; the state of the server comes on the same socket and is shorter.
COUNT = """
window.__taken = 0;
const Socket = window.WebSocket;
window.WebSocket = class extends Socket {
  constructor(...words) {
    super(...words);
    if (new URL(words[0], location.href).pathname === "/live")
      this.addEventListener("message", ({ data }) => {
        window.__taken += (data.byteLength ?? data.length) > 1000;
      });
  }
};
"""


class WallScreen:
    def __init__(self, page: Page, heap: Heap) -> None:
        self.heap = heap
        self._page = page

    async def taken(self) -> int:
        """Wall documents since the page was opened."""
        return int(await self._page.evaluate("window.__taken"))

    async def text(self, name: str) -> str:
        return await self._page.locator(f"[data-bind='{name}']").first.inner_text()


@contextlib.asynccontextmanager
async def opened(url: str) -> AsyncIterator[WallScreen]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            page = await browser.new_page(viewport={"width": 1920, "height": 1080})
            await page.add_init_script(COUNT)
            await page.goto(url)
            await page.locator(".centre").first.wait_for(state="visible", timeout=60_000)
            yield WallScreen(page, await Heap.of(page))
        finally:
            await browser.close()
