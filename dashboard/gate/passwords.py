"""Passwords: argon2id, as long to refuse an account that is not there as one that is."""

import asyncio
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

LONGEST = 1024  # signs of a password that are looked at
_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    return _HASHER.hash(password)


@cache
def _nobody() -> str:
    """A hash that no password fits."""
    return _HASHER.hash(secrets.token_urlsafe(32))


def _fits(hash: str | None, password: str) -> bool:  # noqa: A002 - argon2's own word
    if len(password) > LONGEST:
        return False
    try:
        return _HASHER.verify(hash or _nobody(), password) and hash is not None
    except VerificationError:
        return False


class Passwords:
    """One at a time: a burst of guesses must neither take every core nor pass the limits between two counts."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        _nobody()

    async def fits(self, hash: str | None, password: str) -> bool:  # noqa: A002
        """Off the event loop: it takes tens of milliseconds on purpose."""
        return await asyncio.to_thread(_fits, hash, password)
