"""The pretend centres and registries in real time: the world advances with the clock, each one's server sends what it
says."""

import asyncio
import time
from collections.abc import Callable
from random import Random

import structlog

from feeds.simulator import faults
from feeds.simulator.disorder import Disorder
from feeds.simulator.faults import Chaos, Fault
from feeds.simulator.outlet import Outlet
from feeds.simulator.record import Record
from feeds.simulator.server import FeedServer
from feeds.simulator.spool import Spool
from feeds.simulator.world import World
from picture.errors import BadSetting
from picture.profile import Profile

SPOOL = 120_000  # frames of one centre
LONGEST_SLEEP = 0.25  # seconds, so that an injected fault need not wait
log = structlog.get_logger()


def real_millis() -> int:
    return int(time.time() * 1000)


class Channel:
    """One centre or registry on its way out: numbering, spool, server."""

    def __init__(
        self, source: str, record: Record, chaos: Chaos, *, port: int, clock: Callable[[], int], token: str
    ) -> None:
        self.disorder = Disorder(_random(record, source, "line"), duplicate=chaos.duplicate, swap=chaos.swap)
        self.server = FeedServer(
            Spool(source, record.epoch, limit=SPOOL),
            token=token,
            clock=lambda: clock() + self.outlet.offset(clock()),
            port=port,
            disorder=self.disorder,
        )
        self.outlet = Outlet(
            self.server.spool, self.server.calls, _random(record, source, "garbage"), garbage=record.garbage
        )


def _random(record: Record, *use: str) -> Random:
    return Random("/".join((str(record.seed), *use)))  # noqa: S311 - a simulation


class Live:
    """All centres and registries of a profile at `base_port` + their place in its feeds (0: any free port).

    `tokens`: the bearer token by source. `real`: our clock, milliseconds. `kept` is told of every fault that a
    restart must repeat.
    """

    def __init__(
        self,
        profile: Profile,
        record: Record,
        *,
        tokens: dict[str, str],
        base_port: int = 0,
        chaos: Chaos | None = None,
        real: Callable[[], int] = real_millis,
        kept: Callable[[Record], None] = lambda _record: None,
    ) -> None:
        self.record = record
        self._chaos = chaos or Chaos()
        self._real = real
        self._kept = kept
        self.world = World(
            profile,
            seed=record.seed,
            begins=record.begins,
            weeks=record.weeks,
            days=record.days,
            totals_only=record.totals_only,
        )
        self.channels = {
            feed.source: Channel(
                feed.source,
                record,
                self._chaos,
                port=base_port and base_port + place,
                clock=self.clock,
                token=tokens[feed.source],
            )
            for place, feed in enumerate(profile.feeds)
        }
        for fault in record.faults:
            self._expect(fault)

    def clock(self) -> int:
        """The centres' clock, milliseconds."""
        return self.record.clock(self._real())

    async def start(self) -> None:
        """Live through the past, then listen."""
        self.advance()
        for channel in self.channels.values():
            await channel.server.start()
            log.info("centre serves", source=channel.server.spool.source, url=channel.server.url)

    async def stop(self) -> None:
        for channel in self.channels.values():
            await channel.server.stop()

    async def run(self) -> None:
        while True:
            following = self.world.agenda.next
            wait = LONGEST_SLEEP
            if following is not None and self.record.speed:
                wait = min(wait, max(0.0, (following - self.clock()) / 1000 / self.record.speed))
            await asyncio.sleep(wait)
            self.advance()

    def advance(self) -> None:
        """Let the world come up to the clock, and send what its centres say."""
        for source, events in self.world.advance(self.clock()).items():
            channel = self.channels[source]
            epoch = channel.server.spool.epoch
            channel.outlet.emit(events)
            if channel.server.spool.epoch != epoch:
                channel.server.drop(0.0)
            channel.server.flush()

    def inject(self, fault: Fault) -> None:
        """Plan a fault; one in the past comes at once. Raises BadSetting for a centre that is none of ours."""
        if fault.centre and fault.centre not in self.channels:
            raise BadSetting(f"fault: {fault.centre!r} is none of {', '.join(self.channels)}.")
        if fault.name in faults.IN_THE_WORLD and fault.centre and fault.centre not in self.world.stages:
            raise BadSetting(f"fault: {fault.name} strikes a centre's calls or people; {fault.centre!r} has none.")
        soonest = self.world.agenda.now + 1
        late = max(0, soonest - fault.at)
        fault = Fault(name=fault.name, at=fault.at + late, until=fault.until + late, centre=fault.centre)
        log.info("fault planned", fault=fault.name, centre=fault.centre or "all", at=fault.at, until=fault.until)
        if fault.name in faults.ON_THE_LINE:
            self._plan_on_the_line(fault)
            return
        self._expect(fault)
        self.record.faults.append(fault)
        self._kept(self.record)

    def _struck(self, fault: Fault) -> list[str]:
        if fault.centre:
            return [fault.centre]
        return list(self.world.stages if fault.name in faults.IN_THE_WORLD else self.channels)

    def _expect(self, fault: Fault) -> None:
        for source in self._struck(fault):
            if fault.name == "surge":
                self.world.surge(fault.at, source, faults.SURGE, fault.until)
            elif fault.name == "leave":
                self.world.send_away(fault.at, source, faults.LEAVE, fault.until)
            else:
                self.channels[source].outlet.expect(fault)

    def _plan_on_the_line(self, fault: Fault) -> None:
        loop = asyncio.get_running_loop()
        delay = max(0, fault.at - self.clock()) / 1000 / (self.record.speed or 1)
        lasts = (fault.until - fault.at) / 1000
        for source in self._struck(fault):
            channel = self.channels[source]
            if fault.name == "link":
                loop.call_later(delay, channel.server.drop, lasts)
            else:
                usual = getattr(self._chaos, fault.name)
                loop.call_later(delay, setattr, channel.disorder, fault.name, faults.ODDS)
                loop.call_later(delay + lasts, setattr, channel.disorder, fault.name, usual)
