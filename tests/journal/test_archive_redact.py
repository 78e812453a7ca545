"""Redaction reaches the archive too; of two who would change it one waits; what was lost is not made up."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import redis

from journal.archive import Archive
from journal.archive.verify import faults
from journal.valkey import ValkeyJournal
from picture.errors import BadArchive
from tests.journal.facts import lost
from tests.journal.test_archive import SITE, bytes_in, files_of, filled, later, save
from tests.journal.test_contract_redact import SHELTER, at, everything, placed, told, without
from tests.stores import Server

pytestmark = pytest.mark.store


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


async def test_a_redaction_takes_it_out_of_archive_and_store(
    journal: ValkeyJournal, admin: redis.Redis, folder: Path
) -> None:
    await journal.append(placed(1, SHELTER, "", SHELTER, SHELTER))
    await save(journal, 4)
    await journal.archive(await later(journal), 2)
    assert await journal.redact(without(SHELTER), told) == 3
    *entries, last = await everything(journal)
    assert [entry.fact for entry in entries] == [at(1, ""), at(2, ""), at(3, ""), at(4, "")]
    assert last.fact == lost(3)
    assert SHELTER.encode() not in bytes_in(folder)
    assert list(faults(Archive(folder, SITE), 3)) == []
    assert not admin.hexists(f"{{{SITE}}}:meta", "archive_redacted")


async def test_a_redaction_that_died_after_the_archive_is_still_told(
    journal: ValkeyJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await journal.append(placed(1, SHELTER, "", ""))
    await save(journal, 3)
    await journal.archive(await later(journal), 2)

    async def dying(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(journal, "_redact", dying)
    with pytest.raises(KeyboardInterrupt):
        await journal.redact(without(SHELTER), told)
    monkeypatch.undo()
    assert await journal.checkpoint()
    assert await journal.redact(without(SHELTER), told) == 1
    assert (await everything(journal))[-1].fact == lost(1)
    assert await journal.checkpoint() is None


async def test_one_at_a_time_changes_it(journal: ValkeyJournal, folder: Path) -> None:
    archive = Archive(folder, SITE)
    async with archive.held("real"):
        with pytest.raises(BadArchive, match="is being changed by another process"):
            async with Archive(folder, SITE).held("real", wait=0):
                pass
    with pytest.raises(BadArchive, match="is real; this site is demo"):
        async with archive.held("demo"):
            pass


async def test_a_manifest_that_is_gone_is_not_made_anew(journal: ValkeyJournal, folder: Path) -> None:
    await filled(journal, 10)
    await journal.archive(await later(journal), 6)
    (folder / "manifest.json").unlink()
    with pytest.raises(BadArchive, match="put it back from a backup"):
        await journal.archive(await later(journal))
    assert len(files_of(folder)) == 1
