"""The desk's documents over a journal: whole for whoever asks, in one unbroken count, by the watch that leads."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import msgspec
import pytest

from journal.journal import Batch, Mark
from journal.memory import MemoryJournal, MemoryStore
from picture.errors import StoreDown
from picture.events import Fact
from tests.watch.cast import REGISTRY, Desk, a_case, a_followup, a_site
from watch.desk_documents import DESK, DESK_ASK, DeskDocument
from watch.loop import Watch


class Listener(Desk):
    """A desk's server: takes every document, and asks when one is missing."""

    def __init__(self, journal: MemoryJournal) -> None:
        super().__init__()
        self.seen: list[DeskDocument] = []
        self._journal = journal

    async def listen(self) -> None:
        while True:
            with suppress(StoreDown):
                async for payload in self._journal.listen(DESK):
                    if payload is None:
                        await self._journal.publish(DESK_ASK, b"")
                    else:
                        self._take(msgspec.json.decode(payload, type=DeskDocument))
            await asyncio.sleep(0.05)

    def _take(self, document: DeskDocument) -> None:
        if document.whole or self.serial:
            self.take(document)
            self.seen.append(document)

    async def until(self, cases: int, followups: int) -> None:
        async with asyncio.timeout(20):
            while (len(self.cases), len(self.followups)) != (cases, followups):  # noqa: ASYNC110  # another task's work
                await asyncio.sleep(0.02)


@asynccontextmanager
async def running(*tasks: asyncio.Task[None]) -> AsyncIterator[None]:
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def a_watch(store: MemoryStore, holder: str = "w1") -> Watch:
    return Watch(MemoryJournal(store, "prueba"), a_site(), "demo", holder)


async def happens(journal: MemoryJournal, facts: list[Fact]) -> None:
    after = await journal.mark(REGISTRY)
    numbered = [msgspec.structs.replace(f, sequence=after.sequence + n, epoch="e") for n, f in enumerate(facts, 1)]
    mark = Mark("e", after.sequence + len(facts))
    await journal.append(Batch(source=REGISTRY, after=after, mark=mark, facts=numbered))


async def test_a_desk_is_told_everything_then_what_changes() -> None:
    store = MemoryStore()
    journal = MemoryJournal(store, "prueba")
    now = await journal.now()
    await happens(journal, [fact for n in range(250) for fact in (*a_case(f"C-{n}", now - 1000),)])
    desk = Listener(journal)
    async with running(asyncio.create_task(a_watch(store).run()), asyncio.create_task(desk.listen())):
        await desk.until(250, 0)
        before = len(desk.seen)
        await happens(journal, [*a_case("C-250", now), a_followup("F-1", "C-250", now + 1000)])
        await desk.until(251, 1)
    changed = [row.id for document in desk.seen[before:] for row in document.followups]
    assert changed[0] == "F-1"
    assert sum(document.whole for document in desk.seen) <= 2


async def test_a_desk_that_comes_later_asks_and_is_told_everything() -> None:
    store = MemoryStore()
    journal = MemoryJournal(store, "prueba")
    now = await journal.now()
    await happens(journal, [*a_case("C-1", now), a_followup("F-1", "C-1", now + 1000)])
    first, later = Listener(journal), Listener(journal)
    async with running(asyncio.create_task(a_watch(store).run()), asyncio.create_task(first.listen())):
        await first.until(1, 1)
        async with running(asyncio.create_task(later.listen())):
            await later.until(1, 1)
    assert later.cases == first.cases


async def test_who_takes_over_starts_from_nothing_and_counts_anew() -> None:
    store = MemoryStore()
    journal = MemoryJournal(store, "prueba")
    await happens(journal, a_case("C-1", await journal.now()))
    desk = Listener(journal)
    async with running(asyncio.create_task(desk.listen())):
        async with running(asyncio.create_task(a_watch(store, "w1").run())):
            await desk.until(1, 0)
        seen = len(desk.seen)
        await happens(journal, a_case("C-2", await journal.now()))
        async with running(asyncio.create_task(a_watch(store, "w2").run())):
            await desk.until(2, 0)
    assert desk.seen[seen].whole


async def test_a_standby_remembers_no_news_and_has_its_ledgers_counted() -> None:
    store = MemoryStore()
    journal = MemoryJournal(store, "prueba")
    desk, standby = Listener(journal), a_watch(store, "w2")
    async with running(asyncio.create_task(a_watch(store, "w1").run()), asyncio.create_task(desk.listen())):
        await happens(journal, a_case("C-0", await journal.now()))
        await desk.until(1, 0)
        async with running(asyncio.create_task(standby.run())):
            await happens(journal, [f for n in range(1, 250) for f in a_case(f"C-{n}", 1)])
            await desk.until(250, 0)
            room = standby._room.cases
            async with asyncio.timeout(20):
                while len(room.looks.cases) < 250 or room.news_cases:  # noqa: ASYNC110  # another task's work
                    await asyncio.sleep(0.02)
            assert not standby.holding.held
            assert not room.walking


@pytest.mark.parametrize("seconds", [2.5])
async def test_a_desk_hears_the_watch_at_least_every_second_or_so(seconds: float) -> None:
    store = MemoryStore()
    desk = Listener(MemoryJournal(store, "prueba"))
    async with running(asyncio.create_task(a_watch(store).run()), asyncio.create_task(desk.listen())):
        async with asyncio.timeout(20):
            while not desk.seen:  # noqa: ASYNC110  # another task's work
                await asyncio.sleep(0.02)
        before = len(desk.seen)
        await asyncio.sleep(seconds)
    assert len(desk.seen) > before
