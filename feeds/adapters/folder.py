"""Takes the files that are dropped into one registry's folder. A file is whole when it stands there under its name:
it is written as `.part` or with a dot before its name, and renamed. No name enters a log: one may be a woman's."""

import asyncio
import errno
import os
import re
import stat
from pathlib import Path

import msgspec
import structlog

from feeds.adapters.drops import Drops, Report
from feeds.adapters.files import MOST, BadFile, Form

EVERY = 2.0  # seconds
FORMS: dict[str, Form] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
TAKING, DONE, REFUSED = "taking", "done", "refused"
Look = dict[Path, tuple[int, int, int]]  # each file that stands there: its inode, size and time of change

log = structlog.get_logger()


def folder_of(root: Path, source: str) -> Path:
    return root / re.sub(r"[^A-Za-z0-9_.-]", "_", source)


class Folder:
    """Files of one look are taken in the order of their names. Each passes through `taking/` and ends in `done/`, or in
    `refused/` when nothing of it can be read, with a report beside it."""

    def __init__(self, path: Path, drops: Drops, source: str, every: float = EVERY) -> None:
        self.connected = False
        self._path = path
        self._drops = drops
        self._every = every
        self._seen: Look = {}
        self._away = ""
        self._log = log.bind(source=source)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._tell(await self._look())
            await asyncio.sleep(self._every)

    async def _look(self) -> str:
        """Why a file, or all of them, could not be taken; empty where nothing is wrong."""
        why = ""
        try:
            ready = await asyncio.to_thread(self._ready)
        except OSError as error:
            return error.strerror or type(error).__name__
        for path in ready:
            try:
                await self._take(path)
            except OSError as error:  # of this file: those after it are none the worse
                why = error.strerror or type(error).__name__
        return why

    def _tell(self, why: str) -> None:
        self.connected = not why
        if why and why != self._away:
            self._log.warning("folder.away", why=why)
        self._away = why

    def _ready(self) -> list[Path]:
        """What was left in the taking, then what stands there as it stood at the last look: nobody writes to it."""
        for name in (TAKING, DONE, REFUSED):
            (self._path / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        before, self._seen = self._seen, _files(self._path)
        whole = [path for path, state in self._seen.items() if before.get(path) == state]
        return sorted(_files(self._path / TAKING)) + sorted(
            path for path in whole if not path.name.startswith(".") and path.suffix != ".part"
        )

    async def _take(self, path: Path) -> None:
        try:
            held = await asyncio.to_thread(self._hold, path)
            form = FORMS.get(held.suffix.lower())
            if form is None:
                raise BadFile("its name ends neither in .csv nor in .jsonl")
            report: Report | dict[str, str] = await self._drops.take(await asyncio.to_thread(_bytes, held), form)
            away = DONE
        except FileNotFoundError:
            return
        except BadFile as error:
            report, away = {"refused": str(error)}, REFUSED
            self._log.warning("file.refused", why=str(error))
        await asyncio.to_thread(self._put_away, held, away, msgspec.json.encode(report))

    def _hold(self, path: Path) -> Path:
        """Out of the registry's reach: the next file of this name must not go where this one goes."""
        held = self._path / TAKING / path.name
        if path != held:
            if held.exists():
                raise FileExistsError(errno.EEXIST, "an earlier file of the same name waits")
            path.replace(held)
        return held

    def _put_away(self, path: Path, away: str, report: bytes) -> None:
        """The report first: a file that is still there is read again, and nothing of it is new."""
        beside = self._path / away / f"{path.name}.report.json"
        draft = beside.with_name(f".{beside.name}.part")
        draft.write_bytes(msgspec.json.format(report) + b"\n")
        draft.replace(beside)
        path.replace(self._path / away / path.name)


def _files(path: Path) -> Look:
    """No links: they may lead to what is none of the registry's."""
    found: Look = {}
    for each in path.iterdir():
        try:
            state = each.lstat()
        except FileNotFoundError:
            continue
        if stat.S_ISREG(state.st_mode):
            found[each] = (state.st_ino, state.st_size, state.st_mtime_ns)
    return found


def _bytes(path: Path) -> bytes:
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        return file.read(MOST + 1)
