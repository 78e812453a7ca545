"""A desk whose outbox is worked by hand, in simulated time."""

from typing import Any

from alerts.board import Alert, Board
from alerts.notify.channels import Channels
from alerts.notify.outbox import Attempt, Pass, attempts, gives_up
from picture import alert_events as said
from tests.alerts.cast import NOW, Desk
from tests.alerts.notify.cast import a_channel

FIRST = a_channel("correo", "lead", "supervisor", tries=2)
SECOND_ONE = a_channel("guardia", "lead", "official", tries=2)
CHANNELS = Channels((FIRST, SECOND_ONE))


class Room(Desk):
    """`down`: channels that take nothing; `sent`: what the others took."""

    def __init__(self, channels: Channels = CHANNELS) -> None:
        super().__init__()
        self.channels = channels
        self.down: set[str] = set()
        self.now = NOW
        self.sent: list[tuple[str, str]] = []

    @property
    def board(self) -> Board:
        return self.book.board

    def queues(self, alert: Alert, to: str = "lead", why: said.Told = "raised") -> str:
        name = f"n{len(self.board.notifications)}"
        data = said.NotificationQueued(alert=alert.id, to=to, why=why, due=self.now)
        self.journal(self.now, name, data, "vigia/watch")
        return name

    def due(self, *busy: str) -> list[Attempt]:
        return attempts(Pass(self.board, self.channels, self.now, busy))

    def ends(self, attempt: Attempt) -> None:
        """Every member's fact, of one instant."""
        for name in attempt.notifications:
            one = self.board.notifications[name]
            tries = len(one.failures) + 1
            data: Any = said.NotificationSent(channel=attempt.channel, tries=tries)
            if attempt.channel in self.down:
                given_up = gives_up(Pass(self.board, self.channels, self.now), one, attempt.channel)
                data = said.NotificationFailed(
                    channel=attempt.channel, reason="unreachable", tries=tries, given_up=given_up
                )
            else:
                self.sent.append((attempt.channel, name))
            self.journal(self.now, name, data, "vigia/watch")

    def works(self, seconds: int = 0) -> list[tuple[int, str]]:
        """Every attempt of so many seconds: (second, channel)."""
        start, tried = self.now, []
        for second in range(seconds + 1):
            self.now = start + second * 1000
            while due := self.due():
                self.now += 1  # two attempts are never of one millisecond
                for attempt in due:
                    tried.append((second, attempt.channel))
                    self.ends(attempt)
        return tried
