"""What is older than the profile keeps is deleted: whole files, and a fact that says so."""

import msgspec

from journal.archive import parquet
from journal.archive.archive import Archive
from picture.codec import decode_fact
from picture.events import SiteConfigured

_tag = SiteConfigured.__struct_config__.tag


def forget(archive: Archive, before: int) -> int:
    """Delete the files whose last entry was recorded before that instant; how many entries. By who holds the archive.
    The last profile among them is kept: what follows is folded by it."""
    manifest = archive.manifest
    old = [stretch for stretch in manifest.files if stretch.until < before]
    if not old:
        return 0
    configured = manifest.configured
    for stretch in reversed(old):
        rows = parquet.everything(archive.folder / stretch.name)
        found = next((row for row in reversed(rows) if _configures(row[2])), None)
        if found:
            configured = (found[0], found[1], found[2].decode())
            break
    left = tuple(manifest.files[len(old) :])
    archive.commit(msgspec.structs.replace(manifest, deleted=old[-1].last, configured=configured, files=left))
    return sum(stretch.last - stretch.first + 1 for stretch in old)


def _configures(raw: bytes) -> bool:
    return str(_tag).encode() in raw and isinstance(decode_fact(raw).data, SiteConfigured)


def told(archive: Archive) -> None:
    """A fact says now that this was deleted."""
    manifest = archive.manifest
    archive.commit(msgspec.structs.replace(manifest, told=manifest.deleted))
