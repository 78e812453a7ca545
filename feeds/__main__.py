"""`python -m feeds` listens to the centres and registries of the site; `… quarantine` shows what was refused."""

import argparse
import asyncio
import contextlib
import signal
import ssl
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from msgspec import Struct
from prometheus_client import REGISTRY

import profiles
import settings
from feeds import keyring, zones
from feeds.adapters.feed import TableFeed, TableWay
from feeds.adapters.receiver import receive
from feeds.adapters.redrive import RowRedrive
from feeds.adapters.ways import drops_port, ways
from feeds.admission import Admission
from feeds.client import LONGEST, Client, trust
from feeds.door import Door, Locate
from feeds.metrics import APPEND, Feeds
from feeds.outputs import Listener
from feeds.places import excluded, locating
from feeds.quarantine import Redrive, table
from feeds.redaction import redact
from journal.clock import StoreClock
from journal.journal import Kind
from journal.valkey import ValkeyJournal
from journal.vitals import serve_vitals
from picture.errors import BadProfile, BadSetting, StoreDown, VigiaError
from picture.policy import Feed, Registry
from picture.profile import Profile

PATH = "/feed"  # of a simulated feed
SIMULATED = 2.0  # seconds of delay at most until a simulated feed is tried again: it starts beside us
KEYS_LOOKED_AT = 3600.0  # seconds
SHELF = 100_000  # refused frames that are listed, the latest
HANGING = 5.0  # seconds without a turn of the loop

log = structlog.get_logger()


class Way(Struct, frozen=True):
    """How a feed is reached by WebSocket."""

    feed: Feed
    url: str
    token: str
    tls: ssl.SSLContext | None


class Site(Struct, frozen=True):
    """What the settings say, read and checked before anything is opened. `tables`: registries read by rows."""

    kind: Kind
    profile: Profile
    ways: tuple[Way, ...]
    tables: tuple[TableWay, ...]
    zones: zones.Zones
    locate: Locate | None
    keys: Path
    port: int
    drops_port: int | None = None


def site() -> Site:
    """Raises BadSetting, BadProfile, BadBoundaries."""
    kind: Kind = "demo" if settings.get("VIGIA_KIND") == "demo" else "real"
    profile = profiles.load(settings.get("VIGIA_SITE"), Path(settings.get("VIGIA_PROFILES")))
    pretend = settings.get("VIGIA_CENTRES_URL")
    if pretend and kind == "real":
        raise BadSetting(f"VIGIA_CENTRES_URL is {pretend!r}, and VIGIA_KIND is real: simulated centres are for a demo.")
    return Site(
        kind,
        profile,
        tuple(
            _way(feed, place, kind, pretend)
            for place, feed in enumerate(profile.feeds)
            if pretend or not _by_rows(feed)
        ),
        ways(profile, [registry for registry in profile.registry if _by_rows(registry) and not pretend]),
        excluded(),
        locating(profile),
        Path(settings.get("VIGIA_KEYRING")),
        int(settings.get("VIGIA_FEEDS_PORT")),
        drops_port(),
    )


def _by_rows(feed: Feed) -> bool:
    return isinstance(feed, Registry) and feed.table is not None


def _way(feed: Feed, place: int, kind: Kind, pretend: str) -> Way:
    url = feed.url
    if pretend:
        base = urlsplit(pretend)
        url = f"{base.scheme}://{base.hostname}:{(base.port or 0) + place}{PATH}"
    if kind == "real" and not url.startswith("wss://"):
        raise BadProfile(f"url: {url!r} of {feed.source} is not wss://, and VIGIA_KIND is real")
    tls = trust(settings.get("VIGIA_CA")) if url.startswith("wss://") else None
    return Way(feed, url, settings.token(feed.source), tls)


@contextlib.asynccontextmanager
async def opened(site: Site) -> AsyncIterator[tuple[ValkeyJournal, StoreClock, Door, keyring.Keyring]]:
    """The journal, once the store is there, and what needs its clock. Raises MixedStore, BadSetting, BadProfile."""
    archive = settings.folder("VIGIA_ARCHIVE")
    journal = ValkeyJournal(settings.get("VIGIA_STORE"), site.profile.code, archive=archive)
    clock = StoreClock(journal)
    try:
        await _until_up(lambda: journal.open(site.kind))
        await _until_up(clock.look)
        keys = keyring.load(site.keys, clock())
        yield journal, clock, Door(site.profile.region, keys, site.zones, site.locate), keys
    finally:
        await journal.close()


