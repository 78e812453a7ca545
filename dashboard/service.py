"""What the wall's and the desk's servers have in common: start, gate, life, first page, /healthz and /metrics."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any, Literal

import msgspec
import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit import config

import settings
from dashboard import page
from dashboard.gate.start import GateOfServer, gate
from dashboard.live import Hub
from journal.journal import Journal, Kind
from journal.valkey import ValkeyJournal
from picture.errors import VigiaError

Words = Callable[[str | None], dict[str, str]]  # of the language that an address names, if any
log = structlog.get_logger()


class Service:
    """One server's gate, routes and life, around the hub that follows the store."""

    def __init__(self, *, hub: Hub, journal: Journal, gate: GateOfServer, words: Words) -> None:
        self.hub = hub
        self.journal = journal
        self.gate = gate
        self._words = words
        self._following: asyncio.Task[None] | None = None
        self._beside: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self._registry = CollectorRegistry()
        self._registry.register(Counts(hub))

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self._shell),
            Route("/healthz", self._healthz),
            Route("/metrics", self._metrics),
            *self.gate.routes,
        ]

    def count(self, collector: Collector) -> None:
        """More for /metrics."""
        self._registry.register(collector)

    def beside(self, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """What else is to run for as long as the server lives."""
        self._beside.append(run)

    @property
    def middleware(self) -> list[Middleware]:
        return self.gate.middleware

    @contextlib.asynccontextmanager
    async def life(self, _app: object) -> AsyncIterator[None]:
        """From the server's start to its end (Streamlit's lifespan)."""
        self._following = asyncio.create_task(self.hub.run())
        others = [asyncio.create_task(run()) for run in (self.gate.house.doors.run, *self._beside)]
        tasks = self._following, *others
        for task in tasks:
            task.add_done_callback(_stopped)
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.journal.close()

    def trouble(self) -> str:
        """Why this server cannot show what is happening now, as a sentence; empty while it can."""
        hub = self.hub
        if self._following is None or self._following.done():
            return "This server has stopped following the store."
        if hub.store != "ok":
            return hub.refusal or "The store has not answered yet."
        if hub.age is None:
            return "The watch has published nothing since this server started."
        return "" if hub.watch == "ok" else f"The watch has published nothing for {hub.age:.1f} s."

    async def _shell(self, request: Request) -> Response:
        words = self._words(request.query_params.get("lang"))
        # A form of a page that tells no referrer at all tells no origin either, and is refused.
        headers = {"Cache-Control": "no-cache", "Referrer-Policy": "same-origin"}
        return HTMLResponse(page.shell(words), headers=headers)

    async def _healthz(self, _request: Request) -> Response:
        reason = self.trouble()
        body = {
            "server": "alive",
            "reason": reason,
            "store_subscribed": self.hub.store == "ok",
            "document_age": None if self.hub.age is None else round(self.hub.age, 3),
            "viewers": len(self.hub.viewers),
        }
        return JSONResponse(body, status_code=503 if reason else 200)

    async def _metrics(self, _request: Request) -> Response:
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)


class Counts(Collector):
    """What /metrics tells of a hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def collect(self) -> Iterator[Metric]:
        hub = self._hub
        yield GaugeMetricFamily("vigia_viewers", "Browsers on the live socket", len(hub.viewers))
        yield GaugeMetricFamily("vigia_store_subscribed", "1 while the store is followed", hub.store == "ok")
        if hub.age is not None:
            yield GaugeMetricFamily("vigia_document_age_seconds", "Since the watch's last document", hub.age)
        yield CounterMetricFamily("vigia_documents", "Documents taken from the watch", hub.documents)
        yield CounterMetricFamily("vigia_documents_skipped", "Documents a slow browser never got", hub.skipped)


def service(side: Literal["wall", "desk"], words: Words, follower: type[Hub] = Hub) -> Service:
    """The service that the settings describe. Stops the process with one sentence when it may not start."""
    try:
        settings.log_to_stdout(settings.get("VIGIA_LOG"))
        kind = msgspec.convert(settings.get("VIGIA_KIND"), Kind)
        journal = ValkeyJournal(settings.get("VIGIA_STORE"), settings.get("VIGIA_SITE"))
        entrance = gate(
            side=side,
            journal=journal,
            kind=kind,
            address=config.get_option("server.address"),
            tls=bool(config.get_option("server.sslCertFile")),
            page=page.shell(words(None)),
        )
    except VigiaError as error:
        raise SystemExit(str(error)) from None
    return Service(hub=follower(journal=journal, kind=kind), journal=journal, gate=entrance, words=words)


def _stopped(following: asyncio.Task[None]) -> None:
    """A server that follows nothing is of no use: it ends, and is started again."""
    if not following.cancelled() and following.exception():
        log.error("hub.stopped", exc_info=following.exception())
        signal.raise_signal(signal.SIGTERM)
