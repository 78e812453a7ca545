"""The desk's hand-over page in a real browser: who has the room, what fires again, and the sheet of paper."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Locator, Route, expect

from tests.dashboard import desk_alerts, desk_sample, turn_sample
from tests.dashboard.conftest import Dashboard
from tests.dashboard.desk_alerts import Answers
from tests.dashboard.desk_screen import Desk
from tests.dashboard.desk_watch import DeskWatch, publishing
from tests.dashboard.sample import HOUR, MINUTE, NOW
from tests.stores import Server as Store
from watch.alert_documents import ShiftDesk
from watch.desk_documents import DeskDocument

pytestmark = pytest.mark.browser

PAPER = """() => {
  const sheet = document.querySelector("#paper")?.shadowRoot.querySelector(".sheet");
  return sheet && { text: sheet.innerText, html: sheet.innerHTML, seen: sheet.checkVisibility(),
    colour: getComputedStyle(sheet).color, ground: getComputedStyle(sheet).backgroundColor,
    notes: [...sheet.querySelectorAll("tbody tr")].map((e) => e.lastElementChild)
      .filter((e) => e.textContent === "" && e.checkVisibility() && e.clientWidth > 100).length,
    lines: sheet.querySelectorAll("tbody tr").length,
    wide: sheet.scrollWidth - sheet.clientWidth };
}"""


class Handing(Desk):
    """`me`: what GET /me says otherwise than that the lead Inés Cantú sits here."""

    first = "shift"

    def __init__(self, browser: Browser, server: Dashboard, **me: object) -> None:
        self._me = me
        super().__init__(browser, server)

    def prepare(self) -> None:
        self.told: list[Any] = []
        self.status = 200
        self.body: dict[str, object] = {"ok": True}
        self.answers = Answers(self.page, **self._me)
        self.page.route("**/shift", self._answer)

    def _answer(self, route: Route) -> None:
        assert route.request.headers["x-vigia"] == "1"
        self.told.append(msgspec.json.decode(route.request.post_data or ""))
        route.fulfill(status=self.status, json=self.body)

    def shows(self, watch: DeskWatch, document: DeskDocument) -> Locator:
        """The page, once it says all of this: somebody else has the room before."""
        lead, page = (document.turn or ShiftDesk()).lead, self.at("shift")
        watch.show(replace(document, turn=ShiftDesk(lead="another")))
        expect(page.locator("[data-bind=lead]")).to_have_text("another")
        watch.show(document)
        name = {"lead.norte": "Inés Cantú", "lead.sur": "Óscar Peña"}.get(lead, "Nadie ha dicho quién tiene la sala.")
        expect(page.locator("[data-bind=lead]")).to_have_text(name)
        return page

    def block(self, key: str) -> Locator:
        return self.at("shift").locator(f".block[data-key={key}]")

    def cells(self, key: str) -> list[list[str]]:
        """What stands in a block's lines, without the column that is empty for a hand to write in."""
        rows = self.block(key).locator("tbody tr")
        told: list[list[str]] = rows.evaluate_all("all => all.map(e => [...e.children].map(c => c.textContent))")
        return [cells[:-1] for cells in told]


