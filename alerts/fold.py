"""The fold of alerts: entry and board in, board out. No clock, no I/O.

What a person did is an intent: the first valid one is accepted, and who comes second is told who was first.
"""

from collections.abc import Callable
from typing import Any

from alerts import lifecycle
from alerts.board import Alert, Answer, Board, Device, Line, Mark, Notification, Turn
from alerts.condition import fingerprint
from alerts.intents import PERFORM, refusal
from picture import alert_events as said
from picture.case_events import ShiftHandedOver
from picture.clocks import DAY, HOUR, MINUTE
from picture.events import Entry, Fact
from picture.profile import Profile

KEEP = 35 * DAY  # closed alerts, and what was queued of briefings
ANSWERS = 500  # of the latest intents
STALE_HANDOVER = 15 * MINUTE  # one that is told so late hands over no room
SHOWN_LINES = 200  # of one alert's story


class AlertBoard:
    """The board, with what follows from it: `standing` (fingerprint → id of the open alert that was not resolved),
    `open` ids, and since somebody last looked: `touched` ids for the decider, `news` for the desk, `seen_from_afar` for
    the wall, `answered` intents. `lasting`: closed alerts stay for ever."""

    def __init__(self, board: Board | None = None, *, lasting: bool = False) -> None:
        self.board = board or Board()
        self.lasting = lasting
        self.standing: dict[str, str] = {}
        self.open: set[str] = set()
        self.touched: set[str] = set()
        self.news: set[str] = set()
        self.seen_from_afar: set[str] = set()
        self.answered: list[Answer] = []
        self.told: dict[str, set[str]] = {}  # alert → its notifications
        self._hour = 0
        for alert in self.board.alerts.values():
            self.index(alert)
        for each in self.board.notifications.values():
            if each.alert:
                self.told.setdefault(each.alert, set()).add(each.id)

    def apply(self, entry: Entry, profile: Profile | None) -> None:
        """Fold one entry; `profile` is the one in force at it."""
        if entry.number <= self.board.position:
            return
        self.board.position = entry.number
        handler = HANDLERS.get(type(entry.fact.data))
        if handler is not None:
            handler(self, entry, entry.fact, profile)
        if entry.recorded // HOUR != self._hour:
            self._hour = entry.recorded // HOUR
            if not self.lasting:
                self._forget(entry.recorded - KEEP)

    def alert(self, name: str) -> Alert | None:
        return self.board.alerts.get(name)

    def changed(self, alert: Alert, line: Line, *, by_hand: bool = False) -> None:
        """Something happened to it."""
        alert.version += 1
        if by_hand:
            alert.touched = alert.version
        alert.story.append(line)
        if len(alert.story) > SHOWN_LINES:
            del alert.story[_least_told(alert.story)]
        self.index(alert)

    def answer(self, answer: Answer) -> None:
        answers = self.board.answers
        answers.append(answer)
        del answers[:-ANSWERS]
        self.answered.append(answer)

    def index(self, alert: Alert) -> None:
        """Keep in step what follows from it."""
        raised = alert.raised
        key = fingerprint(raised.rule, raised.kind, raised.about)
        if lifecycle.stands(alert):
            self.standing[key] = alert.id
        elif self.standing.get(key) == alert.id:
            del self.standing[key]
        if alert.open:
            self.open.add(alert.id)
        else:
            self.open.discard(alert.id)
        self.touch(alert.id)

    def touch(self, *names: str) -> None:
        self.touched.update(names)
        self.news.update(names)
        self.seen_from_afar.update(names)

    def _forget(self, horizon: int) -> None:
        alerts = self.board.alerts
        for name in [name for name, alert in alerts.items() if alert.closed and alert.closed.at < horizon]:
            del alerts[name]
            self.touch(name)
            for each in self.told.pop(name, ()):
                self.board.notifications.pop(each, None)
        told = self.board.notifications
        for name in [name for name, one in told.items() if one.briefing and one.queued < horizon]:
            del told[name]


def _least_told(story: list[Line]) -> int:
    """The first step of escalation that came by itself, else what followed the raising: what people did stays."""
    return next((place for place, line in enumerate(story) if line.what == "escalated" and not line.by), 2)


# What the watch decided


def _raised(book: AlertBoard, entry: Entry, fact: Fact, profile: Profile | None) -> None:
    data = fact.data
    assert isinstance(data, said.AlertRaised)
    if fact.subject in book.board.alerts:
        return
    at = entry.recorded
    alert = Alert(id=fact.subject, raised=data, agency=fact.agency, recorded=at, woken=at)
    alert.story.append(Line(data.due, "due"))
    alert.story.append(Line(at, "raised"))
    book.board.alerts[alert.id] = alert
    book.index(alert)


def _resolved(book: AlertBoard, entry: Entry, fact: Fact, profile: Profile | None) -> None:
    alert, data = book.alert(fact.subject), fact.data
    assert isinstance(data, said.AlertResolved)
    if alert is not None and lifecycle.stands(alert):
        alert.resolved, alert.resolved_recorded = data.ended, entry.recorded
        book.changed(alert, Line(data.ended, "resolved"))


def _closed_itself(book: AlertBoard, alert: Alert, at: int, outcome: str) -> None:
    if alert.open and alert.resolved is not None:
        alert.closed = Mark(at, "", outcome)
        book.changed(alert, Line(at, "closed", "", outcome))


