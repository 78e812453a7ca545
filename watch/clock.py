"""The store's clock, followed between two askings by our own monotonic one. `now` everywhere is store time."""

import asyncio
import time
from collections.abc import Callable

from journal.journal import Journal
from picture.errors import StoreDown

EVERY = 2.0  # seconds


class StoreClock:
    """Milliseconds since 1970 UTC. Ask `now` only after `sync` succeeded once."""

    def __init__(self, journal: Journal, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._journal = journal
        self._monotonic = monotonic
        self._ahead = 0.0

    async def sync(self) -> None:
        """Raises StoreDown."""
        asked = self._monotonic()
        store = await self._journal.now()
        heard = self._monotonic()
        self._ahead = store - 500 * (asked + heard)  # as of the middle of the round trip

    def now(self) -> int:
        return round(self._monotonic() * 1000 + self._ahead)

    async def keep(self) -> None:
        """Follow the store's clock until cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.sync()
            except StoreDown:
                continue
