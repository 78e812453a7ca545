"""Makes desk documents: rows as they change, everything when asked, and never much at once."""

from typing import Literal

from msgspec.structs import replace

from alerts.fold import AlertBoard
from picture.clocks import SECOND
from picture.picture import Picture
from picture.profile import Profile
from watch.alert_news import AlertNews
from watch.case_board import CaseRoom
from watch.case_documents import CaseBoard
from watch.desk_documents import CaseRow, DeskDocument, DeskLedgers, FollowUpRow
from watch.desk_news import News, taking
from watch.desk_rows import Rows
from watch.documents import Chip, ShiftNow

SLICE = 100  # rows looked at for one document
SELDOM = 5 * SECOND  # the board, the ledgers, and rows whose place moved because others' did
STILL = SECOND  # a document that says "still so"
AGAIN = SECOND // 2  # between two answers to who asks for everything


class DeskRoom:
    """Documents from what the wall's last pass has looked at. `ask`: the next one starts from nothing."""

    def __init__(
        self, picture: Picture, kind: Literal["demo", "real"], room: CaseRoom, book: AlertBoard | None = None
    ) -> None:
        self._picture = picture
        self._alerts = AlertNews(picture, book or AlertBoard(), room)
        self._kind = kind
        self._room = room
        self._rows = Rows(picture, room)
        self._cases: News[CaseRow] = News()
        self._followups: News[FollowUpRow] = News()
        self._profile: Profile | None = None
        self._asked = True
        self._began = -SELDOM  # the last whole
        self._made = -SELDOM
        self._seldom = -SELDOM
        self._moved: dict[str, None] = {}
        self._serial = 0
        self._board: CaseBoard | None = None
        self._ledgers: DeskLedgers | None = None
        self._walked = 0
        self._locks: dict[str, tuple[str, ...]] = {}  # as the desks have them

    @property
    def backlog(self) -> bool:
        """Whether rows wait that did not fit."""
        return len(self._cases) + len(self._followups) + len(self._moved) + len(self._alerts) > 0

    def ask(self) -> None:
        self._asked = True

    def stand_by(self) -> None:
        """Nobody is told; who asks first is told everything, so what changed till then need not be remembered."""
        self._asked = True
        self._alerts.forget()
        self._forget_news()

    def document(self, now: int, shift: ShiftNow, feeds: list[Chip]) -> DeskDocument | None:
        """What the desks do not have yet; None where that is nothing and they were told so lately."""
        profile = self._picture.profile
        assert profile is not None
        whole = (self._asked or profile is not self._profile) and _over(self._began, AGAIN, now)
        if whole:
            self._start_anew(profile, now)
        locks = self._locked(whole)
        board, tables = self._now_and_then(profile, now, whole)
        changed = frozenset(self._room.news_cases)
        self._cases.change(sorted(changed))
        self._followups.change(sorted(self._room.news_followups))
        self._forget_news()
        space = SLICE - min(SLICE, len(self._cases))
        cases, gone_cases = self._cases.take(now, SLICE, self._rows.case)
        cases += self._in_new_places(SLICE)
        followups, gone_followups = self._followups.take(now, space, self._rows.followup)
        told = self._alerts.take(now, SLICE, changed)
        news = (whole, locks is not None, board, tables, cases, followups, gone_cases, gone_followups, told)
        if not any(news) and not _over(self._made, STILL, now):
            return None
        self._made = now
        self._serial += 1
        return DeskDocument(
            serial=self._serial,
            whole=whole,
            now=now,
            site=profile.code,
            name=profile.name,
            room=profile.room,
            zone=profile.zone,
            kind=self._kind,
            shift=shift,
            feeds=feeds,
            board=board,
            names=self._room.names.words() if whole else None,
            ledgers=tables,
            cases=cases,
            followups=followups,
            gone_cases=gone_cases,
            gone_followups=gone_followups,
            alerts=told.rows,
            gone_alerts=told.gone,
            verdicts=told.verdicts,
            turn=told.turn,
            attention=told.attention,
            locks=locks,
        )

    def _start_anew(self, profile: Profile, now: int) -> None:
        """Everything is owed, who is in danger first."""
        self._asked, self._began, self._profile = False, now, profile
        self._board, self._ledgers = None, None
        cases, followups = self._rows.shown(now)
        self._cases.start_anew(cases)
        self._followups.start_anew(followups)
        self._moved.clear()
        self._alerts.start_anew(now)
        self._forget_news()

    def _locked(self, whole: bool) -> dict[str, tuple[str, ...]] | None:
        """Who alone sees which case; None where the desks know. Where it is another, its rows are owed."""
        before, self._locks = self._locks, dict(self._room.locks)
        changed = {case for case, _ in before.items() ^ self._locks.items()}
        self._room.news_cases |= changed
        self._followups.change(sorted(name for case in changed for name in self._picture.followups_of.get(case, ())))
        return self._locks if whole or changed else None

    def _forget_news(self) -> None:
        self._room.news_cases.clear()
        self._room.news_followups.clear()

    def _in_new_places(self, most: int) -> list[CaseRow]:
        """Rows that are as the desks have them but for their place."""
        found: list[CaseRow] = []
        for name in taking(self._moved, most):
            row, place = self._cases.sent.get(name), self._room.severe.place(name)
            if row is not None and place and row.rank != place:
                row = self._cases.sent[name] = replace(row, rank=place)
                found.append(row)
        return found

    def _now_and_then(self, profile: Profile, now: int, whole: bool) -> tuple[CaseBoard | None, DeskLedgers | None]:
        """Board and ledgers, each only where it is another than the desks have."""
        room = self._room
        if room.last is None or not (whole or _over(self._seldom, SELDOM, now)):
            return None, None
        self._seldom = now
        sent = self._cases.sent
        self._moved = {
            name: None
            for place, name in enumerate(room.severe.order(), 1)
            if (row := sent.get(name)) is not None and row.rank != place
        }
        board = room.last if room.last != self._board else None
        tables = room.ledgers.desk(profile, room.names, now)
        said = None if tables == self._ledgers else tables
        self._board, self._ledgers = room.last, tables
        return board, said


def _over(since: int, span: int, now: int) -> bool:
    """Whether `span` has passed since then; time that went back is no reason to wait."""
    return not 0 <= now - since < span
