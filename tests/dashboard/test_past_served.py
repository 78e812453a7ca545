"""The past as the desk's server gives it: a real watch, a real store, the process that reads its journal, the gate."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import msgspec
import pytest
from msgspec.structs import replace
from starlette.applications import Starlette

from dashboard.gate.house import SIDES, House
from dashboard.gate.ledger import Ledger
from dashboard.gate.middleware import Gate
from dashboard.past_files import PastFiles
from dashboard.past_link import PastLink
from dashboard.past_routes import PastService
from journal.journal import Beat
from journal.valkey import ValkeyJournal
from picture import alert_events as done
from picture import case_events as said
from picture.events import AnyData, Fact
from tests.dashboard.acts_site import PEOPLE
from tests.dashboard.acts_watch import profile
from tests.stores import Server
from watch.desk_documents import DeskDocument
from watch.documents import WALL, WallDocument
from watch.loop import Watch

pytestmark = pytest.mark.store
SITE, REGISTRY = "nuevo_leon", "nl/registro"


class Room:
    """One site with a watch, a desk's server, and whoever asks it."""

    def __init__(self, url: str, folder: str) -> None:
        self.journal = ValkeyJournal(url, SITE, patience=2.0)
        self._other = ValkeyJournal(url, SITE, patience=2.0)
        self.link = PastLink(folder)
        self.house = House(journal=self.journal, side=SIDES["desk"], kind="demo", ledger=Ledger(PEOPLE))
        past = PastService(self.journal, self.link, PastFiles())
        self.app = Gate(Starlette(routes=past.routes), house=self.house, policy="")
        self.walls: list[WallDocument] = []
        self._watch = Watch(self._other, profile(), "demo", "w1")
        self._cookies: dict[str, str] = {}

    async def run(self) -> None:
        await self.journal.open("demo")
        await self._other.open("demo")
        async with asyncio.TaskGroup() as tasks:
            for work in (self._watch.run(), self._beat(), self._listen(), self.link.run(), self.house.doors.run()):
                tasks.create_task(work)

    async def _beat(self) -> None:
        while True:
            now = await self.journal.now()
            for feed in profile().feeds:
                await self.journal.beat(feed.source, Beat(heard=now))
            await asyncio.sleep(0.5)

    async def _listen(self) -> None:
        async with contextlib.aclosing(self.journal.listen(WALL)) as said_there:
            async for payload in said_there:
                if payload:
                    self.walls.append(msgspec.json.decode(payload, type=WallDocument))

    async def says(self, subject: str, data: AnyData, agency: str = "", source: str = REGISTRY) -> None:
        now = await self.journal.now()
        await self.journal.record([Fact(time=now, source=source, subject=subject, data=data, agency=agency)])

    async def wall(self) -> WallDocument:
        """One that was published after everything said so far was folded, and well after."""
        last, _ = await self.journal.tail()
        seen = len(self.walls)
        async with asyncio.timeout(20):
            while not any(each.position >= last for each in self.walls[seen:]):  # noqa: ASYNC110 -- sets no event
                await asyncio.sleep(0.05)
        return self.walls[-1]

    async def get(self, account: str, path: str, **asked: Any) -> tuple[int, Any]:
        if account not in self._cookies:
            person = next(each for each in PEOPLE if each.id == account).person()
            self._cookies[account] = (await self.house.sessions.begin(person, "password"))[1]
        headers = {"Host": "127.0.0.1", "Cookie": f"vigia-session={self._cookies[account]}"}
        transport = httpx2.ASGITransport(app=self.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=30) as client:
            answer = await client.get(path, params=asked, headers=headers)
            return answer.status_code, answer.json() if "json" in answer.headers["content-type"] else answer.text

    async def ready(self) -> dict[str, int]:
        async with asyncio.timeout(30):
            while True:
                status, body = await self.get("lead.norte", "/past/bounds")
                if status == 200:
                    return dict(body)
                await asyncio.sleep(0.1)

    async def audited(self) -> list[tuple[str, str, str]]:
        records = [msgspec.json.decode(record) for _, _, record in await self.journal.audited()]
        return [(each["by"], each["what"], each["about"]) for each in records]


