"""One site whose past is asked for: a real watch, a real store, the process that reads its journal, the gate."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import httpx2
import msgspec
import pytest
from starlette.applications import Starlette

from dashboard.gate.house import SIDES, House
from dashboard.gate.ledger import Ledger
from dashboard.gate.middleware import Gate
from dashboard.past_files import PastFiles
from dashboard.past_link import PastLink
from dashboard.past_routes import PastService
from journal.journal import Beat
from journal.valkey import ValkeyJournal
from picture import case_events as said
from picture.events import AnyData, Fact
from tests.dashboard.acts_site import PEOPLE
from tests.dashboard.acts_watch import profile
from watch.documents import WALL, WallDocument
from watch.loop import Watch

SITE, REGISTRY = "nuevo_leon", "nl/registro"


class Room:
    """One site with a watch, a desk's server, and whoever asks it."""

    def __init__(self, url: str, folder: str) -> None:
        self.journal = ValkeyJournal(url, SITE, patience=2.0)
        self._other = ValkeyJournal(url, SITE, patience=2.0)
        self.link = PastLink(folder)
        self.house = House(journal=self.journal, side=SIDES["desk"], kind="demo", ledger=Ledger(PEOPLE))
        self.routes = PastService(self.journal, self.link, PastFiles()).routes
        self.app = Gate(Starlette(routes=self.routes), house=self.house, policy="")
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
        await asyncio.sleep(0.002)  # each of an instant of its own

    async def wall(self) -> WallDocument:
        """One that was published after everything said so far was folded, and well after."""
        last, _ = await self.journal.tail()
        seen = len(self.walls)
        async with asyncio.timeout(20):
            while not any(each.position >= last for each in self.walls[seen:]):  # noqa: ASYNC110 -- sets no event
                await asyncio.sleep(0.05)
        return self.walls[-1]

    async def get(self, account: str, path: str, *, folio: str = "", **asked: Any) -> tuple[int, Any]:
        if account not in self._cookies:
            person = next(each for each in PEOPLE if each.id == account).person()
            self._cookies[account] = (await self.house.sessions.begin(person, "password"))[1]
        headers = {"Host": "127.0.0.1", "Cookie": f"vigia-session={self._cookies[account]}"}
        headers |= {"Vigia-Folio": quote(folio)} if folio else {}
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


@contextlib.asynccontextmanager
async def lived_in(url: str, folder: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Room]:
    for name, value in {"VIGIA_SITE": SITE, "VIGIA_KIND": "demo", "VIGIA_STORE": url}.items():
        monkeypatch.setenv(name, value)
    room = Room(url, folder)
    running = asyncio.create_task(room.run())
    try:
        yield room
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await room.journal.close()
        await room._other.close()


async def two_cases(room: Room) -> None:
    for case, agency in (("NL-1", "070"), ("NL-2", "fiscalia")):
        await room.says(case, said.CaseOpened(municipality="39", forms=("physical",)), agency)
        await room.says(case, said.CaseAssessed(level="severe"), agency)
