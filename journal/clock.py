"""The store's clock, carried on by our own between two looks at it. `now` everywhere is store time."""

import asyncio
import time
from collections.abc import Callable

from journal.journal import Journal
from picture.errors import StoreDown

EVERY = 2.0  # seconds between two looks


class StoreClock:
    """Call it for the store's time, milliseconds. `look` must have succeeded once."""

    def __init__(self, journal: Journal, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._journal = journal
        self._monotonic = monotonic
        self._started = 0.0  # the store's clock when ours began

    def __call__(self) -> int:
        return round(self._started + self._monotonic() * 1000)

    async def look(self) -> None:
        """Raises StoreDown."""
        asked = self._monotonic()
        store = await self._journal.now()
        self._started = store - 500 * (asked + self._monotonic())  # it looked in the middle of the round trip

    async def keep(self) -> None:
        """Look again and again; while the store is down ours goes on alone."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.look()
            except StoreDown:
                continue
