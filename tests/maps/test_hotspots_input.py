"""A scan takes what people have, and says in one sentence what it cannot use."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from maps.hotspots import Place, longest, space_time_permutation, space_time_poisson, spatial_poisson
from maps.zones import EARTH, Shape, circles

PLACES = [Place("a", 0, 0, 10), Place("b", 1, 0, 20), Place("c", 5, 5, 70)]
ROWS = [("a", 0, 1), ("a", 2, 3), ("b", 2, 2), ("c", 1, 2)]
FRAME = pd.DataFrame(ROWS, columns=["place", "period", "count"])


@pytest.mark.parametrize(
    "cases",
    [
        FRAME,
        FRAME[["count", "period", "place"]],
        FRAME.rename(columns={"place": "Place", "count": "Count"}),
        FRAME.set_axis(["who", "when", "many"], axis=1),
        FRAME.set_index(["place", "period"])["count"],
        {(place, period): n for place, period, n in ROWS},
        [(place, period) for place, period, n in ROWS for _ in range(n)],
        (list(row) for row in ROWS),
    ],
)
@pytest.mark.parametrize(
    "places",
    [
        PLACES,
        [(p.id, p.x, p.y, p.population) for p in PLACES],
        pd.DataFrame([(p.id, p.x, p.y, p.population) for p in PLACES], columns=["id", "x", "y", "population"]),
        pd.DataFrame([(p.population, p.y, p.x, p.id) for p in PLACES], columns=["population", "y", "x", "place"]),
        {p.id: (p.x, p.y, p.population) for p in PLACES},
    ],
)
def test_the_same_cases_and_places_in_any_form_give_the_same(cases: Any, places: Any) -> None:
    expected = space_time_poisson(ROWS, PLACES, 3, max_window=2, replications=9)
    assert expected
    rows = cases if not hasattr(cases, "__next__") else ROWS
    assert space_time_poisson(rows, places, 3, max_window=2, replications=9) == expected


def test_periods_may_have_labels() -> None:
    labelled = [(place, 1985 + period, n) for place, period, n in ROWS]
    assert space_time_permutation(labelled, PLACES, range(1985, 1988)) == space_time_permutation(ROWS, PLACES, 3)
    dates = list(pd.date_range("2024-01-01", periods=3))
    dated = [(place, dates[period], n) for place, period, n in ROWS]
    assert space_time_permutation(dated, PLACES, dates) == space_time_permutation(ROWS, PLACES, 3)


@pytest.mark.parametrize(
    "cases", [{"a": 3, "b": 5, "c": 2}, [("a", 3), ("b", 5), ("c", 2)], list("aaabbbbbcc"), [*ROWS[1:], ("b", 1, 3)]]
)
def test_a_spatial_scan_takes_counts_of_places_and_adds_up_periods(cases: Any) -> None:
    (found,) = spatial_poisson(cases, PLACES, replications=0, max_share=0.3)
    assert (found.members, found.observed, found.start, found.end) == (("a", "b"), 8, 0, 0)
    assert found.expected == pytest.approx(10 * 30 / 100)
    assert found.llr == pytest.approx(8 * math.log(8 / 3) + 2 * math.log(2 / 7), rel=1e-13)
    assert found.relative_risk == pytest.approx((8 / 3) / (2 / 7))
    assert found.radius == 1


MATRIX = np.array([[1.0, 1, 2], [2, 2, 2], [6, 7, 7]])


@pytest.mark.parametrize(
    "given",
    [
        {"expected": MATRIX},
        {"populations": MATRIX * 1000},
        {"expected": pd.DataFrame(MATRIX[::-1], index=["c", "b", "a"])},
        {"expected": {(id_, t): MATRIX[i, t] for i, id_ in enumerate("abc") for t in range(3)}},
        {"populations": [(id_, t, MATRIX[i, t]) for i, id_ in enumerate("abc") for t in range(3)]},
    ],
)
def test_only_the_proportions_of_what_is_expected_count(given: dict[str, Any]) -> None:
    (found, *_) = space_time_poisson(ROWS, PLACES, 3, max_window=1, max_share=0.4, replications=9, **given)
    assert (found.members, found.start, found.observed) == (("a", "b"), 2, 5)
    assert found.expected == pytest.approx(8 * 4 / 30)


def test_populations_of_places_hold_in_every_period() -> None:
    assert space_time_poisson(ROWS, PLACES, 3) == space_time_poisson(
        ROWS, PLACES, 3, populations=np.array([10, 20, 70])
    )


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ([("z", 0, 1)], "cases: 'z' is none of the places"),
        ([("a", 3, 1)], "cases: period 3 is not in 0 … 2"),
        ([("a", 0.5, 1)], "cases: period 0.5 is not in 0 … 2"),
        ([("a", 0, 1.5)], "cases: 1.5 of 'a' is not a whole number of cases"),
        ([("a", 0, -1)], "cases: -1 of 'a' is not a whole number of cases"),
        ([("a", 0, math.nan)], "cases: nan of 'a' is not a whole number of cases"),
        ([("a",)], "cases: ('a',) is not (place, period, count)"),
        (7, "cases: 7 is neither a data frame, a mapping, an array nor rows"),
    ],
)
def test_cases_that_cannot_be_used_are_named(cases: Any, said: str) -> None:
    with pytest.raises(ValueError, match=r"^cases: ") as raised:
        space_time_permutation(cases, PLACES, 3)
    assert str(raised.value) == said


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ([], "places: there are none"),
        ([("a", 0, 0), ("a", 1, 1)], "places: 'a' is there twice"),
        ([("a", 0, math.nan)], "places: 'a' has no coordinates: 0, nan"),
        ([("a", 0)], "places: ('a', 0) is not (id, x, y) or (id, x, y, population)"),
        (
            pd.DataFrame({"id": ["a"], "latitude": [1.0], "longitude": [2.0]}),
            "places: they have latitude and longitude; say geographic=True",
        ),
    ],
)
def test_places_that_cannot_be_used_are_named(places: Any, said: str) -> None:
    with pytest.raises(ValueError, match=r"^places: ") as raised:
        space_time_permutation([], places, 3)
    assert str(raised.value) == said


def test_latitude_and_longitude_the_wrong_way_round_are_noticed_where_they_can_be() -> None:
    with pytest.raises(
        ValueError, match=r"^places: 'mty' is at longitude 25.67, latitude -100.31 \(x is the longitude\)$"
    ):
        space_time_permutation([], [("mty", 25.67, -100.31)], 3, geographic=True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"expected": MATRIX * [[0], [1], [1]]}, "expected: 'a' has cases in period 0 and 0 of these"),
        ({"expected": MATRIX[:2]}, "expected: its shape is (2, 3), not (3, 3) (places × periods)"),
        ({"populations": [("a", 1), ("b", 1)]}, "populations: 'c' in period 0 has nan, not a number ≥ 0"),
        ({"populations": {"a": 1}, "expected": MATRIX}, "expected: give either populations or expected cases"),
        ({"populations": {"a": 1, "b": 1, "c": -1}}, "populations: 'c' in period 0 has -1.0, not a number ≥ 0"),
    ],
)
def test_expected_numbers_that_cannot_be_used_are_named(given: Any, said: str) -> None:
    with pytest.raises(ValueError, match=r"^(expected|populations): ") as raised:
        space_time_poisson(ROWS, PLACES, 3, **given)
    assert str(raised.value) == said


def test_without_populations_a_poisson_scan_names_the_first_place_that_has_none() -> None:
    with pytest.raises(ValueError, match=r"^populations: 'a' in period 0 has nan, not a number ≥ 0$"):
        spatial_poisson({"a": 1}, [("a", 0, 0)])


def test_the_longest_window_is_a_number_of_periods_or_a_share_of_them() -> None:
    assert (longest(14, 1, 56), longest(0.5, 1, 19), longest(0.9, 1, 10), longest(99, 1, 7)) == (14, 9, 9, 7)
    with pytest.raises(
        ValueError, match=r"^max_window: 2\.5 is neither a whole number of periods nor a share of them$"
    ):
        longest(2.5, 1, 10)
    with pytest.raises(ValueError, match=r"^min_window: 8 periods; the longest window has 7$"):
        longest(7, 8, 56)


def test_no_cases_no_cluster() -> None:
    assert space_time_permutation([], PLACES, 3) == []


def test_geographic_distances_are_great_circles_in_kilometres() -> None:
    monterrey, apodaca, cancun = (25.6866, -100.3161), (25.7815, -100.1887), (21.1619, -86.8515)
    xy = np.array([(lon, lat) for lat, lon in (monterrey, apodaca, cancun)])
    zones = circles(xy, np.ones(3), Shape(1.0, geographic=True))

    def haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
        (a, b), (c, d) = np.radians(one), np.radians(other)
        return float(
            2 * EARTH * np.arcsin(np.sqrt(np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2))
        )

    assert zones.circle(0, 3)[0].tolist() == [0, 1, 2]
    assert zones.circle(0, 2)[1] == pytest.approx(haversine(monterrey, apodaca), rel=1e-9)
    assert zones.circle(0, 3)[1] == pytest.approx(haversine(monterrey, cancun), rel=1e-9)
    found = space_time_permutation(
        [("m", 2, 3), ("a", 2, 3), ("c", 0, 5)],
        [Place.at("m", *monterrey), Place.at("a", *apodaca), Place.at("c", *cancun)],
        3,
        geographic=True,
        max_share=0.9,
        max_radius=30,
        replications=0,
    )
    assert set(found[0].members) == {"m", "a"}


def test_a_bound_is_inclusive_and_a_place_alone_over_it_has_no_zone() -> None:
    xy = np.array([(0.0, 0), (1, 0), (2, 0), (9, 0)])
    weights = np.array([1.0, 1, 2, 6])
    assert np.diff(circles(xy, weights, Shape(0.4)).starts).tolist() == [3, 3, 3, 0]
    assert np.diff(circles(xy, weights, Shape(1, radius=1)).starts).tolist() == [2, 3, 2, 1]
    assert np.diff(circles(xy, weights, Shape(1, places=2)).starts).tolist() == [2, 2, 2, 2]


def test_equally_far_places_enter_by_the_lesser_coordinate_or_together() -> None:
    xy = np.array([(1.0, 1), (1, 0), (0, 1), (2, 1), (1, 2), (1, 1)])
    one = circles(xy, np.ones(6), Shape(1))
    assert one.circle(0, 6)[0].tolist() == [0, 5, 2, 1, 4, 3]
    assert one.whole[:6].tolist() == [False, True, True, True, True, True]  # 0 and 5 are at one point
    together = circles(xy, np.ones(6), Shape(1, ties="together"))
    assert together.whole[:6].tolist() == [False, True, False, False, False, True]
    assert np.diff(circles(xy, np.ones(6), Shape(0.8, ties="together")).starts)[0] == 2
