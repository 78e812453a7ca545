"""A site's archive: read like the journal, changed only by who holds it, and by whole files.

Every change writes and syncs its files first and the manifest last: who dies before leaves the archive as it was, and
files that nobody names, which the next one deletes.
"""

import asyncio
import contextlib
import fcntl
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from journal.archive import parquet
from journal.archive.manifest import NAME, Manifest, Stretch, load, save, sync_folder
from journal.archive.parquet import GROUP, Row
from journal.archive.search import By, Key, Sought, counted, matches, side_by_side
from journal.journal import Change
from picture.codec import decode_fact, encode_fact
from picture.errors import BadArchive
from picture.events import Entry

KEPT = 4  # row groups that were read last
WAIT = 60.0  # seconds for which who wants to change it waits for another who does
DAY = 86_400_000
Looked = Callable[[int], None]  # told the last number that was looked at, now and then
T = TypeVar("T")


def nobody(_: int) -> None:
    """Who need not know how far a search is."""


class Archive:
    """The archive of `site` in `folder`, which is made when somebody first holds it."""

    def __init__(self, folder: Path, site: str) -> None:
        self.folder = folder
        self.site = site
        self._seen: tuple[int, int] | None = None  # of the manifest file: its inode and when it was written
        self._manifest = Manifest(site=site, kind="")
        self._groups: dict[tuple[str, int], list[Row]] = {}

    @property
    def manifest(self) -> Manifest:
        """As it stands now. Raises BadArchive."""
        try:
            state = (self.folder / NAME).stat()
            seen: tuple[int, int] | None = (state.st_ino, state.st_mtime_ns)
        except FileNotFoundError:
            seen = None
        if seen != self._seen:
            self._manifest = load(self.folder) or Manifest(site=self.site, kind="")
            self._seen = seen
            self._groups.clear()  # what was redacted is not kept in memory either
        if self._manifest.site != self.site:
            raise BadArchive(f"{self.folder} is the archive of {self._manifest.site!r}, not of {self.site!r}.")
        return self._manifest

    # reading

    def read(self, after: int, limit: int) -> list[Entry]:
        """Entries numbered above `after`, in order, as many as lie together; empty where the archive ends before."""
        try:
            rows = self._rows(self.manifest, after, limit)
        except FileNotFoundError:  # it was replaced meanwhile
            self._seen = None
            try:
                rows = self._rows(self.manifest, after, limit)
            except FileNotFoundError as error:
                raise parquet.damaged(Path(error.filename)) from None
        return [Entry(number, recorded, decode_fact(raw)) for number, recorded, raw in rows]

    def _rows(self, manifest: Manifest, after: int, limit: int) -> list[Row]:
        if after < manifest.deleted:
            number, recorded, raw = manifest.configured or (0, 0, "")
            if number > after:
                return [(number, recorded, raw.encode())]
            after = manifest.deleted
        stretch = next((each for each in manifest.files if each.last > after), None)
        if stretch is None:
            return []
        at = after + 1 - stretch.first
        rows = self._group(stretch.name, at // GROUP)
        return rows[at % GROUP : at % GROUP + limit]

    def _group(self, name: str, at: int) -> list[Row]:
        found = self._groups.get((name, at))
        if found is None:
            found = parquet.group(self.folder / name, at)
            while len(self._groups) >= KEPT:
                self._groups.pop(next(iter(self._groups)))
            self._groups[name, at] = found
        return found

    def find(self, sought: Sought, most: int | None = None, looked: Looked = nobody) -> Iterator[Entry]:
        """What is sought, in order, the first `most`: `after` the last of these come the next. Raises BadArchive."""
        left = most
        for rows in self._each(sought, lambda path: matches(path, sought, most), looked):
            taken = rows if left is None else rows[:left]
            yield from (Entry(number, recorded, decode_fact(raw)) for number, recorded, raw in taken)
            if left is not None:
                left -= len(taken)
                if left <= 0:
                    return

    def count(
        self, sought: Sought, by: Sequence[By] = (), edges: Sequence[int] = (), looked: Looked = nobody
    ) -> Counter[Key]:
        """How many are sought, apart by day, type or source; no fact is decoded. `edges`: the first instants of the
        days, where they are told apart; a day is its place among them. Raises BadArchive."""
        found: Counter[Key] = Counter()
        for each in self._each(sought, partial(counted, sought=sought, by=by, edges=edges), looked):
            found.update(each)
        return found

    def _each(self, sought: Sought, work: Callable[[Path], T], looked: Looked) -> Iterator[T]:
        """What `work` makes of each file that may hold what is sought, in order. One that was replaced meanwhile is
        looked for once more, in the manifest of then."""
        after, again = sought.after, False
        while True:
            try:
                files = [each for each in self.manifest.files if not sought.misses(each) and each.last > after]
                for stretch, made in side_by_side(lambda each: work(self.folder / each.name), files):
                    after, again = stretch.last, False
                    looked(after)
                    yield made
            except FileNotFoundError as error:
                if again:
                    raise parquet.damaged(Path(error.filename)) from None
                self._seen, again = None, True
            else:
                return

    # changing, by who holds it

    @contextlib.asynccontextmanager
    async def held(self, kind: str, wait: float = WAIT) -> AsyncIterator[None]:
        """Alone with it, to change it. Raises BadArchive while another has it, and for one of the other kind."""
        async with self.still(wait):
            self._begin(kind)
            yield

    @contextlib.asynccontextmanager
    async def still(self, wait: float = WAIT) -> AsyncIterator[None]:
        """Nobody on this machine changes it meanwhile. Raises BadArchive while somebody does."""
        lock = self._lock()
        try:
            until = time.monotonic() + wait
            while not _taken(lock):
                if time.monotonic() > until:
                    raise BadArchive(f"{self.folder} is being changed by another process.")
                await asyncio.sleep(0.05)
            yield
        finally:
            os.close(lock)

    def _lock(self) -> int:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.open(self.folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)

    def _begin(self, kind: str) -> None:
        if not (self.folder / NAME).exists():
            if any(self.folder.glob("*.parquet")):
                raise BadArchive(f"{self.folder} has files and no {NAME}: put it back from a backup.")
            save(self.folder, Manifest(site=self.site, kind=kind))
        if self.manifest.kind != kind:
            raise BadArchive(f"{self.folder} is {self.manifest.kind}; this site is {kind}.")

    def sweep(self, store_first: int) -> None:
        """Delete files that the manifest does not name, where the store has all that follows it; `store_first`: its
        first entry, 0 for none. Raises BadArchive where entries are missing between them."""
        manifest = self.manifest
        if store_first > manifest.last + 1:
            raise BadArchive(
                f"{self.folder} ends at entry {manifest.last:,}, the store begins at {store_first:,}: what lies between"
                " is in neither. Put the archive back from a backup."
            )
        named = {stretch.name for stretch in manifest.files}
        for path in [*self.folder.glob("*.parquet"), *self.folder.glob("*.draft")]:
            if path.name not in named:
                path.unlink(missing_ok=True)
        sync_folder(self.folder)

    def add(self, rows: Sequence[Row]) -> None:
        """The entries that follow its last one. Durable when this returns."""
        manifest = self.manifest
        if rows[0][0] != manifest.last + 1:
            raise BadArchive(f"{self.folder} ends at entry {manifest.last:,}; {rows[0][0]:,} does not follow.")
        stretch = self._written(manifest, rows)
        self.commit(msgspec.structs.replace(manifest, files=(*manifest.files, stretch)))

    def _written(self, manifest: Manifest, rows: Sequence[Row]) -> Stretch:
        return parquet.write(self.folder, rows, manifest.site, manifest.kind, manifest.generation + 1)

    def changed(self, change: Change) -> tuple[int, Manifest]:
        """How many entries `change` gives another fact for, and the manifest with the files in which they have it: they
        are written, and count from `commit` on."""
        manifest, many = self.manifest, 0
        files: list[Stretch] = []
        for stretch in manifest.files:
            try:
                rows = parquet.everything(self.folder / stretch.name)
            except FileNotFoundError:
                raise parquet.damaged(self.folder / stretch.name) from None
            found = {n: fact for n, r, raw in rows if (fact := change(Entry(n, r, decode_fact(raw)))) is not None}
            if found:
                rows = [(n, r, encode_fact(found[n]) if n in found else raw) for n, r, raw in rows]
                stretch = self._written(manifest, rows)  # noqa: PLW2901 - it stands in the other's place
            files.append(stretch)
            many += len(found)
        return many, msgspec.structs.replace(manifest, files=tuple(files))

    def commit(self, manifest: Manifest) -> None:
        """From now on this is the archive; files that it no longer names are gone from the disk."""
        before = {stretch.name for stretch in self.manifest.files}
        save(self.folder, msgspec.structs.replace(manifest, generation=manifest.generation + 1))
        for name in before - {stretch.name for stretch in manifest.files}:
            (self.folder / name).unlink(missing_ok=True)
        sync_folder(self.folder)
        self._groups.clear()


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
