"""Polls one registry's view for ever and journals what is new in it, in the order of its cursor."""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from feeds.adapters.intake import Intake, whole
from feeds.adapters.mapping import PER_ROW
from feeds.adapters.settling import SURE, Settling
from feeds.adapters.sql import Look, View, ViewAway
from feeds.adapters.writer import Writer
from feeds.resume import Resume, resume
from journal.journal import Batch, Mark
from picture.errors import MarkMoved
from picture.policy import Table

PAGE = 500  # rows of one look and of one batch
LONGEST = 30.0  # seconds of delay at most until a view that is away is tried again
SLOW = 60.0  # seconds until a look that is not answered is spoken of

log = structlog.get_logger()


def epoch_of(table: Table) -> str:
    """Another view, or another cursor, is another numbering."""
    return re.sub(r"[^A-Za-z0-9_.:-]", "_", f"{table.view}.{table.cursor}")[:64]


class Poller:
    """`now`: the store's clock. `heard` is None before the first answer; `offset`: the database's clock less ours."""

    def __init__(
        self,
        intake: Intake,
        view: View,
        writer: Writer,
        now: Callable[[], int],
        *,
        sure: int = SURE,
        pause: Callable[[float], Awaitable[Any]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.heard: int | None = None
        self.offset = 0
        self.connected = False
        self.behind = 0
        self._table = intake.rules.table
        self._epoch = epoch_of(self._table)
        self._intake = intake
        self._view = view
        self._writer = writer
        self._now = now
        self._settling = Settling(round(self._table.settle * 1000), sure)
        self._pause = pause
        self._chance = chance
        self._log = log.bind(source=intake.source)

    async def run(self) -> None:
        """Until cancelled."""
        failed = 0
        while True:
            try:
                more = await self._turn()
            except (ViewAway, MarkMoved) as error:
                self.connected = False
                why = str(error) if isinstance(error, ViewAway) else "another feeds process has moved the mark"
                delay = min(LONGEST, self._table.poll * 2 ** min(failed, 20)) * (0.5 + self._chance() / 2)
                self._log.warning("view.away", why=why, again_in_s=round(delay, 1))
                failed += 1
                await self._pause(delay)
                continue
            failed = 0
            if not more:
                await self._pause(self._table.poll)

    async def _turn(self) -> bool:
        """One look; whether another one would bring more at once. Raises ViewAway, MarkMoved."""
        mark = await self._writer.mark(self._intake.source)
        after = mark.sequence // PER_ROW if mark.epoch == self._epoch else 0
        look = await self._look(after)
        self._heard(look)
        now = round(asyncio.get_running_loop().time() * 1000)
        self._settling.look(after, look.last, now)
        way = self._way(mark, look, now)
        if way.hole:
            await self._journal_gap(mark, way)
            return True
        ready = look.rows[: self._settling.passable(after, [number for number, _ in look.rows])]
        self.behind = len(look.rows) - len(ready)
        if ready:
            taken = self._intake.take(self._intake.source, mark, self._epoch, ready, self._now() + self.offset)
            await self._writer.write(taken, len(ready))
        return len(ready) == PAGE

    async def _look(self, after: int) -> Look:
        """The driver blocks, so a thread waits for it; while one hangs no other is started."""
        looking = asyncio.ensure_future(asyncio.to_thread(self._view.look, after, PAGE))
        done, _ = await asyncio.wait([looking], timeout=SLOW)
        if not done:
            self.connected = False
            self._log.warning("view.silent", for_s=SLOW)
        return await looking

    def _heard(self, look: Look) -> None:
        if not self.connected:
            self._log.info("view.connected")
        self.connected = True
        self.heard = self._now()
        self.offset = 0 if look.now is None else look.now - self.heard

    def _way(self, mark: Mark, look: Look, now: int) -> Resume:
        """As after a hello: the same table of docs/protocol.md. A view says neither its oldest nor what is open."""
        last = mark.sequence
        if mark.epoch == self._epoch and (lowest := self._settling.rewound(look.last, now)) is not None:
            last = whole(lowest)
        return resume(mark, self._epoch, 1, last)

    async def _journal_gap(self, mark: Mark, way: Resume) -> None:
        assert way.hole
        fact = way.hole.fact(self._now() + self.offset, self._intake.source, self._epoch)
        onward = Mark(self._epoch, way.after)
        await self._writer.append(Batch(source=self._intake.source, after=mark, mark=onward, facts=[fact]))
        self._writer.tally.gaps += max(0, way.hole.size)
        self._settling.begin()
        self._log.warning("view.gap", reason=way.hole.reason)
