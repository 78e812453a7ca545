"""What the desks lack of alerts: rows as they change, verdicts, who has the room, and how the alarms themselves do."""

from collections.abc import Collection

from msgspec import Struct

from alerts.attention import attention
from alerts.fold import AlertBoard
from picture.clocks import SECOND
from picture.picture import Picture
from picture.place_events import HotspotFound
from watch.alert_documents import AlertRow, Attention, ShiftDesk, Verdict
from watch.alert_rows import AlertRows
from watch.case_board import CaseRoom
from watch.desk_news import News
from watch.zones import signal_of

SELDOM = 5 * SECOND  # between two reckonings of how the alarms do


class Told(Struct, frozen=True):
    """Empty where there is nothing new."""

    rows: list[AlertRow]
    gone: list[str]
    verdicts: list[Verdict]
    turn: ShiftDesk | None
    attention: Attention | None

    def __bool__(self) -> bool:
        return bool(self.rows or self.gone or self.verdicts or self.turn or self.attention)


class AlertNews:
    """`take`: what changed since the last one; `cases`: ids of those that did, whose alerts say their risk and place.
    `forget`: nobody is told."""

    def __init__(self, picture: Picture, book: AlertBoard, room: CaseRoom) -> None:
        self._picture = picture
        self._book = book
        self._room = room
        self._rows = AlertRows(picture, book, room)
        self._news: News[AlertRow] = News()
        self._stale: frozenset[str] = frozenset()
        self._hotspots: dict[str, HotspotFound] = {}
        self._turn: ShiftDesk | None = None
        self._attention: Attention | None = None
        self._reckoned = -SELDOM

    def __len__(self) -> int:
        return len(self._news)

    def start_anew(self, now: int) -> None:
        """Everything is owed."""
        self._news.start_anew(self._rows.shown(now))
        self._turn, self._attention, self._reckoned = None, None, -SELDOM
        self.forget()

    def forget(self) -> None:
        self._book.news.clear()
        self._book.answered.clear()

    def take(self, now: int, most: int, cases: Collection[str] = ()) -> Told:
        book = self._book
        turned, self._stale = self._stale ^ self._silent(), self._silent()
        if turned:
            alerts = book.board.alerts
            book.news.update(name for name in book.open if alerts[name].raised.source in turned)
        book.news.update(self._found_again())
        if cases:
            book.news.update(name for name in book.open if book.board.alerts[name].raised.case in cases)
        self._news.change(sorted(book.news))
        rows, gone = self._news.take(now, most, self._rows.row)
        verdicts = [
            Verdict(
                intent=each.intent,
                accepted=each.accepted,
                alert=each.alert,
                why=each.why,
                what=each.what,
                by=each.by,
                at=each.at,
            )
            for each in book.answered
        ]
        self.forget()
        return Told(rows, gone, verdicts, self._turned(), self._attended(now))

    def _silent(self) -> frozenset[str]:
        lost = (
            source for source, live in self._picture.centres.items() if live.state.lost and not live.state.connected
        )
        return frozenset(lost)

    def _found_again(self) -> list[str]:
        """Alerts about a hotspot of which something else is said now."""
        hotspots, alerts = self._picture.book.hotspots, self._book.board.alerts
        changed = {name for name, found in hotspots.items() if self._hotspots.get(name) != found}
        self._hotspots = dict(hotspots)
        return [name for name in self._book.open if signal_of(alerts[name]) in changed] if changed else []

    def _turned(self) -> ShiftDesk | None:
        turn = self._rows.turn()
        if turn == self._turn:
            return None
        self._turn = turn
        return turn

    def _attended(self, now: int) -> Attention | None:
        if 0 <= now - self._reckoned < SELDOM:
            return None
        self._reckoned = now
        found = attention(self._book.board, now)
        if found == self._attention:
            return None
        self._attention = found
        return found
