"""What is made of the site's picture alone, in a process of its own: the staffing and the trends. The picture is the
one that the process of maps keeps, and what was told since."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing

import msgspec

from briefing.documents import STAFFING, TRENDS
from briefing.making import Asked, entries
from briefing.outlook import Outlook, outlook
from briefing.trends import Trends
from briefing.trends import made as trends_made
from journal.valkey import ValkeyJournal
from maps import state as maps_state
from maps.documents import MAP, STATE
from picture import fold
from picture.deadlines import civil_day
from picture.picture import Picture


def picture(asked: Asked) -> Picture:
    """As told by `as_of`: calls of the last day, half hours of eight weeks, days of three years. Raises StoreDown."""
    with asyncio.Runner() as runner:
        journal = ValkeyJournal(asked.store, asked.profile.code, archive=asked.archive)
        try:
            runner.run(journal.open(asked.kind))
            saved = runner.run(journal.get(MAP, STATE))
            known = maps_state.restore(saved) if saved else None
            found = known.picture if known else Picture()
            with closing(entries(runner, journal, asked.as_of, found.position)) as told:
                for entry in told:
                    fold.apply(found, entry)
        finally:
            runner.run(journal.close())
    return found


def staffing(of: Picture, asked: Asked) -> Outlook:
    return outlook(of, asked.profile, asked.as_of)


def trends(of: Picture, asked: Asked) -> Trends:
    """Of the days before that of `as_of`."""
    return trends_made(of.book.days, asked.profile, civil_day(asked.as_of, asked.profile.zone), asked.as_of)


MADE: Mapping[str, Callable[[Picture, Asked], Outlook | Trends]] = {STAFFING: staffing, TRENDS: trends}


def made(asked: Asked, keys: Iterable[str]) -> dict[str, bytes]:
    """What the shelf keeps under these keys of MADE. Raises StoreDown."""
    of = picture(asked)
    return {key: msgspec.json.encode(MADE[key](of, asked)) for key in keys}
