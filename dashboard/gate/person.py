"""Who came in: a person with roles and a scope, or an enrolled screen; and what each role may. Pure."""

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

ROLES = ("wall", "lead", "supervisor", "reader", "auditor")
MAY: dict[str, frozenset[str]] = {
    "act": frozenset({"lead", "supervisor"}),
    "blank": frozenset({"lead", "supervisor"}),
    "screens": frozenset({"supervisor"}),
    "lock": frozenset({"supervisor"}),
    "decide": frozenset({"supervisor"}),
    "desk": frozenset({"lead", "supervisor"}),
    "briefing": frozenset({"reader", "lead", "supervisor"}),
    "audit": frozenset({"auditor"}),
    "wall": frozenset({"wall", "lead", "supervisor"}),
}

GateState = Literal["open", "closed"]  # open: a demo on this machine without a gate, where nobody can act
Scope = Mapping[str, Any]


class Person(Struct, frozen=True):
    """`id`: of the account, written as picture.words.Name. No agency or no municipality: all of them.

    `session`: a short hash that tells sessions apart, never the cookie.
    """

    id: str
    name: str
    roles: frozenset[str]
    agencies: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    session: str = ""

    def may(self, what: str) -> bool:
        """Raises KeyError for a right that is not in MAY: a misspelt one must not pass for a refusal."""
        return not self.roles.isdisjoint(MAY[what])


class Screen(Struct, frozen=True):
    """An enrolled wall. It may see the wall and nothing else."""

    id: str
    name: str


def person_of(scope: Scope) -> Person | None:
    """The person whose request or socket this is, as the middleware found it."""
    person = scope.get("vigia.person")
    return person if isinstance(person, Person) else None


def screen_of(scope: Scope) -> Screen | None:
    screen = scope.get("vigia.screen")
    return screen if isinstance(screen, Screen) else None


def gate_of(scope: Scope) -> GateState:
    """`closed` unless the middleware said that there is no gate."""
    return "open" if scope.get("vigia.gate") == "open" else "closed"
