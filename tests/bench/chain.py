"""From the centre's socket to the wall's DOM: store, feeds, watch and `streamlit run` as they run, four walls; beside
them, in the same run, the same hops with nothing in them."""

import asyncio
import contextlib
import random
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
from playwright.async_api import Browser
from websockets.asyncio.server import ServerConnection, broadcast, serve

from feeds.simulator.server import FeedServer
from journal.valkey import ValkeyJournal
from tests.bench import centre, volume
from tests.bench.hops import bare_wall, hop, running
from tests.bench.row import Bound, Row, figure, verdict
from tests.bench.screens import browser, screens
from tests.bench.site import Site
from tests.bench.trials import Delays, Sent, clock, spaced, steadily, trial
from tests.stores import embedded, free_port
from watch.documents import WALL, WallDocument
from watch.loop import FASTEST

WALLS = 4
WAITING = '.centre:first-child [data-bind="waiting.lead"] [data-bind="waiting"]'
ANSWERED = '.centre:first-child [data-bind="shift.answered"]'
FIGURE = "#figure"
RATE = 50  # events a second
PAD = "x" * 240  # so that a bare frame is as long as an event's


async def latest(journal: ValkeyJournal, entries: int) -> bytes:
    """The first wall document that shows so many entries."""
    async with asyncio.timeout(60), contextlib.aclosing(journal.listen(WALL)) as documents:
        async for raw in documents:
            if raw and msgspec.json.decode(raw, type=WallDocument).position >= entries:
                return raw
    raise RuntimeError("The watch published no such document.")


@contextlib.asynccontextmanager
async def vigia(site: Site, hours: float, weeks: int) -> AsyncIterator[tuple[str, FeedServer, bytes]]:
    """The whole chain on a past of so many hours: the wall's address, a centre, and the document of that past."""
    told = centre.servers(site.profile, site.centres, hours, weeks)
    journal = ValkeyJournal(site.store, site.profile.code)
    await journal.open("demo")
    for server in told.values():
        await server.start()
    with running(site.watch, site.feeds, site.wall):
        try:
            document = await latest(journal, sum(server.spool.last for server in told.values()))
            yield f"http://127.0.0.1:{site.wall_port}/", told[centre.SOURCE], document
        finally:
            for server in told.values():
                await server.stop()
            await journal.close()


class Bare:
    """The hops with nothing in them. `say`: the next number, to whoever listens."""

    def __init__(self) -> None:
        self.connections: set[ServerConnection] = set()
        self.heard = asyncio.Event()
        self._number = 0

    async def listen(self, connection: ServerConnection) -> None:
        self.connections.add(connection)
        self.heard.set()
        await connection.wait_closed()

    def say(self) -> Sent:
        self._number += 1
        number = self._number
        at = clock()
        broadcast(self.connections, f'{{"figure":{number},"pad":"{PAD}"}}')
        return Sent(at, lambda seen: seen.number >= number)


@contextlib.asynccontextmanager
async def bare(folder: Path, store: str, document: bytes, every: float) -> AsyncIterator[tuple[str, Bare]]:
    kept = folder / "document.json"
    kept.write_bytes(document)
    source = Bare()
    port = free_port()
    async with serve(source.listen, "127.0.0.1", 0, compression=None) as server:
        url = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"

        told = ("--document", str(kept), "--every", str(every))
        with running(
            hop("watch", store, folder, *told),
            hop("feeds", store, folder, "--url", url),
            bare_wall(port, store, folder),
        ):
            await source.heard.wait()
            yield f"http://127.0.0.1:{port}/", source


class Calls:
    """What a centre says, and the number that each wall must show for it."""

    def __init__(self, server: FeedServer, shown: int) -> None:
        self._server = server
        self._shown = shown
        self._one_by_one = centre.one_by_one()
        self._stream = centre.stream()

    def say_alone(self) -> Sent:
        happened, change = next(self._one_by_one)
        self._shown += change
        wanted, at = self._shown, clock()
        self._server.push([happened])
        return Sent(at, lambda seen: seen.number == wanted)

    def say_among_others(self) -> Sent | None:
        happened, change = next(self._stream)
        self._shown += change
        wanted, at = self._shown, clock()
        self._server.push([happened])
        return Sent(at, lambda seen: seen.number >= wanted) if change else None


