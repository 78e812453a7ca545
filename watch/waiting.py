"""Waiting for something, not for ever."""

import asyncio
import contextlib


async def at_most(seconds: float, event: asyncio.Event) -> None:
    """Wait for the event, so long at most. Python 3.11's `wait_for` loses a cancellation that comes with the event."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, seconds)):
            await event.wait()
