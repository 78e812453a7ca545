"""The desk's rows as the watch said them, and which cases are locked to whom. In memory only."""

from collections.abc import Iterable
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from dashboard.scopes import Row, Scoped, case_of, opens, sees
from watch.alert_documents import AlertRow
from watch.desk_documents import CaseRow, DeskDocument, FollowUpRow

R = TypeVar("R", CaseRow, FollowUpRow, AlertRow)


class Sight(Struct, frozen=True):
    """What a person's view depends on. `id` only where a lock names it: else all of a scope share one."""

    agencies: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    id: str = ""


class Rows:
    """The desk as it stands: one document's rows, kept in step with what the watch says.

    `locks` are those that the watch said last, which it does before any row of a locked case; kept across a new whole,
    which comes in slices: the ledgers in its first one must not name a case whose row follows in the tenth.
    """

    def __init__(self) -> None:
        self.latest: DeskDocument | None = None
        self.cases: dict[str, CaseRow] = {}
        self.followups: dict[str, FollowUpRow] = {}
        self.alerts: dict[str, AlertRow] = {}
        self.locks: dict[str, tuple[str, ...]] = {}

    def follows(self, document: DeskDocument) -> bool:
        """Whether nothing is missing between what is known and this."""
        return document.whole or (self.latest is not None and document.serial == self.latest.serial + 1)

    def take(self, document: DeskDocument) -> bool:
        """Whether a lock is another than before."""
        known = self.latest
        if document.whole or known is None:
            self.cases, self.followups, self.alerts = {}, {}, {}
        changed = self._lock(document)
        _update(self.cases, document.cases, document.gone_cases)
        _update(self.followups, document.followups, document.gone_followups)
        _update(self.alerts, document.alerts, document.gone_alerts)
        self.latest = bare(document if document.whole or known is None else _filled(document, known))
        return changed

    def _lock(self, document: DeskDocument) -> bool:
        before = self.locks
        if document.locks is not None:
            self.locks = {case: who for case, who in document.locks.items() if who}
        return self.locks != before

    def sight(self, who: Scoped) -> Sight:
        named = any(who.id in locked for locked in self.locks.values())
        return Sight(tuple(sorted(who.agencies)), tuple(sorted(who.municipalities)), who.id if named else "")

    def seen_by(self, who: Scoped, row: Row) -> bool:
        return sees(who, row) and opens(who, self.locks, case_of(row))


def bare(document: DeskDocument) -> DeskDocument:
    """Without rows and verdicts."""
    return replace(
        document, cases=[], followups=[], alerts=[], gone_cases=[], gone_followups=[], gone_alerts=[], verdicts=[]
    )


def _filled(document: DeskDocument, known: DeskDocument) -> DeskDocument:
    """What is as said before is said again to who comes."""
    return replace(
        document,
        board=document.board or known.board,
        names=document.names or known.names,
        ledgers=document.ledgers or known.ledgers,
        turn=document.turn or known.turn,
        attention=document.attention or known.attention,
    )


def _update(kept: dict[str, R], rows: Iterable[R], gone: Iterable[str]) -> None:
    kept |= {row.id: row for row in rows}
    for name in gone:
        kept.pop(name, None)
