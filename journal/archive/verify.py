"""What is wrong with an archive: a bit that flipped, a file that is missing, entries twice or not at all."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from journal.archive import parquet
from journal.archive.archive import Archive
from journal.archive.manifest import Manifest, Stretch
from picture.errors import BadArchive


def faults(archive: Archive, store_first: int | None = None) -> Iterator[str]:
    """A sentence for each; none when all is well. `store_first`: the first entry in the store, 0 for none."""
    try:
        manifest = archive.manifest
    except BadArchive as error:
        yield str(error)
        return
    after = manifest.deleted
    for stretch in manifest.files:
        yield from _between(after, stretch.first, stretch.name)
        yield from _inside(archive.folder / stretch.name, stretch, manifest)
        after = stretch.last
    if store_first is not None and store_first > after + 1:
        yield from _between(after, store_first, "the store")
    named = {stretch.name for stretch in manifest.files}
    for path in sorted(archive.folder.glob("*.parquet")):
        if path.name not in named:
            yield f"{path.name}: the manifest does not name it; left by a step that was interrupted."


def _between(after: int, first: int, what: str) -> Iterator[str]:
    if first > after + 1:
        yield f"{what}: gap: entries {after + 1:,} to {first - 1:,} before it are missing."
    elif first <= after:
        yield f"{what}: overlap: it begins at entry {first:,}, and the file before it ends at {after:,}."


def _inside(path: Path, stretch: Stretch, manifest: Manifest) -> Iterator[str]:
    try:
        raw = path.read_bytes()
    except OSError:
        yield f"{path.name}: the file is missing."
        return
    if hashlib.sha256(raw).hexdigest() != stretch.sha256:
        yield f"{path.name}: damaged: its bytes are not those that were written."
        return
    try:
        rows, said = parquet.everything(path), parquet.told(path)
    except (BadArchive, OSError) as error:
        yield f"{path.name}: {error}"
        return
    if parquet.content(rows) != stretch.content:
        yield f"{path.name}: its entries are not those that were written."
    if [number for number, _, _ in rows] != list(range(stretch.first, stretch.last + 1)):
        yield f"{path.name}: gap: it does not hold each of entries {stretch.first:,} to {stretch.last:,} once."
    told = {"site": manifest.site, "kind": manifest.kind, "first": str(stretch.first), "last": str(stretch.last)}
    for name, expected in (*told.items(), ("content", stretch.content)):
        if said.get(name) != expected:
            yield f"{path.name}: it says {name} {said.get(name)!r}, the manifest {expected!r}."
