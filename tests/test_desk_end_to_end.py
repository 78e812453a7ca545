"""From a registry's socket to what people do about it: two leads, a supervisor and the wall, through every process."""

import csv
import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, expect
from redis import Redis

from tests.desk_story import AHEAD, Person, Registry, Tab, Wall, gated_site, now
from tests.stack import Stack
from tests.test_canaries import contents
from tests.wall import chromium

pytestmark = [pytest.mark.store, pytest.mark.browser]

NAMES = {"lead.norte": "María Núñez", "lead.sur": "Itzel Peña"}
NOTE = "Rosa Elena Canaria vive en Calle Roble 12"
TRACES = (b"Rosa Elena", b"Canaria", b"Calle Roble")
A_MOMENT = 400  # milliseconds, in which both browsers are told what to do at once
BLANKED = 1.0  # seconds that it may take
MARKUP = "wall => wall.outerHTML + document.documentElement.outerHTML"
LISTENS = """() => new Promise((done) => {
  const heard = [], socket = new WebSocket("/live");
  socket.onmessage = (frame) => heard.push(frame.data);
  socket.onclose = () => done(heard); })"""


class Room(NamedTuple):
    stack: Stack
    registry: Registry
    passwords: dict[str, str]
    browser: Browser
    folder: Path
    norte: Person
    sur: Person
    supervisor: Person
    wall: Wall

    def comes_in(self, account: str) -> Person:
        return Person(self.browser, self.stack, account, self.passwords[account])

    @property
    def tabs(self) -> list[Tab]:
        return [self.norte, self.sur, self.supervisor, self.wall]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("story")
    with chromium() as browser, gated_site(folder) as (stack, registry, passwords):
        accounts = (*NAMES, "supervisora")
        norte, sur, supervisor = (Person(browser, stack, account, passwords[account]) for account in accounts)
        for person in (norte, sur, supervisor):
            person.sits_down()
        wall = Wall(browser, stack)
        wall.enrol(code(supervisor, "sala"))
        room = Room(stack, registry, passwords, browser, folder, norte, sur, supervisor, wall)
        yield room
        assert [error for tab in room.tabs for error in tab.errors] == []


def code(supervisor: Person, name: str) -> str:
    status, answer = supervisor.post("/screens/code", {"name": name})
    assert status == 200
    return str(answer["code"])


def act(alert: dict[str, object], what: str, intent: str, **more: object) -> dict[str, object]:
    return {"acts": [{"intent": intent, "alert": alert["id"], "act": what, "seen": alert["version"], **more}]}


def test_a_lead_takes_a_critical_alert_from_raise_to_close(room: Room) -> None:
    lead, wall = room.norte, room.wall
    case = room.registry.a_severe_case()
    alert = lead.alert_of(case)
    assert (alert["priority"], alert["state"], alert.get("late", False)) == ("critical", "raised", False)
    print(f"raised {alert['raised'] - alert['due']} ms after it was due")
    assert alert["raised"] - alert["due"] < 3_000
    for tab in (lead, room.sur):
        expect(tab.line(alert)).to_be_visible()
    expect(wall.alert(alert["mask"])).to_contain_text("sin acuse")

    lead.chooses(alert)
    lead.presses("s", "Equipo itinerante")
    lead.is_told("Asignada")
    lead.presses("e")
    lead.is_told("Escalada")
    lead.presses("n")
    lead.pane.locator("textarea").fill(NOTE)
    lead.pane.locator(".yes").click()
    lead.is_told("Nota guardada")
    lead.presses("p", "30 min", "")
    lead.is_told("Es más de lo permitido: a lo sumo hasta")
    lead.presses("c", "")
    lead.is_told("Confirmada")
    row = lead.until_alert(alert["id"], lambda row: row["state"] == "confirmed")
    assert row["assigned"][1:] == ["equipo_itinerante", "lead.norte"]
    assert (row["level"], row.get("snoozed"), row["taken"][1]) == (1, None, "lead.norte")
    expect(lead.pane).not_to_contain_text(NOTE)
    lead.pane.get_by_role("button", name="leer").click()
    expect(lead.pane).to_contain_text(NOTE)

    room.registry.tells(now(), "case.assigned", case, to="equipo_itinerante")
    lead.until_alert(alert["id"], lambda row: row.get("resolved"))
    expect(wall.alert(alert["mask"])).to_have_count(0)
    lead.presses("x", "")
    lead.is_told("Cerrada")
    row = room.sur.until_alert(alert["id"], lambda row: row["state"] == "closed")
    assert row["closed"][1] == "lead.norte"
    done = [line[1] for line in row["story"]]
    assert [what for what in done if what != "told"] == [
        "due", "raised", "assigned", "escalated", "noted", "confirmed", "resolved", "closed",
    ]  # fmt: skip


