"""Things said at chosen times, and how long each took to stand on every screen."""

import asyncio
import itertools
import random
import time
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from tests.bench.row import Spread, spread
from tests.bench.screens import Screen, Seen

SETTLE = 1.5  # seconds after the last one


class Sent(Struct, frozen=True):
    """When it was said (milliseconds since 1970), and by which text it is known to stand on the screen."""

    at: float
    shown: Callable[[Seen], bool]


class Delays(Struct, frozen=True):
    """Milliseconds, of all screens together."""

    spread: Spread
    missed: int

    def text(self) -> str:
        return self.spread.text() + (f", {self.missed} never shown" if self.missed else "")


def clock() -> float:
    """Milliseconds since 1970, the machine's clock."""
    return time.time() * 1000


def spaced(least: float, most: float) -> Iterator[float]:
    """Seconds from the start, at random distances."""
    return itertools.accumulate(random.uniform(least, most) for _ in itertools.count())


def steadily(rate: float) -> Iterator[float]:
    return (number / rate for number in itertools.count())


async def trial(
    walls: Sequence[Screen], selector: str, times: Iterator[float], count: int, say: Callable[[], Sent | None]
) -> Delays:
    """`say` is called `count` times, each when its time has come; it may say something that no screen shows."""
    for wall in walls:
        await wall.observe(selector)
    began = time.monotonic()
    sent: list[Sent] = []
    for at in itertools.islice(times, count):
        await asyncio.sleep(max(0.0, began + at - time.monotonic()))
        said = say()
        if said:
            sent.append(said)
    await asyncio.sleep(SETTLE)
    found: list[float] = []
    missed = 0
    for wall in walls:
        shown, lost = delays(sent, await wall.seen())
        found += shown
        missed += lost
    return Delays(spread(found), missed)


def delays(sent: Sequence[Sent], seen: Sequence[Seen]) -> tuple[list[float], int]:
    """Milliseconds from saying to showing, and how many were never shown."""
    found = []
    place = 0
    for said in sent:
        while place < len(seen) and seen[place].at < said.at:
            place += 1
        shown = next((s for s in seen[place:] if said.shown(s)), None)
        if shown:
            found.append(shown.at - said.at)
    return found, len(sent) - len(found)
