"""What is taken out of a journal is gone for everybody; all else stays, also what comes meanwhile."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

import msgspec
import pytest

from journal.journal import START, Batch, Checkpoint, Journal, Mark
from picture.events import CallOffered, Entry, Fact, FeedLost
from tests.journal.conftest import Room
from tests.journal.facts import LINE_070, batch, lease_of, lost, offered

SHELTER, STREET = "88489e1aadfffff", "88489e1ab1fffff"


def at(sequence: int, cell: str) -> Fact:
    fact = offered(sequence)
    assert isinstance(fact.data, CallOffered)
    return msgspec.structs.replace(fact, data=msgspec.structs.replace(fact.data, cell=cell))


def placed(first: int, *cells: str) -> Batch:
    last = first + len(cells) - 1
    after = Mark("e1", first - 1) if first > 1 else Mark()
    facts = [at(number, cell) for number, cell in enumerate(cells, first)]
    return Batch(source=LINE_070, after=after, mark=Mark("e1", last), facts=facts)


def without(*cells: str) -> Callable[[Entry], Fact | None]:
    def change(entry: Entry) -> Fact | None:
        data = entry.fact.data
        if isinstance(data, CallOffered) and data.cell in cells:
            return msgspec.structs.replace(entry.fact, data=msgspec.structs.replace(data, cell=""))
        return None

    return change


def told(many: int) -> Fact:
    return lost(many)  # any fact of our own


async def everything(journal: Journal) -> list[Entry]:
    entries: list[Entry] = []
    while page := await journal.read(entries[-1].number if entries else START):
        entries += page
    return entries


async def test_what_changes_keeps_number_and_stamp_and_all_else_stays_as_it_is(journal: Journal) -> None:
    await journal.append(placed(1, SHELTER, STREET, "", SHELTER))
    await journal.record([lost(9)])
    before = await everything(journal)
    assert await journal.redact(without(SHELTER), told) == 2
    *after, last = await everything(journal)
    assert [(e.number, e.recorded) for e in after] == [(e.number, e.recorded) for e in before]
    assert [e.fact for e in after] == [at(1, ""), at(2, STREET), at(3, ""), at(4, ""), lost(9)]
    assert (last.number, last.fact) == (6, lost(2))


async def test_the_journal_goes_on_where_it_was(journal: Journal) -> None:
    await journal.append(placed(1, SHELTER))
    await journal.redact(without(SHELTER), told)
    assert await journal.append(batch(2, 3)) == Mark("e1", 3)
    assert await journal.record([lost(5)]) == 5
    assert [entry.number for entry in await everything(journal)] == [1, 2, 3, 4, 5]
    assert (await journal.health()).entries == 5
    assert (await journal.tail())[0] == 5


async def test_with_nothing_to_change_nothing_is_written(journal: Journal) -> None:
    assert await journal.redact(without(SHELTER), told) == 0
    await journal.append(placed(1, STREET))
    lease = await lease_of(journal)
    await journal.save(lease, Checkpoint(position=1, version=1, state=b"picture"))
    assert await journal.redact(without(SHELTER), told) == 0
    assert len(await everything(journal)) == 1
    assert await journal.checkpoint()


async def test_a_second_time_there_is_nothing_left_to_change(journal: Journal) -> None:
    await journal.append(placed(1, SHELTER, STREET))
    assert await journal.redact(without(SHELTER), told) == 1
    assert await journal.redact(without(SHELTER), told) == 0
    assert await journal.redact(without(SHELTER, STREET), told) == 1


@pytest.mark.parametrize("many", [999, 1000, 1001, 2500])
async def test_a_long_journal_is_changed_wherever_a_page_ends(journal: Journal, many: int) -> None:
    cells = [STREET] * many
    cells[0] = cells[many // 2] = cells[-1] = SHELTER
    await journal.append(placed(1, *cells))
    assert await journal.redact(without(SHELTER), told) == 3
    entries = await everything(journal)
    assert [e.number for e in entries] == list(range(1, many + 2))
    assert [e.fact.data.cell for e in entries if isinstance(e.fact.data, CallOffered)].count(STREET) == many - 3


async def test_the_checkpoint_is_gone_and_an_older_picture_is_not_saved_again(journal: Journal) -> None:
    await journal.append(placed(1, SHELTER, STREET))
    lease = await lease_of(journal)
    await journal.save(lease, Checkpoint(position=2, version=1, state=b"with a shelter"))
    await journal.redact(without(SHELTER), told)
    assert await journal.checkpoint() is None
    await journal.save(lease, Checkpoint(position=2, version=2, state=b"with a shelter"))
    assert await journal.checkpoint() is None
    await journal.save(lease, Checkpoint(position=3, version=1, state=b"without"))
    kept = await journal.checkpoint()
    assert kept and kept.state == b"without"


async def test_nothing_that_comes_meanwhile_is_lost_and_what_must_go_goes_too(room: Room) -> None:
    feeds, redacting = await room.open(), await room.open()
    await feeds.append(placed(1, *[SHELTER, STREET] * 1500))

    async def append() -> None:
        for last in range(3000, 3400, 2):
            await feeds.append(placed(last + 1, SHELTER, STREET))
            await feeds.record([lost(last)])

    appending = asyncio.create_task(append())
    while await feeds.mark(LINE_070) == Mark("e1", 3000):  # noqa: ASYNC110  # until the first is there
        await asyncio.sleep(0.001)
    assert await redacting.redact(without(SHELTER), told) > 1500
    await appending
    await redacting.redact(without(SHELTER), told)
    entries = await everything(feeds)
    assert [e.number for e in entries] == list(range(1, len(entries) + 1))
    calls = [e.fact for e in entries if isinstance(e.fact.data, CallOffered)]
    assert [fact.sequence for fact in calls] == list(range(1, 3401))
    assert {fact.data.cell for fact in calls if isinstance(fact.data, CallOffered)} == {"", STREET}
    stamps = [e.recorded for e in entries]
    assert stamps == sorted(stamps)


async def test_who_follows_goes_on_over_a_redaction(room: Room) -> None:
    feeds, watch = await room.open(), await room.open()
    await feeds.append(placed(1, SHELTER, STREET))
    heard: list[Entry] = []

    async def follow() -> None:
        async with aclosing(watch.follow(START, wait=50)) as lines:
            async for entries in lines:
                heard.extend(entries)
                if len(heard) == 4:
                    return

    following = asyncio.create_task(follow())
    while len(heard) < 2:  # noqa: ASYNC110  # what is waited for comes from the store
        await asyncio.sleep(0.01)
    await feeds.redact(without(SHELTER), told)
    await feeds.record([lost(7)])
    await asyncio.wait_for(following, 5)
    assert [entry.number for entry in heard] == [1, 2, 3, 4]
    assert [type(entry.fact.data) for entry in heard[2:]] == [FeedLost, FeedLost]


async def test_the_files_are_rewritten(journal: Journal) -> None:
    await journal.append(placed(1, SHELTER))
    assert await journal.rewrite()