def test_two_leads_press_the_same_key_at_once_and_one_has_it(room: Room) -> None:
    leads = [room.norte, room.sur]
    alert = room.norte.alert_of(room.registry.a_severe_case())
    for lead in leads:
        expect(lead.line(alert)).to_be_visible()
        lead.chooses(alert)
    at = now() + A_MOMENT
    for lead in leads:
        lead.presses_at(at, "a")
    [winner, loser] = leads if room.norte.until_alert(alert["id"], taker)["taken"][1] == "lead.norte" else leads[::-1]
    winner.is_told("Acusada")
    loser.is_told(f"Ya la tiene {NAMES[winner.account]} desde")


def taker(row: dict[str, object]) -> object:
    return row.get("taken")


def test_two_leads_ask_the_server_at_once_and_one_has_it(room: Room) -> None:
    leads = [room.norte, room.sur]
    alert = room.norte.alert_of(room.registry.a_severe_case())
    room.sur.alert_of(alert["case"])
    at = now() + A_MOMENT
    for lead in leads:
        lead.posts_at(at, "/act", act(alert, "acknowledge", f"carrera-{lead.account}"))
    answers = {lead.account: lead.promised() for lead in leads}
    assert {status for status, _ in answers.values()} == {200}
    verdicts = {account: answer["answers"][0] for account, (_, answer) in answers.items()}
    assert sorted(verdict["accepted"] for verdict in verdicts.values()) == [False, True]
    [winner] = [account for account, verdict in verdicts.items() if verdict["accepted"]]
    [refused] = [verdict for verdict in verdicts.values() if not verdict["accepted"]]
    assert (refused["why"], refused["by"]) == ("taken", winner)
    assert room.norte.until_alert(alert["id"], taker)["taken"][1] == winner


def test_what_one_lead_had_calls_again_when_the_next_accepts_the_room_by_name(room: Room) -> None:
    gives, takes = room.norte, room.sur
    alert = gives.alert_of(room.registry.a_severe_case())
    assert gives.post("/act", act(alert, "acknowledge", "antes"))[1]["answers"][0]["accepted"]
    takes.until_alert(alert["id"], taker)
    page = gives.turns_to("shift")
    page.locator("[data-bind=to]").select_option("lead.sur")
    page.locator("[data-bind='offer.do']").click()
    page = takes.turns_to("shift")
    expect(page.locator("[data-bind=offered]")).to_contain_text(NAMES["lead.norte"])
    page.locator("[data-bind=take]").click()
    expect(page.locator("[data-bind='sure.said']")).to_contain_text(NAMES["lead.sur"])
    page.locator("[data-bind='sure.do']").click()
    for lead in (gives, takes):
        expect(lead.turns_to("shift").locator("[data-bind=lead]")).to_have_text(NAMES["lead.sur"])
        row = lead.until_alert(alert["id"], lambda row: not row.get("taken"))
        assert row["state"] == "raised"
        assert "refired" in [line[1] for line in row["story"]]
    takes.turns_to("board")
    expect(takes.line(alert)).to_be_visible()
    expect(room.wall.alert(alert["mask"])).to_contain_text("sin acuse")


def blanks(room: Room) -> float:
    """Seconds from the click until nothing is on the wall."""
    since = time.monotonic()
    room.norte.page.locator("[data-bind=blank]").click()
    seconds = room.wall.seconds_until(".blank", since)
    assert room.wall.page.locator(".centre, .alert, .wall .strip").count() == 0
    return seconds


def shows(room: Room) -> float:
    room.norte.page.locator("[data-bind=blank]").click()
    since = time.monotonic()
    room.norte.page.locator("[data-bind=show]").click()
    return room.wall.seconds_until(".centre", since)


def test_a_wall_is_hidden_within_a_second_with_or_without_a_watch(room: Room) -> None:
    room.norte.turns_to("board")
    took = [blanks(room), shows(room)]
    assert room.stack.programs["watch"].kill()
    try:
        took += [blanks(room), shows(room)]
    finally:
        room.stack.start()
    print("hidden, shown, without a watch hidden, shown:", [f"{seconds:.3f} s" for seconds in took])
    assert max(took[0], took[2]) < BLANKED + 1  # a browser of a busy machine
    room.stack.until_healthy()


