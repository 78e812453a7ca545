"""What is tried when, by which channel."""

from alerts.board import Mark
from alerts.notify.channels import RECIPIENTS, Channel, Channels
from alerts.notify.outbox import AGAIN, Attempt, Pass, attempts, failing, oldest, others
from picture import alert_events as said
from picture.clocks import SECOND
from tests.alerts.cast import LEAD, OTHER
from tests.alerts.notify.cast import a_channel
from tests.alerts.notify.outbox_room import CHANNELS, Room


def only(channel: Channel) -> Channels:
    return Channels((channel,))


def test_a_failure_is_tried_again_after_5_15_and_60_seconds_and_then_every_two_minutes_for_ever() -> None:
    room = Room(only(a_channel("correo", tries=2)))
    room.down = {"correo"}
    room.queues(room.raised())
    for seconds in (5, 15, 60, *[120] * 500):
        (attempt,) = room.due()
        room.ends(attempt)
        room.now += seconds * SECOND - 1
        assert room.due() == []
        room.now += 1


def test_a_channel_that_has_taken_something_since_is_tried_again_soon() -> None:
    room = Room(only(a_channel("correo", tries=2)))
    room.down = {"correo"}
    room.queues(room.raised())
    room.works(300)
    room.down = set()
    room.queues(room.raised(about="C-2"))
    room.works(5)
    assert [name for _, name in room.sent] == ["n1", "n0"]


def test_after_its_tries_the_next_channel_of_the_recipient_is_tried() -> None:
    room = Room()
    room.down = {"correo"}
    room.queues(room.raised())
    assert room.works(30) == [(0, "correo"), (6, "correo"), (6, "guardia")]
    assert room.sent == [("guardia", "n0")]


def test_a_recipient_with_one_channel_is_never_told_by_anothers() -> None:
    room = Room()
    room.down = {"correo"}
    room.queues(room.raised(), "supervisor", "escalated")
    assert {channel for _, channel in room.works(600)} == {"correo"}


def test_when_all_have_failed_the_first_is_tried_again_later_too() -> None:
    room = Room()
    room.down = {"correo", "guardia"}
    name = room.queues(room.raised())
    tried = room.works(400)
    assert {channel for second, channel in tried if second > 200} == {"correo", "guardia"}
    given_up = [line for line in next(iter(room.board.alerts.values())).story if line.what == "untold"]
    assert len(given_up) == 1
    room.down = {"guardia"}
    room.works(130)
    assert room.sent == [("correo", name)]


def test_a_channel_fails_from_the_third_failure_in_a_row_until_it_takes_something() -> None:
    room = Room(only(a_channel("correo")))
    room.down = {"correo"}
    room.queues(room.raised())
    room.works(6)
    assert failing(room.board) == {}
    room.works(20)
    assert list(failing(room.board)) == ["correo"]
    assert failing(room.board)["correo"] == room.board.notifications["n0"].failures[0][0]
    room.down = set()
    room.works(120)
    assert failing(room.board) == {}


def test_a_failing_channel_is_passed_over_and_looked_at_again_after_two_minutes() -> None:
    room = Room()
    room.down = {"correo"}
    room.queues(room.raised(about="C-1"))
    room.works(10)
    room.queues(room.raised(about="C-2"))
    room.works(10)
    assert list(room.board.failing) == ["correo"]
    room.queues(room.raised(about="C-3"))
    assert [attempt.channel for attempt in room.due()] == ["guardia"]
    room.now += AGAIN
    assert [attempt.channel for attempt in room.due()] == ["correo"]
    assert [attempt.channel for attempt in room.due("correo")] == ["guardia"]


def test_the_failure_of_a_channel_is_told_by_another_even_before_it_counts_as_failing() -> None:
    room = Room()
    alert = room.raised(rule="channel_failing", kind="channel", about="correo", priority="high")
    room.queues(alert)
    assert [attempt.channel for attempt in room.due()] == ["guardia"]


def test_what_is_queued_for_one_recipient_goes_together_the_most_pressing_first() -> None:
    room = Room()
    low, high = room.raised(about="C-1", priority="high"), room.raised(about="C-2")
    names = [room.queues(low), room.queues(high), room.queues(high, "official", "escalated")]
    assert room.due() == [Attempt("correo", "lead", (names[1], names[0])), Attempt("guardia", "official", (names[2],))]


def test_one_channel_does_one_thing_at_a_time() -> None:
    room = Room(only(a_channel("correo", *RECIPIENTS)))
    alert = room.raised()
    room.queues(alert)
    room.queues(alert, "official", "escalated")
    assert [attempt.to for attempt in room.due()] == ["lead"]
    assert room.due("correo") == []


def test_what_is_under_way_is_not_tried_again() -> None:
    room = Room()
    name = room.queues(room.raised())
    assert attempts(Pass(room.board, CHANNELS, room.now), [name]) == []


def test_nobody_is_told_of_what_was_closed_nor_the_lead_of_what_was_acknowledged() -> None:
    room = Room()
    taken, closed = room.raised(about="C-1"), room.raised(about="C-2")
    room.queues(taken)
    room.queues(taken, "supervisor", "escalated")
    room.queues(closed)
    room.does(room.now, taken, said.AlertAcknowledged(by=LEAD, intent="i-1"))
    closed.closed = Mark(room.now, LEAD, "atendida")
    assert [(attempt.to, attempt.notifications) for attempt in room.due()] == [("supervisor", ("n1",))]
    room.hands_over(room.now + 1, OTHER)
    room.now += 2
    room.queues(taken, "lead", "refired")
    assert [(attempt.to, attempt.notifications) for attempt in room.due()] == [("lead", ("n0", "n3"))]


def test_what_was_put_off_waits_until_it_is_time() -> None:
    room = Room()
    alert = room.raised()
    room.queues(alert)
    until = room.now + 10 * 60 * SECOND
    room.does(room.now, alert, said.AlertSnoozed(by=LEAD, until=until, reason="falla_conocida", intent="i-1"))
    assert room.due() == []
    room.now = until
    assert len(room.due()) == 1


def test_the_oldest_is_of_those_that_a_channel_could_take() -> None:
    room = Room(only(a_channel("correo", "supervisor")))
    alert = room.raised()
    room.queues(alert)
    assert oldest(room.board, room.channels, room.now) is None
    room.now += 5
    room.queues(alert, "supervisor", "escalated")
    assert oldest(room.board, room.channels, room.now + 9) == room.now


def test_the_others_are_those_that_stand() -> None:
    room = Room()
    one, _, ended = (room.raised(about=f"C-{n}") for n in range(3))
    room.resolves(room.now, ended)
    assert others(room.board, {one.id}) == 1
