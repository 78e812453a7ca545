"""The wall document: one figure each by its definition, with honest states and tones."""

import msgspec
import pytest

from journal.journal import Beat
from picture import events as e
from picture.clocks import DAY, HOUR, WEEK
from picture.events import Fact
from picture.picture import Picture
from tests.picture.cast import MINUTE, SOURCE, T0, a_fact, a_profile, folded
from watch.documents import Centre, WallDocument, encode
from watch.figure import Figure, Tone
from watch.wall import WallRoom

NOW = T0 + 20 * MINUTE


def wall(facts: list[Fact], now: int = NOW, beat: Beat | None = None) -> WallDocument:
    picture = Picture(profile=a_profile())
    beats = {SOURCE: beat or Beat(heard=now)}
    return WallRoom(folded(facts, picture), "demo").document(now, beats)


def panel(facts: list[Fact], now: int = NOW, beat: Beat | None = None) -> Centre:
    return wall(facts, now, beat).centres[0]


def offer(subject: str, at: int, queue: str = "psicologia") -> Fact:
    return a_fact(at, subject, e.CallOffered(queue=queue))


def test_who_waits_and_since_when() -> None:
    load = panel([offer("c1", NOW - 9000), offer("c2", NOW - 4000)]).load
    assert (load.waiting.value, load.longest.value, load.longest_since) == (2, 9.0, NOW - 9000)


@pytest.mark.parametrize(("waited", "tone"), [(20, "calm"), (21, "near"), (60, "near"), (61, "crossed")])
def test_a_wait_past_the_target_is_near_and_past_the_limit_crossed(waited: int, tone: str) -> None:
    assert panel([offer("c1", NOW - waited * 1000)]).load.longest.tone == tone


def test_the_mens_line_stands_apart_and_enters_no_total() -> None:
    centre = panel([offer("c1", NOW - 9000, "hombres"), offer("c2", NOW - 1000)])
    assert centre.load.waiting.value == 1
    assert {row.code: row.load.waiting.value for row in centre.queues} == {"psicologia": 1, "nahuatl": 0, "hombres": 1}


def test_service_level_counts_those_who_still_wait_too_long() -> None:
    facts = [offer(f"c{i}", NOW - 40_000) for i in range(4)]
    facts += [a_fact(NOW - 30_000, "c0", e.CallAnswered()), a_fact(NOW - 30_000, "c1", e.CallAnswered())]
    facts += [a_fact(NOW - 5_000, "c2", e.CallAbandoned())]
    recent = panel(facts).load.recent
    assert recent.service_level == Figure(50.0, "crossed")  # 2 of 2 + 1 + 1
    assert recent.service_level_answered.value == 100
    assert (recent.asa.value, recent.peak_waiting, recent.longest_wait) == (10.0, 4, 40.0)


@pytest.mark.parametrize(("within", "tone"), [(79, "crossed"), (80, "near"), (84, "near"), (85, "calm")])
def test_service_level_is_near_within_five_points_of_its_target(within: int, tone: Tone) -> None:
    facts = [offer(f"c{i}", NOW - 5 * MINUTE) for i in range(100)]
    facts += [
        a_fact(NOW - 5 * MINUTE + (1000 if i < within else 25_000), f"c{i}", e.CallAnswered()) for i in range(100)
    ]
    assert panel(facts).load.recent.service_level == Figure(within, tone)


def test_nothing_to_divide_by_is_not_zero_and_not_unknown() -> None:
    load = panel([]).load
    assert load.recent.service_level == Figure(known="na")
    assert load.waiting == Figure(0)
    assert load.free == Figure(known="unknown")


def test_an_agent_in_two_queues_counts_once() -> None:
    agents = [
        a_fact(T0, "a1", e.AgentChanged(state="available", queues=("psicologia", "nahuatl"))),
        a_fact(T0, "a2", e.AgentChanged(state="busy", queues=("psicologia",))),
        a_fact(T0, "a3", e.AgentChanged(state="away", queues=("psicologia",))),
        a_fact(T0, "a4", e.AgentChanged(state="available", queues=("hombres",))),
    ]
    centre = panel(agents)
    assert (centre.load.free.value, centre.load.staffed.value, centre.load.occupancy.value) == (1, 2, 50.0)
    assert [row.load.free.value for row in centre.queues] == [1, 1, 1]


def test_nobody_free_while_somebody_waits_is_crossed() -> None:
    agent = a_fact(T0, "a1", e.AgentChanged(state="busy", queues=("psicologia",)))
    assert panel([agent]).load.free == Figure(0, "near")
    assert panel([agent, offer("c1", NOW - 1000)]).load.free == Figure(0, "crossed")


