"""People needed beside people rostered: from a picture that was folded, quarter hour by quarter hour."""

from datetime import UTC, datetime
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.erlang import agents_by_interval
from briefing.load import QUARTER
from briefing.staffing import Handling, centre_staffing, handling, offered, staffing
from picture import events as e
from picture.calls import CallFigures
from picture.clocks import DAY, HALF_HOUR, HOUR, SECOND, WEEK
from picture.events import Fact
from picture.picture import Picture
from picture.profile import Profile
from picture.tally import Tally
from tests.picture.cast import MINUTE, SOURCE, T0, a_fact, a_profile, folded

MIDNIGHT = T0 - T0 % DAY
QUEUES = [
    {"code": "psicologia", "name": "Psicología", "rostered": {"dia": 5, "noche": 2}},
    {"code": "nahuatl", "name": "Náhuatl", "language": "nah", "rostered": {"dia": 1}},
]
SHIFTS = [{"code": "dia", "name": "Día", "starts": "08:00"}, {"code": "noche", "name": "Noche", "starts": "20:00"}]


def a_site(holidays: dict[str, dict[str, str]] | None = None, **of_centre: object) -> Profile:
    centre = {
        "source": SOURCE,
        "name": "070",
        "about": "orientación",
        "url": "ws://127.0.0.1:1",
        "service_level": {"target": 80, "within": 20},
        "queue": QUEUES,
        **of_centre,
    }
    return a_profile(zone="UTC", shift=SHIFTS, centre=[centre], holidays=holidays or {})


def weeks_of(calls: int) -> dict[int, int]:
    """So many calls in every half hour of eight weeks."""
    return dict.fromkeys(range(MIDNIGHT - 8 * WEEK, MIDNIGHT, HALF_HOUR), calls)


def test_people_needed_are_erlangs_at_the_calls_expected_and_the_gap_is_to_those_rostered() -> None:
    site = a_site()
    centre = site.centre[0]
    found = staffing(site, centre, centre.queue[0], (weeks_of(20), Handling(300, 90)), MIDNIGHT)
    assert set(found.mid) == {10.0}
    assert list(found.needed_c) == agents_by_interval([10] * 96, 300, interval=900)
    assert list(found.needed_a) == agents_by_interval([10] * 96, 300, patience=90, interval=900)
    assert found.starts == tuple(range(MIDNIGHT, MIDNIGHT + DAY, QUARTER))
    assert found.rostered == (2,) * 32 + (5,) * 48 + (2,) * 16
    assert found.needed_c[0] == 6
    assert found.gap == (-4,) * 32 + (-1,) * 48 + (-4,) * 16
    assert (found.source, found.queue, found.weeks, found.shifted) == (SOURCE, "psicologia", 8, False)


def test_who_is_away_part_of_the_time_is_needed_more_often() -> None:
    site, bare = a_site(shrinkage=30), a_site()
    facts = weeks_of(20), Handling(300, None)
    with_breaks, without = (staffing(s, s.centre[0], s.centre[0].queue[0], facts, MIDNIGHT) for s in (site, bare))
    assert without.needed_c[0] == 6
    assert with_breaks.needed_c[0] == 9  # 6 / 0.7 = 8.57


@pytest.mark.parametrize(("like", "calls"), [({}, 2.0), ({"like": "saturday"}, 4.0), ({"like": "friday"}, 10.0)])
def test_the_profiles_holidays_are_staffed_like_the_day_they_are_like(like: dict[str, str], calls: float) -> None:
    by_weekday = dict(zip(range(7), [20, 20, 20, 20, 20, 8, 4], strict=True))
    days = {at: datetime.fromtimestamp(at / 1000, UTC) for at in weeks_of(0)}
    site = a_site(holidays={str(datetime.fromtimestamp(MIDNIGHT / 1000, UTC).date()): {"name": "Fiesta", **like}})
    facts = {at: by_weekday[day.weekday()] for at, day in days.items()}, Handling(300, None)
    found = staffing(site, site.centre[0], site.centre[0].queue[0], facts, MIDNIGHT)
    assert set(found.mid[8:88]) == {calls}  # at midnight the neighbours are another day's
    assert found.needed_c[48] == agents_by_interval([calls], 300, interval=900)[0]


def test_what_nobody_said_is_unknown_and_not_nought() -> None:
    site = a_site()
    centre = site.centre[0]
    no_night = staffing(site, centre, centre.queue[1], (weeks_of(2), Handling(300, None)), MIDNIGHT)
    assert no_night.rostered[0] is None and no_night.gap[0] is None
    assert no_night.rostered[40] == 1 and no_night.gap[40] is not None
    assert set(no_night.needed_a) == {None}
    no_aht = staffing(site, centre, centre.queue[0], (weeks_of(2), Handling(None, None)), MIDNIGHT)
    assert set(no_aht.needed_c) == set(no_aht.gap) == {None}
    unheard = staffing(site, centre, centre.queue[0], ({}, Handling(300, 90)), MIDNIGHT)
    assert set(unheard.mid) == set(unheard.needed_c) == set(unheard.needed_a) == set(unheard.gap) == {None}


def test_a_target_of_all_calls_has_an_answer() -> None:
    site = a_site(service_level={"target": 100, "within": 20})
    found = staffing(site, site.centre[0], site.centre[0].queue[0], (weeks_of(20), Handling(300, 90)), MIDNIGHT)
    assert all(need is not None and need < 20 for need in found.needed_c + found.needed_a)


