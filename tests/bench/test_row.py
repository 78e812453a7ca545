"""What a line of the benchmarks says."""

import pytest

from tests.bench.row import Bound, figure, spread, verdict


def test_a_budget_that_is_not_reached_is_said_with_both_figures() -> None:
    bounds = [Bound("p50", 62.0, 50.0, "ms"), Bound("p95", 80.0, 120.0, "ms")]
    assert verdict(bounds) == "not reached: p50 62.0 of 50.0 ms"


def test_a_budget_is_reached_at_its_bound_itself() -> None:
    assert verdict([Bound("p50", 10.0, 10.0, "ms"), Bound("rate", 30_000, 30_000, "/s", least=True)]) == "yes"


def test_a_rate_below_its_least_is_not_reached() -> None:
    assert verdict([Bound("rate", 29_999, 30_000, "/s", least=True)]) == "not reached: rate 29,999 of 30,000 /s"


def test_percentiles_lie_between_the_samples_next_to_them() -> None:
    found = spread(range(101))
    assert (found.p50, found.p95, found.p99, found.highest, found.count) == (50, 95, 99, 100, 101)


def test_nothing_measured_is_an_error_and_not_a_figure() -> None:
    with pytest.raises(ValueError, match=r"^Nothing was measured: no sample came through\.$"):
        spread([])


@pytest.mark.parametrize(
    ("value", "written"), [(0.0421, "0.042"), (1.234, "1.23"), (62.04, "62.0"), (141_000.4, "141,000")]
)
def test_a_figure_is_written_with_three_digits(value: float, written: str) -> None:
    assert figure(value) == written
