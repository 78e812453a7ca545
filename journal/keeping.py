"""The keeper: once a day what is old goes from the store to the archive, and from the archive what is too old."""

import structlog

from journal.archive import retention
from journal.archive.archive import DAY
from journal.valkey import ValkeyJournal
from picture.errors import BadArchive, StoreDown
from picture.events import Fact
from picture.keeping_events import ArchiveDeleted

EVERY = 3600.0  # seconds between two looks
log = structlog.get_logger()


async def archive(journal: ValkeyJournal, days: int) -> int:
    """Archive everything recorded more than `days` ago that is folded in the checkpoint; how many entries."""
    before, many = await journal.now() - days * DAY, 0
    while moved := await journal.archive(before):
        many += moved
    if many:
        log.info("archive.moved", entries=many)
    return many


async def forget(journal: ValkeyJournal, site: str, days: int | None) -> int:
    """Delete what was recorded more than `days` ago, in whole files, and say so in the journal; how many entries. Who
    was stopped between the two says it now."""
    now = await journal.now()
    async with journal.keeping() as kept:
        many = 0 if days is None else retention.forget(kept, now - days * DAY)
        manifest = kept.manifest
        if manifest.told < manifest.deleted:
            said = ArchiveDeleted(through=manifest.deleted, days=days or 0)
            await journal.record([Fact(time=now, source=site, subject=site, data=said)])
            retention.told(kept)
    if many:
        log.info("archive.deleted", entries=many)
    return many


async def look(journal: ValkeyJournal, site: str, days: int, kept: int | None) -> None:
    """One round; what fails is tried again in the next."""
    try:
        await archive(journal, days)
        await forget(journal, site, kept)
    except StoreDown as error:
        log.warning("store.down", why=str(error))
    except (BadArchive, OSError) as error:  # also of a disk that is full
        log.error("archive.refused", why=str(error))  # noqa: TRY400 - its text is the whole story