@pytest.fixture(scope="module")
def server(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    server = Dashboard("desk_app.py", store.url, tmp_path_factory.mktemp("handover") / "log")
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def watch(store: Store) -> Iterator[DeskWatch]:
    with publishing(store.url) as watch:
        watch.show(turn_sample.evening())
        yield watch


@pytest.fixture(scope="module")
def module_desk(browser: Browser, server: Dashboard, watch: DeskWatch) -> Iterator[Handing]:
    desk = Handing(browser, server)
    yield desk
    assert desk.errors == []
    desk.page.close()


@pytest.fixture
def desk(module_desk: Handing, watch: DeskWatch) -> Handing:
    module_desk.told.clear()
    module_desk.status, module_desk.body = 200, {"ok": True}
    module_desk.shows(watch, turn_sample.evening())
    return module_desk


def test_it_says_who_has_the_room_and_what_fires_again(desk: Handing, watch: DeskWatch) -> None:
    page = desk.at("shift")
    expect(page.locator("[data-bind=since]")).to_have_text("desde hoy 22:00")
    expect(page.locator(".refires")).to_have_text("5 alertas vuelven a sonar para quien recibe")
    alone = [desk_alerts.alert(1), desk_alerts.taken(desk_alerts.alert(2))]
    desk.shows(watch, turn_sample.evening(alerts=alone))
    expect(page.locator(".refires")).to_have_text("1 alerta vuelve a sonar para quien recibe")
    quiet = [
        desk_alerts.alert(1),
        replace(desk_alerts.taken(desk_alerts.alert(2)), resolved=NOW),
        replace(desk_alerts.taken(desk_alerts.alert(3)), snoozed=(NOW + HOUR, "prueba", "lead.norte")),
    ]
    desk.shows(watch, turn_sample.evening(alerts=quiet))
    expect(page.locator(".refires")).to_have_text("Ninguna alerta vuelve a sonar para quien recibe")


def test_the_lead_offers_the_room_by_name(desk: Handing) -> None:
    page = desk.at("shift")
    expect(page.locator(".taking")).to_be_hidden()
    offer = page.get_by_role("button", name="Ofrecer", exact=True)
    expect(offer).to_be_disabled()
    select = page.get_by_label("Ofrecer el turno a")
    assert select.locator("option").all_inner_texts() == ["elija a quien sigue", "Óscar Peña"]
    select.select_option("Óscar Peña")
    offer.click()
    expect(page.locator(".said")).to_have_text("Turno ofrecido a Óscar Peña. Falta que lo reciba por su nombre.")
    assert desk.told == [{"act": "offer", "to": "lead.sur"}]


def test_who_comes_takes_the_room_by_their_own_name_and_not_with_one_press(desk: Handing, watch: DeskWatch) -> None:
    page = desk.shows(watch, turn_sample.evening(turn=turn_sample.offered()))
    expect(page.locator(".offered")).to_have_text(
        "Óscar Peña ofreció el turno a Inés Cantú, hoy 22:36. Todavía no lo recibe."
    )
    expect(page.locator(".offering")).to_be_hidden()  # the room is not theirs to give yet
    page.get_by_role("button", name="Recibir el turno").click()
    expect(page.locator("[data-bind='sure.said']")).to_have_text("Inés Cantú: usted recibe la sala a su nombre.")
    page.get_by_role("button", name="Todavía no").click()
    assert desk.told == []
    page.get_by_role("button", name="Recibir el turno").click()
    page.get_by_role("button", name="Soy Inés Cantú: recibo el turno").click()
    expect(page.locator(".said")).to_have_text("Turno recibido.")
    assert desk.told == [{"act": "accept"}]
    desk.shows(watch, turn_sample.evening())
    expect(page.locator(".taking")).to_be_hidden()


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (409, {"error": "not_offered"}, "Ya nadie le ofrece el turno."),
        (409, {"error": "taken", "by": "lead.sur"}, "La sala es de Óscar Peña: solo esa persona, o supervisión"),
        (403, {"error": "role"}, "Su cuenta no puede hacer esto."),
        (504, {"error": "unanswered"}, "Quedó escrita; nadie ha contestado todavía."),
        (500, {"error": "oops"}, "El servidor falló (oops)"),
    ],
)
def test_a_refusal_is_a_sentence(
    desk: Handing, watch: DeskWatch, status: int, body: dict[str, object], said: str
) -> None:
    desk.status, desk.body = status, body
    page = desk.shows(watch, turn_sample.evening(turn=turn_sample.offered()))
    page.get_by_role("button", name="Recibir el turno").click()
    page.get_by_role("button", name="Soy Inés Cantú").click()
    expect(page.locator(".said")).to_contain_text(said)
    page.get_by_role("button", name="Todavía no").click()


