"""The short form of the alarms' chaos run, and that its verdict sees what it is there to see."""

from pathlib import Path

import msgspec
import pytest

import profiles
from picture import case_events as said
from picture.alert_events import AlertRaised, AlertResolved
from picture.events import Entry
from tests.alerts.world import World, base_of
from tests.chaos import alarms
from tests.chaos.alarm_verdict import found_in
from tests.chaos.script import PROFILES
from tests.chaos.stories import REGISTRY
from tests.chaos.verdict import table
from tests.picture.cast import MINUTE


@pytest.mark.long
@pytest.mark.store
async def test_no_deadline_is_lost_or_told_twice_while_the_leading_watch_is_killed_again_and_again(
    tmp_path: Path,
) -> None:
    progress: list[str] = []
    slow = 2 * alarms.TAKES_OVER  # other tests have the machine too
    rows = await alarms.run(alarms.Plan(kills=5, seed=4, within=slow), tmp_path, progress.append)
    assert all(row.holds for row in rows), table(rows)


def a_journal() -> World:
    """A severe case that nobody took in time, then somebody did; another that nobody takes."""
    world = World(profiles.load(alarms.SITE, PROFILES))
    for name in ("s1-c", "s2-c"):
        world.record(name, said.CaseOpened(), REGISTRY)
        world.record(name, said.CaseAssessed(level="severe"), REGISTRY)
    world.pass_time(20 * MINUTE)
    world.record("s1-c", said.CaseAssigned(to="equipo"), REGISTRY)
    world.pass_time(MINUTE)
    return world


def failing(entries: list[Entry], now: int) -> list[str]:
    return [row.claim.partition(",")[0] for row in found_in(entries, now, now).rows(4.0) if not row.holds]


def without(entries: list[Entry], what: type) -> list[Entry]:
    """But for the first of these."""
    first = next(entry for entry in entries if isinstance(entry.fact.data, what))
    return [entry for entry in entries if entry is not first]


def test_a_journal_as_it_should_be_passes() -> None:
    world = a_journal()
    assert failing(world.entries, world.now) == []
    found = found_in(world.entries, world.now, world.now)
    assert (found.expected, found.alerts, found.cured) == (2, 2, 1)


def test_an_alert_that_is_missing_fails() -> None:
    world = a_journal()
    assert "every crossed deadline has its alert" in failing(without(world.entries, AlertRaised), world.now)


def test_an_alert_that_no_fact_explains_fails() -> None:
    world = a_journal()
    entry, data = world.raised()[0]
    other = msgspec.structs.replace(data, due=data.due + 1)
    name = base_of(other)
    strange = Entry(99, world.now, msgspec.structs.replace(entry.fact, subject=name, data=other))
    assert "every crossed deadline has its alert" in failing([*world.entries, strange], world.now)


def test_an_alert_that_was_raised_twice_fails() -> None:
    world = a_journal()
    entry, _ = world.raised()[0]
    assert failing([*world.entries, entry], world.now) == ["no alert was raised twice"]


def test_an_alert_that_was_not_resolved_fails() -> None:
    world = a_journal()
    assert failing(without(world.entries, AlertResolved), world.now) == ["what ended is resolved"]


def test_an_alert_that_was_resolved_while_it_held_fails() -> None:
    world = a_journal()
    holding = next(entry for entry, data in world.raised() if data.about == "s2-c")
    ended = msgspec.structs.replace(holding.fact, data=AlertResolved(ended=world.now))
    assert failing([*world.entries, Entry(99, world.now, ended)], world.now) == ["what ended is resolved"]


def test_a_notification_that_is_queued_twice_or_never_fails() -> None:
    world = a_journal()
    queued = next(entry for entry in world.entries if entry.fact.data.__struct_config__.tag == "notification.queued")
    assert failing([*world.entries, queued], world.now) == ["everybody was told once"]
    assert failing(without(world.entries, type(queued.fact.data)), world.now) == ["everybody was told once"]


def test_an_alert_that_came_late_fails_unless_a_second_kill_came_between() -> None:
    world = a_journal()
    late = [Entry(e.number, e.recorded + 5000 * isinstance(e.fact.data, AlertRaised), e.fact) for e in world.entries]
    assert failing(late, world.now) == ["journaled within 4 s where no second kill came between"]
    due = max(data.due for _, data in world.raised())
    assert found_in(late, world.now, world.now, [due, due + 1000]).longer == [5000, 5000]
