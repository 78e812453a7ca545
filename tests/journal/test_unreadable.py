"""An archive that cannot be read ends no process: each says why in one sentence, and goes on once it is mended."""

import asyncio
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from journal import following, waiting
from journal.archive import Archive
from journal.journal import Checkpoint
from journal.valkey import ValkeyJournal
from picture.events import Entry
from tests.journal.facts import batch, lease_of
from tests.stores import Server, free_port

pytestmark = pytest.mark.store

SITE = "nuevo_leon"


class Process:
    def __init__(self, popen: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.popen, self.log, self._url = popen, log, f"http://127.0.0.1:{port}/"

    def asked(self, path: str) -> bytes | None:
        try:
            with urllib.request.urlopen(self._url + path, timeout=2) as reply:
                return bytes(reply.read())
        except urllib.error.HTTPError as error:
            return error.read()
        except OSError:
            return None

    def until(self, **said: object) -> dict[str, Any]:
        """What /healthz says once it says that. A reason need only hold the words given."""
        deadline = time.monotonic() + 30
        told: dict[str, Any] = {}
        while time.monotonic() < deadline:
            assert self.popen.poll() is None, self.log.read_text()
            told = json.loads(self.asked("healthz") or b"{}")
            if all(
                told.get(name) == value or (name == "reason" and value and str(value) in str(told.get(name)))
                for name, value in said.items()
            ):
                return told
            time.sleep(0.05)
        raise AssertionError((told, self.log.read_text()))


@contextmanager
def running(
    words: Sequence[str], port: str, server: Server, tmp_path: Path, archive: str = "archive"
) -> Iterator[Process]:
    number, log = free_port(), tmp_path / f"{words[0]}.log"
    told = {
        "VIGIA_SITE": SITE,
        "VIGIA_KIND": "real",
        "VIGIA_STORE": server.url,
        "VIGIA_ARCHIVE": archive and str(tmp_path / archive),
        "VIGIA_BRIEFINGS": str(tmp_path / "briefings"),
        port: str(number),
    }
    with log.open("wb") as out:
        popen = subprocess.Popen([sys.executable, "-m", *words], env={**os.environ, **told}, stdout=out, stderr=out)
    try:
        yield Process(popen, number, log)
    finally:
        popen.terminate()
        assert popen.wait(30) == 0
        assert "Traceback" not in log.read_text()


def test_without_an_archive_the_keeper_says_so_and_is_well(valkey: Server, tmp_path: Path) -> None:
    with running(("journal", "keep"), "VIGIA_KEEPER_PORT", valkey, tmp_path, "") as keeper:
        said = keeper.until(alive=True)
        assert said["reason"] == "VIGIA_ARCHIVE is empty: nothing is archived"
        assert said["moved"] == said["deleted"] == said["records_deleted"] == 0
        assert b"vigia_keeper_refused 0.0" in (keeper.asked("metrics") or b"")
    assert not (tmp_path / "archive").exists()


def test_the_keeper_says_what_it_did_and_why_it_could_not(valkey: Server, tmp_path: Path) -> None:
    with running(("journal", "keep"), "VIGIA_KEEPER_PORT", valkey, tmp_path) as keeper:
        assert keeper.until(alive=True)["reason"] == ""
    manifest = tmp_path / "archive" / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:-3])
    with running(("journal", "keep"), "VIGIA_KEEPER_PORT", valkey, tmp_path) as keeper:
        keeper.until(
            alive=False, reason="manifest.json is damaged: its checksum does not fit. Put it back from a backup."
        )
        assert b"vigia_keeper_refused 1.0" in (keeper.asked("metrics") or b"")


async def archived(server: Server, folder: Path) -> ValkeyJournal:
    """30 entries in the archive, 10 in the store; nobody has folded them."""
    journal = ValkeyJournal(server.url, SITE, archive=folder)
    await journal.open("real")
    await journal.append(batch(1, 40))
    lease, (end, now) = await lease_of(journal), await journal.tail()
    await journal.save(lease, Checkpoint(position=end, version=0, state=b"of another version"))
    assert await journal.archive(now + 1, 30) == 30
    await journal.release(lease)
    return journal


def flip(folder: Path) -> None:
    """One byte of a file's data, and the same again: as it was."""
    path = folder / Archive(folder, SITE).manifest.files[0].name
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 3] ^= 0b100
    path.write_bytes(raw)


async def test_the_watch_waits_for_an_archive_that_is_damaged(valkey: Server, tmp_path: Path) -> None:
    journal = await archived(valkey, tmp_path / "archive")
    await journal.close()
    flip(tmp_path / "archive")
    with running(("watch",), "VIGIA_WATCH_PORT", valkey, tmp_path) as watch:
        said = await asyncio.to_thread(watch.until, alive=False, reason="cannot be read")
        assert "`python -m journal verify` says what is wrong." in said["reason"]
        assert '"event":"archive.unreadable"' in watch.log.read_text().replace(": ", ":")
        flip(tmp_path / "archive")
        said = await asyncio.to_thread(watch.until, alive=True)
        assert "reason" not in said
        assert said["position"] >= 40


class Folding:
    """Who follows, and folds nothing."""

    def __init__(self) -> None:
        self.position = 0
        self.there = asyncio.Event()

    async def hear(self, entries: Sequence[Entry]) -> bool:
        self.position = entries[-1].number if entries else self.position
        return True

    async def anew(self) -> None:
        self.position = 0

    def caught_up(self) -> None:
        self.there.set()


async def test_who_follows_goes_on_once_the_file_is_put_back(
    valkey: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "MENDED", 0.05)
    journal, folding = await archived(valkey, tmp_path / "archive"), Folding()
    flip(tmp_path / "archive")
    report = waiting.readable(lambda: journal.unreadable, lambda: (True, {"position": folding.position, "reason": ""}))
    task = asyncio.create_task(following.follow(journal, folding))
    async with asyncio.timeout(10):
        while not journal.unreadable:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        alive, said = report()
        assert (alive, said["position"], said["reason"]) == (False, 0, journal.unreadable)
        assert not folding.there.is_set()
        flip(tmp_path / "archive")
        await folding.there.wait()
    assert report() == (True, {"position": 40, "reason": ""})
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await journal.close()
