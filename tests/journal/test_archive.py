"""The archive on a real store: nothing is lost on the way, whoever dies, and who reads sees one journal."""

import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import redis

from journal.archive import Archive, parquet
from journal.archive.search import Sought
from journal.archive.verify import faults
from journal.journal import START, Checkpoint
from journal.memory import MemoryJournal, MemoryStore
from journal.valkey import ValkeyJournal
from picture.errors import BadArchive, StoreDown
from picture.events import Entry, Fact
from tests.journal.facts import batch, lease_of, lost
from tests.journal.test_contract_redact import SHELTER, STREET, everything, placed, told, without
from tests.stores import Server

pytestmark = pytest.mark.store

SITE = "nuevo_leon"
MANY = 2500


@pytest.fixture
def admin(valkey: Server) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(valkey.url) as client:
        yield client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest_asyncio.fixture
async def journal(valkey: Server, folder: Path) -> AsyncIterator[ValkeyJournal]:
    journal = ValkeyJournal(valkey.url, SITE, patience=2, archive=folder)
    await journal.open("real")
    yield journal
    await journal.close()


async def filled(journal: ValkeyJournal, many: int = MANY, position: int | None = None) -> list[Entry]:
    await journal.append(batch(1, many))
    await save(journal, many if position is None else position)
    return await everything(journal)


async def save(journal: ValkeyJournal, position: int) -> None:
    await journal.save(await lease_of(journal), Checkpoint(position=position, version=1, state=b"folded"))


async def later(journal: ValkeyJournal) -> int:
    """An instant before which everything so far was recorded."""
    return await journal.now() + 1


def in_stream(admin: redis.Redis) -> list[int]:
    rows: Any = admin.xrange(f"{{{SITE}}}:journal")
    return [int(place[:-2]) for place, _ in rows]


def in_archive(folder: Path) -> list[int]:
    return [entry.number for entry in Archive(folder, SITE).find(Sought())]


