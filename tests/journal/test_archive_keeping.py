"""What is wrong with an archive is named; what is too old is deleted; what is one person's is erased everywhere."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from journal import keeping
from journal.archive import Archive, manifest
from journal.archive.search import Sought
from journal.archive.verify import faults
from journal.erasure import erase
from journal.journal import START, Checkpoint
from journal.notes import SHELF
from journal.valkey import ValkeyJournal
from picture import case_events as case
from picture.alert_events import AlertNoted, AlertRaised
from picture.errors import BadArchive
from picture.events import AnyData, CallOffered, Entry, Fact, FeedGap, SiteConfigured
from picture.fold import apply
from picture.keeping_events import ArchiveDeleted, FactErased, PersonErased
from picture.picture import Picture
from picture.redaction import redacted
from tests.journal.facts import LINE_070, batch, lease_of, lost
from tests.journal.test_archive import bytes_in, files_of
from tests.journal.test_contract_redact import everything
from tests.journal.test_valkey_redact import bytes_of
from tests.stores import Server

pytestmark = pytest.mark.store

SITE = "nuevo_leon"
REGISTRY = "nl/registro"
DAY = 86_400_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest_asyncio.fixture
async def journal(valkey: Server, folder: Path) -> AsyncIterator[ValkeyJournal]:
    journal = ValkeyJournal(valkey.url, SITE, patience=2, archive=folder)
    await journal.open("real")
    yield journal
    await journal.close()


async def archived(journal: ValkeyJournal, *most: int) -> None:
    """Each a file of so many entries."""
    end, now = await journal.tail()
    await journal.save(await lease_of(journal), Checkpoint(position=end, version=1, state=b"folded"))
    for many in most:
        assert await journal.archive(now + 1, many) == many


async def three_files(journal: ValkeyJournal, folder: Path) -> list[Path]:
    await journal.append(batch(1, 40))
    await archived(journal, 10, 10, 10)
    return files_of(folder)


# verify


@pytest.mark.parametrize("share", [0.0, 0.1, 0.37, 0.5, 0.8, 0.999])
async def test_a_flipped_bit_is_found_wherever_it_is(journal: ValkeyJournal, folder: Path, share: float) -> None:
    _, second, _ = await three_files(journal, folder)
    raw = bytearray(second.read_bytes())
    raw[int(share * len(raw))] ^= 0b100
    second.write_bytes(raw)
    (said,) = faults(Archive(folder, SITE), 31)
    assert said == f"{second.name}: damaged: its bytes are not those that were written."


@pytest.mark.parametrize("share", [0.0, 0.1, 0.37, 0.5, 0.8, 0.999])
async def test_a_flipped_bit_of_the_manifest_is_found_and_nothing_is_read_by_it(
    journal: ValkeyJournal, folder: Path, share: float
) -> None:
    await three_files(journal, folder)
    path = folder / manifest.NAME
    raw = bytearray(path.read_bytes())
    raw[int(share * len(raw))] ^= 1
    path.write_bytes(raw)
    (said,) = faults(Archive(folder, SITE), 31)
    assert "manifest.json is damaged" in said
    with pytest.raises(BadArchive, match="is damaged"):
        await journal.read(START)


async def test_a_file_that_is_missing_is_named(journal: ValkeyJournal, folder: Path) -> None:
    _, second, _ = await three_files(journal, folder)
    second.unlink()
    assert list(faults(Archive(folder, SITE), 31)) == [f"{second.name}: the file is missing."]
    with pytest.raises(BadArchive, match=second.name):
        await everything(journal)


@pytest.mark.parametrize(
    ("left", "first", "said"),
    [
        ((0, 2), 31, "gap: entries 11 to 20 before it are missing"),
        ((0, 1, 1, 2), 31, "overlap: it begins at entry 11, and the file before it ends at 20"),
        ((0, 1, 2), 35, "the store: gap: entries 31 to 34 before it are missing"),
    ],
)
async def test_gap_and_overlap_are_named(
    journal: ValkeyJournal, folder: Path, left: tuple[int, ...], first: int, said: str
) -> None:
    await three_files(journal, folder)
    found = manifest.load(folder)
    assert found
    manifest.save(folder, msgspec.structs.replace(found, files=tuple(found.files[at] for at in left)))
    wrong = list(faults(Archive(folder, SITE), first))
    assert any(said in sentence for sentence in wrong), wrong


async def test_a_store_that_begins_past_the_archive_is_not_archived_over(journal: ValkeyJournal, folder: Path) -> None:
    await three_files(journal, folder)
    found = manifest.load(folder)
    assert found
    manifest.save(folder, msgspec.structs.replace(found, files=found.files[:2]))
    with pytest.raises(BadArchive, match="ends at entry 20, the store begins at 31"):
        await journal.archive(await journal.now() + 1)
    assert len(files_of(folder)) == 3


async def test_one_subject_one_type_one_time_are_found(journal: ValkeyJournal, folder: Path) -> None:
    await three_files(journal, folder)
    entries = (await everything(journal))[:30]
    archive = Archive(folder, SITE)
    assert [entry.number for entry in archive.find(Sought(subjects=("c17",)))] == [17]
    assert [entry.number for entry in archive.find(Sought(subjects=("c17",), types=("call.ended",)))] == []
    assert list(archive.find(Sought(types=("call.offered",), since=entries[0].recorded))) == entries
    assert list(archive.find(Sought(until=entries[0].recorded))) == []


# retention


def configured(name: str) -> Fact:
    return Fact(time=1, source=SITE, subject=SITE, data=SiteConfigured(profile={"name": name}))


async def test_what_is_too_old_is_deleted_and_a_fact_says_so(
    journal: ValkeyJournal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await journal.record([configured("first"), configured("second")])
    await journal.append(batch(1, 40))
    await archived(journal, 20, 10)
    now = await journal.now()
    assert await keeping.forget(journal, SITE, 90) == 0
    old = Archive(folder, SITE).manifest.files[0]
    monkeypatch.setattr(journal, "now", lambda: _later(now + 100 * DAY))
    assert await keeping.forget(journal, SITE, 90) == 30
    assert not (folder / old.name).exists()
    entries = await everything(journal)
    assert [entry.number for entry in entries] == [2, *range(31, 44)]
    assert entries[0].fact == configured("second")
    assert entries[-1].fact.data == ArchiveDeleted(through=30, days=90)
    assert await keeping.forget(journal, SITE, 90) == 0
    assert list(faults(Archive(folder, SITE), 31)) == []
    followed = [entry async for entries in _until(journal, 43) for entry in entries]
    assert followed == entries


async def test_a_deletion_that_was_not_told_is_told_the_next_time(
    journal: ValkeyJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await journal.append(batch(1, 40))
    await archived(journal, 20)
    now = await journal.now()

    async def dying(_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(journal, "now", lambda: _later(now + 100 * DAY))
        patched.setattr(journal, "record", dying)
        with pytest.raises(KeyboardInterrupt):
            await keeping.forget(journal, SITE, 90)
    await keeping.forget(journal, SITE, 90)
    assert (await everything(journal))[-1].fact.data == ArchiveDeleted(through=20, days=90)


async def _later(instant: int) -> int:
    return instant


async def _until(journal: ValkeyJournal, last: int) -> AsyncIterator[list[Entry]]:
    async for entries in journal.follow(START):
        yield entries
        if entries[-1].number == last:
            return


# erasure

HERS, PHONE, OTHER = "h-EUV-hers", "h-phone-hers", "h-EUV-other"


def of(subject: str, data: AnyData, source: str = REGISTRY) -> Fact:
    return Fact(time=1_700_000_000_000, source=source, subject=subject, data=data)


STORY = [
    of("LLAMADA-7", CallOffered(queue="psicologia", caller=(PHONE,)), LINE_070),
    of("EXP-77", case.CaseOpened(person=(HERS,), caller=(PHONE,), call="LLAMADA-7", centre=LINE_070)),
    of("EXP-99", case.CaseOpened(person=(OTHER,))),
    of("EXP-77", case.CaseAssessed(level="severe")),
    of("SERV-5", case.ServiceGiven(service="legal", person=(HERS,))),
    of("SEG-3", case.FollowUpPlanned(case="EXP-77")),
    of("SEG-3", case.FollowUpAttempted(outcome="no_answer")),
    of("SEG-4", case.FollowUpPlanned(case="EXP-99")),
    of("EXP-31", case.CaseOpened(person=(HERS,))),
    of("EXP-31", case.CaseClosed(reason="concluida")),
    of("AL-8", AlertNoted(note="0123456789abcdef", by="lead"), SITE),
    of(REGISTRY, FeedGap(reason="lacking", first=1, last=2, open=("EXP-77", "EXP-99")), SITE),
]
IDS = ("EXP-77", "EXP-31", "LLAMADA-7", "SERV-5", "SEG-3", "AL-8", HERS, PHONE, "0123456789abcdef")


def raised() -> Fact:
    return of(
        "AL-8", AlertRaised(rule="severe", kind="case", about="EXP-77", priority="critical", due=1, case="EXP-77"), SITE
    )


@pytest.mark.parametrize("files", [(), (4,), (3, 3, 4), (12,)])
async def test_one_persons_facts_are_gone_from_store_archive_checkpoint_and_disk(
    journal: ValkeyJournal, valkey: Server, folder: Path, files: tuple[int, ...]
) -> None:
    await journal.record([raised(), *STORY, lost(1)])
    await journal.put(SHELF, "0123456789abcdef", b"ciphertext-of-hers")
    await journal.put("map", "state", b"EXP-77")
    await archived(journal, *files)
    end, _ = await journal.tail()
    await journal.save(await lease_of(journal), Checkpoint(position=end, version=1, state=b"EXP-77"))
    assert await erase(journal, SITE, ["EXP-77"], []) == (11, 1, True)
    async with asyncio.timeout(5):  # the store deletes its old file in a thread of its own
        while any(name.encode() in bytes_of(valkey) for name in (*IDS, "ciphertext-of-hers")):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert not any(name.encode() in bytes_in(folder) for name in IDS)
    entries = await everything(journal)
    assert [entry.number for entry in entries] == list(range(1, 16))
    assert sum(isinstance(entry.fact.data, FactErased) for entry in entries) == 10
    assert [entry.fact.subject for entry in entries if entry.fact.source == REGISTRY] == ["EXP-99", "SEG-4"]
    (gap,) = (entry.fact.data for entry in entries if isinstance(entry.fact.data, FeedGap))
    assert gap.open == ("EXP-99",)
    assert entries[-1].fact == Fact(
        time=entries[-1].fact.time, source=SITE, subject=SITE, data=PersonErased(entries=11, notes=1)
    )
    assert redacted(entries, 14)
    assert await journal.checkpoint() is None
    assert await journal.shelf("map") == await journal.shelf(SHELF) == {}


async def test_whose_facts_there_are_none_changes_nothing(journal: ValkeyJournal) -> None:
    await journal.record(STORY)
    before = await everything(journal)
    assert (await erase(journal, SITE, ["EXP-1"], ["h-nobody"]))[:2] == (0, 0)
    assert await everything(journal) == before


@pytest.mark.parametrize("data", [FactErased(), PersonErased(entries=1), ArchiveDeleted(through=3, days=90)])
def test_no_fold_makes_anything_of_what_was_kept_no_longer(data: AnyData) -> None:
    picture = Picture()
    apply(picture, Entry(1, 5, of(SITE, data, SITE)))
    assert (picture.position, picture.book.cases, picture.centres) == (1, {}, {})
