"""One line of docs/benchmarks.md, and the figures that it is made of."""

import statistics
from collections.abc import Iterable, Sequence

from msgspec import Struct


class Row(Struct, frozen=True, kw_only=True):
    """`reached` is "yes", "not reached: …" or, where the row has no budget of its own, "–"."""

    what: str
    budget: str
    measured: str
    limit: str
    ratio: str
    reached: str


class Spread(Struct, frozen=True):
    """Of any number of values, at least one."""

    p50: float
    p95: float
    p99: float
    highest: float
    count: int

    def text(self, unit: str = "ms") -> str:
        p50, p95, p99, highest = (figure(v) for v in (self.p50, self.p95, self.p99, self.highest))
        return f"p50 {p50}, p95 {p95}, p99 {p99}, max {highest} {unit} ({self.count:,} samples)"


def spread(values: Iterable[float]) -> Spread:
    """Percentiles by linear interpolation between order statistics. Raises ValueError when there is no value."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("Nothing was measured: no sample came through.")
    if len(ordered) == 1:
        ordered *= 2
    cuts = statistics.quantiles(ordered, n=100, method="inclusive")
    return Spread(cuts[49], cuts[94], cuts[98], ordered[-1], len(ordered))


class Bound(Struct, frozen=True):
    """One figure of a budget: at most `bound`, or with `least` at least that."""

    name: str
    value: float
    bound: float
    unit: str
    least: bool = False

    @property
    def kept(self) -> bool:
        return self.value >= self.bound if self.least else self.value <= self.bound

    def text(self) -> str:
        return f"{self.name} {figure(self.value)} of {figure(self.bound)} {self.unit}".strip()


def verdict(bounds: Sequence[Bound]) -> str:
    broken = [bound.text() for bound in bounds if not bound.kept]
    return "not reached: " + "; ".join(broken) if broken else "yes"


def figure(value: float) -> str:
    """Three digits that mean something, and never an exponent."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.3f}"
