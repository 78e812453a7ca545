"""Following the journal for whoever folds it: from where they stand to its end, then as it grows."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Protocol

import structlog

from journal.journal import Journal
from journal.waiting import RETRY, until_read
from picture.errors import BadArchive, StoreDown
from picture.events import Entry

log = structlog.get_logger()


class Reader(Protocol):
    """Who folds."""

    @property
    def position(self) -> int:
        """The number of the last entry that is folded."""

    async def hear(self, entries: Sequence[Entry]) -> bool:
        """Fold; whether what is folded still stands. Where not, the reader has begun anew."""

    async def anew(self) -> None:
        """The journal is shorter than what was folded of it: an older copy was put in its place."""

    def caught_up(self) -> None:
        """Everything there was is folded."""


async def follow(journal: Journal, reader: Reader, page: int = 1000) -> None:
    """For ever, whether store and archive can be read or not; `page`: entries that are read at once."""
    while True:
        try:
            await _catch_up(journal, reader, page)
            async with contextlib.aclosing(journal.follow(reader.position)) as followed:
                async for entries in followed:
                    if not await reader.hear(entries):
                        break
            await asyncio.sleep(RETRY)
        except (StoreDown, BadArchive) as error:
            await until_read(error)


async def _catch_up(journal: Journal, reader: Reader, page: int) -> None:
    if (await journal.tail())[0] < reader.position:
        log.error("store.shorter_than_folded", position=reader.position)
        await reader.anew()
    while entries := await journal.read(reader.position, page):
        await reader.hear(entries)
        await asyncio.sleep(0)
    reader.caught_up()


async def hearken(journal: Journal, channel: str, heard: Callable[[bytes], None]) -> None:
    """For ever: what is published on a channel, as it comes."""
    while True:
        with contextlib.suppress(StoreDown):
            async with contextlib.aclosing(journal.listen(channel)) as said:
                async for payload in said:
                    if payload is not None:
                        heard(payload)
        await asyncio.sleep(RETRY)
