"""When a zone is added, what was journaled inside it loses its place: in journal (its archive too),
checkpoint, map and store files.
"""

import contextlib

import msgspec
import structlog

from feeds.zones import Zones
from journal.journal import Journal
from picture.case_events import CaseOpened
from picture.errors import StoreDown
from picture.events import AnyData, CallOffered, Entry, Fact
from picture.place_events import HotspotFound, SiteRedacted

SHELF, DIGEST = "redaction", "zones"  # in the cupboard: of the zones that the journal holds nothing of
MAP = "map"  # the shelf of what the maps made of the journal
LOGGED = 100_000  # entries looked at between two lines of the log
log = structlog.get_logger()


class Redaction:
    """What is to stand in an entry's place, where it holds a cell of a zone. `generation`: redactions so far."""

    def __init__(self, zones: Zones) -> None:
        self._zones = zones
        self.generation = 0

    def __call__(self, entry: Entry) -> Fact | None:
        if entry.number % LOGGED == 0:
            log.info("redaction.looks", entries=entry.number)
        data = entry.fact.data
        if isinstance(data, SiteRedacted):
            self.generation = max(self.generation, data.generation)
        without = self._without(data)
        return None if without is data else msgspec.structs.replace(entry.fact, data=without)

    def _without(self, data: AnyData) -> AnyData:
        if isinstance(data, CallOffered | CaseOpened) and data.cell and self._zones.cover(data.cell):
            return msgspec.structs.replace(data, cell="")
        if isinstance(data, HotspotFound) and any(map(self._zones.cover, data.cells)):
            return msgspec.structs.replace(data, cells=())  # what is left of its cells would show where one is missing
        return data


async def redact(journal: Journal, zones: Zones, site: str) -> None:
    """Before anything more is journaled. Where the zones are not those of the last time the whole journal is looked at;
    who is stopped half-way does it again. Raises StoreDown."""
    if await journal.get(SHELF, DIGEST) == (zones.digest or None):
        return
    await journal.drop(SHELF, DIGEST)
    if not zones.digest:
        return
    change, now = Redaction(zones), await journal.now()
    log.info("redaction.begins", entries=(await journal.health()).entries)

    def told(entries: int) -> Fact:
        data = SiteRedacted(entries=entries, generation=change.generation + 1)
        return Fact(time=now, source=site, subject=site, data=data)

    entries = await journal.redact(change, told)
    for key in await journal.shelf(MAP):
        await journal.drop(MAP, key)
    rewritten = False
    with contextlib.suppress(StoreDown):  # also where the store does not let us
        rewritten = await journal.rewrite()
    if rewritten:
        await journal.put(SHELF, DIGEST, zones.digest)
        log.info("redaction.done", entries=entries)
    else:  # tried again at the next start
        log.error("redaction.left_in_the_stores_files", entries=entries)
