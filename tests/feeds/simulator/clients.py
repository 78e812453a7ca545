"""A plain websockets client that speaks docs/protocol.md, for the tests of whatever serves it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from feeds.frames import SUBPROTOCOL, Control, is_event, read_control
from feeds.simulator.disorder import Disorder
from feeds.simulator.server import FeedServer
from feeds.simulator.spool import DAY, Spool
from feeds.simulator.wire import Event, event

TOKEN = "a-token"
NOON = 1_795_435_200_000


def offered(number: int, time: int = NOON) -> Event:
    return event(time + number, "call.offered", f"call-{number}", {"queue": "psicologia"})


@asynccontextmanager
async def server(*, beat: float = 30.0, keep: int = DAY, disorder: Disorder | None = None) -> AsyncIterator[FeedServer]:
    """A centre whose clock stands at NOON."""
    spool = Spool("nl/070", "e1", keep=keep)
    serving = FeedServer(spool, token=TOKEN, clock=lambda: NOON, beat=beat, disorder=disorder)
    await serving.start()
    try:
        yield serving
    finally:
        await serving.stop()


class Client:
    """Frames in the order they came; `control` and `events` wait for the next of their kind, at most five seconds."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def frame(self) -> bytes:
        async with asyncio.timeout(5):
            return await self.connection.recv(decode=False)

    async def control(self) -> Control:
        return read_control(await self.frame())

    async def events(self, count: int) -> list[dict[str, object]]:
        found: list[dict[str, object]] = []
        while len(found) < count:
            frame = await self.frame()
            if is_event(frame):
                found.append(msgspec.json.decode(frame))
        return found

    async def numbers(self, count: int) -> list[int]:
        return [int(str(e["sequence"])) for e in await self.events(count)]

    async def say(self, text: str) -> None:
        await self.connection.send(text)

    async def subscribe(self, after: int) -> None:
        await self.say(f'{{"subscribe":{{"after":"{after}"}}}}')

    async def fetch(self, first: int, last: int) -> None:
        await self.say(f'{{"fetch":{{"from":"{first}","to":"{last}"}}}}')


@asynccontextmanager
async def client(serving: FeedServer, token: str = TOKEN) -> AsyncIterator[Client]:
    """Connected, the hello not yet read."""
    async with connect(
        serving.url,
        additional_headers={"Authorization": f"Bearer {token}"},
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        compression=None,
    ) as connection:
        yield Client(connection)


async def until(true: Callable[[], bool]) -> None:
    """Wait for a condition, at most five seconds."""
    for _ in range(1000):
        if true():
            return
        await asyncio.sleep(0.005)
    raise TimeoutError
