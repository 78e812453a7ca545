"""A centre on a real WebSocket that does what a test tells it to, and what it was told by its client."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus
from typing import Any

import msgspec
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from feeds.frames import SUBPROTOCOL
from journal.memory import _system_clock
from tests.feeds.cast import event, heartbeat, hello, lacking

TOKEN = "s3cret"


class PretendCentre:
    """Frames 1 to `last` of `epoch`, made by `frame`; `lost`: what it lacks. `down`: refuses connections."""

    def __init__(
        self, last: int = 0, *, frame: Callable[[int], bytes] | None = None, tls: ssl.SSLContext | None = None
    ):
        self.epoch = "e1"
        self.last = last
        self.lost: set[int] = set()
        self.down = False
        self.status = HTTPStatus.SERVICE_UNAVAILABLE
        self.subprotocols: list[Subprotocol] | None = [Subprotocol(SUBPROTOCOL)]
        self.visits: list[float] = []
        self.said: list[dict[str, Any]] = []
        self.links: list[ServerConnection] = []
        self.port = 0
        self._frame = frame or _now_event
        self._tls = tls

    @property
    def url(self) -> str:
        return f"{'wss' if self._tls else 'ws'}://127.0.0.1:{self.port}/feed"

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator["PretendCentre"]:
        server: Server = await serve(
            self._serve,
            "127.0.0.1",
            self.port,
            process_request=self._admit,
            subprotocols=self.subprotocols,
            ssl=self._tls,
            compression=None,
            max_size=None,
        )
        self.port = next(iter(server.sockets)).getsockname()[1]
        beats = asyncio.create_task(self._beats())
        try:
            yield self
        finally:
            beats.cancel()
            await asyncio.gather(beats, return_exceptions=True)
            server.close()
            await server.wait_closed()

    async def say(self, *frames: bytes) -> None:
        for link in list(self.links):
            with contextlib.suppress(ConnectionClosed):
                for frame in frames:
                    await link.send(frame, text=True)

    async def happen(self, count: int = 1) -> None:
        first, self.last = self.last + 1, self.last + count
        await self.say(*(self._frame(n) for n in range(first, self.last + 1)))

    def cut(self) -> None:
        for link in self.links:
            link.transport.abort()

    @property
    def acks(self) -> list[int]:
        return [int(frame["ack"]) for frame in self.said if "ack" in frame]

    def _admit(self, link: ServerConnection, request: Request) -> Response | None:
        self.visits.append(asyncio.get_running_loop().time())
        if self.down:
            return link.respond(self.status, "\n")
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return link.respond(HTTPStatus.UNAUTHORIZED, "\n")
        return None

    async def _serve(self, link: ServerConnection) -> None:
        self.links.append(link)
        try:
            await link.send(hello(1, self.last, self.epoch, now=_system_clock()), text=True)
            async for message in link:
                said = msgspec.json.decode(message)
                self.said.append(said)
                await self._answer(link, said)
        except ConnectionClosed:
            pass
        finally:
            self.links.remove(link)

    async def _answer(self, link: ServerConnection, said: dict[str, Any]) -> None:
        first, last = 1, 0
        if "subscribe" in said:
            first, last = int(said["subscribe"]["after"]) + 1, self.last
        elif "fetch" in said:
            first, last = int(said["fetch"]["from"]), int(said["fetch"]["to"])
        for number in range(first, last + 1):
            await link.send(lacking(number, number) if number in self.lost else self._frame(number), text=True)

    async def _beats(self) -> None:
        while True:
            await asyncio.sleep(0.2)
            await self.say(heartbeat(self.last, now=_system_clock()))


def _now_event(number: int) -> bytes:
    return event(number)


async def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    """Waits for what must come."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - what is waited for is no event
            await asyncio.sleep(0.01)
