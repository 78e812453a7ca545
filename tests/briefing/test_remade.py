"""A briefing made again after its inputs were archived, backed up and restored elsewhere is the same to the byte, also
where an older version of Vigía wrote some of them."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from briefing import making, spans
from briefing.making import Asked
from briefing.sheet import decode
from journal import backup
from journal.archive import Archive
from journal.archive.verify import faults
from journal.journal import Checkpoint, Kind
from journal.valkey import ValkeyJournal
from journal.valkey.copying import Words
from picture.clocks import HOUR
from picture.codec import UPCASTERS, encode_fact
from picture.profile import Profile
from tests.bench import volume
from tests.journal.facts import lease_of
from tests.stores import embedded

pytestmark = pytest.mark.store

KEY = bytes(range(32))
DAY = "2026-11-20"
OLDER = {b'"available"': b'"free"', b'"busy"': b'"talking"', b'"away"': b'"pause"', b'"signed_out"': b'"out"'}
KIND: Kind = "demo"


@pytest.fixture(scope="module")
def profile() -> Profile:
    found = volume.nuevo_leon()
    return msgspec.structs.replace(found, briefing=msgspec.structs.replace(found.briefing, forms=()))


@pytest.fixture(scope="module")
def told(profile: Profile) -> list[tuple[int, bytes]]:
    """What a site journaled in the last hours of the day: recorded, and the bytes."""
    ends = spans.named(DAY, profile).ends
    facts = [volume.configured(profile, ends - 7 * HOUR), *volume.facts(profile, ends, 6)]
    return [(fact.time, encode_fact(fact)) for fact in facts]


def older(raw: bytes) -> bytes:
    """As version 1 wrote it."""
    if b'"agent.changed"' in raw:
        for now, then in OLDER.items():
            raw = raw.replace(now, then)
    return raw


async def journaled(journal: ValkeyJournal, told: list[tuple[int, bytes]]) -> None:
    await journal.begin_again(KIND)
    last, recorded = str(len(told)).encode(), str(told[-1][0]).encode()
    entries = [(b"%d-0" % number, b"r", b"%d" % at, b"f", raw) for number, (at, raw) in enumerate(told, 1)]
    for first in range(0, len(entries), 500):
        await journal.put_back(Words("journal", "XADD", [word for e in entries[first : first + 500] for word in e]))
    await journal.put_back(Words("meta", "HSET", [b"last", last, b"recorded", recorded]))


async def archived(journal: ValkeyJournal, archive: Archive, end: int) -> None:
    """Everything closed, in several files; the archive is sound."""
    last, _ = await journal.tail()
    await journal.save(await lease_of(journal), Checkpoint(position=last, version=1, state=b"folded"))
    while await journal.archive(end, 2000):
        pass
    assert len(archive.manifest.files) > 1
    assert archive.manifest.last == last - 1
    assert list(faults(archive, last)) == []


class Room:
    """A store and an archive, each of them empty."""

    def __init__(self, url: str, folder: Path, profile: Profile) -> None:
        self.url, self.folder, self.profile = url, folder, profile
        self.archive = Archive(folder / "archive", profile.code)

    def journal(self) -> ValkeyJournal:
        return ValkeyJournal(self.url, self.profile.code, archive=self.archive.folder)

    def briefing(self, kept: str) -> bytes:
        """The sheet as it is kept, made in a folder that held none."""
        span = spans.named(DAY, self.profile)
        folder = self.folder / kept
        asked = Asked(self.url, self.archive.folder, KIND, self.profile, str(folder), span, span.ends + 7 * HOUR)
        made = making.make(asked)
        assert (made.revision, made.new) == (0, True)
        return (folder / DAY / "0.json").read_bytes()


@pytest.fixture
def rooms(tmp_path: Path, profile: Profile) -> Iterator[tuple[Room, Room]]:
    for name in ("before", "after"):
        (tmp_path / name / "store").mkdir(parents=True)
    with embedded(tmp_path / "before" / "store") as one, embedded(tmp_path / "after" / "store") as other:
        yield Room(one.url, tmp_path / "before", profile), Room(other.url, tmp_path / "after", profile)


def test_a_briefing_is_the_same_after_archive_backup_restore_and_upgrade(
    rooms: tuple[Room, Room], told: list[tuple[int, bytes]], tmp_path: Path
) -> None:
    before, after = rooms
    written = [(at, older(raw)) for at, raw in told]
    assert sum(one != other for one, other in zip(told, written, strict=True)) > 100
    assert "agent.changed" in UPCASTERS

    async def told_to(room: Room, what: list[tuple[int, bytes]]) -> None:
        journal = room.journal()
        await journaled(journal, what)
        await journal.close()

    async def moved() -> None:
        journal = before.journal()
        await journal.open(KIND)
        await archived(journal, before.archive, told[-1][0] + 1)
        head = backup.Head(backup.SCHEMA, before.profile.code, KIND, await journal.now())
        await backup.backup(journal, before.archive, head, tmp_path / "b", KEY)
        await journal.close()
        journal = after.journal()
        await backup.restore(journal, after.archive, backup.opened(tmp_path / "b", KEY), tmp_path / "b", KEY)
        assert await journal.first() == len(told)
        await journal.close()

    asyncio.run(told_to(before, written))
    sheet = before.briefing("first")
    assert (decode(sheet).first, decode(sheet).last) == (1, len(told))
    asyncio.run(moved())
    assert before.briefing("archived") == sheet
    assert after.briefing("restored") == sheet


def test_what_an_older_version_wrote_gives_the_figures_of_what_this_one_writes(
    rooms: tuple[Room, Room], told: list[tuple[int, bytes]]
) -> None:
    async def write() -> None:
        for room, what in zip(rooms, (told, [(at, older(raw)) for at, raw in told]), strict=True):
            journal = room.journal()
            await journaled(journal, what)
            await journal.close()

    asyncio.run(write())
    now, then = (room.briefing("made") for room in rooms)
    assert now == then
