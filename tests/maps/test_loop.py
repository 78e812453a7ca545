"""The maps process on a real store: it finds, journals once, publishes, keeps the map, and starts where it was."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager, suppress

import msgspec
import pytest

from journal.valkey import ValkeyJournal
from maps import loop
from maps.documents import ASK, LAYERS, MAP, NOW, STATE, WINDOWS, History, MapDocument, history_key
from maps.ledger import Mark
from maps.loop import Maps
from maps.periods import holding
from picture.case_events import CaseAssessed, CaseOpened
from picture.events import Entry, Fact, SiteConfigured
from picture.place_events import HotspotFound, SiteRedacted
from tests.maps.site import cases, cluster, land, profile
from tests.stores import Server

pytestmark = pytest.mark.store


@pytest.fixture
def compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scans run in a thread of this process: each process of its own compiles them anew, which takes seconds."""
    monkeypatch.setattr(loop, "elsewhere", asyncio.to_thread)


async def a_journal(store: Server) -> ValkeyJournal:
    journal = ValkeyJournal(store.url, profile().code, patience=5)
    await journal.open("demo")
    return journal


def facts_of(mark: Mark) -> list[Fact]:
    opened = CaseOpened(municipality=mark.municipality, cell=mark.cell, forms=mark.forms, person=(mark.who,))
    said: list[CaseOpened | CaseAssessed] = [opened, CaseAssessed(level="severe" if mark.severe else "mild")]
    return [
        Fact(time=mark.at + after, source="nl/registro", subject=mark.case, data=data)
        for after, data in enumerate(said)
    ]


async def told(journal: ValkeyJournal, per_day: float = 40.0) -> list[Mark]:
    """63 days of cases up to yesterday, and one hotspot of the last two."""
    last = holding("24h", await journal.now(), profile().zone).index - 1
    marks = sorted(cases(63, per_day, 5, last=last) + cluster((last - 1, last), 25, "19031", seed=6))
    built = msgspec.to_builtins(profile())
    await journal.record([Fact(time=1, source="nuevo_leon", subject="nuevo_leon", data=SiteConfigured(profile=built))])
    facts = [fact for mark in marks for fact in facts_of(mark)]
    for at in range(0, len(facts), 500):
        await journal.record(facts[at : at + 500])
    return marks


@asynccontextmanager
async def mapping(store: Server) -> AsyncIterator[Maps]:
    journal = await a_journal(store)
    maps = Maps(journal, profile(), "demo", lambda _: land())
    task = asyncio.create_task(maps.run())
    try:
        yield maps
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await journal.close()


