"""A demo's accounts: made at its first start, their passwords kept readable, good on this machine only."""

import secrets
from pathlib import Path

from dashboard.gate.passwords import hashed

ROLES = {  # id → name, role
    "lead.norte": ("María Núñez", "lead"),
    "lead.sur": ("Itzel Peña", "lead"),
    "supervisora": ("Ana Íñiguez", "supervisor"),
    "lectora": ("Zoë Ávila", "reader"),
    "auditora": ("Inés Muñoz", "auditor"),
}


def accounts(var: Path) -> tuple[Path, dict[str, str]]:
    """The gate's file and each account's password, as the first start made them (both files of mode 600)."""
    gate, kept = var / "gate.toml", var / "accounts.txt"
    if not (gate.exists() and kept.exists()):
        made = {account: _password() for account in ROLES}
        _write(kept, "".join(f"{account} {password}\n" for account, password in made.items()))
        _write(gate, _gate(made))
    return gate, dict(line.split() for line in kept.read_text("utf-8").splitlines())


def _password() -> str:
    """Three words that can be said aloud and typed, of 54 random bits: `lomaru-tekino-sibeda`."""
    syllables = ["".join(map(secrets.choice, ("bcdfgklmnprst", "aeiou"))) for _ in range(9)]
    return "-".join("".join(syllables[at : at + 3]) for at in (0, 3, 6))


def _gate(passwords: dict[str, str]) -> str:
    lines = ["# A demo's accounts; accounts.txt beside this has their passwords. They are refused beyond this machine."]
    lines.append("demo = true")
    for account, password in passwords.items():
        name, role = ROLES[account]
        lines += ["", "[[account]]", f'id = "{account}"', f'name = "{name}"', f'roles = ["{role}"]']
        lines.append(f'hash = "{hashed(password)}"')
    return "\n".join([*lines, ""])


def _write(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
