"""The keeper: every hour what is old goes from the store to the archive, and what is too old is deleted."""

import asyncio
import time
from functools import partial
from typing import Literal

import structlog
from prometheus_client import Counter, Gauge

from journal.archive import retention
from journal.archive.archive import DAY
from journal.journal import Kind
from journal.valkey import ValkeyJournal
from journal.waiting import until_open
from picture.errors import BadArchive, StoreDown
from picture.events import Fact
from picture.keeping_events import ArchiveDeleted, RecordsDeleted
from picture.profile import Retention

EVERY = 3600.0  # seconds between two looks
SOON = 60.0  # and after one that failed
MOVED = Counter("vigia_keeper_moved_total", "Entries moved from the store to the archive")
DELETED = Counter("vigia_keeper_deleted_total", "What retention deleted", ["of"])
REFUSED = Gauge("vigia_keeper_refused", "1 while the last round could not be finished")
ROUND = Gauge("vigia_keeper_round_timestamp_seconds", "When the last round was finished")
log = structlog.get_logger()


async def archive(journal: ValkeyJournal, days: int) -> int:
    """Archive everything recorded more than `days` ago that is folded in the checkpoint; how many entries."""
    before, many = await journal.now() - days * DAY, 0
    while moved := await journal.archive(before):
        many += moved
        MOVED.inc(moved)
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
        DELETED.labels("journal").inc(many)
        log.info("archive.deleted", entries=many)
    return many


async def forget_records(journal: ValkeyJournal, site: str, kept: Retention) -> int:
    """Delete what audit and quarantine hold for longer than the profile keeps it, and say so in the journal in the same
    step; how many records."""
    now, many = await journal.now(), 0
    of: Literal["audit", "quarantine"]
    for of, days in (("audit", kept.audit), ("quarantine", kept.quarantine)):
        if days is None:
            continue
        said = partial(_deleted, of, days, now, site)
        if gone := await journal.forget(of, now - days * DAY, said):
            many += gone
            DELETED.labels(of).inc(gone)
            log.info("records.deleted", of=of, records=gone)
    return many


def _deleted(of: Literal["audit", "quarantine"], days: int, now: int, site: str, through: int) -> Fact:
    return Fact(time=now, source=site, subject=site, data=RecordsDeleted(of=of, through=through, days=days))


class Keeper:
    """One site's; `run` until cancelled. What fails is tried again in the next round. `days`: in the store."""

    def __init__(self, journal: ValkeyJournal, site: str, kind: Kind, days: int, kept: Retention) -> None:
        self._journal, self._site, self._kind, self._days, self._kept = journal, site, kind, days, kept
        self._idle = "" if journal.archives else "VIGIA_ARCHIVE is empty: nothing is archived"
        self._reason = "The store is not there yet."
        self._ended = 0.0  # monotonic, of the last round
        self._round: dict[str, object] = {}

    async def run(self) -> None:
        if self._idle:
            log.info("keeper.idle", why=self._idle)
        await until_open(self._journal, self._kind)
        while True:
            self._reason = await self._look()
            REFUSED.set(bool(self._reason))
            await asyncio.sleep(SOON if self._reason else EVERY)

    def report(self) -> tuple[bool, dict[str, object]]:
        """For /healthz: `at` (store's clock, ms), `moved` and `deleted` are of the last round that was finished."""
        hangs = not self._reason and time.monotonic() - self._ended > 2 * EVERY
        reason = "No round was finished for two hours." if hangs else self._reason
        return not reason, {"reason": reason or self._idle, **self._round}

    async def _look(self) -> str:
        """One round; why it could not be finished."""
        try:
            moved = deleted = 0
            if not self._idle:
                moved = await archive(self._journal, self._days)
                deleted = await forget(self._journal, self._site, self._kept.days)
            records = await forget_records(self._journal, self._site, self._kept)
            at = await self._journal.now()
        except StoreDown as error:
            log.warning("store.down", why=str(error))
            return str(error)
        except (BadArchive, OSError) as error:  # also of a disk that is full
            log.error("archive.refused", why=str(error))  # noqa: TRY400 - its text is the whole story
            return str(error)
        self._round = {"at": at, "moved": moved, "deleted": deleted, "records_deleted": records}
        self._ended = time.monotonic()
        ROUND.set(at / 1000)
        return ""
