"""The soak's verdict sees growth, and its measurement still works."""

from pathlib import Path

import pytest

from tests.soak.memory import Growth, growths, table
from tests.soak.updates import flood


def of(found: list[Growth], measure: str) -> Growth:
    return next(growth for growth in found if growth.measure == measure)


def test_what_grows_after_warm_up_is_found_and_what_grew_before_is_not() -> None:
    samples = [{"wall": 80.0 + min(n, 8), "watch": 50.0 + 0.2 * n, "store": 10.0 * n} for n in range(1, 41)]
    found = growths(samples, unjudged=["store"])
    assert (of(found, "wall").verdict, of(found, "wall").percent) == ("flat", 0.0)
    assert of(found, "watch").verdict == "GROWS"
    assert of(found, "store").verdict == "-"
    assert "GROWS" in table(found)


def test_one_high_sample_is_no_growth() -> None:
    samples = [{"page": 7.0} for _ in range(30)] + [{"page": 9.0}]
    assert of(growths(samples), "page").flat


@pytest.mark.long
@pytest.mark.store
@pytest.mark.browser
async def test_a_flood_of_documents_is_taken_and_measured(tmp_path: Path) -> None:
    said: list[str] = []
    found = await flood(tmp_path, 16, said.append)
    assert {growth.measure for growth in found} >= {"wall's server, MB", "page's heap, MB", "page's nodes"}
    assert all(growth.first > 0 and growth.last > 0 for growth in found)
    assert said[-1].endswith("updates a second")
