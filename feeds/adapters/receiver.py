"""`POST /drop/<source>`: a registry hands in rows over HTTPS. The site's proxy speaks TLS; this binds to 127.0.0.1."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator, Sequence
from hmac import compare_digest

import msgspec
import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from feeds.adapters.feed import TableFeed
from feeds.adapters.files import MOST, BadFile, Form

FORMS: dict[str, Form] = {
    "text/csv": "csv",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/json-lines": "jsonl",
}
SLOWEST = 60.0  # seconds that a body may take to come
PATIENCE = 60.0  # seconds until the sender is told to come again: the store may be down
GUESS = 0.5  # seconds that a wrong token costs
AT_ONCE = 32  # connections
AGAIN = 5.0  # seconds

log = structlog.get_logger()


class Receiver:
    """Answers 200 with the report once every row is durable; whatever else it answers, sending the same again is
    safe. One body of a registry at a time."""

    def __init__(self, feeds: Sequence[TableFeed]) -> None:
        self._feeds = {feed.source: feed for feed in feeds if feed.token}
        self._taking: set[str] = set()
        self.app = Starlette(routes=[Route("/drop/{source:path}", self._drop, methods=["POST"])])

    async def _drop(self, request: Request) -> Response:
        feed = self._feeds.get(request.path_params["source"])
        wanted = f"Bearer {feed.token}" if feed else ""
        given = request.headers.get("authorization", "")
        if feed is None or not compare_digest(given.encode(), wanted.encode()):
            await asyncio.sleep(GUESS)
            return _said(401, "the token is not this registry's")
        form = FORMS.get(request.headers.get("content-type", "").partition(";")[0].strip().lower())
        if form is None:
            return _said(415, "the content type is neither text/csv nor application/x-ndjson")
        if feed.source in self._taking:
            return _said(429, "another file of this registry is being taken")
        self._taking.add(feed.source)
        try:
            return await self._take(feed, request, form)
        finally:
            self._taking.discard(feed.source)

    async def _take(self, feed: TableFeed, request: Request, form: Form) -> Response:
        try:
            async with asyncio.timeout(SLOWEST):
                body = await _body(request)
        except (TimeoutError, ClientDisconnect):
            return _said(408, "the body did not come whole in time")
        if body is None:
            return _said(413, f"the body is longer than {MOST} bytes")
        try:
            async with asyncio.timeout(PATIENCE):
                report = await feed.drops.take(body, form)
        except TimeoutError:
            return _said(503, "not everything is durable yet: send the same again")
        except BadFile as error:
            return _said(422, str(error))
        except Exception as error:  # its text, which the server would write down, may quote a row
            log.critical("drop.failed", source=feed.source, error=type(error).__name__)
            return _said(500, "it made us fail; nothing is lost, and sending the same again is safe")
        return _json(200, msgspec.json.encode(report))


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The process that we are part of listens to them itself."""
        yield


async def receive(feeds: Sequence[TableFeed], port: int) -> None:
    """Until cancelled. A port that is taken is tried again: it stops no feed."""
    while True:
        try:
            with socket.create_server(("127.0.0.1", port)) as door:
                await _serve(Receiver(feeds), door)
        except OSError as error:
            log.warning("drops.closed", port=port, why=error.strerror)
        await asyncio.sleep(AGAIN)


async def _serve(receiver: Receiver, door: socket.socket) -> None:
    server = _Server(
        uvicorn.Config(
            receiver.app,
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=AT_ONCE,
            timeout_graceful_shutdown=2,
        )
    )
    serving = asyncio.ensure_future(server.serve(sockets=[door]))
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        await serving


async def _body(request: Request) -> bytes | None:
    """None when it is too long; no more than that is read."""
    parts, length = [], 0
    async for part in request.stream():
        length += len(part)
        if length > MOST:
            return None
        parts.append(part)
    return b"".join(parts)


def _said(status: int, why: str) -> Response:
    return _json(status, msgspec.json.encode({"refused": why}))


def _json(status: int, body: bytes) -> Response:
    return Response(body, status, {"Retry-After": "5"} if status in (429, 503) else None, "application/json")
