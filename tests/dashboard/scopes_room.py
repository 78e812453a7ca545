"""People of several scopes who look at one desk, and a watch that changes it."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dashboard.desk_views import View, Views
from dashboard.live import Frame
from dashboard.scopes import Row
from tests.dashboard import desk_sample
from tests.dashboard.sample import NOW
from watch.alert_documents import AlertRow
from watch.desk_documents import CaseRow, DeskDocument, LedgerRow, encode

NIGHT = desk_sample.document([], [])


class Who(Struct, frozen=True):
    id: str = "lucia"
    agencies: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()


def alert(n: int, **changes: Any) -> AlertRow:
    plain = AlertRow(
        id=f"{n:032x}",
        rank=n,
        version=1,
        rule="severe_unassigned",
        priority="critical",
        kind="case",
        about=f"NL-{n:06d}",
        case=f"NL-{n:06d}",
        mask=desk_sample.mask(n),
        due=NOW,
        raised=NOW,
        state="raised",
    )
    return replace(plain, **changes)


class Page:
    """A browser of one person: what it makes of the frames, and every word it was ever sent."""

    def __init__(self, views: Views, who: Who) -> None:
        self.who = who
        self._views = views
        self.document = NIGHT
        self.rows: dict[str, dict[str, Any]] = {}
        self.come()

    def come(self) -> None:
        self.view: View = self._views.of(self.who)
        self.given: list[Frame] = []
        for each in self.view.frames():
            self.take(each)

    def take(self, frame: Frame) -> None:
        self.given = [*self.given, frame]
        document = msgspec.json.decode(frame["bytes"], type=DeskDocument)
        kinds: dict[str, tuple[Iterable[Any], list[str]]] = {
            "cases": (document.cases, document.gone_cases),
            "followups": (document.followups, document.gone_followups),
            "alerts": (document.alerts, document.gone_alerts),
        }
        if document.whole:
            self.rows = {kind: {} for kind in kinds}
        for kind, (rows, gone) in kinds.items():
            self.rows[kind] |= {row.id: row for row in rows}
            for name in gone:
                del self.rows[kind][name]  # nothing is said to be gone that was not there
        known = None if document.whole else self.document
        self.document = replace(
            document,
            board=document.board or (known and known.board),
            ledgers=document.ledgers or (known and known.ledgers),
        )


class Room:
    """A watch and the pages that look at it. A lock is on the case, its follow-ups, its alerts."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {"cases": {}, "followups": {}, "alerts": {}}
        self.locks: dict[int, tuple[str, ...]] = {}
        self.serial = 0
        self.views = Views()
        self.pages: list[Page] = []
        self.say(whole=True, ledgers=replace(ledgers(), rows=[handover(n) for n in range(1, 7)]))

    def say(self, **changes: Any) -> None:
        self.serial += 1
        plain = {"whole": False, "board": None, "names": None, "ledgers": None}
        document = replace(NIGHT, serial=self.serial, **{**plain, **changes})
        payload = encode(document)
        frames = self.views.take(document, payload)
        for page in self.pages:
            if page.view in frames:
                page.take(frames[page.view])
            else:
                page.come()

    def put(self, kind: str, n: int, **changes: Any) -> None:
        make: Any = {"cases": desk_sample.case, "followups": desk_sample.followup, "alerts": alert}[kind]
        row = make(n, locked=self.locks.get(n, ()), **changes)
        self.rows[kind][row.id] = row
        self.say(**{kind: [row]})

    def leave(self, kind: str, n: int) -> None:
        for name in [name for name, row in self.rows[kind].items() if _number(row) == n]:
            del self.rows[kind][name]
            self.say(**{f"gone_{kind}": [name]})

    def lock(self, n: int, names: tuple[str, ...]) -> None:
        """The lock is said first; the rows follow."""
        self.locks[n] = names
        self.say(locks=self.said())
        for kind, rows in self.rows.items():
            for name in [name for name, row in rows.items() if _number(row) == n]:
                rows[name] = replace(rows[name], locked=names)
                self.say(**{kind: [rows[name]]})

    def said(self) -> dict[str, tuple[str, ...]]:
        return {f"NL-{n:06d}": names for n, names in self.locks.items() if names}

    def say_everything(self) -> None:
        """As the watch does when somebody asks: in slices."""
        kept = replace(ledgers(), rows=[handover(n) for n in range(1, 7)])
        self.say(whole=True, board=NIGHT.board, ledgers=kept, locks=self.said())
        for kind, rows in self.rows.items():
            for row in rows.values():
                self.say(**{kind: [row]})


def handover(n: int) -> LedgerRow:
    return LedgerRow(
        kind="handover",
        id=f"ENT-{n}",
        case=f"NL-{n:06d}",
        mask=desk_sample.mask(n),
        giver="911",
        to="070",
        service="",
        state="offered",
        since=1,
        due=2,
    )


def ledgers() -> Any:
    assert NIGHT.ledgers
    return replace(NIGHT.ledgers, orders=[])


def _number(row: Row) -> int:
    return int((row.id if isinstance(row, CaseRow) else row.case)[3:])
