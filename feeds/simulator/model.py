"""What a pretend centre is made of: who calls and when, how long they wait and talk, who works when. `demo.toml`."""

import math
from functools import cached_property
from random import Random
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from picture.events import CallClass
from picture.words import Channel, Code, Name

Positive = Annotated[float, Meta(gt=0)]
Share = Annotated[float, Meta(ge=0, le=1)]


class Span(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A random duration: `mean` in seconds, `cv` the standard deviation ÷ mean of a lognormal one."""

    mean: Positive
    cv: Positive = 0.7
    law: Literal["lognormal", "exponential"] = "lognormal"

    @cached_property
    def _parameters(self) -> tuple[float, float]:
        variance = math.log(1 + self.cv**2)
        return math.log(self.mean * 1000) - variance / 2, math.sqrt(variance)

    def draw(self, random: Random) -> int:
        """Milliseconds."""
        if self.law == "exponential":
            return int(random.expovariate(1 / (self.mean * 1000)))
        mu, sigma = self._parameters
        return int(math.exp(random.gauss(mu, sigma)))


class Topic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A class of call: how often, and how long it lasts against the queue's mean."""

    share: Share
    length: Positive = 1.0


class Onward(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which calls are passed on, how often, and where to."""

    topic: CallClass
    share: Share
    to: Name
    queue: Code


class QueueModel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`per_week`: calls that reach the menu's end or leave in it. `patience`: mean seconds, exponential.
    `ring`: until the agent picks up. `topics` empty: its calls are not classified."""

    code: Code
    per_week: Positive
    talk: Span
    wrap_up: Span | None
    patience: Positive
    ring: Span | None = None
    hours: Annotated[tuple[float, ...], Meta(min_length=24, max_length=24)] = (1.0,) * 24
    weekdays: Annotated[tuple[float, ...], Meta(min_length=7, max_length=7)] = (1.0,) * 7
    language: Code = "es"
    channels: dict[Channel, Share] = field(default_factory=lambda: {"phone": 1.0})
    topics: dict[CallClass, Topic] = field(default_factory=dict)
    onward: tuple[Onward, ...] = ()


class Group(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """People who serve the same queues; `staff`: how many, by the site's shifts in their order."""

    queues: tuple[Code, ...]
    staff: tuple[int, ...]


class Place(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where calls come from: a municipality, its centre and spread in degrees, its weight."""

    municipality: Code
    latitude: float
    longitude: float
    spread: Positive = 0.03
    weight: Positive = 1.0


class CentreModel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`menu`: the recorded welcome; `menu_patience` seconds, exponential. `line_life`: mean seconds of talk until a
    line breaks. `break_after`: mean seconds at work until a break is due, 0 for none. `located`: share of calls
    whose place the switch knows."""

    source: Name
    queue: tuple[QueueModel, ...]
    group: tuple[Group, ...]
    menu: Span | None = None
    menu_patience: Positive = 300.0
    line_life: Positive = 200_000.0
    break_after: float = 9_000.0
    break_length: Span = Span(600.0, 0.3)
    located: Share = 0.0
    place: tuple[Place, ...] = ()
    phone: str = ""
