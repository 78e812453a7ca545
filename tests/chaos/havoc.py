"""Kills the processes of a stack at random moments and starts them again; looks on meanwhile."""

import asyncio
import contextlib
from collections import Counter
from random import Random

import msgspec

from journal.valkey import ValkeyJournal
from picture.errors import StoreDown
from tests.stack import Program, Stack
from watch.documents import WALL, WallDocument

ROLES = ("store", "feeds", "watch", "wall")
LONGEST_PAUSE = 1.5  # seconds until what was killed is started again
LOOK = 0.25


class Havoc:
    """`kills` of each role within `lasts` seconds, at moments that `random` gives."""

    def __init__(self, stack: Stack, random: Random, *, kills: int, lasts: float) -> None:
        self.stack = stack
        self._random = random
        self._moments = {role: sorted(random.uniform(0.03, 0.97) * lasts for _ in range(kills)) for role in ROLES}
        self._plans = [(role, Random(random.random())) for role in ROLES]

    def programs(self, role: str) -> list[Program]:
        return [p for name, p in self.stack.programs.items() if name.partition(" ")[0] == role]

    def kills(self) -> dict[str, int]:
        return {role: sum(p.kills for p in self.programs(role)) for role in ROLES}

    def deaths(self) -> int:
        """How often a process ended that nobody had killed."""
        return sum(p.deaths for p in self.stack.programs.values())

    async def wreak(self) -> None:
        """Until every kill is done."""
        await asyncio.gather(*(self._strike(role, random) for role, random in self._plans))

    async def _strike(self, role: str, random: Random) -> None:
        began = asyncio.get_running_loop().time()
        for moment in self._moments[role]:
            await asyncio.sleep(max(0.0, moment - (asyncio.get_running_loop().time() - began)))
            victim = await self._victim(role, random)
            while not victim.kill():  # noqa: ASYNC110  # a process has no event
                await asyncio.sleep(0.05)  # it died of itself and is being started again
            await asyncio.sleep(random.uniform(0, LONGEST_PAUSE))
            victim.start()

    async def _victim(self, role: str, random: Random) -> Program:
        """Of several the one that leads, if one does."""
        programs = self.programs(role)
        if len(programs) == 1:
            return programs[0]
        for program in programs:
            _, said = await asyncio.to_thread(self.stack.vitals, program.name)
            if said.get("role") == "leads":
                return program
        return random.choice(programs)

    async def revive(self) -> None:
        """Start again what ended of itself, as supervisor would."""
        while True:
            await asyncio.sleep(0.2)
            for program in self.stack.programs.values():
                program.revive()


class Lookout:
    """What is seen from outside while it lasts: who leads, and whose documents come."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._journal = stack.journal()
        self._watches = [name for name in stack.programs if name.startswith("watch")]
        self._serial = 0
        self.looks = Counter[int]()  # how often so many watches said that they lead
        self.publishers = 0  # how often the documents' numbering passed to another
        self.documents = 0

    async def look(self) -> None:
        while True:
            said = [await asyncio.to_thread(self._stack.vitals, name) for name in self._watches]
            self.looks[sum(body.get("role") == "leads" for _, body in said)] += 1
            await asyncio.sleep(LOOK)

    async def listen(self) -> None:
        """Documents of one watch are numbered upwards: another numbering is another publisher."""
        while True:
            with contextlib.suppress(StoreDown):
                await self._journal.open("demo")
                async with contextlib.aclosing(self._journal.listen(WALL)) as payloads:
                    async for payload in payloads:
                        if payload:
                            self._take(msgspec.json.decode(payload, type=WallDocument))
            await asyncio.sleep(0.1)

    async def close(self) -> None:
        await self._journal.close()

    def _take(self, document: WallDocument) -> None:
        self.documents += 1
        self.publishers += self._serial != 0 and document.serial <= self._serial
        self._serial = document.serial


async def leases_given(journal: ValkeyJournal) -> int:
    """A token is one more than the one before it. Asked when every watch has gone."""
    while (lease := await journal.lease("who counts", 1)) is None:  # noqa: ASYNC110  # it runs out in the store
        await asyncio.sleep(0.2)
    return lease.token - 1
