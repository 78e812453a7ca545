"""Rates against a place's own usual: the tails, the shrinkage, the levels, and how often chance makes a level."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from maps.rates import CHANCE, LEAST_WEEKS, WEEKS, levels, negative_binomial, overdispersion, rates, usual
from maps.statistics import Array

NAN = np.nan


@given(st.integers(0, 3000), st.floats(0.01, 2000), st.floats(0.05, 5000))
def test_the_tails_are_the_negative_binomial_s_of_scipy(count: int, mean: float, size: float) -> None:
    more, less = negative_binomial(count, mean, size)
    theirs = stats.nbinom(size, size / (size + mean))
    assert more == pytest.approx(theirs.sf(count - 1), abs=1e-9)
    assert less == pytest.approx(theirs.cdf(count), abs=1e-9)
    assert 0 <= more <= 1
    assert 0 <= less <= 1


def test_far_out_the_tail_keeps_its_order_of_magnitude() -> None:
    more, _ = negative_binomial(200, 10, 40)
    theirs = stats.nbinom(40, 0.8).sf(199)
    assert 1 / 3 < more / theirs <= 1


def test_weeks_that_differ_by_chance_alone_make_it_the_gamma_poisson_predictive() -> None:
    """Every week of a place alike: c = 0. Posterior of shape a + Σ x and rate b + k, so NB of that size."""
    baseline = np.tile([[2.0], [4.0], [9.0]], (1, WEEKS))
    mean, size = usual(baseline)
    own = baseline.mean(axis=1)
    between = own.var(ddof=1) - own.mean() / WEEKS
    shape, rate = own.mean() ** 2 / between, own.mean() / between
    np.testing.assert_allclose(size, shape + WEEKS * own)
    np.testing.assert_allclose(mean, (shape + WEEKS * own) / (rate + WEEKS))


def test_a_small_place_with_three_quiet_weeks_has_a_usual_above_nothing() -> None:
    baseline = np.array([[0.0, 0, 0] + [NAN] * 5, [40.0] * WEEKS, [12.0] * WEEKS])
    table = rates(np.array([1, 40, 12]), baseline)
    assert 0 < table.expected[0] < 1
    assert np.isfinite(table.ratio[0])
    assert table.weeks.tolist() == [3, 8, 8]


def test_levels_follow_their_thresholds() -> None:
    baseline = np.full((8, WEEKS), 20.0)
    baseline[7, LEAST_WEEKS - 1 :] = NAN
    found = levels(np.array([20, 31, 60, 8, 24, 16, 20, 90]), baseline)
    assert [level for level, _, _ in found] == ["usual", "more", "much", "less", "usual", "usual", "usual", "unknown"]
    assert [weeks for _, weeks, _ in found] == [8] * 7 + [LEAST_WEEKS - 1]
    assert found[0][2] == pytest.approx(20)
    assert np.isnan(found[7][2])


def test_one_place_alone_and_no_place_at_all_have_rates() -> None:
    assert levels(np.array([9]), np.array([[3.0, 2, 3, 4, 2, 3, 3, 2]]))[0][:2] == ("much", 8)
    assert levels(np.array([0, 0]), np.zeros((2, WEEKS)))[0][0] == "usual"
    assert levels(np.array([]), np.array([])) == []


@given(st.lists(st.tuples(st.integers(0, 60), st.lists(st.integers(0, 40) | st.none(), min_size=8, max_size=8))))
def test_more_cases_never_make_a_lower_probability_of_more(places: list[tuple[int, list[int | None]]]) -> None:
    observed = np.array([count for count, _ in places], dtype=np.int64)
    baseline = np.array([weeks for _, weeks in places], dtype=np.float64).reshape(-1, 8)
    fewer, most = rates(observed, baseline), rates(observed + 1, baseline)
    known = (~np.isnan(baseline)).sum(axis=1) >= LEAST_WEEKS
    assert (most.p_more <= fewer.p_more + 1e-12)[known].all()
    assert (fewer.expected > 0)[known].all()
    assert (fewer.level == "unknown").tolist() == (~known).tolist()


def test_overdispersion_is_found_again() -> None:
    generator = np.random.default_rng(11)
    mean = generator.uniform(5, 60, (4000, 1))
    assert overdispersion(drawn(generator, mean, 0.2)) == pytest.approx(0.2, abs=0.02)
    assert overdispersion(generator.poisson(mean, (4000, WEEKS)).astype(np.float64)) == pytest.approx(0, abs=0.002)


@pytest.mark.parametrize("extra", [0.0, 0.15])
def test_four_weeks_vary_as_four_weeks_do(extra: float) -> None:
    """Against simulation: λ from its gamma posterior, then four negative binomial weeks of it."""
    generator = np.random.default_rng(8)
    baseline = np.array([[5.0, 9, 2, 6, 8, 4, 7, 7]])
    if extra == 0:
        baseline[:] = 6.0
    found = overdispersion(baseline)
    effective = WEEKS / (1 + found * (0.5 + baseline.sum()) / WEEKS)
    mean, size = usual(baseline, exposure=4)
    usually = generator.gamma(0.5 + effective * baseline.mean(), 1 / effective, (400_000, 1))
    four = (drawn(generator, usually, found, 4) if found else generator.poisson(usually, (400_000, 4))).sum(axis=1)
    assert mean[0] == pytest.approx(four.mean(), rel=0.01)
    assert mean[0] + mean[0] ** 2 / size[0] == pytest.approx(four.var(), rel=0.02)


def drawn(generator: np.random.Generator, mean: Array, extra: float, weeks: int = WEEKS) -> Array:
    """Negative binomial counts of variance mean + extra mean²."""
    return generator.poisson(generator.gamma(1 / extra, mean * extra, (len(mean), weeks))).astype(np.float64)


@pytest.mark.parametrize("extra", [0.001, 0.1])
def test_chance_makes_no_more_levels_than_it_may(extra: float) -> None:
    """400 periods of 51 municipalities of very unequal size, nothing going on."""
    generator = np.random.default_rng(3)
    marks = {"more": 0, "much": 0, "less": 0, "usual": 0}
    periods_with_much = 0
    for _ in range(400):
        mean = generator.lognormal(1, 1.5, (51, 1))
        weeks = drawn(generator, mean, extra, WEEKS + 1)
        found = [level for level, _, _ in levels(weeks[:, 0].astype(np.int64), weeks[:, 1:])]
        for level in found:
            marks[level] += 1
        periods_with_much += "much" in found
    assert 0 < marks["more"] + marks["much"] < CHANCE * 400 * 51
    assert 0 < marks["less"] < CHANCE * 400 * 51
    assert periods_with_much < CHANCE * 400 * 1.5


@pytest.mark.parametrize(
    ("observed", "baseline", "says"),
    [
        ([1, 2], [[1.0] * 8], r"observed, baseline: places and places × weeks, not \(2,\) and \(1, 8\)"),
        ([-1], [[1.0] * 8], "observed: counts of cases, not -1"),
        ([1.5], [[1.0] * 8], "observed: counts of cases, not 1.5"),
        ([1], [[-1.0] * 8], "baseline: counts of cases or NaN"),
    ],
)
def test_what_are_no_counts_is_refused_by_name(observed: Any, baseline: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        rates(np.array(observed), np.array(baseline))
