"""What every journal promises of decisions, of following, and of what travels beside the facts; on every adapter."""

import asyncio
from contextlib import aclosing

import pytest

from journal.journal import START, Beat, Checkpoint, Journal, Lease, Mark
from picture.errors import LeaseLost, MixedStore, StoreDown
from tests.journal.conftest import Room
from tests.journal.facts import LINE_070, batch, lease_of, lost

LINE_911 = "nl/911"


# lease, decisions, checkpoint


async def test_one_watch_holds_the_lease_and_renews_it_with_the_same_token(room: Room) -> None:
    first, second = await room.open(), await room.open()
    lease = await first.lease("watch-1", 60_000)
    assert lease == Lease(holder="watch-1", token=1)
    assert await second.lease("watch-2", 60_000) is None
    assert await first.lease("watch-1", 60_000) == lease


async def test_a_released_lease_is_free_at_once_and_its_token_is_spent(journal: Journal) -> None:
    first = await lease_of(journal)
    await journal.release(first)
    with pytest.raises(LeaseLost):
        await journal.decide(first, [], until=1)
    second = await journal.lease("watch-2", 60_000)
    assert second == Lease(holder="watch-2", token=2)


async def test_releasing_a_lost_lease_leaves_the_new_one(journal: Journal) -> None:
    await journal.release(await lease_of(journal, "watch-1"))
    await lease_of(journal, "watch-2")
    await journal.release(Lease(holder="watch-1", token=1))
    assert await journal.lease("watch-3", 1000) is None


async def test_a_lease_runs_out_on_the_stores_clock_and_the_late_watch_is_fenced_off(journal: Journal) -> None:
    late = await journal.lease("watch-1", 30)
    assert late
    await asyncio.sleep(0.06)
    second = await lease_of(journal, "watch-2")
    assert second.token > late.token
    with pytest.raises(LeaseLost, match=r"^Lease 1 of watch-1 is no longer the lease\.$"):
        await journal.decide(late, [("d1", lost(1))], until=5)
    with pytest.raises(LeaseLost, match=r"^Lease 1 of watch-1 is no longer the lease\.$"):
        await journal.save(late, Checkpoint(position=1, version=1, state=b"x"))
    assert await journal.read(START) == []
    assert await journal.decided_until() == 0
    assert await journal.checkpoint() is None


async def test_a_decision_is_journaled_exactly_once(journal: Journal) -> None:
    lease = await lease_of(journal)
    assert await journal.decide(lease, [("d1", lost(1)), ("d2", lost(2)), ("d1", lost(1))], until=10) == 2
    assert await journal.decide(lease, [("d2", lost(2)), ("d3", lost(3))], until=20) == 1
    assert [entry.fact for entry in await journal.read(START)] == [lost(1), lost(2), lost(3)]
    assert await journal.decided_until() == 20


async def test_decided_until_moves_without_decisions_and_never_back(journal: Journal) -> None:
    lease = await lease_of(journal)
    assert await journal.decide(lease, [], until=1_700_000_000_123) == 0
    await journal.decide(lease, [], until=5)
    assert await journal.decided_until() == 1_700_000_000_123


async def test_known_decisions_are_bounded_to_the_latest(room: Room) -> None:
    journal = await room.open(known=2)
    lease = await lease_of(journal)
    await journal.decide(lease, [(f"d{n}", lost(n)) for n in (1, 2, 3)], until=1)
    assert await journal.decide(lease, [("d2", lost(2)), ("d3", lost(3))], until=2) == 0
    assert await journal.decide(lease, [("d1", lost(1))], until=3) == 1


async def test_the_newest_checkpoint_is_kept_whole(room: Room) -> None:
    journal = await room.open()
    lease = await lease_of(journal)
    state = bytes(range(256)) * 40
    await journal.save(lease, Checkpoint(position=7, version=1, state=b"old"))
    await journal.save(lease, Checkpoint(position=9, version=1, state=state))
    await journal.save(lease, Checkpoint(position=8, version=1, state=b"older"))
    assert await (await room.open()).checkpoint() == Checkpoint(position=9, version=1, state=state)


async def test_a_new_version_of_the_fold_replaces_the_checkpoint_though_it_stands_earlier(journal: Journal) -> None:
    lease = await lease_of(journal)
    await journal.save(lease, Checkpoint(position=9, version=1, state=b"first"))
    await journal.save(lease, Checkpoint(position=4, version=2, state=b"second"))
    assert await journal.checkpoint() == Checkpoint(position=4, version=2, state=b"second")


# following, publishing


