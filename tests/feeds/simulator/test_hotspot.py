"""The demo's hotspot: more cases around one point for some days, which a map should find."""

import math
from functools import cache
from pathlib import Path

import msgspec
import pytest

import profiles
from feeds.simulator.casemodel import Hotspot
from feeds.simulator.demo import cases_of
from feeds.simulator.record import Wanted
from feeds.simulator.wire import Event
from feeds.simulator.world import World
from maps import boundaries
from picture.profile import Profile
from tests.feeds.simulator.rooms import HOUR, MONDAY

PROFILES = Path(__file__).resolve().parents[3] / "profiles"
SITES = ("nuevo_leon", "quintana_roo", "peru", "chile")
DAY = 24 * HOUR
BEGINS = MONDAY
QUIET = 7  # days before the hotspot


def site(code: str) -> Profile:
    return profiles.load(code, PROFILES)


@cache
def opened(code: str) -> list[tuple[int, dict[str, object]]]:
    """When each case was opened, and what was said of it, from QUIET days before the hotspot to a day after it."""
    profile, spot = site(code), hotspot(code)
    world = World(profile, seed=7, begins=BEGINS, weeks=0, days=QUIET + int(spot.before))
    events: list[Event] = world.advance(BEGINS + int((spot.lasts - spot.before + 1) * DAY))[profile.registry[0].source]
    return [(e.time, msgspec.json.decode(e.data)) for e in events if e.type == "case.opened"]


def hotspot(code: str) -> Hotspot:
    return cases_of(site(code).registry[0]).hotspot[0]


def near(said: dict[str, object], spot: Hotspot) -> bool:
    if "latitude" not in said:
        return False
    north = (float(str(said["latitude"])) - spot.latitude) * 111.2
    east = (float(str(said["longitude"])) - spot.longitude) * 111.2 * math.cos(math.radians(spot.latitude))
    return math.hypot(north, east) <= spot.radius * 1.01


@pytest.mark.parametrize("code", SITES)
def test_around_one_point_there_are_more_cases_for_some_days_and_then_as_before(code: str) -> None:
    spot = hotspot(code)
    starts = BEGINS - spot.before * DAY
    ends = starts + spot.lasts * DAY
    here = [time for time, said in opened(code) if near(said, spot)]
    before = sum(time < starts for time in here) / QUIET
    during = sum(starts <= time < ends for time in here) / spot.lasts
    assert during - before > spot.per_day / 2
    assert during > 3 * before
    assert sum(time >= ends for time in here) < during
    assert sum(starts <= time < BEGINS for time in here) >= 1.5 * spot.per_day


@pytest.mark.parametrize("code", SITES)
def test_the_hotspot_lies_in_its_municipality_and_so_do_most_cases_in_theirs(code: str) -> None:
    locate, spot = boundaries.load(code).locate, hotspot(code)
    placed = [said for _, said in opened(code) if "latitude" in said]
    right = [locate(float(str(s["latitude"])), float(str(s["longitude"]))) == s["municipality"] for s in placed]
    around = [
        ok for s, ok in zip(placed, right, strict=True) if near(s, spot) and s["municipality"] == spot.municipality
    ]
    assert all(around)
    assert len(around) > 5
    assert sum(right) / len(right) > 0.85


@pytest.mark.parametrize("code", ["nuevo_leon", "quintana_roo", "peru"])
def test_most_cases_have_a_place(code: str) -> None:
    assert sum("latitude" in said for _, said in opened(code)) / len(opened(code)) > 0.6


def test_where_the_profile_does_not_know_the_municipality_there_is_no_hotspot() -> None:
    spot = hotspot("nuevo_leon")
    known = site("nuevo_leon")
    other = msgspec.structs.replace(known, place=tuple(p for p in known.place if p.code != spot.municipality))
    said = World(other, seed=7, begins=BEGINS, weeks=0, days=4).advance(BEGINS)["nl/registro"]
    assert sum(e.type == "case.opened" for e in said) > 100
    assert not any(spot.municipality in e.data for e in said)


def test_a_new_demo_knows_eight_weeks_of_casework_and_the_days_that_are_not_over() -> None:
    assert Wanted().days >= 8 * 7 + 7
