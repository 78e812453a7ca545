"""A file of encrypted records: each opens with its key alone, in its place alone, and the last one says that it is.

`VIGIA-1`, 32 random bytes, then for each record its length (4 bytes, big-endian) and AES-256-GCM of it. The key of a
file is HKDF-SHA256 of the key file's with those bytes; the nonce is the record's number, and what is authenticated
besides is whether it is the last.
"""

import base64
import os
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from journal.archive.manifest import sync_folder
from picture.errors import BadBackup, BadSetting

MAGIC = b"VIGIA-1\n"
SALT = 32
MORE, LAST = b"more", b"last"
_length = struct.Struct(">I")


def key_of(path: Path) -> bytes:
    """32 bytes, kept in URL-safe base64. Raises BadSetting."""
    where = f"VIGIA_BACKUP_KEY is {str(path)!r}, which"
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            raw = file.read(100).strip()
    except OSError:
        raise BadSetting(f"{where} cannot be read.") from None
    if mode & 0o077:
        raise BadSetting(f"{where} others may read: its mode is {mode:o}, not 600.")
    if not re.fullmatch(rb"[A-Za-z0-9_-]{43}=", raw):
        raise BadSetting(f"{where} does not hold 32 bytes in URL-safe base64.")
    return base64.urlsafe_b64decode(raw)


class Sealer:
    """Writes records to `path`, where the file stands once all of them and the last are on the disk. Never over one
    that is there: raises BadBackup."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._draft = path.with_name(path.name + ".draft")
        salt = os.urandom(SALT)
        self._cipher, self._number = _cipher(key, salt), 0
        if path.exists():
            raise BadBackup(f"{path} is there already.")
        try:
            self._file: BinaryIO = os.fdopen(os.open(self._draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb")
        except OSError as error:
            raise BadBackup(f"{path} cannot be written: {error.strerror}.") from None
        self._file.write(MAGIC + salt)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        if kind is not None:
            self._draft.unlink(missing_ok=True)

    def add(self, record: bytes, mark: bytes = MORE) -> None:
        sealed = self._cipher.encrypt(self._number.to_bytes(12, "big"), record, mark)
        self._file.write(_length.pack(len(sealed)) + sealed)
        self._number += 1

    def finish(self, record: bytes) -> None:
        """The last record."""
        self.add(record, LAST)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._draft.replace(self._path)
        sync_folder(self._path.absolute().parent)


def records(path: Path, key: bytes) -> Iterator[bytes]:
    """In order; what came is sound as it comes, and whole when the last has come. Raises BadBackup."""
    try:
        with path.open("rb") as file:
            head = file.read(len(MAGIC) + SALT)
            if len(head) < len(MAGIC) + SALT or not head.startswith(MAGIC):
                raise BadBackup(f"{path} is no backup of Vigía.")
            yield from _opened(file, path, _cipher(key, head[len(MAGIC) :]))
    except OSError as error:
        raise BadBackup(f"{path} cannot be read: {error.strerror}.") from None


def _opened(file: BinaryIO, path: Path, cipher: AESGCM) -> Iterator[bytes]:
    number, ended = 0, False
    while not ended:
        head = file.read(_length.size)
        sealed = file.read(_length.unpack(head)[0]) if len(head) == _length.size else b""
        if len(head) < _length.size or len(sealed) < _length.unpack(head)[0]:
            raise BadBackup(f"{path} is cut off: it ends within its record {number + 1}.")
        nonce = number.to_bytes(12, "big")
        record = _try(cipher, nonce, sealed, MORE)
        if record is None:
            record, ended = _try(cipher, nonce, sealed, LAST), True
        if record is None:
            why = "with this key" if number == 0 else f"at its record {number + 1}: it was altered"
            raise BadBackup(f"{path} does not open {why}.")
        yield record
        number += 1
    if file.read(1):
        raise BadBackup(f"{path} goes on after its last record: it was altered.")


def _try(cipher: AESGCM, nonce: bytes, sealed: bytes, mark: bytes) -> bytes | None:
    try:
        return cipher.decrypt(nonce, sealed, mark)
    except InvalidTag:
        return None


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"vigia backup").derive(key))