def test_nobody_has_the_room_and_a_lead_may_offer_it_to_herself(desk: Handing, watch: DeskWatch) -> None:
    page = desk.shows(watch, turn_sample.evening(turn=ShiftDesk()))
    options = page.get_by_label("Ofrecer el turno a").locator("option")
    expect(options).to_have_text(["elija a quien sigue", "Inés Cantú", "Óscar Peña"])


def test_who_may_not_act_sees_all_and_does_nothing(browser: Browser, server: Dashboard, watch: DeskWatch) -> None:
    reader = Handing(browser, server, roles=["reader"], may=["desk"])
    page = reader.shows(watch, turn_sample.evening(turn=turn_sample.offered()))
    expect(page.locator(".why")).to_have_text("Su cuenta puede mirar, no actuar.")
    expect(page.locator(".taking")).to_be_hidden()
    expect(page.locator(".offering")).to_be_hidden()
    expect(page.get_by_role("button", name="Hoja de papel")).to_be_visible()
    assert len(reader.cells("alerts")) == 10
    reader.page.close()


def test_the_sheet_has_open_alerts_by_priority_with_who_has_them(desk: Handing) -> None:
    lines = desk.cells("alerts")
    assert [line[0] for line in lines] == ["CRÍTICA"] * 2 + ["ALTA"] * 5 + ["BAJA"] * 3
    assert lines[0][1:] == ["Caso severo HR9 sin asignar · Guadalupe", "NL-2026-000001", "22:39", lines[0][4]]
    assert lines[0][4] == "sin acuse · escala 22:44"  # an instant: paper does not tick
    assert lines[2][4] == "asignada · Equipo itinerante"
    assert lines[3][4] == "acusada 22:36 · Inés Cantú"
    expect(desk.block("alerts").locator("h2")).to_have_text("Alertas abiertas · 10")


def test_the_sheet_has_severe_cases_with_stage_and_next_deadline(desk: Handing) -> None:
    lines = desk.cells("cases")
    assert len(lines) == 8  # moderate ones stand at the desk alone
    assert lines[0] == ["HR9", "NL-2026-000001", "en curso", "Guadalupe", "valoración", "asignación: venció 22:39",
                        "Línea 070"]  # fmt: skip


def test_the_sheet_has_the_follow_ups_that_are_late_or_fall_due_until_the_next_shift_ends(desk: Handing) -> None:
    titles = [desk.block(key).locator("h2").inner_text() for key in ("overdue", "before", "next")]
    assert titles == [
        "Seguimientos vencidos · 2",
        "Seguimientos cuyo último momento llega antes de las 06:00 · 2",
        "Seguimientos del turno que sigue, 06:00–14:00 · 2",
    ]
    last = [[line[3] for line in desk.cells(key)] for key in ("overdue", "before", "next")]
    assert last == [["venció 20:41", "venció 21:41"], ["23:31", "15 feb 05:59"], ["15 feb 06:00", "15 feb 13:00"]]


def test_the_sheet_says_until_when_she_may_be_called_for_it_does_not_change(desk: Handing, watch: DeskWatch) -> None:
    owed = [
        desk_sample.followup(1, last_moment=NOW + HOUR),
        desk_sample.followup(2, last_moment=NOW + 2 * HOUR, call="outside_hours", safe_until=None),
        desk_sample.followup(3, last_moment=NOW + 3 * HOUR, call="no_consent", safe_until=None, safe_from=None),
    ]
    desk.shows(watch, turn_sample.evening(followups=owed))
    expect(desk.block("before").locator("tbody tr")).to_have_count(3)
    assert [line[4] for line in desk.cells("before")] == [
        "se puede llamar hasta 23:30",
        "no llamar; seguro desde 15 feb 20:00",
        "no llamar",
    ]
    assert desk.cells("before")[0][5] == "teléfono · no dejar mensaje"


