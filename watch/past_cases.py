"""A case by a name that somebody has for it, and what the journal has of one that the room has long forgotten."""

import contextlib
from collections.abc import AsyncGenerator
from typing import Protocol

from msgspec.structs import replace

from journal.archive.search import Sought
from picture.book import Case
from picture.case_events import CaseOpened
from picture.events import Entry
from picture.picture import Picture
from watch.desk_documents import DeskDocument
from watch.desk_rows import SHOWN
from watch.places import folio


class Finder(Protocol):
    """Archive and store as one."""

    def find(self, sought: Sought, most: int | None = None) -> AsyncGenerator[list[Entry], None]:
        """What is sought, in order. Raises BadArchive, StoreDown."""


def named(picture: Picture, name: str) -> Case | None:
    """By mask, folio or id, in any letters; of several the open one, else the one that ended last."""
    found = [case for case in picture.book.cases.values() if _is(name, case.mask, folio(case), case.id)]
    return max(found, key=lambda case: (case.ended is None, case.ended or 0, case.id), default=None)


def _is(name: str, *names: str) -> bool:
    return name.casefold() in [each.casefold() for each in names]


def last_shown(case: Case, now: int) -> int:
    """The latest instant up to `now` at which the desk has a row of it."""
    return now if case.ended is None else min(now, case.ended + SHOWN - 1)


def alone(document: DeskDocument, case: str) -> DeskDocument:
    """The rows that are about that case."""
    return replace(
        document,
        cases=[row for row in document.cases if row.id == case],
        followups=[row for row in document.followups if row.case == case],
        alerts=[row for row in document.alerts if row.case == case],
    )


async def forgotten(journal: Finder, name: str, until: int) -> list[Entry]:
    """The profile in force when the case of that folio or id was opened, and all that was recorded of it before
    `until`, in order; empty where the journal does not have it. Raises BadArchive, StoreDown."""
    opened = await _opening(journal, name, until)
    if opened is None:
        return []
    sought = Sought(case=opened.fact.subject, since=opened.recorded, until=until)
    subjects = {entry.fact.subject async for entry in _each(journal, sought)}
    profile = [entry async for entry in _each(journal, Sought(types=("site.configured",), until=opened.recorded + 1))]
    found = Sought(subjects=tuple(sorted(subjects)), since=opened.recorded, until=until)
    return [*profile[-1:], *[entry async for entry in _each(journal, found)]]


async def _opening(journal: Finder, name: str, until: int) -> Entry | None:
    async for entry in _each(journal, Sought(types=("case.opened",), until=until)):
        data = entry.fact.data
        if isinstance(data, CaseOpened) and _is(name, entry.fact.subject, data.folio or ""):
            return entry
    return None


async def _each(journal: Finder, sought: Sought) -> AsyncGenerator[Entry, None]:
    async with contextlib.aclosing(journal.find(sought)) as found:
        async for entries in found:
            for entry in entries:
                yield entry
