"""Which files make up the archive: one small file, put whole in the place of the one before, last of all."""

import hashlib
import os
from pathlib import Path

import msgspec
from msgspec import Struct

from picture.errors import BadArchive

SCHEMA = 1
NAME = "manifest.json"


class Stretch(Struct, frozen=True, kw_only=True):
    """One file: entries `first` to `last` without holes, recorded within [since, until] (milliseconds).

    `sha256` is of the file's bytes, `content` of what it says (`parquet.content`), whoever wrote it.
    """

    name: str
    first: int
    last: int
    since: int
    until: int
    bytes: int
    sha256: str
    content: str


class Manifest(Struct, frozen=True, kw_only=True):
    """Files in order, each beginning where the one before ends, the first after `deleted`.

    `deleted`: the last number that retention deleted, `told`: up to which a fact says so. `configured`: the last
    profile of what was deleted (number, recorded, fact), without which what is left could not be folded. `generation`
    counts changes, and makes a file's name new.
    """

    site: str
    kind: str
    schema: int = SCHEMA
    generation: int = 0
    deleted: int = 0
    told: int = 0
    configured: tuple[int, int, str] | None = None
    files: tuple[Stretch, ...] = ()

    @property
    def last(self) -> int:
        """The last number that is archived, or was."""
        return self.files[-1].last if self.files else self.deleted


class _Sealed(Struct, frozen=True):
    sha256: str
    manifest: msgspec.Raw


def load(folder: Path) -> Manifest | None:
    """None where there is none. Raises BadArchive for one that is damaged or of another schema."""
    path = folder / NAME
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        sealed = msgspec.json.decode(raw, type=_Sealed)
        sound = hashlib.sha256(sealed.manifest).hexdigest() == sealed.sha256 and raw == _sealed(bytes(sealed.manifest))
        manifest = msgspec.json.decode(sealed.manifest, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        sound = False
    if not sound:
        raise BadArchive(f"{path} is damaged: its checksum does not fit. Put it back from a backup.")
    if manifest.schema != SCHEMA:
        raise BadArchive(f"{path} has schema {manifest.schema}; this version reads {SCHEMA}.")
    return manifest


def save(folder: Path, manifest: Manifest) -> None:
    """Durable when this returns; whoever reads sees the one before or this one."""
    write_durably(folder / NAME, _sealed(msgspec.json.encode(manifest)))


def _sealed(manifest: bytes) -> bytes:
    return msgspec.json.encode(_Sealed(hashlib.sha256(manifest).hexdigest(), msgspec.Raw(manifest)))


def write_durably(path: Path, raw: bytes) -> None:
    """The whole file or none, on the disk when this returns."""
    draft = path.with_name(path.name + ".draft")
    with draft.open("wb") as file:
        draft.chmod(0o600)
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """So that a name given or taken survives a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
