"""What is told of a briefing, and how: no alarm, never lost, never before one, and given up after a day."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from alerts.attention import attention
from alerts.board import Notification
from alerts.fold import KEEP, AlertBoard
from alerts.notify.briefings import letter
from alerts.notify.channels import Channels
from alerts.notify.message import Heading
from alerts.notify.outbox import LIFE, RARELY, STALE, Pass, attempts, briefings, gives_up, oldest
from picture import alert_events as said
from picture.clocks import HOUR, MINUTE, SECOND
from picture.codec import decode_fact, encode_fact
from picture.events import Fact
from tests.alerts.cast import NOW
from tests.alerts.notify.cast import a_channel
from tests.alerts.notify.outbox_room import Room
from tests.picture.cast import a_profile

NAME = "2026-11-20/0"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400
AS_OF = 1_795_266_000_000  # 2026-11-21 07:00 in Monterrey
HEADING = Heading(profile=a_profile(), kind="real", language="es", receiver="correo", now=AS_OF + 26 * HOUR)


def queued(briefing: str = NAME, to: str = "official", **more: Any) -> said.NotificationQueued:
    told = {"due": AS_OF, "period": "day", "mark": "1a2b3c4d5e6f", **more}
    return said.NotificationQueued(alert="", to=to, why="briefing", briefing=briefing, **told)


def one(briefing: str = NAME, **more: Any) -> Notification:
    data = queued(briefing, **more)
    return Notification(
        *("n1", "", data.to, "briefing", data.due, AS_OF),
        briefing=briefing,
        period=data.period,
        mark=data.mark,
        changed=data.changed,
    )


class BriefingRoom(Room):
    def tells(self, name: str = "b1", to: str = "official", briefing: str = NAME) -> str:
        self.journal(self.now, name, queued(briefing, to), "vigia/briefing")
        return name


MAIL = Channels((a_channel("correo", "lead", "official", kind="apprise", url="mailtos://a@example.mx", tries=3),))


# what it says


def test_a_mail_says_which_of_when_its_mark_and_that_it_lies_on_the_desk() -> None:
    told = letter(one(), HEADING, mailed=True)
    assert told.subject == "Informe del día 2026-11-20 · Prueba"
    assert told.body.splitlines() == [
        "Prueba · Sala",
        "Informe del día 2026-11-20",
        "Con lo dicho hasta 2026-11-21 07:00",
        "Huella 1a2b3c4d5e6f",
        "Está en la mesa, en Informe",
        "Va adjunto como se publica: los conteos de personas menores de 11 no se muestran",
        "Aviso n1",
    ]
    assert told.paper == "mail/2026-11-20.0.pdf"


def test_a_revision_says_how_many_figures_changed_in_subject_and_text() -> None:
    told = letter(one("2026-11-20/2", changed=4), HEADING, mailed=True)
    assert told.subject == "Informe del día 2026-11-20 · Revisión 2: cambiaron 4 cifras · Prueba"
    assert "Revisión 2: cambiaron 4 cifras" in told.body.splitlines()
    assert "Revisión 1: cambió 1 cifra" in letter(one("2026-11-20/1", changed=1), HEADING, mailed=True).body


def test_of_a_shift_its_name_is_said_and_in_english_too() -> None:
    shift = a_profile().shift[0]
    heading = replace(HEADING, language="en", kind="demo")
    told = letter(one(f"2026-11-20.{shift.code}/0", period="shift"), heading, mailed=True)
    assert told.subject == f"Briefing of the shift 2026-11-20 ({shift.name}) · Prueba (demonstration)"
    assert told.body.startswith("DEMONSTRATION\n")


@pytest.mark.parametrize("period", ["shift", "day", "week", "month", "quarter", "year", "range", ""])
@pytest.mark.parametrize("language", ["es", "en"])
def test_each_kind_of_period_has_its_word(period: str, language: str) -> None:
    told = letter(one("2026-11-20.x/0", period=period), replace(HEADING, language=language), mailed=True)
    assert told.subject


def test_by_any_other_channel_it_is_one_line_that_carries_nothing_and_rings_nobody() -> None:
    told = letter(one(), replace(HEADING, kind="demo"), mailed=False)
    assert (told.subject, told.paper) == ("", "")
    assert told.body == (
        "DEMOSTRACIÓN · Prueba · Informe del día 2026-11-20 · Con lo dicho hasta 2026-11-21 07:00 · Huella 1a2b3c4d5e6f"
        " · Está en la mesa, en Informe · Aviso n1"
    )
    (alert,) = told.payload["alerts"]
    assert (told.payload["status"], alert["status"], alert["labels"]["severity"]) == ("resolved", "resolved", "none")
    assert alert["labels"]["briefing"] == NAME and alert["endsAt"] == "2026-11-21T13:00:00.000Z"


# the board


def test_a_notification_written_before_there_were_briefings_is_read_as_it_was() -> None:
    raw = (
        b'{"time":1,"source":"vigia/watch","subject":"n1","data":'
        b'{"type":"notification.queued","alert":"a1","to":"lead","why":"raised","due":7}}'
    )
    fact = decode_fact(raw)
    assert fact.data == said.NotificationQueued(alert="a1", to="lead", why="raised", due=7)
    assert encode_fact(fact) == raw
    told = Fact(time=1, source="vigia/briefing", subject="n2", data=queued(changed=3))
    assert decode_fact(encode_fact(told)) == told


def test_it_touches_no_alert_counts_in_no_figure_of_alarms_and_leaves_after_five_weeks() -> None:
    room = BriefingRoom()
    before = attention(room.board, room.now)
    room.book.news.clear()
    room.tells()
    assert room.book.news == set() and room.book.told == {}
    assert attention(room.board, room.now) == before
    again = AlertBoard(room.board)
    assert again.told == {}
    room.now += KEEP - HOUR
    room.raised(room.now)
    assert set(room.board.notifications) == {"b1"}
    room.now += 3 * HOUR
    room.raised(room.now, about="C-2")
    assert room.board.notifications == {}


def test_told_twice_or_by_two_it_is_queued_once() -> None:
    room = BriefingRoom(MAIL)
    room.tells()
    room.works(1)
    room.tells()
    room.works(60)
    assert room.sent == [("correo", "b1")]


def test_its_failures_make_no_channel_fail_and_its_success_shows_that_one_works() -> None:
    room = BriefingRoom(MAIL)
    room.down = {"correo"}
    room.tells()
    room.works(600)
    assert room.board.channels == {}
    room.queues(room.raised(room.now))
    room.works(60)
    assert list(room.board.failing) == ["correo"]
    room.down = set()
    room.now += HOUR
    room.works()
    assert room.board.channels == {}


# when


def test_it_waits_longer_and_longer_and_is_given_up_once_a_day_has_passed() -> None:
    room = BriefingRoom(MAIL)
    room.down = {"correo"}
    start = room.now
    room.tells()
    for wait in (5 * SECOND, 15 * SECOND, 60 * SECOND, 120 * SECOND, *[RARELY] * 95):
        (attempt,) = room.due()
        room.ends(attempt)
        room.now += wait - 1
        assert room.due() == []
        room.now += 1
    told = room.board.notifications["b1"]
    room.now = start + LIFE - 1
    assert not gives_up(Pass(room.board, MAIL, room.now), told, "correo")
    (attempt,) = room.due()
    room.ends(attempt)
    room.now += RARELY
    assert gives_up(Pass(room.board, MAIL, room.now), told, "correo")
    assert briefings(room.board, MAIL, room.now) == 1
    (attempt,) = room.due()
    room.ends(attempt)
    room.now += RARELY
    assert room.due() == [] and briefings(room.board, MAIL, room.now) == 0


def test_one_that_nobody_could_try_for_two_days_is_not_told_any_more() -> None:
    room = BriefingRoom(MAIL)
    room.tells()
    room.now += STALE - 1
    assert len(room.due()) == 1
    room.now += 1
    assert room.due() == []


def test_it_goes_alone_after_whatever_is_told_of_alerts_and_holds_no_alert_up() -> None:
    room = BriefingRoom(MAIL)
    room.tells("b1", "lead")
    room.tells("b2", "lead", "2026-11-19/0")
    room.queues(room.raised(priority="low"))
    room.queues(room.raised(about="C-2"))
    alerts, briefing = room.due()
    assert len(alerts.notifications) == 2 and alerts.briefing == ""
    assert briefing.notifications == ("b1",) and briefing.briefing == NAME
    assert [attempt.briefing for attempt in room.due(briefing.lane)] == [""]
    assert room.due(alerts.lane) == [briefing]
    assert oldest(room.board, MAIL, room.now) == room.now


@given(st.lists(st.tuples(st.sampled_from(["queue", "down", "up", "crash", "wait"]), st.integers(0, 120)), max_size=25))
def test_whatever_happens_within_a_day_each_is_told_once_the_channel_is_up(steps: list[tuple[str, int]]) -> None:
    room = BriefingRoom(MAIL)
    for number, (what, minutes) in enumerate(steps):
        room.now += 1
        if what == "queue":
            room.tells(f"b{number}", "official", f"2026-11-{1 + minutes % 28:02}/{number}")
        elif what == "wait":
            room.now += minutes * MINUTE // 5
        room.down = {"correo"} if what == "down" else set() if what == "up" else room.down
        for attempt in room.due():
            if what != "crash":
                room.ends(attempt)
    room.down = set()
    for _ in range(len(steps) + 2):
        room.now += RARELY
        for attempt in room.due():
            room.ends(attempt)
    assert {name for _, name in room.sent} == set(room.board.notifications)
    assert len(room.sent) == len(set(room.sent))


def test_attempts_are_those_of_a_recipient_with_a_channel() -> None:
    room = BriefingRoom(Channels((a_channel("correo", "lead"),)))
    room.tells()
    assert attempts(Pass(room.board, room.channels, room.now)) == []
    assert briefings(room.board, room.channels, room.now) == 0
    assert room.now == NOW
