"""Hotspots in the picture: of one signal the latest fact stands, what has not stood for a week is forgotten."""

from typing import Any

from picture.book import STOOD
from picture.clocks import DAY
from picture.events import Entry, Fact
from picture.fold import apply
from picture.picture import Picture, restore, save
from picture.place_events import HotspotFound, SiteRedacted
from tests.picture.cast import T0, a_fact, folded

MAPS = "vigia/maps"


def found(at: int, signal: str = "s1", **changes: Any) -> Fact:
    plain = {
        "method": "municipalities",
        "places": ("grande",),
        "starts": at - 2 * DAY,
        "ends": at,
        "observed": 9,
        "expected": 3.1,
        "recurrence": 420,
        "first": at,
        "until": at + 2 * DAY,
        "made": 1,
        **changes,
    }
    return a_fact(at, signal, HotspotFound(**plain), MAPS)


def test_of_one_signal_the_latest_fact_stands() -> None:
    picture = folded([found(T0), found(T0, "s2"), found(T0 + DAY, first=T0, observed=12)])
    assert {name: each.observed for name, each in picture.book.hotspots.items()} == {"s1": 12, "s2": 9}
    assert picture.touched_hotspots == {"s1", "s2"}


def test_a_week_after_it_stood_last_it_is_forgotten_when_another_is_found() -> None:
    picture = folded([found(T0, until=T0 + DAY)])
    folded([found(T0 + DAY + STOOD, "s2")], picture)
    assert set(picture.book.hotspots) == {"s1", "s2"}
    folded([found(T0 + DAY + STOOD + 1, "s3")], picture)
    assert set(picture.book.hotspots) == {"s2", "s3"}


def test_years_of_hotspots_leave_a_week_of_them() -> None:
    picture = folded([found(T0 + day * DAY, f"s{day}") for day in range(800)])
    assert len(picture.book.hotspots) == 2 + STOOD // DAY + 1


def test_a_checkpoint_keeps_them_and_who_starts_from_it_looks_at_them() -> None:
    picture = folded([found(T0, cells=("87489eb53ffffff",), method="cells", least=True)])
    again = restore(save(picture))
    assert again.book.hotspots == picture.book.hotspots
    assert again.touched_hotspots == {"s1"}


def test_neither_a_place_nor_a_redaction_is_a_source_or_touches_anything_else() -> None:
    picture = folded([])
    apply(picture, Entry(1, T0, found(T0)))
    apply(picture, Entry(2, T0, a_fact(T0, "prueba", SiteRedacted(entries=3, generation=1), MAPS)))
    assert picture.centres == {}
    assert save(picture) != save(Picture())
    picture.book.hotspots.clear()
    assert picture.book == Picture().book
