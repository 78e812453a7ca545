"""Redaction on a real store: what dies half-way, who else redacts, and what is left in the store's files."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
import redis

from journal.journal import Checkpoint
from journal.valkey import ValkeyJournal
from journal.valkey import redaction as valkey_redaction
from picture.errors import StoreDown
from tests.journal.facts import lease_of
from tests.journal.test_contract_redact import SHELTER, STREET, at, everything, placed, told, without
from tests.stores import Server

pytestmark = pytest.mark.store

SITE = "nuevo_leon"
COPY = b"{nuevo_leon}:redacted"


@pytest.fixture
def admin(valkey: Server) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(valkey.url) as client:
        yield client


@pytest_asyncio.fixture
async def journal(valkey: Server) -> AsyncIterator[ValkeyJournal]:
    journal = ValkeyJournal(valkey.url, SITE, patience=2)
    await journal.open("real")
    yield journal
    await journal.close()


def bytes_of(server: Server) -> bytes:
    return b"".join(path.read_bytes() for path in server.directory.rglob("*") if path.is_file())


async def test_what_was_taken_out_leaves_the_stores_files(
    journal: ValkeyJournal, valkey: Server, admin: redis.Redis
) -> None:
    await journal.append(placed(1, SHELTER, STREET))
    lease = await lease_of(journal)
    await journal.save(lease, Checkpoint(position=2, version=1, state=SHELTER.encode()))
    await journal.redact(without(SHELTER), told)
    assert SHELTER.encode() in bytes_of(valkey)
    assert await journal.rewrite()
    async with asyncio.timeout(5):  # the store deletes its old file in a thread of its own
        while SHELTER.encode() in bytes_of(valkey):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    valkey.kill()
    valkey.start()
    await journal.close()
    assert [entry.fact for entry in await everything(journal)][:2] == [at(1, ""), at(2, STREET)]
    assert admin.keys("*redacted*") == []


@pytest.mark.parametrize("copied", [1, 2, 3])
async def test_who_dies_half_way_leaves_the_journal_as_it_was_and_the_next_one_does_it(
    journal: ValkeyJournal, valkey: Server, admin: redis.Redis, copied: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await journal.append(placed(1, *[SHELTER, STREET] * 1200))
    before = await everything(journal)
    run, steps = journal._store.run, 0

    async def dying(name: str, keys: tuple[str, ...], *words: bytes) -> object:
        nonlocal steps
        steps += name in ("copy", "redact")
        if steps > copied:
            valkey.kill()
        return await run(name, keys, *words)

    monkeypatch.setattr(journal._store, "run", dying)
    with pytest.raises(StoreDown):
        await journal.redact(without(SHELTER), told)
    monkeypatch.undo()
    valkey.start()
    assert admin.exists(COPY)
    assert await everything(journal) == before
    assert await journal.redact(without(SHELTER), told) == 1200
    assert not admin.exists(COPY)
    assert len(await everything(journal)) == 2401


async def test_a_copy_that_was_left_is_dropped_also_when_nothing_is_to_change(
    journal: ValkeyJournal, admin: redis.Redis
) -> None:
    await journal.append(placed(1, STREET))
    admin.xadd(COPY, {"r": "1", "f": SHELTER}, id="1-0")
    assert await journal.redact(without(SHELTER), told) == 0
    assert not admin.exists(COPY)


async def test_of_two_who_redact_at_once_none_spoils_the_others_copy(
    journal: ValkeyJournal, valkey: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(valkey_redaction, "PAGE", 50)
    other = ValkeyJournal(valkey.url, SITE)
    await other.open("real")
    await journal.append(placed(1, *[SHELTER, STREET] * 1000))

    async def redacted(one: ValkeyJournal, *cells: str) -> None:
        while True:
            try:
                await one.redact(without(*cells), told)
            except StoreDown:
                await asyncio.sleep(0.005)
            else:
                return

    await asyncio.gather(redacted(journal, SHELTER), redacted(other, SHELTER, STREET))
    entries = await everything(journal)
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.fact for entry in entries[:2000]] == [at(number, "") for number in range(1, 2001)]
    await other.close()


async def test_a_store_that_does_not_let_us_rewrite_says_so(journal: ValkeyJournal, admin: redis.Redis) -> None:
    admin.acl_setuser("default", enabled=True, nopass=True, commands=["+@all", "-bgrewriteaof"], keys=["*"])
    with pytest.raises(StoreDown):
        await journal.rewrite(200)
    assert not await journal.rewrite(0)
