"""What every journal promises, checked on memory, on the embedded Valkey and on Debian's Redis."""

import asyncio
from contextlib import aclosing

import pytest

from journal.journal import START, Batch, Beat, Checkpoint, Journal, Lease, Mark
from picture.errors import LeaseLost, MarkMoved, MixedStore, StoreDown
from tests.journal.conftest import Room
from tests.journal.facts import LINE_070, batch, gap, lost, offered, refused

LINE_911 = "nl/911"


async def lease_of(journal: Journal, holder: str = "watch-1") -> Lease:
    lease = await journal.lease(holder, 60_000)
    assert lease
    return lease


# numbers and stamps


async def test_entries_are_numbered_from_one_without_holes_whoever_writes(room: Room) -> None:
    first, second = await room.open(), await room.open()
    lease = await lease_of(first)
    await asyncio.gather(
        *(first.append(batch(1, 7, source=f"nl/{n}")) for n in range(5)),
        *(second.record([lost(n)]) for n in range(5)),
        second.decide(lease, [("d1", lost(1)), ("d2", lost(2))], until=10),
    )
    assert [entry.number for entry in await first.read(START)] == list(range(1, 43))


async def test_an_entry_comes_back_as_the_fact_that_was_given(journal: Journal) -> None:
    facts = [offered(1), offered(2)]
    await journal.append(batch(1, 2))
    assert [entry.fact for entry in await journal.read(START)] == facts


async def test_stamps_are_the_stores_time_and_never_decrease(journal: Journal) -> None:
    before = await journal.now()
    for n in range(1, 4):
        await journal.append(batch(n, n))
        await journal.record([lost(n)])
    stamps = [entry.recorded for entry in await journal.read(START)]
    assert stamps == sorted(stamps)
    assert before <= stamps[0] <= stamps[-1] <= await journal.now()


async def test_reading_pages_through_everything_once(journal: Journal) -> None:
    await journal.append(batch(1, 25))
    pages, after = [], START
    while page := await journal.read(after, limit=10):
        pages.append([entry.number for entry in page])
        after = page[-1].number
    assert pages == [list(range(1, 11)), list(range(11, 21)), list(range(21, 26))]
    assert await journal.read(25) == []


async def test_facts_of_our_own_are_numbered_and_the_last_number_is_told(journal: Journal) -> None:
    assert await journal.record([lost(1), lost(2)]) == 2
    assert await journal.record([]) == 2
    assert await journal.record([lost(3)]) == 3


# marks


async def test_a_source_never_heard_stands_at_nothing(journal: Journal) -> None:
    assert await journal.mark(LINE_070) == Mark()


async def test_the_mark_moves_with_the_batch_and_every_journal_sees_it(room: Room) -> None:
    feeds, another = await room.open(), await room.open()
    assert await feeds.append(batch(1, 3)) == Mark("e1", 3)
    assert await another.mark(LINE_070) == Mark("e1", 3)
    assert await another.mark(LINE_911) == Mark()


async def test_a_batch_repeated_after_a_lost_answer_changes_nothing_and_is_answered(journal: Journal) -> None:
    await journal.append(batch(1, 3))
    assert await journal.append(batch(1, 3)) == Mark("e1", 3)
    await journal.append(batch(4, 5))
    assert await journal.append(batch(1, 3)) == Mark("e1", 5)
    assert len(await journal.read(START)) == 5


async def test_a_batch_that_skips_sequences_is_refused_and_names_where_we_stand(journal: Journal) -> None:
    await journal.append(batch(1, 3))
    with pytest.raises(MarkMoved, match=r"^nl/070 stands at 3 of epoch 'e1'; the batch continues 4 of epoch 'e1'\.$"):
        await journal.append(batch(5, 6))
    assert await journal.mark(LINE_070) == Mark("e1", 3)
    assert len(await journal.read(START)) == 3


async def test_a_batch_that_moves_nothing_writes_nothing(journal: Journal) -> None:
    await journal.append(batch(1, 3))
    still = Batch(source=LINE_070, after=Mark("e1", 3), mark=Mark("e1", 3), facts=[offered(3)])
    assert await journal.append(still) == Mark("e1", 3)
    assert len(await journal.read(START)) == 3


async def test_a_batch_half_below_the_mark_is_refused(journal: Journal) -> None:
    await journal.append(batch(1, 3))
    with pytest.raises(MarkMoved):
        await journal.append(batch(2, 5))
    assert len(await journal.read(START)) == 3


async def test_of_two_feeds_with_the_same_batch_one_writes_it(room: Room) -> None:
    feeds = [await room.open() for _ in range(4)]
    marks = await asyncio.gather(*(journal.append(batch(1, 50)) for journal in feeds))
    assert marks == [Mark("e1", 50)] * 4
    assert len(await feeds[0].read(START)) == 50


