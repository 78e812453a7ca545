"""From a published wall document to the DOM, with one viewer and with eight; beside it a bare socket server whose plain
page draws the same wall with the wall's own files, and one whose page writes one number."""

import asyncio
import itertools
import random
import tempfile
from pathlib import Path
from typing import Any

from msgspec import Struct

from journal.valkey import ValkeyJournal
from tests.bench import drawing, volume
from tests.bench.hops import bare_wall, running
from tests.bench.row import Bound, Row, figure, verdict
from tests.bench.screens import browser, screens
from tests.bench.site import Site
from tests.bench.trials import Delays, Sent, clock, spaced, trial
from tests.stores import embedded, free_port
from watch.documents import WALL

PROBE, FIGURE = '[data-bind="probe"]', "#figure"
TIMES = 1.5  # of the bare socket
BARE_SITE = "bare"  # {bare}:wall is the bare server's channel


class Way(Struct, frozen=True):
    """One way to a screen: where it is shown, what is watched there, and on whose channel documents go out."""

    url: str
    selector: str
    journal: ValkeyJournal


class Publisher:
    """Says one document after the other; keeps the publishing tasks until they are done."""

    def __init__(self, journal: ValkeyJournal, document: dict[str, Any], probed: bool) -> None:
        self._journal = journal
        self._document = document
        self._probed = probed
        self._versions = itertools.count(1)
        self._tasks: set[asyncio.Task[None]] = set()

    def say(self) -> Sent:
        version = next(self._versions)
        probe = f"v:{version}:"
        raw = drawing.varied(self._document, version, probe)
        at = clock()
        task = asyncio.get_running_loop().create_task(self._journal.publish(WALL, raw))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if self._probed:
            return Sent(at, lambda seen: seen.text == probe)
        return Sent(at, lambda seen: seen.number == version)


async def through(way: Way, document: dict[str, Any], viewers: int, count: int) -> Delays:
    publisher = Publisher(way.journal, document, way.selector == PROBE)
    async with browser() as opened:
        walls = await screens(opened, viewers, way.url, way.selector)
        await trial(walls, way.selector, spaced(0.2, 0.3), 10, publisher.say)  # warm up: wakes every page's socket
        return await trial(walls, way.selector, spaced(0.15, 0.5), count, publisher.say)


async def _measure(quick: bool) -> list[Row]:
    hours, weeks, viewing = (1.0, 0, {2: 3}) if quick else (25.0, 8, {1: 200, 8: 80})  # viewers: documents
    document = drawing.template(hours, weeks)
    found: dict[str, list[Delays]] = {"wall": [], "drawn": [], "number": []}
    with tempfile.TemporaryDirectory() as name, embedded(Path(name)) as store:
        site = Site(volume.nuevo_leon(), store.url, Path(name))
        ours, theirs = ValkeyJournal(store.url, site.profile.code), ValkeyJournal(store.url, BARE_SITE)
        await ours.open("demo")
        await theirs.open("demo")
        port = free_port()
        with running(site.wall, bare_wall(port, store.url, Path(name))):
            ways = {
                "wall": Way(f"http://127.0.0.1:{site.wall_port}/", PROBE, ours),
                "drawn": Way(f"http://127.0.0.1:{port}/drawn", PROBE, theirs),
                "number": Way(f"http://127.0.0.1:{port}/", FIGURE, theirs),
            }
            for viewers, count in viewing.items():
                for named, way in ways.items():
                    found[named].append(await through(way, document, viewers, count))
        await ours.close()
        await theirs.close()
    size = len(drawing.varied(document, 1, "v:1:"))
    return [_row(at, viewers, found, size) for at, viewers in enumerate(viewing)]


def _row(at: int, viewers: int, found: dict[str, list[Delays]], size: int) -> Row:
    wall, drawn, number = (found[way][at] for way in ("wall", "drawn", "number"))
    p50, p95 = (getattr(wall.spread, p) / getattr(drawn.spread, p) for p in ("p50", "p95"))
    return Row(
        what=f"wall document published → DOM, {viewers} viewer{'s' if viewers > 1 else ''}, {size:,} B, all of it new",
        budget=f"≤ {TIMES} × the bare socket",
        measured=wall.text(),
        limit=f"bare socket, plain page that draws the same wall: {drawn.text()}; one that writes a number:"
        f" {number.text()}",
        ratio=f"{figure(p50)} × (p50), {figure(p95)} × (p95); of one number"
        f" {figure(wall.spread.p50 / number.spread.p50)} × (p50)",
        reached=verdict([Bound("p50", p50, TIMES, "×"), Bound("p95", p95, TIMES, "×")]),
    )


def measure(quick: bool) -> list[Row]:
    random.seed(2)
    return asyncio.run(_measure(quick))
