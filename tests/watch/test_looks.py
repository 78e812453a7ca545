"""Looks kept from pass to pass, some made before their time, are those taken anew at every instant."""

from random import Random

import pytest
from msgspec.structs import replace

from picture import case_events as said
from picture import followups
from picture.clocks import HOUR, MINUTE
from picture.due import Due
from picture.events import Fact
from picture.picture import Picture
from tests.picture.cast import folded
from tests.watch.cast import NOW, a_case, a_followup, a_site, told
from watch.looks import BATCH, Looks

MANY = 4 * BATCH
EIGHT = NOW - NOW % HOUR - 2 * HOUR  # in Monterrey


def promises() -> list[Fact]:
    cases = [fact for n in range(5) for fact in a_case(f"C-{n}", EIGHT - 30 * HOUR, "moderate")]
    ends = (EIGHT + 3 * HOUR, EIGHT + 12 * HOUR, EIGHT + 2 * MINUTE)
    hours = (("08:00-20:00",), ("08:00-08:05",), ("07:00-09:00",))
    return cases + [a_followup(f"F-{n}", f"C-{n % 5}", ends[n % 3], safe_hours=hours[n % 3]) for n in range(MANY)]


def something(random: Random, now: int) -> Fact:
    name, case = f"F-{random.randrange(MANY)}", f"C-{random.randrange(5)}"
    return random.choice(
        [
            told(now, name, said.FollowUpAttempted(outcome=random.choice(("no_answer", "aggressor_answered")))),
            told(now, name, said.FollowUpDone(outcome="spoke_safely")),
            told(now, name, said.FollowUpCancelled(reason="traslado")),
            told(now, case, said.CaseAssessed(level=random.choice(("mild", "severe")))),
            told(now, case, said.CaseOpened(called_at=now - HOUR)),
        ]
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_look_made_before_its_time_is_the_look_at_its_time(seed: int) -> None:
    random, picture = Random(seed), folded(promises(), Picture(profile=a_site()))
    looks, now, made_ready = Looks(picture), EIGHT - 8 * MINUTE, 0
    while now < EIGHT + 7 * MINUTE:
        looks.look(now)
        made_ready += sum(at > now for at, _ in looks._ready.values())
        kept = {name: replace(look, until=0) for name, look in looks.followups.items()}
        assert kept == anew(picture, looks, now)
        now += random.choice((1, 1_000, 20_000)) if abs(now - EIGHT) > 30_000 else random.choice((1, 999, 5_000))
        if random.random() < 0.3:
            folded([something(random, now)], picture)
    assert made_ready > MANY


def anew(picture: Picture, looks: Looks, now: int) -> dict[str, followups.FollowUpLook]:
    """As of `now`, but for until when each holds: of what is over that is only far away."""
    profile = picture.profile
    assert profile
    found = {}
    for name, kept in picture.book.followups.items():
        look = followups.look(kept, looks.case_of(name), profile, now)
        assert look is not None
        found[name] = replace(look, until=0)
    return found


def test_what_was_named_beforehand_is_due_in_its_time_whatever_came_between() -> None:
    due = Due()
    for name, at in (("a", 100), ("b", 200), ("c", 300)):
        due.put(name, at)
    assert due.soon(250, 9) == [(100, "a"), (200, "b")]
    due.put("d", 50)
    due.put("b", 240)
    assert due.soon(250, 9) == [(50, "d"), (240, "b")]
    assert due.pop(60, ()) == {"d"}
    assert due.pop(200, ()) == {"a"}
    assert due.pop(300, ()) == {"b", "c"}
