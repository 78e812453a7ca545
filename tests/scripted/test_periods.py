"""The scripted periods hold what they promise: counted from what is said, let in by our door, and folded."""

from collections import Counter
from functools import cache
from pathlib import Path

import msgspec
import pytest

import profiles
from feeds.admission import Admission
from feeds.door import Door
from feeds.keyring import Key, Keyring
from feeds.simulator.wire import text
from picture import ledgers
from picture.codec import decode_envelope
from picture.events import Entry, Fact, SiteConfigured
from picture.fold import apply
from picture.picture import Picture
from tests.scripted import Ledger, Period, chile, nuevo_leon, peru, quintana_roo
from tests.scripted.quintana_roo import SERVICES

PROFILES = Path(__file__).resolve().parents[2] / "profiles"
PERIODS = {"quintana_roo": quintana_roo, "nuevo_leon": nuevo_leon, "peru": peru, "chile": chile}


@cache
def period(code: str) -> Period:
    return PERIODS[code]()


def facts(told: Period) -> list[Fact]:
    """What our door makes of everything that is said, in order of time."""
    profile = profiles.load(told.site, PROFILES)
    keys = Keyring(Key(b"a" * 32, 0))
    admissions = {feed.source: Admission(feed, Door(profile.region, keys), profile) for feed in profile.feeds}
    numbers: Counter[str] = Counter()
    found = []
    for source, happened in told.in_order():
        numbers[source] += 1
        envelope = decode_envelope(text(happened, source, "e1", numbers[source]))
        fact, unnamed = admissions[source].fact(envelope, "e1", told.ends)
        assert unnamed == 0
        found.append(fact)
    return found


@cache
def picture(code: str) -> Picture:
    """The period folded, every fact journaled when it happened."""
    told = period(code)
    profile = profiles.load(told.site, PROFILES)
    configured = SiteConfigured(profile=msgspec.to_builtins(profile))
    folded = Picture()
    site = Fact(time=told.starts, source="watch", subject=told.site, data=configured)
    for number, fact in enumerate([site, *facts(told)], 1):
        apply(folded, Entry(number, fact.time, fact))
    return folded


def totals(code: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for day in picture(code).book.days.values():
        found.update(day)
    return found


@pytest.mark.parametrize("code", PERIODS)
def test_a_period_says_the_same_each_time_and_stays_within_itself(code: str) -> None:
    told = period(code)
    assert told.said == PERIODS[code]().said
    times = [happened.time for _, happened in told.in_order()]
    assert times == sorted(times)
    assert told.starts <= times[0]
    assert times[-1] < told.ends


@pytest.mark.parametrize("code", PERIODS)
def test_the_fold_counts_exactly_what_the_period_says_of_itself(code: str) -> None:
    counted = totals(code)
    assert {measure: counted[measure] for measure in period(code).figures} == period(code).figures


def test_quintana_roos_interventions_are_the_seeds() -> None:
    given = [
        msgspec.json.decode(e.data) for e in period("quintana_roo").said["qr/registro"] if e.type == "service.given"
    ]
    assert len(given) == 2097
    assert Counter(service["service"] for service in given) == SERVICES == {"legal": 403, "psicologica": 1694}
    timings = Counter(s["channel"] if "channel" in s else s["timing"] for s in given)
    assert (timings["previous"], timings["window"], timings["subsequent"]) == (433, 1605, 54)
    assert timings["video"] + timings["whatsapp"] == 5
    assert len(period("quintana_roo").said["qr/banavim"]) == 718


def test_nuevo_leon_has_77000_calls_and_8000_women_accompanied_and_men_apart() -> None:
    said = period("nuevo_leon").said
    calls = Counter(msgspec.json.decode(e.data)["queue"] for e in said["nl/070"] if e.type == "call.offered")
    assert calls.total() - calls["hombres"] == 77_000
    services = [msgspec.json.decode(e.data) for e in said["nl/registro"]]
    women = {s["person"] for s in services if s["service"] == "acompanamiento"}
    assert len(women) == 8_000
    assert all("person" not in s for s in services if s.get("subject_is") == "man")


def test_every_severe_case_of_peru_reaches_urgent_service_with_the_police_and_nobody_else_does() -> None:
    events = period("peru").said["pe/registro"]
    severe = {e.subject for e in events if e.type == "case.assessed" and '"severe"' in e.data}
    urgent = {msgspec.json.decode(e.data)["case"] for e in events if e.type == "service.given" and "urgente" in e.data}
    offers = {e.subject: msgspec.json.decode(e.data) for e in events if e.type == "handover.offered"}
    accepted = {e.subject for e in events if e.type == "handover.accepted"}
    assert len(severe) == 240
    assert severe == urgent == {offer["case"] for offer in offers.values()}
    assert accepted == set(offers)
    assert {offer["to"] for offer in offers.values()} == {"comisaria"}


def test_chiles_gap_register_and_waiting_list_read_as_the_script_knows_them() -> None:
    told = period("chile")
    assert isinstance(told, Ledger)
    profile = profiles.load("chile", PROFILES)
    found = ledgers.of(picture("chile").book, profile, told.ends)
    assert {key: (gap.refused, gap.waitlisted) for key, gap in found.gaps.items()} == {
        key: gap for key, gap in told.gaps.items() if gap != (0, 0)
    }
    assert found.waitlisted == sum(until is None for _, until in told.lists) == 31
    starts = ledgers.last_days(profile.zone, told.ends)[1]
    assert list(found.waiting.values()) == [told.waiting(at) for at in starts]
    assert max(found.waiting.values()) > 20
