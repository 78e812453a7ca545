"""The routes of briefings: who may read, what is refused, a decision from asking to its end; no text in the journal."""

import asyncio
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from briefing import decisions
from briefing.documents import ASK, SHELF, STATE, State
from briefing.keeping import Keeping
from briefing.sheet import Span, encode
from dashboard.briefing_routes import BriefingService
from dashboard.gate.person import Person
from journal.memory import MemoryJournal, MemoryStore
from journal.notes import Notes
from tests.briefing import sample
from tests.dashboard.acts_site import KEY

LEAD, READER, SUPERVISOR, AUDITOR = (
    Person(role, role, frozenset({role})) for role in ("lead", "reader", "supervisor", "auditor")
)
SAID = {"X-Vigia": "1"}
CANARY = "Rosa Elena vive en Calle Roble 12"
NAME = "2026-11-20"
DECIDED = "decision:text owner:code due:date state:code"


class Room:
    """One desk server's briefings, asked past its gate as somebody."""

    def __init__(self, folder: Path | None) -> None:
        self.journal = MemoryJournal(MemoryStore(), "nuevo_leon")
        keeping = Keeping(folder) if folder else None
        self.notes = Notes(self.journal, [KEY])
        service = BriefingService(self.journal, sample.PROFILE, "demo", keeping, self.notes)
        self._app = Starlette(routes=service.routes)

    async def ask(self, method: str, path: str, person: Person | None = None, **given: Any) -> httpx2.Response:
        transport = httpx2.ASGITransport(_as(self._app, person))
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.request(method, path, **given)

    async def post(self, path: str, person: Person, **body: Any) -> httpx2.Response:
        return await self.ask("POST", path, person, json=body, headers=SAID)

    async def folded(self) -> None:
        """What the process of briefings keeps."""
        state = State()
        for entry in await self.journal.read(0):
            decisions.fold(state.decisions, entry)
        await self.journal.put(SHELF, STATE, msgspec.msgpack.encode(state))

    async def told(self, person: Person = READER) -> list[dict[str, Any]]:
        await self.folded()
        found: list[dict[str, Any]] = (await self.ask("GET", "/briefing/state", person)).json()["decisions"]
        return found


def _as(app: ASGIApp, person: Person | None) -> ASGIApp:
    async def entered(scope: Scope, receive: Receive, send: Send) -> None:
        state = "open" if person is None else "closed"
        await app({**scope, "vigia.gate": state, "vigia.person": person, "vigia.screen": None}, receive, send)

    return entered


@pytest.fixture
async def room(tmp_path: Path) -> Room:
    room = Room(tmp_path)
    await room.journal.open("demo")
    keeping = Keeping(tmp_path)
    sheet, _ = keeping.keep(sample.sheet())
    keeping.keep_form(sheet, "pdf", b"kept paper")
    first, *rest = sheet.tables
    row, *rows = first.rows
    keeping.keep(replace(sheet, tables=(replace(first, rows=((row[0], 425, *row[2:]), *rows)), *rest)))
    return room


READ = (
    "/briefings",
    "/trends",
    "/trends/data",
    "/staffing",
    "/staffing/data",
    "/briefing/state",
    f"/briefing/{NAME}/0.json",
    f"/briefing/compare/{NAME}/0/{NAME}/1",
)


@pytest.mark.parametrize("path", READ)
async def test_who_may_read_briefings_reads_and_nobody_else(room: Room, path: str) -> None:
    for person, status in ((READER, 200), (LEAD, 200), (None, 200), (AUDITOR, 403)):
        assert (await room.ask("GET", path, person)).status_code == status


async def test_the_list_says_what_is_kept_and_what_the_person_may(room: Room) -> None:
    state = (await room.ask("GET", "/briefing/state", READER)).json()
    assert [(each["name"], each["revision"], each["changed"]) for each in state["briefings"]] == [
        (NAME, 1, 1),
        (NAME, 0, 0),
    ]
    assert state["may"] == ["briefing"]
    assert "decide" in (await room.ask("GET", "/briefing/state", SUPERVISOR)).json()["may"]
    assert (await Room(None).ask("GET", "/briefing/state", READER)).json()["keeps"] is False


async def test_a_form_that_was_kept_is_given_as_it_was(room: Room) -> None:
    answer = await room.ask("GET", f"/briefing/{NAME}/0.pdf?lang=es", READER)
    assert (answer.content, answer.headers["content-type"]) == (b"kept paper", "application/pdf")
    records = [msgspec.json.decode(record) for _, _, record in await room.journal.audited()]
    assert [(each["what"], each["about"]) for each in records] == [("briefing.read", f"{NAME}/0.pdf")]


async def test_small_counts_leave_in_no_form(room: Room) -> None:
    kept = encode(sample.sheet())
    given = await room.ask("GET", f"/briefing/{NAME}/0.json", READER)
    assert given.content != kept and b'"*"' in given.content


@pytest.mark.parametrize("form", ["html", "xlsx", "csv"])
async def test_every_form_is_made_of_the_kept_sheet_and_runs_nothing(room: Room, form: str) -> None:
    first, again = [await room.ask("GET", f"/briefing/{NAME}/1.{form}?lang=en", READER) for _ in range(2)]
    assert first.status_code == 200 and first.content == again.content
    assert "script-src" not in first.headers["content-security-policy"]
    assert first.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["x/0.json", f"{NAME}/9.json", f"{NAME}/0.exe", f"{NAME}/x.json", "..%2fx/0.json"])
async def test_what_is_not_kept_is_not_there(room: Room, path: str) -> None:
    assert (await room.ask("GET", f"/briefing/{path}", READER)).status_code == 404


