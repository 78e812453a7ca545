"""Gi*, Moran's I, Knox and the false discovery rate: published results and other implementations."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from esda import G_Local
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from libpysal import examples
from libpysal import io as shapes
from libpysal.weights import DistanceBand
from scipy import stats

from maps.statistics import Array, band, false_discovery, getis_ord, knox, moran, upper_tail

POINTS = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)], dtype=np.float64)
VALUES = np.array([2, 3, 3.2, 5, 8, 7])


def test_gi_star_of_six_points_is_the_published_one() -> None:
    published = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]
    np.testing.assert_allclose(getis_ord(VALUES, band(POINTS, 15)), published, atol=5e-9, rtol=0)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=6, max_size=40, unique=True),
    st.integers(3, 12),
    st.integers(0, 2**32 - 1),
)
def test_gi_star_is_the_one_of_esda(places: list[tuple[int, int]], radius: int, seed: int) -> None:
    points = np.array(places, dtype=np.float64)
    values = np.random.default_rng(seed).poisson(4, len(points)).astype(np.float64)
    ours = getis_ord(values, band(points, radius))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # islands; places that neighbour every other
        weights = DistanceBand(points, threshold=radius)
        theirs = G_Local(values, weights, transform="B", star=True, permutations=0).Zs
    says = np.isfinite(ours)
    np.testing.assert_allclose(ours[says], theirs[says], rtol=1e-9, atol=1e-9)


def test_gi_star_says_nothing_where_every_place_is_a_neighbour_or_all_are_alike() -> None:
    assert np.isnan(getis_ord(VALUES, band(POINTS, 1000))).all()
    assert np.isnan(getis_ord(np.full(6, 3.0), band(POINTS, 15))).all()


def test_the_upper_tail_is_the_normal_s() -> None:
    z = np.linspace(-6, 12, 50)
    np.testing.assert_allclose(upper_tail(z), stats.norm.sf(z), rtol=1e-12)


@given(arrays(np.float64, st.integers(1, 60), elements=st.floats(0, 1)))
def test_the_false_discovery_rate_is_the_one_of_scipy(p: Array) -> None:
    np.testing.assert_allclose(false_discovery(p), stats.false_discovery_control(p), rtol=1e-12, atol=1e-300)


def test_what_was_not_tested_does_not_count_among_the_tests() -> None:
    assert false_discovery(np.array([0.01, np.nan, 0.04])).tolist() == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)


def test_a_probability_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match=r"p: must lie within 0 and 1, has 1\.5"):
        false_discovery(np.array([0.5, 1.5]))


@contextmanager
def opened(name: str) -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file = shapes.open(examples.get_path(name))
    yield file
    file.close()


def test_knox_finds_no_interaction_in_burkitt_s_lymphoma() -> None:
    with opened("burkitt.dbf") as table:
        x, y, times = (np.array(table.by_col(name), dtype=np.float64) for name in "XYT")
    points = np.column_stack([x, y])
    found = knox(points, times, near=20, soon=5, permutations=999, seed=1)
    assert found.pairs == 13
    assert found.expected == pytest.approx(10.143816, abs=1e-6)
    assert found.p_poisson == pytest.approx(0.14624558197140414, abs=1e-12)
    assert found.p == pytest.approx(0.2011, abs=0.04)  # 9,999 permutations gave 0.2011


def test_knox_finds_interaction_where_it_is_planted() -> None:
    generator = np.random.default_rng(5)
    centres = generator.uniform(0, 1000, (20, 2))
    points = np.repeat(centres, 3, axis=0) + generator.uniform(-1, 1, (60, 2))
    times = np.repeat(generator.uniform(0, 1000, 20), 3) + generator.uniform(-1, 1, 60)
    assert knox(points, times, near=5, soon=5, permutations=199, seed=1).p == 1 / 200


def test_the_same_seed_says_the_same() -> None:
    times = np.arange(6.0)
    first, again = (knox(POINTS, times, near=15, soon=1, permutations=99, seed=3) for _ in range(2))
    assert first == again
    assert moran(VALUES, queen(6), permutations=99, seed=3) == moran(VALUES, queen(6), permutations=99, seed=3)


def queen(n: int) -> Array:
    """A row of places, each beside the next."""
    return np.eye(n, k=1) + np.eye(n, k=-1)


def test_moran_of_homicides_around_st_louis_is_the_published_one() -> None:
    with opened("stl_hom.csv") as table, opened("stl.gal") as neighbours:
        values = np.array(table.by_col("HR8893"), dtype=np.float64)
        weights = neighbours.read()
    weights.transform = "r"  # queen contiguity, rows of sum 1
    found = moran(values, weights.full()[0], permutations=999, seed=1)
    assert found.i == pytest.approx(0.24365582621771659, abs=1e-12)
    assert found.expected == -1 / 77
    assert found.p <= 0.005


@given(arrays(np.float64, 12, elements=st.integers(0, 9).map(float)).filter(lambda values: values.std() > 0))
def test_moran_does_not_change_with_the_unit(values: Array) -> None:
    assert moran(values * 7 + 3, queen(12), permutations=9, seed=2).i == pytest.approx(
        moran(values, queen(12), permutations=9, seed=2).i, abs=1e-9
    )


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: getis_ord(np.array([1.0, np.nan]), np.eye(2)), "values: finite numbers"),
        (lambda: getis_ord(VALUES, np.eye(5)), "weights: 6 × 6 numbers"),
        (lambda: band(POINTS, -1), "radius: must not be negative, is -1"),
        (lambda: moran(np.ones(3), queen(3), permutations=9, seed=1), "values, weights: no pattern"),
        (lambda: knox(POINTS, np.ones(5), near=1, soon=1, permutations=9, seed=1), "points, times: one time"),
    ],
)
def test_what_it_cannot_count_is_refused_by_name(ask: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        ask()
