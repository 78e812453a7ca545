"""From a centre's socket to the durable journal: `python -m feeds` as it runs, a flooding centre, a real store."""

import asyncio
import multiprocessing
import statistics
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

import redis
from msgspec import Struct

import settings
from feeds.simulator.server import FeedServer
from feeds.simulator.spool import Spool
from feeds.simulator.wire import Event
from picture.codec import encode_fact
from tests.bench import volume
from tests.bench.row import Bound, Row, figure, verdict
from tests.bench.site import TOKEN, Site
from tests.stores import embedded

SHARE, LEAST = 40, 30_000  # percent of the bare append; events a second
TRANSACTION = 500  # entries
SOURCE = "nl/911"


class Intake(Struct, frozen=True):
    """Events a second; microseconds of CPU an event; megabytes of the feeds process."""

    rate: float
    cpu: float
    resident: float


def happenings(count: int, now: int) -> list[Event]:
    """What the demo's 911 says in as many hours as it takes: at night it takes longer."""
    hours = count / 600 + 2
    while len(told := volume.told(volume.nuevo_leon(), now, hours=hours)[SOURCE]) < count:
        hours *= 1.5
    return told[:count]


def flood(ports: dict[str, int], count: int, now: int, bench: Connection) -> None:
    """A process of its own: centres that hold `count` frames, and say when the first one was asked for."""
    settings.log_to_stdout("error")
    asyncio.run(_flood(ports, count, now, bench))


async def _flood(ports: dict[str, int], count: int, now: int, bench: Connection) -> None:
    servers = {
        source: FeedServer(Spool(source, volume.EPOCH), token=TOKEN, clock=lambda: int(time.time() * 1000), port=port)
        for source, port in ports.items()
    }
    for happened in happenings(count, now):
        servers[SOURCE].spool.add(happened)
    for server in servers.values():
        await server.start()
    bench.send("ready")
    while not any(link.cursor is not None for link in servers[SOURCE].links):  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0.0005)
    bench.send(time.time())
    await asyncio.Future()


def through_feeds(count: int, now: int, folder: Path) -> Intake:
    with embedded(folder) as store:
        site = Site(volume.nuevo_leon(), store.url, folder)
        ports = {feed.source: site.centres + place for place, feed in enumerate(site.profile.feeds)}
        ours, theirs = multiprocessing.Pipe()
        centre = multiprocessing.get_context("spawn").Process(
            target=flood, args=(ports, count, now, theirs), daemon=True
        )
        centre.start()
        ours.recv()
        feeds = site.feeds()
        try:
            began: float = ours.recv()
            used = feeds.cpu()
            with redis.Redis(port=store.port) as asked:
                feeds.until(lambda: _mark(asked, site.profile.code) >= count, 120)
            took = time.time() - began
            used = feeds.cpu() - used
            return Intake(count / took, 1e6 * used / count, feeds.resident())
        finally:
            feeds.end()
            centre.kill()
            centre.join()


def _mark(store: redis.Redis, site: str) -> int:
    kept = store.hget(f"{{{site}}}:marks", SOURCE)
    return int(kept.split()[0]) if isinstance(kept, bytes) else 0


def bare(raws: list[bytes], folder: Path) -> float:
    """Entries a second that redis-py appends: transactions of 500, the same bytes, each durable before the next."""
    with embedded(folder) as store, redis.Redis(port=store.port) as client:
        began = time.perf_counter()
        for at in range(0, len(raws), TRANSACTION):
            with client.pipeline(transaction=True) as pipe:
                for number, raw in enumerate(raws[at : at + TRANSACTION], at + 1):
                    pipe.xadd("journal", {"r": 0, "f": raw}, id=f"{number}-0")
                pipe.execute()
        return len(raws) / (time.perf_counter() - began)


def measure(quick: bool) -> list[Row]:
    count, rounds = (2_000, 1) if quick else (100_000, 5)
    now = int(time.time() * 1000)
    raws = [encode_fact(fact) for fact in volume.admitted(volume.nuevo_leon(), SOURCE, happenings(count, now))]
    found: list[Intake] = []
    limits: list[float] = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
            limits.append(bare(raws, Path(one)))
            found.append(through_feeds(count, now, Path(other)))
    rates = [i.rate for i in found]
    rate, limit = statistics.median(rates), statistics.median(limits)
    share = 100 * rate / limit
    return [
        Row(
            what=f"socket → durable journal, one feeds process, {count:,} events of one centre",
            budget=f"≥ {SHARE} % of a bare pipelined append from Python, and ≥ {LEAST:,} events/s",
            measured=f"{rate:,.0f} events/s (rounds {min(rates):,.0f}–{max(rates):,.0f});"
            f" {figure(statistics.median(i.cpu for i in found))} µs of CPU an event,"
            f" {figure(max(i.resident for i in found))} MB",
            limit=f"redis-py, transactions of {TRANSACTION} XADD of the same bytes: {limit:,.0f}/s",
            ratio=f"{figure(share)} %",
            reached=verdict(
                [
                    Bound("share", share, SHARE, "%", least=True),
                    Bound("rate", rate, LEAST, "events/s", least=True),
                ]
            ),
        )
    ]
