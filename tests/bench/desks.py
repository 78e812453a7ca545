"""The wall's way from event to DOM while eight desks are busy, beside the same without any, in one run."""

import asyncio
import contextlib
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
from playwright.async_api import Browser
from websockets.asyncio.client import connect

from feeds.simulator.server import FeedServer
from journal.valkey import ValkeyJournal
from picture.alert_events import AlertNoted
from picture.events import Fact
from tests.bench import volume
from tests.bench.chain import ANSWERED, RATE, WAITING, WALLS, Calls, digits, vigia
from tests.bench.hops import running
from tests.bench.row import Bound, Row, figure, verdict
from tests.bench.screens import browser, screens
from tests.bench.site import Site
from tests.bench.trials import Delays, spaced, steadily, trial
from tests.stores import embedded
from watch.desk_documents import DeskDocument

DESKS = 8
ACTS = 1  # a second, of all desks together: each lead does something every eight
MOST = 1.2  # times the figure without desks
SOON = 200  # milliseconds
decoder = msgspec.json.Decoder(DeskDocument)


class Desks:
    """Sockets that read everything; acts that are answered by a row and a verdict. `took`: milliseconds from an act's
    journaling to its row at each desk."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._alerts: set[str] = set()
        self._said: dict[str, float] = {}
        self.took: list[float] = []

    async def read(self) -> None:
        async with connect(f"ws://127.0.0.1:{self._site.desk_port}/live", max_size=None) as socket:
            async for frame in socket:
                found = msgspec.json.decode(frame)
                if "status" in found:
                    continue
                document = decoder.decode(frame)
                self._alerts.update(row.id for row in document.alerts)
                for row in document.alerts:
                    for note in row.notes[-1:]:
                        if note in self._said:
                            self.took.append(1000 * (time.monotonic() - self._said[note]))

    async def act(self) -> None:
        journal = ValkeyJournal(self._site.store, self._site.profile.code)
        await journal.open("demo")
        for number in range(1 << 30):
            await asyncio.sleep(1 / ACTS)
            if self._alerts:
                note = f"n{number}"
                data = AlertNoted(by="lead.norte", note=note, intent=f"i{number}")
                subject = random.choice(sorted(self._alerts))
                self._said[note] = time.monotonic()
                fact = Fact(time=await journal.now(), source="vigia/desk", subject=subject, data=data)
                await journal.record([fact])

    @contextlib.asynccontextmanager
    async def busy(self) -> AsyncIterator[None]:
        with running(self._site.desk):
            tasks = [asyncio.create_task(self.read()) for _ in range(DESKS)]
            tasks.append(asyncio.create_task(self.act()))
            await asyncio.sleep(3)
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)


async def ours(opened: Browser, url: str, server: FeedServer, counts: tuple[int, int]) -> list[Delays]:
    walls = await screens(opened, WALLS, url, WAITING)
    calls = Calls(server, digits(await walls[0].text(WAITING)))
    await trial(walls, WAITING, spaced(0.2, 0.3), 12, calls.say_alone)  # warm up
    quiet = await trial(walls, WAITING, spaced(0.15, 0.8), counts[0], calls.say_alone)
    calls = Calls(server, digits(await walls[0].text(ANSWERED)))
    return [quiet, await trial(walls, ANSWERED, steadily(RATE), counts[1], calls.say_among_others)]


async def _run(quick: bool, desks: bool) -> tuple[list[Delays], list[float]]:
    hours, weeks, counts = (1.0, 0, (4, 40)) if quick else (25.0, 8, (100, 1000))
    with tempfile.TemporaryDirectory() as name, embedded(Path(name)) as store:
        site = Site(volume.nuevo_leon(), store.url, Path(name))
        open_desks = Desks(site)
        sitting = open_desks.busy() if desks else contextlib.nullcontext()
        async with vigia(site, hours, weeks) as (url, server, _), browser() as opened, sitting:
            return await ours(opened, url, server, counts), open_desks.took


async def _measure(quick: bool) -> list[Row]:
    alone, _ = await _run(quick, desks=False)
    beside, took = await _run(quick, desks=True)
    return [
        _row("event → DOM of 4 walls after quiet", beside[0], alone[0]),
        _row(f"the same at {RATE} events/s", beside[1], alone[1]),
        _desk_row(took),
    ]


def _row(what: str, found: Delays, limit: Delays) -> Row:
    ratio = found.spread.p50 / limit.spread.p50
    return Row(
        what=f"{what}, with {DESKS} desks open and {ACTS} act a second",
        budget=f"≤ {MOST} × without desks (p50)",
        measured=found.text(),
        limit=f"no desk: {limit.text()}",
        ratio=f"{figure(ratio)} × (p50), {figure(found.spread.p95 / limit.spread.p95)} × (p95)",
        reached=verdict([Bound("p50", ratio, MOST, "×")]),
    )


def _desk_row(rows: list[float]) -> Row:
    took = sorted(rows) or [0.0]
    p95 = took[min(len(took) - 1, int(0.95 * len(took)))]
    return Row(
        what=f"act journaled → its row at each of {DESKS} desks' sockets",
        budget=f"≤ {SOON} ms",
        measured=f"p50 {figure(statistics.median(took))} ms, p95 {figure(p95)} ms, max {figure(took[-1])} ms"
        f" ({len(took)} rows)",
        limit=f"{SOON} ms, from event to row",
        ratio=f"{figure(p95 / SOON)} × (p95)",
        reached=verdict([Bound("p95", p95 if rows else float("inf"), SOON, "ms")]),
    )


def measure(quick: bool) -> list[Row]:
    random.seed(1)
    return asyncio.run(_measure(quick))
