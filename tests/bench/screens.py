"""Walls in a real browser, and when each one's text changed, on the machine's clock."""

import contextlib
from collections.abc import AsyncIterator

from msgspec import Struct
from playwright.async_api import Browser, Page, async_playwright

CHROMIUM = "/usr/bin/chromium"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SCREEN = {"width": 1920, "height": 1080}
PATIENCE = 30_000  # milliseconds

# The callback runs when the whole document is drawn into the DOM: it is a microtask after the page's own code.
OBSERVE = """(node) => {
  const seen = [];
  const now = () => performance.timeOrigin + performance.now();
  new MutationObserver(() => seen.push([now(), node.textContent])).observe(
    node, { subtree: true, characterData: true, childList: true });
  window.__seen = seen;
}"""
# A page's clock runs by itself from the moment it was opened: how far the machine's has drifted from it.
SKEW = """() => {
  const then = Date.now();
  while (Date.now() === then);
  return Date.now() - (performance.timeOrigin + performance.now());
}"""


class Seen(Struct, frozen=True):
    """Milliseconds since 1970, the machine's clock."""

    at: float
    text: str

    @property
    def number(self) -> int:
        digits = "".join(c for c in self.text if c.isdigit())
        return int(digits) if digits else -1


class Screen:
    """One page that shows one wall in a session of its own."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._skew = 0.0

    async def show(self, url: str, selector: str) -> None:
        """Returns once the element stands there."""
        await self._page.goto(url)
        await self._page.locator(selector).first.wait_for(state="attached", timeout=PATIENCE)

    async def observe(self, selector: str) -> None:
        """Notes from now on whenever the element's text changes."""
        await self._page.locator(selector).first.evaluate(OBSERVE)
        self._skew = await self._page.evaluate(SKEW)

    async def text(self, selector: str) -> str:
        return await self._page.locator(selector).first.text_content() or ""

    async def seen(self) -> list[Seen]:
        skew = (self._skew + await self._page.evaluate(SKEW)) / 2
        return [Seen(at + skew, text) for at, text in await self._page.evaluate("window.__seen")]


@contextlib.asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        try:
            yield opened
        finally:
            await opened.close()


async def screens(opened: Browser, count: int, url: str, selector: str) -> list[Screen]:
    found = [Screen(await opened.new_page(viewport=SCREEN)) for _ in range(count)]  # type: ignore[arg-type]
    for screen in found:
        await screen.show(url, selector)
    return found
