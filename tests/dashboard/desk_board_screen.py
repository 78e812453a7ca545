"""The desk's board in a real browser, with answers to what is done there in the server's place."""

import re

from playwright.sync_api import Browser, Locator, expect

from tests.dashboard import desk_alerts
from tests.dashboard.conftest import Dashboard
from tests.dashboard.desk_alerts import Answers
from tests.dashboard.desk_screen import Desk
from tests.dashboard.desk_watch import DeskWatch
from watch.alert_documents import AlertRow

PANE = "[data-pane=alert]"


class Board(Desk):
    """`me`: what GET /me says otherwise than that a lead sits here. `script` runs before the page's own."""

    first = "board"

    def __init__(self, browser: Browser, server: Dashboard, *, script: str = "", **me: object) -> None:
        self._me, self._script = me, script
        super().__init__(browser, server)

    def prepare(self) -> None:
        self.answers = Answers(self.page, **self._me)
        if self._script:
            self.page.clock.install()
            self.page.add_init_script(self._script)

    def anew(self, watch: DeskWatch) -> None:
        """The design's night with nothing chosen, and a server that accepts whatever is done."""
        self.page.set_viewport_size({"width": 1440, "height": 900})
        watch.show(desk_alerts.document([]))
        self.page.locator("[data-bind='tab.board']").click()
        self.total("board", "0 de 0")
        for _ in range(3):
            self.page.keyboard.press("Escape")
        clear = self.page.locator(".clear:visible")
        if clear.count():
            clear.click()
        self.answers.anew()
        self.shows(watch, *desk_alerts.night())

    def shows(self, watch: DeskWatch, *rows: AlertRow) -> None:
        watch.show(desk_alerts.document(list(rows)))
        shown = sum(row.state != "closed" for row in rows)
        self.total("board", f"{shown:,} de {len(rows):,}")
        self.at("board").locator(".view").focus()

    def titles(self) -> list[str]:
        lines = self.at("board").locator(".line:visible")
        told = "all => all.map(e => [Number(e.ariaRowIndex), e.querySelector('.what b').textContent])"
        return [title for _, title in sorted(lines.evaluate_all(told))]

    def said(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator(".answer")).to_have_text(text)

    def button(self, act: str) -> Locator:
        return self.page.locator(f"{PANE} .do[data-act={act}]")

    def chosen(self, text: str) -> Locator:
        """The row, chosen."""
        self.line("board", text).locator(".what").click()
        return self.line("board", text)
