"""Casework in the demo's world: what our door says of it, how much of it there is, and where it comes from."""

from collections import Counter
from functools import cache
from pathlib import Path

import msgspec
import pytest

import profiles
from feeds.admission import Admission
from feeds.door import Door
from feeds.keyring import Key, Keyring
from feeds.simulator.wire import Event, text
from feeds.simulator.world import World
from picture.codec import decode_envelope
from picture.policy import Words
from picture.profile import Profile
from tests.feeds.simulator.rooms import HOUR, MONDAY

PROFILES = Path(__file__).resolve().parents[3] / "profiles"
SITES = ("nuevo_leon", "quintana_roo", "peru", "chile")
DAY = 24 * HOUR
NOON = MONDAY + 2 * DAY + 12 * HOUR
CASE_ENDS = {"case.closed", "case.declined"}


def site(code: str) -> Profile:
    return profiles.load(code, PROFILES)


def world(profile: Profile, days: int = 28, seed: int = 7) -> World:
    return World(profile, seed=seed, begins=NOON - 26 * HOUR, weeks=0, days=days)


@cache
def told(code: str) -> dict[str, list[Event]]:
    """What each source of the site says up to noon, a month of casework with it."""
    return world(site(code)).advance(NOON)


def cases(code: str) -> list[Event]:
    """What the registry that works on the cases says."""
    return told(code)[site(code).registry[0].source]


def data(happened: Event) -> dict[str, object]:
    found: dict[str, object] = msgspec.json.decode(happened.data)
    return found


def millis(found: dict[str, object], *fields: str) -> int:
    """The first of the fields that is there."""
    return next(int(str(found[field])) for field in fields if field in found)


class Stock:
    """What stands open at an instant, counted from what was said up to then and from nothing else."""

    def __init__(self, events: list[Event], now: int) -> None:
        self.now = now
        self.openings: dict[str, Event] = {}
        self.levels: dict[str, object] = {}
        self.plans: dict[str, dict[str, object]] = {}
        for happened in events:
            if happened.time <= now:
                self._note(happened)

    def _note(self, happened: Event) -> None:
        subject = happened.subject
        if happened.type == "case.opened":
            self.openings[subject] = happened
        elif happened.type in CASE_ENDS:
            self.levels.pop(subject, None)
        elif happened.type == "case.assessed":
            self.levels[subject] = data(happened)["level"]
        elif happened.type == "followup.planned":
            self.plans[subject] = data(happened)
        elif happened.type in {"followup.done", "followup.cancelled"}:
            del self.plans[subject]

    @property
    def severe(self) -> int:
        return list(self.levels.values()).count("severe")

    def closes(self) -> list[int]:
        """Of every open follow-up, when its window closes."""
        return [self._closes(plan) for plan in self.plans.values()]

    def _closes(self, plan: dict[str, object]) -> int:
        if "closes" in plan:
            return millis(plan, "closes")
        opening = self.openings[str(plan["case"])]
        return millis({**data(opening), "intake": opening.time}, "episode_from", "called_at", "intake") + 48 * HOUR

    @property
    def overdue(self) -> int:
        return sum(closes <= self.now for closes in self.closes())


@pytest.mark.parametrize("code", SITES)
def test_our_door_lets_in_every_frame_of_every_feed(code: str) -> None:
    profile = site(code)
    said = told(code)
    assert set(said) == {feed.source for feed in profile.feeds}
    for feed in profile.feeds:
        admission = Admission(feed, Door(profile.region, Keyring(Key(b"a" * 32, 0))), profile)
        for number, happened in enumerate(said[feed.source], 1):
            envelope = decode_envelope(text(happened, feed.source, "e1", number))
            _, unnamed = admission.fact(envelope, "e1", NOON)
            assert unnamed == 0
        assert admission.door.unparsable == 0
        assert said[feed.source]


@pytest.mark.parametrize("code", SITES)
def test_a_registry_speaks_in_order_of_time_and_the_same_however_far_each_step_goes(code: str) -> None:
    profile = site(code)
    stepped = world(profile, days=3)
    parts = [stepped.advance(NOON - 3 * DAY + step * 37 * 60_000) for step in range(1, 117)]
    at_once = world(profile, days=3).advance(NOON - 3 * DAY + 116 * 37 * 60_000)
    for registry in profile.registry:
        events = at_once[registry.source]
        assert [e.time for e in events] == sorted(e.time for e in events)
        assert events == [e for part in parts for e in part[registry.source]]
    assert at_once != world(profile, days=3, seed=8).advance(NOON - 3 * DAY + 116 * 37 * 60_000)