async def test_a_declared_gap_moves_the_mark_over_what_the_centre_lacks(journal: Journal) -> None:
    await journal.append(batch(1, 3))
    over = Batch(source=LINE_070, after=Mark("e1", 3), mark=Mark("e1", 9), facts=[gap(4, 8), offered(9)])
    assert await journal.append(over) == Mark("e1", 9)
    assert [entry.fact for entry in await journal.read(3)] == [gap(4, 8), offered(9)]


async def test_a_new_epoch_starts_over_and_its_batch_may_be_repeated(journal: Journal) -> None:
    await journal.append(batch(1, 100))
    renumbered = Batch(
        source=LINE_070, after=Mark("e1", 100), mark=Mark("e2", 2), facts=[gap(1, 1), offered(2, epoch="e2")]
    )
    assert await journal.append(renumbered) == Mark("e2", 2)
    assert await journal.append(renumbered) == Mark("e2", 2)
    assert len(await journal.read(START)) == 102


async def test_a_batch_of_an_epoch_that_is_over_is_refused(journal: Journal) -> None:
    await journal.append(batch(1, 3))
    await journal.append(Batch(source=LINE_070, after=Mark("e1", 3), mark=Mark("e2", 5), facts=[gap(1, 5)]))
    with pytest.raises(MarkMoved):
        await journal.append(batch(1, 3))


async def test_a_centre_that_fell_back_may_take_the_mark_back_with_a_gap(journal: Journal) -> None:
    await journal.append(batch(1, 9))
    back = Batch(source=LINE_070, after=Mark("e1", 9), mark=Mark("e1", 4), facts=[gap(5, 9)])
    assert await journal.append(back) == Mark("e1", 4)
    assert await journal.append(back) == Mark("e1", 4)
    assert len(await journal.read(START)) == 10


async def test_an_epoch_may_be_any_words(journal: Journal) -> None:
    mark = Mark("2024 05:01 \u00e9poca", 7)
    await journal.append(Batch(source=LINE_070, after=Mark(), mark=mark, facts=[offered(7)]))
    assert await journal.mark(LINE_070) == mark


# quarantine


async def test_a_refused_frame_is_kept_and_passed_in_the_same_step(journal: Journal) -> None:
    await journal.append(
        Batch(
            source=LINE_070,
            after=Mark(),
            mark=Mark("e1", 3),
            facts=[offered(1), offered(3)],
            quarantined=[refused(2)],
        )
    )
    (kept,) = await journal.quarantined()
    assert (kept.id, kept.sequence, kept.reason, kept.redriven) == (1, 2, "type: is unknown", False)
    assert kept.recorded >= (await journal.read(START))[0].recorded
    assert await journal.mark(LINE_070) == Mark("e1", 3)


async def test_a_repeated_batch_is_not_quarantined_twice(journal: Journal) -> None:
    bad = Batch(source=LINE_070, after=Mark(), mark=Mark("e1", 1), quarantined=[refused(1)])
    await journal.append(bad)
    await journal.append(bad)
    assert len(await journal.quarantined()) == 1


async def test_quarantine_lists_the_latest_of_a_source_oldest_first(journal: Journal) -> None:
    for n in range(1, 6):
        for source in (LINE_070, LINE_911):
            frame = refused(n, source)
            after = Mark("e1", n - 1) if n > 1 else Mark()
            await journal.append(Batch(source=source, after=after, mark=Mark("e1", n), quarantined=[frame]))
    assert [frame.sequence for frame in await journal.quarantined(LINE_911, limit=3)] == [3, 4, 5]
    assert [frame.id for frame in await journal.quarantined()] == list(range(1, 11))
    assert await journal.quarantined("nl/066") == []


async def test_a_frame_is_redriven_once(room: Room) -> None:
    first, second = await room.open(), await room.open()
    await first.append(Batch(source=LINE_070, after=Mark(), mark=Mark("e1", 2), quarantined=[refused(1), refused(2)]))
    _, frame = await first.quarantined()
    await asyncio.gather(first.redrive(frame, offered(2)), second.redrive(frame, offered(2)))
    assert [entry.fact for entry in await first.read(START)] == [offered(2)]
    assert [frame.redriven for frame in await first.quarantined()] == [False, True]


async def test_a_frame_that_was_never_refused_cannot_be_redriven(room: Room, journal: Journal) -> None:
    with pytest.raises(LookupError, match=f"^no quarantined frame 0 at {room.site}$"):
        await journal.redrive(refused(1), offered(1))
    assert await journal.read(START) == []


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