@pytest.mark.parametrize(
    ("beat", "state"),
    [(Beat(heard=NOW - 10_000), "fresh"), (Beat(heard=NOW - 10_001), "stale"), (None, "unknown")],
)
def test_a_feed_is_fresh_stale_or_unknown(beat: Beat | None, state: str) -> None:
    picture = Picture(profile=a_profile())
    document = WallRoom(picture, "real").document(NOW, {SOURCE: beat} if beat else {})
    assert document.feeds[0].state == document.centres[0].state == state


def test_a_silent_centre_is_shown_as_it_was_when_last_heard() -> None:
    facts = [offer("c1", NOW - 9000), offer("c2", NOW - 20 * MINUTE), a_fact(NOW - MINUTE, "c2", e.CallAnswered())]
    heard = panel(facts)
    for silence in (11_000, HOUR, DAY):
        later = panel(facts, now=NOW + silence, beat=Beat(heard=NOW))
        assert later.state == "stale"
        assert (later.load, later.trend) == (heard.load, heard.trend)


def test_ages_are_taken_on_the_centres_own_clock() -> None:
    ahead = 4 * MINUTE
    document = wall([offer("c1", NOW + ahead - 9000)], beat=Beat(heard=NOW, offset=ahead))
    assert document.centres[0].load.longest.value == 9.0
    assert (document.feeds[0].offset, document.feeds[0].offset_off) == (ahead, True)


def test_usual_stands_beside_the_load_with_the_weeks_it_is_of() -> None:
    facts = [
        a_fact(
            T0 - w * WEEK + s * 30 * MINUTE,
            "psicologia",
            e.QueueMeasured(interval_start=T0 - w * WEEK + s * 30 * MINUTE, interval=30 * MINUTE, offered=6),
        )
        for w in (3, 2, 1)
        for s in range(-60, 3)
    ]
    facts += [offer(f"c{i}", NOW - i * MINUTE) for i in range(12)]
    trend = panel(facts).trend
    assert len(trend.points) == len(trend.low) == 49
    assert (trend.points[-1], trend.high[-1], trend.weeks, trend.tone) == (12, 6, 3, "near")


def test_a_centre_that_only_sends_totals_has_its_figures_too() -> None:
    totals = e.QueueMeasured(waiting=3, longest_wait=42_000, available=2, busy=5)
    interval = e.QueueMeasured(
        interval_start=T0, interval=15 * MINUTE, offered=10, answered=8, answered_within=6, abandoned=2, wait_sum=80_000
    )
    load = panel([a_fact(NOW, "psicologia", totals), a_fact(NOW, "psicologia", interval)]).load
    assert (load.waiting.value, load.longest.value, load.free.value, load.staffed.value) == (3, 42.0, 2, 7)
    assert (load.recent.service_level.value, load.recent.asa.value) == (60.0, 10.0)


@pytest.mark.parametrize(("behind", "shown"), [(99, 0), (100, 100), (40_000, 40_000)])
def test_a_feed_that_is_catching_up_says_how_far_behind_it_is(behind: int, shown: int) -> None:
    assert wall([], beat=Beat(heard=NOW, behind=behind)).feeds[0].behind == shown


def test_gaps_of_the_shift_stand_on_the_chip() -> None:
    gap = a_fact(NOW, SOURCE, e.FeedGap(reason="lacking", first=5, last=9))
    old = a_fact(NOW - DAY, SOURCE, e.FeedGap(reason="lacking", first=1, last=1))
    assert wall([old, gap]).feeds[0].gaps == 5


def test_classes_of_the_shift_are_counted() -> None:
    facts = [offer(f"c{i}", NOW - MINUTE) for i in range(3)]
    facts += [a_fact(NOW, f"c{i}", e.CallClassified(call_class="violence")) for i in range(2)]
    assert panel(facts).classes == {"violence": 2}


def test_a_document_made_step_by_step_equals_one_made_at_once() -> None:
    facts = [offer(f"c{i}", T0 + i * MINUTE) for i in range(90)]
    facts += [a_fact(T0 + i * MINUTE + 5000, f"c{i}", e.CallAnswered()) for i in range(80)]
    picture = Picture(profile=a_profile())
    room = WallRoom(picture, "demo")
    for fact in sorted(facts, key=lambda f: f.time):
        room.document(fact.time, {})
        folded([fact], picture)
    end = T0 + 2 * HOUR
    assert msgspec.structs.replace(room.document(end, {}), serial=1) == WallRoom(picture, "demo").document(end, {})


def test_nothing_but_codes_and_figures_is_in_the_bytes() -> None:
    caller = a_fact(NOW, "c1", e.CallOffered(queue="psicologia", caller=("canaryhash",), cell="canarycell"))
    assert b"canary" not in encode(wall([caller]))
    assert b"c1" not in encode(wall([caller]))
