"""A case is found by whatever name somebody has for it, however long ago; a burst is not folded for each answer."""

from collections.abc import AsyncGenerator
from pathlib import Path

import msgspec
import pytest

from journal.archive.search import Sought
from journal.memory import MemoryJournal, MemoryStore
from picture import case_events as said
from picture.clocks import DAY, HOUR, MINUTE
from picture.codec import encode_fact
from picture.errors import BadArchive
from picture.events import AnyData, CallAbandoned, CallAnswered, CallOffered, Entry, Fact, SiteConfigured
from tests.picture.cast import SOURCE, T0
from tests.watch.cast import REGISTRY, a_site
from watch import past_reader
from watch.past_documents import Question
from watch.past_lines import KINDS
from watch.past_points import Points, packed, unpacked
from watch.past_reader import NoPast, Reader
from watch.past_worker import answer


class Kept:
    """A journal whose instants the test says, read and searched as archive and store together."""

    def __init__(self, folder: Path) -> None:
        self.now = T0
        self.entries: list[Entry] = []
        store = MemoryStore(clock=lambda: self.now)
        store.site("prueba").entries = self.entries
        self.journal = MemoryJournal(store, "prueba")
        self.folder = folder
        self.says(SiteConfigured(profile=msgspec.to_builtins(a_site())), "prueba", "vigia/watch")

    def says(self, data: AnyData, subject: str = "C-1", source: str = REGISTRY, agency: str = "070") -> int:
        self.now += 1
        fact = Fact(time=self.now, source=source, subject=subject, data=data, agency=agency)
        self.entries.append(Entry(len(self.entries) + 1, self.now, fact))
        return self.now

    async def find(self, sought: Sought, most: int | None = None) -> AsyncGenerator[list[Entry], None]:
        found = [e for e in self.entries if sought.fits((e.number, e.recorded, encode_fact(e.fact)))]
        for entry in found[:most]:
            yield [entry]

    async def reader(self) -> Reader:
        reader = Reader(self.journal, Points(self.folder, "prueba"), "demo", self)
        await reader.follow()
        return reader


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def a_case(kept: Kept, case: str = "C-1", folio: str = "NL/24/7") -> int:
    """Opened, promised a call, and over three hours later; when."""
    kept.says(said.CaseOpened(folio=folio, municipality="grande"), case)
    kept.says(said.CaseAssessed(level="severe"), case)
    kept.says(said.FollowUpPlanned(case=case, consent=True), f"F-{case}")
    kept.now += 3 * HOUR
    return kept.says(said.CaseClosed(reason="resolved"), case)


async def test_an_open_case_is_found_by_mask_folio_and_id_as_it_is_now(kept: Kept) -> None:
    kept.says(said.CaseOpened(folio="NL/24/7"))
    kept.now += HOUR
    reader = await kept.reader()
    mask = reader._picture.book.cases["C-1"].mask
    for name in (mask, mask.lower(), "nl/24/7", "c-1"):
        found = await reader.case(name)
        assert (found.case, found.at, found.desk) == ("C-1", kept.now, None)


@pytest.mark.parametrize(("ago", "whole"), [(2, True), (29, True), (33, False), (60, False), (300, False)])
async def test_a_case_that_is_over_is_found_when_the_desk_had_it_last(kept: Kept, ago: int, whole: bool) -> None:
    """Of 2 and 29 days ago the room itself is shown; the book still holds that of 33, the oldest point that of 60."""
    ended = a_case(kept)
    for _ in range(ago):
        kept.now += DAY
        kept.says(said.CaseOpened(), f"later-{kept.now}")
    reader = await kept.reader()
    found = await reader.case("NL/24/7")
    assert (found.case, found.desk is None) == ("C-1", whole)
    assert ended <= found.at < ended + DAY
    desk = found.desk or (await reader.room(found.at)).desk
    [row] = [row for row in desk.cases if row.id == "C-1"]
    assert [step.what for step in row.story] == ["opened", "assessed", "followup.planned", "closed"]
    assert [row.id for row in desk.followups if row.case == "C-1"] == ["F-C-1"]


async def test_one_that_the_journal_does_not_have_is_refused_with_what_is_kept(kept: Kept) -> None:
    first = kept.says(said.CaseOpened(), "C-2")
    kept.now += 40 * DAY
    reader = await kept.reader()
    with pytest.raises(NoPast, match="unkept") as refused:
        await reader.case("NL/99/1")
    assert refused.value.since == first


async def test_calls_are_told_where_they_are_asked_for_and_else_not(kept: Kept) -> None:
    start = kept.now + 1
    queue = a_site().centre[0].queue[0]
    for call, end in (("c1", CallAnswered()), ("c2", CallAbandoned())):
        kept.says(CallOffered(queue=queue.code), call, SOURCE)
        kept.says(end, call, SOURCE)
    kept.says(said.CaseOpened())
    reader = await kept.reader()

    async def told(*kinds: str) -> list[str]:
        return [line.what for line in await reader.lines(start, kept.now + 1, *[kinds] if kinds else [])]

    assert await told() == ["case.opened"]
    assert await told("lost") == ["call.abandoned"]
    assert await told("calls") == ["call.offered", "call.answered", "call.offered", "call.abandoned"]
    assert await told("alerts", "feeds") == []
    assert len(await told(*KINDS)) == 5
    [line] = await reader.lines(start, kept.now, ("lost",))
    assert line.said == f"{a_site().centre[0].name} · {queue.name}"


async def test_a_past_that_was_told_at_once_has_points_within_it(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_reader, "DENSE", 10)
    for n in range(50):
        kept.says(said.CaseOpened(), f"C-{n}")
    reader = await kept.reader()
    points = Points(kept.folder, "prueba")
    assert len(points.instants()) == 5
    for at in (kept.now, kept.now - 17, points.instants()[2], points.instants()[2] - 1):
        assert len((await reader.room(at)).desk.cases) == sum(e.recorded <= at for e in kept.entries) - 1


async def test_a_part_that_cannot_be_read_is_said_and_not_waited_for(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def damaged(after: int, limit: int = 1000) -> list[Entry]:
        raise BadArchive("It cannot be read.")

    reader = Reader(kept.journal, Points(kept.folder, "prueba"), "demo")
    assert (await answer(reader, Question(ask="bounds"))).why == "folding"
    monkeypatch.setattr(kept.journal, "read", damaged)
    with pytest.raises(BadArchive):
        await reader.follow()
    reader.broken = True
    assert (await answer(reader, Question(ask="bounds"))).why == "archive"


async def test_the_same_instant_is_not_made_twice_and_a_lock_makes_it_anew(kept: Kept) -> None:
    kept.says(said.CaseOpened())
    at = kept.now
    kept.now += MINUTE
    reader = await kept.reader()
    room = await reader.room(at)
    assert await reader.room(at) is room
    reader._book.board.locks["C-1"] = ("jefa",)
    again = await reader.room(at)
    assert [row.locked for row in again.desk.cases] == [("jefa",)]


def test_a_point_is_packed_and_unpacked_and_what_is_none_is_refused() -> None:
    state = b"picture" * 1000
    assert unpacked(packed(state)) == state
    assert len(packed(state)) < len(state) / 10
    for broken in (b"nothing", b"x" * 100, packed(state)[:-4]):
        with pytest.raises((ValueError, OSError)):
            unpacked(broken)
