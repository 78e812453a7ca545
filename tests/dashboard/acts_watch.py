"""A watch that folds what people do as the real one, and tells the desks."""

import asyncio
import contextlib
from typing import Any

import msgspec
from msgspec.structs import replace

from alerts import lifecycle
from alerts.board import Alert, Mark
from alerts.fold import AlertBoard
from journal.journal import Journal
from picture.alert_events import AlertRaised
from picture.events import Fact
from picture.profile import Profile
from profiles import load
from settings import HERE
from tests.dashboard import desk_sample
from tests.dashboard.desk_alerts import WORDS
from watch.alert_documents import AlertRow, ShiftDesk, Verdict
from watch.desk_documents import DESK, DESK_ASK, CaseRow, FollowUpRow, encode

NAMES = {**desk_sample.NAMES, **WORDS}
ROW: dict[str, Any] = {"case": "NL-000001", "mask": "7F3", "risk": "severe", "municipality": "39"}


def profile() -> Profile:
    return load("nuevo_leon", HERE / "profiles")


class Watch:
    """Follows the journal, folds what people did with the real fold, and publishes rows and verdicts."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.book = AlertBoard()
        self.deaf = False  # it folds, and says nothing
        self.cases: dict[str, CaseRow] = {}
        self.followups: dict[str, FollowUpRow] = {}
        self._serial = 0
        self._profile = profile()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow())
            tasks.create_task(self._answer())

    async def _follow(self) -> None:
        async for entries in self.journal.follow(0, wait=200):
            for entry in entries:
                self.book.apply(entry, self._profile)
            await self.say()

    async def _answer(self) -> None:
        async with contextlib.aclosing(self.journal.listen(DESK_ASK)) as asked:
            async for payload in asked:
                if payload is not None:
                    await self.say(whole=True)

    async def raised(self, n: int, agency: str = "070", case: str = "NL-000001") -> str:
        """The id of a new critical alert."""
        now = await self.journal.now()
        data = AlertRaised(
            rule="severe_unassigned", kind="case", about=case, due=now - n, priority="critical", case=case, mask="7F3"
        )
        await self.journal.record([Fact(time=now, source="vigia/watch", subject=f"{n:032x}", agency=agency, data=data)])
        return f"{n:032x}"

    async def say(self, *, whole: bool = False) -> None:
        """What changed since the last document; everything to who asks."""
        board, now = self.book.board, await self.journal.now()
        if self.deaf:
            return
        names = board.alerts if whole else self.book.touched
        answered = [
            msgspec.convert(each, Verdict, from_attributes=True)
            for each in self.book.answered
        ]  # fmt: skip
        rows = [self._row(board.alerts[name], now) for name in names if name in board.alerts]
        self.book.touched.clear()
        self.book.answered.clear()
        self._serial += 1
        offered = board.turn.offered
        shown = desk_sample.document(list(self.cases.values()), list(self.followups.values()))
        document = replace(
            shown,
            serial=self._serial,
            whole=whole,
            now=now,
            names=NAMES,
            board=shown.board if whole else None,
            ledgers=shown.ledgers if whole else None,
            alerts=rows,
            verdicts=answered,
            turn=ShiftDesk(
                lead=board.turn.lead,
                since=board.turn.since,
                offered=(offered.at, offered.by, offered.said) if offered else None,
            ),
            locks=dict(board.locks),
        )
        await self.journal.publish(DESK, encode(document))

    def _row(self, alert: Alert, now: int) -> AlertRow:
        return AlertRow(
            id=alert.id,
            rank=1,
            version=alert.version,
            rule=alert.raised.rule,
            priority=alert.raised.priority,
            kind=alert.raised.kind,
            about=alert.raised.about,
            agency=alert.agency,
            locked=self.book.board.locks.get(alert.raised.case or "", ()),
            due=alert.raised.due,
            raised=alert.recorded,
            state=lifecycle.state(alert, now),
            level=lifecycle.level(alert, now),
            taken=_marked(lifecycle.acknowledged(alert, now)),
            notes=tuple(alert.notes),
            **{**ROW, "case": alert.raised.case or ""},
        )


def _marked(mark: Mark | None) -> tuple[int, str] | None:
    return (mark.at, mark.by) if mark else None
