"""What every journal promises, checked on memory, on the embedded Valkey and on Debian's Redis."""

import asyncio

import pytest

from journal.journal import START, Batch, Journal, Mark
from picture.errors import MarkMoved
from tests.journal.conftest import Room
from tests.journal.facts import LINE_070, batch, gap, lease_of, lost, offered, refused

LINE_911 = "nl/911"


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
