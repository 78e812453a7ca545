"""What only a real store can show of cupboard, tail and audit: outages, foreign keys, a clock that went back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
import pytest_asyncio
import redis

from journal.journal import Journal
from journal.valkey import ValkeyJournal
from picture.errors import StoreDown
from tests.journal.facts import batch
from tests.stores import Server

pytestmark = pytest.mark.store

SITE = "nuevo_leon"


@pytest.fixture
def admin(valkey: Server) -> Iterator[redis.Redis]:
    """Whoever administers the store, behind our back."""
    with redis.Redis.from_url(valkey.url) as client:
        yield client


@pytest_asyncio.fixture
async def journal(valkey: Server) -> AsyncIterator[ValkeyJournal]:
    journal = ValkeyJournal(valkey.url, SITE, patience=2)
    await journal.open("real")
    yield journal
    await journal.close()


CALLS: dict[str, Callable[[Journal], Awaitable[object]]] = {
    "tail": lambda journal: journal.tail(),
    "put": lambda journal: journal.put("sessions", "s1", b"1", 60_000, new=True),
    "get": lambda journal: journal.get("sessions", "s1"),
    "take": lambda journal: journal.take("sessions", "s1"),
    "drop": lambda journal: journal.drop("sessions", "s1"),
    "shelf": lambda journal: journal.shelf("sessions"),
    "count": lambda journal: journal.count("failures", "laura", 60_000),
    "audit": lambda journal: journal.audit(b"record"),
    "audited": lambda journal: journal.audited(),
}


async def test_every_call_tells_an_outage_as_such_and_works_again_after_it(
    journal: ValkeyJournal, valkey: Server
) -> None:
    valkey.kill()
    for call in CALLS.values():
        with pytest.raises(StoreDown, match=rf"^The store at 127\.0\.0\.1:{valkey.port} cannot be reached: .+\.$"):
            await call(journal)
    valkey.start()
    for call in CALLS.values():
        await call(journal)


@pytest.mark.parametrize("writes", ["put", "count", "audit"])
async def test_a_store_that_takes_nothing_more_counts_as_down(
    journal: ValkeyJournal, admin: redis.Redis, writes: str
) -> None:
    admin.config_set("maxmemory", "1")
    with pytest.raises(StoreDown, match="refuses: "):
        await CALLS[writes](journal)
    admin.config_set("maxmemory", "0")
    await CALLS[writes](journal)


async def test_what_the_audit_acknowledged_survives_sigkill_in_order(journal: ValkeyJournal, valkey: Server) -> None:
    acknowledged: list[bytes] = []
    underway = asyncio.Event()

    async def keep_auditing() -> None:
        while True:
            record = str(len(acknowledged)).encode()
            await journal.audit(record)
            acknowledged.append(record)
            if len(acknowledged) % 20 == 0:
                underway.set()

    for _ in range(3):
        auditing = asyncio.ensure_future(keep_auditing())
        underway.clear()
        await asyncio.wait_for(underway.wait(), 10)
        valkey.kill()
        with pytest.raises(StoreDown):
            await auditing
        valkey.start()
        kept = await journal.audited(limit=1_000_000)
        assert [record for _, _, record in kept][: len(acknowledged)] == acknowledged
        # The record under way may have been kept without our hearing of it; nothing else may be there.
        assert len(kept) - len(acknowledged) in (0, 1)
        acknowledged = [record for _, _, record in kept]
    assert [place for place, _, _ in kept] == [str(number) for number in range(1, len(kept) + 1)]


async def test_what_is_kept_survives_sigkill_with_the_time_it_had_left(journal: ValkeyJournal, valkey: Server) -> None:
    await journal.put("screens", "wall-1", b"enrolled")
    await journal.put("codes", "long", b"1", 600_000)
    await journal.put("codes", "short", b"1", 50)
    await journal.count("failures", "laura", 600_000)
    valkey.kill()
    valkey.start()
    await asyncio.sleep(0.06)
    assert await journal.shelf("codes") == {"long": b"1"}
    assert await journal.get("screens", "wall-1") == b"enrolled"
    assert await journal.count("failures", "laura", 1) == 2


async def test_everything_kept_lies_under_the_sites_hash_tag_and_ends_when_it_should(
    journal: ValkeyJournal, admin: redis.Redis
) -> None:
    await journal.put("codes", "a:b", b"1", 60_000)
    await journal.put("screens", "wall-1", b"1")
    await journal.count("failures", "laura", 60_000)
    for key, ends in (("codes:a:b", True), ("screens:wall-1", False), ("failures:laura", True)):
        left = admin.pttl(f"{{{SITE}}}:shelf:{key}")
        assert 50_000 < left <= 60_000 if ends else left == -1


async def test_a_shelf_is_not_confused_by_a_key_that_is_not_ours(journal: ValkeyJournal, admin: redis.Redis) -> None:
    await journal.put("screens", "wall-1", b"1")
    admin.hset(f"{{{SITE}}}:shelf:screens:wall-2", "not", "ours")
    assert await journal.shelf("screens") == {"wall-1": b"1"}
    with pytest.raises(StoreDown, match="refuses: WRONGTYPE"):
        await journal.get("screens", "wall-2")


async def test_the_audits_stamps_never_fall_though_the_stores_clock_does(
    journal: ValkeyJournal, admin: redis.Redis
) -> None:
    await journal.audit(b"1")
    ahead = await journal.now() + 3_600_000
    admin.hset(f"{{{SITE}}}:audit_meta", "recorded", str(ahead))
    await journal.audit(b"2")
    await journal.audit(b"3")
    assert [recorded for _, recorded, _ in await journal.audited("1")] == [ahead, ahead]


async def test_an_audit_from_which_the_end_was_cut_is_noticed_and_not_written_on(
    journal: ValkeyJournal, admin: redis.Redis
) -> None:
    for record in (b"1", b"2", b"3"):
        await journal.audit(record)
    admin.xdel(f"{{{SITE}}}:audit", "3-0")
    with pytest.raises(StoreDown, match=r"refuses: TORN the audit ends at 2-0 but its last number is 3\.$"):
        await journal.audit(b"4")
    assert [record for _, _, record in await journal.audited()] == [b"1", b"2"]


async def test_a_torn_journal_has_no_tail(journal: ValkeyJournal, admin: redis.Redis) -> None:
    await journal.append(batch(1, 3))
    admin.xdel(f"{{{SITE}}}:journal", "3-0")
    with pytest.raises(StoreDown, match=r"refuses: TORN the journal ends at 2-0 but its last number is 3\.$"):
        await journal.tail()
