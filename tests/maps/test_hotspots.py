"""The scans find what a search of every cylinder finds, on any small set."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps import hotspots, kernels, scan_search
from maps.hotspots import Cluster, Place
from maps.kernels import Rule
from maps.scan_search import Draw, Search, in_windows, permuted, scattered, windows
from maps.zones import Shape as Circles
from maps.zones import circles
from tests.maps import brute_force
from tests.maps.brute_force import Cylinder, Point, Shape

SMALL = settings(max_examples=150, deadline=None)


class Toy(NamedTuple):
    points: list[Point]
    cases: list[list[int]]
    weights: list[list[int]]
    shape: Shape
    rates: str
    least: int
    secondary: str

    def rows(self) -> list[tuple[int, int, int]]:
        return [(i, t, n) for i, row in enumerate(self.cases) for t, n in enumerate(row)]

    def places(self) -> list[Place]:
        return [Place(i, *point) for i, point in enumerate(self.points)]

    def options(self) -> dict[str, Any]:
        shape = self.shape
        return {
            "max_share": float(shape.share),
            "max_radius": shape.radius,
            "ties": "together" if shape.together else "one",
            "rates": self.rates,
            "min_cases": self.least,
            "secondary": self.secondary,
            "replications": 0,
        }

    def timed(self) -> dict[str, Any]:
        shape = self.shape
        window = {"max_window": shape.longest, "min_window": shape.shortest, "prospective": shape.prospective}
        return self.options() | window


@st.composite
def toys(draw: st.DrawFn, periods: int = 5) -> Toy:
    places, periods = draw(st.integers(1, 7)), draw(st.integers(1, periods))
    corner = st.integers(0, 4)  # a small grid: equal distances, and places at one point
    points = draw(st.lists(st.tuples(corner, corner), min_size=places, max_size=places))
    row = st.lists(st.integers(0, 4), min_size=periods, max_size=periods)
    cases = draw(st.lists(row, min_size=places, max_size=places))
    weights = draw(
        st.lists(st.lists(st.integers(0, 9), min_size=periods, max_size=periods), min_size=places, max_size=places)
    )
    cases[0][0] += 1
    weights = [[w or int(n > 0) for w, n in zip(*both, strict=True)] for both in zip(weights, cases, strict=True)]
    shortest = draw(st.integers(1, periods))
    shape = Shape(
        shortest,
        draw(st.integers(shortest, periods)),
        draw(st.booleans()),
        draw(st.sampled_from([Fraction(1, 2), Fraction(1, 4), Fraction(1)])),
        draw(st.none() | st.integers(0, 5)),
        draw(st.booleans()),
    )
    rates = draw(st.sampled_from(["high", "low", "both"]))
    return Toy(
        points, cases, weights, shape, rates, draw(st.integers(1, 3)), draw(st.sampled_from(["centres", "cylinders"]))
    )


def same(found: Sequence[Cluster], slowly: Sequence[Cylinder]) -> None:
    assert [(c.centre, c.members, c.start, c.end, c.observed) for c in found] == [
        (c.centre, c.members, c.start, c.end, c.observed) for c in slowly
    ]
    for quick, slow in zip(found, slowly, strict=True):
        assert quick.expected == pytest.approx(float(slow.expected), rel=1e-12)
        assert quick.llr == pytest.approx(slow.llr, rel=1e-12, abs=1e-12)


def searched(toy: Toy, expected: list[list[Fraction]], cases: list[list[int]]) -> list[Cylinder]:
    found = brute_force.cylinders(toy.points, cases, expected, toy.shape, rates=toy.rates, least=toy.least)
    # a ratio of 1 up to rounding is no cluster: the scan sees none or one with 1e-16
    return [each for each in found if each.llr > 1e-9]


@SMALL
@given(toys())
def test_the_permutation_scan_finds_what_a_search_of_every_cylinder_finds(toy: Toy) -> None:
    found = hotspots.space_time_permutation(toy.rows(), toy.places(), len(toy.cases[0]), **toy.timed())
    slowly = brute_force.report(searched(toy, brute_force.marginal(toy.cases), toy.cases), toy.secondary)
    same([each for each in found if each.llr > 1e-9], slowly)


@SMALL
@given(toys())
def test_the_poisson_scan_finds_what_a_search_of_every_cylinder_finds(toy: Toy) -> None:
    weights = np.array(toy.weights, float)
    found = hotspots.space_time_poisson(toy.rows(), toy.places(), len(toy.cases[0]), expected=weights, **toy.timed())
    slowly = brute_force.report(
        searched(toy, brute_force.proportional(toy.cases, toy.weights), toy.cases), toy.secondary
    )
    same([each for each in found if each.llr > 1e-9], slowly)


@SMALL
@given(toys(periods=1))
def test_the_spatial_scan_finds_what_a_search_of_every_circle_finds(toy: Toy) -> None:
    places = [Place(i, *point, toy.weights[i][0]) for i, point in enumerate(toy.points)]
    found = hotspots.spatial_poisson([(i, n) for i, _, n in toy.rows()], places, **toy.options())
    slowly = brute_force.report(
        searched(toy, brute_force.proportional(toy.cases, toy.weights), toy.cases), toy.secondary
    )
    same([each for each in found if each.llr > 1e-9], slowly)


@settings(max_examples=40, deadline=None)
@given(toys(), st.booleans(), st.sampled_from([0.0, 0.2, 0.7, 2.0]))
def test_the_largest_ratio_of_each_replica_is_that_of_a_search_of_every_cylinder(
    toy: Toy, permutation: bool, level: float
) -> None:
    counts, periods = np.array(toy.cases), len(toy.cases[0])
    fractions = brute_force.marginal(toy.cases) if permutation else brute_force.proportional(toy.cases, toy.weights)
    expected, total, shape = np.array(fractions, float), int(counts.sum()), toy.shape
    spans = windows(periods, shape.shortest, shape.longest, shape.prospective)
    circular = Circles(float(shape.share), shape.radius, ties="together" if shape.together else "one")
    zones = circles(np.array(toy.points, float), expected.sum(axis=1), circular)
    rule = Rule(total, toy.least, toy.rates != "low", toy.rates != "high")
    search = Search(zones, spans, in_windows(expected, spans), periods, rule)

    def make(generator: np.random.Generator) -> Draw:
        return permuted(counts, generator) if permutation else scattered(expected, total, generator)

    replicas = make(np.random.default_rng(7))(70)
    with patch.object(scan_search, "LEVEL", level):
        largest = search.maxima(make(np.random.default_rng(7)), 70)
    for cells, quick in zip(replicas[::10], largest[::10], strict=True):
        drawn: list[list[int]] = [list(row) for row in np.bincount(cells, minlength=counts.size).reshape(counts.shape)]
        slow = max((each.llr for each in searched(toy, fractions, drawn)), default=0.0)
        assert quick == pytest.approx(slow, rel=1e-12, abs=1e-9)


@given(st.integers(1, 400), st.integers(1, 400), st.floats(0.01, 0.99))
def test_a_level_is_passed_only_on_the_near_side_of_its_edge(c: int, rest: int, share: float) -> None:
    total = c + rest
    high, low = c * share, c + rest * share
    for level in (0.0, 0.5, 3.0, 10.0):
        below, above = kernels.edges(level, Rule(total, 1, True, True))
        assert kernels.ratio(c, high, total) <= level or high < below[c]
        assert kernels.ratio(c, low, total) <= level or low > above[c]