async def test_following_gives_what_is_there_and_then_what_comes(room: Room) -> None:
    watch, feeds = await room.open(), await room.open()
    await feeds.append(batch(1, 3))
    async with aclosing(watch.follow(1, wait=5000)) as entries:
        assert [entry.number for entry in await anext(entries)] == [2, 3]
        woken = asyncio.ensure_future(anext(entries))
        await asyncio.sleep(0.02)
        assert not woken.done()
        await feeds.append(batch(4, 5))
        # far below `wait`: the append woke it
        assert [entry.number for entry in await asyncio.wait_for(woken, 2)] == [4, 5]


async def test_following_a_quiet_journal_gives_empty_lists(journal: Journal) -> None:
    async with aclosing(journal.follow(START, wait=20)) as entries:
        assert await anext(entries) == []
        assert await anext(entries) == []


async def test_following_many_entries_gives_every_one_in_order(journal: Journal) -> None:
    for first in range(1, 2501, 500):
        await journal.append(batch(first, first + 499))
    seen: list[int] = []
    async with aclosing(journal.follow(START)) as entries:
        while len(seen) < 2500:
            seen += [entry.number for entry in await anext(entries)]
    assert seen == list(range(1, 2501))


async def test_following_beyond_the_end_is_refused(room: Room, journal: Journal) -> None:
    await journal.append(batch(1, 3))
    with pytest.raises(StoreDown, match=rf"^The journal of {room.site} ends at 3; 8 was read from it before\.$"):
        await anext(journal.follow(8))


async def test_who_listens_hears_what_is_published_in_order_and_its_own_channel_only(room: Room) -> None:
    watch, dashboard = await room.open(), await room.open()
    await watch.publish("wall", b"before anyone listened")
    async with aclosing(dashboard.listen("wall")) as heard:
        assert await anext(heard) is None
        await watch.publish("desk", b"another channel")
        await watch.publish("wall", b"\x00one")
        await watch.publish("wall", b"two")
        assert [await anext(heard), await anext(heard)] == [b"\x00one", b"two"]


async def test_every_listener_hears_everything(room: Room) -> None:
    watch, dashboard = await room.open(), await room.open()
    async with aclosing(dashboard.listen("wall")) as one, aclosing(dashboard.listen("wall")) as two:
        assert [await anext(one), await anext(two)] == [None, None]
        await watch.publish("wall", b"document")
        assert [await anext(one), await anext(two)] == [b"document", b"document"]


# beside the journal


async def test_a_beat_overwrites_the_one_before_and_is_no_entry(journal: Journal) -> None:
    await journal.beat(LINE_070, Beat(heard=1))
    await journal.beat(LINE_070, Beat(heard=2, offset=-240_000, duplicates=3))
    await journal.beat(LINE_911, Beat(heard=3, connected=False))
    assert await journal.beats() == {
        LINE_070: Beat(heard=2, offset=-240_000, duplicates=3),
        LINE_911: Beat(heard=3, connected=False),
    }
    assert await journal.read(START) == []


async def test_health_counts_entries_and_the_free_disk(room: Room, journal: Journal) -> None:
    await journal.append(batch(1, 3))
    room.free = 0.4
    health = await journal.health()
    assert (health.entries, health.free, health.nearly_full) == (3, 0.4, False)


async def test_a_disk_nearly_full_refuses_batches_but_not_decisions_and_resumes_alone(
    room: Room, journal: Journal
) -> None:
    lease = await lease_of(journal)
    await journal.append(batch(1, 3))
    room.free = 0.049
    with pytest.raises(StoreDown, match=r"is nearly full: nothing is journaled\.$"):
        await journal.append(batch(4, 5))
    assert await journal.mark(LINE_070) == Mark("e1", 3)
    assert (await journal.health()).nearly_full
    assert await journal.decide(lease, [("d1", lost(1))], until=1) == 1
    room.free = 0.05
    assert await journal.append(batch(4, 5)) == Mark("e1", 5)
    assert [entry.number for entry in await journal.read(START)] == [1, 2, 3, 4, 5, 6]


async def test_a_store_of_demos_refuses_a_real_site(journal: Journal) -> None:
    with pytest.raises(MixedStore, match=r"is demo; this site is real\.$"):
        await journal.open("real")
    await journal.open("demo")


async def test_sites_of_one_store_do_not_see_each_other(room: Room) -> None:
    here = await room.open()
    await here.append(batch(1, 3))
    room.site += "_next"
    there = await room.open()
    assert await there.read(START) == []
    assert await there.append(batch(1, 1)) == Mark("e1", 1)
