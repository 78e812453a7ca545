"""From a checkpoint to live: the work alone, and `python -m watch` from its start to its first document."""

import asyncio
import contextlib
import statistics
import tempfile
import time
from pathlib import Path

import msgspec

from journal.journal import Batch, Beat, Checkpoint, Mark
from journal.valkey import ValkeyJournal
from picture.clocks import SECOND
from picture.events import Fact
from picture.fold import apply
from picture.picture import VERSION, restore
from tests.bench import volume
from tests.bench.row import Bound, Row, figure, verdict
from tests.bench.site import Site
from tests.stores import embedded
from watch.documents import WALL, WallDocument, encode
from watch.loop import CHECKPOINT_EVERY
from watch.wall import WallRoom

BUDGET = 1.0  # seconds
PAGE = 1000


class Restarts:
    """One journal with a checkpoint, and what came after it."""

    def __init__(self, journal: ValkeyJournal, site: Site) -> None:
        self._journal = journal
        self._site = site

    async def fill(self, told: list[Fact], past: volume.Past, after: int) -> None:
        """The history, its checkpoint, and `after` facts that it does not have yet."""
        source = "nl/911"
        for at in range(0, len(told), PAGE):
            part = told[at : at + PAGE]
            before = Mark(volume.EPOCH, at) if at else Mark()
            await self._journal.append(
                Batch(source=source, after=before, mark=Mark(volume.EPOCH, at + len(part)), facts=part)
            )
        lease = await self._journal.lease("bench", 1000)
        assert lease
        position = len(told) - after
        await self._journal.save(lease, Checkpoint(position=position, version=VERSION, state=past.state))
        await self._journal.release(lease)

    async def inside(self) -> float:
        """Seconds from asking for the checkpoint to a document of the present."""
        began = time.perf_counter()
        found = await self._journal.checkpoint()
        assert found
        picture = restore(found.state)
        while entries := await self._journal.read(picture.position, 5000):
            for entry in entries:
                apply(picture, entry)
        now = await self._journal.now()
        assert picture.profile
        beats = {centre.source: Beat(heard=now) for centre in picture.profile.centre}
        encode(WallRoom(picture, "demo").document(now, beats))
        return time.perf_counter() - began

    async def outside(self, last: int) -> float:
        """Seconds from starting the process to its first document, which must show the last entry."""
        listening = self._journal.listen(WALL)
        async with contextlib.aclosing(listening), asyncio.timeout(60):
            await anext(listening)
            began = time.perf_counter()
            watch = self._site.watch()
            raw = await anext(listening)
            took = time.perf_counter() - began
            assert raw and msgspec.json.decode(raw, type=WallDocument).position >= last
            watch.end()
        return took


async def _restarts(history: volume.History, hours: float, weeks: int, rounds: int) -> Row:
    now = int(time.time() * 1000)
    told = [volume.configured(volume.nuevo_leon(), now), *volume.history(history, now, hours, weeks)]
    after = max(1, sum(fact.time >= now - CHECKPOINT_EVERY * SECOND for fact in told))
    past = volume.folded(told[:-after])
    with tempfile.TemporaryDirectory() as name, embedded(Path(name)) as store:
        site = Site(volume.nuevo_leon(), store.url, Path(name))
        journal = ValkeyJournal(store.url, site.profile.code)
        await journal.open("demo")
        restarts = Restarts(journal, site)
        await restarts.fill(told, past, after)
        inside = [await restarts.inside() for _ in range(rounds)]
        outside = [await restarts.outside(len(told)) for _ in range(rounds)]
        await journal.close()
    what = f"{past.calls:,} calls in {hours:g} h, and {after} entries after it"
    return _row(what, past.state, inside, outside)


def decoding(state: bytes) -> float:
    """Seconds that reading the checkpoint's bytes alone takes."""
    began = time.perf_counter()
    msgspec.msgpack.decode(state)
    return time.perf_counter() - began


def _row(what: str, state: bytes, inside: list[float], outside: list[float]) -> Row:
    live, whole, limit = statistics.median(inside), statistics.median(outside), decoding(state)
    return Row(
        what=f"restart to live from a checkpoint, {what}",
        budget="≤ 1 s",
        measured=f"{figure(1000 * live)} ms; {figure(1000 * whole)} ms with the process's own start",
        limit=f"reading the checkpoint's {figure(len(state) / 1e6)} MB of msgpack: {figure(1000 * limit)} ms",
        ratio=f"{figure(live / limit)} ×",
        reached=verdict([Bound("restart", live, BUDGET, "s"), Bound("with process start", whole, BUDGET, "s")]),
    )


def measure(quick: bool) -> list[Row]:
    hours, weeks, rounds = (1.0, 0, 1) if quick else (25.0, 8, 7)
    return [asyncio.run(_restarts(history, hours, weeks, rounds)) for history in ("once", "calls")]
