"""What the gate of one server is made of, and whose cookies are whose."""

import time

import msgspec
from msgspec import Struct

from dashboard.gate.doors import Cookies, Doors, Known
from dashboard.gate.ledger import Ledger
from dashboard.gate.person import GateState, Person
from dashboard.gate.screens import Screens
from dashboard.gate.sessions import Sessions
from dashboard.gate.surfaces import DESK, WALL, Surface
from journal.journal import Journal, Kind
from picture.errors import StoreDown

REMEMBERED = 900.0  # seconds for which a person is let in on memory alone, while the store is away
MOST = 1000  # that are remembered
CAME = 30 * 86_400_000  # ms for which who came in by OIDC is offered to others


class Side(Struct, frozen=True):
    """One of the two servers: its surfaces, and where who is not known yet is led."""

    surfaces: list[Surface]
    entrance: str


SIDES = {"wall": Side(WALL, "/enrol"), "desk": Side(DESK, "/sign-in")}


class House:
    """The gate of one server. `ledger` None: there is no gate, a demo on this machine is open to look at.

    `hosts`: names besides this machine's own under which browsers may reach the server.
    """

    def __init__(
        self,
        *,
        journal: Journal,
        side: Side,
        kind: Kind,
        ledger: Ledger | None = None,
        hosts: frozenset[str] = frozenset(),
    ) -> None:
        self.journal = journal
        self.side = side
        self.kind = kind
        self.ledger = ledger or Ledger()
        self.state: GateState = "closed" if ledger else "open"
        self.hosts = hosts
        self.screens = Screens(journal)
        self.sessions = Sessions(journal, self.ledger)
        self.doors = Doors(journal, self.who)
        self._remembered: dict[Cookies, tuple[float, Known]] = {}

    async def who(self, cookies: Cookies) -> Known:
        """As the store says now. Raises StoreDown."""
        session, screen = cookies
        known = (
            await self.sessions.known(session) if session else None,
            await self.screens.known(screen) if screen else None,
        )
        if known[1]:
            await self.screens.seen(known[1], int(time.monotonic() * 1000))
        self._remembered.pop(cookies, None)
        if known != (None, None):
            self._remembered[cookies] = (time.monotonic(), known)
        while len(self._remembered) > MOST:
            self._remembered.pop(next(iter(self._remembered)))
        return known

    async def entering(self, cookies: Cookies) -> Known:
        """As the store says; while it is away nobody can be shut out, and a wall that reloads must not go dark: as it
        last said to this server. Raises StoreDown for whom it said nothing of."""
        try:
            known = await self.who(cookies)
            if known[0]:
                await self.sessions.still(cookies[0], int(time.monotonic() * 1000))
        except StoreDown:
            since, (person, screen) = self._remembered.get(cookies, (0.0, (None, None)))
            if time.monotonic() - since > REMEMBERED:
                person = None
            if person is None and screen is None:
                raise
            return person, screen
        return known

    async def people(self) -> list[Person]:
        """Who has an account here, or came in by OIDC in the last 30 days, by name. Raises StoreDown."""
        local = {account.id: account.person() for account in self.ledger.account}
        came = await self.journal.shelf("people") if self.ledger.oidc else {}
        others = {key: msgspec.json.decode(raw, type=Person) for key, raw in came.items()}
        return sorted((others | local).values(), key=lambda person: (person.name.casefold(), person.id))

    async def remember(self, person: Person) -> None:
        """Who came in by OIDC: others may assign something to this person from now on. Raises StoreDown."""
        await self.journal.put("people", person.id, msgspec.json.encode(person), CAME)
