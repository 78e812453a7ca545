"""The store's clock goes on between two looks."""

import pytest

from journal.clock import StoreClock
from journal.memory import MemoryJournal, MemoryStore
from picture.errors import StoreDown
from tests.feeds.cast import NOW


async def test_between_two_looks_our_own_clock_carries_the_stores_on() -> None:
    ours = [100.0]
    clock = StoreClock(MemoryJournal(MemoryStore(lambda: NOW), "nuevo_leon"), lambda: ours[0])
    await clock.look()
    ours[0] += 1.5
    assert clock() == NOW + 1_500
    await clock.look()
    assert clock() == NOW


async def test_a_store_that_is_down_is_said() -> None:
    store = MemoryStore(lambda: NOW)
    store.fall()
    with pytest.raises(StoreDown):
        await StoreClock(MemoryJournal(store, "nuevo_leon")).look()
