"""What the people of one scope are sent of the desk's rows.

A view is made once for all who share a scope. Whoever sees everything gets the watch's own bytes.
"""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from msgspec.structs import replace

from dashboard import desk_sums
from dashboard.desk_rows import Rows, Sight
from dashboard.live import Frame
from dashboard.scopes import Row, Scoped, opens
from watch.alert_documents import AlertRow
from watch.desk_documents import CaseRow, DeskDocument, FollowUpRow, encode

SLICE = 2000  # rows of one frame: what a browser can draw while the next one comes
R = TypeVar("R", CaseRow, FollowUpRow, AlertRow)


class View:
    """Everything: each change as the watch said it."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._frames: list[Frame] = []

    def take(self, _document: DeskDocument, payload: bytes) -> Frame:
        """The frame that says the change. The rows have taken it already."""
        self._frames = []
        return frame(payload)

    def frames(self) -> list[Frame]:
        """Everything, in slices: alerts, cases by priority, follow-ups. Made once for all who come meanwhile."""
        latest = self._latest()
        if latest is not None and not self._frames:
            self._frames = [frame(encode(document)) for document in self._slices(latest)]
        return self._frames

    def _latest(self) -> DeskDocument | None:
        return self._rows.latest

    def _shown(self) -> tuple[Iterable[CaseRow], Iterable[FollowUpRow], Iterable[AlertRow]]:
        return self._rows.cases.values(), self._rows.followups.values(), self._rows.alerts.values()

    def _slices(self, latest: DeskDocument) -> list[DeskDocument]:
        shown = self._shown()
        cases = sorted(shown[0], key=lambda row: (not row.open, row.rank))
        followups = list(shown[1])
        alerts = sorted(shown[2], key=lambda row: row.rank)
        rest = replace(latest, whole=False, board=None, names=None, ledgers=None, turn=None, attention=None, locks=None)
        return [
            replace(latest, whole=True, cases=cases[:SLICE], alerts=alerts[:SLICE]),
            *[replace(rest, alerts=some) for some in _sliced(alerts, SLICE)],
            *[replace(rest, cases=some) for some in _sliced(cases, SLICE)],
            *[replace(rest, followups=some) for some in _sliced(followups, 0)],
        ]


class PartView(View):
    """What one scope sees, or what a lock leaves of everything: rows with their places among themselves, sums and
    ledgers of these rows, verdicts on these alerts. The attention page is the whole room's, and is left out.
    """

    def __init__(self, rows: Rows, sight: Sight) -> None:
        super().__init__(rows)
        self._sight = sight
        self._cases = Seen[CaseRow](self._sees, ranked=True)
        self._followups = Seen[FollowUpRow](self._sees)
        self._alerts = Seen[AlertRow](self._sees, ranked=True)
        self._cases.take(rows.cases.values(), ())
        self._followups.take(rows.followups.values(), ())
        self._alerts.take(rows.alerts.values(), ())

    def take(self, document: DeskDocument, _payload: bytes) -> Frame:
        self._frames = []
        if document.whole:
            for kept in (self._cases, self._followups, self._alerts):
                kept.clear()
        cases, gone_cases = self._cases.take(document.cases, document.gone_cases)
        followups, gone_followups = self._followups.take(document.followups, document.gone_followups)
        alerts, gone_alerts = self._alerts.take(document.alerts, document.gone_alerts)
        told = bool(document.board or document.ledgers or gone_cases)
        said = replace(
            document,
            cases=cases,
            followups=followups,
            alerts=alerts,
            gone_cases=gone_cases,
            gone_followups=gone_followups,
            gone_alerts=gone_alerts,
            verdicts=[verdict for verdict in document.verdicts if verdict.alert in self._alerts.shown],
            board=None,
            ledgers=None,
            attention=None,
            locks=None,
        )
        return frame(encode(self._summed(said) if told else said))

    def _sees(self, row: Row) -> bool:
        return self._rows.seen_by(self._sight, row)

    def _latest(self) -> DeskDocument | None:
        latest = self._rows.latest
        return latest and self._summed(replace(latest, attention=None, locks=None))

    def _shown(self) -> tuple[Iterable[CaseRow], Iterable[FollowUpRow], Iterable[AlertRow]]:
        return self._cases.shown.values(), self._followups.shown.values(), self._alerts.shown.values()

    def _summed(self, said: DeskDocument) -> DeskDocument:
        latest = self._rows.latest
        assert latest is not None
        ledgers = latest.ledgers and desk_sums.ledgers(latest.ledgers, self._shows)
        cases, followups, _ = self._shown()
        board = latest.board and desk_sums.board(latest.board, cases, followups, ledgers, said.now)
        return replace(said, board=board, ledgers=ledgers)

    def _shows(self, case: str) -> bool:
        """Whether a ledger's row of this case is seen: by the case's own row. A case that has none any more is shown
        only to who sees all agencies and municipalities: nothing says whose it was."""
        if case in self._rows.cases:
            return case in self._cases.shown
        scoped = self._sight.agencies or self._sight.municipalities
        return not scoped and opens(self._sight, self._rows.locks, case)


class Seen(Generic[R]):
    """The rows of one kind that a view shows. `ranked`: their places are counted among themselves, from 1, as a place
    in the room's own order would tell how many stand before it."""

    def __init__(self, sees: Callable[[Row], bool], *, ranked: bool = False) -> None:
        self.shown: dict[str, R] = {}
        self._sees = sees
        self._ranked = ranked
        self._places: dict[str, int] = {}  # as the watch said them

    def clear(self) -> None:
        self.shown, self._places = {}, {}

    def take(self, rows: Iterable[R], gone: Iterable[str]) -> tuple[list[R], list[str]]:
        """Rows that are another than shown before, and ids that are not seen any more."""
        changed: dict[str, R] = {}
        left = [name for name in gone if name in self.shown]
        for row in rows:
            if self._sees(row):
                changed[row.id] = row
            elif row.id in self.shown:
                left.append(row.id)
        for name in left:
            self.shown.pop(name, None)
            self._places.pop(name, None)
        if self._ranked and (changed or left):
            changed = self._placed(changed)
        self.shown |= changed
        return list(changed.values()), list(dict.fromkeys(left))

    def _placed(self, changed: dict[str, R]) -> dict[str, R]:
        """With each row whose place among those shown is another."""
        self._places |= {name: _rank(row) for name, row in changed.items()}
        found: dict[str, R] = {}
        place = 0
        for rank, name in sorted((rank, name) for name, rank in self._places.items()):
            place += rank > 0
            row = changed.get(name) or self.shown[name]
            stands = place if rank > 0 else 0
            if _rank(row) != stands:
                found[name] = replace(row, rank=stands)
            elif name in changed:
                found[name] = row
        return {name: row for name, row in found.items() if self.shown.get(name) != row}


