"""The history page in a real browser: a typed instant; the wall of then stands still, is marked, and can do nothing."""

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard import desk_wording
from journal.journal import Beat
from journal.valkey import ValkeyJournal
from picture import case_events as said
from picture.clocks import MINUTE
from picture.events import CallOffered, Fact
from tests.dashboard.acts_watch import profile
from tests.dashboard.conftest import HERE, Dashboard
from tests.stores import Server, embedded, free_port

pytestmark = [pytest.mark.browser, pytest.mark.store]
WORDS = desk_wording.LANGUAGES["es"]
REGISTRY = "nl/registro"


class Site:
    """A store, a watch and a desk's server; what happened there stands in the journal."""

    def __init__(self, store: Server, folder: Path) -> None:
        self.url = store.url
        settings = {"VIGIA_HISTORY": str(folder / "history"), "VIGIA_WATCH_PORT": str(free_port())}
        self.server = Dashboard("desk_app.py", store.url, folder / "desk.log", **settings)
        self.log = (folder / "watch.log").open("wb")
        self.watch = subprocess.Popen(
            [sys.executable, "-m", "watch"], cwd=HERE, env=self.server._environment, stdout=self.log, stderr=self.log
        )

    def tell(self, *facts: Fact, beats: bool = True) -> int:
        """What the store's clock says after it was journaled."""

        async def recorded() -> int:
            journal = ValkeyJournal(self.url, "nuevo_leon", patience=2.0)
            await journal.open("demo")
            now = await journal.now()
            if beats:
                for feed in profile().feeds:
                    await journal.beat(feed.source, Beat(heard=now))
            if facts:
                await journal.record(facts)
            now = await journal.now()
            await journal.close()
            return now

        with ThreadPoolExecutor(1) as apart:  # the browser's own loop runs in this thread
            return apart.submit(asyncio.run, recorded()).result()

    def end(self) -> None:
        self.server.kill()
        self.watch.terminate()
        self.watch.wait(10)
        self.log.close()


def told(subject: str, data: Any, source: str = REGISTRY, ago: int = 0, agency: str = "070") -> Fact:
    return Fact(time=int(time.time() * 1000) - ago, source=source, subject=subject, data=data, agency=agency)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("past")
    with embedded(folder) as store:
        site = Site(store, folder)
        try:
            happened(site)
            yield site
        finally:
            site.end()


def happened(site: Site) -> None:
    """Nine calls wait, three cases are severe, four follow-ups are promised."""
    site.server.start()
    for n in range(9):
        site.tell(told(f"c{n}", CallOffered(queue=profile().centre[0].queue[0].code), profile().centre[0].source))
    for n in range(4):
        opened = said.CaseOpened(municipality="39", forms=("physical",), episode_from=int(time.time() * 1000))
        site.tell(
            told(f"NL-{n}", opened, ago=20 * MINUTE),
            told(f"NL-{n}", said.CaseAssessed(level="severe" if n else "mild"), ago=19 * MINUTE),
            told(f"F-{n}", said.FollowUpPlanned(case=f"NL-{n}", consent=True, safe_hours=("00:00-24:00",))),
        )


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
    site.tell()
    page.goto(f"{site.server.url}/#history")
    page.locator(".past[data-shown]").wait_for(timeout=60_000)
    yield page
    assert errors == []
    page.close()


def instant(page: Page, at: int) -> None:
    """Typed as the room's clocks show it."""
    text = datetime.fromtimestamp(at / 1000, ZoneInfo(profile().zone)).strftime("%d/%m %H:%M:%S")
    page.locator(".pastbar .instant").fill(text)
    page.locator(".pastbar").get_by_role("button", name="Ver").click()
    page.locator(".past[data-shown]").wait_for()
    expect(page.locator(".pastmark")).to_contain_text(text[6:])


def view(page: Page, name: str) -> None:
    page.locator(".pastviews").get_by_role("button", name=name).click()


def test_a_typed_instant_shows_the_wall_of_then_marked_and_still(page: Page, site: Site, tmp_path: Path) -> None:
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    at = site.tell() // 1000 * 1000 + 1000
    time.sleep(1.5)
    site.tell(told("NL-9", said.CaseOpened()), told("NL-9", said.CaseAssessed(level="severe")))
    instant(page, at)
    wall = page.frame_locator(".pastview iframe")
    expect(wall.locator(".top .past")).to_have_text(re.compile(r"^PASADO · \d{1,2} \w{3} \d\d:\d\d:\d\d$"))
    expect(wall.locator(".centre").first).to_be_visible()
    clock = wall.locator("[data-bind=clock]")
    shown = clock.inner_text()
    border = wall.locator(".wall").evaluate("e => getComputedStyle(e, '::after').borderImageSource")
    assert "repeating-linear-gradient" in border
    assert wall.locator("iframe").count() == 0  # no map of now
    page.screenshot(path=tmp_path / "wall.png")
    time.sleep(1.2)
    assert clock.inner_text() == shown
    assert sockets == []
    view(page, "Casos")
    expect(page.locator(".pastview[data-view=cases] tbody tr")).to_have_count(4)
    page.screenshot(path=tmp_path / "cases.png")
    view(page, "Seguimientos")
    expect(page.locator(".pastview[data-view=followups] tbody tr")).to_have_count(4)
    assert page.locator(".past").get_by_role("button", name="Acusar").count() == 0


