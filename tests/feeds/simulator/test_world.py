"""The demo's world: reproducible, in order of time, readable at our door, and life without chaos."""

from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

import profiles
from feeds.admission import Admission
from feeds.door import Door
from feeds.keyring import Key, Keyring
from feeds.simulator.demo import model_of
from feeds.simulator.totals import HALF_HOUR
from feeds.simulator.wire import Event, text
from feeds.simulator.world import World
from picture.codec import decode_envelope, read_data
from picture.events import QueueMeasured
from picture.profile import Profile
from picture.wire import WireCallOffered
from tests.feeds.simulator.rooms import HOUR, MONDAY, profile

PROFILES = Path(__file__).resolve().parents[3] / "profiles"


def nuevo_leon() -> Profile:
    return profiles.load("nuevo_leon", PROFILES)


def world(seed: int = 7, weeks: int = 0, totals_only: tuple[str, ...] = ()) -> World:
    return World(nuevo_leon(), seed=seed, begins=MONDAY, weeks=weeks, totals_only=totals_only)


def data(happened: Event) -> dict[str, object]:
    found: dict[str, object] = msgspec.json.decode(happened.data)
    return found


def test_the_same_seed_and_beginning_give_the_same_events_however_far_each_step_goes() -> None:
    at_once = world().advance(MONDAY + 6 * HOUR)
    stepped = world()
    parts = [stepped.advance(MONDAY + step * 7 * 60_000) for step in range(1, 52)]
    parts.append(stepped.advance(MONDAY + 6 * HOUR))
    for source, events in at_once.items():
        assert events == [e for part in parts for e in part[source]]
    assert at_once != world(seed=8).advance(MONDAY + 6 * HOUR)


def test_an_intervention_repeats_itself_in_a_world_made_anew() -> None:
    first = world()
    before = first.advance(MONDAY + HOUR)
    first.surge(MONDAY + HOUR + 1, "nl/911", 3.0, MONDAY + 2 * HOUR)
    first.send_away(MONDAY + HOUR + 1, "nl/070", 0.5, MONDAY + 2 * HOUR)
    after = first.advance(MONDAY + 3 * HOUR)
    anew = world()
    anew.surge(MONDAY + HOUR + 1, "nl/911", 3.0, MONDAY + 2 * HOUR)
    anew.send_away(MONDAY + HOUR + 1, "nl/070", 0.5, MONDAY + 2 * HOUR)
    again = anew.advance(MONDAY + 3 * HOUR)
    assert again == {source: before[source] + after[source] for source in before}


def test_a_centre_speaks_in_order_of_time_and_every_frame_is_read_by_our_codec() -> None:
    site = nuevo_leon()
    for source, events in world(weeks=1).advance(MONDAY + 12 * HOUR).items():
        assert all(before.time <= after.time for before, after in pairwise(events))
        centre = site.centre_of(source)
        queues = {queue.code for queue in centre.queue} if centre else set()
        for number, happened in enumerate(events, 1):
            envelope = decode_envelope(text(happened, source, "e1", number))
            wire, unnamed = read_data(envelope)
            assert (envelope.number, envelope.millis, unnamed) == (number, happened.time, 0)
            if isinstance(wire, WireCallOffered):
                assert wire.queue in queues
                assert wire.phone is not None
                assert wire.phone.startswith("+52 81 2")


def test_our_door_lets_every_frame_in_and_drops_no_field_of_it() -> None:
    keys = Keyring(Key(b"a" * 32, 0))
    said = world(weeks=1).advance(MONDAY + 12 * HOUR)
    for served in nuevo_leon().centre:
        admission = Admission(served, Door("MX", keys), nuevo_leon())
        for number, happened in enumerate(said[served.source], 1):
            envelope = decode_envelope(text(happened, served.source, "e1", number))
            _, unnamed = admission.fact(envelope, "e1", MONDAY + 12 * HOUR)
            assert unnamed == 0
        assert admission.door.unparsable == 0


def test_nothing_is_told_of_a_call_that_was_not_offered_in_the_telling() -> None:
    for events in world().advance(MONDAY + 6 * HOUR).values():
        offered = {e.subject for e in events if e.type == "call.offered"}
        menu = {e.subject for e in events if '"before_queue":true' in e.data}
        told = {e.subject for e in events if e.type.startswith("call.")}
        assert told == offered | menu


def test_the_past_is_told_in_half_hours_of_every_queue_and_ends_where_calls_begin() -> None:
    events = world(weeks=2).advance(MONDAY + 1)["nl/070"]
    measured = [e for e in events if e.type == "queue.measured"]
    assert len(measured) == 4 * 2 * 7 * 48
    starts = [int(str(data(e)["interval_start"])) for e in measured]
    assert (min(starts), max(starts)) == (MONDAY - 2 * 7 * 24 * HOUR, MONDAY - HALF_HOUR)
    assert {e.type for e in events[len(measured) :]} == {"agent.changed.v2"}