def _escalated_itself(book: AlertBoard, alert: Alert, data: said.AlertEscalated, at: int) -> None:
    due = data.due or at
    if lifecycle.stands(alert) and due > alert.escalated:
        alert.level, alert.escalated = max(lifecycle.level(alert, due), data.level), due
        book.changed(alert, Line(due, "escalated", "", lifecycle.PEOPLE.get(data.level, "")))


# What people did


def _intent(book: AlertBoard, entry: Entry, fact: Fact, profile: Profile | None) -> None:
    data: Any = fact.data
    at, alert = entry.recorded, book.alert(fact.subject)
    if alert is not None and data.by is None:
        if isinstance(data, said.AlertEscalated):
            _escalated_itself(book, alert, data, at)
        else:
            _closed_itself(book, alert, at, data.outcome)
        return
    intent = data.intent or ""
    before = next((each for each in reversed(book.board.answers) if intent and each.intent == intent), None)
    if before is not None:
        book.answered.append(before)  # said again: what became of it stands
        return
    refused = refusal(alert, data, at, profile)
    if alert is None or refused:
        why, what, by, since = refused or ("unknown", "", "", None)
        book.answer(Answer(intent, False, fact.subject, why, what, by, since))
        return
    line = PERFORM[type(data)](alert, data, at)
    book.changed(alert, line, by_hand=True)
    book.answer(Answer(intent, True, fact.subject))


# The shift, locks, devices, notifications


def _offered(book: AlertBoard, entry: Entry, fact: Fact, profile: Profile | None) -> None:
    data: Any = fact.data
    book.board.turn.offered = Mark(entry.recorded, data.by, data.to)


def _handed_over(book: AlertBoard, entry: Entry, fact: Fact, profile: Profile | None) -> None:
    """Who comes takes nothing for granted: what was acknowledged and is still true fires again."""
    data: Any = fact.data
    if fact.time < entry.recorded - STALE_HANDOVER:
        return
    at = entry.recorded
    book.board.turn = Turn(data.to or "", at)
    for name in sorted(book.open):
        alert = book.board.alerts[name]
        if lifecycle.stands(alert) and not lifecycle.asleep(alert, at) and lifecycle.acknowledged(alert, at):
            alert.acknowledged, alert.woken = None, at
            book.changed(alert, Line(at, "refired", "", data.to or ""))


def _locked(book: AlertBoard, entry: Entry, fact: Fact, profile: Profile | None) -> None:
    data: Any = fact.data
    if data.to:
        book.board.locks[fact.subject] = data.to
    else:
        book.board.locks.pop(fact.subject, None)
    book.touch(*(name for name in book.open if book.board.alerts[name].raised.case == fact.subject))


def _enrolled(book: AlertBoard, entry: Entry, fact: Fact, profile: Profile | None) -> None:
    data: Any = fact.data
    book.board.devices[fact.subject] = Device(data.name, data.by, entry.recorded)


def _revoked(book: AlertBoard, entry: Entry, fact: Fact, profile: Profile | None) -> None:
    device = book.board.devices.get(fact.subject)
    if device is not None:
        device.revoked = entry.recorded


def _queued(book: AlertBoard, entry: Entry, fact: Fact, profile: Profile | None) -> None:
    data: Any = fact.data
    if fact.subject in book.board.notifications:
        return
    one = Notification(fact.subject, data.alert, data.to, data.why, data.due, entry.recorded)
    book.board.notifications[one.id] = one
    if data.briefing:
        one.briefing, one.period, one.mark, one.changed = data.briefing, data.period, data.mark, data.changed
    else:
        book.told.setdefault(data.alert, set()).add(one.id)
        book.touch(data.alert)


def _sent(book: AlertBoard, entry: Entry, fact: Fact, profile: Profile | None) -> None:
    data: Any = fact.data
    one = book.board.notifications.get(fact.subject)
    book.board.channels.pop(data.channel, None)
    if one is not None and one.sent is None:
        one.sent, one.channel = entry.recorded, data.channel
        _tell(book, one.alert, Line(entry.recorded, "told", "", one.to))


def _failed(book: AlertBoard, entry: Entry, fact: Fact, profile: Profile | None) -> None:
    data: Any = fact.data
    one = book.board.notifications.get(fact.subject)
    if one is None or not one.briefing:  # whose failures raise no alarm
        _count_failure(book, data.channel, entry.recorded, fact.time)
    if one is not None:
        one.failures.append((entry.recorded, data.channel, data.reason))
        if data.given_up:
            _tell(book, one.alert, Line(entry.recorded, "untold", "", one.to))


def _count_failure(book: AlertBoard, channel: str, recorded: int, time: int) -> None:
    times, since, last = book.board.channels.get(channel, (0, recorded, 0))
    if time != last:  # those of one message fail together
        times += 1
    book.board.channels[channel] = times, since, time


def _tell(book: AlertBoard, name: str, line: Line) -> None:
    alert = book.alert(name)
    if alert is not None:
        book.changed(alert, line)


HANDLERS: dict[type, Callable[[AlertBoard, Entry, Fact, Profile | None], None]] = {
    said.AlertRaised: _raised,
    said.AlertResolved: _resolved,
    **dict.fromkeys(PERFORM, _intent),
    said.ShiftOffered: _offered,
    ShiftHandedOver: _handed_over,
    said.CaseLocked: _locked,
    said.DeviceEnrolled: _enrolled,
    said.DeviceRevoked: _revoked,
    said.NotificationQueued: _queued,
    said.NotificationSent: _sent,
    said.NotificationFailed: _failed,
}
