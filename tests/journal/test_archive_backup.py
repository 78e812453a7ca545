"""A backup is one encrypted file: the same entries afterwards, or a sentence that says why not."""

import base64
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio
import redis
from hypothesis import given
from hypothesis import strategies as st

from journal import __main__ as command
from journal import sealing
from journal.archive import Archive
from journal.archive.verify import faults
from journal.backup import SCHEMA, Head, backup, opened, restore
from journal.journal import Batch, Checkpoint, Mark
from journal.valkey import ValkeyJournal
from picture.errors import BadBackup, BadSetting
from tests.journal.facts import LINE_070, batch, lease_of, refused
from tests.journal.test_contract_redact import everything
from tests.stores import Server, embedded

pytestmark = pytest.mark.store

SITE = "nuevo_leon"
KEY = bytes(range(32))


@contextmanager
def another(directory: Path) -> Iterator[Server]:
    directory.mkdir()
    with embedded(directory) as server:
        yield server


@pytest_asyncio.fixture
async def journal(valkey: Server, tmp_path: Path) -> AsyncIterator[ValkeyJournal]:
    journal = ValkeyJournal(valkey.url, SITE, patience=2, archive=tmp_path / "archive")
    await journal.open("real")
    yield journal
    await journal.close()


async def lived_in(journal: ValkeyJournal) -> None:
    await journal.append(batch(1, 1200))
    bad = Batch(source=LINE_070, after=Mark("e1", 1200), mark=Mark("e1", 1201), quarantined=[refused(1201)])
    await journal.append(bad)
    lease = await lease_of(journal)
    await journal.decide(lease, [("d1", batch(1, 1).facts[0])], 77)
    await journal.save(lease, Checkpoint(position=1201, version=3, state=bytes(range(256))))
    await journal.audit(b'{"who":"lead"}')
    await journal.put("notes", "n1", b"ciphertext")
    await journal.put("sessions", "s1", b"passing", 60_000)
    await journal.archive(await journal.now() + 1, 500)
    await journal.archive(await journal.now() + 1, 300)


async def made(journal: ValkeyJournal, tmp_path: Path) -> Path:
    path = tmp_path / "vigia.backup"
    head = Head(SCHEMA, SITE, "real", await journal.now())
    end = await backup(journal, Archive(tmp_path / "archive", SITE), head, path, KEY)
    assert (end.entries, end.files) == (401, 3)
    return path


def raw_of(server: Server) -> dict[str, object]:
    with redis.Redis.from_url(server.url) as client:
        return {
            name: client.xrange(f"{{{SITE}}}:{name}")
            if name in ("journal", "audit", "quarantine")
            else client.hgetall(f"{{{SITE}}}:{name}")
            for name in ("journal", "audit", "quarantine", "meta", "marks", "checkpoint", "audit_meta")
        } | {"decided": client.zrange(f"{{{SITE}}}:decided", 0, -1, withscores=True)}