async def until(true: Callable[[], Awaitable[bool]], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not await true():
        assert time.monotonic() < deadline, "it did not come"
        await asyncio.sleep(0.1)


async def document(journal: ValkeyJournal, signals: int = 1) -> MapDocument:
    """The one that is kept, once so many signals stand in it."""
    kept: list[MapDocument] = []

    async def there() -> bool:
        payload = await journal.get(MAP, NOW)
        kept[:] = [msgspec.json.decode(payload, type=MapDocument)] if payload else []
        return bool(kept) and len(kept[0].signals) == signals

    await until(there)
    return kept[0]


async def found(journal: ValkeyJournal) -> list[tuple[str, HotspotFound]]:
    after, facts = 0, []
    while entries := await journal.read(after, 1000):
        after = entries[-1].number
        facts += [(e.fact.subject, e.fact.data) for e in entries if isinstance(e.fact.data, HotspotFound)]
    return facts


async def test_what_the_cases_add_up_to_is_found_journaled_kept_and_published(valkey: Server) -> None:
    journal = await a_journal(valkey)
    marks = await told(journal)
    async with mapping(valkey):
        said = await document(journal)
        assert said.site == "nuevo_leon" and said.kind == "demo" and said.as_of <= await journal.now() < said.next
        [(name, fact)] = await found(journal)
        assert [signal.id for signal in said.signals] == [name]
        assert "19031" in fact.places and fact.observed >= 10 and fact.recurrence > 100
        assert {(view.window, view.layer) for view in said.views} == {(w, each) for w in WINDOWS for each in LAYERS[w]}
        day = next(v for v in said.views if (v.window, v.form, v.risk) == ("24h", "", "all"))
        assert sum(group.cases[0] for group in day.groups if group.cases) <= sum(
            day.starts <= mark.at < day.ends for mark in marks
        )
        for window in WINDOWS:
            for layer in LAYERS[window]:
                kept = await journal.get(MAP, history_key(window, layer))
                assert kept and msgspec.json.decode(kept, type=History).views
    await journal.close()


async def test_started_again_it_goes_on_and_says_nothing_twice(valkey: Server, compiled_once: None) -> None:
    journal = await a_journal(valkey)
    await told(journal)
    async with mapping(valkey):
        first = await document(journal)
    assert await journal.get(MAP, STATE)
    await journal.drop(MAP, NOW)
    async with mapping(valkey) as again:
        second = await document(journal)
        assert again.position >= first.made
    assert second.signals == first.signals and second.views == first.views
    assert len(await found(journal)) == 1
    await journal.drop(MAP, STATE)
    await journal.drop(MAP, NOW)
    async with mapping(valkey):  # from the journal's first entry
        third = await document(journal)
    assert third.signals == first.signals and third.views == first.views
    assert len(await found(journal)) == 1
    await journal.close()


async def test_asked_for_it_searches_again_and_between_documents_it_gives_signs_of_life(
    valkey: Server, compiled_once: None
) -> None:
    journal = await a_journal(valkey)
    await told(journal)
    async with mapping(valkey):
        await document(journal)
        heard: list[bytes] = []

        async def listen() -> None:
            async with aclosing(journal.listen(MAP)) as payloads:
                async for payload in payloads:
                    heard.extend([payload] if payload else [])

        listening = asyncio.create_task(listen())

        async def beaten() -> bool:
            return any(payload.startswith(b'{"beat":') for payload in heard)

        await until(beaten)
        last = holding("24h", await journal.now(), profile().zone).index - 1
        more = [fact for mark in cluster((last, last), 30, "19006", seed=9) for fact in facts_of(mark)]
        await journal.record(more)
        await asyncio.sleep(1)
        await journal.publish(ASK, b"")

        async def both() -> bool:
            return any(payload.startswith(b'{"site":') and payload.count(b'"recurrence"') == 2 for payload in heard)

        await until(both)
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
    assert len({name for name, _ in await found(journal)}) == 2
    await journal.close()


async def test_it_folds_anew_what_was_redacted(valkey: Server, compiled_once: None) -> None:
    journal = await a_journal(valkey)
    await told(journal)
    async with mapping(valkey):
        before = await document(journal)
        placed = next(v for v in before.views if (v.window, v.layer, v.form, v.risk) == ("7d", "cell", "", "all"))
        assert placed.unplaced < 60

        def without(entry: Entry) -> Fact | None:
            fact = entry.fact
            if isinstance(fact.data, CaseOpened) and fact.data.cell:
                return msgspec.structs.replace(fact, data=msgspec.structs.replace(fact.data, cell=""))
            return None

        def told_of(entries: int) -> Fact:
            data = SiteRedacted(entries=entries, generation=1)
            return Fact(time=2, source="nuevo_leon", subject="nuevo_leon", data=data)

        assert await journal.redact(without, told_of) > 1000

        async def gone() -> bool:
            payload = await journal.get(MAP, NOW)
            if not payload:
                return False
            now = msgspec.json.decode(payload, type=MapDocument)
            view = next(v for v in now.views if (v.window, v.layer, v.form, v.risk) == ("7d", "cell", "", "all"))
            return view.unplaced == 100

        await until(gone)
    await journal.close()
