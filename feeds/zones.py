"""Exclusion zones: refuges and the like, as H3 cells. Inside them no place enters the journal but the municipality.

They are read from a sealed file (`python -m feeds.seal` makes it), among as many decoys; which is which, only who
holds its key may know. What is refused names file and line, never what stands there.
"""

import os
import re
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

import h3
import msgspec
from cryptography.fernet import Fernet, InvalidToken
from msgspec import Struct

from picture.errors import BadSetting

FINEST = 8  # the H3 resolution of every cell that is journaled
SEALED = b"gAAAA"  # how everything begins that Fernet made until the year 2106


class Zone(Struct, frozen=True, array_like=True):
    """A place in hiding and its decoys: areas of the same shape elsewhere. Cells of resolution 8, sorted."""

    cells: tuple[str, ...]
    decoys: tuple[tuple[str, ...], ...] = ()


class Zones:
    """Cells of any resolution up to 8. `digest` says, to who has the key only, which cells they are."""

    def __init__(self, cells: Iterable[str] = (), key: bytes = b"") -> None:
        self._cells = frozenset(cells)
        self._resolutions = sorted({h3.get_resolution(cell) for cell in self._cells})
        self._around = {h3.cell_to_parent(c, res) for c in self._cells for res in range(h3.get_resolution(c))}
        said = "".join(sorted(self._cells)).encode()
        self.digest = blake2b(said, key=key, person=b"zones", digest_size=16).digest() if self._cells else b""

    def cover(self, cell: str) -> bool:
        """Whether it lies in a zone, or a part of a zone in it."""
        finest = h3.get_resolution(cell)
        inside = any(h3.cell_to_parent(cell, res) in self._cells for res in self._resolutions if res <= finest)
        return inside or cell in self._around


def load(path: Path, key_path: Path) -> Zones:
    """Every zone and decoy of a sealed file. Raises BadSetting."""
    key = key_in(key_path)
    sealed = unsealed(path, key)
    return Zones((cell for zone in sealed for area in (zone.cells, *zone.decoys) for cell in area), key)


def unsealed(path: Path, key: bytes) -> list[Zone]:
    """Raises BadSetting, in one sentence."""
    try:
        token = path.read_bytes()
    except OSError as error:
        raise BadSetting(f"VIGIA_EXCLUSIONS is {str(path)!r}, which cannot be read ({error.strerror}).") from None
    if not token.startswith(SEALED):
        raise BadSetting(
            f"VIGIA_EXCLUSIONS is {str(path)!r}, which is not sealed: python -m feeds.seal PLAIN SEALED makes a sealed"
            " file of a list of zones."
        )
    try:
        return msgspec.msgpack.decode(Fernet(key).decrypt(token.strip()), type=list[Zone])
    except (InvalidToken, msgspec.DecodeError):
        raise BadSetting(
            f"VIGIA_EXCLUSIONS is {str(path)!r}, which does not open: VIGIA_EXCLUSIONS_KEY is the key of another, or it"
            " was altered."
        ) from None


def key_in(path: Path) -> bytes:
    """The key that seals. Raises BadSetting also where others may read it."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            key = file.read().strip()
    except OSError as error:
        raise BadSetting(f"VIGIA_EXCLUSIONS_KEY is {str(path)!r}, which cannot be read ({error.strerror}).") from None
    if mode & 0o077:
        raise BadSetting(f"VIGIA_EXCLUSIONS_KEY is {str(path)!r}, which others may read ({mode:o}): chmod 600 it.")
    if not re.fullmatch(rb"[A-Za-z0-9_-]{43}=", key):
        raise BadSetting(f"VIGIA_EXCLUSIONS_KEY is {str(path)!r}, which holds no key.")
    return key