def test_a_share_of_the_answered_takes_no_more_people_than_one_of_all() -> None:
    strict, answered = (
        a_site(service_level={"target": 80, "within": 20, "denominator": denominator})
        for denominator in ("strict", "answered")
    )
    facts = weeks_of(40), Handling(300, 20)
    all_calls, of_answered = (
        staffing(s, s.centre[0], s.centre[0].queue[0], facts, MIDNIGHT).needed_a[0] for s in (strict, answered)
    )
    assert all_calls is not None and of_answered is not None
    assert of_answered < all_calls


@settings(max_examples=12)
@given(st.integers(0, 400), st.integers(10, 2000), st.integers(0, 60))
def test_more_calls_longer_calls_or_more_breaks_never_need_fewer(calls: int, aht: int, shrinkage: int) -> None:
    def needed(calls: int, aht: int, shrinkage: int) -> int:
        site = a_site(shrinkage=shrinkage)
        found = staffing(
            site, site.centre[0], site.centre[0].queue[0], (weeks_of(calls), Handling(aht, None)), MIDNIGHT
        )
        assert found.needed_c[0] is not None
        return found.needed_c[0]

    base = needed(calls, aht, shrinkage)
    assert needed(calls + 20, aht, shrinkage) >= base
    assert needed(calls, aht * 2, shrinkage) >= base
    assert needed(calls, aht, shrinkage + 10) >= base
    assert base * (1 - shrinkage / 100) * 900 >= calls / 2 * aht * 0.99


def test_handling_is_talk_hold_and_wrap_up_and_patience_what_all_waited_by_those_who_hung_up() -> None:
    tally = Tally(offered=140, answered=100, abandoned=40, wait_sum=1_000_000, handled=100, talk_sum=20_000_000)
    tally.hold_sum, tally.wrap_sum = 1_000_000, 9_000_000
    assert handling(tally, [25_000] * 40) == Handling(300, 50)
    assert handling(tally, [25_000] * 10) == Handling(300, 50)
    assert handling(tally) == Handling(300, 35)
    assert handling(Tally(answered=29, handled=29, talk_sum=10_000, abandoned=29)) == Handling(None, None)


def test_patience_is_found_again_in_calls_that_are_played_out() -> None:
    random, tally, waits = Random(3), Tally(), []
    for _ in range(20_000):
        wait, patience = random.expovariate(1 / 30) if random.random() < 0.5 else 0.0, random.expovariate(1 / 120)
        if patience < wait:
            tally.abandoned += 1
            waits.append(int(patience * SECOND))
        else:
            tally.answered += 1
            tally.wait_sum += int(wait * SECOND)
    found = handling(tally, waits).patience
    assert found == pytest.approx(120, rel=0.05)


def calls_of(days: int, per_half_hour: int) -> list[Fact]:
    random, facts = Random(5), []
    for half in range(MIDNIGHT - days * DAY, MIDNIGHT, HALF_HOUR):
        for number in range(per_half_hour):
            call, at = f"c-{half}-{number}", half + random.randrange(HALF_HOUR)
            facts.append(a_fact(at, call, e.CallOffered(queue="psicologia")))
            if number % 4:
                facts.append(a_fact(at + 10 * SECOND, call, e.CallAnswered()))
                facts.append(a_fact(at + 190 * SECOND, call, e.CallEnded(talk=180 * SECOND)))
            else:
                facts.append(a_fact(at + 40 * SECOND, call, e.CallAbandoned()))
    return sorted(facts, key=lambda fact: fact.time)


@pytest.mark.parametrize("lasting", [False, True])
def test_a_folded_centre_is_staffed_from_all_the_calls_it_was_told(lasting: bool) -> None:
    site = a_site()
    facts = calls_of(days=23, per_half_hour=4)
    picture = folded(facts, Picture(profile=site, lasting=lasting))
    figures = CallFigures(picture, site, site.centre[0])
    figures.look(MIDNIGHT)
    told = pd.Series([f.time for f in facts if isinstance(f.data, e.CallOffered)])
    counted = told.groupby(told // HALF_HOUR * HALF_HOUR).size()
    state = picture.centre(SOURCE).state
    assert offered(state, figures, "psicologia") == counted.to_dict()
    first, second = centre_staffing(picture, figures, site, site.centre[0])
    assert first.weeks == 3
    assert set(first.mid) == {2.0}
    assert list(first.needed_c) == agents_by_interval([2] * 96, 180, interval=900)
    assert list(first.needed_a) == agents_by_interval([2] * 96, 180, patience=70, interval=900)  # 3 × 10 s + 40 s
    assert (second.queue, second.weeks, set(second.needed_c)) == ("nahuatl", 0, {None})


def test_a_half_hour_that_is_not_over_or_in_which_the_source_was_silent_is_no_zero() -> None:
    site = a_site()
    facts = [f for f in calls_of(days=1, per_half_hour=1) if not MIDNIGHT - 6 * HOUR <= f.time < MIDNIGHT - 5 * HOUR]
    picture = folded(facts, Picture(profile=site))
    figures = CallFigures(picture, site, site.centre[0])
    figures.look(MIDNIGHT - 10 * MINUTE)
    known = offered(picture.centre(SOURCE).state, figures, "psicologia")
    silent = {MIDNIGHT - 6 * HOUR, MIDNIGHT - 6 * HOUR + HALF_HOUR, MIDNIGHT - HALF_HOUR}
    assert set(known) == set(range(MIDNIGHT - DAY, MIDNIGHT, HALF_HOUR)) - silent
