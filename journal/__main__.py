"""`python -m journal keep | find | count | archive --once | verify | erase | backup FILE | restore FILE`: what is kept,
how long, and what it says."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

import profiles
import settings
from journal import asking, backup, keeping, sealing
from journal.archive import Archive
from journal.archive.verify import faults
from journal.erasure import erase
from journal.journal import Kind
from journal.keeping import Keeper
from journal.valkey import ValkeyJournal
from journal.vitals import serve_vitals
from journal.waiting import until_told
from picture.errors import BadBackup, BadSetting, StoreDown, VigiaError
from picture.profile import Profile


class Place:
    """The site, its store and its archive, as the settings name them. Raises BadSetting."""

    def __init__(self) -> None:
        self.site = settings.get("VIGIA_SITE")
        self.kind: Kind = "demo" if settings.get("VIGIA_KIND") == "demo" else "real"
        self.days = int(settings.get("VIGIA_ARCHIVE_DAYS"))
        folder = settings.folder("VIGIA_ARCHIVE")
        self.archive = Archive(folder, self.site) if folder else None
        self.journal = ValkeyJournal(settings.get("VIGIA_STORE"), self.site, archive=folder)

    @property
    def profile(self) -> Profile:
        """Raises BadProfile."""
        return profiles.load(self.site, Path(settings.get("VIGIA_PROFILES")))

    @property
    def key(self) -> bytes:
        path = settings.folder("VIGIA_BACKUP_KEY")
        if path is None:
            raise BadSetting("VIGIA_BACKUP_KEY is not set: the file of the key that encrypts backups.")
        return sealing.key_of(path)


async def keep(place: Place) -> None:
    """Until told to stop."""
    keeper = Keeper(place.journal, place.site, place.kind, place.days, place.profile.retention)
    stop_vitals = serve_vitals(int(settings.get("VIGIA_KEEPER_PORT")), keeper.report)
    try:
        await until_told(keeper.run())
    finally:
        stop_vitals()


async def archive(place: Place) -> None:
    await place.journal.open(place.kind)
    retention = place.profile.retention
    moved = await keeping.archive(place.journal, place.days)
    deleted = await keeping.forget(place.journal, place.site, retention.days)
    records = await keeping.forget_records(place.journal, place.site, retention)
    sys.stdout.write(f"Archived: {moved:,} entries; deleted: {deleted:,}; records beside them: {records:,}.\n")


async def ask(place: Place, given: argparse.Namespace) -> None:
    zone = place.profile.zone
    await place.journal.open(place.kind)
    await (asking.find if given.command == "find" else asking.count)(place.journal, zone, given)


async def verify(place: Place) -> int:
    """Also while the store is away: then without it. 1 when something is wrong."""
    if place.archive is None:
        raise BadSetting("VIGIA_ARCHIVE is not set: there is no archive to verify.")
    async with place.archive.still():
        wrong = list(faults(place.archive, await _first(place)))
    for sentence in wrong:
        sys.stdout.write(f"{sentence}\n")
    if wrong:
        return 1
    files = place.archive.manifest.files
    entries = sum(stretch.last - stretch.first + 1 for stretch in files)
    sys.stdout.write(f"Sound: {entries:,} entries in {len(files):,} files.\n")
    return 0


async def _first(place: Place) -> int | None:
    try:
        await place.journal.open(place.kind)
        return await place.journal.first()
    except StoreDown as error:
        sys.stdout.write(f"Without the store: {error}\n")
        return None


async def forget_person(place: Place, cases: list[str], hashes: list[str]) -> int:
    if not cases and not hashes:
        raise BadSetting("erase: --case or --person says whose facts.")
    await place.journal.open(place.kind)
    entries, notes, rewritten = await erase(place.journal, place.site, cases, hashes)
    sys.stdout.write(f"Erased: {entries:,} entries and {notes:,} notes.\n")
    if not rewritten:
        sys.stdout.write("The store did not rewrite its files: what was erased still lies in them. Run it again.\n")
    return 0 if rewritten else 1


async def back_up(place: Place, path: Path) -> None:
    key = place.key
    await place.journal.open(place.kind)
    head = backup.Head(backup.SCHEMA, place.site, place.kind, await place.journal.now())
    end = await backup.backup(place.journal, place.archive, head, path, key)
    sys.stdout.write(f"Backed up: {end.entries:,} entries of the store and {end.files:,} files of the archive.\n")


async def restore(place: Place, path: Path) -> None:
    key = place.key
    head = backup.opened(path, key)
    if (head.site, head.kind) != (place.site, place.kind):
        raise BadBackup(f"{path} is of {head.site} ({head.kind}); this site is {place.site} ({place.kind}).")
    end = await backup.restore(place.journal, place.archive, head, path, key)
    sys.stdout.write(f"Restored: {end.entries:,} entries of the store and {end.files:,} files of the archive.\n")


def parsed(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m journal", description="What is kept of a site, and how long.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("keep", help="archive and delete what is due, every hour, until told to stop")
    once = commands.add_parser("archive", help="archive and delete what is due, now")
    once.add_argument("--once", action="store_true", required=True)
    commands.add_parser("verify", help="name everything that is wrong with the archive")
    erasing = commands.add_parser("erase", help="erase one person's facts, on legal order")
    erasing.add_argument("--case", action="append", default=[], help="the registry's id of a case of hers")
    erasing.add_argument("--person", action="append", default=[], help="a keyed hash of hers")
    asking.add_to(commands)
    for name, said in (("backup", "write store and archive to"), ("restore", "fill an empty store and archive from")):
        commands.add_parser(name, help=f"{said} one encrypted file").add_argument("file", type=Path)
    return parser.parse_args(words)


async def main(words: list[str]) -> int:
    given, place = parsed(words), Place()
    try:
        match given.command:
            case "keep":
                await keep(place)
            case "archive":
                await archive(place)
            case "find" | "count":
                await ask(place, given)
            case "verify":
                return await verify(place)
            case "erase":
                return await forget_person(place, given.case, given.person)
            case "backup":
                await back_up(place, given.file)
            case "restore":
                await restore(place, given.file)
    finally:
        await place.journal.close()
    return 0


if __name__ == "__main__":
    try:
        settings.log_to_stdout(settings.get("VIGIA_LOG"))
        sys.exit(asyncio.run(main(sys.argv[1:])))
    except BrokenPipeError:  # whoever reads, as `head` does, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except VigiaError as error:
        sys.exit(str(error))
