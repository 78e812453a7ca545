"""The desk in a real browser, with a server of its own."""

from playwright.sync_api import Browser, Locator, Page, expect

from tests.dashboard.conftest import Dashboard


class Desk:
    """The desk in a browser, as the shift lead sees it."""

    first = "cases"  # the page it opens with

    def __init__(self, browser: Browser, server: Dashboard, width: int = 1440, height: int = 900) -> None:
        self.server = server
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page: Page = browser.new_page(viewport={"width": width, "height": height})
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.prepare()
        self.page.goto(f"{server.url}/#{self.first}")
        self.until(".desk")

    def prepare(self) -> None:
        """Before the page is asked for."""

    def until(self, selector: str, timeout: float = 20) -> None:
        self.page.locator(selector).first.wait_for(state="visible", timeout=timeout * 1000)

    def at(self, name: str) -> Locator:
        """A page of the desk: board, cases, followups, ledgers."""
        return self.page.locator(f"[data-page={name}]")

    def line(self, name: str, text: str) -> Locator:
        return self.at(name).locator(".line:visible", has_text=text)

    def masks(self, name: str) -> list[str]:
        """Of the lines in sight, from the top."""
        found = (
            self.at(name)
            .locator(".line:visible")
            .evaluate_all("lines => lines.map(e => [Number(e.ariaRowIndex), e.querySelector('.code').textContent])")
        )
        return [mask for _, mask in sorted(found)]

    def total(self, name: str, text: str) -> None:
        expect(self.at(name).locator(".total")).to_have_text(text)

    def sort(self, name: str, column: str) -> None:
        self.at(name).locator(f".head[data-column={column}]").click()
