"""A zone that is added takes its cells out of everything, once, whatever happens meanwhile."""

from contextlib import suppress

import pytest
from structlog.testing import capture_logs

from feeds.redaction import redact
from feeds.zones import Zones
from journal.journal import START, Checkpoint
from journal.memory import MemoryJournal, MemoryStore
from picture.case_events import CaseOpened
from picture.errors import StoreDown
from picture.events import AnyData, CallAnswered, CallOffered, Fact
from picture.place_events import HotspotFound, SiteRedacted

SITE = "nuevo_leon"
SHELTER, STREET = "88489e1aadfffff", "88489e1ab1fffff"
NEAR, FAR = "87489e1aaffffff", "874995b8effffff"  # of resolution 7: the shelter lies in the first
ZONES = Zones([SHELTER], b"key")


def found(*cells: str) -> HotspotFound:
    return HotspotFound(
        method="cells",
        places=("19039",),
        cells=cells,
        starts=1,
        ends=2,
        observed=9,
        expected=3.1,
        recurrence=400,
        first=2,
        until=3,
        made=2,
    )


DATA: tuple[AnyData, ...] = (
    CallOffered(queue="q", cell=SHELTER, municipality="19039", caller=("a", "b")),
    CallOffered(queue="q", cell=STREET),
    CaseOpened(cell=SHELTER, forms=("fisica",)),
    CaseOpened(),
    CallAnswered(),
    found(NEAR, FAR),
    found(FAR),
)
REDACTED: tuple[AnyData, ...] = (
    CallOffered(queue="q", municipality="19039", caller=("a", "b")),
    CallOffered(queue="q", cell=STREET),
    CaseOpened(forms=("fisica",)),
    CaseOpened(),
    CallAnswered(),
    found(),
    found(FAR),
)


@pytest.fixture
async def journal() -> MemoryJournal:
    journal = MemoryJournal(MemoryStore(), SITE)
    await journal.open("demo")
    facts = [Fact(time=n, source="nl/070", subject=f"c{n}", data=data) for n, data in enumerate(DATA)]
    await journal.record(facts)
    lease = await journal.lease("watch", 1000)
    assert lease
    await journal.save(lease, Checkpoint(position=7, version=1, state=SHELTER.encode()))
    for key in ("now", "history.7d.cell"):
        await journal.put("map", key, NEAR.encode())
    return journal


async def data_of(journal: MemoryJournal) -> list[AnyData]:
    return [entry.fact.data for entry in await journal.read(START)]


async def test_what_lies_inside_loses_its_place_and_nothing_else(journal: MemoryJournal) -> None:
    await redact(journal, ZONES, SITE)
    assert await data_of(journal) == [*REDACTED, SiteRedacted(entries=3, generation=1)]
    assert (await journal.read(7))[0].fact.subject == SITE
    assert await journal.checkpoint() is None
    assert await journal.shelf("map") == {}


async def test_the_same_zones_are_looked_for_once(journal: MemoryJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    await redact(journal, ZONES, SITE)

    async def never(*_: object) -> int:
        raise AssertionError

    monkeypatch.setattr(MemoryJournal, "redact", never)
    await redact(journal, Zones([SHELTER], b"key"), SITE)


async def test_a_second_zone_is_a_second_generation(journal: MemoryJournal) -> None:
    await redact(journal, ZONES, SITE)
    await redact(journal, Zones([SHELTER, STREET], b"key"), SITE)
    assert (await data_of(journal))[-1] == SiteRedacted(entries=1, generation=2)


async def test_zones_that_hold_nothing_change_nothing(journal: MemoryJournal) -> None:
    await redact(journal, Zones(["88499435a3fffff"], b"key"), SITE)
    assert await data_of(journal) == list(DATA)
    assert await journal.checkpoint()


async def test_zones_that_were_away_for_a_while_are_looked_for_again(journal: MemoryJournal) -> None:
    """What came meanwhile lay in no zone."""
    await redact(journal, ZONES, SITE)
    await redact(journal, Zones(), SITE)
    await journal.record([Fact(time=9, source="nl/070", subject="c9", data=DATA[0])])
    await redact(journal, ZONES, SITE)
    assert SHELTER not in repr(await data_of(journal))


async def test_without_zones_nothing_is_looked_at(journal: MemoryJournal) -> None:
    with capture_logs() as lines:
        await redact(journal, Zones(), SITE)
    assert lines == []


@pytest.mark.parametrize("step", ["drop", "redact", "rewrite", "put"])
async def test_who_is_stopped_half_way_does_it_again(
    journal: MemoryJournal, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    async def falls(*_: object, **__: object) -> bool:
        raise StoreDown("The store fell.")

    with monkeypatch.context() as patch, suppress(StoreDown):  # a rewriting that failed is told only
        patch.setattr(MemoryJournal, step, falls)
        await redact(journal, ZONES, SITE)
    await redact(journal, ZONES, SITE)
    assert await data_of(journal) == [*REDACTED, SiteRedacted(entries=3, generation=1)]
    assert await journal.shelf("map") == {}


async def test_a_store_that_keeps_the_old_bytes_is_told_of_and_asked_again(
    journal: MemoryJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = False

    async def rewrite(self: MemoryJournal, wait: int = 0) -> bool:
        return done

    monkeypatch.setattr(MemoryJournal, "rewrite", rewrite)
    with capture_logs() as lines:
        await redact(journal, ZONES, SITE)
        assert [line["event"] for line in lines][-1] == "redaction.left_in_the_stores_files"
        done = True
        await redact(journal, ZONES, SITE)
        assert [line["event"] for line in lines][-1] == "redaction.done"
        before = len(lines)
        await redact(journal, ZONES, SITE)
        assert len(lines) == before
    assert not any(cell in repr(lines) for cell in (SHELTER, NEAR))


async def test_the_store_learns_nothing_of_the_zones_but_their_digest(journal: MemoryJournal) -> None:
    await redact(journal, ZONES, SITE)
    assert await journal.shelf("redaction") == {"zones": ZONES.digest}
    assert SHELTER not in repr(ZONES.digest)
