"""Wall screens: let in by a one-time code, known by a cookie that has no end, shut out from the desk.

The store keeps hashes of codes and cookies only. When a screen was last seen stands on a shelf of its own: written
beside what says that it is let in, a late write could bring back a screen that was just shut out.
"""

import re
import secrets
import unicodedata
from hashlib import blake2b

import msgspec
from msgspec import Struct

from dashboard.gate.person import Screen
from journal.journal import Journal
from picture.alert_events import DeviceEnrolled, DeviceRevoked
from picture.events import Fact
from picture.masks import SIGNS

CONTROL = "control"  # servers of this site look again when something is published here
VALID = 600_000  # ms in which a code is good
SOURCE = "vigia/desk"
SEEN = 60_000  # ms between two notes that a screen is there


class Pending(Struct, frozen=True):
    """A code that nobody has used yet."""

    name: str
    by: str


class Kept(Struct, frozen=True):
    """A screen as the store keeps it. `enrolled`: the store's clock; `secret`: a hash of its cookie's."""

    name: str
    by: str
    enrolled: int
    secret: str


class Listed(Struct, frozen=True):
    """`seen`: when it last asked for something or held a socket open, to the minute; None never."""

    id: str
    name: str
    by: str
    enrolled: int
    seen: int | None


class Screens:
    """Every method raises StoreDown."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._noted: dict[str, int] = {}

    async def code(self, name: str, by: str) -> tuple[str, int]:
        """A one-time code, as it is shown, and when it ends (the store's clock). Raises ValueError for no name."""
        if not coded(name) or len(name.strip()) > 40:
            raise ValueError("A screen needs a name of at most 40 signs, with a letter or a digit.")
        signs = "".join(secrets.choice(SIGNS) for _ in range(8))
        pending = msgspec.json.encode(Pending(name.strip(), by))
        ends = await self._journal.now() + VALID
        await self._journal.put("codes", _hash(signs), pending, VALID)
        return f"{signs[:4]}-{signs[4:]}", ends

    async def enrol(self, code: str) -> tuple[Screen, str] | None:
        """The screen and its cookie, when the code was good; of two who use it at once one gets it."""
        kept = await self._journal.take("codes", _hash(re.sub(r"[\s-]", "", code).upper()))
        if kept is None:
            return None
        pending = msgspec.json.decode(kept, type=Pending)
        screen_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
        now = await self._journal.now()
        screen = Kept(pending.name, pending.by, now, _hash(secret))
        await self._record(screen_id, DeviceEnrolled(by=pending.by, name=coded(pending.name)), now)
        await self._journal.put("screens", screen_id, msgspec.json.encode(screen))
        return Screen(screen_id, pending.name), f"{screen_id}.{secret}"

    async def listed(self) -> list[Listed]:
        """Those let in, the newest last."""
        seen = await self._journal.shelf("seen")
        screens = [
            Listed(key, kept.name, kept.by, kept.enrolled, int(seen[key]) if key in seen else None)
            for key, kept in ((key, _kept(raw)) for key, raw in (await self._journal.shelf("screens")).items())
        ]
        return sorted(screens, key=lambda screen: (screen.enrolled, screen.id))

    async def revoke(self, screen: str, by: str) -> bool:
        """Shuts the screen out everywhere, within a second; whether it was let in."""
        if not await self._journal.drop("screens", screen):
            return False
        await self._journal.publish(CONTROL, b"screens")
        await self._journal.drop("seen", screen)
        await self._record(screen, DeviceRevoked(by=by), await self._journal.now())
        return True

    async def known(self, cookie: str) -> Screen | None:
        """Whose cookie this is, while it is let in."""
        screen, _, secret = cookie.partition(".")
        if not re.fullmatch(r"[0-9a-f]{16}", screen):
            return None
        raw = await self._journal.get("screens", screen)
        if raw is None or not secrets.compare_digest(_kept(raw).secret, _hash(secret)):
            return None
        return Screen(screen, _kept(raw).name)

    async def seen(self, screen: Screen, now: int) -> None:
        """It is there; kept to the minute. `now`: milliseconds of any clock that goes on."""
        if now - self._noted.get(screen.id, -SEEN) < SEEN:
            return
        self._noted[screen.id] = now
        await self._journal.put("seen", screen.id, str(await self._journal.now()).encode())

    async def _record(self, screen: str, data: DeviceEnrolled | DeviceRevoked, now: int) -> None:
        await self._journal.record([Fact(time=now, source=SOURCE, subject=screen, data=data)])


def coded(name: str) -> str:
    """A room's name for a screen as a code of the journal: "Sala Ñandú 2" is sala-nandu-2; empty for none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40]


def _kept(raw: bytes) -> Kept:
    return msgspec.json.decode(raw, type=Kept)


def _hash(secret: str) -> str:
    """Of 256 random bits, or of a code that lives ten minutes: no salt and no slow hash are needed."""
    return blake2b(secret.encode(), digest_size=20).hexdigest()
