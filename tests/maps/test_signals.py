"""What is told of hotspots: figures that stand, and sums that come apart into sets of enough cases only."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.documents import Group, View
from maps.guard import Guard
from maps.ledger import Mark
from maps.signals import LEVELS, Found, Scene, Signals, inside, often, rounded
from picture.clocks import DAY, HOUR
from picture.place_events import HotspotFound
from tests.maps.site import LAST, day, land, mark

LEAST = 5
APODACA, JUAREZ = "19006", "19031"


def marks_of(*groups: tuple[str, int, int]) -> list[Mark]:
    """(municipality, days before the last, how many)."""
    random = Random(1)
    return sorted(
        mark(random, random.randrange(*day(LAST - back)), code) for code, back, many in groups for _ in range(many)
    )


def found(marks: list[Mark], *places: str, back: int, days: int = 1, recurrence: float = 420.0) -> Found:
    starts, ends = day(LAST - back - days + 1)[0], day(LAST - back)[1]
    observed = sum(each.municipality in places and starts <= each.at < ends for each in marks)
    return Found(places, (), starts, ends, observed, 3.14, recurrence, 2 / 56)


def scene(marks: list[Mark], back: int = 0, shown: tuple[View, ...] = ()) -> Scene:
    return Scene(marks, land(), 10, day(LAST - back)[1] + HOUR, Guard(LEAST, land(), shown))


def told(signals: Signals, each: Found, of: Scene) -> list[tuple[str, HotspotFound]]:
    facts = signals.tell([each], of)
    for name, fact in facts:
        signals.fold(name, fact, of.marks, of.terrain)
    return facts


def test_a_hotspot_is_told_with_its_figures() -> None:
    marks = marks_of((APODACA, 0, 9))
    [(_, fact)] = told(Signals(), found(marks, APODACA, back=0), scene(marks))
    assert (fact.observed, fact.expected, fact.recurrence, fact.least) == (9, 3.2, 420, False)
    assert fact.places == (APODACA,) and fact.first == day(LAST)[1] + HOUR and fact.until > fact.first + DAY


@pytest.mark.parametrize("recurrence", [1.0, 99.9, 100.0])
def test_what_chance_often_makes_is_not_told(recurrence: float) -> None:
    marks = marks_of((APODACA, 0, 9))
    assert not Signals().tell([found(marks, APODACA, back=0, recurrence=recurrence)], scene(marks))


def test_fewer_than_the_least_are_not_told_of() -> None:
    marks = marks_of((APODACA, 0, 4))
    assert not Signals().tell([found(marks, APODACA, back=0)], scene(marks))


def test_the_next_day_says_the_same_figures_until_there_are_enough_new_cases() -> None:
    signals, two, seven = (
        Signals(),
        marks_of((APODACA, 1, 9), (APODACA, 0, 2)),
        marks_of((APODACA, 1, 9), (APODACA, 0, 7)),
    )
    [(name, first)] = told(signals, found(two, APODACA, back=1), scene(two, back=1))
    [(again, second)] = told(signals, found(two, APODACA, back=0, days=2), scene(two))
    assert (again, second.observed, second.first) == (name, 9, first.first) and second.until > first.until
    [(grown, third)] = told(signals, found(seven, APODACA, back=0, days=2), scene(seven))
    assert (grown, third.observed, third.first) == (name, 16, first.first)


def test_a_zone_that_takes_in_a_part_of_one_told_says_that_ones_figures() -> None:
    marks = marks_of((APODACA, 1, 9), (APODACA, 0, 9), (JUAREZ, 0, 9))
    signals = Signals()
    [(name, _)] = told(signals, found(marks, APODACA, back=0, days=2), scene(marks))
    [(again, fact)] = told(signals, found(marks, APODACA, JUAREZ, back=0), scene(marks))
    assert (again, fact.observed, fact.places) == (name, 18, (APODACA,))


def test_of_two_scans_that_find_the_same_cases_the_rarer_is_told() -> None:
    marks = marks_of((APODACA, 0, 9), (JUAREZ, 0, 9))
    both = [found(marks, APODACA, JUAREZ, back=0, recurrence=150), found(marks, APODACA, back=0, recurrence=400)]
    [(_, fact)] = Signals().tell(both, scene(marks))
    assert fact.places == (APODACA,)


def test_what_is_new_beside_a_hotspot_is_told_though_a_wider_zone_takes_in_a_part_of_it() -> None:
    marks = marks_of((APODACA, 1, 9), (APODACA, 0, 9), (JUAREZ, 0, 9))
    signals = Signals()
    [(name, _)] = told(signals, found(marks, APODACA, back=0, days=2), scene(marks))
    both = [found(marks, APODACA, JUAREZ, back=0, recurrence=400), found(marks, JUAREZ, back=0, recurrence=150)]
    facts = dict(signals.tell(both, scene(marks)))
    assert facts.pop(name).observed == 18
    assert [fact.places for fact in facts.values()] == [(JUAREZ,)]


def test_folded_from_the_journal_it_counts_what_was_known_when_it_was_told() -> None:
    marks = marks_of((APODACA, 0, 9))
    late = Mark(at=marks[0].at, case="late", number=11, municipality=APODACA)
    signals = Signals()
    [(name, fact)] = signals.tell([found(marks, APODACA, back=0)], scene(marks))
    signals.fold(name, fact, sorted([*marks, late]), land())
    assert signals.told[name].cases == {each.case for each in marks}


STORIES = st.lists(
    st.tuples(
        st.lists(st.sampled_from((APODACA, JUAREZ, "19039", "19026")), min_size=1, max_size=3, unique=True),
        st.integers(1, 5),
    ),
    min_size=1,
    max_size=10,
)


@settings(deadline=None)
@given(STORIES, st.integers(0, 10**6))
def test_whatever_is_told_comes_apart_into_disjoint_sets_of_enough_cases(
    story: list[tuple[list[str], int]], seed: int
) -> None:
    """Each day another zone is found. Where each set that is added has `least` or more, no difference has fewer."""
    random, signals = Random(seed), Signals()
    marks = marks_of(
        *((code, back, random.randrange(8)) for code in (APODACA, JUAREZ, "19039", "19026") for back in range(12))
    )
    atoms: list[set[str]] = []
    said: dict[str, HotspotFound] = {}
    for number, (places, days) in enumerate(story):
        back = len(story) - 1 - number
        for name, fact in told(signals, found(marks, *places, back=back, days=days), scene(marks, back=back)):
            if name in said and (said[name].observed, said[name].starts, said[name].places) == (
                fact.observed,
                fact.starts,
                fact.places,
            ):
                continue
            said[name] = fact
            cases = {each.case for each in inside(fact, marks, land())}
            assert fact.observed == len(cases)
            fresh = cases.difference(*atoms) if atoms else cases
            assert all(atom <= cases or not atom & cases for atom in atoms)
            assert len(fresh) >= LEAST
            atoms.append(fresh)


def view(window: str, back: int, many: int, *places: str, quarter: int = 0) -> View:
    starts, ends = day(LAST - back)
    if window == "6h":
        starts += quarter * 6 * HOUR
        ends = starts + 6 * HOUR
    return View(window, "municipality", starts, ends, (Group(places, "usual", cases=(many, None)),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shown", "observed", "least"),
    [
        ((), 12, False),
        ((view("24h", 0, 5, APODACA),), 12, False),  # 0 to 7 are left for the other day
        ((view("24h", 0, 10, APODACA),), 10, True),  # two at the most would be
        ((view("24h", 0, 10, APODACA), view("24h", 0, 5, JUAREZ)), 10, True),
        ((view("24h", 0, 10, APODACA, JUAREZ),), 12, False),  # not inside the zone
        ((view("24h", 2, 10, APODACA),), 12, False),  # not in its days
        ((view("6h", 0, 5, APODACA), view("6h", 0, 5, APODACA, quarter=2)), 10, True),
        ((view("6h", 0, 5, APODACA), view("24h", 0, 5, APODACA)), 12, False),  # one in the other
    ],
)
def test_a_figure_that_views_would_complete_becomes_a_round_one(
    shown: tuple[View, ...], observed: int, least: bool
) -> None:
    marks = marks_of((APODACA, 1, 1), (APODACA, 0, 11))
    [(_, fact)] = Signals().tell([found(marks, APODACA, back=0, days=2)], scene(marks, shown=shown))
    assert (fact.observed, fact.least) == (observed, least)


@given(st.floats(0.1, 10**6))
def test_a_recurrence_keeps_its_level_in_two_figures(days: float) -> None:
    told_days = often(days)
    assert told_days <= days + 1
    assert [level < told_days for level in LEVELS] == [level < days for level in LEVELS]


@given(st.integers(1, 400), st.floats(0.01, 0.3))
def test_an_expected_figure_leaves_five_counts_of_its_zone_open(count: int, share: float) -> None:
    said = rounded(count * share, share)
    assert sum(rounded(each * share, share) == said for each in range(1000)) >= (4 if said else 2)
    assert abs(said - count * share) <= max(0.1, 5 * share) * 1.3
