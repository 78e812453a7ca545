"""A watch on a real store whose journal is redacted folds anew, shows no half of it, and keeps nothing of before."""

import asyncio

import msgspec
import pytest

from journal.journal import Checkpoint
from journal.valkey import ValkeyJournal
from picture.case_events import CaseOpened
from picture.events import Entry, Fact
from picture.place_events import SiteRedacted
from tests.stores import Server
from tests.watch.cast import REGISTRY, a_site
from tests.watch.test_loop import Viewer, a_journal, offers, until, waiting, watching
from watch.loop import Watch

pytestmark = pytest.mark.store

SHELTER = "88489e1aadfffff"


async def shelter_opens(journal: ValkeyJournal) -> None:
    data = CaseOpened(cell=SHELTER, municipality="chico")
    await journal.record([Fact(time=await journal.now(), source=REGISTRY, subject="caso-1", data=data)])


def change(entry: Entry) -> Fact | None:
    data = entry.fact.data
    if isinstance(data, CaseOpened) and data.cell:
        return msgspec.structs.replace(entry.fact, data=msgspec.structs.replace(data, cell=""))
    return None


def told(many: int) -> Fact:
    return Fact(time=0, source="prueba", subject="prueba", data=SiteRedacted(entries=many, generation=1))


def cell_of(watch: Watch) -> str | None:
    case = watch._picture.book.cases.get("caso-1") if watch.live else None
    return case.opening.cell if case and case.opening else None


async def saved(watch: Watch) -> bytes:
    await watch._checkpoint()
    kept = await watch._journal.checkpoint()
    return kept.state if kept else b""


async def _is(true: bool) -> bool:
    return true


async def test_the_picture_is_thrown_away_and_folded_from_the_start(valkey: Server) -> None:
    journal = await a_journal(valkey)
    async with Viewer(valkey) as viewer, watching(valkey, profile=a_site()) as watch:
        await shelter_opens(journal)
        await offers(journal, 1, 3)
        await viewer.until(waiting(3))
        assert cell_of(watch) == SHELTER
        assert SHELTER.encode() in await saved(watch)
        seen, before = len(viewer.seen), watch._picture
        assert await journal.redact(change, told) == 1
        assert await journal.checkpoint() is None
        await until(lambda: _is(cell_of(watch) == ""))
        assert watch._picture is not before
        await offers(journal, 4, 4)
        await viewer.until(waiting(4))
        assert {document.centres[0].load.waiting.value for document in viewer.seen[seen:]} <= {3, 4}
        state = await saved(watch)
        assert state and SHELTER.encode() not in state
    await journal.close()


async def test_it_is_folded_anew_once(valkey: Server) -> None:
    journal = await a_journal(valkey)
    async with Viewer(valkey) as viewer:
        async with watching(valkey, profile=a_site()) as watch:
            await viewer.until(waiting(0))
            await shelter_opens(journal)
            await journal.redact(change, told)
            await until(lambda: _is(cell_of(watch) == ""))
            folded = watch._picture
            await offers(journal, 1, 2)
            await viewer.until(waiting(2))
            assert watch._picture is folded
        async with watching(valkey, "w2", profile=a_site()) as watch:
            await until(lambda: _is(watch.live))
            folded = watch._picture
            await offers(journal, 3, 5)
            await viewer.until(waiting(5))
            assert watch._picture is folded
    await journal.close()


async def test_a_watch_that_resumes_from_before_the_redaction_folds_anew(
    valkey: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It read the checkpoint just before that was dropped."""
    journal = await a_journal(valkey)
    async with Viewer(valkey) as viewer, watching(valkey, profile=a_site()) as watch:
        await shelter_opens(journal)
        await offers(journal, 1, 1)
        await viewer.until(waiting(1))
        await saved(watch)
    kept = await journal.checkpoint()
    assert kept
    await journal.redact(change, told)

    async def stale(_: ValkeyJournal) -> Checkpoint:
        return kept

    monkeypatch.setattr(ValkeyJournal, "checkpoint", stale)
    async with watching(valkey, "w2", profile=a_site()) as watch:
        await asyncio.wait_for(watch._live.wait(), 15)
        assert cell_of(watch) == ""
    await journal.close()
