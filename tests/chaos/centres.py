"""`python -m tests.chaos.centres`: the centres of a chaos run, in a process that nobody kills.

They begin to speak when all of them are listened to, and say in a file how far they are.
"""

import argparse
import asyncio
import signal
import time
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from feeds.replay.clock import ReplayClock
from feeds.simulator.disorder import Disorder
from feeds.simulator.server import FeedServer
from feeds.simulator.spool import Spool
from feeds.simulator.wire import Event
from tests.chaos.script import TOKEN, Script

TICK = 0.05  # seconds
BEAT = 1.0


class Told(Struct, kw_only=True):
    """What one centre has done so far, in frames. `acknowledged`: the highest sequence."""

    numbered: int = 0
    acknowledged: int = 0
    duplicated: int = 0
    swapped: int = 0
    garbage: int = 0


class Progress(Struct, kw_only=True):
    """`began`: whether they speak; `done`: whether everything is said."""

    began: bool = False
    done: bool = False
    centres: dict[str, Told] = msgspec.field(default_factory=dict)


class Voice:
    """One centre: its events, and its clock, which shows the time of what it said last."""

    def __init__(self, script: Script, source: str, events: list[Event], port: int) -> None:
        self.events = events
        self.spoken = 0
        self.clock = ReplayClock(self.events[0].time, 0.0, time.monotonic)
        odds = script.odds
        self.disorder = Disorder(script.random(source, "line"), duplicate=odds.duplicate, swap=odds.swap)
        spool = Spool(source, script.epoch, limit=2 * len(self.events) + 1)
        self.server = FeedServer(spool, token=TOKEN, clock=self.clock.now, port=port, beat=BEAT, disorder=self.disorder)
        self.outlet = script.outlet(spool, self.server.calls)

    @property
    def listened_to(self) -> bool:
        return any(link.cursor is not None for link in self.server.links)

    def speak(self, share: float) -> None:
        """Everything up to this share of the events."""
        until = min(len(self.events), int(len(self.events) * share))
        due = self.events[self.spoken : until]
        if due:
            self.clock.set(due[-1].time)
            self.outlet.emit(due)
            self.spoken = until
            self.server.flush()

    def go_on(self) -> None:
        """Everything is said: the clock runs as others do."""
        last = self.clock.now()
        self.clock.speed = 1.0
        self.clock.set(last)

    def told(self) -> Told:
        spool = self.server.spool
        return Told(
            numbered=spool.last,
            acknowledged=spool.acknowledged,
            duplicated=self.disorder.duplicated,
            swapped=self.disorder.swapped,
            garbage=len(self.outlet.garbage),
        )


class Chorus:
    """All centres of the script at `port` and the ports after it. `lasts`: seconds until everything is said."""

    def __init__(self, script: Script, port: int, lasts: float, state: Path) -> None:
        self.voices = {
            source: Voice(script, source, events, port + place)
            for place, (source, events) in enumerate(script.write().items())
        }
        self._lasts = lasts
        self._state = state
        self._progress = Progress()

    async def perform(self) -> None:
        for voice in self.voices.values():
            await voice.server.start()
        self._say()
        while not all(voice.listened_to for voice in self.voices.values()):  # noqa: ASYNC110  # a link of any server
            await asyncio.sleep(TICK)
        began = time.monotonic()
        self._progress.began = True
        share = 0.0
        while share < 1.0:
            await asyncio.sleep(TICK)
            share = min(1.0, (time.monotonic() - began) / self._lasts)
            for voice in self.voices.values():
                voice.speak(share)
            self._say()
        for voice in self.voices.values():
            voice.go_on()
        self._progress.done = True
        while True:
            self._say()
            await asyncio.sleep(0.5)

    def _say(self) -> None:
        self._progress.centres = {source: voice.told() for source, voice in self.voices.items()}
        draft = self._state.with_suffix(".new")
        draft.write_bytes(msgspec.json.encode(self._progress))
        draft.replace(self._state)


def progress(state: Path) -> Progress:
    """What the centres said last of themselves."""
    try:
        return msgspec.json.decode(state.read_bytes(), type=Progress)
    except FileNotFoundError:
        return Progress()


def command(script: Script, port: int, lasts: float, state: Path) -> list[object]:
    """The words after `python -m`."""
    odds = msgspec.json.encode(script).decode()
    return ["tests.chaos.centres", "--script", odds, "--port", port, "--lasts", lasts, "--state", state]


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.centres", description=__doc__)
    parser.add_argument("--script", required=True, help="JSON of tests.chaos.script.Script")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--lasts", type=float, required=True)
    parser.add_argument("--state", type=Path, required=True)
    given = parser.parse_args()
    script = msgspec.json.decode(given.script, type=Script)
    performing = asyncio.create_task(Chorus(script, given.port, given.lasts, given.state).perform())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, performing.cancel)
    with suppress(asyncio.CancelledError):
        await performing


if __name__ == "__main__":
    asyncio.run(main())
