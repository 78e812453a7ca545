"""Any order of failures, successes, people and crashes: nothing is lost, nobody is told what is for somebody else."""

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.board import Mark
from alerts.notify.channels import RECIPIENTS, Channels
from alerts.notify.outbox import waiting
from picture import alert_events as said
from picture.briefing_policy import Recipient
from picture.clocks import SECOND
from picture.events import Entry, Fact
from tests.alerts.cast import LEAD, OTHER
from tests.alerts.notify.cast import a_channel
from tests.alerts.notify.outbox_room import Room

NAMES = ("correo", "guardia", "sms")
Reach = st.lists(st.sampled_from(RECIPIENTS), min_size=1, max_size=3, unique=True)
Step = st.one_of(
    st.tuples(st.just("queue"), st.sampled_from(RECIPIENTS), st.integers(0, 4)),
    st.tuples(st.just("turns"), st.sampled_from(NAMES), st.just(0)),
    st.tuples(st.sampled_from(["acknowledge", "close", "resolve", "hand over"]), st.just(""), st.integers(0, 4)),
    st.tuples(st.just("wait"), st.just(""), st.sampled_from([0, 1, 5, 15, 60, 120, 900])),
    st.tuples(st.just("crash"), st.just(""), st.just(0)),
)


@st.composite
def channel_files(draw: st.DrawFn) -> Channels:
    reach: list[list[Recipient]] = draw(st.lists(Reach, min_size=1, max_size=3))
    return Channels(
        tuple(a_channel(name, *to, tries=draw(st.integers(1, 3))) for name, to in zip(NAMES, reach, strict=False))
    )


def tried(room: Room, *, crash: bool = False) -> None:
    """A pass; `crash`: what was sent is never journaled."""
    may = {one.id for one, _ in waiting(room.board, room.now)}
    due = room.due()
    assert len({attempt.channel for attempt in due}) == len(due)
    for attempt in due:
        channel = room.channels.named(attempt.channel)
        assert channel
        assert attempt.to in channel.to
        assert {room.board.notifications[name].to for name in attempt.notifications} == {attempt.to}
        assert may.issuperset(attempt.notifications)
        room.now += 1
        if not crash:
            room.ends(attempt)


def step(room: Room, what: str, whom: str, number: int) -> None:
    alerts = list(room.board.alerts.values())
    alert = alerts[number % len(alerts)]
    match what:
        case "queue":
            room.queues(alert, whom, "raised" if whom == "lead" else "escalated")
        case "turns":
            room.down ^= {whom}
        case "acknowledge":
            data = said.AlertAcknowledged(by=LEAD, intent=f"i-{room.number}")
            fact = Fact(time=room.now, source="vigia/desk", subject=alert.id, data=data)
            room.number += 1
            room.book.apply(Entry(room.number, room.now, fact), room.profile)
        case "close":
            alert.closed = Mark(room.now, LEAD, "atendida")
        case "resolve":
            room.resolves(room.now, alert)
        case "hand over":
            room.hands_over(room.now, OTHER)
        case "wait":
            room.now += number * SECOND
    tried(room, crash=what == "crash")


@settings(max_examples=150)
@given(channels=channel_files(), steps=st.lists(Step, max_size=40))
def test_nothing_is_lost_and_nobody_is_told_what_is_for_another_in_any_order(
    channels: Channels, steps: list[tuple[str, str, int]]
) -> None:
    room = Room(channels)
    for number in range(5):
        room.raised(about=f"C-{number}")
    for what, whom, number in steps:
        room.now += 1
        step(room, what, whom, number)
    room.down = set()
    for _ in range(60):
        room.now += 5 * SECOND
        tried(room)
    left = [one.id for one, _ in waiting(room.board, room.now) if channels.of(one.to)]
    assert left == []
    assert len(room.sent) == len({name for _, name in room.sent})
