"""Takes the files that are dropped into one registry's folder. A file is whole when it stands there under its name:
it is written as `.part` or with a dot before its name, and renamed. No name enters a log: one may be a woman's."""

import asyncio
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
DONE, REFUSED = "done", "refused"

log = structlog.get_logger()


def folder_of(root: Path, source: str) -> Path:
    return root / re.sub(r"[^A-Za-z0-9_.-]", "_", source)


class Folder:
    """Files of one look are taken in the order of their names. Each ends in `done/`, or in `refused/` when nothing of
    it can be read, with a report beside it."""

    def __init__(self, path: Path, drops: Drops, source: str, every: float = EVERY) -> None:
        self.connected = False
        self._path = path
        self._drops = drops
        self._every = every
        self._log = log.bind(source=source)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                for path in await asyncio.to_thread(self._ready):
                    await self._take(path)
                self.connected = True
            except OSError as error:
                if self.connected:
                    self._log.warning("folder.away", why=error.strerror)
                self.connected = False
            await asyncio.sleep(self._every)

    def _ready(self) -> list[Path]:
        for name in (DONE, REFUSED):
            (self._path / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        return sorted(
            path
            for path in self._path.iterdir()
            if not path.name.startswith(".") and path.suffix != ".part" and _is_file(path)
        )

    async def _take(self, path: Path) -> None:
        try:
            form = FORMS.get(path.suffix.lower())
            if form is None:
                raise BadFile("its name ends neither in .csv nor in .jsonl")
            report: Report | dict[str, str] = await self._drops.take(await asyncio.to_thread(_bytes, path), form)
            away = DONE
        except FileNotFoundError:
            return
        except BadFile as error:
            report, away = {"refused": str(error)}, REFUSED
            self._log.warning("file.refused", why=str(error))
        await asyncio.to_thread(self._put_away, path, away, msgspec.json.encode(report))

    def _put_away(self, path: Path, away: str, report: bytes) -> None:
        """The report first: a file that is still there is read again, and nothing of it is new."""
        beside = self._path / away / f"{path.name}.report.json"
        draft = beside.with_name(f".{beside.name}.part")
        draft.write_bytes(msgspec.json.format(report) + b"\n")
        draft.replace(beside)
        path.replace(self._path / away / path.name)


def _is_file(path: Path) -> bool:
    """No link: it may lead to what is none of the registry's."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return False


def _bytes(path: Path) -> bytes:
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        return file.read(MOST + 1)
