"""The desk in a real browser: who sits here, walls hidden at a press, what is heard, and that text is only text."""

import re
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, expect

from tests.dashboard import desk_alerts, desk_sample
from tests.dashboard.conftest import Dashboard
from tests.dashboard.desk_alerts import alert, taken
from tests.dashboard.desk_board_screen import PANE, Board
from tests.dashboard.desk_watch import DeskWatch, publishing
from tests.dashboard.sample import NOW
from tests.stores import Server as Store
from watch.alert_documents import AlertLine

pytestmark = pytest.mark.browser

# Playwright's looking at a page counts as a touch, which lifts the browser's own ban: so it is laid on here.
BEEPS = """
window.AudioContext = class extends AudioContext {
  constructor() { super(); this.suspend(); }
};
window.beeps = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) {
  window.beeps.push(this.frequency.value);
  return start.call(this, at);
};
"""


@pytest.fixture(scope="module")
def server(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    server = Dashboard("desk_app.py", store.url, tmp_path_factory.mktemp("desk") / "log")
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def watch(store: Store) -> Iterator[DeskWatch]:
    with publishing(store.url) as watch:
        yield watch


@pytest.fixture(scope="module")
def module_desk(browser: Browser, server: Dashboard) -> Iterator[Board]:
    desk = Board(browser, server)
    yield desk
    assert desk.errors == []
    desk.page.close()


@pytest.fixture
def desk(module_desk: Board, watch: DeskWatch) -> Board:
    module_desk.anew(watch)
    return module_desk


def beeps(desk: Board) -> int:
    return int(desk.page.evaluate("window.beeps.length"))


def heard(desk: Board, most: int) -> None:
    """Waits until so many beeps were heard, and no more."""
    for _ in range(100):
        if beeps(desk) >= most:
            break
        desk.page.wait_for_timeout(50)
    assert beeps(desk) == most


def test_the_walls_are_hidden_by_one_press_and_shown_again_after_a_question(desk: Board) -> None:
    blank = desk.page.locator(".blank")
    blank.click()
    expect(blank).to_have_text("Pantalla oculta")
    assert desk.answers.told == [("/blank", {"blank": True})]
    blank.click()
    expect(desk.page.locator(".blanking .sure")).to_contain_text("¿Mostrar de nuevo todos los muros?")
    desk.page.get_by_role("button", name="Seguir ocultos").click()
    assert len(desk.answers.told) == 1
    blank.click()
    desk.page.get_by_role("button", name="Sí, mostrar").click()
    expect(blank).to_have_text("Ocultar pantalla")
    assert desk.answers.told[-1] == ("/blank", {"blank": False})
    desk.answers.status = 500
    blank.click()
    expect(desk.page.locator(".blanking .trouble")).to_contain_text("apague la pantalla a mano")
    expect(blank).to_have_text("Ocultar pantalla")


def test_walls_that_are_hidden_already_are_said_to_be(browser: Browser, server: Dashboard, watch: DeskWatch) -> None:
    desk = Board(browser, server, blank=True)
    desk.shows(watch, alert(1))
    expect(desk.page.locator(".blank")).to_have_text("Pantalla oculta")
    assert desk.answers.told == []
    assert desk.errors == []
    desk.page.close()


def test_who_may_not_act_reads_only_and_is_told_why(browser: Browser, server: Dashboard, watch: DeskWatch) -> None:
    for me, why in (
        ({"gate": "open", "may": [], "id": "", "name": ""}, "Demostración sin cuentas: nadie puede actuar"),
        ({"may": ["desk"], "roles": ["reader"]}, "Su cuenta puede mirar, no actuar."),
    ):
        desk = Board(browser, server, **me)
        desk.shows(watch, alert(1))
        expect(desk.page.locator(".reading")).to_contain_text(why)
        desk.chosen("HR9")
        desk.page.keyboard.press("a")
        desk.said(re.compile(f"^Acusar: {why}"))
        expect(desk.page.locator(".blank")).to_be_hidden()
        expect(desk.page.locator(".out")).to_be_visible(visible="gate" not in me)
        assert desk.answers.acts == []
        assert desk.errors == []
        desk.page.close()


def test_what_is_new_and_urgent_is_heard_and_a_browser_that_forbids_it_says_so(
    browser: Browser, server: Dashboard, watch: DeskWatch
) -> None:
    desk = Board(browser, server, script=BEEPS)
    watch.show(desk_alerts.document([taken(alert(1))]))
    desk.total("board", "1 de 1")
    sound = desk.page.locator(".sound")
    expect(sound).to_have_text("sonido bloqueado")
    watch.change(alerts=[alert(2, "surge")])
    expect(desk.line("board", "más llamadas")).to_be_visible()
    assert beeps(desk) == 0
    sound.click()
    expect(sound).to_have_text("sonido activo")
    assert beeps(desk) == 0  # what was high and new then is not new any more
    watch.change(alerts=[alert(3, "surge", name="070"), alert(4, "longest_wait")])
    heard(desk, 1)
    watch.change(alerts=[alert(5)])
    heard(desk, 4)
    desk.page.clock.fast_forward(10_500)
    heard(desk, 7)  # again, as nobody took it
    sound.click()
    expect(sound).to_have_text(re.compile("^silencio (10:00|9:5[0-9])$"))
    desk.page.clock.fast_forward(60_000)
    assert beeps(desk) == 7
    expect(sound).to_have_text(re.compile("^silencio 8:5[0-9]$"))
    desk.page.clock.fast_forward(9 * 60_000 + 10_000)
    expect(sound).to_have_text("sonido activo")  # by itself
    heard(desk, 10)
    watch.change(alerts=[taken(alert(5))])
    expect(desk.line("board", desk_sample.mask(5)).locator(".stands")).to_contain_text("acusada")
    desk.page.clock.fast_forward(20_000)
    assert beeps(desk) == 10
    assert desk.errors == []
    desk.page.close()


def test_whatever_a_field_holds_is_drawn_as_text(browser: Browser, server: Dashboard, watch: DeskWatch) -> None:
    bad = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
    mark = (NOW, bad, bad)
    wild: dict[str, object] = {
        **dict.fromkeys(("mask", "place", "name", "agency", "about", "reason", "unit", "case", "risk"), bad),
        "group": bad,
        "rule": bad,
        "taken": mark[:2],
        "assigned": mark,
        "confirmed": mark,
        "story": tuple(AlertLine(NOW, what, bad, bad) for what in ("assigned", "noted", "confirmed", bad)),
    }
    alone = {key: value for key, value in wild.items() if key not in {"group", "rule"}}
    rows = [
        *[replace(alert(n), **wild) for n in (1, 2)],
        replace(alert(3), **alone, rule="feed_silent", state="assigned"),
        replace(alert(4), **alone, rule="severe_unassigned", state="confirmed"),
        replace(alert(5), **alone, rule="followup_overdue", snoozed=mark),
    ]
    people = [{"id": bad, "name": bad, "roles": [bad]}]
    desk = Board(browser, server, id=bad, name=bad, roles=[bad], people=people, agencies={bad: bad})
    expect(desk.page.locator(".who b")).to_have_text(bad)
    watch.show(replace(desk_alerts.document(rows), names={"snoozes": {bad: bad}, "agencies": {bad: bad}}))
    desk.total("board", "5 de 5")
    keys = desk.page.keyboard
    for _ in range(5):
        keys.press("ArrowDown")
        keys.press("ArrowRight")
        keys.press("s")
        expect(desk.page.locator(f"{PANE} .chooser")).to_be_visible()
        keys.press("Escape")
    assert desk.page.locator(".desk img, .desk script").count() == 0
    assert desk.page.evaluate("window.hacked") is None
    expect(desk.line("board", "<img").first).to_be_visible()
    assert desk.errors == []
    desk.page.close()
