"""What a lead does at the board, in a real browser: by keys and by touch, alone and with several, and refused."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.dashboard import desk_sample
from tests.dashboard.conftest import Dashboard
from tests.dashboard.desk_alerts import alert, taken
from tests.dashboard.desk_board_screen import PANE, Board
from tests.dashboard.desk_watch import DeskWatch, publishing
from tests.dashboard.sample import MINUTE, NOW
from tests.stores import Server as Store
from watch.alert_documents import AlertLine, Verdict

pytestmark = pytest.mark.browser


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


def test_a_key_acknowledges_and_the_row_changes_only_when_the_watch_says_so(desk: Board, watch: DeskWatch) -> None:
    row = desk.chosen("HR9")
    desk.answers.held = []
    desk.page.keyboard.press("a")
    expect(desk.button("acknowledge")).to_have_text(re.compile("enviado…"))
    expect(row).to_have_attribute("data-sent", "yes")
    desk.said("Enviado…")
    desk.page.keyboard.press("a")  # a second press sends nothing
    desk.answers.let_go()
    desk.said("Acusada: Caso severo HR9 sin asignar")
    [act] = desk.answers.acts
    assert re.fullmatch("[0-9a-f]{32}", act.pop("intent"))
    assert act == {"alert": f"{1:032x}", "act": "acknowledge", "seen": 1}
    expect(row.locator(".stands")).to_contain_text("sin acuse")
    watch.change(alerts=[taken(alert(1), minutes=0)])
    expect(row.locator(".stands")).to_have_text("acusada 22:41 · Inés Cantú")
    expect(desk.button("acknowledge")).to_have_attribute("aria-disabled", "true")
    expect(desk.button("acknowledge")).to_have_attribute("title", "Ya está acusada.")


def test_each_act_has_its_key_and_asks_for_what_it_needs(desk: Board) -> None:
    desk.chosen("AMT")
    keys = desk.page.keyboard
    keys.press("x")
    keys.press("1")
    desk.said("Cerrada: Orden de protección de AMT por vencer")
    desk.chosen("HR9")
    keys.press("e")
    desk.said(re.compile("Escalada"))
    keys.press("s")
    expect(desk.page.locator(f"{PANE} .option")).to_have_text(
        [re.compile(name) for name in ("Línea 070", "Equipo itinerante", "Fiscalía", "Inés Cantú", "Óscar Peña")]
    )
    keys.press("5")
    desk.said(re.compile("Asignada"))
    keys.press("p")
    keys.press("2")
    expect(desk.page.locator(f"{PANE} .chooser h4")).to_have_text("¿Por qué?")
    keys.press("1")
    desk.said(re.compile("Pospuesta"))
    keys.press("c")
    keys.press("Enter")  # the first stands ready
    desk.said(re.compile("Confirmada"))
    keys.press("n")
    keys.type("Vecina avisa: 7 personas")
    keys.press("Control+Enter")
    desk.said(re.compile("Nota guardada"))
    own = [{k: v for k, v in act.items() if k not in {"intent", "alert", "seen"}} for act in desk.answers.acts]
    until = own[3].pop("until")
    assert NOW + 29 * MINUTE < until < NOW + 31 * MINUTE
    assert own == [
        {"act": "close", "outcome": "atendida"},
        {"act": "escalate"},
        {"act": "assign", "to": "lead.sur"},
        {"act": "snooze", "reason": "esperando_equipo"},
        {"act": "confirm", "action": "equipo_enviado"},
        {"act": "note", "note": "Vecina avisa: 7 personas"},
    ]


def test_what_may_not_be_done_says_why_and_sends_nothing(desk: Board) -> None:
    desk.chosen("HR9")
    expect(desk.button("close")).to_have_attribute("aria-label", "Cerrar: Sigue cierta: antes confirme qué se hizo.")
    desk.page.keyboard.press("x")
    desk.said("Cerrar: Sigue cierta: antes confirme qué se hizo.")
    desk.page.keyboard.press("s")
    expect(desk.page.locator(f"{PANE} .chooser")).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator(f"{PANE} .chooser")).to_be_hidden()
    assert desk.answers.acts == []


def test_an_alert_that_has_left_takes_no_act(desk: Board, watch: DeskWatch) -> None:
    desk.chosen("HR9")
    watch.change(gone_alerts=(f"{1:032x}",))
    expect(desk.button("acknowledge")).to_have_attribute("aria-disabled", "true")
    desk.page.keyboard.press("a")
    desk.said("Acusar: Elija una alerta.")
    assert desk.answers.acts == []


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        ({"why": "taken", "what": "acknowledged", "by": "lead.sur"}, "Ya la tiene Óscar Peña desde 22:36"),
        (
            {"why": "stale", "what": "assigned", "by": "lead.sur"},
            "Cambió antes de su acto: Óscar Peña la asignó, 22:36. Mírela y decida de nuevo",
        ),
        ({"why": "closed", "what": "closed", "by": ""}, "Ya se cerró por sí sola, 22:36"),
        ({"why": "over", "what": "resolved"}, "Ya se resolvió, 22:36"),
        ({"why": "limit"}, "Es más de lo permitido: a lo sumo hasta 22:36"),
        ({"why": "limit", "what": "escalated"}, "Ya se escaló hasta lo más alto, 22:36"),
        ({"why": "unheard of"}, "No se aceptó"),
    ],
)
def test_a_refused_act_names_who_was_first(desk: Board, verdict: dict[str, object], sentence: str) -> None:
    desk.answers.verdicts[f"{1:032x}"] = {"accepted": False, "at": NOW - 5 * MINUTE, **verdict}
    desk.chosen("HR9")
    desk.button("escalate").click()
    desk.said(f"{sentence} (Caso severo HR9 sin asignar)")
    expect(desk.page.locator(".answer")).to_have_attribute("data-tone", "refused")


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (504, "Quedó escrita; nadie ha contestado todavía."),
        (403, "Su cuenta no puede hacer esto."),
        (401, "Su sesión terminó: vuelva a entrar."),
        (500, "El servidor falló (unanswered): mire la historia antes de repetir."),
    ],
)
def test_no_answer_is_said_as_it_is(desk: Board, status: int, sentence: str) -> None:
    desk.answers.status = status
    desk.chosen("HR9")
    desk.page.keyboard.press("a")
    desk.said(sentence)
    expect(desk.page.locator(".answer")).to_have_attribute("data-tone", "trouble")


def test_an_answer_that_comes_late_is_still_told(desk: Board, watch: DeskWatch) -> None:
    desk.answers.status = 504
    desk.chosen("HR9")
    desk.page.keyboard.press("a")
    desk.said("Quedó escrita; nadie ha contestado todavía.")
    intent = desk.answers.acts[0]["intent"]
    watch.change(
        verdicts=[Verdict(intent=intent, accepted=False, why="taken", what="acknowledged", by="lead.sur", at=NOW)]
    )
    desk.said("Ya la tiene Óscar Peña desde 22:41 (Caso severo HR9 sin asignar)")


def test_several_are_done_at_once_after_their_number_and_masks_were_said(desk: Board, watch: DeskWatch) -> None:
    rows = [alert(1), *[alert(n, "health_clock") for n in range(2, 6)]]
    desk.shows(watch, *rows)
    desk.answers.verdicts[rows[3].id] = {"accepted": False, "why": "taken", "by": "lead.sur", "at": NOW}
    keys = desk.page.keyboard
    desk.chosen("HR9")
    keys.press(" ")
    for _ in range(3):
        keys.press("Shift+ArrowDown")
    bulk = desk.page.locator(".bulk")
    expect(bulk.locator(".chosen")).to_have_text("4 elegidas")
    keys.press("a")
    expect(bulk.locator(".chooser h4")).to_have_text("Acusar: 4 alertas")
    expect(bulk.locator(".masks")).to_have_text(", ".join(row.mask for row in rows[:4]))
    assert desk.answers.acts == []
    keys.press("Enter")
    desk.said("3 hechas · 1 ya la tenía Óscar Peña")
    assert [act["alert"] for act in desk.answers.acts] == [row.id for row in rows[:4]]
    assert len({act["intent"] for act in desk.answers.acts}) == 4
    expect(bulk.locator(".chosen")).to_have_text("1 elegida")  # the one that was refused


def test_what_is_critical_is_never_snoozed_or_closed_in_bulk(desk: Board, watch: DeskWatch) -> None:
    desk.shows(watch, alert(1), alert(2, "health_clock"), alert(3, "aggressor_answered"))
    for text in ("HR9", "YGH", desk_sample.mask(3)):
        desk.line("board", text).locator(".pick").click()
    desk.page.keyboard.press("p")
    desk.page.keyboard.press("1")
    desk.page.keyboard.press("1")
    bulk = desk.page.locator(".bulk")
    expect(bulk.locator(".left")).to_have_text("2 críticas quedan fuera: se tratan una por una.")
    expect(bulk.locator(".chooser h4")).to_have_text("Posponer: 1 alerta")
    bulk.locator(".yes").click()
    desk.said(re.compile("Pospuesta"))
    assert [act["alert"] for act in desk.answers.acts] == [f"{2:032x}"]
    bulk.locator(".drop").click()
    for text in ("HR9", desk_sample.mask(3)):
        desk.line("board", text).locator(".pick").click()
    expect(bulk.locator(".do[data-act=snooze]")).to_have_attribute("title", "Las críticas se tratan una por una.")


def test_more_than_twenty_ask_for_their_number(desk: Board, watch: DeskWatch) -> None:
    desk.shows(watch, *[alert(n, "followup_overdue", group="overdue") for n in range(1, 131)])
    desk.chosen("130 seguimientos vencidos · 130 de riesgo severo")
    desk.page.locator(PANE).get_by_role("button", name="Seleccionar grupo").click()
    keys = desk.page.keyboard
    keys.press("a")
    bulk = desk.page.locator(".bulk")
    expect(bulk.locator(".masks")).to_contain_text("y 118 más")
    expect(bulk).to_contain_text("Son muchas: escriba 130 para seguir")
    keys.type("12")
    keys.press("Enter")
    expect(bulk.locator(".yes")).to_be_disabled()
    assert desk.answers.acts == []
    keys.press("Backspace")
    keys.type("30")
    keys.press("Enter")
    desk.said("130 hechas")
    assert [len(body["acts"]) for path, body in desk.answers.told if path == "/act"] == [100, 30]
    expect(bulk).to_be_hidden()


def test_a_note_is_read_only_by_who_asks_for_it_and_drawn_as_text(desk: Board, watch: DeskWatch) -> None:
    story = (AlertLine(NOW, "noted", "lead.sur", "n1"),)
    desk.answers.notes["n1"] = "<b onclick=alert(1)>vive con</b> su hermana"
    desk.shows(watch, alert(1, notes=("n1",), story=story))
    desk.chosen("HR9")
    note = desk.page.locator(f"{PANE} .told q")
    expect(note).to_have_text("")
    desk.page.locator(f"{PANE} .read").click()
    expect(note).to_have_text("<b onclick=alert(1)>vive con</b> su hermana")
    assert note.locator("*").count() == 0


def test_while_the_watch_is_silent_nothing_can_be_done(desk: Board, watch: DeskWatch) -> None:
    desk.chosen("HR9")
    watch.be_silent()
    desk.until(".desk[data-voice=frozen]")
    expect(desk.button("acknowledge")).to_have_attribute("aria-disabled", "true")
    blocked = "Los datos no están al día: no se puede actuar hasta que vuelvan."
    expect(desk.page.locator(f"{PANE} .blocked")).to_have_text(blocked)
    desk.page.keyboard.press("a")
    desk.said(f"Acusar: {blocked}")
    assert desk.answers.acts == []
