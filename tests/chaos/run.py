"""One chaos run: three centres speak, everything that listens is killed again and again, and then it is judged."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import msgspec
from msgspec import Struct
from redis.asyncio import Redis
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from journal.journal import Mark
from journal.valkey import ValkeyJournal
from picture.errors import StoreDown
from picture.events import Entry
from picture.fold import apply
from picture.picture import Picture
from tests.chaos import centres
from tests.chaos.havoc import Havoc, Lookout, leases_given
from tests.chaos.script import HOUR, PROFILES, SITE, TOKEN, Script
from tests.chaos.truth import Truth, truth_of
from tests.chaos.verdict import Row, decision_rows, journal_rows, picture_rows, quarantine_rows
from tests.stack import Stack, ports_in_a_row, python
from watch.documents import Chip, WallDocument

HALF_HOUR = HOUR // 2
SHELF = 1_000_000  # refused frames to be listed
Say = Callable[[str], None]


class Plan(Struct, frozen=True, kw_only=True):
    """`kills` of each of store, feeds, watch and wall; `lasts`: seconds in which the centres say everything."""

    events: int = 100_000
    kills: int = 10
    seed: int = 1
    lasts: float = 300.0
    drains: float = 900.0  # seconds that may pass until everything said is journaled


class Run:
    """Start it with `run`; data and logs stay in `folder`."""

    def __init__(self, plan: Plan, folder: Path, say: Say) -> None:
        self.plan = plan
        self._say = say
        now = int(time.time() * 1000)
        self.script = Script(seed=plan.seed, events=plan.events, begins=now - now % HALF_HOUR - 7 * 24 * HOUR)
        self._state = folder / "centres.json"
        sources = [centre.source for centre in self.script.profile.centre]
        port = ports_in_a_row(len(sources))
        self.stack = Stack(
            folder, site=SITE, profiles=PROFILES, centres=port, tokens=dict.fromkeys(sources, TOKEN), watches=2
        )
        words = centres.command(self.script, port, plan.lasts, self._state)
        self._centres = self.stack.add("centres", python(*words))
        self.havoc = Havoc(self.stack, Random(f"{plan.seed}/havoc"), kills=plan.kills, lasts=plan.lasts)
        self.lookout = Lookout(self.stack)
        self._journal = self.stack.journal()

    async def run(self) -> list[Row]:
        """The verdict. Raises TimeoutError when something does not come back."""
        truth = truth_of(self.script, self.stack.folder / "keyring")
        with self.stack:
            self.stack.start()
            await self._until("the centres are listened to", self._began, 60)
            await self._journal.open("demo")
            watching = [asyncio.create_task(c) for c in (self.lookout.look(), self.lookout.listen(), self._report())]
            reviving = asyncio.create_task(self.havoc.revive())
            try:
                await self.havoc.wreak()
                self._say("the killing is over")
                await self._until("everything said is journaled", self._drained, self.plan.drains)
                wall = await self._wall()
            finally:
                for task in (*watching, reviving):
                    task.cancel()
                await asyncio.gather(*watching, reviving, return_exceptions=True)
                await self.lookout.close()
            self._say("judging")
            return await self._judge(wall, truth)

    async def _began(self) -> bool:
        return centres.progress(self._state).began

    async def _marks(self) -> dict[str, Mark]:
        return {c.source: await self._journal.mark(c.source) for c in self.script.profile.centre}

    async def _drained(self) -> bool:
        told = centres.progress(self._state)
        with contextlib.suppress(StoreDown):
            marks = await self._marks()
            return told.done and all(marks[source].sequence == one.numbered for source, one in told.centres.items())
        return False

    async def _until(self, what: str, true: Callable[[], object], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not await true():  # type: ignore[misc]
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what}: not within {seconds:.0f} s\n{self.stack.logs()}")
            await asyncio.sleep(0.2)

    async def _report(self) -> None:
        began = time.monotonic()
        while True:
            await asyncio.sleep(5)
            told = centres.progress(self._state)
            numbered = sum(one.numbered for one in told.centres.values())
            try:
                marks = await self._marks()
                durable = f"{sum(mark.sequence for mark in marks.values()):,} durable"
            except StoreDown:
                durable = "store down"
            kills = ", ".join(f"{role} {number}" for role, number in self.havoc.kills().items())
            self._say(f"{time.monotonic() - began:4.0f} s · {numbered:,} numbered · {durable} · kills: {kills}")

    async def _wall(self) -> WallDocument:
        """The document, taken from the wall's own socket, that shows the whole journal with every feed caught up."""
        entries = (await self._journal.health()).entries
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, TimeoutError, WebSocketException):
                async with connect(self.stack.live, proxy=None) as socket, asyncio.timeout(5):
                    async for frame in socket:
                        try:
                            document = msgspec.json.decode(frame, type=WallDocument)
                        except msgspec.ValidationError:
                            continue  # a word of the server's own
                        entries = (await self._journal.health()).entries
                        if document.position == entries and all(map(caught_up, document.feeds)):
                            return document
            await asyncio.sleep(0.2)
        raise TimeoutError(f"the wall did not come to show all {entries} entries\n{self.stack.logs()}")

    async def _judge(self, wall: WallDocument, truth: Truth) -> list[Row]:
        well = [name for name in self.stack.ports if name != "store" and self.stack.vitals(name)[0] == 200]
        for name, program in self.stack.programs.items():
            if name != "store":
                program.stop()
        entries = await everything(self._journal)
        folded = Picture()
        for entry in entries:
            apply(folded, entry)
        refused = await self._journal.quarantined(limit=SHELF)
        rows = journal_rows(truth, entries) + quarantine_rows(truth, refused)
        rows += picture_rows(truth, self.script.profile, folded, wall)
        rows += decision_rows(entries, await self._decided())
        rows += await self._leader_rows()
        rows += self._havoc_rows(well)
        await self._journal.close()
        return rows

    async def _decided(self) -> int:
        async with Redis.from_url(self.stack.store_url) as store:
            return int(await store.zcard(f"{{{SITE}}}:decided"))

    async def _leader_rows(self) -> list[Row]:
        looks, changes = self.lookout.looks, self.lookout.publishers
        leases = await leases_given(self._journal)
        return [
            Row(
                "two watches never led at once", f"{looks[0]} looks none, {looks[1]} one, {looks[2]} two", not looks[2]
            ),
            Row(
                "documents changed their publisher only with the lease",
                f"{self.lookout.documents:,} documents, {changes} changes, {leases} leases",
                changes < leases,
            ),
        ]

    def _havoc_rows(self, well: list[str]) -> list[Row]:
        told = centres.progress(self._state).centres.values()
        frames = {what: sum(getattr(one, what) for one in told) for what in ("duplicated", "swapped", "garbage")}
        kills, wanted = self.havoc.kills(), self.plan.kills
        return [
            Row(
                "the line was bad",
                ", ".join(f"{number:,} {what}" for what, number in frames.items()),
                all(frames.values()),
            ),
            Row(
                f"each was killed at least {wanted} times",
                ", ".join(f"{role} {number}" for role, number in kills.items()),
                all(number >= wanted for number in kills.values()),
            ),
            Row("nothing ended of itself", f"{self.havoc.deaths()} times", not self.havoc.deaths()),
            Row("all are well afterwards", ", ".join(well), len(well) == len(self.stack.ports) - 1),
        ]


def caught_up(chip: Chip) -> bool:
    return chip.state == "fresh" and not chip.behind


async def everything(journal: ValkeyJournal) -> list[Entry]:
    """All entries of the journal, in order."""
    entries: list[Entry] = []
    while more := await journal.read(entries[-1].number if entries else 0, 5000):
        entries += more
    return entries
