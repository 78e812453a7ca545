"""The page of staffing in a real browser: who lacks and when in words, hatched and numbered; what is not known."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from briefing import outlook as outlook_of
from briefing.documents import SHELF, STAFFING
from briefing.load import QUARTER
from briefing.outlook import Outlook, Staffed, Turn
from briefing.staffing import Handling, staffing
from picture.clocks import DAY, HALF_HOUR, HOUR, WEEK, shift_at
from picture.holidays import Holiday
from tests.briefing.sample import PROFILE
from tests.dashboard.conftest import Dashboard
from tests.dashboard.desk_sample import night
from tests.dashboard.desk_watch import publishing
from tests.dashboard.test_briefing_page import do
from tests.stores import Server as Store

pytestmark = pytest.mark.browser
ZONE = ZoneInfo(PROFILE.zone)
CENTRE = PROFILE.centre[0]


def outlook(now: int) -> Outlook:
    """By day three times the calls of the night, 1.5 times as many since three days; náhuatl since one week only."""
    site = replace(PROFILE, holidays={civil(now + DAY): Holiday(name="Día grande")})
    feast = outlook_of.Holiday(civil(now + DAY), "Día grande", "sunday")
    first = now - now % HALF_HOUR
    queues = []
    for queue in CENTRE.queue:
        weeks = 1 if queue.code == "nahuatl" else 8
        busy = {"psicologia": 9, "hombres": 1}.get(queue.code, 3)
        counts = {
            at: round(busy * (3 if 9 <= hour(at) < 21 else 1) * (1.5 if at >= first - 3 * DAY else 1))
            for at in range(first - weeks * WEEK, first, HALF_HOUR)
        }
        known = Handling(None if queue.code == "hombres" else 420, 90, queue.code != "legal")
        made = staffing(site, CENTRE, queue, (counts, known), now)
        queues.append(Staffed(queue.name, CENTRE.name, queue.apart, 80, 20, made, tuple(made.lacking())))
    starts = queues[0].staffing.starts
    turns = [(shift.name, begins) for shift, begins, _ in (shift_at(site, start) for start in starts)]
    shifts = tuple(Turn(*each) for each in dict.fromkeys(turns))
    return Outlook(now, PROFILE.zone, holidays=(feast,), turns=shifts, queues=tuple(queues))


def civil(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, ZONE).date().isoformat()


def clock(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, ZONE):%H:%M}"


def hour(at: int) -> int:
    return datetime.fromtimestamp(at / 1000, ZONE).hour


def show(store: Store, made: Outlook) -> None:
    do(store.url, lambda journal: journal.put(SHELF, STAFFING, msgspec.json.encode(made)))


@pytest.fixture(scope="module")
def now(store: Store) -> int:
    found: list[int] = []

    async def ask(journal: object) -> None:
        found.append(await journal.now())  # type: ignore[attr-defined]

    do(store.url, ask)
    return found[0]


@pytest.fixture(scope="module")
def server(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    server = Dashboard("desk_app.py", store.url, tmp_path_factory.mktemp("staffing") / "log")
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


def test_who_lacks_is_said_hatched_and_numbered(page: Page, server: Dashboard, store: Store, now: int) -> None:
    made = outlook(now)
    show(store, made)
    page.goto(f"{server.url}/staffing?lang=es")
    expect(page.locator("figure")).to_have_count(len(CENTRE.queue))
    for queue in made.queues:
        figure = page.locator(f"figure[data-queue='{queue.staffing.source}/{queue.staffing.queue}']")
        assert figure.locator("svg .number").all_text_contents() == [f"−{each.lacking}" for each in queue.lacking]
        short = sum((each.ends - each.starts) // QUARTER for each in queue.lacking)
        assert figure.locator("svg rect.lack").count() == short
        assert figure.locator("tbody tr[data-tone=near]").count() == short
    worst = max((each for queue in made.queues for each in queue.lacking), key=lambda each: each.lacking)
    assert worst.lacking > 1
    feast, first = page.locator(".lacks li").all()[:2]
    expect(feast).to_contain_text("Día grande, se espera como un domingo")
    expect(first).to_have_text(f"Faltan {worst.lacking} en Psicología {clock(worst.starts)}–{clock(worst.ends)}")
    expect(page.locator("figure").first.locator("small")).to_contain_text("nivel 1.5× desde hace 3 días")


def test_what_is_not_known_says_why(page: Page, server: Dashboard, store: Store, now: int) -> None:
    show(store, outlook(now))
    page.goto(f"{server.url}/staffing?lang=es")
    few = page.locator("figure[data-queue$='/nahuatl']")
    expect(few.locator("strong")).to_have_text("No se sabe")
    expect(few).to_contain_text("hay 1 de 8 semanas y hacen falta 3")
    assert few.locator("svg .mid").count() == 0 and few.locator("svg .rostered").count() > 0
    unhandled = page.locator("figure[data-queue$='/hombres']")
    expect(unhandled).to_contain_text("menos de 30 llamadas atendidas en 24 h")
    assert unhandled.locator("svg .mid").count() == 1 and unhandled.locator("svg .needed").count() == 0
    expect(page.locator("figure[data-queue$='/legal'] small")).to_contain_text("de todas las colas de la línea")


def test_a_silent_process_leaves_no_figure_standing(page: Page, server: Dashboard, store: Store, now: int) -> None:
    show(store, outlook(now - 2 * HOUR))
    page.goto(f"{server.url}/staffing?lang=es")
    expect(page.locator("body")).to_have_attribute("data-stale", "yes")
    expect(page.locator("[data-bind=none]")).to_contain_text("Sin dato desde ")
    assert set(page.locator("figure strong").all_inner_texts()) == {"sin dato"}
    expect(page.locator(".lacks li")).to_have_count(0)
    assert page.locator("figure svg, figure table").count() == 0


def test_every_chart_has_its_table_for_who_hears_and_who_asks(
    page: Page, server: Dashboard, store: Store, now: int
) -> None:
    made = outlook(now)
    show(store, made)
    page.goto(f"{server.url}/staffing?lang=es")
    table = page.locator("figure").first.locator("table")
    expect(table).to_have_class("heard")
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(96)
    page.locator("[data-bind=twin]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("svg .needed")).to_have_count(0)
    expect(table).not_to_have_class("heard")
    needed = [str(each) for each in made.queues[0].staffing.needed_c]
    assert table.locator("tbody td:nth-child(4)").all_inner_texts() == needed


def test_it_stands_as_a_tab_at_the_desk_with_a_key(browser: Browser, server: Dashboard, store: Store, now: int) -> None:
    show(store, outlook(now))
    with publishing(store.url) as watch:
        watch.show(night(3, 3))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{server.url}/#board")
        expect(page.locator("[data-bind='tab.board']")).to_have_attribute("aria-selected", "true", timeout=20_000)
        page.keyboard.press("-")
        inside = page.frame_locator("[data-page=staffing] iframe")
        expect(inside.locator("figure")).to_have_count(len(CENTRE.queue))
        expect(inside.locator("[data-bind=briefings]")).to_be_hidden()
        page.set_viewport_size({"width": 1280, "height": 720})
        box = page.locator("[data-bind='tab.staffing']").bounding_box()
        assert box is not None and box["x"] + box["width"] <= 1280
        page.close()
