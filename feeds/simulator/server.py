"""The centre's side of the feed protocol on a real WebSocket; loopback only. It decides nothing about calls."""

import asyncio
import hmac
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from http import HTTPStatus
from random import Random

import structlog
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from feeds.frames import SUBPROTOCOL, Control, read_control
from feeds.simulator.disorder import Disorder
from feeds.simulator.link import BUFFER, Link
from feeds.simulator.open_calls import OpenCalls
from feeds.simulator.spool import Spool
from feeds.simulator.wire import Event
from picture.codec import MAX_FRAME
from picture.errors import BadFrame

HOST = "127.0.0.1"
PATH = "/feed"
log = structlog.get_logger()


class FeedServer:
    """Serves one centre to any number of clients.

    `push` numbers, keeps and sends events in one step without awaiting; whoever writes to `spool` and
    `calls` directly calls `flush` afterwards. `clock`: the centre's, milliseconds. `beat`: seconds.
    """

    def __init__(
        self,
        spool: Spool,
        *,
        token: str,
        clock: Callable[[], int],
        port: int = 0,
        beat: float = 2.0,
        disorder: Disorder | None = None,
    ) -> None:
        self.spool = spool
        self.calls = OpenCalls()
        self.token = token
        self.clock = clock
        self.port = port
        self.beat = beat
        self.disorder = disorder or Disorder(Random(0))  # noqa: S311 - a bad line, not a secret
        self.links: set[Link] = set()
        self._down_until = 0.0
        self._server: Server | None = None
        self._beating: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"ws://{HOST}:{self.port}{PATH}"

    async def start(self) -> None:
        """Listen; with port 0 the system chooses, and `url` tells. Raises OSError for a port in use."""
        self._server = await serve(
            self._serve,
            HOST,
            self.port,
            process_request=self._admit,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            compression=None,
            max_size=MAX_FRAME,
            write_limit=BUFFER,
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]
        self._beating = asyncio.create_task(self._heartbeats())

    async def stop(self) -> None:
        if self._beating:
            self._beating.cancel()
            with suppress(asyncio.CancelledError):
                await self._beating
        if self._server:
            self._server.close()
            await self._server.wait_closed()

    def push(self, events: Iterable[Event]) -> None:
        for happened in events:
            self.spool.add(happened)
            self.calls.note(happened)
        self.flush()

    def flush(self) -> None:
        """Send every subscribed client what it has not been sent."""
        for link in self.links:
            link.flush()

    def drop(self, seconds: float) -> None:
        """Cut every link without a goodbye and refuse new ones for a while."""
        self._down_until = time.monotonic() + seconds
        for link in self.links:
            link.connection.transport.abort()

    def renumber(self, epoch: str) -> None:
        """Count anew under another epoch; clients learn it from the hello of their next connection."""
        self.spool.renumber(epoch)
        self.drop(0)

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        if time.monotonic() < self._down_until:
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "The link is down.\n")
        if request.path != PATH:
            return connection.respond(HTTPStatus.NOT_FOUND, f"The feed is at {PATH}.\n")
        offered = request.headers.get_all("Authorization")
        if len(offered) != 1 or not hmac.compare_digest(offered[0].encode(), f"Bearer {self.token}".encode()):
            return connection.respond(HTTPStatus.UNAUTHORIZED, "A bearer token is needed.\n")
        return None

    async def _serve(self, connection: ServerConnection) -> None:
        link = Link(connection, self.spool, self.calls, self.clock, self.disorder)
        pump = asyncio.create_task(link.pump())
        self.links.add(link)
        log.info("client connected", source=self.spool.source, clients=len(self.links))
        try:
            link.hello()
            async for message in connection:
                await self._answer(link, message)
        except (ConnectionClosed, ConnectionError):
            pass
        finally:
            self.links.discard(link)
            pump.cancel()
            with suppress(asyncio.CancelledError, ConnectionError, ConnectionClosed):
                await pump
            log.info("client gone", source=self.spool.source, clients=len(self.links))

    async def _answer(self, link: Link, message: str | bytes) -> None:
        try:
            if isinstance(message, bytes):
                raise BadFrame("frame", "is no text")
            request = read_control(message)
        except BadFrame as error:
            log.warning("request refused", source=self.spool.source, reason=str(error))
            return
        await self._obey(link, request)

    async def _obey(self, link: Link, request: Control) -> None:
        if request.subscribe:
            link.subscribe(int(request.subscribe.after))
        elif request.ack is not None:
            self.spool.acknowledge(int(request.ack))
        elif request.fetch:
            await link.fetch(int(request.fetch.first), int(request.fetch.last))
        elif request.snapshot:
            await link.snapshot()

    async def _heartbeats(self) -> None:
        while True:
            await asyncio.sleep(self.beat)
            for link in self.links:
                link.heartbeat()
