"""The desk's hub, on the journal's twin in memory: everything to who comes, then what changes, and no gap unnoticed."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from dashboard import desk_live, desk_views
from dashboard.desk_live import DeskHub
from dashboard.gate.person import Person, Screen
from journal.memory import MemoryJournal, MemoryStore
from tests.dashboard import desk_sample
from tests.dashboard.test_live import Browser, until
from watch.desk_documents import DESK, DESK_ASK, CaseRow, DeskDocument, FollowUpRow, encode

LEAD = Person("lead.norte", "María Núñez", frozenset({"lead"}))
SEEN_BY_THE_LEAD: dict[str, Any] = {"vigia.gate": "closed", "vigia.person": LEAD}
READER = Person("lectora", "Zoë Ávila", frozenset({"reader", "wall"}))


class Watch:
    """Says everything to whoever asks, and what it is told to say."""

    def __init__(self, journal: MemoryJournal) -> None:
        self.journal = journal
        self.asked = 0
        self.everything = desk_sample.night(30, 50)
        self.deaf = False

    async def answer(self) -> None:
        async for asked in self.journal.listen(DESK_ASK):
            if asked is not None:
                self.asked += 1
                if not self.deaf:
                    await self.say(self.everything)

    async def say(self, document: DeskDocument) -> None:
        await self.journal.publish(DESK, encode(document))

    def change(self, serial: int, *cases: CaseRow, gone: tuple[str, ...] = ()) -> DeskDocument:
        return replace(
            self.everything,
            serial=serial,
            whole=False,
            board=None,
            names=None,
            ledgers=None,
            cases=list(cases),
            followups=[],
            gone_cases=list(gone),
        )


class Page:
    """What a browser makes of what it was sent."""

    def __init__(self, browser: Browser) -> None:
        self.cases: dict[str, CaseRow] = {}
        self.followups: dict[str, FollowUpRow] = {}
        for payload in browser.documents:
            document = msgspec.json.decode(payload, type=DeskDocument)
            if document.whole:
                self.cases, self.followups = {}, {}
            self.cases |= {row.id: row for row in document.cases}
            self.followups |= {row.id: row for row in document.followups}
            for name in document.gone_cases:
                self.cases.pop(name, None)


@pytest.fixture
def memory() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
async def watch(memory: MemoryStore) -> AsyncIterator[Watch]:
    watch = Watch(MemoryJournal(memory, "nuevo_leon"))
    answering = asyncio.create_task(watch.answer())
    await asyncio.sleep(0)
    yield watch
    answering.cancel()
    await asyncio.gather(answering, return_exceptions=True)


@pytest.fixture
async def hub(memory: MemoryStore, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DeskHub]:
    monkeypatch.setattr(desk_live, "ASK_AGAIN", 0.05)
    hub = DeskHub(journal=MemoryJournal(memory, "nuevo_leon"), kind="demo")
    running = asyncio.create_task(hub.run())
    await until(lambda: hub.rows.latest is not None)
    yield hub
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_who_comes_gets_everything_then_each_change_as_the_watch_said_it(hub: DeskHub, watch: Watch) -> None:
    browser = Browser(hub)
    await until(lambda: len(Page(browser).followups) == 50)
    payload = encode(watch.change(2, desk_sample.case(1, stage="arrived")))
    await watch.journal.publish(DESK, payload)
    await until(lambda: browser.documents[-1] == payload)
    assert Page(browser).cases["NL-000001"].stage == "arrived"
    assert len(Page(browser).cases) == 30
    await browser.leave()


async def test_who_comes_later_gets_the_rows_as_they_stand_now(hub: DeskHub, watch: Watch) -> None:
    await watch.say(watch.change(2, desk_sample.case(1, stage="arrived"), gone=("NL-000002",)))
    await until(lambda: hub.documents == 2)
    browser = Browser(hub)
    await until(lambda: len(Page(browser).followups) == 50)
    first = msgspec.json.decode(browser.documents[0], type=DeskDocument)
    assert (first.whole, first.serial) == (True, 2)
    assert first.names == watch.everything.names
    assert first.ledgers == watch.everything.ledgers
    assert Page(browser).cases["NL-000001"].stage == "arrived"
    assert "NL-000002" not in Page(browser).cases
    await browser.leave()


async def test_a_missing_serial_is_not_shown_and_everything_is_asked_for(hub: DeskHub, watch: Watch) -> None:
    browser = Browser(hub)
    await until(lambda: Page(browser).cases)
    watch.everything = replace(watch.everything, serial=9, cases=[desk_sample.case(7, stage="contacted")])
    asked = watch.asked
    await watch.say(watch.change(8, desk_sample.case(1, stage="protected")))
    await until(lambda: Page(browser).cases.keys() == {"NL-000007"})
    assert watch.asked > asked
    assert 8 not in [msgspec.json.decode(payload)["serial"] for payload in browser.documents]
    await browser.leave()


async def test_a_watch_that_does_not_answer_is_asked_again(hub: DeskHub, watch: Watch) -> None:
    watch.deaf = True
    asked = watch.asked
    await watch.say(watch.change(5))
    await until(lambda: watch.asked >= asked + 3)
    assert hub.rows.latest is not None
    assert hub.rows.latest.serial == 1


async def test_a_store_that_came_back_is_cause_to_ask(hub: DeskHub, watch: Watch, memory: MemoryStore) -> None:
    browser = Browser(hub)
    await until(lambda: Page(browser).cases)
    memory.fall()
    await until(lambda: browser.said[-1][0] == "gone")
    memory.rise()
    again = Watch(watch.journal)
    again.everything = replace(watch.everything, serial=40, cases=[desk_sample.case(3)])
    answering = asyncio.create_task(again.answer())
    await until(lambda: Page(browser).cases.keys() == {"NL-000003"})
    assert browser.said[-1][0] == "ok"
    answering.cancel()
    await browser.leave()


async def test_a_slow_browser_gets_everything_instead_of_a_long_queue(
    hub: DeskHub, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_live, "WAITING", 10)
    slow = Browser(hub)
    await until(lambda: Page(slow).followups)
    slow.room.clear()
    sent = len(slow.sent)
    for serial in range(2, 102):
        await watch.say(watch.change(serial, desk_sample.case(1, handovers=serial)))
        await until(lambda serial=serial: hub.documents == serial)
    slow.room.set()
    await until(lambda: Page(slow).cases["NL-000001"].handovers == 101)
    assert len(slow.sent) - sent < 30
    assert len(Page(slow).cases) == 30
    await slow.leave()


async def test_ten_thousand_follow_ups_come_in_slices_cases_by_priority_first(hub: DeskHub, watch: Watch) -> None:
    many = [desk_sample.followup(1, id=f"SEG-{i}") for i in range(10_000)]
    cases = [desk_sample.case(n) for n in range(3000, 0, -1)]
    await watch.say(replace(watch.everything, cases=cases, followups=many))
    await until(lambda: hub.documents == 2)
    browser = Browser(hub)
    await until(lambda: len(Page(browser).followups) == 10_000)
    documents = [msgspec.json.decode(payload, type=DeskDocument) for payload in browser.documents]
    assert [d.whole for d in documents] == [True] + [False] * 6
    assert [row.rank for d in documents for row in d.cases] == list(range(1, 3001))
    assert max(len(d.cases) + len(d.followups) for d in documents) <= desk_views.SLICE
    await browser.leave()


async def test_a_document_of_another_version_is_said_as_silence_not_shown(
    hub: DeskHub, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_live, "QUIET", 0.2)
    browser = Browser(hub)
    await watch.journal.publish(DESK, b'{"serial":2,"whole":"perhaps"}')
    await until(lambda: browser.said and browser.said[-1] == ("ok", "silent"))
    assert hub.documents == 1
    await browser.leave()


@pytest.mark.parametrize("found", [{"vigia.screen": Screen("a" * 16, "sala")}, {"vigia.person": READER}, {}])
async def test_behind_the_gate_nobody_looks_at_rows_who_may_not(hub: DeskHub, found: dict[str, Any]) -> None:
    browser = Browser(hub, **{"vigia.gate": "closed", **found})
    await browser.task
    assert [m["type"] for m in browser.sent] == ["websocket.close"]
    assert hub.viewers == set()


async def test_that_somebody_looks_is_audited_when_the_store_is_back(
    hub: DeskHub, watch: Watch, memory: MemoryStore
) -> None:
    memory.fall()
    browser = Browser(hub, **SEEN_BY_THE_LEAD)
    await until(lambda: Page(browser).cases)
    await browser.leave()
    memory.rise()
    await until(lambda: not hub._noting)
    found = await watch.journal.audited()
    assert [msgspec.json.decode(record)["what"] for _, _, record in found] == ["rows.listed"]
