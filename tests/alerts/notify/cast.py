"""A site whose watch has queued notifications: its journal, the board that follows it, and a clock that may jump."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

from alerts.board import Board
from alerts.condition import alert_id
from alerts.fold import AlertBoard
from alerts.notify.channels import Channel, Channels, Kind
from alerts.notify.secret import Secret
from alerts.notify.sender import Notifier
from journal.journal import Journal
from journal.memory import MemoryJournal, MemoryStore
from picture import alert_events as said
from picture.briefing_policy import Recipient
from picture.events import Fact
from tests.picture.cast import a_profile

PATIENCE = 15.0


class Clock:
    """The store's: the machine's, and what was skipped."""

    def __init__(self) -> None:
        self.skipped = 0

    def __call__(self) -> int:
        return time.time_ns() // 1_000_000 + self.skipped

    def skip(self, seconds: float) -> None:
        self.skipped += round(seconds * 1000)


def a_channel(
    name: str, *to: Recipient, kind: Kind = "webhook", url: str = "http://127.0.0.1:9/", **more: Any
) -> Channel:
    return Channel(name=name, to=to or ("lead",), kind=kind, url=Secret(url), **more)


class Site:
    """`journal`: of one's own, or a memory's."""

    def __init__(self, journal: Journal | None = None) -> None:
        self.clock = Clock()
        self.store = MemoryStore(self.clock)
        self.journal = journal or MemoryJournal(self.store, "prueba")
        self.profile = a_profile()
        self.book = AlertBoard()
        self.leads = True
        self._queued = 0

    @property
    def board(self) -> Board:
        return self.book.board

    def notifier(self, *channels: Channel, journal: Journal | None = None, folder: Path | None = None) -> Notifier:
        return Notifier(
            journal or self.journal,
            Channels(channels),
            profile_of=lambda: self.profile,
            board=lambda: self.book.board,
            kind="demo",
            leading=lambda: self.leads,
            folder=folder,
        )

    async def follow(self) -> None:
        async for entries in self.journal.follow(self.board.position, wait=20):
            for entry in entries:
                self.book.apply(entry, self.profile)

    async def raised(self, about: str = "C-1", rule: str = "severe_unassigned", **more: Any) -> str:
        """The id of a new alert, journaled."""
        now = await self.journal.now()
        told = {"kind": "case", "about": about, "due": now - 1000, "priority": "critical", "mask": "7F3", **more}
        data = said.AlertRaised(rule=rule, **told)
        name = alert_id(rule, data.kind, about, data.due)
        await self.journal.record(
            [Fact(time=now, source="vigia/watch", subject=name, data=data, agency="equipo_norte")]
        )
        return name

    async def queued(self, *alerts: str, to: str = "lead", why: said.Told = "raised") -> list[str]:
        """The ids of new notifications, one for each alert."""
        now = await self.journal.now()
        names = [f"{self._queued + n:032x}" for n in range(1, len(alerts) + 1)]
        self._queued += len(alerts)
        await self.journal.record(
            [
                Fact(
                    time=now,
                    source="vigia/watch",
                    subject=name,
                    data=said.NotificationQueued(alert=alert, to=to, why=why, due=now),
                )
                for name, alert in zip(names, alerts, strict=True)
            ]
        )
        return names

    async def journaled(self, kind: type) -> list[Fact]:
        return [entry.fact for entry in await self.journal.read(0) if isinstance(entry.fact.data, kind)]

    async def until_sent(self, *names: str) -> None:
        await until(lambda: all((one := self.board.notifications.get(n)) and one.sent for n in names))

    async def until_failed(self, name: str, times: int = 1) -> None:
        await until(lambda: (one := self.board.notifications.get(name)) is not None and len(one.failures) >= times)


async def until(holds: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  # what it waits for comes over sockets and threads
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def at_work(*works: Any) -> AsyncIterator[None]:
    """Coroutines that go on for as long as the block lasts."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert [each for each in ended if not isinstance(each, asyncio.CancelledError)] == []


def texts(value: Any) -> Iterator[str]:
    """Every text in it, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from texts(key)
            yield from texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)