def digits(text: str) -> int:
    return int("".join(c for c in text if c.isdigit()))


async def ours(opened: Browser, url: str, server: FeedServer, counts: tuple[int, int, int]) -> list[Delays]:
    walls = await screens(opened, WALLS, url, WAITING)
    quiet, moments, busy = counts
    calls = Calls(server, digits(await walls[0].text(WAITING)))
    await trial(walls, WAITING, spaced(0.2, 0.3), 12, calls.say_alone)  # warm up
    found = [
        await trial(walls, WAITING, spaced(0.15, 0.8), quiet, calls.say_alone),
        await trial(walls, WAITING, spaced(1.0, 3.0), moments, calls.say_alone),
    ]
    calls = Calls(server, digits(await walls[0].text(ANSWERED)))
    return [*found, await trial(walls, ANSWERED, steadily(RATE), busy, calls.say_among_others)]


async def limits(
    opened: Browser, folder: Path, store: str, document: bytes, counts: tuple[int, int, int]
) -> list[Delays]:
    found = []
    for every, times, count in ((0.0, spaced(0.15, 0.8), counts[0]), (FASTEST, steadily(RATE), counts[2])):
        async with bare(folder, store, document, every) as (url, source):
            walls = await screens(opened, WALLS, url, FIGURE)
            await trial(walls, FIGURE, spaced(0.2, 0.3), 12, source.say)
            found.append(await trial(walls, FIGURE, times, count, source.say))
    return found


async def _measure(quick: bool) -> list[Row]:
    hours, weeks, counts = (1.0, 0, (4, 2, 40)) if quick else (25.0, 8, (150, 40, 1500))
    with tempfile.TemporaryDirectory() as name, embedded(Path(name)) as store:
        folder = Path(name)
        site = Site(volume.nuevo_leon(), store.url, folder)
        async with browser() as opened, vigia(site, hours, weeks) as (url, server, document):
            found = await ours(opened, url, server, counts)
        async with browser() as opened:
            bounds = await limits(opened, folder, store.url, document, counts)
    return rows(*found, *bounds)


HOPS = "the same hops with nothing in them (bare socket, XADD with fsync, XREAD, PUBLISH, bare socket, one number)"


def rows(quiet: Delays, moments: Delays, busy: Delays, bare_quiet: Delays, bare_busy: Delays) -> list[Row]:
    at_most = f"a document at most every {1000 * FASTEST:g} ms"
    way = "event at the centre's socket → DOM, through fsync, fold and decide"
    once_a_second = "the document that goes out every second, said or not, may just have gone"
    return [
        _row(f"{way}, after ≥ 100 ms of quiet; {WALLS} walls", quiet, (10, 25), bare_quiet, HOPS),
        _row(f"the same at any moment: {once_a_second}", moments, None, bare_quiet, "as above"),
        _row(f"the same at {RATE} events/s, {at_most}", busy, (65, 120), bare_busy, f"the same hops, {at_most}"),
    ]


def _row(what: str, found: Delays, budget: tuple[int, int] | None, limit: Delays, named: str) -> Row:
    ours, theirs = found.spread, limit.spread
    p50, p95 = budget or (0, 0)
    reached = verdict([Bound("p50", ours.p50, p50, "ms"), Bound("p95", ours.p95, p95, "ms")])
    return Row(
        what=what,
        budget=f"p50 ≤ {p50} ms, p95 ≤ {p95} ms" if budget else "–",
        measured=found.text(),
        limit=f"{named}: {limit.text()}",
        ratio=f"{figure(ours.p50 / theirs.p50)} × (p50), {figure(ours.p95 / theirs.p95)} × (p95)",
        reached=reached if budget else "–",
    )


def measure(quick: bool) -> list[Row]:
    random.seed(1)
    return asyncio.run(_measure(quick))
