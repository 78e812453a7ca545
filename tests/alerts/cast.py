"""An alert board and who acts on it: lead, supervisor, the watch."""

from typing import Any

from alerts.board import Alert, Answer
from alerts.condition import alert_id
from alerts.fold import AlertBoard
from picture import alert_events as said
from picture.case_events import ShiftHandedOver
from picture.clocks import MINUTE
from picture.events import Entry, Fact
from picture.profile import Profile
from tests.picture.cast import T0, a_profile

LEAD, OTHER, SUPERVISOR = "lead.norte", "lead.sur", "supervisora"
NOW = T0 + 1000 * MINUTE


class Desk:
    """Journals at the instant it is told; `answer` is the verdict on the last intent."""

    def __init__(self, profile: Profile | None = None) -> None:
        self.profile = profile or a_profile()
        self.book = AlertBoard()
        self.number = 0

    def journal(self, at: int, subject: str, data: Any, source: str = "vigia/desk") -> None:
        self.number += 1
        fact = Fact(time=at, source=source, subject=subject, data=data)
        self.book.apply(Entry(self.number, at, fact), self.profile)

    def raised(self, at: int = NOW, rule: str = "severe_unassigned", about: str = "C-1", **more: Any) -> Alert:
        data = said.AlertRaised(
            **{"rule": rule, "kind": "case", "about": about, "due": at, "priority": "critical", **more}
        )
        name = alert_id(rule, data.kind, about, data.due)
        self.journal(at, name, data, "vigia/watch")
        return self.book.board.alerts[name]

    def does(self, at: int, alert: Alert | str, data: Any) -> Answer:
        before = len(self.book.answered)
        self.journal(at, alert if isinstance(alert, str) else alert.id, data)
        assert len(self.book.answered) == before + 1
        return self.book.answered[-1]

    def resolves(self, at: int, alert: Alert) -> None:
        self.journal(at, alert.id, said.AlertResolved(ended=at), "vigia/watch")

    def hands_over(self, at: int, to: str = OTHER) -> None:
        self.journal(at, "prueba", ShiftHandedOver(to=to))
