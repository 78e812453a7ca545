"""How many cases places have against their own usual: expected, ratio, tail probabilities, level.

One closed period is compared with the same period of the week in the WEEKS weeks before. Pure.

Of place i, k weeks are known and have x̄ cases on average. Its usual is a mean λ with a gamma prior that all places of
the site give together (mean m, variance v), so that a small place with three quiet weeks has a small usual, not none:
empirical Bayes, Clayton & Kaldor (1987), Biometrics 43(3); the moments after Marshall (1991), Applied Statistics 40(2).
Weeks of one place differ by more than chance: variance λ + c λ², c from all places together (negative binomial;
Breslow 1984, Applied Statistics 33(1)). Of the mean, k such weeks tell as much as e = k / (1 + c λ) Poisson weeks:

    b = min(max(m² / v, ½) / m, WEEKS), a = max(b m, ½)
    one week's mean μ = (a + e x̄) / (b + e), its variance s² = μ / (b + e)
    a count of E such weeks ~ negative binomial of mean E μ and variance E (μ + c (μ² + s²)) + E² s²

With c = 0 that is the gamma-Poisson posterior predictive, exactly.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from maps.documents import Level
from maps.statistics import Array, false_discovery

WEEKS = 8
LEAST_WEEKS = 3  # fewer known: no usual
CHANCE = 0.05  # p and q below which it is not taken for chance
MORE, MUCH = 1.5, 2.0  # times the expected
MOST_EXTRA = 4.0  # c: weeks that differ by twice their mean
JEFFREYS = 0.5  # least shape of the prior: it never says that a place has no cases for certain

Observed = NDArray[np.int64]


def rates(observed: Observed, baseline: Array, exposure: float = 1.0) -> pd.DataFrame:
    """A table, see `judged`."""
    return pd.DataFrame(judged(observed, baseline, exposure))


def levels(observed: Observed, baseline: Array, exposure: float = 1.0) -> list[tuple[Level, int, float]]:
    """Level, known weeks and expected of each place, see `judged`; expected is NaN where the level is unknown."""
    found = judged(observed, baseline, exposure)
    return list(zip(found["level"].tolist(), found["weeks"].tolist(), found["expected"].tolist(), strict=True))


def judged(observed: Observed, baseline: Array, exposure: float = 1.0) -> dict[str, NDArray[Any]]:
    """Per place: `weeks` known, `expected`, `ratio` observed ÷ expected, `p_more` = P(X ≥ observed), `p_less` =
    P(X ≤ observed), `q` of p_more over the places (Benjamini–Hochberg), `level`. Below LEAST_WEEKS the figures are NaN.

    `observed`: cases per place; `baseline`: places × weeks before, NaN where a week is not known; `exposure`: how many
    times as long as one of them the observed period is. Levels: *much*, ratio ≥ MUCH and q < CHANCE; *more*, ratio ≥
    MORE and p_more < CHANCE; *less*, ratio ≤ 1 / MORE and p_less < CHANCE.
    """
    observed, baseline = _counts(observed, baseline)
    if not 0 < exposure < np.inf:
        raise ValueError(f"exposure: must be above 0, is {exposure}")
    weeks = (~np.isnan(baseline)).sum(axis=1)
    known = weeks >= LEAST_WEEKS
    expected, p_more, p_less = (np.full(len(observed), np.nan) for _ in range(3))
    if known.any():
        mean, size = usual(baseline[known], exposure)
        expected[known] = mean
        tails = [negative_binomial(int(c), m, s) for c, m, s in zip(observed[known], mean, size, strict=True)]
        p_more[known], p_less[known] = np.transpose(tails)
    q = false_discovery(p_more)
    ratio = observed / expected
    chosen = [
        np.isnan(expected),
        (ratio >= MUCH) & (q < CHANCE),
        (ratio >= MORE) & (p_more < CHANCE),
        (ratio <= 1 / MORE) & (p_less < CHANCE),
    ]
    level = np.select(chosen, ("unknown", "much", "more", "less"), default="usual")
    return {
        "weeks": weeks,
        "expected": expected,
        "ratio": ratio,
        "p_more": p_more,
        "p_less": p_less,
        "q": q,
        "level": level,
    }


def usual(baseline: Array, exposure: float = 1.0) -> tuple[Array, Array]:
    """Mean and size of each place's negative binomial over `exposure` weeks, size = mean² / (variance − mean).

    `baseline`: places × weeks, NaN not known, one week known or more in each.
    """
    weeks = (~np.isnan(baseline)).sum(axis=1).astype(np.float64)
    own = np.nanmean(baseline, axis=1)
    extra = overdispersion(baseline)
    shape, rate = _prior(own, weeks, extra)
    effective = weeks / (1 + extra * (shape + weeks * own) / (rate + weeks))
    mean = (shape + effective * own) / (rate + effective)
    doubt = mean / (rate + effective)
    beyond = exposure * extra * (mean**2 + doubt) + exposure**2 * doubt
    return exposure * mean, (exposure * mean) ** 2 / beyond


def overdispersion(baseline: Array) -> float:
    """c of variance = λ + c λ² between weeks of one place, of all places together: that with which Pearson's
    Σ (x − x̄)² / (x̄ + c x̄²) is its degrees of freedom, Σ (k − 1); 0 where weeks differ by no more than chance.

    Breslow (1984), Applied Statistics 33(1). By halving, to a millionth; MOST_EXTRA at the most.
    """
    weeks = (~np.isnan(baseline)).sum(axis=1)
    own = np.nanmean(baseline, axis=1)
    told = (weeks > 1) & (own > 0)
    own, free = own[told], float((weeks[told] - 1).sum())
    squares = np.nansum((baseline[told] - own[:, None]) ** 2, axis=1)
    low, high = 0.0, MOST_EXTRA
    while high - low > 1e-6:
        middle = (low + high) / 2
        below = float((squares / (own + middle * own**2)).sum()) < free
        low, high = (low, middle) if below else (middle, high)
    return low


def negative_binomial(count: int, mean: float, size: float) -> tuple[float, float]:
    """P(X ≥ count) and P(X ≤ count) of mean `mean` and variance mean + mean² / size, by summing logs of the terms
    t₀ = size log(size / (size + mean)), tⱼ = tⱼ₋₁ + log((size + j − 1) / j) + log(mean / (size + mean))."""
    steps = np.arange(1, count + 1)
    logs = np.log((size + steps - 1) / steps) - np.log1p(size / mean)
    terms = np.exp(np.concatenate(([0.0], np.cumsum(logs))) - size * np.log1p(mean / size))
    below, at = float(terms[:-1].sum()), float(terms[-1])
    return max(1.0 - below, at), min(below + at, 1.0)


def _prior(own: Array, weeks: Array, extra: float) -> tuple[float, float]:
    """Shape and rate of the gamma that the places' means come from. One place alone, or none with a case: Jeffreys'."""
    mean = float(own.mean())
    if len(own) < 2 or mean == 0:
        return JEFFREYS, 0.0
    noise = float(((own + extra * own**2) / weeks).mean())
    between = max(float(own.var(ddof=1)) - noise, 1e-9 * mean**2)
    rate = min(max(mean**2 / between, JEFFREYS) / mean, float(WEEKS))
    return max(rate * mean, JEFFREYS), rate


def _counts(observed: Observed, baseline: Array) -> tuple[Observed, Array]:
    counts, past = np.asarray(observed), np.asarray(baseline, dtype=np.float64)
    if not counts.size and not past.size:
        return np.zeros(0, dtype=np.int64), np.zeros((0, WEEKS))
    if counts.ndim != 1 or past.ndim != 2 or len(counts) != len(past):
        raise ValueError(f"observed, baseline: places and places × weeks, not {counts.shape} and {past.shape}")
    wrong = (counts < 0) | (counts != np.floor(counts))
    if wrong.any():
        raise ValueError(f"observed: counts of cases, not {counts[wrong][0]}")
    if (past < 0).any() or np.isinf(past).any():
        raise ValueError("baseline: counts of cases or NaN, none negative")
    return counts.astype(np.int64), past
