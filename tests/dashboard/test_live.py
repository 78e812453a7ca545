"""The hub, on the journal's twin in memory: bytes unchanged, the newest first, nobody waits for the slow."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from dashboard import live
from dashboard.gate.person import Person, Screen
from dashboard.live import BOOT, Hub
from journal.memory import MemoryJournal, MemoryStore
from watch.documents import WALL


class Browser:
    """The other end of the socket: takes what it is sent, when it has room."""

    def __init__(self, hub: Hub, origin: bytes = b"http://127.0.0.1:8501", **found: Any) -> None:
        """`found`: what the gate found out."""
        self.sent: list[dict[str, Any]] = []
        self.room = asyncio.Event()
        self.room.set()
        self.left: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.left.put_nowait({"type": "websocket.connect"})
        headers = [(b"host", b"127.0.0.1:8501"), (b"origin", origin)]
        self.task = asyncio.create_task(hub({"headers": headers, **found}, self.left.get, self._send))

    async def _send(self, message: dict[str, Any]) -> None:
        await self.room.wait()
        self.sent.append(message)

    @property
    def frames(self) -> list[bytes]:
        return [m["bytes"] for m in self.sent if m["type"] == "websocket.send"]

    @property
    def documents(self) -> list[bytes]:
        return [f for f in self.frames if not f.startswith(b'{"status"')]

    @property
    def said(self) -> list[tuple[str, str]]:
        statuses = [msgspec.json.decode(f)["status"] for f in self.frames if f.startswith(b'{"status"')]
        return [(s["store"], s["watch"]) for s in statuses]

    async def leave(self) -> None:
        self.left.put_nowait({"type": "websocket.disconnect"})
        await self.task


@pytest.fixture
def memory() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def watch(memory: MemoryStore) -> MemoryJournal:
    return MemoryJournal(memory, "nuevo_leon")


@pytest.fixture
async def hub(memory: MemoryStore) -> AsyncIterator[Hub]:
    hub = Hub(journal=MemoryJournal(memory, "nuevo_leon"), kind="demo")
    running = asyncio.create_task(hub.run())
    await until(lambda: hub.store != "gone")
    yield hub
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def until(done: Any) -> None:
    async with asyncio.timeout(10):
        while not done():  # noqa: ASYNC110 -- what is waited for sets no event
            await asyncio.sleep(0.005)


async def test_every_browser_gets_the_watchs_bytes_unchanged(hub: Hub, watch: MemoryJournal) -> None:
    browsers = [Browser(hub) for _ in range(3)]
    await until(lambda: len(hub.viewers) == 3)
    payload = b'{ "serial":1,"any": "spacing \xc3\xb3" }'
    await watch.publish(WALL, payload)
    await until(lambda: all(b.documents for b in browsers))
    assert all(b.documents == [payload] for b in browsers)
    assert all(b.documents[0] is payload for b in browsers)
    for browser in browsers:
        await browser.leave()


async def test_a_new_browser_gets_the_last_document_at_once(hub: Hub, watch: MemoryJournal) -> None:
    await watch.publish(WALL, b"one")
    await watch.publish(WALL, b"two")
    await until(lambda: hub.documents == 2)
    browser = Browser(hub)
    await until(lambda: browser.documents)
    assert browser.documents == [b"two"]
    assert browser.sent[0]["type"] == "websocket.accept"
    assert msgspec.json.decode(browser.frames[0])["status"]["boot"] == BOOT
    await browser.leave()
    assert hub.viewers == set()


async def test_a_slow_browser_gets_the_newest_and_delays_nobody(hub: Hub, watch: MemoryJournal) -> None:
    quick, slow = Browser(hub), Browser(hub)
    await until(lambda: quick.frames and slow.frames)
    slow.room.clear()
    for n in range(200):
        await watch.publish(WALL, b"%d" % n)
        await until(lambda n=n: quick.documents and quick.documents[-1] == b"%d" % n)
    assert slow.documents == []
    slow.room.set()
    await until(lambda: slow.documents and slow.documents[-1] == b"199")
    assert len(slow.documents) <= 2
    assert hub.skipped >= 198
    await quick.leave()
    await slow.leave()


async def test_a_lost_store_is_told_at_once_and_its_return_too(
    hub: Hub, watch: MemoryJournal, memory: MemoryStore
) -> None:
    browser = Browser(hub)
    await watch.publish(WALL, b"one")
    await until(lambda: ("ok", "ok") in browser.said)
    memory.fall()
    await until(lambda: browser.said[-1][0] == "gone")
    memory.rise()
    await until(lambda: browser.said[-1][0] == "ok")
    await browser.leave()


async def test_a_silent_watch_is_told_and_browsers_go_on_hearing_from_us(
    hub: Hub, watch: MemoryJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "SILENT", 0.2)
    monkeypatch.setattr(live, "SPEAK", 0.1)
    browser = Browser(hub)
    await watch.publish(WALL, b"one")
    await until(lambda: browser.said[-3:] == [("ok", "silent")] * 3)
    status = msgspec.json.decode(browser.frames[-1])["status"]
    assert status["age"] >= 200
    await watch.publish(WALL, b"two")
    await until(lambda: browser.said[-1] == ("ok", "ok"))
    await browser.leave()


async def test_a_store_of_the_other_kind_is_refused_and_said(memory: MemoryStore) -> None:
    await MemoryJournal(memory, "nuevo_leon").open("real")
    hub = Hub(journal=MemoryJournal(memory, "nuevo_leon"), kind="demo")
    running = asyncio.create_task(hub.run())
    await until(lambda: hub.store == "refused")
    assert hub.refusal == "The store in memory is real; this site is demo."
    browser = Browser(hub)
    await until(lambda: browser.said)
    assert browser.said[0] == ("refused", "silent")
    await browser.leave()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_page_of_another_site_is_turned_away(hub: Hub) -> None:
    stranger = Browser(hub, origin=b"http://elsewhere.example")
    await stranger.task
    assert [m["type"] for m in stranger.sent] == ["websocket.close"]
    assert hub.viewers == set()


async def test_no_document_goes_out_before_the_store_has_said_whether_the_walls_are_hidden(
    memory: MemoryStore, watch: MemoryJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = MemoryJournal(memory, "nuevo_leon")
    answer = asyncio.Event()

    async def slow(shelf: str, key: str) -> bytes | None:
        await answer.wait()
        return await watch.get(shelf, key)

    monkeypatch.setattr(journal, "get", slow)
    hub = Hub(journal=journal, kind="demo")
    running = asyncio.create_task(hub.run())
    await until(lambda: hub.store == "ok")
    browser = Browser(hub)
    await watch.publish(WALL, b"one")
    await until(lambda: hub.documents == 1 and browser.frames)
    late = Browser(hub)
    await until(lambda: late.frames)
    assert browser.documents == late.documents == []
    answer.set()
    await until(lambda: browser.documents == late.documents == [b"one"])
    for each in (browser, late):
        await each.leave()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_document_that_waits_for_a_slow_wall_is_not_sent_once_the_walls_are_hidden(
    hub: Hub, watch: MemoryJournal
) -> None:
    slow = Browser(hub)
    await watch.publish(WALL, b"one")
    await until(lambda: slow.documents == [b"one"])
    slow.room.clear()
    await watch.publish(WALL, b"two")
    [viewer] = hub.viewers
    await until(lambda: hub.documents == 2 and viewer._document is None)  # on its way
    await watch.publish(WALL, b"three")
    await until(lambda: hub.documents == 3)
    await watch.put("room", "blank", b"{}")
    await watch.publish("control", b"blank")
    await until(lambda: hub.hidden)
    slow.room.set()
    await until(lambda: b'{"blank":true}' in slow.documents)
    assert slow.documents == [b"one", b"two", b'{"blank":true}']
    await slow.leave()


async def test_walls_that_are_hidden_stay_so_while_the_store_is_away(
    hub: Hub, watch: MemoryJournal, memory: MemoryStore
) -> None:
    await watch.publish(WALL, b"one")
    await watch.put("room", "blank", b"{}")
    await until(lambda: hub.hidden)
    memory.fall()
    await until(lambda: hub.store == "gone")
    browser = Browser(hub)
    await until(lambda: browser.documents)
    assert browser.documents == [b'{"blank":true}']
    memory.rise()
    await browser.leave()


WALL_SCREEN = Screen("a" * 16, "sala")


@pytest.mark.parametrize(
    ("found", "let_in"),
    [
        ({"vigia.gate": "closed", "vigia.screen": WALL_SCREEN}, True),
        ({"vigia.gate": "closed", "vigia.person": Person("lead", "L", frozenset({"lead"}))}, True),
        ({"vigia.gate": "closed", "vigia.person": Person("r", "R", frozenset({"reader", "auditor"}))}, False),
        ({"vigia.gate": "closed"}, False),
        ({"vigia.gate": "open"}, True),
    ],
)
async def test_behind_the_gate_the_hub_looks_once_more_at_who_it_is(
    hub: Hub, found: dict[str, Any], let_in: bool
) -> None:
    browser = Browser(hub, **found)
    await until(lambda: browser.sent)
    assert (browser.sent[0]["type"] == "websocket.accept") is let_in
    await browser.leave()