def test_what_falls_due_while_no_watch_lives_is_told_by_the_next_once(room: Room) -> None:
    assert room.stack.programs["watch"].kill()
    try:
        case = room.registry.a_severe_case()
        overdue = now() + AHEAD + 500
        room.norte.until("the deadline is past", lambda: now() > overdue)
        assert case not in {row.get("case") for row in room.norte.alerts.values()}
    finally:
        room.stack.start()
    alert = room.norte.alert_of(case)
    assert overdue - 1_000 < alert["due"] < overdue < alert["raised"]
    room.stack.until_healthy()
    raised = [row["rule"] for row in room.norte.alerts.values() if row.get("case") == case]
    assert raised == ["severe_unassigned"]


def test_a_wall_that_is_revoked_is_out_at_once(room: Room) -> None:
    other = Wall(room.browser, room.stack)
    other.enrol(code(room.supervisor, "pasillo"))
    assert room.norte.get("/screens")[0] == 403
    listed = room.supervisor.page.evaluate("fetch('/screens').then((answer) => answer.json())")["screens"]
    [screen] = [each["id"] for each in listed if each["name"] == "pasillo"]
    since = time.monotonic()
    assert room.supervisor.post("/screens/revoke", {"id": screen})[0] == 200
    other.page.wait_for_url("**/enrol*", timeout=10_000)
    print(f"revoked: {time.monotonic() - since:.3f} s")
    expect(other.page.locator(".centre")).to_have_count(0)
    expect(room.wall.page.locator(".centre").first).to_be_visible()
    other.page.reload()
    other.page.wait_for_url("**/enrol*")
    other.context.close()


def test_who_reads_reports_gets_no_rows(room: Room) -> None:
    reader = room.comes_in("lectora")
    expect(reader.page.get_by_text("Aquí no hay nada para su cuenta")).to_be_visible()
    assert reader.page.evaluate(LISTENS) == []
    assert reader.heard == []
    assert reader.get("/audit.csv")[0] == 403
    assert reader.post("/read", {"case": "historia-1"})[0] == 403
    reader.context.close()


def test_the_audit_names_who_did_and_who_read_what_and_no_note(room: Room) -> None:
    lead = room.norte
    alert = lead.alert_of(room.registry.a_severe_case())
    assert lead.post("/act", act(alert, "note", "apunte", note=NOTE))[1]["answers"][0]["accepted"]
    note = lead.until_alert(alert["id"], lambda row: row.get("notes"))["notes"][0]
    assert NOTE in lead.get(f"/note/{note}")[1]
    page = lead.turns_to("cases")
    with lead.page.expect_response("**/read") as read:
        page.locator(".line:visible", has_text=alert["mask"]).first.click()
    assert read.value.ok
    auditor = room.comes_in("auditora")
    with auditor.page.expect_download() as download:
        auditor.page.get_by_role("link", name="Descargar la auditoría").click()
    said = download.value.path().read_text("utf-8")
    done = [(row["by"], row["what"], row["about"]) for row in csv.DictReader(io.StringIO(said))]
    for what, about in (("alert.note", alert["id"]), ("note.read", note), ("case.read", alert["case"])):
        assert ("lead.norte", what, about) in done
    assert not any(trace in said.encode() for trace in TRACES)
    assert lead.get("/audit.csv")[0] == 403
    auditor.context.close()


def test_a_note_is_nowhere_but_with_who_may_read_it(room: Room) -> None:
    lead = room.norte
    alert = lead.alert_of(room.registry.a_severe_case())
    assert lead.post("/act", act(alert, "note", "secreto", note=NOTE))[1]["answers"][0]["accepted"]
    note = lead.until_alert(alert["id"], lambda row: row.get("notes"))["notes"][0]
    with Redis.from_url(room.stack.store_url) as store:
        held = b" ".join(key + b" " + contents(store, key) for key in store.scan_iter())
    files = b" ".join(path.read_bytes() for path in room.folder.rglob("*") if path.is_file())
    sent = b" ".join(b" ".join([*tab.heard, *(url.encode() for url in tab.requests)]) for tab in room.tabs)
    assert all(note.encode() in where for where in (held, files, sent))
    for where in (held, files, sent, room.wall.page.locator(".wall").evaluate(MARKUP).encode()):
        assert not any(trace in where for trace in TRACES)
