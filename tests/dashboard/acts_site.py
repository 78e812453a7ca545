"""A desk's server with everything that people do there, on a real store."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import msgspec
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.types import Message

from dashboard.acts import ActCounts, Desk
from dashboard.acts_start import acts_routes
from dashboard.desk_live import DeskHub
from dashboard.gate.house import SIDES, House
from dashboard.gate.ledger import Account, Ledger
from dashboard.gate.middleware import Gate
from dashboard.gate.person import Person
from journal.notes import Notes
from journal.valkey import ValkeyJournal
from tests.dashboard.acts_watch import Watch
from tests.dashboard.gate.cast import HASH
from watch.desk_documents import DeskDocument

_sites = itertools.count(1)
KEY = b"Zm9yIHRlc3RzIG9ubHksIG5vdCBhIHNlY3JldCAhISE="
PEOPLE = [
    Account("lead.norte", "María Núñez", ["lead"], HASH),
    Account("lead.sur", "Itzel Peña", ["lead"], HASH),
    Account("fiscal", "Eva Sosa", ["lead"], HASH, agencies=["fiscalia"]),
    Account("supervisora", "Ana Íñiguez", ["supervisor"], HASH),
    Account("lectora", "Zoë Ávila", ["reader"], HASH),
    Account("auditora", "Inés Muñoz", ["auditor"], HASH),
]


class Socket:
    """A browser's end of a WebSocket, straight on an ASGI application."""

    def __init__(self, app: Any, cookie: str = "") -> None:
        self.sent: list[Message] = []
        self._from: asyncio.Queue[Message] = asyncio.Queue()
        self._from.put_nowait({"type": "websocket.connect"})
        headers = [(b"host", b"127.0.0.1"), (b"origin", b"http://127.0.0.1"), (b"cookie", cookie.encode())]
        scope = {"type": "websocket", "path": "/live", "scheme": "ws", "headers": headers, "query_string": b""}
        self.task = asyncio.create_task(app({**scope, "client": ("127.0.0.1", 1)}, self._from.get, self._send))

    async def _send(self, message: Message) -> None:
        self.sent.append(message)

    @property
    def frames(self) -> list[bytes]:
        return [m["bytes"] for m in self.sent if m["type"] == "websocket.send"]

    @property
    def documents(self) -> list[DeskDocument]:
        return [msgspec.json.decode(f, type=DeskDocument) for f in self.frames if not f.startswith(b'{"status"')]

    @property
    def closed(self) -> int | None:
        return next((int(m.get("code", 1000)) for m in self.sent if m["type"] == "websocket.close"), None)

    async def leave(self) -> None:
        self._from.put_nowait({"type": "websocket.disconnect"})
        await self.task


class Site:
    """`ask(account, …)` asks the desk's server as that account, through the gate."""

    def __init__(self, url: str, name: str = "") -> None:
        self.url = url
        self.name = name or f"acts_{next(_sites)}"
        self.journal = ValkeyJournal(url, self.name, patience=1.0)
        self.hub = DeskHub(journal=self.journal, kind="demo")
        self.house = House(journal=self.journal, side=SIDES["desk"], kind="demo", ledger=Ledger(PEOPLE))
        self.notes = Notes(self.journal, [KEY])
        self.counts = ActCounts()
        self.watch = Watch(ValkeyJournal(url, self.name))
        self.app = self._app(self.notes)
        self._cookies: dict[str, str] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def _app(self, notes: Notes | None, gated: bool = True) -> Any:
        routes = [*acts_routes(Desk(self.hub, self.journal, self.house), notes, self.counts)]
        inner = Starlette(routes=[*routes, WebSocketRoute("/live", self.hub)])
        return Gate(inner, house=self.house, policy="") if gated else inner

    def without_notes(self) -> Any:
        return self._app(None)

    def behind_the_gate(self, account: str) -> Any:
        """As if the gate's table had let this account through."""
        inner = self._app(self.notes, gated=False)

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await inner({**scope, "vigia.person": self.person(account), "vigia.gate": "closed"}, receive, send)

        return app

    async def start(self, *, watched: bool = True) -> None:
        await self.journal.open("demo")
        await self.watch.journal.open("demo")
        for work in (self.hub.run(), self.house.doors.run(), *([self.watch.run()] if watched else [])):
            self._tasks.append(asyncio.create_task(work))
        await until(lambda: self.hub.rows.latest is not None)

    async def stop_watch(self) -> None:
        await self._end(self._tasks.pop())

    async def stop(self) -> None:
        for task in reversed(self._tasks):
            await self._end(task)
        await self.journal.close()
        await self.watch.journal.close()

    async def _end(self, task: "asyncio.Task[None]") -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def cookie(self, account: str) -> str:
        if account not in self._cookies:
            person = next(each for each in PEOPLE if each.id == account).person()
            self._cookies[account] = (await self.house.sessions.begin(person, "password"))[1]
        return f"vigia-session={self._cookies[account]}"

    async def ask(
        self,
        account: str,
        method: str,
        path: str,
        body: Any = None,
        *,
        app: Any = None,
        raw: bytes | None = None,
        ours: bool = True,
    ) -> httpx2.Response:
        headers = {"Host": "127.0.0.1", "Cookie": await self.cookie(account)} | ({"X-Vigia": "1"} if ours else {})
        transport = httpx2.ASGITransport(app=app or self.app, raise_app_exceptions=True)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            content = raw if raw is not None else msgspec.json.encode(body) if body is not None else None
            return await client.request(method, path, headers=headers, content=content)

    async def post(self, account: str, path: str, body: Any) -> tuple[int, Any]:
        answer = await self.ask(account, "POST", path, body)
        return answer.status_code, answer.json()

    async def get(self, account: str, path: str) -> tuple[int, Any]:
        answer = await self.ask(account, "GET", path)
        return answer.status_code, answer.json()

    async def act(self, account: str, *acts: dict[str, Any]) -> tuple[int, Any]:
        return await self.post(account, "/act", {"acts": list(acts)})

    async def looks(self, account: str) -> Socket:
        return Socket(self.app, await self.cookie(account))

    async def audited(self) -> list[dict[str, Any]]:
        return [msgspec.json.decode(record) for _, _, record in await self.journal.audited()]

    async def shows(self, *alerts: str) -> None:
        await until(lambda: all(alert in self.hub.rows.alerts for alert in alerts))

    def person(self, account: str) -> Person:
        return next(each for each in PEOPLE if each.id == account).person()


@contextlib.asynccontextmanager
async def site_on(url: str, name: str = "") -> AsyncIterator[Site]:
    """`name`: of a site that has a desk server and a watch already; this is a further server."""
    site = Site(url, name)
    await site.start(watched=not name)
    try:
        yield site
    finally:
        await site.stop()


async def until(done: Any, seconds: float = 5) -> None:
    async with asyncio.timeout(seconds):
        while not done():  # noqa: ASYNC110 -- what is waited for sets no event
            await asyncio.sleep(0.005)


_intents = itertools.count(1)


def act(alert: str, what: str, seen: int = 1, **more: Any) -> dict[str, Any]:
    return {"intent": f"i{next(_intents)}", "alert": alert, "act": what, "seen": seen, **more}
