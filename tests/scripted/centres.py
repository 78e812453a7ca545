"""The feed servers of a period: everything it says stands in their spools, and is sent as fast as it is taken."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from feeds.simulator.server import FeedServer
from feeds.simulator.spool import Spool
from picture.profile import Profile
from tests.scripted.script import Period

TOKEN = "a-token-of-the-period"
EPOCH = "period"
Told = dict[str, int]  # by source, how many events it tells


def server(period: Period, source: str, port: int) -> FeedServer:
    """A source that says nothing in the period is there all the same."""
    events = period.said.get(source, [])
    spool = Spool(source, EPOCH, limit=len(events) + 1)
    for happened in events:
        spool.add(happened)
    return FeedServer(spool, token=TOKEN, clock=lambda: int(time.time() * 1000), port=port)


@contextmanager
def speaking(period: Period, profile: Profile, first_port: int) -> Iterator[Told]:
    """Every feed of the profile on a port of its own, in the profile's order, in a thread."""
    servers = [server(period, feed.source, first_port + place) for place, feed in enumerate(profile.feeds)]
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        for each in servers:
            asyncio.run_coroutine_threadsafe(each.start(), loop).result(10)
        yield {each.spool.source: each.spool.last for each in servers}
    finally:
        for each in servers:
            asyncio.run_coroutine_threadsafe(each.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
