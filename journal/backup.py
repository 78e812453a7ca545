"""A site in one encrypted file: its store and its archive, as of one instant; and back where nothing is yet."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from journal import sealing
from journal.archive import Archive
from journal.archive.manifest import NAME, write_durably
from journal.archive.verify import faults
from journal.journal import Kind
from journal.valkey import ValkeyJournal
from journal.valkey.copying import Words
from picture.errors import BadBackup

SCHEMA = 1


class Head(Struct, frozen=True, tag="head"):
    """First of all. `made` by the store's clock, milliseconds."""

    schema: int
    site: str
    kind: Kind
    made: int


class File(Struct, frozen=True, tag="file"):
    """A file of the archive; the manifest comes last."""

    name: str
    raw: bytes


class End(Struct, frozen=True, tag="end"):
    """Last of all."""

    entries: int
    files: int


Record = Head | Words | File | End
_encode = msgspec.msgpack.Encoder().encode
_decoder: msgspec.msgpack.Decoder[Record] = msgspec.msgpack.Decoder(Record)


async def backup(journal: ValkeyJournal, archive: Archive | None, head: Head, path: Path, key: bytes) -> End:
    """While everything runs; the archive waits meanwhile. Raises BadBackup, BadArchive, StoreDown."""
    held: contextlib.AbstractAsyncContextManager[Any] = journal.keeping() if archive else contextlib.nullcontext()
    entries = files = 0
    async with held:
        with sealing.Sealer(path, key) as sealer:
            sealer.add(_encode(head))
            for file in _files(archive) if archive else ():
                files += 1
                sealer.add(_encode(file))
            async with contextlib.aclosing(journal.copied()) as copied:
                async for words in copied:
                    entries += len(words.words) // 5 if words.key == "journal" else 0
                    sealer.add(_encode(words))
            end = End(entries, files)
            sealer.finish(_encode(end))
    return end


def _files(archive: Archive) -> Iterator[File]:
    for name in (*(stretch.name for stretch in archive.manifest.files), NAME):
        yield File(name, (archive.folder / name).read_bytes())


def opened(path: Path, key: bytes) -> Head:
    """What the backup is of, once all of it was read and is sound. Raises BadBackup."""
    head: Head | None = None
    for raw in sealing.records(path, key):
        record = _record(path, raw)
        if head is None:
            if not isinstance(record, Head) or record.schema != SCHEMA:
                raise BadBackup(f"{path} is of another version of Vigía.")
            head = record
    assert head is not None
    return head


async def restore(journal: ValkeyJournal, archive: Archive | None, head: Head, path: Path, key: bytes) -> End:
    """Into an empty store and an empty archive; the store is of use once `meta`, its last key, is there. Raises
    BadBackup, StoreDown."""
    if archive and archive.folder.exists() and any(archive.folder.iterdir()):
        raise BadBackup(f"{archive.folder} is not empty: a backup is restored into an empty archive only.")
    if archive is None and any(isinstance(_record(path, raw), File) for raw in sealing.records(path, key)):
        raise BadBackup(f"{path} holds an archive, and no VIGIA_ARCHIVE is set.")
    await journal.begin_again(head.kind)
    if archive:
        archive.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    end = End(0, 0)
    for raw in sealing.records(path, key):
        record = _record(path, raw)
        if isinstance(record, File) and archive:
            write_durably(archive.folder / Path(record.name).name, record.raw)
        elif isinstance(record, Words):
            await journal.put_back(record)
        elif isinstance(record, End):
            end = record
    wrong = list(faults(archive, await journal.first())) if archive else []
    if wrong:
        raise BadBackup(f"What was restored is not sound: {wrong[0]}")
    return end


def _record(path: Path, raw: bytes) -> Record:
    try:
        return _decoder.decode(raw)
    except msgspec.DecodeError:
        raise BadBackup(f"{path} is of another version of Vigía.") from None