@pytest.fixture
async def room(valkey: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> AsyncIterator[Room]:
    for name, value in {"VIGIA_SITE": SITE, "VIGIA_KIND": "demo", "VIGIA_STORE": valkey.url}.items():
        monkeypatch.setenv(name, value)
    room = Room(valkey.url, str(tmp_path / "history"))
    running = asyncio.create_task(room.run())
    try:
        yield room
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await room.journal.close()
        await room._other.close()


def desk_of(body: dict[str, Any]) -> DeskDocument:
    parts = [msgspec.convert(part, DeskDocument) for part in body["desk"]]
    return replace(parts[0], cases=[row for part in parts for row in part.cases])


def without_ages(wall: WallDocument) -> WallDocument:
    """What a feed said between two facts is not kept."""
    feeds = [replace(chip, heard=0, offset=0) for chip in wall.feeds]
    return replace(wall, serial=0, feeds=feeds, centres=[replace(each, heard=0, offset=0) for each in wall.centres])


async def two_cases(room: Room) -> None:
    for case, agency in (("NL-1", "070"), ("NL-2", "fiscalia")):
        await room.says(case, said.CaseOpened(municipality="39", forms=("physical",)), agency)
        await room.says(case, said.CaseAssessed(level="severe"), agency)


async def test_the_wall_that_was_published_is_made_again_digit_for_digit(room: Room) -> None:
    await room.ready()
    then: list[WallDocument] = []
    for turn in range(2):
        await room.says(f"NL-{turn}", said.CaseOpened(municipality="39"), "070")
        await room.says(f"NL-{turn}", said.CaseAssessed(level="severe", in_progress=turn == 1), "070")
        await room.wall()
        await asyncio.sleep(5.2)  # ledgers are counted again at most every five seconds
        then.append(await room.wall())
    for wall in then:
        status, body = await room.get("lead.norte", "/past/room", at=wall.now)
        assert status == 200
        found = msgspec.convert(body["wall"], WallDocument)
        assert without_ages(found) == without_ages(wall)
    assert [wall.cases.severe.open.value for wall in then if wall.cases] == [1, 2]


async def test_each_sees_of_the_past_what_each_sees_of_now_and_a_lock_of_today_holds_for_then(room: Room) -> None:
    await two_cases(room)
    at = (await room.wall()).now
    await room.ready()

    async def seen(account: str) -> list[str]:
        status, body = await room.get(account, "/past/room", at=at)
        assert status == 200
        return sorted(row.id for row in desk_of(body).cases)

    assert await seen("lead.sur") == ["NL-1", "NL-2"]
    assert await seen("fiscal") == ["NL-2"]
    assert (await room.get("fiscal", "/past/story", at=at, case="NL-1"))[0] == 404
    await room.says("NL-2", done.CaseLocked(by="supervisora", to=("lead.norte", "supervisora")), source="vigia/desk")
    assert await seen("lead.sur") == ["NL-1"]
    assert await seen("fiscal") == []
    assert await seen("lead.norte") == ["NL-1", "NL-2"]
    assert (await room.get("lead.sur", "/past/story", at=at, case="NL-2")) == (404, {"error": "unknown"})
    status, body = await room.get("lead.sur", "/past/changes", **{"from": at - 60_000, "until": at})
    assert status == 200
    assert {line.get("case", "") for line in body["lines"]} == {"NL-1", ""}
    assert body["counts"]["case.opened"] == 1
    status, body = await room.get("lead.norte", "/past/changes", **{"from": at - 60_000, "until": at})
    assert body["counts"]["case.opened"] == 2


async def test_a_story_is_told_to_who_asks_for_it_and_the_reading_is_audited(room: Room) -> None:
    await two_cases(room)
    at = (await room.wall()).now
    await room.ready()
    _, body = await room.get("lead.norte", "/past/room", at=at)
    assert {row.story for row in desk_of(body).cases} == {()}
    status, body = await room.get("lead.norte", "/past/story", at=at, case="NL-1")
    assert status == 200
    assert [step[1] for step in body["case"]["story"]] == ["opened", "assessed"]
    await room.get("lead.norte", "/past/room", at=at)
    audited = await room.audited()
    assert audited.count(("lead.norte", "past.read", "")) == 1  # of one instant once
    assert ("lead.norte", "case.read", "NL-1") in audited
    assert ("lead.norte", "past.story", "NL-1") in audited


async def test_one_steps_from_event_to_event(room: Room) -> None:
    await two_cases(room)
    await room.wall()
    bounds = await room.ready()
    at, steps = bounds["last"], []
    for _ in range(30):
        status, body = await room.get("fiscal", "/past/step", at=at, by=-1)
        assert status == 200
        if body["at"] is None:
            break
        assert body["at"] < at
        at = body["at"]
        steps += [(line["what"], line.get("case", "")) for line in body["lines"]]
    assert [step for step in steps if step[0].startswith("case.")] == [
        ("case.assessed", "NL-2"),
        ("case.opened", "NL-2"),
    ]
    status, body = await room.get("fiscal", "/past/step", at=at - 1, by=1)
    assert body["at"] == at


@pytest.mark.parametrize("account", ["lectora", "auditora"])
async def test_who_may_not_sit_at_the_desk_sees_nothing_of_its_past(room: Room, account: str) -> None:
    for path in ("bounds", "room", "story", "changes", "step", "wall"):
        assert (await room.get(account, f"/past/{path}", at=1))[0] == 403


@pytest.mark.parametrize("asked", [{}, {"at": "ayer"}, {"at": "-1"}, {"at": "1" * 16}])
async def test_what_is_no_instant_is_refused(room: Room, asked: dict[str, str]) -> None:
    assert await room.get("lead.norte", "/past/room", **asked) == (
        400,
        {"error": "at is not an instant in milliseconds."},
    )


async def test_a_reader_that_died_is_started_again(room: Room) -> None:
    last = (await room.ready())["last"]
    process = room.link._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    await room.ready()
    status, body = await room.get("lead.norte", "/past/room", at=last)
    assert (status, body["at"]) == (200, last)
    assert (await room.get("lead.norte", "/past/room", at=last + 10**9)) == (400, {"error": "future", "done": 1.0})


async def test_the_wall_of_the_past_asks_for_no_live_socket_and_nothing_but_its_own_files(room: Room) -> None:
    status, page = await room.get("lead.norte", "/past/wall", lang="en")
    assert status == 200
    files = PastFiles()
    assert f"files/{files.folder}/past_wall.en.js" in page
    script = files.contents["past_wall.en.js"].decode()
    assert "WebSocket" not in script
    assert "import " not in script