async def _until_up(call: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            return await call()
        except StoreDown as error:
            log.warning("store.down", why=str(error))
            await asyncio.sleep(1)


async def listen(site: Site) -> None:
    """Every feed in a task of its own, until SIGTERM or Ctrl-C."""
    async with opened(site) as (journal, clock, door, keys):
        await _until_up(lambda: redact(journal, site.zones, site.profile.code))
        tables = [_table(way, site, door, journal, clock) for way in site.tables]
        listeners = [*(_client(way, site, door, journal, clock) for way in site.ways), *tables]
        collector = Feeds(listeners, door)
        REGISTRY.register(collector)
        pulse = Pulse()
        stop_vitals = serve_vitals(site.port, lambda: report(listeners, pulse))
        jobs = [clock.keep(), pulse.keep(), turn_keys(site.keys, keys, door, clock), *map(supervised, listeners)]
        if tables and site.drops_port is not None:
            jobs.append(receive(tables, site.drops_port))
        all_jobs = asyncio.gather(*jobs)
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, all_jobs.cancel)
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await all_jobs
        finally:
            stop_vitals()
            REGISTRY.unregister(collector)


def _client(way: Way, site: Site, door: Door, journal: ValkeyJournal, clock: StoreClock) -> Listener:
    return Client(
        Admission(way.feed, door, site.profile),
        way.url,
        way.token,
        journal,
        clock,
        tls=way.tls,
        appended=APPEND.labels(way.feed.source).observe,
        longest=LONGEST if site.kind == "real" else SIMULATED,
    )


def _table(way: TableWay, site: Site, door: Door, journal: ValkeyJournal, clock: StoreClock) -> TableFeed:
    source = way.registry.source
    admission = Admission(way.registry, door, site.profile)
    return TableFeed(way, admission, journal, clock, appended=APPEND.labels(source).observe)


async def supervised(listener: Listener) -> None:
    """A feed that fails in a way nobody thought of is started again, and stops no other."""
    while True:
        try:
            await listener.run()
        except Exception as error:
            place = error.__traceback__
            while place and place.tb_next:
                place = place.tb_next
            where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else ""
            # The error's own text may quote a frame.
            log.critical("feed.failed", source=listener.source, error=type(error).__name__, where=where)
            await asyncio.sleep(1)


async def turn_keys(path: Path, keys: keyring.Keyring, door: Door, clock: StoreClock) -> None:
    while True:
        await asyncio.sleep(KEYS_LOOKED_AT)
        due = keyring.turned(keys, clock(), keyring.fresh_key())
        if due is not keys:
            try:
                keyring.keep(path, due)
            except OSError as error:
                log.warning("keys.kept_back", why=error.strerror)
                continue
            keys = due
            door.turn(keys)
            log.info("keys.turned")


class Pulse:
    """Says whether the loop still turns; read from another thread."""

    def __init__(self) -> None:
        self._at = time.monotonic()

    @property
    def beats(self) -> bool:
        return time.monotonic() - self._at < HANGING

    async def keep(self) -> None:
        while True:
            self._at = time.monotonic()
            await asyncio.sleep(1)


def report(listeners: Sequence[Listener], pulse: Pulse) -> tuple[bool, dict[str, object]]:
    held_back = any(each.held_back for each in listeners)
    feeds = {each.source: "connected" if each.connected else "disconnected" for each in listeners}
    return pulse.beats and not held_back, {"store": "gone" if held_back else "ok", "feeds": feeds}


async def quarantine(site: Site, source: str | None, ids: list[int] | None) -> bool:
    """Lists, or with `ids` fetches again (none: all that were not yet). Whether everything asked for is journaled."""
    async with opened(site) as (journal, clock, door, _):
        entries = await journal.quarantined(source, limit=SHELF)
        if ids is None:
            sys.stdout.write(table(entries) + "\n")
            return True
        chosen = [e for e in entries if e.id in ids or (not ids and e.sequence and not e.redriven)]
        done = {entry.id for entry in chosen} >= set(ids)
        again: dict[str, Redrive | RowRedrive] = {}
        for way in site.ways:
            door_of = Admission(way.feed, door, site.profile)
            again[way.feed.source] = Redrive(door_of, way.url, way.token, journal, clock, tls=way.tls)
        for table_way in site.tables:
            registry = table_way.registry
            again[registry.source] = RowRedrive(table_way, Admission(registry, door, site.profile), journal, clock)
        for feed, redrive in again.items():
            if own := [entry for entry in chosen if entry.source == feed]:
                async for entry, outcome in redrive.run(own):
                    sys.stdout.write(f"{entry.id}  {entry.source}  {entry.sequence}  {outcome}\n")
                    done = done and outcome.startswith("is in the journal")
        return done


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m feeds", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    shelf = commands.add_parser("quarantine", help="list the frames that were refused, or fetch them again")
    shelf.add_argument("--source", help="of one feed only")
    shelf.add_argument(
        "--redrive", nargs="*", type=int, metavar="ID", help="fetch these again; without an ID every one not yet"
    )
    given = parser.parse_args()
    settings.log_to_stdout(settings.get("VIGIA_LOG"))
    if given.command == "quarantine":
        sys.exit(0 if asyncio.run(quarantine(site(), given.source, given.redrive)) else 1)
    asyncio.run(listen(site()))


if __name__ == "__main__":
    try:
        main()
    except VigiaError as error:
        sys.exit(str(error))
