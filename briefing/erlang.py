"""Erlang C and Erlang A: who waits, for how long, and how many agents a target takes.

Rates are per any one unit of time, the same for both; `within`, `patience` and every wait are in that unit. Calls
arrive at random (Poisson), last exponentially long, are taken in order. C: nobody hangs up (Erlang 1917). A: whoever
waits hangs up after an exponential patience (Palm 1957; Garnett, Mandelbaum and Reiman 2002). Nothing overflows.
"""

import math
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from briefing.erlang_states import States


class Waiting(Struct, frozen=True):
    """What Erlang A says of a caller: probabilities of waiting and of hanging up, the mean wait of all."""

    waits: float
    abandons: float
    mean_wait: float


def erlang_c(arrival_rate: float, service_rate: float, agents: int) -> float:
    """P(wait). 1.0 where calls come faster than the agents can take them. Raises ValueError."""
    load = _load(arrival_rate, service_rate, agents)
    if load == 0:
        return 0.0
    return _waits(load, agents, _blocked(load, agents)) if load < agents else 1.0


def service_level(arrival_rate: float, service_rate: float, agents: int, within: float) -> float:
    """Erlang C's share answered within so long; 0.0 where unstable. Raises ValueError."""
    _check("within", within, least=0.0)
    waits = erlang_c(arrival_rate, service_rate, agents)
    return _within(waits, agents * service_rate - arrival_rate, within)


def asa(arrival_rate: float, service_rate: float, agents: int) -> float:
    """Erlang C's mean wait of all callers; infinite where unstable. Raises ValueError."""
    waits = erlang_c(arrival_rate, service_rate, agents)
    spare = agents * service_rate - arrival_rate
    if waits == 0:
        return 0.0
    return waits / spare if spare > 0 else math.inf


def least_agents(arrival_rate: float, service_rate: float, max_wait_probability: float) -> int:
    """The fewest agents with whom Erlang C's P(wait) is at most so much; 0 for no calls. Raises ValueError."""
    _share("max_wait_probability", max_wait_probability)
    return _fewest(arrival_rate, service_rate, lambda waits, _: waits <= max_wait_probability)


def least_agents_for_level(arrival_rate: float, service_rate: float, target: float, within: float) -> int:
    """The fewest agents with whom Erlang C answers the share `target` within so long; 0 for no calls.

    Raises ValueError.
    """
    _target(target)
    _check("within", within, least=0.0)
    return _fewest(arrival_rate, service_rate, lambda waits, spare: _within(waits, spare, within) >= target)


def erlang_a(arrival_rate: float, service_rate: float, agents: int, patience: float) -> Waiting:
    """`patience`: how long a caller waits on average before hanging up. Raises ValueError."""
    load = _load(arrival_rate, service_rate, agents)
    leaving = 1 / _check("patience", patience)
    if load == 0:
        return Waiting(0.0, 0.0, 0.0)
    states = States(arrival_rate, service_rate, agents, leaving)
    abandons = min(1.0, leaving * states.queue / arrival_rate)
    return Waiting(states.waits, abandons, abandons * patience)


def service_level_a(
    arrival_rate: float, service_rate: float, agents: int, patience: float, within: float, *, of_answered: bool = False
) -> float:
    """Erlang A's share answered within so long, of all callers or of the answered. Raises ValueError."""
    load = _load(arrival_rate, service_rate, agents)
    leaving = 1 / _check("patience", patience)
    _check("within", within, least=0.0)
    if load == 0:
        return 1.0
    states = States(arrival_rate, service_rate, agents, leaving)
    level = 1 - states.waits
    if agents and within:
        level += states.offered_within(within)
    answered = 1 - leaving * states.queue / arrival_rate if of_answered else 1.0
    return min(1.0, level / answered) if answered > 0 else 0.0


def least_agents_a(arrival_rate: float, service_rate: float, patience: float, max_wait_probability: float) -> int:
    """The fewest agents with whom Erlang A's P(wait) is at most so much; 0 for no calls. Raises ValueError."""
    _share("max_wait_probability", max_wait_probability)
    return _first(lambda n: erlang_a(arrival_rate, service_rate, n, patience).waits <= max_wait_probability)


