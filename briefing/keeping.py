"""The folder of briefings: `<span's name>/<revision>.json`, its forms and its maps beside it, each written once and
never again.

Whoever keeps what was made of a span again gets a revision where a figure changed, and nothing new where none did.
"""

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import msgspec
import structlog
from msgspec import Struct
from msgspec.structs import replace

from briefing import mapping
from briefing.forms.edition import Audience
from briefing.revisions import revised
from briefing.sheet import Sheet, Span, Value, decode, encode
from maps.documents import MapDocument
from picture.errors import VigiaError

NAMED = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.:+-]{0,99}")
MAP = "map-"  # with an audience: how its map is called among the forms
MODE = 0o440  # nobody writes what is kept
log = structlog.get_logger()


class BadKeeping(VigiaError):
    """Raised when the folder of briefings cannot be used, or does not hold what is asked for."""


class Kept(Struct, frozen=True):
    """One line of the list. `mark`: the first 12 hex digits of SHA-256 of the file. `changed`: how many figures are
    not those of the revision before."""

    name: str
    revision: int
    span: Span
    as_of: int
    definitions: int
    last: int
    mark: str
    changed: int
    forms: tuple[str, ...] = ()


class _Head(Struct, frozen=True):
    """What the list needs of a sheet; the rest is passed over."""

    span: Span
    as_of: int
    definitions: int
    last: int
    revision: int = 0
    changed: tuple[tuple[str, str, str, Value], ...] = ()


class Keeping:
    """The briefings in `folder`, of one site. Raises BadKeeping when it cannot be used."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._heads: dict[Path, Kept | None] = {}
        with _usable(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, sheet: Sheet) -> tuple[Sheet, bool]:
        """The sheet as it is kept now, and whether it is new. Of two who keep at once each gets a number of its own."""
        while True:
            before = self.latest(sheet.span.name)
            if before is not None:
                later = revised(before, sheet)
                if later is None:
                    return before, False
                sheet = later
            with contextlib.suppress(FileExistsError):
                self._write(self._path(sheet.span.name, sheet.revision, "json"), encode(sheet))
                return sheet, True

    def keep_form(self, sheet: Sheet, form: str, content: bytes) -> None:
        """Beside its sheet; one that is there already stands."""
        with contextlib.suppress(FileExistsError):
            self._write(self._path(sheet.span.name, sheet.revision, form), content)

    def holds(self, sheet: Sheet, form: str) -> bool:
        return self._path(sheet.span.name, sheet.revision, form).exists()

    def keep_map(self, sheet: Sheet, audience: Audience, document: MapDocument) -> None:
        """As `keep_form`."""
        self.keep_form(sheet, f"{MAP}{audience}", mapping.encode(document))

    def map(self, sheet: Sheet, audience: Audience) -> MapDocument | None:
        """None where none was made, or it was altered."""
        name, revision, form = sheet.span.name, sheet.revision, f"{MAP}{audience}"
        if not self.holds(sheet, form):
            return None
        try:
            return mapping.decode(self.content(name, revision, form))
        except msgspec.DecodeError:
            log.exception("briefing.map_altered", name=name, revision=revision)
            return None

    def latest(self, name: str) -> Sheet | None:
        revisions = self._revisions(name)
        return self.fetch(name, revisions[-1]) if revisions else None

    def fetch(self, name: str, revision: int) -> Sheet:
        """Raises BadKeeping when there is none, or it is not what was written."""
        try:
            return decode(self.content(name, revision, "json"))
        except msgspec.DecodeError:
            raise BadKeeping(f"The briefing {name}, revision {revision}, cannot be read: it was altered.") from None

    def content(self, name: str, revision: int, form: str) -> bytes:
        """The file, byte for byte. Raises BadKeeping when there is none."""
        path = self._path(name, revision, form)
        try:
            return path.read_bytes()
        except OSError:
            raise BadKeeping(f"No briefing {name}, revision {revision}, is kept as {form}.") from None

    def listed(self) -> list[Kept]:
        """The latest period first; of one the latest revision first."""
        with _usable(self._folder):
            names = [each.name for each in self._folder.iterdir() if each.is_dir() and NAMED.fullmatch(each.name)]
        found = [self._kept(name, revision) for name in names for revision in self._revisions(name)]
        return sorted(
            (kept for kept in found if kept),
            key=lambda kept: (kept.span.ends, kept.span.starts, kept.revision),
            reverse=True,
        )

    def _kept(self, name: str, revision: int) -> Kept | None:
        """What is kept never changes: it is read once. Its forms may come later. None for what was altered."""
        path = self._path(name, revision, "json")
        if path not in self._heads:
            self._heads[path] = _headed(name, revision, path.read_bytes())
        head = self._heads[path]
        if head is None:
            return None
        beside = sorted(each.suffix[1:] for each in path.parent.glob(f"{revision}.*") if each != path)
        return replace(head, forms=tuple(form for form in beside if not form.startswith(MAP)))

    def _revisions(self, name: str) -> list[int]:
        found = self._path(name, 0, "json").parent.glob("*.json")
        return sorted(int(each.stem) for each in found if each.stem.isdecimal())

    def _path(self, name: str, revision: int, form: str) -> Path:
        if not NAMED.fullmatch(name) or not re.fullmatch(r"[a-z0-9.-]{1,20}", form) or revision < 0:
            raise BadKeeping("This is no name of a briefing.")
        return self._folder / name / f"{revision}.{form}"

    def _write(self, path: Path, content: bytes) -> None:
        """Whole, durable and never over another. Raises FileExistsError."""
        with _usable(self._folder):
            path.parent.mkdir(mode=0o700, exist_ok=True)
            draft = path.parent / f".{secrets.token_hex(8)}"
            try:
                descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
                with open(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                os.link(draft, path)
            finally:
                draft.unlink(missing_ok=True)
            for folder in (path.parent, self._folder):
                _settle(folder)


def _headed(name: str, revision: int, content: bytes) -> Kept | None:
    try:
        head = msgspec.json.decode(content, type=_Head)
    except msgspec.DecodeError:
        log.exception("briefing.altered", name=name, revision=revision)
        return None
    mark = hashlib.sha256(content).hexdigest()[:12]
    return Kept(name, revision, head.span, head.as_of, head.definitions, head.last, mark, len(head.changed))


def _settle(folder: Path) -> None:
    """What was written into it is still there after a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _usable(folder: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        raise BadKeeping(f"VIGIA_BRIEFINGS is {str(folder)!r}, which cannot be used ({error.strerror}).") from None
