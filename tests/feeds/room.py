"""A store in memory and the clients that journal into it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from feeds.client import Client
from journal.journal import Mark
from journal.memory import MemoryJournal, MemoryStore
from tests.feeds.cast import LINE_070, admission
from tests.feeds.pretend import TOKEN, PretendCentre


class Room:
    """A memory store that can fall, a journal, and the clients a test starts."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.journal = MemoryJournal(self.store, "nuevo_leon")
        self.pauses: list[float] = []

    def client(self, centre: PretendCentre, token: str = TOKEN, **parts: Any) -> Client:
        parts = {"chance": lambda: 0.02} | parts
        return Client(admission(), centre.url, token, self.journal, self.store.clock, **parts)

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0.001)

    @property
    def sequences(self) -> list[int]:
        return [entry.fact.sequence for entry in self.store.site("nuevo_leon").entries]

    async def mark(self) -> Mark:
        return await self.journal.mark(LINE_070)


@asynccontextmanager
async def running(client: Client) -> AsyncIterator[Client]:
    task = asyncio.create_task(client.run())
    try:
        yield client
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
