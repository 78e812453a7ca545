"""Who cannot be reached, found in strides where many wait: no pass reckons with all, and the answer is the same."""

import pytest

from picture import case_events as said
from picture import shortfall
from picture.clocks import HOUR, MINUTE, SECOND
from picture.events import Fact
from tests.watch.cast import NOW, Room, a_case, a_followup, told
from watch.figure import Figure
from watch.will_miss import FEW

MANY = 1_200


def many() -> list[Fact]:
    hours = (("00:00-24:00",), ("11:00-13:00", "16:00-18:00"), ("17:00-19:00",))
    return [
        *a_case("C-1", NOW - 60 * HOUR, "moderate"),
        *(a_followup(f"F-{n}", "C-1", NOW + HOUR + n * 15 * SECOND, safe_hours=hours[n % 3]) for n in range(MANY)),
        rostered(3, NOW - HOUR),
    ]


def rostered(people: int, at: int) -> Fact:
    return told(at, f"S-{at}", said.ShiftStarted(shift="dia", for_followups=people))


def missed(room: Room, now: int) -> tuple[Figure, frozenset[str]]:
    board = room.wall(now).cases
    assert board
    return board.followups.will_miss, room.wall_room.cases.will_miss.missed


def test_the_first_wall_says_how_many_whatever_it_takes() -> None:
    room = Room(many())
    figure, names = missed(room, NOW)
    assert figure.value == len(names) > FEW
    assert not room.wall_room.cases.walking


def test_in_strides_it_comes_to_what_is_found_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shortfall, "STRIDE", 100)
    room = Room(many())
    before = missed(room, NOW)
    came = [rostered(9, NOW + MINUTE)]
    figure, names = missed_after(room, came)
    assert (figure, names) == before, "what was found before stands until the reckoning is done"
    passes = 0
    while room.wall_room.cases.walking:
        room.wall_room.cases.walk(NOW + MINUTE)
        passes += 1
    assert passes > 10
    _, names = missed(room, NOW + MINUTE + SECOND)
    assert names == missed(Room([*many(), *came]), NOW + MINUTE)[1] != before[1]


def missed_after(room: Room, facts: list[Fact]) -> tuple[Figure, frozenset[str]]:
    room.wall(NOW + MINUTE, facts)
    return missed(room, NOW + MINUTE)


def test_the_desk_hears_whose_answer_is_another_whoever_finds_it() -> None:
    room = Room(many())
    room.desks()
    missed_after(room, [rostered(9, NOW + MINUTE)])
    while room.wall_room.cases.walking:
        room.wall_room.cases.walk(NOW + MINUTE)
    rows = [row for document in room.desks(NOW + MINUTE) for row in document.followups]
    assert {row.id for row in rows if not row.will_miss}


def test_more_people_than_anybody_could_roster_are_as_many_as_are_needed() -> None:
    facts = [*a_case("C-1", NOW - HOUR), a_followup("F-1", "C-1", NOW + HOUR), rostered(10**9, NOW)]
    assert missed(Room(facts), NOW) == (Figure(0), frozenset())
