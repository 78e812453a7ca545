"""Totals by civil day: of the site's zone, each once, kept three years."""

import msgspec

from picture import events as e
from picture.clocks import DAY, HOUR
from picture.days import KEPT, add, open_day
from picture.picture import Picture, restore, save
from tests.picture.cast import MINUTE, T0, a_fact, a_profile, folded
from tests.picture.test_case_fold import days_of

SANTIAGO = "America/Santiago"
NO_MIDNIGHT = 1_788_667_200_000  # 2026-09-06 04:00 UTC: 24:00 of the 5th is 01:00 of the 6th


def test_a_day_without_midnight_starts_at_the_spring() -> None:
    days: dict[int, dict[str, int]] = {}
    before, after = (open_day(days, NO_MIDNIGHT + by, SANTIAGO, NO_MIDNIGHT) for by in (-1, 0))
    assert before.ends == after.starts == NO_MIDNIGHT
    assert after.ends - after.starts == 23 * HOUR


def test_every_instant_lies_in_its_day_however_far_off() -> None:
    for at in (0, T0, 10**15):
        day = open_day({}, at, "UTC", at)
        assert day.starts <= at
        assert at < day.ends or at > 253_000_000_000_000


def test_what_was_told_before_the_zone_was_known_counts_on_the_sites_own_days() -> None:
    facts = [
        a_fact(NO_MIDNIGHT + by, f"c{by}", e.CallOffered(queue="psicologia")) for by in (-HOUR, -1, 0, 30 * MINUTE)
    ]
    whole = msgspec.to_builtins(a_profile(zone=SANTIAGO))
    configured = a_fact(NO_MIDNIGHT + HOUR, "prueba", e.SiteConfigured(profile=whole), "vigia/watch")
    late = restore(save(folded(facts, Picture())))
    folded([configured], late)
    soon = folded([configured, *facts], Picture())
    assert late.book.days == soon.book.days
    assert [day["calls.nl/070.psicologia"] for _, day in sorted(late.book.days.items())] == [2, 2]
    assert late.book.early == {}


def test_days_of_three_years_are_kept() -> None:
    days: dict[int, dict[str, int]] = {}
    for step in range(KEPT + 10):
        open_day(days, T0 + step * DAY, "UTC", T0 + step * DAY)
    assert len(days) == KEPT + 1


def test_a_clock_that_runs_years_ahead_makes_no_day_forgotten() -> None:
    days: dict[int, dict[str, int]] = {}
    for at in (T0, T0 + 40 * 366 * DAY, T0 + DAY):
        open_day(days, at, "UTC", T0)
    assert len(days) == 3


def test_a_measure_at_nothing_is_not_named() -> None:
    counts: dict[str, int] = {}
    add(counts, "services")
    add(counts, "services", -1)
    assert counts == {}


def test_calls_count_by_queue_on_the_day_they_were_offered() -> None:
    def offered(at: int, queue: str, name: str) -> e.Fact:
        return a_fact(at, name, e.CallOffered(queue=queue))

    picture = folded(
        [offered(T0, "psicologia", "c1"), offered(T0, "hombres", "c2"), offered(T0 + DAY, "hombres", "c3")]
    )
    assert list(picture.book.days.values()) == [
        {"calls.nl/070.psicologia": 1, "calls.nl/070.hombres": 1},
        {"calls.nl/070.hombres": 1},
    ]
    folded([offered(T0 + DAY - HOUR, "hombres", "c3")], picture)
    assert days_of(picture)["calls.nl/070.hombres"] == 2
    assert len(picture.book.days) == 2


def test_a_centre_that_sends_totals_and_calls_is_counted_once() -> None:
    def measured(at: int, offered: int) -> e.Fact:
        said = e.QueueMeasured(interval_start=at, interval=30 * MINUTE, offered=offered)
        return a_fact(T0 + 3 * HOUR, "psicologia", said)

    call = a_fact(T0 + HOUR + 5 * MINUTE, "c1", e.CallOffered(queue="psicologia"))
    facts = [measured(T0, 4), measured(T0, 7), measured(T0 + HOUR, 5)]
    assert days_of(folded(facts))["calls.nl/070.psicologia"] == 12
    for order in ([*facts, call], [call, *facts]):
        assert days_of(folded(order))["calls.nl/070.psicologia"] == 8
