"""Serves a list of events as a centre would have sent them, each when the centre's clock comes to it."""

import asyncio
import time

from feeds.replay.clock import ReplayClock
from feeds.simulator.server import FeedServer
from feeds.simulator.spool import Spool
from feeds.simulator.wire import Event

LULL = 3_600_000  # a longer time without events is skipped
BATCH = 500  # events in one step when nobody waits for the clock
BEAT = 0.5  # seconds


class Performance:
    """One run of a recording; a new run is a new epoch. `stands`: what the clock shows once all is sent.

    `speed` 0 does not wait.
    """

    def __init__(
        self, source: str, epoch: str, events: list[Event], *, speed: float, stands: int, token: str, port: int = 0
    ) -> None:
        self.events = events
        self.stands = stands
        self.clock = ReplayClock(events[0].time - 1000 if events else stands, speed, time.monotonic)
        self.server = FeedServer(
            Spool(source, epoch, limit=len(events) + 1), token=token, clock=self.clock.now, port=port, beat=BEAT
        )

    async def play(self) -> None:
        """Send everything, then let the clock stand; serving goes on until `server.stop()`."""
        at = 0
        while at < len(self.events):
            at = await self._step(at)
        self.clock.stand(self.stands)

    async def _step(self, at: int) -> int:
        """Wait for the next event and send all that are due; the place reached."""
        head = self.events[at].time
        if not self.clock.speed:
            end = min(at + BATCH, len(self.events))
            self.clock.set(self.events[end - 1].time)
            await asyncio.sleep(0)
        else:
            if head - self.clock.now() > LULL:
                self.clock.set(head - 1000)
            await asyncio.sleep(self.clock.seconds_until(head))
            now = max(head, self.clock.now())
            end = next((i for i in range(at, len(self.events)) if self.events[i].time > now), len(self.events))
        self.server.push(self.events[at:end])
        return end
