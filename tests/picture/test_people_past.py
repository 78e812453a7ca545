"""A registry may tell months of its past in a minute, while a centre tells the present: who is who stays known."""

from collections import Counter

import msgspec

from picture import case_events as c
from picture import events as e
from picture.book import KEEP
from picture.clocks import DAY, HOUR, MINUTE
from picture.events import Entry, Fact
from picture.fold import apply
from picture.picture import Picture
from tests.picture.cast import T0, a_fact, a_profile

REGISTRY = "nl/registro"


def told_at(recorded: int, facts: list[Fact], picture: Picture) -> Picture:
    """All of it journaled at one instant."""
    for fact in facts:
        apply(picture, Entry(picture.position + 1, recorded, fact))
    return picture


def present(at: int) -> list[Fact]:
    return [a_fact(at, f"call-{at}", e.CallOffered(queue="psicologia"))]


def accompaniment(at: int, number: int) -> Fact:
    given = c.ServiceGiven(service="acompanamiento", person=("p1",))
    return a_fact(at, f"S-{number}", given, REGISTRY)


def accompanied(picture: Picture) -> int:
    return sum((Counter(day) for day in picture.book.days.values()), Counter())["women.accompanied"]


def a_site() -> Picture:
    return told_at(T0, [a_fact(T0, "prueba", e.SiteConfigured(profile=msgspec.to_builtins(a_profile())))], Picture())


def test_a_woman_of_a_past_that_is_told_late_is_accompanied_once() -> None:
    began = T0 - 300 * DAY
    past = [accompaniment(began, 1), accompaniment(began + 10 * DAY, 2), accompaniment(began + 30 * DAY, 3)]
    picture = told_at(T0, present(T0), a_site())
    told_at(T0 + MINUTE, past, picture)
    assert accompanied(picture) == 1
    told_at(T0 + 2 * MINUTE, [accompaniment(began + 100 * DAY, 4)], picture)
    assert accompanied(picture) == 2, "more than 35 days after the last one"


def test_she_is_forgotten_keep_after_the_journal_heard_of_her_though_no_clock_but_the_centres_goes_on() -> None:
    picture = told_at(T0, [accompaniment(T0 - 300 * DAY, 1)], a_site())
    told_at(T0 + KEEP, present(T0 + KEEP), picture)
    assert set(picture.whose) == {"p1"}
    told_at(T0 + KEEP + HOUR, present(T0 + KEEP + HOUR), picture)
    assert picture.whose == {}
    assert picture.book.people == {}
