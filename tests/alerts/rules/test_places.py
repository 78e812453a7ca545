"""Hotspots: rarer than the rule's limit they are told, very rare ones louder, until nobody finds them again."""

from typing import Any

import pytest

from alerts.condition import Condition
from picture.clocks import DAY, HOUR
from picture.events import Fact
from picture.place_events import HotspotFound
from tests.alerts.rules.cast import AT, Room, a_room, off
from tests.picture.cast import a_fact

MAPS = "vigia/maps"


def found(at: int = AT, signal: str = "s1", **changes: Any) -> Fact:
    plain = {
        "method": "municipalities",
        "places": ("grande", "chico"),
        "starts": at - 2 * DAY,
        "ends": at,
        "observed": 9,
        "expected": 3.1,
        "recurrence": 420,
        "first": AT,
        "until": at + 2 * DAY,
        "made": 7,
        **changes,
    }
    return a_fact(at, signal, HotspotFound(**plain), MAPS)


def told(room: Room, now: int) -> list[Condition]:
    return room.found("hotspot", now)


def test_a_hotspot_is_due_when_it_was_first_told_until_it_stands_no_more() -> None:
    room = Room([])
    assert told(room, AT) == []
    room.told(found())
    for now in (AT, AT + 2 * DAY - 1):
        (one,) = told(room, now)
        assert (one.kind, one.about, one.due, one.municipality) == ("zone", "s1.very_rare", AT, "grande")
        assert (one.value, one.observed, one.expected, one.least) == (420, 9, 3.1, False)
    assert told(room, AT + 2 * DAY) == []
    room.told(found(AT + DAY, until=AT + 3 * DAY))
    assert [each.due for each in told(room, AT + 2 * DAY)] == [AT]
    room.told(found(AT + DAY, until=AT + DAY))
    assert told(room, AT + DAY) == []


@pytest.mark.parametrize(
    ("recurrence", "priority", "limit"),
    [(100, "none", None), (101, None, 100), (365, None, 100), (366, "high", 365)],
)
def test_the_rarer_the_louder_and_never_critical(recurrence: int, priority: str | None, limit: int | None) -> None:
    conditions = told(Room([found(recurrence=recurrence)]), AT)
    assert [(each.priority, each.limit) for each in conditions] == ([] if limit is None else [(priority, limit)])


def test_a_site_says_from_how_rare_on_and_whether_at_all() -> None:
    assert told(Room([found()], a_room(alerts=off("hotspot"))), AT) == []
    strict = a_room(alerts={"rules": {"hotspot": {"limit": 400}}})
    assert told(Room([found(recurrence=400)], strict), AT) == []
    assert [(each.priority, each.limit) for each in told(Room([found(recurrence=401)], strict), AT)] == [("high", 400)]
    loud = a_room(alerts={"rules": {"hotspot": {"priority": "high"}}})
    assert [each.priority for each in told(Room([found(recurrence=150)], loud), AT)] == [None]  # the rule's own


def test_found_again_with_other_figures_it_is_the_same_and_grown_it_is_another() -> None:
    room = Room([found(recurrence=150)])
    (before,) = told(room, AT)
    room.told(found(AT + HOUR, observed=12, expected=4.0, recurrence=200))
    (same,) = told(room, AT + HOUR)
    assert (same.id, same.observed, same.value) == (before.id, 12, 200)
    room.told(found(AT + 2 * HOUR, observed=19, recurrence=900))
    (grown,) = told(room, AT + 2 * HOUR)
    assert grown.id != before.id


def test_two_signals_are_two_and_one_without_a_municipality_is_one_too() -> None:
    room = Room([found(), found(signal="s2", places=(), method="cells", cells=("87489eb53ffffff",), least=True)])
    assert [(each.about, each.municipality, each.least) for each in told(room, AT)] == [
        ("s1.very_rare", "grande", False),
        ("s2.very_rare", "", True),
    ]


def test_nothing_that_is_raised_names_a_cell() -> None:
    (one,) = told(Room([found(cells=("87489eb53ffffff",), method="cells")]), AT)
    assert "87489eb53ffffff" not in repr(one)