def test_what_cannot_be_known_is_said(desk: Handing, watch: DeskWatch) -> None:
    unknown = desk.at("shift").locator(".unknown")
    expect(unknown.locator("li")).to_have_text(["BANAVIM: sin dato desde 21:58, confirmar por teléfono"])
    document = turn_sample.evening()
    unheard = replace(document.feeds[-1], state="unknown", heard=None)
    desk.shows(watch, replace(document, feeds=[*document.feeds[:-1], unheard]))
    expect(unknown.locator("li")).to_have_text(["BANAVIM: todavía no ha enviado nada, confirmar por teléfono"])
    old = desk_alerts.alert(1, stale=NOW - 43 * MINUTE)
    desk.shows(watch, replace(document, feeds=document.feeds[:-1], alerts=[old]))
    expect(unknown.locator(".none")).to_have_text("Todas las fuentes hablan.")
    expect(desk.block("alerts")).to_contain_text("sin acuse · último dato 21:58, confirmar por teléfono")


def test_a_line_leads_to_where_it_stands_on_the_desk(desk: Handing) -> None:
    desk.block("cases").locator("tbody tr").first.click()
    expect(desk.page.locator("[data-pane=case] .folio")).to_contain_text("NL-2026-000001")
    desk.page.locator("[data-bind='tab.shift']").click()


def test_it_prints_black_on_white_with_room_for_a_hand_and_nothing_of_the_desk(desk: Handing) -> None:
    desk.page.evaluate("() => { window.print = () => window.dispatchEvent(new Event('beforeprint')); }")
    desk.page.emulate_media(media="print")
    desk.at("shift").locator(".paper").evaluate("e => e.click()")
    paper = desk.page.evaluate(PAPER)
    assert (paper["seen"], paper["colour"], paper["ground"]) == (True, "rgb(0, 0, 0)", "rgb(255, 255, 255)")
    for text in ("DEMOSTRACIÓN", "Hecha 14 de febrero de 2026, 22:41:", "Turno noche 22–06", "Entrega", "Recibe"):
        assert text in paper["text"]
    assert "Anotaciones" in paper["text"]
    assert paper["notes"] == paper["lines"] == 10 + 8 + 6
    assert paper["wide"] <= 1
    assert desk.page.locator(".desk").is_visible() is False
    foot = desk.page.evaluate("() => document.documentElement.style.getPropertyValue('--sheet-foot')")
    assert re.fullmatch(r'"DEMOSTRACIÓN · Vigía · Nuevo León · hecha 14 de febrero de 2026, 22:41"', foot)
    desk.page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert desk.page.evaluate(PAPER) is None
    desk.page.emulate_media(media="null")  # as the browser has it
    assert desk.page.locator(".desk").is_visible()


def test_a_browser_prints_the_sheet_from_whatever_page_is_open(desk: Handing) -> None:
    desk.page.keyboard.press("1")
    printed = desk.page.pdf(prefer_css_page_size=True).decode("latin-1")
    desk.page.keyboard.press("7")
    assert re.findall(r"/MediaBox\s*\[0 0 (\d+)\S* (\d+)", printed)[0] == ("594", "841")  # A4 in points
    assert re.findall(r"/Type /Pages\s*/Count (\d+)", printed) == ["2"]
    assert desk.page.evaluate(PAPER) is None  # and leaves nothing behind


def test_a_desk_that_hears_nothing_says_so_on_its_sheet(desk: Handing, watch: DeskWatch) -> None:
    watch.be_silent()
    desk.until(".desk[data-voice=frozen]")
    desk.page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    paper = desk.page.evaluate(PAPER)
    desk.page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert re.search(r"Sin dato desde 22:41:\d\d: confirmar cada línea por teléfono", paper["text"])
    assert paper["text"].count("confirmar antes") >= 3  # of who might have been called when it was last heard
    expect(desk.at("shift").locator(".why")).to_contain_text("Los datos no están al día")


def test_a_flood_is_counted_and_the_sheet_stays_a_sheet(desk: Handing, watch: DeskWatch) -> None:
    cases = [desk_sample.case(n) for n in range(1, 401)]
    desk.shows(watch, turn_sample.evening(cases=cases))
    expect(desk.block("cases").locator("h2")).to_have_text("Casos severos abiertos · 400")
    assert len(desk.cells("cases")) == 150
    expect(desk.block("cases").locator(".more")).to_have_text("+250 más que esta hoja no dice: vea la mesa.")
