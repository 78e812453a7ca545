"""The gate's file (VIGIA_GATE): who may come in, what OIDC's claims mean, how long a session lasts.

Every mistake is one sentence that names the file, the field and the value; a password, a hash or a secret is never
named.
"""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from argon2 import extract_parameters
from argon2.exceptions import InvalidHashError
from msgspec import Struct

from dashboard.gate.person import ROLES, Person
from picture.errors import BadSetting

ACCOUNT = r"[a-z0-9][a-z0-9_.-]{0,39}"


class Account(Struct, frozen=True, forbid_unknown_fields=True):
    """A person with a password. `hash`: argon2's, from `python -m dashboard.gate hash`."""

    id: str
    name: str
    roles: list[str]
    hash: str
    agencies: list[str] = []
    municipalities: list[str] = []
    break_glass: bool = False

    def person(self, session: str = "") -> Person:
        roles = frozenset(self.roles)
        return Person(self.id, self.name, roles, tuple(self.agencies), tuple(self.municipalities), session)


class Oidc(Struct, frozen=True, forbid_unknown_fields=True):
    """`roles`: a value of the claim → a role. Where a scope's claim is named, who has none of it is not let in; its
    value "*" means all."""

    issuer: str
    client_id: str
    roles_claim: str
    roles: dict[str, str]
    client_secret: str = ""
    client_secret_file: str = ""
    name_claim: str = "name"
    agencies_claim: str = ""
    municipalities_claim: str = ""
    scopes: tuple[str, ...] = ("openid", "profile")

    def secret(self) -> str:
        """Raises OSError."""
        return (
            Path(self.client_secret_file).read_text("utf-8").strip() if self.client_secret_file else self.client_secret
        )


class Times(Struct, frozen=True, forbid_unknown_fields=True):
    """Of people's sessions. `idle`: minutes without a request; `whole`: hours from the sign-in."""

    idle: int = 60
    whole: int = 12


class Ledger(Struct, frozen=True, forbid_unknown_fields=True):
    """`demo`: accounts whose passwords a demo printed; never for a real site, never beyond this machine."""

    account: list[Account] = []
    oidc: Oidc | None = None
    session: Times = Times()
    demo: bool = False

    def find(self, account: str) -> Account | None:
        return next((each for each in self.account if each.id == account), None)


def read(path: str) -> Ledger:
    """Raises BadSetting."""

    def wrong(sentence: str) -> BadSetting:
        return BadSetting(f"VIGIA_GATE, {path}: {sentence}")

    try:
        found: dict[str, Any] = tomllib.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise wrong(f"cannot be read ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise wrong(f"is not TOML: {error}.") from None
    try:
        ledger = msgspec.convert(found, Ledger)
    except msgspec.ValidationError as error:
        what, _, where = str(error).replace("`", "").partition(" - at $.")
        raise wrong(f"{where}: {what}." if where else f"{what}.") from None
    _check(ledger, wrong)
    return ledger


def _check(ledger: Ledger, wrong: Callable[[str], BadSetting]) -> None:
    if not ledger.account and ledger.oidc is None:
        raise wrong("names no account and no oidc: nobody could come in.")
    for at, account in enumerate(ledger.account):
        _check_account(f"account[{at}]", account, wrong)
        if ledger.find(account.id) is not account:
            raise wrong(f"account[{at}].id is {account.id!r}, which another account has.")
    broken = [account.id for account in ledger.account if account.break_glass]
    if len(broken) > 1:
        raise wrong(f"break_glass is true for {' and '.join(broken)}: one account breaks the glass.")
    if ledger.oidc:
        _check_oidc(ledger.oidc, wrong)
    for name, most in (("idle", 24 * 60), ("whole", 7 * 24)):
        value = getattr(ledger.session, name)
        if not 1 <= value <= most:
            raise wrong(f"session.{name} is {value}: it must stand between 1 and {most}.")


def _check_account(where: str, account: Account, wrong: Callable[[str], BadSetting]) -> None:
    if not re.fullmatch(ACCOUNT, account.id):
        raise wrong(f"{where}.id is {account.id!r}: small letters, digits and _ . - only, at most 40.")
    if not account.name.strip() or not account.name.isprintable():
        raise wrong(f"{where}.name is {account.name!r}: a person's name is needed.")
    _check_roles(f"{where}.roles", account.roles, wrong)
    try:
        extract_parameters(account.hash)
    except (InvalidHashError, ValueError):
        raise wrong(f"{where}.hash is not a hash of argon2: python -m dashboard.gate hash makes one.") from None


def _check_roles(where: str, roles: list[str], wrong: Callable[[str], BadSetting]) -> None:
    for role in roles:
        if role not in ROLES:
            raise wrong(f"{where} has {role!r}: the roles are {', '.join(ROLES)}.")


def _check_oidc(oidc: Oidc, wrong: Callable[[str], BadSetting]) -> None:
    if not re.fullmatch(r"https://[^\s?#]+|http://(localhost|127\.0\.0\.1)(:\d+)?(/[^\s?#]*)?", oidc.issuer):
        raise wrong(f"oidc.issuer is {oidc.issuer!r}: it must be an https:// address.")
    if bool(oidc.client_secret) == bool(oidc.client_secret_file):
        raise wrong("oidc needs either client_secret_file or client_secret.")
    try:
        empty = not oidc.secret()
    except (OSError, UnicodeDecodeError):
        raise wrong(f"oidc.client_secret_file is {oidc.client_secret_file!r}, which cannot be read.") from None
    if empty:
        raise wrong(f"oidc.client_secret_file is {oidc.client_secret_file!r}, which is empty.")
    if not oidc.roles:
        raise wrong("oidc.roles is empty: nobody could come in.")
    _check_roles("oidc.roles", list(oidc.roles.values()), wrong)
    if "openid" not in oidc.scopes:
        raise wrong(f"oidc.scopes is {list(oidc.scopes)!r}: openid must be among them.")