async def test_what_is_restored_is_what_was_backed_up(journal: ValkeyJournal, valkey: Server, tmp_path: Path) -> None:
    await lived_in(journal)
    path = await made(journal, tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"nahuatl" not in path.read_bytes()
    head = opened(path, KEY)
    with another(tmp_path / "new") as server:
        folder = tmp_path / "archive-again"
        again = ValkeyJournal(server.url, SITE, patience=2, archive=folder)
        await restore(again, Archive(folder, SITE), head, path, KEY)
        assert raw_of(server) == raw_of(valkey)
        assert await everything(again) == await everything(journal)
        assert list(faults(Archive(folder, SITE), 801)) == []
        assert await again.quarantined() == await journal.quarantined()
        assert (await again.get("notes", "n1"), await again.get("sessions", "s1")) == (b"ciphertext", None)
        assert await again.append(batch(1, 1200)) == Mark("e1", 1201)
        lease = await again.lease("watch-2", 1000)
        assert lease and lease.token == 2
        with pytest.raises(BadBackup, match="is not empty"):
            await restore(again, Archive(folder, SITE), head, path, KEY)
        with pytest.raises(BadBackup, match=r"The store at .* is not empty"):
            await restore(again, Archive(tmp_path / "third", SITE), head, path, KEY)
        await again.close()


async def test_an_archive_is_not_left_behind(journal: ValkeyJournal, tmp_path: Path) -> None:
    await lived_in(journal)
    path = await made(journal, tmp_path)
    with another(tmp_path / "new") as server:
        again = ValkeyJournal(server.url, SITE)
        with pytest.raises(BadBackup, match="holds an archive, and no VIGIA_ARCHIVE is set"):
            await restore(again, None, opened(path, KEY), path, KEY)
        assert await again.empty()
        await again.close()


async def test_wrong_key_cut_off_and_altered_are_refused_in_a_sentence(journal: ValkeyJournal, tmp_path: Path) -> None:
    await lived_in(journal)
    path = await made(journal, tmp_path)
    with pytest.raises(BadBackup, match=r"does not open with this key\.$"):
        opened(path, bytes(32))
    raw = path.read_bytes()
    for many in (1, 20, len(raw) // 2, len(raw) - 60):
        path.write_bytes(raw[:-many])
        with pytest.raises(BadBackup, match=r"is cut off|is no backup of Vigía|is no backup"):
            opened(path, KEY)
    path.write_bytes(raw[: len(raw) // 2] + bytes([raw[len(raw) // 2] ^ 1]) + raw[len(raw) // 2 + 1 :])
    with pytest.raises(BadBackup, match=r"it was altered|is cut off"):
        opened(path, KEY)
    with pytest.raises(BadBackup, match="is there already"):
        sealing.Sealer(path, KEY)


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=6), st.data())
def test_records_come_back_in_order_and_a_record_less_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, said: list[bytes], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("sealed") / "file"
    with sealing.Sealer(path, KEY) as sealer:
        for record in said[:-1]:
            sealer.add(record)
        sealer.finish(said[-1])
    assert list(sealing.records(path, KEY)) == said
    raw = path.read_bytes()
    path.write_bytes(raw[: data.draw(st.integers(0, len(raw) - 1))])
    with pytest.raises(BadBackup):
        list(sealing.records(path, KEY))


@pytest.mark.parametrize(
    ("raw", "mode", "said"),
    [
        (b"short", 0o600, "does not hold 32 bytes"),
        (base64.urlsafe_b64encode(KEY), 0o644, "others may read"),
        (None, 0o600, "cannot be read"),
    ],
)
def test_a_key_that_is_none_is_refused(tmp_path: Path, raw: bytes | None, mode: int, said: str) -> None:
    path = tmp_path / "key"
    if raw is not None:
        path.write_bytes(raw)
        path.chmod(mode)
    with pytest.raises(BadSetting, match=said):
        sealing.key_of(path)


async def test_the_commands(
    journal: ValkeyJournal,
    valkey: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await lived_in(journal)
    key = tmp_path / "key"
    key.write_bytes(base64.urlsafe_b64encode(KEY))
    key.chmod(0o600)
    for name, value in {
        "VIGIA_SITE": SITE,
        "VIGIA_KIND": "real",
        "VIGIA_STORE": valkey.url,
        "VIGIA_ARCHIVE": str(tmp_path / "archive"),
        "VIGIA_BACKUP_KEY": str(key),
    }.items():
        monkeypatch.setenv(name, value)
    assert await command.main(["archive", "--once"]) == 0
    assert await command.main(["verify"]) == 0
    assert await command.main(["backup", str(tmp_path / "b")]) == 0
    assert await command.main(["erase", "--case", "c1"]) == 0
    with pytest.raises(BadSetting, match="whose facts"):
        await command.main(["erase"])
    said = [line for line in capsys.readouterr().out.splitlines(keepends=True) if "erasure.done" not in line]
    assert "".join(said) == (
        "Archived: 0 entries; deleted: 0; records beside them: 0.\n"
        "Sound: 800 entries in 2 files.\n"
        "Backed up: 401 entries of the store and 3 files of the archive.\n"
        "Erased: 0 entries and 0 notes.\n"
    )
    with another(tmp_path / "new") as server:
        monkeypatch.setenv("VIGIA_STORE", server.url)
        monkeypatch.setenv("VIGIA_ARCHIVE", str(tmp_path / "again"))
        assert await command.main(["restore", str(tmp_path / "b")]) == 0
        assert await command.main(["verify"]) == 0
        monkeypatch.setenv("VIGIA_SITE", "peru")
        with pytest.raises(BadBackup, match=r"is of nuevo_leon \(real\); this site is peru"):
            await command.main(["restore", str(tmp_path / "b")])
    assert "Restored: 401 entries" in capsys.readouterr().out
    monkeypatch.setenv("VIGIA_SITE", SITE)
    next((tmp_path / "again").glob("*.parquet")).unlink()
    assert await command.main(["verify"]) == 1
    assert "the file is missing" in capsys.readouterr().out
