"""What only a real store can show: refusals at the door, outages, and nothing acknowledged ever lost."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, suppress

import pytest
import pytest_asyncio
import redis

from journal.journal import START, Batch, Lease, Mark
from journal.valkey import ValkeyJournal
from picture.errors import MarkMoved, MixedStore, StoreDown
from picture.events import Entry
from tests.journal.facts import LINE_070, batch, lost, offered, refused
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


async def all_of(journal: ValkeyJournal) -> list[Entry]:
    entries: list[Entry] = []
    while page := await journal.read(entries[-1].number if entries else START):
        entries += page
    return entries


# at the door


@pytest.mark.parametrize(
    ("option", "value", "wanted"),
    [
        ("appendonly", "no", "yes"),
        ("appendfsync", "everysec", "always"),
        ("maxmemory-policy", "allkeys-lru", "noeviction"),
    ],
)
async def test_a_store_that_may_lose_facts_is_refused(
    valkey: Server, admin: redis.Redis, option: str, value: str, wanted: str
) -> None:
    admin.config_set(option, value)
    journal = ValkeyJournal(valkey.url, SITE)
    where = f"127\\.0\\.0\\.1:{valkey.port}"
    with pytest.raises(StoreDown, match=f"^The store at {where} may lose facts: {option} is '{value}', not '{wanted}'"):
        await journal.open("real")
    await journal.close()
    assert admin.dbsize() == 0


async def test_a_store_that_hides_its_configuration_is_refused_and_the_password_is_not_told(
    valkey: Server, admin: redis.Redis
) -> None:
    admin.acl_setuser("guest", enabled=True, passwords=["+s3cret"], commands=["+get"], keys=["*"])
    journal = ValkeyJournal(f"redis://guest:s3cret@127.0.0.1:{valkey.port}", SITE)
    with pytest.raises(
        StoreDown, match=r"^The store at 127\.0\.0\.1:\d+ does not show its configuration: .*no permissions"
    ) as told:
        await journal.open("real")
    assert "s3cret" not in str(told.value)
    await journal.close()


async def test_a_demo_and_a_real_site_never_share_a_store(journal: ValkeyJournal, valkey: Server) -> None:
    demo = ValkeyJournal(valkey.url, "peru")
    with pytest.raises(MixedStore, match=rf"^The store at 127\.0\.0\.1:{valkey.port} is real; this site is demo\.$"):
        await demo.open("demo")
    await demo.open("real")
    await demo.close()


async def test_a_store_that_is_not_there_is_told_in_a_sentence(valkey: Server) -> None:
    valkey.kill()
    journal = ValkeyJournal(valkey.url, SITE)
    with pytest.raises(StoreDown, match=rf"^The store at 127\.0\.0\.1:{valkey.port} cannot be reached: .+\.$"):
        await journal.open("real")


# outages


async def test_what_was_acknowledged_survives_sigkill_and_the_same_journal_goes_on(
    journal: ValkeyJournal, valkey: Server
) -> None:
    acknowledged = 0

    async def feed(until: int) -> None:
        nonlocal acknowledged
        while acknowledged < until:
            mark = await journal.append(batch(acknowledged + 1, acknowledged + 5))
            acknowledged = mark.sequence

    for _ in range(3):
        feeding = asyncio.ensure_future(feed(10**9))
        await asyncio.sleep(0.1)
        valkey.kill()
        with pytest.raises(StoreDown):
            await feeding
        before = acknowledged
        valkey.start()
        assert (await journal.mark(LINE_070)).sequence in (before, before + 5)
        await feed(before + 5)
    entries = await all_of(journal)
    assert acknowledged > 0
    assert [entry.number for entry in entries] == list(range(1, acknowledged + 1))
    assert [entry.fact.sequence for entry in entries] == list(range(1, acknowledged + 1))


async def test_follower_and_listener_are_told_of_an_outage_and_can_start_again(
    journal: ValkeyJournal, valkey: Server
) -> None:
    await journal.append(batch(1, 3))
    async with aclosing(journal.follow(3, wait=60_000)) as entries, aclosing(journal.listen("wall")) as heard:
        assert await anext(heard) is None
        waiting = [asyncio.ensure_future(anext(entries)), asyncio.ensure_future(anext(heard))]
        await asyncio.sleep(0.05)
        valkey.kill()
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [StoreDown, StoreDown]
    valkey.start()
    await journal.append(batch(4, 4))
    async with aclosing(journal.follow(3)) as entries, aclosing(journal.listen("wall")) as heard:
        assert [entry.number for entry in await anext(entries)] == [4]
        assert await anext(heard) is None


async def test_a_store_that_hangs_counts_as_down_and_what_it_does_late_is_not_done_twice(
    valkey: Server,
) -> None:
    journal = ValkeyJournal(valkey.url, SITE, patience=0.3)
    await journal.open("real")
    await journal.append(batch(1, 3))
    valkey.freeze()
    with pytest.raises(StoreDown, match=r"cannot be reached: TimeoutError\.$"):
        await journal.append(batch(4, 6))
    valkey.thaw()
    assert await journal.append(batch(4, 6)) == Mark("e1", 6)
    assert [entry.fact.sequence for entry in await journal.read(START)] == [1, 2, 3, 4, 5, 6]
    await journal.close()


@pytest.mark.parametrize(("option", "tight", "loose"), [("maxmemory", "1", "0"), ("min-replicas-to-write", "1", "0")])
async def test_a_store_that_refuses_to_write_counts_as_down_and_then_resumes(
    journal: ValkeyJournal, admin: redis.Redis, option: str, tight: str, loose: str
) -> None:
    await journal.append(batch(1, 3))
    admin.config_set(option, tight)
    with pytest.raises(StoreDown, match="refuses: "):
        await journal.append(batch(4, 6))
    admin.config_set(option, loose)
    assert await journal.append(batch(4, 6)) == Mark("e1", 6)


async def test_scripts_that_the_store_forgot_are_given_to_it_again(journal: ValkeyJournal, admin: redis.Redis) -> None:
    await journal.append(batch(1, 3))
    admin.script_flush()
    assert await journal.append(batch(4, 6)) == Mark("e1", 6)


async def test_more_calls_than_connections_wait_their_turn(journal: ValkeyJournal) -> None:
    await asyncio.gather(*(journal.append(batch(1, 2, source=f"nl/{n}")) for n in range(60)))
    assert len(await all_of(journal)) == 120


async def test_a_cancelled_call_does_not_give_its_answer_to_the_next_one(journal: ValkeyJournal) -> None:
    for n in range(1, 40):
        call = asyncio.ensure_future(journal.append(batch(n, n)))
        await asyncio.sleep(0.0002 * (n % 4))
        call.cancel()
        with suppress(asyncio.CancelledError):
            await call
        assert await journal.append(batch(n, n)) == Mark("e1", n)
    assert [entry.fact.sequence for entry in await all_of(journal)] == list(range(1, 40))


async def test_a_store_that_comes_back_without_durability_is_refused_before_it_is_written(
    journal: ValkeyJournal, valkey: Server
) -> None:
    await journal.append(batch(1, 3))
    valkey.kill()
    durable = valkey.line
    valkey.line = [*durable, "--appendfsync", "everysec"]
    valkey.start()
    await asyncio.sleep(0.01)  # our loop learns that the old connection is gone
    with pytest.raises(StoreDown, match=r"may lose facts: appendfsync is 'everysec', not 'always'\.$"):
        await journal.append(batch(4, 6))
    valkey.kill()
    valkey.line = durable
    valkey.start()
    await asyncio.sleep(0.01)
    assert await journal.append(batch(4, 6)) == Mark("e1", 6)


# a failed validation leaves nothing


def contents(admin: redis.Redis) -> dict[str | bytes, bytes | None]:
    return {key: admin.dump(key) for key in admin.keys()}  # noqa: SIM118 - a client is no dictionary


async def test_a_refused_batch_leaves_no_byte_behind(journal: ValkeyJournal, admin: redis.Redis) -> None:
    await journal.append(batch(1, 3))
    before = contents(admin)
    ahead = Batch(
        source=LINE_070, after=Mark("e1", 4), mark=Mark("e1", 6), facts=[offered(5)], quarantined=[refused(6)]
    )
    with pytest.raises(MarkMoved):
        await journal.append(ahead)
    assert contents(admin) == before


@pytest.mark.parametrize("key", ["journal", "meta", "marks", "quarantine"])
async def test_a_key_that_is_not_ours_stops_the_batch_before_its_first_write(
    journal: ValkeyJournal, admin: redis.Redis, key: str
) -> None:
    admin.set(f"{{{SITE}}}:{key}", "something else")
    before = contents(admin)
    mixed = Batch(source=LINE_070, after=Mark(), mark=Mark("e1", 2), facts=[offered(1)], quarantined=[refused(2)])
    with pytest.raises(StoreDown, match="refuses: WRONGTYPE"):
        await journal.append(mixed)
    assert contents(admin) == before


async def test_a_journal_that_does_not_end_where_its_number_says_is_not_written_on(
    journal: ValkeyJournal, admin: redis.Redis
) -> None:
    await journal.append(batch(1, 3))
    admin.xdel(f"{{{SITE}}}:journal", "3-0")
    lease = await journal.lease("watch-1", 60_000)
    assert lease
    before = contents(admin)
    torn = r"refuses: TORN the journal ends at 2-0 but its last number is 3\.$"
    with pytest.raises(StoreDown, match=torn):
        await journal.append(batch(4, 5))
    with pytest.raises(StoreDown, match=torn):
        await journal.decide(lease, [("d1", lost(1))], until=9)
    assert contents(admin) == before


async def test_stamps_never_fall_below_the_last_one_though_the_stores_clock_does(
    journal: ValkeyJournal, admin: redis.Redis
) -> None:
    await journal.append(batch(1, 1))
    ahead = await journal.now() + 3_600_000
    admin.hset(f"{{{SITE}}}:meta", "recorded", str(ahead))
    await journal.append(batch(2, 2))
    await journal.record([lost(1)])
    assert [entry.recorded for entry in await journal.read(1)] == [ahead, ahead]


async def test_a_lease_does_not_outlive_its_length_when_the_stores_clock_goes_back(
    journal: ValkeyJournal, admin: redis.Redis
) -> None:
    await journal.lease("watch-1", 3000)
    assert await journal.lease("watch-2", 3000) is None
    admin.hset(f"{{{SITE}}}:lease", "expires", str(await journal.now() + 3_600_000))
    assert await journal.lease("watch-2", 3000) == Lease(holder="watch-2", token=2)


# the disk


async def test_the_disk_that_is_asked_is_the_stores(valkey: Server) -> None:
    asked: list[str] = []

    def full(directory: str) -> float:
        asked.append(directory)
        return 0.01

    journal = ValkeyJournal(valkey.url, SITE, free=full)
    await journal.open("real")
    with pytest.raises(
        StoreDown,
        match=rf"^The disk of the store at 127\.0\.0\.1:{valkey.port} is nearly full: nothing is journaled\.$",
    ):
        await journal.append(batch(1, 1))
    assert asked == [str(valkey.directory)]
    await journal.close()


async def test_health_tells_the_real_disk(journal: ValkeyJournal) -> None:
    assert 0 < (await journal.health()).free < 1
