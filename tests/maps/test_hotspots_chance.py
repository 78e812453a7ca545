"""How often chance would make such a cluster: exact where everything can be enumerated, and the same for one seed."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest

from maps import scan_search
from maps.hotspots import Cluster, Place, space_time_permutation, space_time_poisson, spatial_poisson
from maps.scan_significance import Chance, chance
from tests.maps import brute_force
from tests.maps.brute_force import Shape

LINE = [Place(i, i, 0) for i in range(4)]
# Two of place 0 in the last period, the others before: the cluster that only chance, or something, makes.
RECENT = [(0, 3), (0, 3), (1, 0), (2, 1), (2, 3), (3, 2)]
SHAPE = Shape(1, 2, True)


def largest(cases: list[list[int]], expected: list[list[Fraction]]) -> float:
    points = [(i, 0) for i in range(len(cases))]
    return max(
        (c.llr for c in brute_force.cylinders(points, cases, expected, SHAPE, rates="high", least=2)), default=0.0
    )


def table(rows: list[tuple[int, int]]) -> list[list[int]]:
    return [[rows.count((i, t)) for t in range(4)] for i in range(4)]


def close(p: float | None, exact: float, replications: int) -> None:
    assert p == pytest.approx(exact, abs=4.5 * math.sqrt(exact * (1 - exact) / replications) + 1 / replications)


def test_p_of_a_permutation_scan_is_that_of_all_permutations_of_the_times() -> None:
    expected = brute_force.marginal(table(RECENT))
    observed = largest(table(RECENT), expected)
    places, times = zip(*RECENT, strict=True)
    every = [largest(table(list(zip(places, t, strict=True))), expected) for t in itertools.permutations(times)]
    exact = sum(each >= observed - 1e-9 for each in every) / len(every)
    assert 0.01 < exact < 0.5
    found = space_time_permutation(RECENT, LINE, 4, max_window=2, replications=9999)
    assert found[0].llr == pytest.approx(observed, rel=1e-12)
    close(found[0].p, exact, 9999)


def test_p_of_a_poisson_scan_is_that_of_every_way_to_scatter_the_cases() -> None:
    weights, rows = [[1], [2], [3], [4]], [(0, 0), (0, 0), (0, 0), (1, 0), (3, 0)]
    cases = [[sum(place == i for place, _ in rows)] for i in range(4)]
    expected = brute_force.proportional(cases, weights)
    points = [(i, 0) for i in range(4)]
    shape = Shape(1, 1, False)

    def ratio(at: tuple[int, ...]) -> float:
        drawn = [[at.count(i)] for i in range(4)]
        return max(
            (c.llr for c in brute_force.cylinders(points, drawn, expected, shape, rates="high", least=2)), default=0.0
        )

    observed = ratio((0, 0, 0, 1, 3))
    exact = sum(
        math.prod(weights[i][0] / 10 for i in at)
        for at in itertools.product(range(4), repeat=5)
        if ratio(at) >= observed - 1e-9
    )
    assert 0.01 < exact < 0.5
    places = [Place(i, i, 0, weights[i][0]) for i in range(4)]
    close(spatial_poisson(rows_of(cases), places, replications=9999)[0].p, exact, 9999)


def rows_of(cases: list[list[int]]) -> list[tuple[int, int]]:
    return [(i, sum(row)) for i, row in enumerate(cases)]


def scene(seed: int = 3) -> tuple[list[tuple[int, int]], list[Place]]:
    generator = np.random.default_rng(seed)
    places = [Place(i, *xy) for i, xy in enumerate(generator.random((60, 2)).tolist())]
    cases = zip(generator.integers(0, 60, 300).tolist(), generator.integers(0, 28, 300).tolist(), strict=True)
    return list(cases), places


@pytest.mark.parametrize("scan", [space_time_permutation, space_time_poisson])
def test_the_same_seed_gives_the_same_whatever_the_order_of_the_rows_and_how_many_are_searched_at_once(
    scan: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases, places = scene()
    given = {"populations": np.ones(60)} if scan is space_time_poisson else {}

    def run(rows: list[tuple[int, int]], seed: int) -> list[Cluster]:
        found: list[Cluster] = scan(rows, places, 28, seed=seed, replications=99, **given)  # type: ignore[operator] # a scan
        return found

    first = run(cases, 11)
    assert run(cases[::-1], 11) == first
    assert run(cases, 12) != first
    monkeypatch.setattr(scan_search, "LANES", 7)
    monkeypatch.setattr(scan_search, "LEVEL", 6.0)
    assert run(cases, 11) == first


def test_a_planted_cluster_is_found_and_stands_out() -> None:
    cases, places = scene()
    near = sorted(places, key=lambda p: math.hypot(p.x - 0.5, p.y - 0.5))[:5]
    planted = cases + [(place.id, day) for place in near for day in (25, 26, 27)]
    (top, *_) = space_time_permutation(planted, places, 28, max_window=7, max_share=0.2)
    assert {place.id for place in near} <= set(top.members)
    assert (top.start, top.end) == (24, 27)  # one more case fell there by chance
    assert top.p == 0.001
    assert top.recurrence is not None
    assert top.recurrence > 1000


def test_secondary_clusters_share_no_place_and_stand_in_order() -> None:
    cases, places = scene()
    for secondary in ("centres", "cylinders"):
        found = space_time_permutation(cases, places, 28, replications=0, secondary=secondary)
        members = [place for cluster in found for place in cluster.members]
        assert len(found) > 3
        assert len(members) == len(set(members))
        assert [c.llr for c in found] == sorted((c.llr for c in found), reverse=True)
        assert {(c.p, c.p_gumbel, c.recurrence) for c in found} == {(None, None, None)}


def test_the_gumbel_tail_is_that_of_the_distribution_with_the_moments_of_the_maxima() -> None:
    """Abrams, Kleinman and Kulldorff 2010: b = s √6 / π, m = mean − γ b."""
    maxima = np.random.default_rng(1).gumbel(5.0, 1.5, 200_000)
    assert chance(14.0, maxima).p_gumbel == pytest.approx(1 - math.exp(-math.exp(-(14 - 5) / 1.5)), rel=0.05)
    assert chance(-1e6, maxima).p_gumbel == 1.0
    assert 0 < chance(60.0, maxima).p_gumbel < 1e-15


def test_p_counts_replicas_that_are_equal_and_the_cluster_itself() -> None:
    assert chance(2.0, np.array([1.0, 2.0, 3.0])).p == 3 / 4
    assert chance(9.0, np.array([1.0, 2.0, 3.0])).p == 1 / 4
    assert chance(2.0, np.array([2.0, 2.0])) == Chance(1.0, 1.0)


def test_the_recurrence_rests_on_the_tail_where_fewer_than_ten_replicas_rank_before() -> None:
    assert Chance(0.010, 0.5).recurrence(1.0, 999) == 100
    assert Chance(0.009, 0.5).recurrence(1.0, 999) == 2
    assert Chance(0.001, 1 / 5000).recurrence(7.0, 999) == pytest.approx(35_000)


def test_only_a_prospective_scan_has_a_recurrence() -> None:
    cases, places = scene()
    retrospective = space_time_permutation(cases, places, 28, prospective=False, replications=19)
    assert {cluster.recurrence for cluster in retrospective} == {None}
    weekly = space_time_permutation(cases, places, 28, replications=99, interval=7)
    daily = space_time_permutation(cases, places, 28, replications=99)
    for week, day in zip(weekly, daily, strict=True):
        assert week.recurrence == pytest.approx(7 * (day.recurrence or 0))


def test_replicas_scatter_cases_as_expected_and_permuted_ones_keep_every_place_and_every_period() -> None:
    counts = np.array([[0, 3, 1], [5, 0, 0], [2, 2, 9]])
    expected = np.array([[0.0, 4, 2], [6, 0, 1], [3, 1, 5]])
    drawn = scan_search.scattered(expected, 22, np.random.default_rng(5))(4000)
    times = np.bincount(drawn.ravel(), minlength=9).reshape(3, 3)
    assert times == pytest.approx(4000 * expected, abs=5 * math.sqrt(4000 * 6))
    assert (times[expected == 0] == 0).all()
    for cells in scan_search.permuted(counts, np.random.default_rng(5))(50):
        replica = np.bincount(cells, minlength=9).reshape(3, 3)
        assert replica.sum(axis=0).tolist() == counts.sum(axis=0).tolist()
        assert replica.sum(axis=1).tolist() == counts.sum(axis=1).tolist()
