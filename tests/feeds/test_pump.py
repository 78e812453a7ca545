"""Bursts, back-pressure and frames too big, over a real WebSocket."""

import asyncio

from tests.feeds.cast import event
from tests.feeds.pretend import PretendCentre, until
from tests.feeds.room import Room, running


async def test_a_burst_is_journaled_in_few_batches(room: Room) -> None:
    sizes: list[float] = []
    async with PretendCentre(2_500).open() as centre, running(room.client(centre, appended=sizes.append)):
        await until(lambda: len(room.sequences) == 2_500)
        assert room.sequences == list(range(1, 2_501))
        assert len(sizes) < 250


async def test_while_the_store_is_down_nothing_is_acknowledged_and_the_centre_is_held_back(room: Room) -> None:
    async with PretendCentre(1, frame=lambda n: event(n, id="x" * 100)).open() as centre:
        client = room.client(centre)
        async with running(client):
            await until(lambda: centre.acks == [1])
            room.store.fall()
            flood = asyncio.create_task(centre.happen(60_000))
            await until(lambda: client.held_back)
            await asyncio.sleep(0.6)
            assert not flood.done()
            assert centre.acks == [1]
            assert client.tally.frames < 10_000
            room.store.rise()
            await flood
            await until(lambda: centre.acks[-1] == 60_001, 30)
            assert room.sequences == list(range(1, 60_002))
            assert not client.held_back


async def test_a_frame_over_64_kib_is_refused_and_the_feed_goes_on(room: Room) -> None:
    big = event(2, id="x" * 200_000)
    centre = PretendCentre(3, frame=lambda n: big if n == 2 else event(n))
    async with centre.open(), running(room.client(centre)):
        await until(lambda: room.sequences == [1, 3])
        (frame,) = await room.journal.quarantined()
        assert (frame.sequence, frame.reason) == (2, "frame: is longer than 65536 bytes")
        assert (frame.length, len(centre.visits)) == (len(big), 1)


async def test_a_frame_that_ends_the_connection_twice_is_refused_and_the_feed_goes_on(room: Room) -> None:
    centre = PretendCentre(3, frame=lambda n: event(n, id="x" * 2_000_000) if n == 2 else event(n))
    async with centre.open(), running(room.client(centre)):
        await until(lambda: room.sequences == [1, 3])
        (frame,) = await room.journal.quarantined()
        assert (frame.sequence, frame.reason) == (2, "frame: is longer than 1048576 bytes")


async def test_text_that_is_no_utf_8_is_refused_and_the_feed_goes_on(room: Room) -> None:
    async with PretendCentre(1).open() as centre, running(room.client(centre)) as client:
        await until(lambda: room.sequences == [1])
        await centre.say(b'{"specversion":"\xff"}')
        await until(lambda: client.tally.quarantined == 1)
        await centre.happen()
        await until(lambda: room.sequences == [1, 2])
        assert len(centre.visits) == 1
