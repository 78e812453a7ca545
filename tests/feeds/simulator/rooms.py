"""The cast of the simulator's tests: a textbook room, its profile, and the means of a long run with their limits."""

import math
import statistics
from collections.abc import Callable, Sequence
from random import Random

from feeds.simulator.agenda import Agenda
from feeds.simulator.centre import Centre
from feeds.simulator.model import CentreModel, Group, QueueModel, Span
from feeds.simulator.people import Agent, Call
from picture.profile import Centre as Served
from picture.profile import Profile, Queue, ServiceLevel, Shift

MONDAY = 1_795_392_000_000  # 2026-11-23 00:00 UTC
HOUR = 3_600_000


def profile(*sources: str, queues: Sequence[str] = ("line",), zone: str = "UTC") -> Profile:
    return Profile(
        code="textbook",
        name="Textbook",
        room="Room",
        zone=zone,
        shift=(Shift(code="day", name="Day", starts="00:00"),),
        centre=tuple(
            Served(
                source=source,
                name=source,
                about="test",
                url="wss://centre.example/feed",
                service_level=ServiceLevel(target=80, within=20),
                queue=tuple(Queue(code=code, name=code) for code in queues),
            )
            for source in sources
        ),
    )


def textbook(*, agents: int, patience: float, calls_per_hour: float = 200.0, mean: float = 180.0) -> CentreModel:
    """One queue as Erlang has it: even demand, exponential service, no menu, no wrap-up, no breaks."""
    return CentreModel(
        source="room",
        queue=(
            QueueModel(
                code="line",
                per_week=calls_per_hour * 168,
                talk=Span(mean, law="exponential"),
                wrap_up=None,
                patience=patience,
            ),
        ),
        group=(Group(queues=("line",), staff=(agents,)),),
        line_life=1e12,
        break_after=0.0,
    )


class Waits:
    """An observer that keeps when each call was offered, how long it waited, and whether it gave up."""

    def __init__(self) -> None:
        self.settled: list[tuple[int, int, bool]] = []

    def offered(self, time: int, call: Call) -> None: ...

    def answered(self, time: int, call: Call) -> None:
        self.settled.append((call.offered, time - call.offered, False))

    def abandoned(self, time: int, call: Call) -> None:
        self.settled.append((call.offered, time - call.offered, True))

    def hung_up_in_menu(self, time: int, subject: str) -> None: ...

    def classified(self, time: int, call: Call) -> None: ...

    def dropped(self, time: int, call: Call) -> None: ...

    def transferred(self, time: int, call: Call) -> None: ...

    def ended(self, time: int, call: Call) -> None: ...

    def wrapped_up(self, time: int, call: Call, wrap_up: int) -> None: ...

    def agent_changed(self, time: int, agent: Agent) -> None: ...


def run(model: CentreModel, hours: int, seed: int = 11) -> list[tuple[int, int, bool]]:
    """(offered, wait, abandoned) of the calls of `hours`, after one hour of warming up."""
    waits = Waits()
    agenda = Agenda(MONDAY - HOUR)
    centre = Centre(model, profile("room"), agenda, random=Random(seed), observers=(waits,))
    centre.start(MONDAY - HOUR)
    agenda.run(MONDAY + hours * HOUR)
    return [settled for settled in waits.settled if settled[0] >= MONDAY]


def batches(settled: list[tuple[int, int, bool]], hours: int) -> list[list[tuple[int, int, bool]]]:
    """The calls by stretches of so many hours: long against the room's memory, so nearly independent."""
    parts: dict[int, list[tuple[int, int, bool]]] = {}
    for call in settled:
        parts.setdefault((call[0] - MONDAY) // (hours * HOUR), []).append(call)
    return list(parts.values())


def limits(values: Sequence[float]) -> tuple[float, float]:
    """The 99.9 % confidence limits of the mean of at least 25 batches (Student's t, 24 degrees: 3.745)."""
    assert len(values) >= 25
    half = 3.745 * statistics.stdev(values) / math.sqrt(len(values))
    return statistics.mean(values) - half, statistics.mean(values) + half


def means(parts: list[list[tuple[int, int, bool]]], of: Callable[[tuple[int, int, bool]], float | None]) -> list[float]:
    """The mean of `of` in each part, over the calls for which it is not None."""
    return [statistics.fmean(v for call in part if (v := of(call)) is not None) for part in parts]
