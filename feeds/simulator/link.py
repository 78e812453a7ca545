"""One client of a pretend centre: how far it has been sent, written straight into its socket's buffer."""

import asyncio
import time
from collections.abc import Callable

from websockets.asyncio.server import ServerConnection

from feeds.frames import Control, Heartbeat, Hello, Range, Snapshot, SnapshotBegin, SnapshotEnd, padded, stamp
from feeds.simulator.disorder import Disorder
from feeds.simulator.open_calls import OpenCalls
from feeds.simulator.spool import Spool
from feeds.simulator.wire import control_bytes, text, to_bytes

CHUNK = 512  # frames in one write
BUFFER = 1 << 20  # bytes that may wait in one client's socket
AHEAD = 10_000  # milliseconds that an event may lie ahead of the clock we last told
LATE = 0.25  # seconds until a frame held back by a bad line is sent anyway


class Link:
    """A subscribed link is sent what is new at once, in the caller's own step; a slow one by `pump`."""

    def __init__(
        self,
        connection: ServerConnection,
        spool: Spool,
        calls: OpenCalls,
        clock: Callable[[], int],
        disorder: Disorder,
    ) -> None:
        self.connection = connection
        self.spool = spool
        self.calls = calls
        self.clock = clock
        self.disorder = disorder
        self.cursor: int | None = None
        self._late: list[bytes] = []
        self._wake = asyncio.Event()
        self._told = 0
        self._told_at = 0.0

    def hello(self) -> None:
        spool = self.spool
        now = self._tell_time()
        self._control(
            Control(
                hello=Hello(epoch=spool.epoch, oldest=padded(spool.oldest), last=padded(spool.last), now=stamp(now))
            )
        )

    def heartbeat(self) -> None:
        last = self.spool.last if self.cursor is None else self.cursor
        self._control(Control(heartbeat=Heartbeat(last=padded(last), now=stamp(self._tell_time()))))

    def _tell_time(self) -> int:
        """A clock that never lies before an event which this client is still to be sent."""
        behind = self.cursor is None or self.cursor < self.spool.last
        self._told = max(self.clock(), self.spool.newest if behind else 0)
        self._told_at = time.monotonic()
        return self._told

    def subscribe(self, after: int) -> None:
        self.cursor = max(self.spool.oldest - 1, min(after, self.spool.last))
        self.flush()

    def flush(self) -> None:
        """Send what is new; what does not fit into the socket's buffer is left to `pump`."""
        if self.cursor is None or self._wake.is_set():
            return
        if self.cursor < self.spool.last and self.spool.newest > self._expected() + AHEAD:
            self.heartbeat()
        transport = self.connection.transport
        while self.cursor < self.spool.last:
            if transport.get_write_buffer_size() > BUFFER:
                self._wake.set()
                return
            frames, self.cursor = self.spool.after(self.cursor, CHUNK)
            self._write(frames if self.disorder.quiet and not self._late else self._disturbed(frames))

    def _expected(self) -> float:
        """What the client takes our clock to be: what we told, and the time since."""
        return self._told + (time.monotonic() - self._told_at) * 1000

    def _disturbed(self, frames: list[bytes]) -> list[bytes]:
        if not frames:
            return []
        passed, self._late = self._late, []
        frames, self._late = self.disorder.apply(frames)
        if passed and not frames:
            frames, self._late = self._late, []
        if self._late:
            asyncio.get_running_loop().call_later(LATE, self._release)
        return [*frames[:1], *passed, *frames[1:]]

    def _release(self) -> None:
        late, self._late = self._late, []
        self._write(late)

    async def pump(self) -> None:
        """Go on whenever a full socket has room again."""
        while True:
            await self._wake.wait()
            await self.connection.drain()
            self._wake.clear()
            self.flush()

    async def fetch(self, first: int, last: int) -> None:
        for start, end, frames in self.spool.stretches(first, last, CHUNK):
            if frames:
                self._write(frames)
            else:
                self._control(Control(lacking=Range(first=padded(start), last=padded(end))))
            await self.connection.drain()

    async def snapshot(self) -> None:
        spool = self.spool
        said, subjects, last = self.calls.events(), self.calls.subjects(), spool.last
        self._control(Control(snapshot=Snapshot(begin=SnapshotBegin(now=stamp(self._tell_time())))))
        for start in range(0, len(said), CHUNK):
            part = said[start : start + CHUNK]
            self._write([to_bytes(text(e, spool.source, spool.epoch, None)) for e in part])
            await self.connection.drain()
        self._control(Control(snapshot=Snapshot(end=SnapshotEnd(last=padded(last), open=subjects))))

    def _control(self, control: Control) -> None:
        self._write([control_bytes(control)])

    def _write(self, frames: list[bytes]) -> None:
        if frames and not self.connection.transport.is_closing():
            self.connection.transport.write(b"".join(frames))
