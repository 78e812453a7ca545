"""The rows of a call log, with the dirt that real ones have."""

from pathlib import Path

import pytest

from feeds.replay.rows import DAY, BadRow, Row, day_of, read_rows
from tests.feeds.replay.logs import HEADER, line, log

FIRST = 917_827_200_000  # 1 February 1999, 00:00 UTC
NINE = FIRST + 9 * 3_600_000


def rows(folder: Path, *lines: str) -> list[Row]:
    return list(read_rows(log(folder, *lines)))


def test_a_call_that_queued_was_offered_when_the_queue_began(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, line("AGENT", queue="9:00:10", q_time="35", service="9:00:45", talk="120", server="TOVA"))
    assert (row.number, row.date, row.outcome, row.server) == (1, "990201", "AGENT", "TOVA")
    assert (row.offered, row.wait, row.talk) == (NINE + 10_000, 35_000, 120_000)


def test_a_call_answered_at_once_was_offered_when_the_service_began(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, line("AGENT", service="9:00:09", talk="5"))
    assert (row.offered, row.wait) == (NINE + 9_000, 0)


def test_a_service_that_never_began_was_offered_at_the_menus_end(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, line("AGENT", server="TOVA"))
    assert (row.offered, row.wait, row.talk) == (NINE + 10_000, 0, 0)


def test_who_hung_up_without_queue_time_never_reached_the_queue(tmp_path: Path) -> None:
    hung_up, waited, answered = rows(
        tmp_path,
        line("HANG", queue="9:00:10"),
        line("HANG", queue="9:00:10", q_time="4"),
        line("AGENT", service="9:00:09"),
    )
    assert not hung_up.queued
    assert waited.queued
    assert answered.queued


def test_a_menu_that_took_less_than_no_time_moves_nothing(tmp_path: Path) -> None:
    dirty = line("AGENT", entry="9:48:14", vru_exit="9:47:17", vru_time="-57", queue="9:47:17", q_time="174", talk="77")
    (row,) = rows(tmp_path, dirty)
    assert row.offered == FIRST + 9 * 3_600_000 + 47 * 60_000 + 17_000


def test_an_offer_past_midnight_counts_on_its_date(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, line("AGENT", entry="23:59:56", queue="0:00:02", q_time="27", service="0:00:29", talk="29"))
    assert row.offered == FIRST + DAY - 1000
    assert (row.wait, row.talk) == (27_000, 29_000)


def test_a_day_that_starts_at_midnight_stays_where_it_is(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, line("HANG", entry="0:00:18", vru_exit="0:00:25", queue="0:00:26", q_time="9"))
    assert row.offered == FIRST + 26_000


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_blank_lines_and_a_header_that_stands_again_are_no_rows(tmp_path: Path, end: str) -> None:
    path = log(tmp_path, "", line("PHANTOM"), HEADER, "  ", line("HANG"), "", end=end)
    assert [(row.number, row.outcome) for row in read_rows(path)] == [(1, "PHANTOM"), (2, "HANG")]


def test_the_last_line_may_lack_its_end_and_the_first_may_have_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "log.tsv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEADER}\n{line('HANG')}".encode())
    assert len(list(read_rows(path))) == 1


def test_columns_are_found_by_name_in_any_order(tmp_path: Path) -> None:
    cells = line("AGENT", service="9:00:09", talk="5", server="TOVA").split("\t")
    header = HEADER.split("\t")
    (row,) = read_rows(log(tmp_path, "\t".join(reversed(cells)), header="\t".join(reversed(header))))
    assert (row.offered, row.talk, row.server) == (NINE + 9_000, 5_000, "TOVA")


@pytest.mark.parametrize(
    ("dirty", "says"),
    [
        (line("AGENT", q_time="soon"), "log.tsv, row 2: q_time: 'soon' is no whole number of seconds."),
        (line("AGENT", talk=""), "log.tsv, row 2: ser_time: '' is no whole number of seconds."),
        (line("AGENT", service="25:00:00"), "log.tsv, row 2: ser_start: '25:00:00' is no time of day."),
        (line("AGENT", entry="9:00"), "log.tsv, row 2: vru_entry: '9:00' is no time of day."),
        (line("LOST"), "log.tsv, row 2: outcome: 'LOST' is none of AGENT, HANG, PHANTOM."),
        (line("HANG", date="990231"), "log.tsv, row 2: date: '990231' is no day written yymmdd."),
        ("AA0101\t34536", "log.tsv, row 2: customer_id: is missing."),
    ],
)
def test_a_row_that_cannot_be_read_is_named_with_field_and_value(tmp_path: Path, dirty: str, says: str) -> None:
    with pytest.raises(BadRow) as refused:
        rows(tmp_path, line("HANG"), dirty)
    assert str(refused.value) == says


def test_a_file_without_the_columns_is_named_with_the_first_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BadRow) as refused:
        list(read_rows(log(tmp_path, header="date\tvru_entry")))
    assert str(refused.value) == "log.tsv, header: vru_exit: is missing."


def test_years_are_of_the_last_century_from_seventy_on() -> None:
    assert day_of("990201") == FIRST
    assert day_of("700101") == 0
    assert day_of("040229") == 1_078_012_800_000