def files_of(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.parquet"))


def bytes_in(folder: Path) -> bytes:
    """Of all files; a file's pages are compressed, so its entries are read besides."""
    files = b"".join(path.read_bytes() for path in folder.iterdir()) if folder.exists() else b""
    return files + b"".join(row[2] for path in files_of(folder) for row in parquet.everything(path))


async def test_what_is_archived_leaves_the_store_and_is_read_as_before(
    journal: ValkeyJournal, admin: redis.Redis, folder: Path
) -> None:
    before = await filled(journal)
    assert await journal.archive(await later(journal), 1000) == 1000
    assert await journal.archive(await later(journal), 1000) == 1000
    assert in_stream(admin) == list(range(2001, MANY + 1))
    assert in_archive(folder) == list(range(1, 2001))
    assert await everything(journal) == before
    assert await journal.read(1998, 5) == before[1998:2000]
    assert await journal.read(2000, 5) == before[2000:2005]
    assert (await journal.health()).entries == MANY
    assert list(faults(Archive(folder, SITE), 2001)) == []


async def test_the_last_entry_stays_and_the_journal_goes_on(journal: ValkeyJournal, admin: redis.Redis) -> None:
    await filled(journal, 10)
    assert await journal.archive(await later(journal)) == 9
    assert in_stream(admin) == [10]
    assert await journal.archive(await later(journal)) == 0
    await journal.append(batch(11, 12))
    assert await journal.record([lost(5)]) == 13
    assert [entry.number for entry in await everything(journal)] == list(range(1, 14))


@pytest.mark.parametrize(("position", "moved"), [(0, 0), (4, 4), (2500, 9)])
async def test_nothing_leaves_that_no_checkpoint_holds(
    journal: ValkeyJournal, admin: redis.Redis, position: int, moved: int
) -> None:
    await filled(journal, 10, position)
    assert await journal.archive(await later(journal)) == moved
    assert in_stream(admin) == list(range(moved + 1, 11))


async def test_nothing_leaves_that_is_not_old(journal: ValkeyJournal) -> None:
    entries = await filled(journal, 10)
    assert await journal.archive(entries[0].recorded) == 0


async def test_the_script_itself_trims_neither_past_the_checkpoint_nor_the_last(
    journal: ValkeyJournal, admin: redis.Redis
) -> None:
    await filled(journal, 10, 4)
    for through in (5, 10, 11):
        await journal._trim(through)
    assert in_stream(admin) == list(range(1, 11))


async def test_who_follows_from_the_start_is_given_archive_and_stream_in_order(journal: ValkeyJournal) -> None:
    before = await filled(journal)
    await journal.archive(await later(journal), 1700)
    heard: list[Entry] = []
    async with aclosing(journal.follow(START)) as lines:
        async for entries in lines:
            heard += entries
            if len(heard) == MANY:
                break
    assert heard == before


async def test_who_follows_slowly_reads_again_what_was_archived_meanwhile(journal: ValkeyJournal) -> None:
    before = await filled(journal, 4500)
    heard: list[Entry] = []
    async with aclosing(journal.follow(START)) as lines:
        heard += await anext(lines)
        await journal.archive(await later(journal), 4400)
        heard += await anext(lines)  # the store was asked for it before
        with pytest.raises(StoreDown, match="were archived meanwhile: they are read again"):
            heard += await anext(lines)
    while entries := await journal.read(len(heard)):
        heard += entries
    assert heard == before


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_comes_in_whatever_order_it_reads_like_a_journal_without_an_archive(
    journal: ValkeyJournal, folder: Path, seed: int
) -> None:
    chance, twin, given = random.Random(seed), MemoryJournal(MemoryStore(), SITE), 0
    for _ in range(40):
        match chance.choice(("append", "append", "archive", "archive", "save", "redact", "read", "read")):
            case "append":
                more = placed(given + 1, *chance.choices((SHELTER, STREET, ""), k=chance.randint(1, 30)))
                given = more.mark.sequence
                assert await journal.append(more) == await twin.append(more)
            case "archive":
                await save(journal, max(0, (await journal.tail())[0] - chance.randint(0, 9)))
                await journal.archive(await later(journal), chance.randint(1, 40))
            case "save":
                await save(journal, chance.randint(0, (await journal.tail())[0]))
            case "redact":
                cell = chance.choice((SHELTER, STREET))
                assert await journal.redact(without(cell), told) == await twin.redact(without(cell), told)
            case "read":
                after = chance.randint(0, (await journal.tail())[0])
                found, expected = await journal.read(after, 7), await twin.read(after, 7)
                assert facts_of(found) == facts_of(expected)[: len(found)]
                assert bool(found) == bool(expected)
    assert in_archive(folder)
    assert facts_of(await everything(journal)) == facts_of(await everything(twin))
    assert list(faults(Archive(folder, SITE), await journal.first())) == []


def facts_of(entries: list[Entry]) -> list[tuple[int, Fact]]:
    return [(entry.number, entry.fact) for entry in entries]


async def test_who_has_no_archive_is_told_instead_of_given_half(journal: ValkeyJournal, valkey: Server) -> None:
    before = await filled(journal, 10)
    await journal.archive(await later(journal), 6)
    blind = ValkeyJournal(valkey.url, SITE)
    await blind.open("real")
    with pytest.raises(
        BadArchive, match=r"Entries 1 to 6 of nuevo_leon are no longer in the store, and no VIGIA_ARCHI"
    ):
        await blind.read(START)
    with pytest.raises(BadArchive, match="no VIGIA_ARCHIVE"):
        await anext(blind.follow(3))
    with pytest.raises(BadArchive, match="no VIGIA_ARCHIVE"):
        await blind.redact(without(SHELTER), told)
    assert await blind.read(6) == before[6:]
    await blind.close()


STEPS = (
    "journal.archive.manifest write_durably",
    "journal.archive.manifest sync_folder",
    "journal.archive.parquet write",
    "journal.archive.archive save",
    "journal.valkey.reading.Reading _trim",
    "pathlib.Path replace",
)


def killed(url: str, folder: Path, step: str, call: int, when: str) -> None:
    """Archiving by another process, which is killed there."""
    words = [sys.executable, "-m", "tests.journal.dying", url, str(folder), *step.split(), str(call), when]
    died = subprocess.run(words, check=False, timeout=60, capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("moment", ["1 before", "1 after", "2 before", "2 after"])
async def test_sigkill_at_any_step_leaves_no_entry_in_neither(
    journal: ValkeyJournal, admin: redis.Redis, folder: Path, step: str, moment: str
) -> None:
    before = await filled(journal, 40)
    call, when = moment.split()
    killed(journal._url, folder, step, int(call), when)
    assert sorted({*in_stream(admin), *in_archive(folder)}) == list(range(1, 41))
    assert await everything(journal) == before
    while await journal.archive(await later(journal), 10):
        pass
    assert await everything(journal) == before
    assert list(faults(Archive(folder, SITE), await journal.first())) == []
    assert in_archive(folder) == list(range(1, 40))
    assert in_stream(admin) == [40]


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_store_that_is_killed_at_the_trim_loses_nothing(
    journal: ValkeyJournal, valkey: Server, folder: Path, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await filled(journal, 40)
    trim = journal._trim

    async def killing(through: int) -> None:
        if when == "after":
            await trim(through)
        valkey.kill()
        await trim(through)

    monkeypatch.setattr(journal, "_trim", killing)
    with pytest.raises(StoreDown):
        await journal.archive(await later(journal), 10)
    monkeypatch.undo()
    valkey.start()
    assert await everything(journal) == before
    assert await journal.archive(await later(journal)) == 29
    assert await everything(journal) == before
    assert list(faults(Archive(folder, SITE), await journal.first())) == []
