"""Deadlines fall due and are met while the leading watch is killed again and again; then each alert is judged."""

import asyncio
import heapq
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from msgspec import Struct

from journal.valkey import ValkeyJournal
from picture.events import Entry
from tests.chaos.alarm_verdict import Found, found_in
from tests.chaos.script import PROFILES
from tests.chaos.stories import APART, SOON, Step, Teller
from tests.chaos.verdict import Row
from tests.stack import Stack

SITE = "alarmas"
WATCHES = ("watch 1", "watch 2")
ROUND = 50  # kills on one site; the next ones on a new one, so that a start from nothing stays short
ASKED = 0.1  # of the ends that are no kill: asked to end, a watch keeps its state, and the next starts from it
EVERY = 0.2  # seconds between two stories, on average
TAKES_OVER = 4.0  # seconds until another leads
LAST = 2  # kills while no new story begins
Say = Callable[[str], None]


class Plan(Struct, frozen=True, kw_only=True):
    """`within`: seconds until an alert is journaled, a takeover among them."""

    kills: int = 1000
    seed: int = 1
    within: float = TAKES_OVER


class Telling:
    """Appends the stories' facts when their time has come."""

    def __init__(self, journal: ValkeyJournal, random: Random) -> None:
        self._journal = journal
        self._random = random
        self._teller = Teller(random)
        self._waiting: list[tuple[int, int, Step]] = []
        self._added = 0
        self.over = False  # no new story begins
        self._quiet = 0  # no story's deadline lies after it

    async def run(self) -> None:
        """Until it is over and every story has come to its end."""
        now = following = await self._journal.now()
        while self._waiting or not self.over or now < self._quiet:
            now = await self._journal.now()
            if not self.over and now >= following:
                self._add(self._teller.story(now))
                self._quiet = now + max(SOON)
                following = now + round(1000 * self._random.expovariate(1 / EVERY))
            while self._waiting and self._waiting[0][0] <= now:
                step = heapq.heappop(self._waiting)[2]
                now = await self._journal.now()
                await self._journal.record([step.fact(now)])
                await asyncio.sleep(APART / 1000)
            await asyncio.sleep(0.01)

    def _add(self, steps: Sequence[Step]) -> None:
        for step in steps:
            self._added += 1
            heapq.heappush(self._waiting, (step.at, self._added, step))


class Round:
    """One site, two watches, so many kills. `asked`: how often one was told to end. `within`: as of the plan."""

    def __init__(self, folder: Path, random: Random, kills: int, within: float) -> None:
        self.stack = Stack(
            folder,
            site=SITE,
            profiles=PROFILES,
            centres=0,
            tokens={},
            watches=2,
            screens=(),
            told={"VIGIA_LOG": "error"},
        )
        self._random = random
        self._kills = kills
        self._within = within
        self.kills = self.asked = 0
        self._ends: list[int] = []  # when, by the store's clock

    async def run(self) -> Found:
        """Raises TimeoutError when nobody leads."""
        with self.stack:
            for name in ("store", *WATCHES):
                self.stack.programs[name].start()
                self.stack.until(f"{name} is there", lambda name=name: self._is_there(name))  # type: ignore[misc]
            journal = self.stack.journal()
            await journal.open("demo")
            telling = Telling(journal, self._random)
            work = asyncio.create_task(telling.run())
            try:
                await self._strike(journal, max(1, self._kills - LAST))
                telling.over = True
                await self._strike(journal, self._kills)
                await work
            finally:
                work.cancel()
            until = await journal.now()
            await asyncio.sleep(self._within)
            return await self._judge(journal, until)

    def _is_there(self, name: str) -> bool:
        return self.stack.vitals(name)[0] == 200 if name in WATCHES else self.stack.programs[name].alive

    async def _strike(self, journal: ValkeyJournal, kills: int) -> None:
        """Until there were so many."""
        while self.kills < kills:
            leader = await self._leader()
            await asyncio.sleep(self._random.choice((0.0, self._random.uniform(0, 1.5))))
            program = self.stack.programs[leader]
            self._ends.append(await journal.now())
            if self._random.random() < ASKED:
                await asyncio.to_thread(program.stop)
                self.asked += 1
            else:
                self.kills += program.kill()
            await asyncio.sleep(self._random.uniform(0, 0.5))
            program.start()

    async def _leader(self) -> str:
        """Who leads, once the other one could take over."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            said = {name: await asyncio.to_thread(self.stack.vitals, name) for name in WATCHES}
            leads = [name for name, (_, body) in said.items() if body.get("role") == "leads"]
            if leads and all(status == 200 for status, _ in said.values()):
                return leads[0]
            await asyncio.sleep(0.05)
        raise TimeoutError(f"nobody leads\n{self.stack.logs()}")

    async def _judge(self, journal: ValkeyJournal, until: int) -> Found:
        end = await journal.now()
        entries: list[Entry] = []
        while more := await journal.read(entries[-1].number if entries else 0, 5000):
            entries += more
        await journal.close()
        return found_in(entries, until, end, self._ends)


async def run(plan: Plan, folder: Path, say: Say) -> list[Row]:
    """The verdict over all rounds."""
    found, kills, asked, number = Found(), 0, 0, 0
    while kills < plan.kills:
        number += 1
        place = folder / f"round {number}"
        place.mkdir(parents=True)
        one = Round(place, Random(f"{plan.seed}/alarms/{number}"), min(ROUND, plan.kills - kills), plan.within)
        found.add(await one.run())
        kills, asked = kills + one.kills, asked + one.asked
        say(f"{kills} kills, {asked} asked to end · {found.told()}")
    return [
        Row(f"the leading watch was killed {plan.kills} times", f"{kills}", kills >= plan.kills),
        *found.rows(plan.within),
    ]
