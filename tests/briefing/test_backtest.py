"""The short form of the backtest, and that its page tells the figures kept. The long form: `python -m
tests.briefing.backtest`."""

from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from picture.clocks import DAY, HOUR
from tests.briefing.backtest import BEGINS, DATA, KEPT, LOCKDOWN, MARK, PAGE, PICTURE, Results, bank, scored, simulated
from tests.briefing.backtest_page import draw, page

BESIDE = "the bank's call log is not beside this checkout (../shared/data)"


def kept() -> Results:
    return msgspec.json.decode(KEPT.read_bytes(), type=Results)


def test_the_page_tells_the_figures_that_are_kept() -> None:
    assert PAGE.read_text(encoding="utf-8").split(MARK)[1] == "\n" + page(kept())
    assert PICTURE.exists()


def test_it_is_better_than_the_naive_one_by_nearly_as_much_as_chance_allows() -> None:
    for score in kept().scores[:-1]:
        assert score.rmse / score.naive_rmse < 0.77  # 0.71 with the mean known
        assert score.pinball < 0.6 * score.naive_pinball
        assert score.covered > 0.8
        assert score.shifts == 0
    assert sum(day.shifted for day in kept().days) <= 3
    assert kept().planted[0].date == LOCKDOWN
    assert all(0.85 < step.ours < 1.15 for step in kept().steps[2:])


def test_the_picture_can_be_drawn(tmp_path: Path) -> None:
    path = tmp_path / "staffing.png"
    draw(kept(), path)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_the_simulators_calls_are_forecast_as_the_page_says() -> None:
    name = "qr/911 violencia"
    calls, said = simulated("quintana_roo")[name], {score.name: score for score in kept().scores}[name]
    found = scored(name, calls, [BEGINS - day * DAY + HOUR for day in range(2, 30, 7)], ZoneInfo("America/Cancun"))
    assert found.mae == pytest.approx(said.mae, rel=0.15)
    assert found.mae < found.naive_mae


@pytest.mark.skipif(not DATA.exists(), reason=BESIDE)
def test_the_banks_second_week_is_forecast_as_the_page_says() -> None:
    calls = bank()
    week = [min(calls) + day * DAY for day in range(7, 14)]
    found = scored("bank 1999, second week", calls, week, ZoneInfo("UTC"), least_weeks=1)
    assert found == kept().scores[-1]
    assert found.mae < found.naive_mae
