"""Statistics of places beside the scans: Gi* with the false discovery rate, Moran's I, Knox; the rates in `rates`.

Pure. Randomness comes from a seed.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Moran(NamedTuple):
    """`i`: Moran's I; `expected`: under no pattern; `p`: of so much or more, by permutation."""

    i: float
    expected: float
    p: float


class Knox(NamedTuple):
    """`pairs` near in space and time; `expected` of them without interaction; `p`: of so many or more, by permutation;
    `p_poisson`: of more than so many, by the Poisson approximation."""

    pairs: int
    expected: float
    p: float
    p_poisson: float


def band(points: Array, radius: float) -> Array:
    """Binary weights (n × n): 1 where two points (n × 2) lie at most `radius` apart, each point with itself too."""
    points = _finite("points", points, 2)
    if not radius >= 0:
        raise ValueError(f"radius: must not be negative, is {radius}")
    near: Array = (distances(points) <= radius).astype(np.float64)
    return near


def distances(points: Array) -> Array:
    """Euclidean (n × n), in the unit of `points` (n × 2)."""
    steps = points[:, None, :] - points[None, :, :]
    apart: Array = np.sqrt((steps**2).sum(axis=2))
    return apart


def getis_ord(values: Array, weights: Array) -> Array:
    """Gi* as a z-score per place: (Σⱼ wᵢⱼ xⱼ − x̄ Wᵢ) / (s √((n Σⱼ wᵢⱼ² − Wᵢ²) / (n − 1))).

    Wᵢ = Σⱼ wᵢⱼ, s² = Σ x² / n − x̄². Ord & Getis (1995), Geographical Analysis 27(4), eq. 14. `weights` include the
    place itself (see `band`). NaN where it says nothing: all values are alike, or a place neighbours every other.
    """
    values = _finite("values", values, 1)
    weights = _square(weights, len(values))
    n, total = len(values), weights.sum(axis=1)
    spread = values.std() * np.sqrt(np.maximum(n * (weights**2).sum(axis=1) - total**2, 0) / max(n - 1, 1))
    z = np.full(n, np.nan)
    np.divide(weights @ values - values.mean() * total, spread, out=z, where=spread > 1e-12 * total)
    return z


def upper_tail(z: Array) -> Array:
    """P(Z ≥ z) of the standard normal, per score."""
    return np.array([0.5 * math.erfc(score / math.sqrt(2)) for score in z])


def false_discovery(p: Array) -> Array:
    """q per p-value, the least false discovery rate at which it counts as found: q₍ᵢ₎ = min over j ≥ i of p₍ⱼ₎ n / j.

    Benjamini & Hochberg (1995), J. R. Statist. Soc. B 57(1). NaN is no test: it stays NaN and is not counted in n.
    """
    p = np.asarray(p, dtype=np.float64)
    if np.any((p < 0) | (p > 1)):
        raise ValueError(f"p: must lie within 0 and 1, has {p[(p < 0) | (p > 1)][0]}")
    q = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    scaled = p[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q


def moran(values: Array, weights: Array, *, permutations: int, seed: int) -> Moran:
    """Moran's I = n / Σw · Σᵢⱼ wᵢⱼ zᵢ zⱼ / Σ zᵢ², z = x − x̄; E(I) = −1 / (n − 1).

    p = (1 + #{permuted ≥ I}) / (1 + permutations). Moran (1950), Biometrika 37; Cliff & Ord (1981), Spatial Processes.
    `weights` do not include the place itself.
    """
    values = _finite("values", values, 1)
    weights = _square(weights, len(values))
    z = values - values.mean()
    if not weights.sum() > 0 or not (z**2).sum() > 0:
        raise ValueError(
            "values, weights: no pattern can be seen where all values are alike or no places are neighbours"
        )
    scale = len(z) / weights.sum() / (z**2).sum()
    observed = float(scale * (z @ weights @ z))
    generator = np.random.default_rng(seed)
    drawn = generator.permuted(np.tile(z, (permutations, 1)), axis=1)
    simulated = scale * ((drawn @ weights) * drawn).sum(axis=1)
    reached = int((simulated >= observed - 1e-12).sum())
    return Moran(observed, -1 / (len(z) - 1), (1 + reached) / (1 + permutations))


def knox(points: Array, times: Array, *, near: float, soon: float, permutations: int, seed: int) -> Knox:
    """Knox's test of interaction: pairs at most `near` apart in space and at most `soon` in time, limits included.

    Knox (1964), Applied Statistics 13(1). `expected` = pairs near in space × pairs near in time ÷ all pairs; times are
    permuted over `points` (n × 2), p = (1 + #{permuted ≥ pairs}) / (1 + permutations). It holds n² / 2 pairs in memory.
    """
    points, times = _finite("points", points, 2), _finite("times", times, 1)
    if len(points) != len(times) or len(times) < 2:
        raise ValueError(f"points, times: one time for each of 2 points or more, not {len(points)} and {len(times)}")
    first, second = np.triu_indices(len(times), 1)
    together = np.abs(times[first] - times[second]) <= soon
    close = distances(points)[first, second] <= near
    pairs = int((close & together).sum())
    expected = float(close.sum()) * float(together.sum()) / len(first)
    first, second = first[close], second[close]
    generator = np.random.default_rng(seed)
    reached = 0
    for _ in range(permutations):
        drawn = generator.permutation(times)
        reached += int((np.abs(drawn[first] - drawn[second]) <= soon).sum()) >= pairs
    return Knox(pairs, expected, (1 + reached) / (1 + permutations), _poisson_above(pairs, expected))


def _poisson_above(count: int, mean: float) -> float:
    """P(X > count) of a Poisson count."""
    if mean == 0:
        return 0.0
    log_terms = -mean + np.arange(count + 1) * math.log(mean) - [math.lgamma(k + 1) for k in range(count + 1)]
    return max(0.0, 1.0 - float(np.exp(log_terms).sum()))


def _finite(name: str, values: Array, dimensions: int) -> Array:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != dimensions or not np.isfinite(array).all():
        raise ValueError(f"{name}: finite numbers in {dimensions} dimension(s), not {array.shape}")
    return array


def _square(weights: Array, n: int) -> Array:
    weights = _finite("weights", weights, 2)
    if weights.shape != (n, n) or (weights < 0).any():
        raise ValueError(f"weights: {n} × {n} numbers, none negative, not {weights.shape}")
    return weights
