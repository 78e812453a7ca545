"""The short form of the calibration: fewer months, loose bounds. The long form: `python -m tests.maps.calibration`."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from scipy import stats

from tests.maps.calibration import KEPT, MARK, PAGE, PICTURE
from tests.maps.calibration_methods import count, scan, tuned
from tests.maps.calibration_plot import draw
from tests.maps.calibration_site import CASES, DAYS, Planted, planted, quiet
from tests.maps.calibration_study import ONCE_IN, PLANTED, SEED, Trial, the_site
from tests.maps.calibration_tables import Results, figures, summary

SITE = the_site()


@pytest.mark.long
def test_p_values_of_quiet_months_are_uniform() -> None:
    generator = np.random.default_rng([SEED, 5])
    first = [scan(SITE, quiet(SITE, generator), seed=month, replications=99)[0] for month in range(60)]
    exact, gumbel = np.array([(each.p, each.p_gumbel) for each in first]).T
    assert stats.kstest(exact, "uniform").pvalue > 0.001
    assert stats.kstest(gumbel, "uniform").pvalue > 0.001
    assert stats.binom(60, 0.2).cdf((exact <= 0.2).sum()) > 0.001
    assert np.abs(exact - gumbel).mean() < 0.05


@pytest.mark.long
def test_what_is_planted_large_is_found_where_it_is() -> None:
    generator = np.random.default_rng([SEED, 6])
    found = 0
    for index in range(10):
        counts, where = planted(SITE, Planted(6.0, 5, DAYS - 7), DAYS, generator)
        first = scan(SITE, counts, seed=index, replications=99)[0]
        assert first.end == DAYS - 1
        found += (first.recurrence or 0) >= min(ONCE_IN) and bool(where.intersection(first.members))
    assert found >= 7


def test_the_site_is_as_it_is_told() -> None:
    assert SITE.usual.sum() == pytest.approx(CASES)
    assert len(SITE.centres) == 217
    assert SITE.touching.sum(axis=1).max() == 7
    assert SITE.nearest(108, 7).tolist()[0] == 108
    assert set(SITE.nearest(108, 7).tolist()) == set(np.flatnonzero(SITE.touching[108]).tolist())


def test_what_is_planted_grows_from_its_day_on() -> None:
    many = [planted(SITE, Planted(3.0, 217, DAYS), DAYS + 14, np.random.default_rng(seed))[0] for seed in range(200)]
    day = np.mean(many, axis=0).sum(axis=0) / SITE.usual.sum(axis=0)[np.arange(DAYS + 14) % DAYS]
    assert day[:DAYS] == pytest.approx(np.ones(DAYS), abs=0.05)
    assert day[DAYS:] == pytest.approx([5 / 3, 7 / 3] + [3.0] * 12, abs=0.1)


def test_a_threshold_is_exceeded_as_seldom_as_asked() -> None:
    generator = np.random.default_rng(9)
    limit = tuned(SITE, generator, 400, (20,))[20]["count"]
    said = [count(SITE, quiet(SITE, generator)).max() > limit.above for _ in range(400)]
    assert limit.days >= 20
    assert np.mean(said) < 0.1


def test_what_fewer_than_half_found_has_no_delay() -> None:
    def trial(day: int) -> Trial:
        return Trial(2.0, 1, {f"{name} {once}": day for name in ("scan", "count", "cell", "zone") for once in ONCE_IN})

    rows = summary(Results([], [trial(3), trial(5), trial(0)], [], {}, 0))
    assert {(row.power, row.delay) for row in rows} == {(2 / 3, 5.0)}
    assert summary(Results([], [trial(3), trial(0), trial(0)], [], {}, 0))[0].delay is None


def test_the_page_tells_the_figures_that_are_kept() -> None:
    results = msgspec.json.decode(KEPT.read_bytes(), type=Results)
    assert PAGE.read_text(encoding="utf-8").split(MARK)[1] == "\n" + figures(results)
    assert len(results.quiet) >= 1000
    assert {(trial.risk, trial.cells) for trial in results.trials} == set(PLANTED)
    assert PICTURE.exists()


def test_the_picture_can_be_drawn(tmp_path: Path) -> None:
    path = tmp_path / "calibration.png"
    draw(msgspec.json.decode(KEPT.read_bytes(), type=Results), path)
    assert path.read_bytes().startswith(b"\x89PNG")
