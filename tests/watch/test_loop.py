"""The loop on a real store: it publishes, resumes, hands over, and heals when the store comes back."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from itertools import pairwise

import msgspec
import pytest

from journal.journal import Batch, Beat, Checkpoint, Lease, Mark
from journal.memory import MemoryJournal, MemoryStore
from journal.valkey import ValkeyJournal
from journal.waiting import at_most
from picture import events as e
from picture.errors import StoreDown
from picture.events import Fact
from picture.picture import Picture, save
from picture.profile import Profile
from tests.picture.cast import SOURCE, a_profile
from tests.stores import Server
from watch.documents import WALL, WallDocument
from watch.loop import FASTEST, SLOWEST, Watch

pytestmark = pytest.mark.store


async def a_journal(store: Server) -> ValkeyJournal:
    journal = ValkeyJournal(store.url, "prueba", patience=0.5)
    await journal.open("demo")
    return journal


@asynccontextmanager
async def watching(store: Server, holder: str = "w1", profile: Profile | None = None) -> AsyncIterator[Watch]:
    journal = await a_journal(store)
    watch = Watch(journal, profile or a_profile(), "demo", holder)
    task = asyncio.create_task(watch.run())
    try:
        yield watch
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await journal.close()


class Viewer:
    """Keeps the wall documents that arrive."""

    def __init__(self, store: Server) -> None:
        self.seen: list[WallDocument] = []
        self._store = store

    async def __aenter__(self) -> "Viewer":
        self._journal = await a_journal(self._store)
        self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        await self._journal.close()

    async def _listen(self) -> None:
        while True:
            with suppress(StoreDown):
                async for payload in self._journal.listen(WALL):
                    if payload:
                        self.seen.append(msgspec.json.decode(payload, type=WallDocument))
            await asyncio.sleep(0.05)

    async def until(self, true: Callable[[WallDocument], bool], seconds: float = 15) -> WallDocument:
        async def found() -> WallDocument:
            while True:
                for document in self.seen:
                    if true(document):
                        return document
                await asyncio.sleep(0.02)

        return await asyncio.wait_for(found(), seconds)


async def offers(journal: ValkeyJournal, first: int, last: int) -> None:
    now = await journal.now()
    after = await journal.mark(SOURCE)
    facts = [
        Fact(
            time=now,
            source=SOURCE,
            subject=f"c{n}",
            sequence=n,
            epoch="e",
            data=e.CallOffered(queue="psicologia"),
        )
        for n in range(first, last + 1)
    ]
    await journal.append(Batch(source=SOURCE, after=after, mark=Mark("e", last), facts=facts))


async def until(true: Callable[[], Awaitable[bool]], seconds: float = 15) -> None:
    async def waited() -> None:
        while not await true():  # noqa: ASYNC110  # what is waited for lies in another process
            await asyncio.sleep(0.05)

    await asyncio.wait_for(waited(), seconds)


def waiting(number: int) -> Callable[[WallDocument], bool]:
    return lambda document: document.centres[0].load.waiting.value == number


async def test_a_call_offered_at_a_centre_stands_in_the_next_document(valkey: Server) -> None:
    async with Viewer(valkey) as viewer, watching(valkey):
        await viewer.until(waiting(0))
        journal = await a_journal(valkey)
        await journal.beat(SOURCE, Beat(heard=await journal.now()))
        await offers(journal, 1, 3)
        await viewer.until(waiting(3))
        entries = (await journal.health()).entries
        await viewer.until(lambda d: waiting(3)(d) and d.position >= entries)
        await viewer.until(lambda d: d.centres[0].state == "fresh")
        await journal.close()


async def test_documents_come_at_least_every_second_and_at_most_every_hundred_milliseconds(valkey: Server) -> None:
    async with Viewer(valkey) as viewer, watching(valkey):
        journal = await a_journal(valkey)
        await viewer.until(waiting(0))
        for n in range(1, 100):
            await offers(journal, n, n)
            await asyncio.sleep(0.01)
        await asyncio.sleep(2.5)
        nows = [document.now for document in viewer.seen]
        steps = [b - a for a, b in pairwise(nows)]
        assert min(steps) >= 90
        assert max(steps) < 2000
        await journal.close()


async def test_a_restarted_watch_resumes_from_its_checkpoint(valkey: Server) -> None:
    journal = await a_journal(valkey)
    async with Viewer(valkey) as viewer, watching(valkey):
        await viewer.until(waiting(0))
        await offers(journal, 1, 5)
        await viewer.until(waiting(5))
    saved = await journal.checkpoint()
    assert saved is not None
    assert saved.position >= 6
    async with Viewer(valkey) as viewer, watching(valkey, "w2"):
        assert (await viewer.until(waiting(5))).position >= saved.position
    await journal.close()


async def test_a_second_watch_stands_by_and_takes_over_and_nothing_is_decided_twice(valkey: Server) -> None:
    journal = await a_journal(valkey)
    async with watching(valkey, "w2") as second:
        async with watching(valkey, "w1") as first:
            await until(lambda: _true(bool(first.holding.held) != bool(second.holding.held)))
            leader, follower = (first, second) if first.holding.held else (second, first)
            await offers(journal, 1, 5)
            await until(lambda: _true(leader.position == follower.position > 5))
        await until(lambda: _true(second.holding.held is not None))
        async with Viewer(valkey) as viewer:
            await viewer.until(waiting(5))
    kinds = [type(entry.fact.data) for entry in await journal.read(0)]
    assert kinds.count(e.SiteConfigured) == 1
    await journal.close()


async def _true(value: bool) -> bool:
    return value


async def test_a_silent_feed_is_journaled_as_lost_once_and_as_connected_when_it_speaks(valkey: Server) -> None:
    profile = a_profile()
    centre = msgspec.structs.replace(profile.centre[0], silent_after=1)
    journal = await a_journal(valkey)

    async def kinds() -> list[type]:
        return [type(entry.fact.data) for entry in await journal.read(0)]

    async with watching(valkey, profile=msgspec.structs.replace(profile, centre=(centre,))):
        await journal.beat(SOURCE, Beat(heard=await journal.now()))
        await until(lambda: _has(kinds, e.FeedConnected, 1))
        await until(lambda: _has(kinds, e.FeedLost, 1))
        await asyncio.sleep(1.5)
        assert (await kinds()).count(e.FeedLost) == 1
        await journal.beat(SOURCE, Beat(heard=await journal.now()))
        await until(lambda: _has(kinds, e.FeedConnected, 2))
    await journal.close()


async def _has(kinds: Callable[[], Awaitable[list[type]]], kind: type, number: int) -> bool:
    return (await kinds()).count(kind) == number


async def test_a_store_that_dies_and_returns_is_followed_again(valkey: Server) -> None:
    async with Viewer(valkey) as viewer, watching(valkey):
        await viewer.until(waiting(0))
        valkey.kill()
        await asyncio.sleep(1)
        valkey.start()
        journal = await a_journal(valkey)
        await offers(journal, 1, 2)
        await viewer.until(waiting(2))
        await journal.close()


async def test_who_is_told_to_stop_just_when_news_comes_stops() -> None:
    async def listening(news: asyncio.Event) -> None:
        while True:
            await at_most(60, news)
            news.clear()

    for _ in range(20):
        news = asyncio.Event()
        task = asyncio.create_task(listening(news))
        await asyncio.sleep(0)
        news.set()
        task.cancel()
        assert await asyncio.wait([task], timeout=5) == ({task}, set())


async def test_a_checkpoint_of_another_fold_is_not_resumed_from(valkey: Server) -> None:
    journal = await a_journal(valkey)
    lease = await journal.lease("old", 1000)
    assert lease is not None
    await offers(journal, 1, 2)
    await journal.save(lease, Checkpoint(position=2, version=0, state=save(Picture(position=2))))
    await journal.release(lease)
    async with Viewer(valkey) as viewer, watching(valkey):
        await viewer.until(waiting(2))
    await journal.close()


async def test_the_next_pass_waits_a_second_or_until_something_falls_due(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch(MemoryJournal(MemoryStore(), "prueba"), a_profile(), "demo", "w1")
    due: list[int | None] = [None]
    monkeypatch.setattr(watch, "_clock", lambda: 10_000)
    monkeypatch.setattr(watch.alarms, "next", lambda: due[0])
    monkeypatch.setattr(Watch, "live", True)
    watch.published = time.monotonic() + 100  # the second of the last pass is not over
    due[0] = 10_400
    assert watch._rest() == SLOWEST, "a standby decides nothing"
    watch.holding.held = Lease(holder="w1", token=1)
    assert watch._rest() == pytest.approx(0.401)
    due[0] = 9_000  # what it waits for is not folded yet
    assert watch._rest() == FASTEST
    due[0] = None
    assert watch._rest() == SLOWEST
