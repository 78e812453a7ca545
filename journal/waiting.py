"""Waiting for something, not for ever."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

from journal.journal import Journal, Kind
from picture.errors import LeaseLost, StoreDown

RETRY = 0.25
log = structlog.get_logger()


async def at_most(seconds: float, event: asyncio.Event) -> None:
    """Wait for the event, so long at most. Python 3.11's `wait_for` loses a cancellation that comes with the event."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, seconds)):
            await event.wait()


async def every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Again and again, whether the store answers or not."""
    while True:
        with contextlib.suppress(StoreDown, LeaseLost):
            await work()
        await asyncio.sleep(seconds)


async def patiently(work: Callable[[], Awaitable[None]]) -> None:
    """Until the store answers."""
    while True:
        try:
            return await work()
        except StoreDown as error:
            log.warning("store.down", why=str(error))
            await asyncio.sleep(RETRY)


async def until_open(journal: Journal, kind: Kind) -> None:
    """Wait for a store that is not there yet. Raises MixedStore: a store that is the wrong one ends the start."""
    while True:
        try:
            return await journal.open(kind)
        except StoreDown as error:
            log.warning("store.down", why=str(error))
            await asyncio.sleep(1)
