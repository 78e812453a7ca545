"""People's sessions, in the store: every server of the site knows them, and none once they were ended.

A session is there while both of its halves are: what it is (until its whole time is over or somebody ends it), and
that its person did something lately. They are apart so that a late "still here" cannot bring back an ended one.
"""

import secrets
from hashlib import blake2b
from typing import Literal

import msgspec
from msgspec import Struct

from dashboard.gate.ledger import Ledger
from dashboard.gate.person import Person
from dashboard.gate.screens import CONTROL
from journal.journal import Journal

How = Literal["password", "break_glass", "oidc"]
STILL = 60_000  # ms at most between two notes that somebody is there


class Session(Struct, frozen=True):
    """`hash`: of the account's password hash; another password ends the sessions of the old one."""

    person: Person
    how: How
    hash: str = ""


class Sessions:
    """Every method raises StoreDown."""

    def __init__(self, journal: Journal, ledger: Ledger) -> None:
        self._journal = journal
        self._ledger = ledger
        self._idle = ledger.session.idle * 60_000
        self._whole = ledger.session.whole * 3_600_000
        self._still = min(STILL, self._idle // 4)
        self._noted: dict[str, int] = {}

    async def begin(self, person: Person, how: How) -> tuple[Person, str]:
        """The person with the new session, and its cookie."""
        cookie = secrets.token_urlsafe(32)
        key = _hash(cookie)
        account = self._ledger.find(person.id)
        person = msgspec.structs.replace(person, session=key[:12])
        session = Session(person, how, _hash(account.hash) if account and how != "oidc" else "")
        await self._journal.put("active", key, b"", self._idle)
        await self._journal.put("sessions", key, msgspec.json.encode(session), self._whole)
        return person, cookie

    async def known(self, cookie: str) -> Person | None:
        """Whose cookie this is, with the roles that the ledger gives now, while the session lasts."""
        key = _hash(cookie)
        raw = await self._journal.get("sessions", key)
        if raw is None or await self._journal.get("active", key) is None:
            return None
        try:
            session = msgspec.json.decode(raw, type=Session)
        except msgspec.DecodeError:  # another release's: sign in again
            return None
        if session.how == "oidc":
            return session.person if self._ledger.oidc else None
        account = self._ledger.find(session.person.id)
        if account is None or not secrets.compare_digest(_hash(account.hash), session.hash):
            return None
        return account.person(key[:12])

    async def still(self, cookie: str, now: int) -> None:
        """Its person did something; kept to the minute. `now`: milliseconds of any clock that goes on."""
        key = _hash(cookie)
        if now - self._noted.get(key, -STILL) < self._still:
            return
        self._noted = {each: at for each, at in self._noted.items() if now - at < self._still} | {key: now}
        await self._journal.put("active", key, b"", self._idle)

    async def end(self, cookie: str) -> bool:
        """Everywhere, within a second; whether there was one."""
        key = _hash(cookie)
        ended = await self._journal.drop("sessions", key)
        await self._journal.drop("active", key)
        await self._journal.publish(CONTROL, b"sessions")
        return ended


def _hash(secret: str) -> str:
    """Of 256 random bits, or of a hash: no salt is needed."""
    return blake2b(secret.encode(), digest_size=20).hexdigest()
