"""The keys of the notes: a file with one a line, the newest first. A demo makes its own; a real site must bring it."""

import contextlib
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

from journal.journal import Journal, Kind
from journal.notes import Notes
from picture.errors import BadSetting


def notes_of(journal: Journal, kind: Kind, path: str) -> Notes | None:
    """None for a demo that names no file: nobody can write notes there. Raises BadSetting."""
    if not path:
        if kind == "real":
            raise BadSetting("VIGIA_NOTES_KEYS is not set: a real site does not start without the keys of its notes.")
        return None
    keys = Path(path)
    try:
        if kind == "demo" and not keys.exists():
            _make(keys)
        return Notes(journal, _read(keys))
    except OSError as error:
        raise BadSetting(f"VIGIA_NOTES_KEYS is {path!r}, which cannot be used ({error.strerror}).") from None


def _read(path: Path) -> list[bytes]:
    with path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode & 0o777
        if mode & 0o077:
            raise BadSetting(f"VIGIA_NOTES_KEYS is {str(path)!r}, which others may read ({mode:o}): chmod 600 it.")
        return file.read().split()


def _make(path: Path) -> None:
    """Whole or not at all; of two servers that start together one makes it."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(Fernet.generate_key() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
