"""Waiting for something, not for ever."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Coroutine

import structlog

from journal.journal import Journal, Kind
from journal.vitals import Report
from picture.errors import BadArchive, LeaseLost, StoreDown

RETRY = 0.25
MENDED = 5.0  # seconds between two tries of an archive that somebody must mend
log = structlog.get_logger()


async def at_most(seconds: float, event: asyncio.Event) -> None:
    """Wait for the event, so long at most. Python 3.11's `wait_for` loses a cancellation that comes with the event."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, seconds)):
            await event.wait()


async def until_told(work: Coroutine[None, None, None]) -> None:
    """Do this until the process is told to end."""
    task = asyncio.create_task(work)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Again and again, whether the store answers or not."""
    while True:
        with contextlib.suppress(StoreDown, LeaseLost):
            await work()
        await asyncio.sleep(seconds)


async def until_read(why: StoreDown | BadArchive) -> None:
    """Wait before the journal is read once more. An archive that cannot be read is told of each time: somebody must
    put its file back, and then everything goes on."""
    if isinstance(why, BadArchive):
        log.error("archive.unreadable", why=str(why))
    await asyncio.sleep(MENDED if isinstance(why, BadArchive) else RETRY)


def readable(unreadable: Callable[[], str], report: Report) -> Report:
    """For /healthz: what `report` says; while the archive cannot be read, that it cannot and why."""

    def said() -> tuple[bool, dict[str, object]]:
        (alive, more), why = report(), unreadable()
        return (False, {**more, "reason": why}) if why else (alive, more)

    return said


async def patiently(work: Callable[[], Awaitable[None]]) -> None:
    """Until the store answers, and the archive can be read."""
    while True:
        try:
            return await work()
        except StoreDown as error:
            log.warning("store.down", why=str(error))
            await asyncio.sleep(RETRY)
        except BadArchive as error:
            await until_read(error)


async def until_open(journal: Journal, kind: Kind) -> None:
    """Wait for a store that is not there yet. Raises MixedStore: a store that is the wrong one ends the start."""
    while True:
        try:
            return await journal.open(kind)
        except StoreDown as error:
            log.warning("store.down", why=str(error))
            await asyncio.sleep(1)
