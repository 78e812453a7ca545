"""Whether we know: feeds, clocks, channels and the watch itself."""

import pytest

from alerts import rules
from alerts.condition import Condition
from alerts.rules.views import View
from picture import events as e
from picture.alert_policy import RULES, RuleName
from picture.clocks import HOUR, MINUTE, SECOND
from picture.events import Fact
from tests.alerts.rules.cast import AT, Room, a_room, off
from tests.picture.cast import SOURCE, a_fact
from tests.watch.cast import REGISTRY

WATCH = "vigia/watch"


def lost(due: int, source: str = SOURCE) -> Fact:
    return a_fact(due, source, e.FeedLost(due=due), WATCH)


def connected(at: int, source: str = SOURCE) -> Fact:
    return a_fact(at, source, e.FeedConnected(), WATCH)


def gap(at: int, first: int, last: int) -> Fact:
    return a_fact(at, SOURCE, e.FeedGap(reason="lacking", first=first, last=last))


def test_a_silent_feed_is_due_when_its_limit_was_reached_until_it_speaks() -> None:
    room = Room([connected(AT - HOUR)])
    assert room.found("feed_silent", AT) == []
    room.told(lost(AT), lost(AT + MINUTE, REGISTRY))
    found = room.found("feed_silent", AT + HOUR)
    assert [(each.about, each.kind, each.due) for each in found] == [
        (SOURCE, "feed", AT),
        (REGISTRY, "feed", AT + MINUTE),
    ]
    room.told(connected(AT + HOUR))
    assert [each.about for each in room.found("feed_silent", AT + HOUR)] == [REGISTRY]
    assert Room([lost(AT)], a_room(alerts=off("feed_silent"))).found("feed_silent", AT + HOUR) == []


def test_a_feed_that_nobody_ever_spoke_of_is_neither_silent_nor_made_by_asking() -> None:
    room = Room([])
    assert room.found("feed_silent", AT) == []
    assert room.picture.centres == {}


def test_every_gap_is_told_with_what_it_lost_for_four_hours() -> None:
    room = Room([gap(AT, 5, 9), gap(AT, 11, 11), gap(AT + HOUR, 20, 20)])
    found = room.found("feed_gap", AT + 4 * HOUR - 1)
    assert [(each.due, each.value, each.lasts) for each in found] == [
        (AT, 6, AT + 4 * HOUR),
        (AT + HOUR, 1, AT + 5 * HOUR),
    ]
    assert [each.due for each in room.found("feed_gap", AT + 4 * HOUR)] == [AT + HOUR]
    shorter = Room([gap(AT, 5, 9)], a_room(alerts={"rules": {"feed_gap": {"lasts": 60}}}))
    assert shorter.found("feed_gap", AT + HOUR) == []
    assert Room([gap(AT, 5, 9)], a_room(alerts=off("feed_gap"))).found("feed_gap", AT) == []


@pytest.mark.parametrize(
    ("offset", "state"),
    [(0, "clear"), (4000, "clear"), (-4000, "clear"), (4001, "between"), (5000, "between"), (-5001, "crossed")],
)
def test_a_clock_is_off_above_five_seconds_and_right_again_at_four(offset: int, state: str) -> None:
    (sample,) = Room([]).samples("feed_clock", AT, offsets={REGISTRY: offset})
    assert (sample.state, sample.condition.about, sample.condition.limit) == (state, REGISTRY, 5)
    assert sample.condition.value == round(abs(offset) / SECOND, 2)
    assert Room([], a_room(alerts=off("feed_clock"))).samples("feed_clock", AT, offsets={REGISTRY: offset}) == []
    ten = Room([], a_room(alerts={"rules": {"feed_clock": {"limit": 10}}}))
    assert ten.samples("feed_clock", AT, offsets={REGISTRY: offset})[0].state == "clear"


def test_a_watch_that_was_away_is_told_of_for_an_hour_after_it_came_back() -> None:
    room = Room([])
    down = (AT, AT + 31 * SECOND)
    assert room.found("watch_late", AT, down=(AT, AT + 30 * SECOND)) == []
    (found,) = room.found("watch_late", down[1], down=down)
    assert (found.due, found.value, found.about, found.kind) == (AT + 30 * SECOND, 31, "prueba", "site")
    assert room.found("watch_late", down[1] + HOUR - 1, down=down) == [found]
    assert room.found("watch_late", down[1] + HOUR, down=down) == []
    assert room.found("watch_late", AT) == []
    minute = Room([], a_room(alerts={"rules": {"watch_late": {"limit": 60}}}))
    assert minute.found("watch_late", down[1], down=down) == []
    assert Room([], a_room(alerts=off("watch_late"))).found("watch_late", down[1], down=down) == []


def test_a_channel_that_takes_nothing_is_due_since_then() -> None:
    (found,) = Room([]).found("channel_failing", AT, failing={"correo": AT - MINUTE})
    assert (found.about, found.kind, found.due) == ("correo", "channel", AT - MINUTE)
    assert Room([]).found("channel_failing", AT) == []
    quiet = Room([], a_room(alerts=off("channel_failing")))
    assert quiet.found("channel_failing", AT, failing={"correo": AT}) == []


# What a silent feed keeps from alarming


def test_a_silent_feed_inhibits_the_figures_of_its_own_centre_and_no_known_deadline() -> None:
    room = Room([connected(AT), connected(AT, REGISTRY), lost(AT + HOUR)])
    view = View(room.picture, room.profile, AT + HOUR)
    kept = {rule for rule in RULES if rules.inhibited(view, of_rule(rule, SOURCE))}
    assert kept == {"longest_wait", "service_level", "abandonment", "surge", "too_quiet"}
    assert not any(rules.inhibited(view, of_rule(rule, REGISTRY)) for rule in RULES)
    room.told(connected(AT + 2 * HOUR))
    assert not rules.inhibited(view, of_rule("surge", SOURCE))


def test_nothing_is_inhibited_by_a_silence_that_nobody_is_told_of() -> None:
    room = Room([lost(AT)], a_room(alerts=off("feed_silent")))
    assert not rules.inhibited(View(room.picture, room.profile, AT), of_rule("surge", SOURCE))


def of_rule(rule: RuleName, source: str) -> Condition:
    return Condition(rule=rule, kind="centre", about=source, due=AT, source=source)
