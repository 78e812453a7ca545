"""Following the journal: from where one stands to its end and on; anew where it is shorter or what is folded fell."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from journal.following import follow, hearken
from journal.journal import Journal
from journal.memory import MemoryJournal, MemoryStore
from picture.errors import StoreDown
from picture.events import Entry
from tests.journal.facts import lost


class Folded:
    """Numbers of what was heard since it began; `falls`: at which entry all of it falls, once."""

    def __init__(self, position: int = 0, falls: int = 0) -> None:
        self.position, self.falls = position, falls
        self.heard: list[int] = []
        self.begun = self.caught = 0

    async def hear(self, entries: Sequence[Entry]) -> bool:
        if self.falls and any(entry.number == self.falls for entry in entries):
            self.falls = 0
            await self.anew()
            return False
        self.heard += [entry.number for entry in entries]
        self.position = entries[-1].number if entries else self.position
        return True

    async def anew(self) -> None:
        self.position, self.heard, self.begun = 0, [], self.begun + 1

    def caught_up(self) -> None:
        self.caught += 1


async def a_journal(entries: int = 7) -> MemoryJournal:
    journal = MemoryJournal(MemoryStore(), "a_site")
    await journal.open("demo")
    await journal.record([lost(number) for number in range(entries)])
    return journal


@asynccontextmanager
async def following(journal: Journal, folded: Folded) -> AsyncIterator[None]:
    task = asyncio.create_task(follow(journal, folded, page=3))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(true: Callable[[], bool]) -> None:
    for _ in range(2000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("It did not come.")


async def test_it_is_heard_once_and_in_order_first_what_is_there_then_what_comes() -> None:
    journal, folded = await a_journal(), Folded(position=2)
    async with following(journal, folded):
        await until(lambda: folded.caught == 1)
        assert folded.heard == [3, 4, 5, 6, 7]
        await journal.record([lost(9)])
        await until(lambda: 8 in folded.heard)
    assert folded.heard == [3, 4, 5, 6, 7, 8] and folded.begun == 0


async def test_a_journal_that_is_shorter_is_read_from_its_start() -> None:
    journal, folded = await a_journal(), Folded(position=40)
    async with following(journal, folded):
        await until(lambda: folded.caught == 1)
    assert folded.heard == [1, 2, 3, 4, 5, 6, 7] and folded.begun == 1


async def test_where_what_is_folded_falls_everything_is_heard_again() -> None:
    for falls in (5, 8):  # while it catches up, and while it follows
        journal, folded = await a_journal(), Folded(falls=falls)
        async with following(journal, folded):
            await until(lambda folded=folded: folded.caught >= 1)  # type: ignore[misc]
            await journal.record([lost(9)])
            await until(lambda folded=folded: len(folded.heard) == 8)  # type: ignore[misc]
        assert folded.heard == [1, 2, 3, 4, 5, 6, 7, 8] and folded.begun == 1


class Down(MemoryJournal):
    """It is away once, when it is read and when it is listened to."""

    away = 2

    async def tail(self) -> tuple[int, int]:
        self._fall()
        return await super().tail()

    async def listen(self, channel: str) -> AsyncGenerator[bytes | None, None]:
        self._fall()
        async for said in super().listen(channel):
            yield said

    def _fall(self) -> None:
        if self.away:
            self.away -= 1
            raise StoreDown("It is away.")


async def test_a_store_that_is_away_is_waited_for() -> None:
    journal, folded = Down(MemoryStore(), "a_site"), Folded()
    await journal.open("demo")
    await journal.record([lost(1)])
    async with following(journal, folded):
        await until(lambda: folded.heard == [1])


async def test_what_is_published_is_heard() -> None:
    journal, heard = Down(MemoryStore(), "a_site"), list[bytes]()
    await journal.open("demo")
    task = asyncio.create_task(hearken(journal, "asks", heard.append))

    async def said() -> None:
        while not heard:
            await journal.publish("asks", b"now")
            await asyncio.sleep(0.01)

    await asyncio.wait_for(said(), 20)
    task.cancel()
    assert set(heard) == {b"now"}