def least_agents_for_level_a(
    arrival_rate: float,
    service_rate: float,
    patience: float,
    target: float,
    within: float,
    *,
    of_answered: bool = False,
) -> int:
    """The fewest agents with whom Erlang A answers the share `target` within so long. Raises ValueError."""
    _target(target)

    def enough(agents: int) -> bool:
        level = service_level_a(arrival_rate, service_rate, agents, patience, within, of_answered=of_answered)
        return level >= target

    return _first(enough)


def agents_by_interval(
    arrivals: Sequence[float],
    aht: float | Sequence[float],
    *,
    target: float = 0.8,
    within: float = 20.0,
    max_wait_probability: float | None = None,
    patience: float | None = None,
    interval: float = 3600.0,
) -> list[int]:
    """The fewest agents for each interval: calls in each, average handling time (of all, or of each), seconds.

    The target is a share answered `within` seconds or, where it is given, `max_wait_probability`. Erlang A where
    `patience` is given, else Erlang C. Raises ValueError.
    """
    _check("interval", interval)
    handling = [float(each) for each in aht] if isinstance(aht, Iterable) else [float(aht)] * len(arrivals)
    if len(handling) != len(arrivals):
        raise ValueError(f"aht: {len(handling)} values for {len(arrivals)} intervals")
    needed = []
    for calls, each in zip(arrivals, handling, strict=True):
        rates = calls / interval, 1 / _check("aht", each)
        if max_wait_probability is not None and patience is None:
            needed.append(least_agents(*rates, max_wait_probability))
        elif max_wait_probability is not None and patience is not None:
            needed.append(least_agents_a(*rates, patience, max_wait_probability))
        elif patience is not None:
            needed.append(least_agents_for_level_a(*rates, patience, target, within))
        else:
            needed.append(least_agents_for_level(*rates, target, within))
    return needed


def _load(arrival_rate: float, service_rate: float, agents: int) -> float:
    _check("agents", agents, least=0.0)
    return _check("arrival_rate", arrival_rate, least=0.0) / _check("service_rate", service_rate)


def _check(name: str, value: float, least: float | None = None) -> float:
    """The value, if it is finite and above zero, or not below `least`."""
    if not math.isfinite(value) or (value <= 0 if least is None else value < least):
        raise ValueError(f"{name}: {value!r} is not {'above 0' if least is None else f'{least:g} or more'}")
    return value


def _share(name: str, value: float) -> None:
    if not 0 < value <= 1:
        raise ValueError(f"{name}: {value!r} is not in (0, 1]")


def _target(value: float) -> None:
    if not 0 < value < 1:
        raise ValueError(f"target: {value!r} is not between 0 and 1")


def _blocked(load: float, agents: int) -> float:
    """Erlang B, by its recursion."""
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def _waits(load: float, agents: int, blocked: float) -> float:
    return min(1.0, agents * blocked / (agents - load * (1 - blocked)))


def _within(waits: float, spare: float, within: float) -> float:
    if waits == 0:
        return 1.0
    return 1 - waits * math.exp(-spare * within) if spare > 0 else 0.0


def _fewest(arrival_rate: float, service_rate: float, enough: Callable[[float, float], bool]) -> int:
    """The first number of agents that is stable and `enough`(P(wait), spare rate)."""
    load = _load(arrival_rate, service_rate, 0)
    if load == 0:
        return 0
    agents = math.floor(load) + 1
    blocked = _blocked(load, agents)
    while not enough(_waits(load, agents, blocked), agents * service_rate - arrival_rate):
        agents += 1
        blocked = load * blocked / (agents + load * blocked)
    return agents


def _first(enough: Callable[[int], bool]) -> int:
    """The first n ≥ 0 that is enough, where every larger one is."""
    if enough(0):
        return 0
    low, high = 0, 1
    while not enough(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
