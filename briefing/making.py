"""Making a briefing and keeping it: reads the journal, has the sheet made, keeps it and its forms."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from briefing import rendering, snapshot
from briefing.keeping import BadKeeping, Keeping
from briefing.sheet import Sheet, Span
from briefing.trends import Trends
from briefing.trends import made as trends_made
from journal.journal import Journal, Kind
from journal.valkey import ValkeyJournal
from maps import state as maps_state
from maps.documents import MAP
from picture import fold
from picture.deadlines import civil_day
from picture.events import Entry
from picture.picture import Picture
from picture.profile import Profile

PAGE = 5000  # entries read at once
MAPS_STATE = "state"  # the key under which the process of maps keeps what it folded


class Asked(Struct, frozen=True):
    """Everything that a process of its own needs to make the briefing of `span` as told by `as_of`."""

    store: str
    archive: Path | None
    kind: Kind
    profile: Profile
    folder: str
    span: Span
    as_of: int


class Made(Struct, frozen=True):
    """`new`: it was not kept before, or says something else now."""

    name: str
    revision: int
    new: bool


def make(asked: Asked) -> Made:
    """Raises BadKeeping, StoreDown, VigiaError."""
    keeping = Keeping(Path(asked.folder))
    with asyncio.Runner() as runner:
        journal = ValkeyJournal(asked.store, asked.profile.code, archive=asked.archive)
        try:
            runner.run(journal.open(asked.kind))
            sheet, new = _kept(keeping, entries(runner, journal, asked.as_of), asked)
        finally:
            runner.run(journal.close())
    policy = asked.profile.briefing
    for form in policy.forms if new else ():
        keeping.keep_form(sheet, form, rendering.render(sheet, form, asked.profile, policy.language))
    return Made(sheet.span.name, sheet.revision, new)


def _kept(keeping: Keeping, told: Iterator[Entry], asked: Asked) -> tuple[Sheet, bool]:
    """What lost its inputs to retention stands as it is."""
    first = next(told, None)
    if first is None:
        raise BadKeeping(f"Of {asked.span.name} there is no briefing: the journal holds nothing told by then.")
    before = keeping.latest(asked.span.name)
    if before is not None and first.number > before.first:
        return before, False
    sheet = snapshot.made(_again(first, told), asked.span, asked.as_of, asked.kind)
    return keeping.keep(sheet)


def _again(first: Entry, rest: Iterator[Entry]) -> Iterator[Entry]:
    yield first
    yield from rest


def entries(runner: asyncio.Runner, journal: Journal, as_of: int, after: int = 0) -> Iterator[Entry]:
    """What was recorded by `as_of`, in the journal's order, a page at a time."""
    while page := runner.run(journal.read(after, PAGE)):
        for entry in page:
            if entry.recorded > as_of:
                return
            yield entry
        after = page[-1].number


def trends(asked: Asked) -> Trends:
    """Of the days before that of `as_of`. The process of maps has folded them: what it keeps remembers three years,
    whatever the journal still holds. Raises StoreDown."""
    with asyncio.Runner() as runner:
        journal = ValkeyJournal(asked.store, asked.profile.code, archive=asked.archive)
        try:
            runner.run(journal.open(asked.kind))
            saved = runner.run(journal.get(MAP, MAPS_STATE))
            known = maps_state.restore(saved) if saved else None
            picture = known.picture if known else Picture()
            for entry in entries(runner, journal, asked.as_of, picture.position):
                fold.apply(picture, entry)
        finally:
            runner.run(journal.close())
    return trends_made(picture.book.days, asked.profile, civil_day(asked.as_of, asked.profile.zone), asked.as_of)
