"""What an update costs the wall's server for each viewer, fifty of them, beside a bare broadcast of the same bytes."""

import asyncio
import contextlib
import statistics
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect

from journal.valkey import ValkeyJournal
from tests.bench import drawing, volume
from tests.bench.hops import bare_wall, running
from tests.bench.processes import Process
from tests.bench.row import Bound, Row, figure, verdict
from tests.bench.site import Site
from tests.stores import embedded, free_port
from watch.documents import WALL

VIEWERS = 50
EVERY = 0.1  # seconds: as often as the watch publishes at the most
BUDGET = 0.15  # milliseconds


class Cost(Struct, frozen=True):
    """Milliseconds of CPU an update and viewer; updates that a viewer was not sent because a newer one was there."""

    cpu: float
    skipped: int


class Viewers:
    """Sockets that take whatever comes and count the documents."""

    def __init__(self) -> None:
        self.documents = 0

    async def watch(self, socket: ClientConnection) -> None:
        async for said in socket:
            self.documents += len(said) > 1_000  # the others say how the server is

    @contextlib.asynccontextmanager
    async def at(self, url: str) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as open_sockets:
            sockets = [await open_sockets.enter_async_context(_dial(url)) for _ in range(VIEWERS)]
            watching = [asyncio.create_task(self.watch(socket)) for socket in sockets]
            yield
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)


def _dial(url: str) -> connect:
    return connect(url, compression=None, max_size=None, ping_interval=None)


async def cost(server: Process, url: str, journal: ValkeyJournal, document: dict[str, Any], updates: int) -> Cost:
    viewers = Viewers()
    raws = [drawing.varied(document, version, "") for version in range(updates)]
    async with viewers.at(url):
        for raw in raws[:5]:
            await journal.publish(WALL, raw)
            await asyncio.sleep(EVERY)
        before, viewers.documents = server.cpu(), 0
        for raw in raws:
            await journal.publish(WALL, raw)
            await asyncio.sleep(EVERY)
        used = server.cpu() - before
    return Cost(1000 * used / updates / VIEWERS, updates * VIEWERS - viewers.documents)


async def _measure(quick: bool) -> list[Row]:
    updates, rounds = (5, 1) if quick else (300, 3)
    document = drawing.template(1.0 if quick else 25.0, 0 if quick else 8)
    ours: list[Cost] = []
    theirs: list[Cost] = []
    with tempfile.TemporaryDirectory() as name, embedded(Path(name)) as store:
        site = Site(volume.nuevo_leon(), store.url, Path(name))
        journals = [ValkeyJournal(store.url, code) for code in (site.profile.code, "bare")]
        for journal in journals:
            await journal.open("demo")
        port = free_port()
        with running(site.wall, bare_wall(port, store.url, Path(name))) as (wall, bare):
            for _ in range(rounds):
                ours.append(await cost(wall, f"ws://127.0.0.1:{site.wall_port}/live", journals[0], document, updates))
                theirs.append(await cost(bare, f"ws://127.0.0.1:{port}/live", journals[1], document, updates))
        for journal in journals:
            await journal.close()
    return [_row(ours, theirs, updates, len(drawing.varied(document, 1, "")))]


def _row(ours: list[Cost], theirs: list[Cost], updates: int, size: int) -> Row:
    cpu, limit = (statistics.median(c.cpu for c in costs) for costs in (ours, theirs))
    skipped = sum(c.skipped for c in ours)
    lost = f"{skipped:,} of {updates * VIEWERS * len(ours):,} overtaken by a newer one"
    return Row(
        what=f"server CPU per update per viewer, {VIEWERS} viewers, {size:,} B every {1000 * EVERY:g} ms",
        budget=f"≤ {BUDGET} ms",
        measured=f"{figure(cpu)} ms (rounds {', '.join(figure(c.cpu) for c in ours)}); {lost}",
        limit=f"a bare `websockets` broadcast of the same bytes: {figure(limit)} ms",
        ratio=f"{figure(cpu / limit)} ×" if limit else "–",
        reached=verdict([Bound("CPU", cpu, BUDGET, "ms")]),
    )


def measure(quick: bool) -> list[Row]:
    return asyncio.run(_measure(quick))
