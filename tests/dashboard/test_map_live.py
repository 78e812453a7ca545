"""The map's hub, on the journal's twin in memory: the process of maps' bytes unchanged, the kept ones first."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from dashboard import map_live
from dashboard.gate.person import Person, Screen
from dashboard.live import BLANK, ROOM
from dashboard.map_live import MapHub
from journal.memory import MemoryJournal, MemoryStore
from maps.documents import MAP, NOW, Beat, encode
from tests.dashboard.test_live import Browser, until


@pytest.fixture
def memory() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def mapping(memory: MemoryStore) -> MemoryJournal:
    return MemoryJournal(memory, "nuevo_leon")


async def started(memory: MemoryStore, right: str = "wall") -> AsyncIterator[MapHub]:
    hub = MapHub(journal=MemoryJournal(memory, "nuevo_leon"), kind="demo", right=right)
    running = asyncio.create_task(hub.run())
    await until(lambda: hub.store != "gone" and hub.hidden is not None)
    yield hub
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def hub(memory: MemoryStore) -> AsyncIterator[MapHub]:
    async for hub in started(memory):
        yield hub


async def test_every_browser_gets_the_bytes_unchanged_and_who_comes_later_the_last(
    hub: MapHub, mapping: MemoryJournal
) -> None:
    browser = Browser(hub)
    await until(lambda: len(hub.viewers) == 1)
    await mapping.publish(MAP, b'{"made":1}')
    await until(lambda: browser.documents)
    later = Browser(hub)
    await until(lambda: later.documents)
    assert browser.documents == later.documents == [b'{"made":1}']
    for each in (browser, later):
        await each.leave()


async def test_what_was_kept_is_shown_before_anything_is_heard(memory: MemoryStore, mapping: MemoryJournal) -> None:
    await mapping.put(MAP, NOW, b'{"made":1}')
    async for hub in started(memory):
        browser = Browser(hub)
        await until(lambda browser=browser: browser.documents)
        assert browser.documents == [b'{"made":1}']
        await browser.leave()


async def test_what_was_kept_does_not_outdo_what_was_heard_meanwhile(
    hub: MapHub, mapping: MemoryJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await mapping.put(MAP, NOW, b'{"made":1}')
    before = hub.documents
    await mapping.publish(MAP, b'{"made":2}')
    await until(lambda: hub.documents > before)
    await hub._fetch(before)
    browser = Browser(hub)
    await until(lambda: browser.documents)
    assert browser.documents == [b'{"made":2}']
    await browser.leave()


async def test_a_beat_says_that_the_process_lives_and_is_no_document(
    hub: MapHub, mapping: MemoryJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_live, "SILENT", 0.2)
    await until(lambda: hub.watch == "silent")
    browser = Browser(hub)
    await until(lambda: ("ok", "silent") in browser.said)

    async def beats() -> None:
        while ("ok", "ok") not in browser.said:  # a busy machine may pass over one
            await mapping.publish(MAP, encode(Beat(1)))
            await asyncio.sleep(0.1)

    async with asyncio.timeout(10):
        await beats()
    assert browser.documents == []
    await browser.leave()


async def test_a_hidden_wall_gets_no_map_and_the_desk_goes_on(memory: MemoryStore, mapping: MemoryJournal) -> None:
    await mapping.put(ROOM, BLANK, b"{}")
    await mapping.put(MAP, NOW, b'{"made":1}')
    async for wall in started(memory):
        browser = Browser(wall)
        await until(lambda browser=browser: len(browser.frames) > 1)
        await mapping.publish(MAP, b'{"made":2}')
        await until(lambda wall=wall: wall.documents > 0)
        await asyncio.sleep(0.05)
        assert browser.documents == [b'{"blank":true}']
        await browser.leave()
    async for desk in started(memory, "desk"):
        browser = Browser(desk)
        await until(lambda browser=browser: browser.documents)
        assert browser.documents == [b'{"made":1}']
        await browser.leave()


def found(person: Person | None = None, screen: Screen | None = None) -> dict[str, Any]:
    """As the gate leaves it."""
    return {"vigia.gate": "closed", "vigia.person": person, "vigia.screen": screen}


@pytest.mark.parametrize(
    ("right", "roles", "let_in"),
    [("wall", {"lead"}, True), ("wall", {"reader"}, False), ("desk", {"lead"}, True), ("desk", {"wall"}, False)],
)
async def test_who_may_not_look_gets_nothing(memory: MemoryStore, right: str, roles: set[str], let_in: bool) -> None:
    person = Person("a", "A", frozenset(roles))
    async for hub in started(memory, right):
        browser = Browser(hub, **found(person))
        await until(lambda browser=browser: browser.sent)
        assert (browser.sent[0]["type"] == "websocket.accept") == let_in
        await browser.leave() if let_in else await browser.task


async def test_an_enrolled_screen_sees_the_walls_map_and_not_the_desks(memory: MemoryStore) -> None:
    screen = Screen("s", "sala")
    for right, let_in in (("wall", True), ("desk", False)):
        async for hub in started(memory, right):
            browser = Browser(hub, **found(screen=screen))
            await until(lambda browser=browser: browser.sent)
            assert (browser.sent[0]["type"] == "websocket.accept") == let_in
            await browser.leave() if let_in else await browser.task
