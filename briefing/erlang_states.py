"""The states of Erlang A's queue (M/M/n + M) and the wait that it offers, beside `erlang.py`.

Sums are of ratios to the likeliest state, so that nothing overflows, however many agents and however patient callers.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

NOTHING = 1e-18  # of the likeliest state: what is rarer adds nothing to a float
DEPTH = 42.0  # e-foldings below its peak at which an integrand is nothing


class States:
    """How likely each number of callers is. `waits`: P(all agents busy); `queue`: the mean number waiting.

    λ `arrival_rate`, μ `service_rate`, θ `leaving`: the rate at which one who waits hangs up.
    """

    def __init__(self, arrival_rate: float, service_rate: float, agents: int, leaving: float) -> None:
        self._rates = arrival_rate, service_rate, leaving
        self._agents = agents
        mode = int(arrival_rate / service_rate)
        if mode >= agents:
            mode = agents + int(max(0.0, (arrival_rate - agents * service_rate) / leaving))
        self._mode, self._total, self.waits, self.queue = mode, 0.0, 0.0, 0.0
        self._count(mode, 1.0)
        callers, weight = mode, self._ratio(mode + 1)
        while weight > NOTHING * self._total:
            callers += 1
            self._count(callers, weight)
            weight *= self._ratio(callers + 1)
        callers, weight = mode, 1.0
        while callers > 0 and weight > NOTHING * self._total:
            weight /= self._ratio(callers)
            callers -= 1
            self._count(callers, weight)
        self.waits = min(1.0, self.waits / self._total)
        self.queue /= self._total

    def offered_within(self, within: float) -> float:
        """P(waits, and is answered within so long).

        The offered wait has the density nμ·p(n)·exp((λ/θ)(1 − e^−θx) − nμx) and is sat out with chance e^−θx
        (Baccelli and Hebuterne 1981). By Gauss and Legendre on either side of the one peak, where there is something.
        """
        arrival_rate, service_rate, leaving = self._rates
        busy, log_full = self._agents * service_rate, self._log_full()

        def exponent(x: Any) -> Any:
            return -arrival_rate / leaving * np.expm1(-leaving * x) - (busy + leaving) * x

        peak = min(within, max(0.0, math.log(arrival_rate / (busy + leaving)) / leaving))
        floor = float(exponent(peak)) - DEPTH
        total = 0.0
        for start, end in ((_edge(exponent, floor, 0.0, peak), peak), (peak, _edge(exponent, floor, within, peak))):
            nodes, weights = _nodes()
            half = (end - start) / 2
            total += half * float(weights @ np.exp(exponent(start + half * (1 + nodes)) + log_full))
        return busy * total

    def _count(self, callers: int, weight: float) -> None:
        self._total += weight
        if callers >= self._agents:
            self.waits += weight
            self.queue += (callers - self._agents) * weight

    def _ratio(self, callers: int) -> float:
        """The chance of so many callers ÷ that of one fewer."""
        arrival_rate, service_rate, leaving = self._rates
        waiting = max(0, callers - self._agents)
        return arrival_rate / ((callers - waiting) * service_rate + waiting * leaving)

    def _log_full(self) -> float:
        """The logarithm of p(n): all agents busy, nobody waiting."""
        low, high = sorted((self._mode, self._agents))
        away = sum(math.log(self._ratio(callers)) for callers in range(low + 1, high + 1))
        return (away if self._mode < self._agents else -away) - math.log(self._total)


@lru_cache(maxsize=1)
def _nodes() -> tuple[Any, Any]:
    return np.polynomial.legendre.leggauss(64)


def _edge(exponent: Callable[[float], float], floor: float, outside: float, inside: float) -> float:
    """Where the exponent crosses the floor between a point and the peak; the point, where it is above."""
    if exponent(outside) >= floor:
        return outside
    for _ in range(60):
        middle = (outside + inside) / 2
        outside, inside = (middle, inside) if exponent(middle) < floor else (outside, middle)
    return outside
