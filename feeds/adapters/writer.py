"""Makes what one registry says durable: the same batch until the store has it, and counts what became of it."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from feeds.adapters.intake import Taken
from feeds.client import STORE_AGAIN
from feeds.outputs import Tally
from journal.journal import Batch, Journal, Mark
from picture.errors import StoreDown

log = structlog.get_logger()


class Writer:
    """`appended`: told how many seconds each append took."""

    def __init__(
        self,
        source: str,
        journal: Journal,
        *,
        appended: Callable[[float], None] = lambda _: None,
        pause: Callable[[float], Awaitable[Any]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.tally = Tally()
        self.held_back = False  # the store is down: nothing is read, nothing is answered
        self._journal = journal
        self._appended = appended
        self._pause = pause
        self._chance = chance
        self._log = log.bind(source=source)

    async def mark(self, key: str) -> Mark:
        return await self._insist(lambda: self._journal.mark(key))

    async def append(self, batch: Batch) -> None:
        """Raises MarkMoved when another process writes for this registry too."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        await self._insist(lambda: self._journal.append(batch))
        self._appended(loop.time() - began)
        self.tally.facts += len(batch.facts)
        self.tally.quarantined += len(batch.quarantined)
        if batch.quarantined:
            self.tally.refusal = batch.quarantined[-1].reason

    async def write(self, taken: Taken, rows: int) -> None:
        await self.append(taken.batch)
        self.tally.frames += rows

    def tell_refusal(self) -> None:
        if self.tally.refusal:
            self._log.warning("rows.refused", so_far=self.tally.quarantined, latest=self.tally.refusal)
            self.tally.refusal = ""

    async def _insist(self, call: Callable[[], Awaitable[Mark]]) -> Mark:
        while True:
            try:
                mark = await call()
            except StoreDown as error:
                if not self.held_back:
                    self._log.error("store.down", why=str(error))
                self.held_back = True
                await self._pause(STORE_AGAIN * self._chance())
                continue
            if self.held_back:
                self._log.info("store.back")
            self.held_back = False
            return mark
