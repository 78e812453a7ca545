"""`python -m watch.figures`: the figures of a site as JSON, folded from checkpoint and journal. It only reads.

Totals of the running civil day and of the last 28, the ledgers and the case board, as of the store's clock.
"""

import argparse
import asyncio
import sys

import msgspec

import settings
from journal.journal import Beat, Journal
from journal.valkey import ValkeyJournal
from picture.errors import VigiaError
from picture.fold import apply
from picture.ledgers import DAYS, totals
from picture.picture import Picture
from watch.case_documents import CaseBoard
from watch.desk_documents import DeskLedgers
from watch.state import VERSION, restore
from watch.wall import WallRoom

PAGE = 5000  # entries read at once


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What wall and desk say of cases at `now`; None: the site keeps none. `days`: of `totals`, the running one too."""

    site: str
    now: int
    position: int
    days: int
    totals: dict[str, int]
    board: CaseBoard | None
    ledgers: DeskLedgers | None


async def folded(journal: Journal) -> Picture:
    """The journal up to its end, from the checkpoint where that is of this fold."""
    found = await journal.checkpoint()
    picture = restore(found.state)[0] if found and found.version == VERSION else Picture()
    while entries := await journal.read(picture.position, PAGE):
        for entry in entries:
            apply(picture, entry)
    return picture


def figures(picture: Picture, beats: dict[str, Beat], now: int, days: int) -> Figures:
    """Raises VigiaError where no profile is in force."""
    profile = picture.profile
    if profile is None:
        raise VigiaError("The journal holds no profile: no watch has run on this store.")
    room = WallRoom(picture, "real")
    board = room.cases.board(now, beats, room.shift(now))
    return Figures(
        site=profile.code,
        now=now,
        position=picture.position,
        days=days,
        totals=totals(picture.book, profile.zone, now, days),
        board=board,
        ledgers=room.cases.ledgers.desk(profile, room.cases.names, now) if board else None,
    )


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m watch.figures", description="Figures of a site, as JSON.")
    parser.add_argument("--days", type=int, default=DAYS, help="civil days of the totals, the running one included")
    days = parser.parse_args().days
    archive = settings.folder("VIGIA_ARCHIVE")
    journal = ValkeyJournal(settings.get("VIGIA_STORE"), settings.get("VIGIA_SITE"), archive=archive)
    try:
        picture = await folded(journal)
        found = figures(picture, await journal.beats(), await journal.now(), days)
    finally:
        await journal.close()
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found)) + b"\n")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except VigiaError as error:
        sys.exit(str(error))