def test_a_week_has_about_the_calls_that_the_press_names() -> None:
    said = world(weeks=4).advance(MONDAY)
    offered = sum(
        int(str(data(e)["offered"])) for events in said.values() for e in events if e.type == "queue.measured"
    )
    assert offered / 4 == pytest.approx(17_000, rel=0.05)


def test_usual_is_made_of_the_same_demand_as_the_calls_of_today() -> None:
    said = world(weeks=2).advance(MONDAY + 7 * 24 * HOUR)
    for source, queue in (("nl/070", "psicologia"), ("nl/911", "emergencias")):
        events = said[source]
        past = sum(int(str(data(e)["offered"])) for e in events if e.type == "queue.measured" and e.subject == queue)
        now = sum(data(e)["queue"] == queue for e in events if e.type == "call.offered")
        assert now == pytest.approx(past / 2, rel=0.08)


def test_a_day_has_life_and_no_chaos() -> None:
    said = world().advance(MONDAY + 24 * HOUR)
    for source in ("nl/070", "nl/911"):
        events = said[source]
        offered = sum(e.type == "call.offered" for e in events)
        abandoned = sum(e.type == "call.abandoned" and "before_queue" not in e.data for e in events)
        assert 0.003 < abandoned / offered < 0.15, source
        types = {e.type for e in events}
        assert {"call.answered", "call.ended", "call.classified", "call.transferred", "agent.changed.v2"} <= types


def test_911_passes_calls_to_070_which_name_where_they_come_from() -> None:
    said = world().advance(MONDAY + 24 * HOUR)
    passed = {e.subject for e in said["nl/911"] if e.type == "call.transferred" and data(e)["to"] == "nl/070"}
    linked = {str(data(e)["linked"]) for e in said["nl/070"] if e.type == "call.offered" and "linked" in data(e)}
    assert len(passed) > 10
    assert passed - linked <= {e.subject for e in said["nl/911"][-200:]}


def test_some_places_are_known_and_lie_in_the_metropolitan_area() -> None:
    offered = [data(e) for e in world().advance(MONDAY + 12 * HOUR)["nl/911"] if e.type == "call.offered"]
    placed = [d for d in offered if "latitude" in d]
    assert 0.4 < len(placed) / len(offered) < 0.8
    assert all(25.3 < float(str(d["latitude"])) < 26.1 and -101 < float(str(d["longitude"])) < -99.8 for d in placed)


def test_a_centre_that_sends_totals_only_never_sends_a_call() -> None:
    events = world(weeks=1, totals_only=("nl/070",)).advance(MONDAY + 3 * HOUR)["nl/070"]
    assert {e.type for e in events} == {"queue.measured"}
    live = [e for e in events if e.time > MONDAY]
    gauges = [e for e in live if "waiting" in data(e)]
    assert len(gauges) == 4 * 3 * 360
    assert any(data(e)["busy"] for e in gauges)
    last: dict[object, dict[str, object]] = {
        (e.subject, data(e)["interval_start"]): data(e) for e in live if "waiting" not in data(e)
    }
    assert sum(int(str(row["answered"])) for row in last.values()) > 20


def test_any_profile_gets_centres_staffed_for_their_load() -> None:
    site = profile("pe/100", "pe/chat", queues=("psicologia", "legal", "quechua"), zone="America/Lima")
    events = World(site, seed=1, begins=MONDAY, weeks=0).advance(MONDAY + 24 * HOUR)["pe/100"]
    offered = sum(e.type == "call.offered" for e in events)
    abandoned = sum(e.type == "call.abandoned" and "before_queue" not in e.data for e in events)
    assert offered > 200
    assert abandoned / offered < 0.2


def test_every_hour_of_the_demos_queues_has_someone_at_work() -> None:
    site = nuevo_leon()
    for served in site.centre:
        model = model_of(served, site)
        for queue in model.queue:
            for shift in range(len(site.shift)):
                assert sum(g.staff[shift] for g in model.group if queue.code in g.queues) > 0


def test_what_a_measured_interval_says_fits_its_schema() -> None:
    events = world(weeks=1).advance(MONDAY)["nl/911"]
    for happened in [e for e in events if e.type == "queue.measured"]:
        wire, _ = read_data(decode_envelope(text(happened, "nl/911", "e1", 1)))
        assert isinstance(wire, QueueMeasured)
        assert wire.offered >= wire.answered + wire.abandoned
        assert wire.answered >= wire.answered_within