def test_it_opens_with_the_room_and_says_that_it_is_not_now(page: Page) -> None:
    expect(page.locator(".pastmark")).to_have_text(re.compile(r"^PASADO · \d{1,2} \w{3} \d\d:\d\d:\d\d · no es ahora$"))
    expect(page.frame_locator(".pastview iframe").locator(".centre").first).to_be_visible()
    expect(page.locator(".pastviews p")).to_have_text(WORDS["past.choose"])
    assert page.get_by_role("button", name="Entregar turno").count() == 0
    told: list[str] = []
    page.on("request", lambda request: told.append(request.method))
    for key in ("a", "r", "Enter", "Escape", "x"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert "POST" not in told


def test_a_case_is_reviewed_by_its_mask_and_by_its_row(page: Page, site: Site, tmp_path: Path) -> None:
    instant(page, site.tell() // 1000 * 1000)
    view(page, "Casos")
    mask = page.locator(".pastview[data-view=cases] tbody button").first.inner_text()
    page.locator(".pastview[data-view=cases] tbody button").first.click()
    expect(page.locator(".pastview[data-view=story] h2")).to_contain_text(f"Caso {mask}")
    expect(page.locator(".pastview[data-view=story]")).to_contain_text("Valorado")
    page.screenshot(path=tmp_path / "story.png")
    page.locator(".pastview .mask").fill("zzzz")
    page.locator(".pastview[data-view=story]").get_by_role("button", name="Revisar").click()
    expect(page.locator(".pastviews p")).to_contain_text("No está en la bitácora, que se guarda desde el ")
    page.locator(".pastview .mask").fill(mask.lower())
    page.locator(".pastview[data-view=story]").get_by_role("button", name="Revisar").click()
    expect(page.locator(".pastviews p")).to_have_text("")
    page.evaluate("window.print = () => window.dispatchEvent(new Event('beforeprint'))")
    page.get_by_role("button", name="Imprimir").click()
    sheet = page.locator("#paper .paststory")
    expect(sheet).to_contain_text(f"Caso {mask}")
    expect(sheet).to_contain_text("PASADO · como estaba el ")
    assert "NL-" not in sheet.inner_text()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#paper")).to_have_count(0)


def test_one_steps_by_event_and_asks_what_changed(page: Page, site: Site, tmp_path: Path) -> None:
    site.tell(told("NL-7", said.CaseOpened(municipality="39")))
    at = site.tell()
    time.sleep(1.1)
    instant(page, site.tell() // 1000 * 1000)
    before, said_of = page.get_by_role("button", name="Suceso anterior"), page.locator(".pastviews p")
    for _ in range(12):  # the watch may have raised alerts meanwhile: they are events too
        with page.expect_response(lambda answer: "/past/step" in answer.url):
            before.click()
        page.wait_for_timeout(500)
        if "Caso abierto" in said_of.inner_text():
            break
    expect(said_of).to_contain_text("Caso abierto")
    page.get_by_role("button", name="Suceso siguiente").click()
    expect(page.locator(".pastviews p")).not_to_contain_text("Caso abierto")
    instant(page, at // 1000 * 1000 + 1000)
    view(page, "Qué cambió")
    expect(page.locator(".pastview[data-view=changes] h2")).to_contain_text("Lo que se anotó entre")
    cases = page.locator(".pastgroup", has=page.get_by_role("heading", name="Casos y entregas"))
    expect(cases.locator(".pastcounts")).to_contain_text("casos · Caso abierto")
    expect(cases.locator("tr").first).to_contain_text("Valorado")
    expect(page.locator(".pastgroup", has_text="llamadas · Llamada ofrecida").locator("tr")).to_have_count(0)
    page.screenshot(path=tmp_path / "changes.png")
    until = page.locator(".pastview input.instant").nth(1)
    until.fill("01/01/2026 00:00")
    page.get_by_role("button", name="Comparar").click()
    expect(said_of).to_have_text(WORDS["past.trouble.backwards"])
    page.locator(".pastbar select").select_option("calls")
    before.click()
    expect(said_of).to_contain_text("Llamada ofrecida")


def test_what_is_no_instant_or_has_not_come_is_said(page: Page) -> None:
    for text, answer in (
        ("mañana", "past.untyped"),
        ("31/02 10:00", "past.untyped"),
        ("01/01/2019 10:00", "past.trouble.old"),
        ("01/01/2039 10:00", "past.trouble.future"),
    ):
        page.locator(".pastbar .instant").fill(text)
        page.locator(".pastbar").get_by_role("button", name="Ver").click()
        expect(page.locator(".pastviews p")).to_have_text(WORDS[answer])
        assert page.locator(".pastviews .oldest").is_visible() == (answer == "past.trouble.old")
