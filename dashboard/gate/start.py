"""The gate of a server as the settings describe it, or the one sentence why the server may not start."""

from collections.abc import Collection
from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

import settings
from dashboard.gate import ledger as ledgers
from dashboard.gate import pages
from dashboard.gate.entrance import Entrance
from dashboard.gate.headers import policy
from dashboard.gate.house import SIDES, House
from dashboard.gate.ledger import Ledger
from dashboard.gate.loopback import LOOPBACK, refuse_beyond_loopback
from dashboard.gate.middleware import Gate
from journal.journal import Journal, Kind
from picture.errors import BadSetting
from picture.profile import Profile
from profiles import load


class GateOfServer:
    """What a server mounts: the middleware before everything, the doors' routes, and `house` for who asks."""

    def __init__(self, house: House, page: str, ca: str = "") -> None:
        self.house = house
        self._page = page
        self._ca = ca

    @property
    def routes(self) -> list[BaseRoute]:
        if self.house.state == "open":
            return [Route(path, pages.home) for path in ("/sign-in", "/enrol")]
        return Entrance(self.house, self._ca).routes

    @property
    def middleware(self) -> list[Middleware]:
        return [Middleware(Gate, house=self.house, policy=policy(self._page))]


def gate(*, side: str, journal: Journal, kind: Kind, address: str | None, tls: bool, page: str) -> GateOfServer:
    """`side`: wall or desk. `address`: where the server binds, `tls` whether it speaks TLS itself. `page`: the HTML of
    its first page. Raises BadSetting, BadProfile."""
    path = settings.get("VIGIA_GATE")
    hosts = frozenset(settings.get("VIGIA_HOSTS").lower().split(",")) - {""}
    ledger = ledgers.read(path) if path else None
    refuse(ledger, kind=kind, address=address, tls=tls)
    if ledger:
        profile = load(settings.get("VIGIA_SITE"), Path(settings.get("VIGIA_PROFILES")))
        check_scopes(ledger, path, profile)
    house = House(journal=journal, side=SIDES[side], kind=kind, ledger=ledger, hosts=hosts)
    return GateOfServer(house, page, settings.get("VIGIA_CA"))


def refuse(ledger: Ledger | None, *, kind: Kind, address: str | None, tls: bool) -> None:
    """Raises BadSetting for a server that would let in who should not."""
    if ledger is None:
        refuse_beyond_loopback(address)
        if kind == "real":
            raise BadSetting("VIGIA_GATE is not set: a real site does not start without its gate's file.")
        return
    if ledger.demo and kind == "real":
        raise BadSetting("VIGIA_GATE names demo accounts (demo = true): a real site does not start with them.")
    if address in LOOPBACK:
        return
    if ledger.demo:
        raise BadSetting(
            f"server.address is {address!r}: demo accounts are for this machine only, set it to 127.0.0.1."
        )
    if not tls:
        raise BadSetting(
            f"server.address is {address!r} without server.sslCertFile: passwords would cross the network in the clear."
        )


def check_scopes(ledger: Ledger, path: str, profile: Profile) -> None:
    """A word that the profile does not have would shut a person out in silence. Raises BadSetting."""
    agencies, places = profile.words.agencies, {place.code for place in profile.place}
    for at, account in enumerate(ledger.account):
        _known(f"VIGIA_GATE, {path}: account[{at}].agencies", account.agencies, agencies)
        _known(f"VIGIA_GATE, {path}: account[{at}].municipalities", account.municipalities, places)
        if account.id in agencies:
            raise BadSetting(f"VIGIA_GATE, {path}: account[{at}].id is {account.id!r}, the code of an agency.")


def _known(where: str, given: list[str], codes: Collection[str]) -> None:
    for code in given:
        if code not in codes:
            raise BadSetting(f"{where} has {code!r}, which the profile does not name.")
