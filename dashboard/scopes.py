"""Which rows a person sees: by agency and municipality, and by the lock of a case. Pure.

For whoever does not see a row it does not exist: it is in no list, no place in an order and no sum.
"""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from watch.alert_documents import AlertRow
from watch.desk_documents import CaseRow, FollowUpRow

Row = CaseRow | FollowUpRow | AlertRow
Locks = Mapping[str, tuple[str, ...]]  # case → who alone may see it


class Scoped(Protocol):
    """Whoever looks. No agency or no municipality named: all of them."""

    @property
    def id(self) -> str: ...
    @property
    def agencies(self) -> tuple[str, ...]: ...
    @property
    def municipalities(self) -> tuple[str, ...]: ...


class Owned(Protocol):
    """What a scope is judged by: whose it is, where, and who alone may see it."""

    @property
    def agency(self) -> str: ...
    @property
    def municipality(self) -> str: ...
    @property
    def locked(self) -> tuple[str, ...]: ...


def sees(who: Scoped, row: Owned) -> bool:
    """A lock names who sees the case, whatever the scope of the named: a case that changes hands is lost to nobody's
    sight. Without one the scope says it. A row that names no agency (a feed is silent) or no municipality (nobody
    knows where she is) belongs to every scope: what is nobody's own must not be seen by nobody.
    """
    if row.locked:
        return who.id in row.locked
    return _within(row.agency, who.agencies) and _within(row.municipality, who.municipalities)


def case_of(row: Row) -> str:
    """The case that a row is about; empty for an alert about none."""
    return row.id if isinstance(row, CaseRow) else row.case


def opens(who: Scoped, locks: Locks, case: str) -> bool:
    """Whether no lock shuts this person out of the case."""
    locked = locks.get(case)
    return not locked or who.id in locked


def _within(code: str, scope: tuple[str, ...]) -> bool:
    return not scope or not code or code in scope


class Anyone(Struct, frozen=True):
    """Whoever sits at this machine where there is no gate: everything but what is locked."""

    id: str = ""
    agencies: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
