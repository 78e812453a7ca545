"""Single calls, and who took too many heavy ones in a row."""

from alerts import rules
from alerts.rules.views import View
from picture import case_events as said
from picture import events as e
from picture.clocks import DAY, HOUR, MINUTE
from picture.events import Fact
from tests.alerts.rules.cast import AT, Room, a_room, off
from tests.picture.cast import SOURCE, a_fact
from tests.watch.cast import told

SEVERE: tuple[said.Level, ...] = ("severe",) * 4
SHORT = a_room(alerts={"rules": {"short_abandon": {"on": True}}})


def a_call(subject: str, at: int, *then: tuple[int, e.AnyData], queue: str = "psicologia") -> list[Fact]:
    return [a_fact(at, subject, e.CallOffered(queue=queue)), *(a_fact(at + wait, subject, data) for wait, data in then)]


def dropped(at: int = AT) -> list[Fact]:
    return a_call("call-1", at, (1000, e.CallAnswered()), (HOUR, e.CallDropped()))


def test_a_dropped_call_is_due_when_it_ended_and_over_after_an_hour() -> None:
    room, ended = Room(dropped()), AT + HOUR
    for now in (ended, ended + 59 * MINUTE):
        (found,) = room.found("dropped_call", now)
        assert (found.about, found.kind, found.due) == (f"{SOURCE}/call-1", "call", ended)
        assert found.lasts == ended + HOUR
    assert room.found("dropped_call", ended + HOUR) == []


def test_it_says_until_when_it_lasts() -> None:
    room = Room(dropped())
    call = room.picture.centres[SOURCE].state.calls["call-1"]
    ended = AT + HOUR
    asked = [rules.of_call(SOURCE, call, View(room.picture, room.profile, now)) for now in (ended, ended + HOUR)]
    assert [(len(found), until) for found, until in asked] == [(1, ended + HOUR), (0, None)]


def test_dropped_calls_are_the_sites_to_tell_and_for_how_long() -> None:
    assert Room(dropped(), a_room(alerts=off("dropped_call"))).found("dropped_call", AT + HOUR) == []
    longer = Room(dropped(), a_room(alerts={"rules": {"dropped_call": {"lasts": 120}}}))
    assert longer.found("dropped_call", AT + 3 * HOUR - 1)
    assert longer.found("dropped_call", AT + 3 * HOUR) == []


def test_a_call_that_ended_well_is_nothing() -> None:
    assert Room(a_call("call-1", AT, (1000, e.CallAnswered()), (HOUR, e.CallEnded()))).conditions(AT + HOUR) == []


def test_a_short_abandon_is_told_where_the_site_says_so() -> None:
    left = a_call("call-1", AT, (4999, e.CallAbandoned()))
    assert Room(left).found("short_abandon", AT + 5000) == []
    (found,) = Room(left, SHORT).found("short_abandon", AT + 5000)
    assert (found.due, found.lasts) == (AT + 4999, AT + 4999 + HOUR)
    assert Room(a_call("call-1", AT, (5000, e.CallAbandoned())), SHORT).found("short_abandon", AT + 5000) == []


def test_neither_who_was_answered_after_all_nor_who_left_in_the_menu_abandoned_the_queue() -> None:
    answered = a_call("call-1", AT, (2000, e.CallAbandoned()), (3000, e.CallAnswered()))
    menu = [a_fact(AT, "call-2", e.CallAbandoned(before_queue=True))]
    assert Room([*answered, *menu], SHORT).found("short_abandon", AT + 5000) == []


def test_a_call_of_a_source_that_the_profile_names_no_more_is_no_short_abandon() -> None:
    facts = [a_fact(AT, "call-1", e.CallOffered(queue="x"), "otro"), a_fact(AT, "call-1", e.CallAbandoned(), "otro")]
    assert Room(facts, SHORT).found("short_abandon", AT) == []


# In a row


def heavy(number: int, level: said.Level | None, agent: str = "agent-1", over: bool = True) -> list[Fact]:
    """One call an hour, answered after a second, and the case that grew from it."""
    at, name = AT + number * HOUR, f"call-{number}"
    facts = a_call(name, at, (1000, e.CallAnswered(agent=agent)))
    facts += [a_fact(at + 20 * MINUTE, name, e.CallEnded())] if over else []
    if level:
        facts += [told(at, f"C-{number}", said.CaseOpened(call=name, centre=SOURCE))]
        facts += [told(at, f"C-{number}", said.CaseAssessed(level=level))]
    return facts


def many(*levels: said.Level | None) -> list[Fact]:
    return [fact for number, level in enumerate(levels) for fact in heavy(number, level)]


def test_four_severe_calls_in_a_row_are_due_when_the_fourth_was_answered() -> None:
    assert Room(many("severe", "severe", "severe")).found("severe_in_a_row", AT + 3 * HOUR) == []
    room = Room(many("mild", *SEVERE))
    for later in (HOUR, 5 * HOUR):
        (found,) = room.found("severe_in_a_row", AT + 4 * HOUR + later)
        assert (found.about, found.kind, found.value, found.limit) == (f"{SOURCE}/agent-1", "agent", 4, 4)
        assert found.due == AT + 4 * HOUR + 1000
    room.told(*heavy(5, "severe"))
    assert [each.due for each in room.found("severe_in_a_row", AT + 6 * HOUR)] == [AT + 4 * HOUR + 1000]


def test_another_call_or_the_end_of_her_shift_ends_it() -> None:
    four = many(*SEVERE)
    assert Room([*four, *heavy(4, "mild")]).found("severe_in_a_row", AT + 5 * HOUR) == []
    assert Room([*four, *heavy(4, None)]).found("severe_in_a_row", AT + 5 * HOUR) == []
    home = a_fact(AT + 4 * HOUR, "agent-1", e.AgentChanged(state="signed_out"))
    assert Room([*four, home]).found("severe_in_a_row", AT + 5 * HOUR) == []


def test_a_call_that_goes_on_and_has_no_case_yet_neither_ends_it_nor_counts() -> None:
    assert Room([*many(*SEVERE), *heavy(4, None, over=False)]).found("severe_in_a_row", AT + 4 * HOUR)
    assert not Room([*many(*SEVERE[:3]), *heavy(3, None, over=False)]).found("severe_in_a_row", AT + 4 * HOUR)


def test_calls_of_two_agents_are_two_rows() -> None:
    facts = [fact for number in range(4) for fact in heavy(number, "severe", f"agent-{number % 2}")]
    assert Room(facts).found("severe_in_a_row", AT + 5 * HOUR) == []
    two = a_room(alerts={"rules": {"severe_in_a_row": {"limit": 2}}})
    assert len(Room(facts, two).found("severe_in_a_row", AT + 5 * HOUR)) == 2
    assert Room(facts, a_room(alerts=off("severe_in_a_row"))).found("severe_in_a_row", AT + DAY) == []
