"""The figures of a call log: by hand for a few rows, and of the bank's fortnight exactly as computed without a fold."""

import json
from pathlib import Path

import pytest

from feeds.replay.__main__ import main
from feeds.replay.figures import figures
from feeds.replay.rows import read_rows
from tests.feeds.replay.logs import line, log

BANK = Path(__file__).resolve().parents[4] / "shared" / "data" / "bank_1999"
MEANS = {"asa_s", "sl20_strict", "sl20_answered", "talk_mean_s"}


def test_every_figure_of_a_day_by_hand(tmp_path: Path) -> None:
    path = log(
        tmp_path,
        line("AGENT", queue="9:00:00", q_time="20", talk="100"),
        line("AGENT", queue="9:00:10", q_time="25", talk="50"),
        line("AGENT", service="9:00:15", talk="0"),
        line("HANG", queue="9:00:19", q_time="61"),
        line("HANG"),
        line("PHANTOM"),
    )
    day = {
        "rows": 6,
        "phantom": 1,
        "answered": 3,
        "abandoned": 1,
        "hung_up_before_queue": 1,
        "asa_s": 15.0,
        "longest_wait_s": 61,
        "sl20_strict": 0.5,
        "sl20_answered": 0.66667,
        "talk_mean_s": 50.0,
        "peak_waiting": 3,
    }
    assert figures(read_rows(path)) == {"990201": day, "all": day}


def test_all_days_add_up_and_a_call_past_midnight_counts_on_its_date(tmp_path: Path) -> None:
    path = log(
        tmp_path,
        line("AGENT", date="990202", queue="9:00:00", q_time="10", talk="100"),
        line("AGENT", date="990201", entry="23:59:55", queue="0:00:05", q_time="30", talk="40"),
        line("HANG", date="990201", entry="23:59:00", vru_exit="23:59:09", queue="23:59:10", q_time="300"),
    )
    found = figures(read_rows(path))
    assert list(found) == ["990201", "990202", "all"]
    assert (found["990201"]["answered"], found["990201"]["longest_wait_s"]) == (1, 300)
    assert (found["990202"]["answered"], found["990202"]["asa_s"]) == (1, 10.0)
    assert (found["all"]["asa_s"], found["all"]["talk_mean_s"], found["all"]["peak_waiting"]) == (20.0, 70.0, 2)


def test_what_has_nothing_to_divide_by_is_null_and_no_zero(tmp_path: Path) -> None:
    found = figures(read_rows(log(tmp_path, line("HANG"))))
    assert (found["all"]["asa_s"], found["all"]["sl20_strict"], found["all"]["talk_mean_s"]) == (None, None, None)


def test_an_empty_log_has_the_total_only(tmp_path: Path) -> None:
    assert list(figures(read_rows(log(tmp_path)))) == ["all"]


def test_the_command_prints_the_chosen_days(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = log(tmp_path, line("HANG", date="990201"), line("HANG", date="990202"))
    assert main([str(path), "--figures", "--day", "990202"]) == 0
    assert list(json.loads(capsys.readouterr().out)) == ["990202", "all"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--day", "990203"], "log.tsv: date: no row of '990203'."),
        (["--day", "yesterday"], "log.tsv: date: no row of 'yesterday'."),
    ],
)
def test_a_day_that_the_file_has_not_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert main([str(log(tmp_path, line("HANG"))), "--figures", *arguments]) == 1
    assert capsys.readouterr().err == says + "\n"


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nowhere.tsv"), "--figures"]) == 1
    assert "nowhere.tsv: No such file" in capsys.readouterr().err


@pytest.mark.skipif(not BANK.exists(), reason="the bank's call log is not beside this checkout (../shared/data)")
def test_the_banks_fortnight_is_as_computed_from_the_rows_for_every_day_and_for_all() -> None:
    expected = json.loads((BANK / "expected_01_14.json").read_text())
    found = figures(read_rows(BANK / "february_01_14.tsv"))
    assert list(found) == list(expected)
    for date, wanted in expected.items():
        assert list(found[date]) == list(wanted)
        for name, value in wanted.items():
            exact = pytest.approx(value, abs=0.001) if name in MEANS else value
            assert found[date][name] == exact, f"{date} {name}"
