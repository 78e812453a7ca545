"""Moves frames from a socket into a session and does what the session asks. Knows no protocol."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode

from feeds.outputs import Append, Close, Output, Send
from feeds.session import Session
from journal.journal import Batch, Mark

TICK = 0.25  # seconds
BURST = 1_000  # frames taken from the socket and not yet given to the session
LAST_WORD = 5.0  # seconds that an append under way may still take when the connection is over


class Pump:
    """One connection. `append` makes a batch durable, however long that takes; meanwhile frames gather
    until the session is full, and then the socket is not read: TCP holds the centre back."""

    def __init__(
        self,
        socket: ClientConnection,
        session: Session,
        append: Callable[[Batch], Awaitable[Mark]],
        now: Callable[[], int],
    ) -> None:
        self._socket = socket
        self._session = session
        self._append = append
        self._now = now
        self._burst: list[bytes] = []
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._appending: asyncio.Future[Mark] | None = None
        self._ended = ""
        self.choked = False  # on a frame too big to be read

    async def run(self) -> str:
        """Until the connection is over; why, in words of ours. Raises what `append` raises."""
        reader = asyncio.create_task(self._read())
        ticker = asyncio.create_task(self._tick())
        try:
            while not self._ended:
                await self._wake.wait()
                self._wake.clear()
                await self._step(last=reader.done())
        finally:
            for task in (reader, ticker):
                task.cancel()
            await asyncio.gather(reader, ticker, return_exceptions=True)
            await self._finish()
        return self._ended

    async def _finish(self) -> None:
        if self._appending:
            await asyncio.wait([self._appending], timeout=LAST_WORD)
            self._appending.cancel()
            await asyncio.gather(self._appending, return_exceptions=True)

    async def _read(self) -> None:
        """`recv` does not yield while frames are buffered, so a burst arrives here whole."""
        try:
            while True:
                frame = await self._socket.recv(decode=False)
                self._burst.append(frame)
                self._wake.set()
                if len(self._burst) >= BURST:
                    self._room.clear()
                    await self._room.wait()
        except ConnectionClosed as error:
            self.choked = error.sent is not None and error.sent.code == CloseCode.MESSAGE_TOO_BIG

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            self._wake.set()

    async def _step(self, last: bool) -> None:
        if self._appending and self._appending.done():
            mark, self._appending = self._appending.result(), None
            await self._do(self._session.durable(mark, self._now()))
            await asyncio.sleep(0)  # the next batch is on its way to the store before more frames are read
        if not self._session.full:
            burst, self._burst = self._burst, []
            self._room.set()
            now = self._now()
            await self._do(self._session.receive(burst, now) + self._session.tick(now))
            if last:
                self._ended = self._ended or self._goodbye()

    async def _do(self, outputs: list[Output]) -> None:
        for output in outputs:
            match output:
                case Append(batch):
                    self._appending = asyncio.ensure_future(self._append(batch))
                    self._appending.add_done_callback(lambda _: self._wake.set())
                case Close(reason):
                    self._ended = reason
                case Send(text):
                    with suppress(ConnectionClosed):  # the reader says so
                        await self._socket.send(text)

    def _goodbye(self) -> str:
        return f"the connection was closed ({self._socket.close_code})"
