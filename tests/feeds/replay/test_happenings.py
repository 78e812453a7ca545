"""Bank rows become the events that the bank's centre would have sent."""

from pathlib import Path

import msgspec

from feeds.replay.happenings import events_of
from feeds.replay.rows import read_rows
from feeds.simulator.wire import Event
from tests.feeds.replay.logs import line, log


def told(folder: Path, *lines: str) -> list[Event]:
    return events_of(read_rows(log(folder, *lines)), "bank")


def short(events: list[Event]) -> list[tuple[str, str]]:
    return [(e.subject, e.type.removeprefix("call.")) for e in events]


def test_an_answered_call_is_offered_answered_and_ended(tmp_path: Path) -> None:
    events = told(tmp_path, line("AGENT", queue="9:00:10", q_time="35", service="9:00:44", talk="120", server="TOVA"))
    start = events[0].time
    assert [(e.type, e.time - start, e.data) for e in events] == [
        ("call.offered", 0, '{"queue":"bank"}'),
        ("call.answered", 35_000, '{"agent":"server-1"}'),
        ("call.ended", 155_000, '{"talk":120000}'),
    ]
    assert {e.subject for e in events} == {"row-1"}


def test_a_call_that_hung_up_in_the_queue_is_abandoned_even_if_service_times_stand_there(tmp_path: Path) -> None:
    events = told(tmp_path, line("HANG", queue="9:00:10", q_time="26", service="9:00:36", talk="127"))
    assert [(e.type, e.data) for e in events] == [("call.offered", '{"queue":"bank"}'), ("call.abandoned", "{}")]
    assert events[1].time - events[0].time == 26_000


def test_a_call_that_never_queued_is_no_offer(tmp_path: Path) -> None:
    (event,) = told(tmp_path, line("HANG"))
    assert (event.type, event.data) == ("call.abandoned", '{"before_queue":true}')


def test_a_phantom_says_nothing(tmp_path: Path) -> None:
    assert told(tmp_path, line("PHANTOM", queue="9:00:10", q_time="5")) == []


def test_talk_of_no_length_is_said(tmp_path: Path) -> None:
    events = told(tmp_path, line("AGENT", server="TOVA"))
    assert short(events) == [("row-1", "offered"), ("row-1", "answered"), ("row-1", "ended")]
    assert msgspec.json.decode(events[2].data) == {"talk": 0}


def test_a_row_without_server_names_no_agent(tmp_path: Path) -> None:
    assert told(tmp_path, line("AGENT", service="9:00:09", talk="5"))[1].data == "{}"


def test_servers_are_numbered_and_never_named(tmp_path: Path) -> None:
    events = told(
        tmp_path,
        *(line("AGENT", service=f"9:0{n}:00", talk="5", server=name) for n, name in enumerate(["TOVA", "ELI", "TOVA"])),
    )
    agents = [msgspec.json.decode(e.data)["agent"] for e in events if e.type == "call.answered"]
    assert agents == ["server-1", "server-2", "server-1"]
    assert not any("TOVA" in e.data for e in events)


def test_at_equal_seconds_those_who_leave_go_before_those_who_join(tmp_path: Path) -> None:
    events = told(
        tmp_path,
        line("HANG", queue="9:00:30", q_time="9"),
        line("AGENT", queue="9:00:10", q_time="20", talk="60"),
        line("HANG", queue="9:00:20", q_time="10"),
    )
    at_half_past = [e for e in events if e.time == events[0].time + 20_000]
    assert short(at_half_past) == [("row-2", "answered"), ("row-3", "abandoned"), ("row-1", "offered")]


def test_rows_in_no_order_become_events_in_order_of_time(tmp_path: Path) -> None:
    events = told(
        tmp_path,
        line("HANG", date="990202", queue="8:00:00", q_time="9"),
        line("HANG", date="990201", queue="23:59:50", q_time="30"),
        line("HANG", date="990201", queue="7:00:00", q_time="9"),
    )
    assert [e.time for e in events] == sorted(e.time for e in events)
    assert short(events)[0] == ("row-3", "offered")