async def test_two_are_compared_in_words(room: Room) -> None:
    for language, said in (("es", ["Lo principal", "llamadas"]), ("en", None)):
        [row] = (await room.ask("GET", f"/briefing/compare/{NAME}/0/{NAME}/1?lang={language}", READER)).json()["rows"]
        assert row[3:] == ["412", "425"]
        assert said is None or row[:2] == said


async def test_asked_for_by_a_lead_its_period_reaches_the_process(room: Room) -> None:
    heard: list[bytes] = []

    async def publish(channel: str, payload: bytes) -> None:
        heard.append(payload)
        assert channel == ASK

    room.journal.publish = publish  # type: ignore[method-assign] # who listens is another process
    assert (await room.post("/briefing/make", LEAD, name="2020-W10")).json() == {"ok": True}
    assert msgspec.json.decode(heard[0], type=Span).name == "2020-W10"
    for name in ("2020-13", "yesterday", "9000-01-01"):
        assert (await room.post("/briefing/make", LEAD, name=name)).status_code == 400
    assert (await room.post("/briefing/make", READER, name="2020-W10")).status_code == 403
    assert len(heard) == 1


async def test_a_decision_from_asking_to_its_end(room: Room) -> None:
    asked = await room.post("/decision", SUPERVISOR, text=CANARY, owner="policia", due="2026-11-25")
    name = asked.json()["decision"]
    [told] = await room.told()
    assert (told["id"], told["text"], told["became"], told["owner"]) == (name, CANARY, "asked", "policia")
    await room.post("/decision/settle", SUPERVISOR, decision=name, became="postponed", due="2026-12-01")
    assert [(each["became"], each["due"]) for each in await room.told()] == [("postponed", "2026-12-01")]
    await room.post("/decision/settle", SUPERVISOR, decision=name, became="done", due="")
    assert [each["became"] for each in await room.told()] == ["done"]
    journaled = msgspec.json.encode(await room.journal.read(0))
    audited = b"".join(record for _, _, record in await room.journal.audited())
    assert b"Rosa" not in journaled + audited
    await room.notes.delete(told["note"])
    assert [each["text"] for each in await room.told()] == [None]


async def test_what_is_asked_stands_on_paper_made_for_the_desk_and_nowhere_else(
    room: Room, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = await room.post("/decision", SUPERVISOR, text=CANARY, owner="policia", due="2026-11-25")
    await room.folded()
    rows = ((asked.json()["decision"], "policia", sample.AS_OF, "asked"),)
    tables = (*sample.ordinary()[:-3], sample.table("decisions", DECIDED, *rows, words="agencies"))
    Keeping(tmp_path).keep(sample.sheet(tables, span=replace(sample.sheet().span, name="2026-11-21")))
    for path, there in (("html", True), ("html?audience=published", False), ("csv", True), ("json", False)):
        given = await room.ask("GET", f"/briefing/2026-11-21/0.{path}", READER)
        assert given.status_code == 200 and (CANARY in given.text) == there, path
    pages = [await room.ask("GET", f"/briefing/2026-11-21/0.pdf?audience={each}", READER) for each in ("", "published")]
    with_text, without = (given.headers["content-disposition"] for given in pages)
    assert (with_text, without) == tuple(f'inline; filename="2026-11-21.0{each}.pdf"' for each in ("", ".published"))
    kept = await asyncio.to_thread(_all_of, tmp_path)
    audited = b"".join(record for _, _, record in await room.journal.audited())
    assert b"Rosa" not in kept + audited + "".join(capfd.readouterr()).encode()


def _all_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_published_it_hides_more_and_says_the_same_mark(room: Room) -> None:
    marks = {each["mark"] for each in (await room.ask("GET", "/briefing/state", READER)).json()["briefings"]}
    inside, outside = [
        (await room.ask("GET", f"/briefing/{NAME}/0.json?audience={each}", READER)).json()
        for each in ("internal", "published")
    ]
    assert (inside["least"], outside["least"]) == (5, 11)
    assert inside["fingerprint"] == outside["fingerprint"] and inside["fingerprint"] in marks
    assert str(outside).count("'*'") > str(inside).count("'*'")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/decision", {"text": CANARY, "owner": "nobody", "due": "2026-11-25"}, 400),
        ("/decision", {"text": CANARY, "owner": "policia", "due": "2026-13-25"}, 400),
        ("/decision", {"text": "", "owner": "policia", "due": "2026-11-25"}, 400),
        ("/decision", {"text": CANARY, "owner": "policia"}, 400),
        ("/decision/settle", {"decision": "d-9", "became": "done"}, 404),
        ("/decision/settle", {"decision": "d-9", "became": "postponed"}, 400),
        ("/decision/settle", {"decision": "d-9", "became": "done", "due": "2026-11-25"}, 400),
        ("/decision/settle", {"decision": "d-9", "became": "forgotten"}, 400),
    ],
)
async def test_what_is_not_understood_is_refused_and_nothing_is_journaled(
    room: Room, path: str, body: dict[str, str], status: int
) -> None:
    answer = await room.post(path, SUPERVISOR, **body)
    assert answer.status_code == status and "Rosa" not in answer.text
    assert await room.journal.read(0) == []


@pytest.mark.parametrize("person", [LEAD, READER, AUDITOR])
async def test_only_a_supervisor_asks_and_settles(room: Room, person: Person) -> None:
    assert (await room.post("/decision", person, text="x", owner="policia", due="2026-11-25")).status_code == 403
    assert (await room.post("/decision/settle", person, decision="d-1", became="done")).status_code == 403
    assert await room.journal.read(0) == []
