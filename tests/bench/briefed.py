"""From a day of 100,000 events in a real store to its briefing's PDF, beside reading the same entries alone."""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import msgspec

from briefing import making, spans
from briefing.making import Asked
from journal.journal import START
from journal.valkey import ValkeyJournal
from journal.valkey.copying import Words
from picture.clocks import HOUR
from picture.codec import encode_fact
from picture.events import Fact
from picture.profile import Profile
from tests.bench import volume
from tests.bench.row import Bound, Row, figure, verdict
from tests.stores import embedded

BUDGET = 3.0  # seconds
EVENTS, SMALL = 100_000, 4_000
DAY = "2026-11-20"
PAGE, AT_ONCE = 5000, 500


def told(profile: Profile, events: int) -> list[Fact]:
    """The demo's day, each of its facts as often as it takes under other ids."""
    span = spans.named(DAY, profile)
    once = [fact for fact in volume.facts(profile, span.ends, 24) if fact.time >= span.starts]
    found = [volume.configured(profile, span.starts - HOUR), *once][:events]
    copy = 0
    while len(found) < events:
        copy += 1
        again = (msgspec.structs.replace(fact, subject=f"{fact.subject}-{copy}") for fact in once)
        found += list(again)[: events - len(found)]
    return sorted(found, key=lambda fact: fact.time)


async def journaled(journal: ValkeyJournal, facts: list[Fact]) -> None:
    """Recorded when they happened."""
    await journal.begin_again("demo")
    for first in range(0, len(facts), AT_ONCE):
        words: list[bytes] = []
        for number, fact in enumerate(facts[first : first + AT_ONCE], first + 1):
            words += [b"%d-0" % number, b"r", b"%d" % fact.time, b"f", encode_fact(fact)]
        await journal.put_back(Words("journal", "XADD", words))
    last, recorded = b"%d" % len(facts), b"%d" % facts[-1].time
    await journal.put_back(Words("meta", "HSET", [b"last", last, b"recorded", recorded]))


async def read(store: str) -> float:
    """Seconds to read and decode all of them."""
    journal = ValkeyJournal(store, volume.SITE)
    await journal.open("demo")
    began, after = time.perf_counter(), START
    while page := await journal.read(after, PAGE):
        after = page[-1].number
    took = time.perf_counter() - began
    await journal.close()
    return took


def made(asked: Asked) -> tuple[float, float]:
    """Seconds from the call to the PDF on the disk, and those of the processor."""
    began, cpu = time.perf_counter(), time.process_time()
    making.make(asked)
    took = time.perf_counter() - began, time.process_time() - cpu
    assert (Path(asked.folder) / asked.span.name / "0.pdf").stat().st_size
    return took


def measure(quick: bool) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="vigia-bench-") as folder, embedded(Path(folder)) as store:
        return _measured(Path(folder), store.url, SMALL if quick else EVENTS, 1 if quick else 5)


def _measured(folder: Path, store: str, events: int, rounds: int) -> list[Row]:
    profile = volume.nuevo_leon()
    profile = msgspec.structs.replace(profile, briefing=msgspec.structs.replace(profile.briefing, forms=("pdf",)))
    facts, span = told(profile, events), spans.named(DAY, profile)

    async def write() -> None:
        journal = ValkeyJournal(store, profile.code)
        await journaled(journal, facts)
        await journal.close()

    asyncio.run(write())
    took: list[tuple[float, float]] = []
    for at in range(rounds):
        kept = str(folder / f"briefings-{at}")
        took.append(volume.apart(made, Asked(store, None, "demo", profile, kept, span, span.ends + 7 * HOUR)))
    seconds, cpu = (statistics.median(each) for each in zip(*took, strict=True))
    bare = statistics.median(asyncio.run(read(store)) for _ in range(rounds))
    return [
        Row(
            what=f"day briefing: {len(facts):,} events in a real store, {volume.calls(facts):,} calls → sheet and PDF",
            budget=f"≤ {figure(BUDGET)} s",
            measured=f"{figure(seconds)} s, {figure(cpu)} s of CPU (median of {rounds})",
            limit=f"reading and decoding the same entries: {figure(bare)} s",
            ratio=f"{figure(seconds / bare)} ×",
            reached=verdict([Bound("it took", seconds, BUDGET, "s")]),
        )
    ]
