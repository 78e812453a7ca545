"""What is kept makes a restarted simulator the same world, and only where it can be."""

from pathlib import Path

import msgspec
import pytest

from feeds.simulator.faults import Fault
from feeds.simulator.record import OLDEST, Wanted, fresh, load, resumed, save
from picture.errors import BadSetting
from tests.feeds.simulator.rooms import HOUR, MONDAY, profile

SITE = profile("nl/070")


def test_a_new_world_begins_on_a_half_hour_in_the_past() -> None:
    record = fresh(SITE, Wanted(hours=26), MONDAY + 1_234_567)
    assert record.begins == MONDAY - 26 * HOUR
    assert record.clock(MONDAY + 2_000_000) == MONDAY + 2_000_000


def test_a_record_is_read_as_it_was_kept(tmp_path: Path) -> None:
    record = fresh(SITE, Wanted(seed=3), MONDAY)
    record.faults.append(Fault(name="gap", at=MONDAY, until=MONDAY + 1, centre="nl/070"))
    save(record, tmp_path / "deep" / "world.json")
    assert load(tmp_path / "deep" / "world.json") == record


def test_a_restart_goes_on_with_the_same_world_and_numbering() -> None:
    kept = fresh(SITE, Wanted(), MONDAY)
    again = resumed(kept, SITE, Wanted(), MONDAY + 5 * HOUR)
    assert (again.begins, again.weeks, again.epoch) == (kept.begins, 8, kept.epoch)


def test_another_speed_goes_on_from_where_the_clock_stands() -> None:
    kept = fresh(SITE, Wanted(speed=10), MONDAY)
    again = resumed(kept, SITE, Wanted(speed=2), MONDAY + HOUR)
    assert again.clock(MONDAY + HOUR) == MONDAY + 10 * HOUR
    assert again.clock(MONDAY + 2 * HOUR) == MONDAY + 12 * HOUR


@pytest.mark.parametrize(
    ("wanted", "sources", "later"),
    [
        (Wanted(seed=8), ("nl/070",), HOUR),
        (Wanted(garbage=0.1), ("nl/070",), HOUR),
        (Wanted(totals_only=("nl/070",)), ("nl/070",), HOUR),
        (Wanted(), ("nl/070", "nl/911"), HOUR),
        (Wanted(), ("nl/070",), OLDEST),
    ],
)
def test_another_or_too_old_a_world_begins_now_and_tells_no_past_twice(
    wanted: Wanted, sources: tuple[str, ...], later: int
) -> None:
    kept = fresh(SITE, Wanted(), MONDAY)
    epoch = kept.epoch
    new = resumed(kept, profile(*sources), wanted, MONDAY + later)
    assert (new.begins, new.weeks, new.faults) == (MONDAY + later, 0, [])
    assert new.epoch != epoch


def test_without_a_file_there_is_no_record(tmp_path: Path) -> None:
    assert load(tmp_path / "world.json") is None


def test_a_file_that_is_no_record_is_named(tmp_path: Path) -> None:
    (tmp_path / "world.json").write_bytes(msgspec.json.encode({"seed": "seven"}))
    with pytest.raises(BadSetting, match=r"world\.json is no record of a simulator .* remove it for a new world"):
        load(tmp_path / "world.json")
