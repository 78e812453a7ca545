"""Puts the wall among the peers: publishes a wall document for each of theirs, all of it new each time, and runs the
wall's server below itself, so that the costs of both count as the wall's."""

import argparse
import asyncio
import signal
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import redis.asyncio

from journal.valkey import ValkeyJournal
from tests.bench import drawing, volume
from tests.bench.hops import running
from tests.bench.site import Site
from watch.documents import WALL


async def follow(store: str, channel: str, journal: ValkeyJournal) -> None:
    """What is drawn does not depend on their document: it is made beforehand, as the watch has made the wall's."""
    document = drawing.template(25.0, 8)
    version = 0
    async with redis.asyncio.from_url(store) as client, client.pubsub() as bus:
        await bus.subscribe(channel)
        following = drawing.varied(document, version, "")
        async for message in bus.listen():
            if message["type"] == "message":
                theirs: dict[str, Any] = msgspec.json.decode(message["data"])
                probe = f"v:{theirs['v']}:{theirs['ts']}"
                await journal.publish(WALL, drawing.probed(following, probe))
                version += 1
                following = drawing.varied(document, version, "")


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", required=True)
    parser.add_argument("--channel", required=True)
    parser.add_argument("--port", required=True, type=int, help="of the wall")
    given = parser.parse_args()
    journal = ValkeyJournal(given.store, volume.SITE)
    await journal.open("demo")
    with tempfile.TemporaryDirectory() as name:
        site = Site(volume.nuevo_leon(), given.store, Path(name))
        site.wall_port = given.port
        with running(site.wall):
            following = asyncio.create_task(follow(given.store, given.channel, journal))
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, following.cancel)
            await asyncio.gather(following, return_exceptions=True)
    await journal.close()


if __name__ == "__main__":
    asyncio.run(main())
