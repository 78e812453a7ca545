"""The sockets that stand open, and for whom: each is closed within a second of its session or its screen ending."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any

from starlette.types import Message, Receive, Send

from dashboard.gate.person import Person, Screen
from dashboard.gate.screens import CONTROL
from dashboard.gate.surfaces import Surface, allowed
from journal.journal import Journal
from picture.errors import StoreDown

LOOK = 0.8  # seconds between two looks, also when nobody said that something changed
CLOSED = 4401  # the socket's close code: whoever held it is no longer let in

Cookies = tuple[str, str]  # of a person's session and of a screen; empty for none
Known = tuple[Person | None, Screen | None]


class Door:
    """One socket's."""

    def __init__(self, cookies: Cookies, surfaces: Sequence[Surface]) -> None:
        self.cookies = cookies
        self.surfaces = surfaces
        self.shut = asyncio.Event()


class Doors:
    """`who`: whose cookies these are, as the store says now. Raises StoreDown."""

    def __init__(self, journal: Journal, who: Callable[[Cookies], Awaitable[Known]]) -> None:
        self._journal = journal
        self._who = who
        self._open: set[Door] = set()
        self._changed = asyncio.Event()

    @contextlib.contextmanager
    def opened(self, cookies: Cookies, surfaces: Sequence[Surface]) -> Iterator[Door]:
        door = Door(cookies, surfaces)
        self._open.add(door)
        try:
            yield door
        finally:
            self._open.discard(door)

    async def run(self) -> None:
        """For as long as the server lives."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen())
            tasks.create_task(self._look())

    async def _listen(self) -> None:
        while True:
            with contextlib.suppress(StoreDown):
                async with contextlib.aclosing(self._journal.listen(CONTROL)) as said:
                    async for _ in said:
                        self._changed.set()
            await asyncio.sleep(LOOK)

    async def _look(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), LOOK)
            self._changed.clear()
            with contextlib.suppress(StoreDown):  # nobody can have been shut out meanwhile
                await self.look()

    async def look(self) -> None:
        """Shuts the doors of those who are no longer let in. Raises StoreDown."""
        held: dict[Cookies, list[Door]] = defaultdict(list)
        for door in self._open:
            held[door.cookies].append(door)
        for cookies, doors in held.items():
            person, screen = await self._who(cookies)
            for door in doors:
                if not any(allowed(each.right, person, screen, local=False) for each in door.surfaces):
                    door.shut.set()


class Held:
    """A socket's two ends, which go dead when its door is shut."""

    def __init__(self, door: Door, receive: Receive, send: Send) -> None:
        self._door = door
        self._receive = receive
        self._send = send
        self._shut: asyncio.Future[Any] = asyncio.ensure_future(door.shut.wait())
        self._coming: asyncio.Future[Any] | None = None
        self._closed = False

    async def receive(self) -> Message:
        if self._coming is None:
            self._coming = asyncio.ensure_future(self._receive())
        await asyncio.wait([self._coming, self._shut], return_when=asyncio.FIRST_COMPLETED)
        if self._shut.done():
            await self._close()
            return {"type": "websocket.disconnect", "code": CLOSED}
        coming, self._coming = self._coming, None
        message: Message = coming.result()
        return message

    async def send(self, frame: Message) -> None:
        """Raises OSError once the door is shut, as of a browser that is gone."""
        if self._closed:
            raise OSError("The door was shut.")
        await self._send(frame)

    async def _close(self) -> None:
        if not self._closed:
            self._closed = True
            with contextlib.suppress(OSError, RuntimeError):  # the browser may be gone
                await self._send({"type": "websocket.close", "code": CLOSED})

    def end(self) -> None:
        self._shut.cancel()
        if self._coming is not None:
            self._coming.cancel()
