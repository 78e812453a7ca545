"""What only the twin in memory can show: clocks that jump, a store that falls on demand."""

from contextlib import aclosing

import pytest

from journal.journal import START, Lease
from journal.memory import UNHEARD, MemoryJournal, MemoryStore
from picture.errors import LeaseLost, StoreDown
from tests.journal.facts import batch, lost


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> MemoryStore:
    return MemoryStore(clock)


async def test_stamps_stay_where_they_were_while_the_clock_is_behind(store: MemoryStore, clock: Clock) -> None:
    journal = MemoryJournal(store, "nuevo_leon")
    start = clock.now
    for jump in (0, 3_600_000, -7_200_000, 3_600_001, 3_600_000):
        clock.now += jump
        await journal.record([lost(1)])
    recorded = [entry.recorded - start for entry in await journal.read(START)]
    assert recorded == [0, 3_600_000, 3_600_000, 3_600_000, 3_600_001]


async def test_two_watches_contend_and_the_lease_runs_out_exactly_on_time(store: MemoryStore, clock: Clock) -> None:
    first, second = MemoryJournal(store, "nuevo_leon"), MemoryJournal(store, "nuevo_leon")
    lease = await first.lease("watch-1", 3000)
    assert lease
    clock.now += 2999
    assert await second.lease("watch-2", 3000) is None
    clock.now += 1
    assert await second.lease("watch-2", 3000) == Lease(holder="watch-2", token=2)
    with pytest.raises(LeaseLost):
        await first.decide(lease, [("d1", lost(1))], until=1)


async def test_a_lease_does_not_outlive_its_length_when_the_clock_goes_back(store: MemoryStore, clock: Clock) -> None:
    journal = MemoryJournal(store, "nuevo_leon")
    await journal.lease("watch-1", 3000)
    clock.now -= 3_600_000
    assert await journal.lease("watch-2", 3000) == Lease(holder="watch-2", token=2)


async def test_a_fallen_store_tells_who_follows_and_who_listens_and_rises_with_everything(store: MemoryStore) -> None:
    journal = MemoryJournal(store, "nuevo_leon")
    await journal.append(batch(1, 3))
    async with aclosing(journal.follow(3, wait=60_000)) as entries, aclosing(journal.listen("wall")) as heard:
        assert await anext(heard) is None
        store.fall()
        with pytest.raises(StoreDown):
            await anext(entries)
        with pytest.raises(StoreDown):
            await anext(heard)
    with pytest.raises(StoreDown, match=r"^The store in memory is down\.$"):
        await journal.append(batch(4, 4))
    store.rise()
    await journal.append(batch(4, 4))
    assert [entry.number for entry in await journal.read(START)] == [1, 2, 3, 4]


async def test_a_listener_that_lags_too_far_is_cut_off(store: MemoryStore) -> None:
    journal = MemoryJournal(store, "nuevo_leon")
    async with aclosing(journal.listen("wall")) as heard:
        await anext(heard)
        for _ in range(UNHEARD + 1):
            await journal.publish("wall", b"document")
        with pytest.raises(StoreDown, match=r"^The store in memory has let this listener go\.$"):
            await anext(heard)


async def test_what_is_kept_for_a_while_is_gone_exactly_on_time(store: MemoryStore, clock: Clock) -> None:
    journal = MemoryJournal(store, "nuevo_leon")
    await journal.put("codes", "c1", b"1", 3000)
    await journal.count("failures", "laura", 3000)
    clock.now += 2999
    assert await journal.get("codes", "c1") == b"1"
    assert await journal.count("failures", "laura", 3000) == 2
    clock.now += 1
    assert await journal.get("codes", "c1") is None
    assert await journal.shelf("codes") == await journal.shelf("failures") == {}
    assert await journal.count("failures", "laura", 3000) == 1


async def test_the_audits_stamps_stay_where_they_were_while_the_clock_is_behind(
    store: MemoryStore, clock: Clock
) -> None:
    journal = MemoryJournal(store, "nuevo_leon")
    start = clock.now
    for jump in (0, 3_600_000, -7_200_000):
        clock.now += jump
        await journal.audit(b"record")
    assert [recorded - start for _, recorded, _ in await journal.audited()] == [0, 3_600_000, 3_600_000]
    assert await journal.tail() == (0, clock.now)


async def test_a_fallen_store_neither_keeps_nor_audits_and_rises_with_what_it_had(store: MemoryStore) -> None:
    journal = MemoryJournal(store, "nuevo_leon")
    await journal.put("screens", "wall-1", b"1")
    await journal.audit(b"1")
    store.fall()
    for call in (journal.put("screens", "wall-2", b"2"), journal.shelf("screens"), journal.audit(b"2"), journal.tail()):
        with pytest.raises(StoreDown, match=r"^The store in memory is down\.$"):
            await call
    store.rise()
    assert await journal.shelf("screens") == {"wall-1": b"1"}
    assert [record for _, _, record in await journal.audited()] == [b"1"]
