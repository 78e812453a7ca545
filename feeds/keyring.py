"""The keys that turn a phone into a hash: the current one and the one before it, in one file that only we can read."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from picture.errors import BadSetting

TURN = 35 * 24 * 3600 * 1000  # milliseconds that a key is the current one
SIZE = 32  # bytes


def fresh_key() -> bytes:
    return secrets.token_bytes(SIZE)


class Key(Struct, frozen=True):
    """`born`: milliseconds, the store's clock."""

    secret: bytes
    born: int

    def __repr__(self) -> str:
        return f"Key(born={self.born})"


class Keyring(Struct, frozen=True):
    current: Key
    previous: Key | None = None

    @property
    def secrets(self) -> tuple[bytes, ...]:
        """Current first."""
        keys = (self.current, self.previous) if self.previous else (self.current,)
        return tuple(key.secret for key in keys)


def turned(keyring: Keyring, now: int, fresh_key: bytes) -> Keyring:
    """The keyring as it must be at `now`: after 35 days the current key becomes the previous one, and one
    that has been previous for 35 days is gone. The same object while nothing is due."""
    if now - keyring.current.born >= TURN:
        previous = keyring.current if now - keyring.current.born < 2 * TURN else None
        return Keyring(Key(fresh_key, now), previous)
    return keyring


def load(path: Path, now: int, fresh: Callable[[], bytes] = fresh_key) -> Keyring:
    """The keyring in `path`, made when absent, turned when due. Raises BadSetting when it cannot be used
    or others may read it."""
    try:
        return _in_force(path, now, fresh)
    except OSError as error:
        raise BadSetting(f"VIGIA_KEYRING is {str(path)!r}, which cannot be used ({error.strerror}).") from None


def _in_force(path: Path, now: int, fresh: Callable[[], bytes]) -> Keyring:
    try:
        kept = _read(path)
    except FileNotFoundError:
        keyring = Keyring(Key(fresh(), now))
    else:
        keyring = turned(kept, now, fresh())
        if keyring is kept:
            return kept
    keep(path, keyring)
    return keyring


def keep(path: Path, keyring: Keyring) -> None:
    keep_private(path, msgspec.json.encode(keyring))


def keep_private(path: Path, content: bytes) -> None:
    """Replaces the file, which only we may read, in one durable step; what the old one held is no longer in it."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(path: Path) -> Keyring:
    with path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode & 0o777
        if mode & 0o077:
            raise BadSetting(f"VIGIA_KEYRING is {str(path)!r}, which others may read ({mode:o}): chmod 600 it.")
        try:
            keyring = msgspec.json.decode(file.read(), type=Keyring)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise BadSetting(f"VIGIA_KEYRING is {str(path)!r}, which is no keyring.") from None
    if any(len(secret) != SIZE for secret in keyring.secrets):
        raise BadSetting(f"VIGIA_KEYRING is {str(path)!r}, which holds a key that is not {SIZE} bytes.")
    return keyring
