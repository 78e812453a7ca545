"""Briefings and trends in a real browser: the list, one open, two compared, a decision, the twin of every chart."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from briefing import trends
from briefing.decisions import Decision
from briefing.documents import SHELF, STATE, TRENDS, State
from briefing.keeping import Keeping
from journal.valkey import ValkeyJournal
from picture.briefing_policy import Mark
from tests.briefing import sample
from tests.dashboard import desk_sample
from tests.dashboard.conftest import Dashboard
from tests.dashboard.desk_watch import DeskWatch, publishing
from tests.stores import Server as Store

pytestmark = pytest.mark.browser
TODAY = date(2026, 11, 21).toordinal()
GAP = range(TODAY - 61, TODAY - 38)  # days of which nobody told anything
MARKS = (Mark(date="2026-03-08", name="8M"), Mark(date="2026-07-01", name="Campaña"))


def counted() -> trends.Trends:
    days = {
        day: {"cases.opened": 40 + day % 7, "cases.severe": 1 + day % 5, "calls.nl/070.psicologia": 100 + day % 9}
        for day in range(TODAY - 700, TODAY)
        if day not in GAP
    }
    return trends.made(days, replace(sample.PROFILE, mark=MARKS), TODAY, sample.AS_OF)


def kept(folder: Path) -> None:
    keeping = Keeping(folder)
    sheet, _ = keeping.keep(sample.sheet())
    first, *rest = sheet.tables
    row, *rows = first.rows
    keeping.keep(replace(sheet, tables=(replace(first, rows=((row[0], 425, *row[2:]), *rows)), *rest)))


def do(url: str, what: Callable[[ValkeyJournal], Awaitable[object]]) -> None:
    """In a thread of its own, for a browser holds this one's loop."""

    async def done() -> None:
        journal = ValkeyJournal(url, "nuevo_leon")
        await journal.open("demo")
        await what(journal)
        await journal.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(done())).result()


@pytest.fixture(scope="module")
def server(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    folder = tmp_path_factory.mktemp("briefings")
    kept(folder / "kept")
    asked = {"d-1": Decision("d-1", "ana", "policia", "2020-11-25", "gone", 1)}
    state = msgspec.msgpack.encode(State(decisions=asked))
    do(store.url, lambda journal: journal.put(SHELF, STATE, state))
    do(store.url, lambda journal: journal.put(SHELF, TRENDS, msgspec.json.encode(counted())))
    server = Dashboard("desk_app.py", store.url, folder / "log", VIGIA_BRIEFINGS=str(folder / "kept"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def page(browser: Browser, server: Dashboard) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    errors: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    assert errors == []
    assert {url for url in asked if not url.startswith((server.url, "data:"))} == set()
    page.close()


def test_the_latest_is_open_and_compared_with_the_one_before(page: Page, server: Dashboard) -> None:
    page.goto(f"{server.url}/briefings?lang=es")
    lines = page.locator(".kept button")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("revisión 1 · 1 cifra cambió")
    expect(page.locator("h2[data-bind=title]")).to_have_text("Día · 20 nov 2026")
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("425")
    page.select_option("[data-bind=against]", f"{sample.sheet().span.name}/0")
    cells = page.locator(".compared td")
    expect(cells).to_have_text(["Lo principal", "llamadas", "valor", "412", "425"])
    lines.nth(1).click()
    expect(page.locator("iframe")).to_be_visible()
    assert page.locator("nav a").all_inner_texts() == ["PDF", "PNG", "XLSX", "CSV", "JSON"]
    page.check("[data-bind=outside]")
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("para publicar")
    assert page.locator("nav a").first.get_attribute("download") == f"{sample.sheet().span.name}.0.published.pdf"


def test_a_decision_past_its_day_stands_out_and_nobody_without_an_account_acts(page: Page, server: Dashboard) -> None:
    page.goto(f"{server.url}/briefings?lang=es")
    line = page.locator(".decisions li")
    expect(line).to_have_attribute("data-tone", "crossed")
    expect(line).to_contain_text("Texto borrado")
    expect(line).to_contain_text("para el 25 nov 2020")
    for hidden in (".make", ".decisions form", "[data-bind=out]"):
        expect(page.locator(hidden)).to_be_hidden()


def test_every_chart_has_its_table_and_a_gap_is_no_zero(page: Page, server: Dashboard) -> None:
    page.goto(f"{server.url}/trends?lang=es")
    figures = page.locator("figure")
    expect(figures).to_have_count(3)
    opened = page.locator("figure[data-series='cases.opened']")
    weeks = next(each for each in counted().series if each.key == "cases.opened").periods["week"]
    gaps = [point for point in weeks if point.value is None]
    partial = [point for point in weeks if point.missing and point.value is not None]
    assert gaps and partial
    assert opened.locator("rect.gap").count() == len(gaps)
    assert opened.locator("rect.partial").count() == len(partial)
    assert opened.locator("text.number").all_text_contents() == ["1", "2"]
    expect(opened.locator("strong")).to_have_text(str(weeks[-1].value))
    page.locator("[data-bind=twin]").click()
    said = opened.locator("tbody td:nth-child(2)").all_inner_texts()
    assert said == ["sin dato" if point.value is None else str(point.value) for point in reversed(weeks)]
    page.locator("label", has_text="Años").click()
    assert opened.locator("tbody td:first-child").all_inner_texts() == ["2025"]
    assert page.locator(".marks li").all_inner_texts() == ["8 mar 2026 · 8M", "1 jul 2026 · Campaña"]


def test_both_stand_as_tabs_at_the_desk_and_keep_their_place(browser: Browser, server: Dashboard, store: Store) -> None:
    with publishing(store.url) as watch:
        _stand(browser, server, watch)


def _stand(browser: Browser, server: Dashboard, watch: DeskWatch) -> None:
    watch.show(desk_sample.night(3, 3))
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{server.url}/#board")
    page.locator("[data-bind='tab.briefing']").click(timeout=20_000)
    inside = page.frame_locator("[data-page=briefing] iframe")
    expect(inside.locator(".kept button")).to_have_count(2)
    expect(inside.locator("[data-bind=trends]")).to_be_hidden()
    inside.locator(".kept button").nth(1).click()
    page.locator("[data-bind='tab.trends']").click()
    expect(page.frame_locator("[data-page=trends] iframe").locator("figure")).to_have_count(3)
    page.locator("[data-bind='tab.briefing']").click()
    expect(inside.locator(".kept button").nth(1)).to_have_attribute("aria-pressed", "true")
    page.close()