class Views:
    """The rows, and one view for each scope that somebody looks from."""

    def __init__(self) -> None:
        self.rows = Rows()
        self._views: dict[Sight, View] = {}

    def of(self, who: Scoped) -> View:
        sight = self.rows.sight(who)
        if sight not in self._views:
            part = sight.agencies or sight.municipalities or self.rows.locks
            self._views[sight] = PartView(self.rows, sight) if part else View(self.rows)
        return self._views[sight]

    def take(self, document: DeskDocument, payload: bytes) -> dict[View, Frame]:
        """What each view is told. None of them where a lock changed: whoever looks is to be given everything anew."""
        if self.rows.take(document):
            self._views = {}
        return {view: view.take(document, payload) for view in self._views.values()}

    def keep(self, used: set[View]) -> None:
        """Forget those from which nobody looks."""
        self._views = {sight: view for sight, view in self._views.items() if view in used}


def _rank(row: CaseRow | FollowUpRow | AlertRow) -> int:
    return 0 if isinstance(row, FollowUpRow) else row.rank


def _sliced(rows: list[R], start: int) -> list[list[R]]:
    return [rows[i : i + SLICE] for i in range(start, len(rows), SLICE)]


def frame(payload: bytes) -> Frame:
    return {"type": "websocket.send", "bytes": payload}
