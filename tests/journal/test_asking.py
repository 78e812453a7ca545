"""Archive and store answer as one; who asks at the console stands in the audit; what is kept too long is deleted."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from journal import __main__ as command
from journal import asking, keeping
from journal.archive.search import Sought
from journal.journal import Batch, Checkpoint, Mark
from journal.valkey import ValkeyJournal, finding
from picture import case_events as case
from picture.errors import BadArchive, BadSetting
from picture.events import AnyData, Entry, Fact
from picture.keeping_events import RecordsDeleted
from picture.place_events import HotspotFound
from picture.profile import Retention
from tests.journal.facts import LINE_070, lease_of, offered, refused
from tests.journal.test_contract_redact import everything
from tests.stores import Server

pytestmark = pytest.mark.store

SITE = "nuevo_leon"
REGISTRY = "nl/registro"
DAY = 86_400_000


@pytest_asyncio.fixture
async def journal(valkey: Server, tmp_path: Path) -> AsyncIterator[ValkeyJournal]:
    journal = ValkeyJournal(valkey.url, SITE, patience=2, archive=tmp_path / "archive")
    await journal.open("real")
    yield journal
    await journal.close()


def of(subject: str, data: AnyData) -> Fact:
    return Fact(time=1_700_000_000_000, source=REGISTRY, subject=subject, data=data)


STORY = [
    of("EXP-77", case.CaseOpened(folio="NL-1", person=("h-hers",), cell="8848a20dcdfffff", municipality="19006")),
    of("EXP-99", case.CaseOpened()),
    of("SEG-3", case.FollowUpPlanned(case="EXP-77")),
    of("SEG-4", case.FollowUpPlanned(case="EXP-99")),
    of("SEG-3", case.FollowUpAttempted(outcome="no_answer")),
    of("EXP-77", case.CaseClosed(reason="concluida")),
]
HERS = [1, 3, 5, 6]


async def lived_in(journal: ValkeyJournal, archived: int = 4) -> list[Entry]:
    """The first in the archive, the rest in the store."""
    await journal.record([*STORY, *(offered(n) for n in range(1, 20))])
    end, now = await journal.tail()
    await journal.save(await lease_of(journal), Checkpoint(position=end, version=1, state=b"folded"))
    if archived:
        assert await journal.archive(now + 1, archived) == archived
    return await everything(journal)


async def found(journal: ValkeyJournal, sought: Sought, most: int | None = None) -> list[Entry]:
    return [entry async for entries in journal.find(sought, most) for entry in entries]


@pytest.mark.parametrize("archived", [0, 1, 4, 24])
async def test_archive_and_store_answer_as_one(journal: ValkeyJournal, archived: int) -> None:
    entries = await lived_in(journal, archived)
    assert await found(journal, Sought()) == entries
    assert await found(journal, Sought(after=2, through=9)) == entries[2:9]
    assert await found(journal, Sought(types=("call.offered",)), 3) == entries[6:9]
    assert [e.number for e in await found(journal, Sought(case="EXP-77"))] == [1, 3, 6]
    assert [e.number for e in await found(journal, await journal.story(Sought(case="EXP-77")))] == HERS
    assert await journal.count_by(Sought(sources=(LINE_070, REGISTRY)), ("type",)) == Counter(
        {("call.offered",): 19, ("case.opened",): 2, ("followup.planned",): 2, ("followup.attempted",): 1}
        | {("case.closed",): 1}
    )


async def test_since_leads_to_its_place_in_the_store(journal: ValkeyJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "ROWS", 3)
    for sequence in range(1, 30):
        after = Mark("e1", sequence - 1) if sequence > 1 else Mark()
        await journal.append(Batch(source=LINE_070, after=after, mark=Mark("e1", sequence), facts=[offered(sequence)]))
    entries = await everything(journal)
    for entry in entries:
        assert await found(journal, Sought(since=entry.recorded)) == [
            e for e in entries if e.recorded >= entry.recorded
        ]
        assert await found(journal, Sought(until=entry.recorded)) == [e for e in entries if e.recorded < entry.recorded]


async def test_what_is_archived_while_one_looks_is_found_once(
    journal: ValkeyJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "ROWS", 5)
    entries, (_, now), numbers = await lived_in(journal), await journal.tail(), []
    async for page in journal.find(Sought()):
        numbers += [entry.number for entry in page]
        if 5 <= numbers[-1] < 20:
            await journal.archive(now + 1, 8)
    assert numbers == [entry.number for entry in entries]


async def test_who_has_no_archive_gets_no_half_answer(journal: ValkeyJournal, valkey: Server) -> None:
    await lived_in(journal)
    without = ValkeyJournal(valkey.url, SITE)
    await without.open("real")
    for sought in (Sought(), Sought(since=1)):
        with pytest.raises(BadArchive, match=r"Entries 1 to 4 .* no VIGIA_ARCHIVE is set"):
            await found(without, sought)
    await without.close()


# the commands


@pytest.fixture
def told(valkey: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "VIGIA_SITE": SITE,
        "VIGIA_KIND": "real",
        "VIGIA_STORE": valkey.url,
        "VIGIA_ARCHIVE": str(tmp_path / "archive"),
    }.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("told")
async def test_find_prints_a_case_and_what_names_it(journal: ValkeyJournal, capsys: pytest.CaptureFixture[str]) -> None:
    await lived_in(journal)
    assert await command.main(["find", "--case", "EXP-77"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [int(line[0]) for line in lines] == HERS
    assert [line[3] for line in lines] == ["case.opened", "followup.planned", "followup.attempted", "case.closed"]
    assert lines[0][5] == "municipality=19006"
    assert lines[2][5] == "outcome=no_answer"
    (record,) = await journal.audited()
    said = msgspec.json.decode(record[2])
    assert (said["by"], said["what"], said["about"], said["ok"]) == ("console", "case.read", "EXP-77", True)


@pytest.mark.usefixtures("told")
async def test_find_prints_json_a_page_at_a_time(journal: ValkeyJournal, capsys: pytest.CaptureFixture[str]) -> None:
    await lived_in(journal)
    words = ["find", "--type", "case.opened", "--type", "call.offered", "--json", "--limit", "3"]
    assert await command.main(words) == 0
    out, err = capsys.readouterr()
    first, *rest = [msgspec.json.decode(line) for line in out.splitlines()]
    assert (first["number"], first["type"], first["subject"]) == (1, "case.opened", "EXP-77")
    assert not {"person", "cell", "folio"} & first.keys()
    assert [line["number"] for line in rest] == [2, 7]
    assert "--after 7 gives what follows" in err
    assert await command.main([*words, "--after", "7"]) == 0
    assert [msgspec.json.decode(line)["number"] for line in capsys.readouterr().out.splitlines()] == [8, 9, 10]


@pytest.mark.usefixtures("told")
async def test_count_prints_a_line_for_each(journal: ValkeyJournal, capsys: pytest.CaptureFixture[str]) -> None:
    await lived_in(journal)
    assert await command.main(["count", "--by", "source", "--by", "type", "--type", "case.opened"]) == 0
    assert await command.main(["count", "--by", "day", "--since", "2000-01-01"]) == 0
    assert await command.main(["count", "--until", "2000-01-01T07:00"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "nl/registro\tcase.opened\t2"
    assert second.endswith("\t25")
    assert await journal.audited() == []


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("words", [["--since", "yesterday"], ["--limit", "0"]])
async def test_what_cannot_be_asked_is_said(journal: ValkeyJournal, words: list[str]) -> None:
    with pytest.raises(BadSetting, match=f"{words[0]} is '?{words[1]}"):
        await command.main(["find", *words])
    assert await journal.audited() == []


# audit and quarantine


async def test_audit_and_quarantine_are_deleted_as_the_profile_says(
    journal: ValkeyJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for record in (b"1", b"2", b"3"):
        await journal.audit(record)
    frames = [refused(n) for n in range(1, 5)]
    await journal.append(Batch(source=LINE_070, after=Mark(), mark=Mark("e1", 4), quarantined=frames))
    (frame, *_) = await journal.quarantined()
    await journal.redrive(frame, offered(1))
    now = await journal.now()
    assert await keeping.forget_records(journal, SITE, Retention(audit=90, quarantine=7)) == 0
    with monkeypatch.context() as patched:
        patched.setattr(journal, "now", lambda: _at(now + 30 * DAY))
        assert await keeping.forget_records(journal, SITE, Retention()) == 0
        assert await keeping.forget_records(journal, SITE, Retention(audit=90, quarantine=7)) == 3
        assert await keeping.forget_records(journal, SITE, Retention(audit=90, quarantine=7)) == 0
        patched.setattr(journal, "now", lambda: _at(now + 100 * DAY))
        assert await keeping.forget_records(journal, SITE, Retention(audit=90)) == 2
    assert [record for *_, record in await journal.audited()] == [b"3"]
    assert [(frame.id, frame.redriven) for frame in await journal.quarantined()] == [(4, False)]
    with pytest.raises(LookupError):
        await journal.redrive(frame, offered(1))
    said = [e.fact.data for e in await everything(journal) if isinstance(e.fact.data, RecordsDeleted)]
    assert said == [
        RecordsDeleted(of="quarantine", through=3, days=7),
        RecordsDeleted(of="audit", through=2, days=90),
    ]
    await journal.audit(b"4")
    assert [place for place, *_ in await journal.audited()] == ["3", "4"]
    await journal.append(Batch(source=LINE_070, after=Mark("e1", 4), mark=Mark("e1", 5), quarantined=[refused(5)]))
    assert [frame.id for frame in await journal.quarantined()] == [4, 5]


async def _at(instant: int) -> int:
    return instant


def test_no_hexagon_is_printed_whichever_fact_names_it() -> None:
    told = HotspotFound(
        method="cells",
        places=("19006",),
        starts=1,
        ends=2,
        observed=12,
        expected=2.0,
        recurrence=400,
        first=2,
        until=3,
        made=1,
        cells=("8748a20ceffffff",),
    )
    said = dict(asking._said(Entry(1, 2, of("H-1", told))))
    assert list(said["places"]) == ["19006"] and "8748a20ceffffff" not in str(said)
