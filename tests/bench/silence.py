"""From the instant a silent feed's limit is reached to its feed.lost in the journal: while one watch leads, and when
it is killed and another takes over."""

import asyncio
import contextlib
import tempfile
import time
from pathlib import Path

from journal.journal import Beat
from journal.valkey import ValkeyJournal
from picture.events import Entry, FeedLost
from profiles import load
from tests.bench.row import Bound, Row, figure, spread, verdict
from tests.bench.site import Site
from tests.stores import embedded
from watch.documents import WALL

CENTRES = 12
LIMIT = 2  # seconds a feed may be silent
HELD, TAKEN_OVER = 1_000, 4_000  # milliseconds
PROFILE = """
code = "silence"
name = "Silence"
room = "Bench"
zone = "America/Monterrey"
shift = [{ code = "day", name = "Day", starts = "06:00" }]
"""
CENTRE = """
[[centre]]
source = "c/%d"
name = "%d"
about = "bench"
url = "wss://c.example/feed"
silent_after = %d
service_level = { target = 80, within = 20 }
queue = [{ code = "q", name = "Q" }]
"""


class Lost:
    """What the journal says of silent feeds, read on from the last look."""

    def __init__(self, journal: ValkeyJournal) -> None:
        self._journal = journal
        self._read = 0

    async def look(self) -> list[tuple[str, int, float]]:
        """(source, due, milliseconds from due to recorded) of each feed.lost since the last look."""
        found: list[Entry] = []
        while entries := await self._journal.read(self._read, 1000):
            self._read = entries[-1].number
            found += entries
        return [
            (entry.fact.subject, entry.fact.data.due, entry.recorded - entry.fact.data.due)
            for entry in found
            if isinstance(entry.fact.data, FeedLost)
        ]


async def fall_silent(journal: ValkeyJournal) -> None:
    """Every feed speaks for a last time; their limits are reached one after the other, none before all are silent."""
    for number in range(CENTRES):
        await journal.beat(f"c/{number}", Beat(heard=await journal.now()))
        await asyncio.sleep(0.9 * LIMIT / CENTRES)


async def append_takes(journal: ValkeyJournal) -> float:
    """Milliseconds of one durable append."""
    times = []
    (entry,) = await journal.read(0, 1)
    for _ in range(20):
        began = time.perf_counter()
        await journal.record([entry.fact])
        times.append(1000 * (time.perf_counter() - began))
    return spread(times).p50


async def once(journal: ValkeyJournal, site: Site, lost: Lost, takeover: bool) -> list[tuple[str, int, float]]:
    """One round of silence; with `takeover` the leader is killed just before the first limit is reached."""
    leader = site.watch()
    try:
        async with contextlib.aclosing(journal.listen(WALL)) as documents, asyncio.timeout(30):
            await anext(documents)
            await anext(documents)
        standby = site.standby() if takeover else None
        try:
            await asyncio.sleep(2)  # the standby folds as well by now
            await fall_silent(journal)
            await lost.look()
            if takeover:
                leader.kill()
            await asyncio.sleep(LIMIT + 1 + TAKEN_OVER / 1000)
            return await lost.look()
        finally:
            if standby:
                standby.end()
    finally:
        leader.end()


async def _measure(quick: bool) -> list[Row]:
    rounds = 1 if quick else 4
    with tempfile.TemporaryDirectory() as name, embedded(Path(name)) as store:
        folder = Path(name)
        text = PROFILE + "".join(CENTRE % (n, n, LIMIT) for n in range(CENTRES))
        (folder / "silence.toml").write_text(text)
        site = Site(load("silence", folder), store.url, folder, profiles=folder)
        journal = ValkeyJournal(store.url, "silence")
        await journal.open("demo")
        lost = Lost(journal)
        rows = []
        for takeover, most in ((False, HELD), (True, TAKEN_OVER)):
            found = []
            for _ in range(rounds):
                found += await once(journal, site, lost, takeover)
            rows.append(_row(found, most, takeover, await append_takes(journal)))
        await journal.close()
    return rows


def _row(found: list[tuple[str, int, float]], most: int, takeover: bool, append: float) -> Row:
    late = spread([delay for *_, delay in found])
    twice = len(found) - len({(source, due) for source, due, _ in found})
    how = "the leading watch killed before it, a standby takes over" if takeover else "the lease held"
    return Row(
        what=f"deadline due → feed.lost journaled, {how}",
        budget=f"≤ {most // 1000} s, exactly once",
        measured=f"{late.text()}; {twice} decided twice",
        limit=f"one durable append: {figure(append)} ms",
        ratio=f"{figure(late.p50 / append)} × (p50)",
        reached=verdict([Bound("the latest", late.highest, most, "ms"), Bound("decided twice", twice, 0, "")]),
    )


def measure(quick: bool) -> list[Row]:
    return asyncio.run(_measure(quick))
