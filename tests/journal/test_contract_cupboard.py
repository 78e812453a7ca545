"""What every journal promises of its end, of its cupboard and of the audit; on every adapter."""

import asyncio

import pytest

from journal.journal import START, Journal
from tests.journal.conftest import Room
from tests.journal.facts import batch, lost

ODD = ["*", "[a-z]", "a:b", "a?", "back\\slash", "^", "{site}", "ñandú 7", "%3A", ""]


async def gone(journal: Journal, shelf: str, key: str) -> None:
    """Waits until there is nothing there; after five seconds in vain the test fails."""
    deadline = await journal.now() + 5000
    while await journal.get(shelf, key) is not None:
        assert await journal.now() < deadline


# the journal's end


async def test_the_tail_is_the_last_number_and_the_stores_clock(journal: Journal) -> None:
    last, _ = await journal.tail()
    assert last == 0
    await journal.append(batch(1, 3))
    await journal.record([lost(1)])
    before = await journal.now()
    last, now = await journal.tail()
    after = await journal.now()
    assert last == (await journal.health()).entries == 4
    assert before <= now <= after


async def test_what_comes_after_a_tail_is_numbered_above_it_and_stamped_no_earlier(room: Room) -> None:
    watch, feeds = await room.open(), await room.open()
    appending = asyncio.ensure_future(feeds.append(batch(1, 50)))
    tails = [await watch.tail() for _ in range(20)]
    await appending
    await feeds.append(batch(51, 60))
    entries = await watch.read(START)
    assert len(entries) == 60
    for last, now in tails:
        assert all(entry.recorded <= now for entry in entries[:last])
        assert all(entry.recorded >= now for entry in entries[last:])


# the cupboard


async def test_what_is_put_is_kept_for_every_journal_of_the_site_until_it_is_dropped(room: Room) -> None:
    here, there = await room.open(), await room.open()
    value = bytes(range(256))
    assert await here.get("sessions", "s1") is None
    assert await here.put("sessions", "s1", b"first")
    assert await here.put("sessions", "s1", value)
    assert await there.get("sessions", "s1") == value
    assert await there.drop("sessions", "s1") is True
    assert await here.get("sessions", "s1") is None
    assert await here.drop("sessions", "s1") is False


async def test_an_empty_value_is_a_value(journal: Journal) -> None:
    await journal.put("active", "s1", b"")
    assert await journal.get("active", "s1") == b""
    assert await journal.shelf("active") == {"s1": b""}
    assert not await journal.put("active", "s1", b"again", new=True)
    assert await journal.take("active", "s1") == b""


async def test_a_value_is_there_for_its_time_and_gone_after_it(journal: Journal) -> None:
    start = await journal.now()
    await journal.put("codes", "short", b"1", 80)
    await journal.put("codes", "long", b"2", 60_000)
    await journal.put("codes", "always", b"3")
    await gone(journal, "codes", "short")
    assert await journal.now() - start >= 80
    assert await journal.shelf("codes") == {"long": b"2", "always": b"3"}
    assert await journal.take("codes", "short") is None
    assert await journal.drop("codes", "short") is False
    assert await journal.put("codes", "short", b"again", new=True)


async def test_putting_again_sets_the_time_anew(journal: Journal) -> None:
    await journal.put("active", "renewed", b"1", 60)
    await journal.put("active", "for ever", b"1", 60)
    await journal.put("active", "renewed", b"2", 60_000)
    await journal.put("active", "for ever", b"2")
    await journal.put("active", "witness", b"1", 80)
    await gone(journal, "active", "witness")
    assert await journal.shelf("active") == {"renewed": b"2", "for ever": b"2"}


async def test_a_time_that_is_already_over_keeps_nothing(journal: Journal) -> None:
    assert await journal.put("codes", "late", b"1", -5)
    await gone(journal, "codes", "late")


async def test_of_twenty_that_put_what_must_be_new_one_does(room: Room) -> None:
    journals = [await room.open(), await room.open()]
    kept = await asyncio.gather(
        *(journals[n % 2].put("codes", "c1", str(n).encode(), 60_000, new=True) for n in range(20))
    )
    assert kept.count(True) == 1
    assert await journals[0].get("codes", "c1") == str(kept.index(True)).encode()


async def test_of_twenty_that_take_at_once_one_gets_it(room: Room) -> None:
    journals = [await room.open(), await room.open()]
    await journals[0].put("codes", "c1", b"once")
    taken = await asyncio.gather(*(journals[n % 2].take("codes", "c1") for n in range(20)))
    assert sorted(value for value in taken if value is not None) == [b"once"]
    assert await journals[0].get("codes", "c1") is None