def test_nuevo_leon_has_the_work_of_a_full_room_at_any_hour() -> None:
    stocks = [Stock(cases("nuevo_leon"), NOON - hours * HOUR) for hours in range(0, 10 * 24, 8)]
    opened = sum(e.time > NOON - 7 * DAY for e in cases("nuevo_leon") if e.type == "case.opened")
    assert 60 <= opened / 7 <= 90
    assert 5 <= sum(s.severe for s in stocks) / len(stocks) <= 12
    assert all(60 <= len(s.plans) <= 160 for s in stocks)
    assert 0.05 <= sum(s.overdue for s in stocks) / sum(len(s.plans) for s in stocks) <= 0.08


def test_the_strip_is_filled_from_the_start_and_what_is_overdue_is_a_day_late_at_most() -> None:
    stock = Stock(cases("nuevo_leon"), NOON)
    hours = [48 - (closes - NOON) / HOUR for closes in stock.closes()]
    for low in range(0, 48, 8):
        assert any(low <= hour < low + 8 for hour in hours), low
    assert sum(hour >= 48 for hour in hours) >= 2
    assert 50 < max(hours) < 76


@pytest.mark.parametrize("code", SITES)
def test_every_stage_of_the_sites_pathways_is_reached_in_time_by_most_and_late_by_some(code: str) -> None:
    types = Counter(e.type for e in cases(code))
    told_here = {f"case.{stage.reach}" for pathway in site(code).pathway for stage in pathway.stage}
    told_here &= {"case.admitted", "case.assigned", "case.dispatched", "case.arrived", "case.contacted", "case.planned"}
    assert not {name for name in told_here if not types[name]}
    assert types["case.closed"] > 0
    assert types["followup.attempted"] > 0
    assert {"referral.made", "referral.accepted", "referral.refused", "referral.waitlisted"} <= set(types)


def test_most_severe_cases_of_nuevo_leon_are_assigned_within_their_15_minutes() -> None:
    """Counted from the first assessment as severe in which no attack goes on."""
    severe: dict[str, int] = {}
    waits = []
    for happened in cases("nuevo_leon"):
        if (
            happened.type == "case.assessed"
            and data(happened)["level"] == "severe"
            and "in_progress" not in happened.data
        ):
            severe.setdefault(happened.subject, happened.time)
        elif happened.type == "case.assigned" and happened.subject in severe:
            waits.append(happened.time - severe.pop(happened.subject))
    in_time = sum(wait <= 15 * 60_000 for wait in waits) / len(waits)
    assert len(waits) > 100
    assert 0.8 < in_time < 0.97


def test_a_case_that_names_its_call_has_that_calls_phone_unless_somebody_else_called() -> None:
    said = told("nuevo_leon")
    calls = {e.subject: data(e) for source in ("nl/070", "nl/911") for e in said[source] if e.type == "call.offered"}
    named = [opening for e in cases("nuevo_leon") if e.type == "case.opened" and "call" in (opening := data(e))]
    assert len(named) > 50
    for opening in named:
        phone = calls[str(opening["call"])]["phone"]
        assert opening.get("phone") == (phone if opening["called_by"] == "herself" else None)
        assert opening["centre"] in {"nl/070", "nl/911"}


def test_no_case_grows_from_a_call_that_was_dropped_or_is_about_something_else() -> None:
    said = told("nuevo_leon")
    dropped = {e.subject for e in said["nl/911"] if e.type == "call.dropped"}
    topics = {e.subject: data(e)["call_class"] for e in said["nl/911"] if e.type == "call.classified"}
    named = {
        data(e)["call"]
        for e in cases("nuevo_leon")
        if e.type == "case.opened" and data(e).get("centre") == "nl/911"
        if "call" in data(e)
    }
    assert not named & dropped
    assert {topics[str(call)] for call in named if call in topics} == {"violence", "third_party"}


def test_the_mens_line_opens_mens_cases_alone_and_no_other_line_does() -> None:
    said = told("nuevo_leon")
    queues = {e.subject: data(e)["queue"] for e in said["nl/070"] if e.type == "call.offered"}
    openings = [data(e) for e in cases("nuevo_leon") if e.type == "case.opened"]
    assert any(opening["subject_is"] == "man" for opening in openings)
    for opening in openings:
        if opening.get("centre") == "nl/070" and "call" in opening:
            assert (opening["subject_is"] == "man") == (queues[str(opening["call"])] == "hombres")
    men = [data(e) for e in cases("nuevo_leon") if e.type == "service.given" and data(e)["subject_is"] == "man"]
    assert len(men) > 100
    assert Counter(service["service"] for service in men).most_common(1)[0][0] == "contencion"


