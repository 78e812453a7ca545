"""One registry that is read by rows: its view, its folder and what it drops by HTTPS, with one heartbeat for all."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from feeds.adapters.drops import Drops
from feeds.adapters.folder import Folder
from feeds.adapters.intake import Intake
from feeds.adapters.mapping import Rules
from feeds.adapters.poller import Poller
from feeds.adapters.settling import SURE
from feeds.adapters.sql import View
from feeds.adapters.writer import Writer
from feeds.admission import Admission
from feeds.client import BEAT, BEAT_AT_LEAST
from feeds.outputs import Tally
from journal.journal import Beat, Journal
from picture.errors import StoreDown
from picture.policy import Registry

SAME_CLOCK = 1_000  # a clock less than this apart from ours counts as the same


class TableWay(Struct, frozen=True):
    """How a registry is read. `url` of its database, `folder` of its files, `token` for its HTTPS drops; each may be
    missing. `setting`: the name of the one that holds the url."""

    registry: Registry
    rules: Rules
    url: str = ""
    setting: str = ""
    folder: Path | None = None
    token: str = ""


class TableFeed:
    """Runs as a `Client` does, and tells of itself as one. `now`: the store's clock."""

    def __init__(
        self,
        way: TableWay,
        admission: Admission,
        journal: Journal,
        now: Callable[[], int],
        *,
        appended: Callable[[float], None] = lambda _: None,
        sure: int = SURE,
    ) -> None:
        self.source = way.registry.source
        self.token = way.token
        intake = Intake(way.rules, admission)
        self._writer = Writer(self.source, journal, appended=appended)
        self._view = View(way.url, way.setting, way.rules.table, way.rules.columns) if way.url else None
        self._poller = Poller(intake, self._view, self._writer, now, sure=sure) if self._view else None
        self.drops = Drops(intake, self._writer, now)
        self._folder = Folder(way.folder, self.drops, self.source) if way.folder else None
        self._journal = journal
        self._now = now

    @property
    def tally(self) -> Tally:
        return self._writer.tally

    @property
    def held_back(self) -> bool:
        return self._writer.held_back

    @property
    def connected(self) -> bool:
        """Whether its view answers; without one, whether its files are looked for."""
        if self._poller:
            return self._poller.connected
        return self._folder is None or self._folder.connected

    @property
    def beat(self) -> Beat | None:
        """None until its view has answered or a file has come."""
        poller, tally = self._poller, self.tally
        heard = [at for at in (self.drops.heard, poller.heard if poller else None) if at is not None]
        if not heard:
            return None
        offset = poller.offset if poller else 0
        return Beat(
            heard=max(heard),
            offset=0 if abs(offset) < SAME_CLOCK else offset,
            connected=self.connected,
            behind=poller.behind if poller else 0,
            duplicates=tally.duplicates,
            dropped=tally.dropped,
            quarantined=tally.quarantined,
        )

    async def run(self) -> None:
        """Until cancelled."""
        parts = [part.run() for part in (self._poller, self._folder) if part]
        try:
            async with asyncio.TaskGroup() as group:
                for part in (*parts, self._beats()):
                    group.create_task(part)
        except ExceptionGroup as several:
            raise several.exceptions[0] from None
        finally:
            self._writer.tell_refusal()
            if self._view:
                self._view.close()

    async def _beats(self) -> None:
        told: Beat | None = None
        told_at = 0
        while True:
            await asyncio.sleep(BEAT)
            self._writer.tell_refusal()
            beat, now = self.beat, self._now()
            if beat is None or (told and replace(beat, heard=told.heard) == told and now - told_at < BEAT_AT_LEAST):
                continue
            try:
                await self._journal.beat(self.source, beat)
            except StoreDown:
                continue
            told, told_at = beat, now