@pytest.mark.parametrize("shelf", ["screens", "*", "scr[e]ens", "s:t", "s\\"])
async def test_a_shelf_lists_its_own_alone_whatever_it_and_its_keys_are_called(room: Room, shelf: str) -> None:
    journal = await room.open()
    others = ["screens2", "screen", "s", "s%3At", "scrxens", "s:t:u", "sx", "t", "**"]
    for other in others:
        await journal.put(other, "k", b"another's")
    for number, key in enumerate(ODD):
        await journal.put(shelf, key, str(number).encode())
    assert await journal.shelf(shelf) == {key: str(number).encode() for number, key in enumerate(ODD)}
    for number, key in enumerate(ODD):
        assert await journal.take(shelf, key) == str(number).encode()
    assert await journal.shelf(shelf) == {}
    for other in others:
        assert await journal.shelf(other) == {"k": b"another's"}


async def test_a_full_shelf_is_listed_whole(journal: Journal) -> None:
    wanted = {f"s{n}": str(n).encode() for n in range(2500)}
    for start in range(0, 2500, 100):
        page = list(wanted.items())[start : start + 100]
        await asyncio.gather(*(journal.put("sessions", key, value) for key, value in page))
    assert await journal.shelf("sessions") == wanted


async def test_the_cupboards_of_two_sites_are_apart_and_no_part_of_the_journal(room: Room) -> None:
    here = await room.open()
    await here.put("room", "blank", b"1")
    await here.audit(b"here")
    assert await here.read(START) == []
    assert (await here.health()).entries == 0
    room.site += "_next"
    there = await room.open()
    assert await there.get("room", "blank") is None
    assert await there.shelf("room") == {}
    assert await there.audited() == []


async def test_attempts_are_counted_from_the_first_and_forgotten_after_their_time(journal: Journal) -> None:
    start = await journal.now()
    assert [await journal.count("failures", "laura", 400) for _ in range(3)] == [1, 2, 3]
    assert await journal.count("failures", "marta", 60_000) == 1
    await gone(journal, "failures", "laura")
    assert await journal.now() - start >= 400
    assert await journal.count("failures", "laura", 60_000) == 1
    assert await journal.count("failures", "marta", 60_000) == 2


async def test_later_attempts_do_not_put_off_the_end(journal: Journal) -> None:
    start = await journal.now()
    while await journal.count("failures", "laura", 100) > 1 or await journal.now() - start < 100:
        assert await journal.now() - start < 5000


async def test_a_counter_can_be_read_listed_and_dropped(journal: Journal) -> None:
    await journal.count("failures", "laura", 60_000)
    await journal.count("failures", "laura", 60_000)
    assert await journal.get("failures", "laura") == b"2"
    assert await journal.shelf("failures") == {"laura": b"2"}
    assert await journal.drop("failures", "laura")
    assert await journal.count("failures", "laura", 60_000) == 1


async def test_twenty_that_count_at_once_are_each_counted(room: Room) -> None:
    journals = [await room.open(), await room.open()]
    counts = await asyncio.gather(*(journals[n % 2].count("failures", "door", 60_000) for n in range(20)))
    assert sorted(counts) == list(range(1, 21))


# the audit


async def test_the_audit_gives_every_record_in_order_and_page_by_page(room: Room) -> None:
    desk, auditor = await room.open(), await room.open()
    before = await desk.now()
    records = [f'{{"what":"read","n":{n}}}'.encode() for n in range(25)] + [bytes(range(256)), b""]
    for record in records:
        await desk.audit(record)
    after = await desk.now()
    whole = await auditor.audited()
    assert [record for _, _, record in whole] == records
    stamps = [recorded for _, recorded, _ in whole]
    assert stamps == sorted(stamps)
    assert before <= stamps[0] <= stamps[-1] <= after
    paged: list[tuple[str, int, bytes]] = []
    while page := await auditor.audited(paged[-1][0] if paged else "", limit=10):
        assert len(page) <= 10
        paged += page
    assert paged == whole


async def test_the_audit_of_many_at_once_has_each_record_at_a_place_of_its_own(room: Room) -> None:
    journals = [await room.open(), await room.open()]
    await asyncio.gather(*(journals[n % 2].audit(str(n).encode()) for n in range(40)))
    whole = await journals[0].audited()
    assert {record for _, _, record in whole} == {str(n).encode() for n in range(40)}
    assert len({place for place, _, _ in whole}) == 40
    assert await journals[1].audited(whole[-1][0]) == []