def test_banavim_speaks_for_itself_with_a_lag_of_hours_and_never_of_some() -> None:
    openings = {e.subject: e.time for e in cases("nuevo_leon") if e.type == "case.opened"}
    entries = [e for e in told("nuevo_leon")["nl/banavim"] if e.type == "case.registered"]
    lags = sorted((e.time - openings[e.subject]) / HOUR for e in entries)
    assert 0.75 < len(entries) / len(openings) < 0.95
    assert 2 < lags[len(lags) // 2] < 12
    assert 0.05 < sum(lag > 24 for lag in lags) / len(lags) < 0.25
    assert "case.registered" not in {e.type for e in cases("nuevo_leon")}


def test_911_hands_over_to_070_which_mostly_takes_her_within_five_minutes() -> None:
    offered = {e.subject: e for e in cases("nuevo_leon") if e.type == "handover.offered"}
    waits = [e.time - offered[e.subject].time for e in cases("nuevo_leon") if e.type == "handover.accepted"]
    ways = Counter((data(e)["giver"], data(e)["to"]) for e in offered.values())
    assert ways.most_common(1)[0][0] == ("nl/911", "nl/070")
    assert {giver for giver, to in ways if to != "nl/070"} <= {"nl/070", *site("nuevo_leon").words.agencies}
    people = {data(e)["person"] for e in offered.values()}
    assert 1.05 < len(offered) / len(people) < 1.5
    assert 0.7 < sum(wait < 5 * 60_000 for wait in waits) / len(offered) < 0.97
    assert any(e.type == "handover.returned" for e in cases("nuevo_leon"))


def test_permissions_outcomes_and_episodes_come_in_every_kind() -> None:
    plans = [data(e) for e in cases("nuevo_leon") if e.type == "followup.planned"]
    assert {plan.get("consent") for plan in plans} == {True, False, None}
    assert any(plan.get("do_not_contact") for plan in plans)
    assert any(str(plan.get("safe_hours", "")).count("mon ") for plan in plans)
    assert any("22:00-02:00" in str(plan.get("safe_hours", "")) for plan in plans)
    outcomes = Counter(
        data(e)["outcome"] for e in cases("nuevo_leon") if e.type.startswith(("followup.a", "followup.d"))
    )
    assert set(outcomes) == {
        "spoke_safely", "no_answer", "could_not_talk", "third_party", "declined", "aggressor_answered",
    }  # fmt: skip
    openings = [data(e) for e in cases("nuevo_leon") if e.type == "case.opened"]
    kinds = Counter(
        "unknown" if "episode_from" not in o else "certain" if o["episode_from"] == o["episode_to"] else "span"
        for o in openings
    )
    assert min(kinds.values()) > 0.1 * len(openings)


@pytest.mark.parametrize("code", SITES)
def test_every_shift_says_who_is_rostered_for_follow_ups(code: str) -> None:
    started = [e for e in cases(code) if e.type == "shift.started"]
    assert [data(e)["shift"] for e in started[-2:]] == [s.code for s in (*site(code).shift, *site(code).shift)][
        (at := next(i for i, s in enumerate(site(code).shift) if s.code == data(started[-2])["shift"])) : at + 2
    ]
    assert any(data(e)["for_followups"] for e in started)
    assert sum(e.type == "shift.handed_over" for e in cases(code)) >= len(started) - 1


def test_a_site_whose_words_list_nothing_is_told_nothing_of_it() -> None:
    bare = msgspec.structs.replace(site("nuevo_leon"), words=Words(), pathway=(), health_clock=(), place=())
    said = world(bare, days=6).advance(NOON)
    types = {e.type for e in said["nl/registro"]}
    assert types == {
        "case.opened", "case.assessed", "followup.planned", "followup.attempted", "followup.done",
        "handover.offered", "handover.accepted", "shift.started", "shift.handed_over",
    }  # fmt: skip
    assert not any("municipality" in e.data for e in said["nl/registro"])


def test_a_world_without_a_past_of_casework_opens_its_first_case_after_it_begins() -> None:
    events = world(site("nuevo_leon"), days=0).advance(NOON)["nl/registro"]
    assert all(e.time >= NOON - 26 * HOUR for e in events)
    assert sum(e.type == "case.opened" for e in events) > 30


def test_nobody_is_called_outside_the_hours_she_gave() -> None:
    """Of plans with one daily span, by the site's clock."""
    plans: dict[str, dict[str, object]] = {}
    tried = 0
    for happened in cases("nuevo_leon"):
        if happened.type == "followup.planned":
            plans[happened.subject] = data(happened)
        elif happened.type == "followup.attempted":
            hours = plans[happened.subject].get("safe_hours")
            assert hours
            if hours == ["09:00-14:00"]:
                tried += 1
                assert 9 * HOUR <= (happened.time - 6 * HOUR) % DAY < 14.5 * HOUR
    assert tried > 10
