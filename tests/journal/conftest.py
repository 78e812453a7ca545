"""The journal's adapters, each behind the same door."""

import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from journal.journal import Journal
from journal.memory import MemoryJournal, MemoryStore
from journal.valkey import ValkeyJournal
from tests.stores import DEBIAN, debian, embedded

_sites = itertools.count(1)


class Room:
    """One site in one store, and as many journals on it as a test opens. `free`: what the disk's probe says."""

    def __init__(self, url: str | None) -> None:
        self.free = 1.0
        self.site = f"site_{next(_sites)}"
        self._url = url
        self._memory = MemoryStore(free=lambda _: self.free)
        self._opened: list[Journal] = []

    async def open(self, known: int = 100_000) -> Journal:
        journal: Journal
        if self._url is None:
            journal = MemoryJournal(self._memory, self.site, known=known)
        else:
            journal = ValkeyJournal(self._url, self.site, known=known, free=lambda _: self.free, probe_every=0)
        await journal.open("demo")
        self._opened.append(journal)
        return journal

    async def close(self) -> None:
        for journal in self._opened:
            await journal.close()


@pytest.fixture(scope="session")
def embedded_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with embedded(tmp_path_factory.mktemp("valkey")) as server:
        yield server.url


@pytest.fixture(scope="session")
def debian_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if DEBIAN is None:
        pytest.skip("this machine has no redis-server (Debian's package of that name)")
    directory: Path = tmp_path_factory.mktemp("redis")
    with debian(directory) as server:
        yield server.url


@pytest_asyncio.fixture(
    params=[
        "memory",
        pytest.param("embedded_url", marks=pytest.mark.store),
        pytest.param("debian_url", marks=pytest.mark.store),
    ],
    ids=["memory", "valkey", "redis"],
)
async def room(request: pytest.FixtureRequest) -> AsyncIterator[Room]:
    room = Room(None if request.param == "memory" else request.getfixturevalue(request.param))
    yield room
    await room.close()


@pytest_asyncio.fixture
async def journal(room: Room) -> Journal:
    return await room.open()
