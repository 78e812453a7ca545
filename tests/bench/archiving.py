"""How long a year's archive takes to answer what an operations room asks of it, and how much disk it takes.

`python -m tests.bench.archiving --folder FOLDER [--events 1000000]` asks the archive in a folder, which is filled where
it is empty, and writes nothing else.
"""

import argparse
import asyncio
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pyarrow as pa

import settings
from journal.archive import Archive
from journal.archive.parquet import Row as Entry
from journal.archive.parquet import everything
from journal.archive.search import Sought
from picture.alert_events import AlertAcknowledged, AlertClosed, AlertRaised
from picture.case_events import CaseOpened
from picture.clocks import DAY, MINUTE
from picture.codec import encode_fact
from picture.deadlines import civil_day, first_instant
from picture.events import AnyData, Fact
from tests.bench import volume
from tests.bench.row import Bound, Row, figure, verdict

BUDGET = 5.0  # seconds
YEAR, SMALL = 18_000_000, 30_000  # events
DAYS = 28  # of single facts, told again and again
FILE = 100_000
PAGE = 1000
BEGINS = 1_732_000_000_000
STAMP = re.compile(rb'^\{"time":\d+')
NAME = re.compile(rb"-(\d{10})\.")
HASH = re.compile(rb'"[0-9a-f]{32}"')


def told(days: float) -> list[tuple[int, bytes]]:
    """The demo's facts of so many days and an alert of every other case: milliseconds from the first, and bytes."""
    facts = volume.facts(volume.nuevo_leon(), BEGINS + round(days * DAY), 24 * days)
    opened = [fact for fact in facts if isinstance(fact.data, CaseOpened)][::2]
    facts += [alert for fact in opened for alert in alerts(fact)]
    return sorted((fact.time - BEGINS, encode_fact(fact)) for fact in facts if fact.time >= BEGINS)


def alerts(of: Fact) -> list[Fact]:
    name, due = of.subject.replace("case", "alert"), of.time + 10 * MINUTE
    raised = AlertRaised(rule="unassigned", kind="case", about=of.subject, case=of.subject, due=due, priority="high")
    steps: tuple[AnyData, ...] = (raised, AlertAcknowledged(by="lead"), AlertClosed(by="lead", outcome="atendida"))
    return [Fact(time=due + at * MINUTE, source=volume.SITE, subject=name, data=data) for at, data in enumerate(steps)]


def entries(events: int) -> Iterator[Entry]:
    """The same again and again over a year, every time of other calls, cases and people."""
    days = DAYS if events > FILE else 1
    once = told(days)
    copies = -(-events // len(once))
    span, number = 365 * DAY // copies, 0
    for copy in range(copies):
        random, known = Random(copy), dict[bytes, bytes]()

        def hashed(found: re.Match[bytes], random: Random = random, known: dict[bytes, bytes] = known) -> bytes:
            return known.setdefault(found[0], b'"%032x"' % random.getrandbits(128))

        for offset, raw in once:
            at = BEGINS + copy * span + offset * span // (days * DAY)
            number += 1
            said = NAME.sub(rb"-\g<1>%02d." % copy, STAMP.sub(b'{"time":%d' % at, raw))
            yield number, at, HASH.sub(hashed, said)
            if number == events:
                return


def fill(folder: Path, events: int) -> Archive:
    archive = Archive(folder, volume.SITE)

    async def write() -> None:
        async with archive.held("demo"):
            rows: list[Entry] = []
            for entry in entries(events):
                rows.append(entry)
                if len(rows) == FILE or entry[0] == events:
                    archive.add(rows)
                    rows = []

    asyncio.run(write())
    return archive


def took(work: Callable[[], object], rounds: int = 3) -> tuple[float, float]:
    """Seconds, and those of the processor, each of the median round."""
    found = []
    for _ in range(rounds):
        began, cpu = time.perf_counter(), time.process_time()
        work()
        found.append((time.perf_counter() - began, time.process_time() - cpu))
    seconds, of_cpu = (statistics.median(each) for each in zip(*found, strict=True))
    return seconds, of_cpu


def asked(archive: Archive) -> Iterator[tuple[str, Callable[[], int]]]:
    """What, and how many entries or lines answer it."""
    files = archive.manifest.files
    middle = files[len(files) // 2]
    case = next(archive.find(Sought(types=("case.opened",), since=middle.since))).fact.subject
    zone = volume.nuevo_leon().zone
    day = civil_day(middle.since, zone)
    edges = [
        first_instant(each, zone) for each in range(civil_day(files[0].since, zone), civil_day(BEGINS, zone) + 368)
    ]

    def many(sought: Sought, most: int | None = None) -> int:
        return sum(1 for _ in archive.find(sought, most))

    def story() -> int:
        return many(Sought(subjects=tuple({entry.fact.subject for entry in archive.find(Sought(case=case))})))

    yield "one case and whatever names it", story
    yield "one subject", lambda: many(Sought(subjects=(case,)))
    yield (
        "one day, every event of it",
        lambda: many(Sought(since=first_instant(day, zone), until=first_instant(day + 1, zone))),
    )
    yield "one rare type, alert.closed", lambda: many(Sought(types=("alert.closed",)))
    yield "a count by day, type and source", lambda: len(archive.count(Sought(), ("day", "type", "source"), edges))
    yield f"the first {PAGE:,} of a frequent type", lambda: many(Sought(types=("call.offered",)), PAGE)
    yield f"{PAGE:,} entries between two numbers", lambda: many(Sought(after=middle.first, through=middle.first + PAGE))


def disk(archive: Archive) -> Row:
    files = archive.manifest.files
    written = sum(each.bytes for each in files) / archive.manifest.last
    said = b"\n".join(raw for _, _, raw in everything(archive.folder / files[0].name))
    bare = len(pa.Codec("zstd", 9).compress(said)) / (files[0].last - files[0].first + 1)
    return Row(
        what=f"disk of an archive of {archive.manifest.last:,} events, {len(files):,} files",
        budget="–",
        measured=f"{figure(written)} MB per million events",
        limit=f"the facts of one file alone, as lines, by zstd: {figure(bare)} MB",
        ratio=f"{figure(written / bare)} ×",
        reached="–",
    )


def answer(archive: Archive, what: str, work: Callable[[], int]) -> Row:
    found, (seconds, cpu) = work(), took(work)
    return Row(
        what=f"asked of {archive.manifest.last:,} archived events of a year: {what}",
        budget=f"≤ {figure(BUDGET)} s",
        measured=f"{figure(seconds)} s, {figure(cpu)} s of CPU; {found:,} found",
        limit=f"the budget: {figure(BUDGET)} s",
        ratio=f"{figure(seconds / BUDGET)} ×",
        reached=verdict([Bound("it took", seconds, BUDGET, "s")]),
    )


def rows(archive: Archive) -> list[Row]:
    return [disk(archive), *(answer(archive, what, work) for what, work in asked(archive))]


def measure(quick: bool) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="vigia-bench-") as made:
        return rows(fill(Path(made), SMALL if quick else YEAR))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.archiving", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--events", type=int, default=YEAR)
    given = parser.parse_args()
    settings.log_to_stdout("error")
    archive = Archive(given.folder, volume.SITE)
    if not archive.manifest.files:
        archive = fill(given.folder, given.events)
    for row in rows(archive):
        sys.stdout.write(f"{row.what}\n  {row.measured}; {row.ratio} of {row.limit}; {row.reached}\n")


if __name__ == "__main__":
    main()
