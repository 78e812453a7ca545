"""Refused frames are listed by shape only, and come back once they can be read."""

from feeds.quarantine import Redrive, table
from journal.journal import Batch, Mark, Quarantined
from journal.memory import MemoryJournal
from picture.events import CallOffered
from tests.feeds.cast import LINE_070, admission, event
from tests.feeds.pretend import TOKEN, PretendCentre, until
from tests.feeds.room import Room, running


async def shelved(journal: MemoryJournal, *sequences: int, epoch: str = "e1") -> list[Quarantined]:
    """Frames of those sequences, refused some time ago."""
    frames = [
        Quarantined(source=LINE_070, epoch=epoch, sequence=n, reason="type: is unknown", length=91, skeleton="{id:str}")
        for n in sequences
    ]
    await journal.append(Batch(source=LINE_070, after=Mark(), mark=Mark(epoch, 9), quarantined=frames))
    return await journal.quarantined()


def again(room: Room, centre: PretendCentre, token: str = TOKEN) -> Redrive:
    return Redrive(admission(), centre.url, token, room.journal, room.store.clock)


async def outcomes(redrive: Redrive, entries: list[Quarantined]) -> dict[int, str]:
    return {entry.sequence: outcome async for entry, outcome in redrive.run(entries)}


async def test_a_frame_that_can_be_read_now_is_journaled_once(room: Room) -> None:
    async with PretendCentre(9).open() as centre:
        entries = await shelved(room.journal, 2)
        assert await outcomes(again(room, centre), entries) == {2: "is in the journal now"}
        assert await outcomes(again(room, centre), await room.journal.quarantined()) == {2: "was re-driven before"}
    (entry,) = await room.journal.read(0)
    assert (entry.fact.sequence, entry.fact.epoch, entry.fact.data) == (2, "e1", CallOffered(queue="psicologia"))
    assert await room.mark() == Mark("e1", 9)


async def test_what_becomes_of_each_is_said(room: Room) -> None:
    centre = PretendCentre(9, frame=lambda n: {3: event(3, "call.invented"), 5: b"garbage"}.get(n, event(n)))
    centre.lost = {4}
    async with centre.open():
        entries = await shelved(room.journal, 0, 3, 4, 5, 6)
        assert await outcomes(again(room, centre), entries) == {
            0: "gave no sequence, so it cannot be asked for",
            3: "is refused again: type: is no fact that a centre may send",
            4: "the centre does not have it any more",
            5: "is refused again: frame: is no valid JSON",
            6: "is in the journal now",
        }


async def test_a_centre_that_counts_anew_is_not_asked(room: Room) -> None:
    centre = PretendCentre(9)
    centre.epoch = "e2"
    async with centre.open():
        entries = await shelved(room.journal, 3)
        assert await outcomes(again(room, centre), entries) == {
            3: "the centre counts anew since then and cannot be asked for it"
        }
        assert centre.said == []


async def test_a_centre_that_cannot_be_asked_leaves_everything_as_it_is(room: Room) -> None:
    centre = PretendCentre(9)
    entries = await shelved(room.journal, 3, 4)
    async with centre.open():
        assert set((await outcomes(again(room, centre, "wrong"), entries)).values()) == {"the centre answered 401"}
    gone = await outcomes(again(room, centre), entries)
    assert set(gone.values()) == {"the centre cannot be asked (ConnectionRefusedError)"}
    assert [entry.redriven for entry in await room.journal.quarantined()] == [False, False]


async def test_a_frame_refused_by_the_feed_is_re_driven_beside_it(room: Room) -> None:
    mended = [False]
    centre = PretendCentre(3, frame=lambda n: event(n) if n != 2 or mended[0] else event(2, "call.invented"))
    async with centre.open(), running(room.client(centre)):
        await until(lambda: room.sequences == [1, 3])
        mended[0] = True
        assert await outcomes(again(room, centre), await room.journal.quarantined()) == {2: "is in the journal now"}
        await centre.happen()
        await until(lambda: room.sequences == [1, 3, 2, 4])


async def test_the_list_has_one_line_a_frame(room: Room) -> None:
    entries = await shelved(room.journal, 2, 31)
    heading, first, second = table(entries).splitlines()
    assert heading.split() == ["id", "recorded", "source", "epoch", "sequence", "bytes", "reason", "skeleton"]
    assert first.split()[2:6] == [LINE_070, "e1", "2", "91"]
    assert second.endswith("type: is unknown  {id:str}")
