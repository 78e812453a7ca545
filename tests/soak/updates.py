"""Wall documents published as fast as one browser takes them: does the server or the page grow?"""

import asyncio
import itertools
from collections.abc import Callable
from pathlib import Path

import msgspec

from journal.valkey import ValkeyJournal
from tests.bench import drawing
from tests.dashboard import sample
from tests.soak.memory import Growth, Sample, growths, renderers, resident
from tests.soak.wallscreen import WallScreen, opened
from tests.stack import Stack, ports_in_a_row
from watch.documents import WALL, encode

VARIANTS = 500  # documents that are published in turn
AHEAD = 4  # documents that the browser may be behind
SAMPLES = 40
Say = Callable[[str], None]


async def flood(folder: Path, number: int, say: Say) -> list[Growth]:
    """`number` documents, each taken by the page; nobody else publishes meanwhile."""
    with Stack(folder, centres=ports_in_a_row(1), tokens={}) as stack:
        for name in ("store", "wall"):
            stack.programs[name].start()
        stack.until("the wall's server answers", lambda: stack.vitals("wall")[1].get("store_subscribed") is True)
        journal = stack.journal()
        await journal.open("demo")
        document = msgspec.json.decode(encode(sample.busy()))
        raws = [drawing.varied(document, version, f"v:{version}:") for version in range(VARIANTS)]
        await journal.publish(WALL, raws[0])  # a page shows no panel before its first document
        try:
            async with opened(stack.page) as screen:
                return await Flood(stack, journal, screen).run(raws, number, say)
        finally:
            await journal.close()


class Flood:
    """Publishes no more than the page has room for, so that no document is overtaken by a newer one for long."""

    def __init__(self, stack: Stack, journal: ValkeyJournal, screen: WallScreen) -> None:
        self._stack = stack
        self._journal = journal
        self._screen = screen

    async def run(self, raws: list[bytes], number: int, say: Say) -> list[Growth]:
        samples: list[Sample] = []
        loop = asyncio.get_running_loop()
        began, before = loop.time(), await self._screen.taken()
        published = taken = 0
        for raw in itertools.cycle(raws):
            await self._journal.publish(WALL, raw)
            published += 1
            while published - taken >= AHEAD:
                behind, taken = taken, await self._screen.taken() - before
                if taken == behind:  # the server left out a document that a newer one overtook
                    published = taken
            if taken >= len(samples) * number / SAMPLES:
                samples.append(await self._sample())
                line = " · ".join(f"{name} {value:,.1f}" for name, value in samples[-1].items())
                say(f"{loop.time() - began:5.0f} s · {taken:,} taken · {line}")
            if taken >= number:
                break
        say(f"{number / (loop.time() - began):,.0f} updates a second")
        return growths(samples)

    async def _sample(self) -> Sample:
        wall = resident(self._stack.programs["wall"].pid)
        return {"wall's server, MB": wall, "renderers, MB": renderers(), **await self._screen.heap.sample()}
