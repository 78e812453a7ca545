"""The room at a past instant, as the desk's server answers for it: from a worker of its own, on a journal of 30 days.

`python -m tests.bench.history --days 3` measures a shorter past and writes nothing.
"""

import argparse
import asyncio
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import msgspec
from msgspec.structs import replace
from redis import Redis

from dashboard import past_views
from dashboard.past_link import PastLink
from dashboard.scopes import Anyone
from journal.valkey import ValkeyJournal
from picture.case_events import CaseOpened
from picture.clocks import DAY, HOUR, MINUTE
from picture.codec import encode_fact
from picture.events import CallOffered, Fact
from tests.bench import caseload, volume
from tests.bench.row import Bound, Row, figure, spread, verdict
from tests.stores import embedded
from watch.past_documents import Answer, Bounds, Question
from watch.past_points import EVERY, unpacked

BUDGET = 2.0  # seconds
WHOLE, SMALL = (30, 50_000), (2, 4_000)  # days and events a day
RANDOM = 40  # instants
TICKS = os.sysconf("SC_CLK_TCK")


def days(now: int, count: int, a_day: int) -> Iterator[list[tuple[int, Fact]]]:
    """Facts with the instants at which they were recorded: each day the demo's, with its calls as often as it takes,
    of other callers each time; on the last one the open cases and promises of weeks too."""
    profile = volume.nuevo_leon()
    day = volume.facts(profile, now, 24.0)
    centres = {centre.source for centre in profile.centre}
    calls, others = [f for f in day if f.source in centres], [f for f in day if f.source not in centres]
    yield [(now - count * DAY, volume.configured(profile, now - count * DAY))]
    for ago in range(count - 1, -1, -1):
        back = ago * DAY
        told = [_again(fact, ago, 0, back) for fact in others]
        for place in range(max(0, a_day - len(others))):
            told.append(_again(calls[place % len(calls)], ago, place // len(calls), back))
        recorded = [(fact.time, fact) for fact in told]
        if ago == 0:
            recorded += [(max(fact.time, now - DAY), fact) for fact in caseload.facts(profile, now)]
        yield sorted(recorded, key=lambda each: each[0])


def _again(fact: Fact, ago: int, copy: int, back: int) -> Fact:
    """The same, that many days before, of somebody else."""
    data, other = fact.data, f"{ago} {copy}"
    if isinstance(data, CallOffered):
        data = replace(data, caller=_others(data.caller, other))
    elif isinstance(data, CaseOpened):
        data = replace(data, person=_others(data.person, other))
    subject = f"{fact.subject}-{ago}-{copy}"
    return replace(fact, time=fact.time - back, subject=subject, data=data, sequence=0)


def _others(hashes: tuple[str, ...], other: str) -> tuple[str, ...]:
    return tuple(hashlib.sha256(f"{each} {other}".encode()).hexdigest()[: len(each)] for each in hashes)


def fill(redis: Redis, told: Iterator[list[tuple[int, Fact]]], now: int) -> int:
    """As the journal's scripts leave it, with stamps of our own; how many entries."""
    key, meta = (f"{{{volume.SITE}}}:{name}" for name in ("journal", "meta"))
    told_before: Any = redis.xrange(key)
    stamp, data = told_before[0][1]
    redis.delete(key)
    last = 0
    for day in told:
        pipe = redis.pipeline(transaction=False)
        for number, (recorded, fact) in enumerate(day, last + 1):
            pipe.xadd(key, {stamp: recorded, data: encode_fact(fact)}, id=f"{number}-0")
        pipe.execute()
        last += len(day)
    redis.hset(meta, mapping={"last": last, "recorded": now})
    return last


def instants(bounds: Bounds, count: int) -> list[int]:
    """At random over all days, and the heaviest: of the last day, just before a point."""
    random = Random(volume.SEED)
    latest = bounds.last // EVERY * EVERY
    heavy = [latest - turn * EVERY - ago for turn in range(4) for ago in (1, MINUTE, HOUR)]
    found = [random.randrange(bounds.first, bounds.last) for _ in range(count)]
    return [*found, *(at for at in heavy if at > bounds.first), bounds.last]


class Asked(msgspec.Struct, frozen=True):
    """Seconds for one instant: by the wall's clock, and of the processors; bytes to the browser."""

    took: float
    worker: float
    server: float
    sent: int


async def answered(link: PastLink) -> Bounds:
    while True:
        answer = await link.ask(Question(ask="bounds"))
        if answer.bounds is not None:
            return answer.bounds
        await asyncio.sleep(0.2)


async def ask(link: PastLink, at: int) -> Asked:
    pid = _worker(link)
    began, spent, own = time.perf_counter(), _cpu(pid), time.process_time()
    answer = await link.ask(Question(ask="room", at=at))
    assert answer.room, answer.why
    body = msgspec.json.encode(answer.room.wall) + b"".join(past_views.desk(answer.room.desk, Anyone()))
    took, own = time.perf_counter() - began, time.process_time() - own
    return Asked(took, _cpu(pid) - spent, own, len(body))


def bare(redis: Redis, folder: Path, answer: Answer, entries: int) -> float:
    """Seconds for the same bytes without any of the work: a point, the entries after it, the documents."""
    points = sorted(folder.glob("*/*"), key=lambda path: path.stat().st_size)
    last = int(redis.hget(f"{{{volume.SITE}}}:meta", "last") or 0)
    began = time.perf_counter()
    msgspec.msgpack.decode(unpacked(points[-1].read_bytes()))
    redis.xrange(f"{{{volume.SITE}}}:journal", f"{last - entries}-0", "+")
    wire = msgspec.msgpack.encode(answer)
    msgspec.json.encode(msgspec.msgpack.decode(wire))
    return time.perf_counter() - began


async def run(url: str, folder: Path, count: int, size: tuple[int, int]) -> list[Row]:
    os.environ |= {"VIGIA_SITE": volume.SITE, "VIGIA_KIND": "demo", "VIGIA_STORE": url}
    journal, redis, now = ValkeyJournal(url, volume.SITE), Redis.from_url(url), int(time.time() * 1000)
    await journal.open("demo")
    await journal.record([volume.configured(volume.nuevo_leon(), now)])
    entries = await asyncio.to_thread(fill, redis, days(now, *size), now)
    link = PastLink(str(folder / "history"))
    try:
        began = time.perf_counter()
        bounds = await answered(link)
        folded = time.perf_counter() - began
        asked = [await ask(link, at) for at in instants(bounds, count)]
        memory = _memory(_worker(link))
        whole = await link.ask(Question(ask="room", at=bounds.last - 1))
    finally:
        await link._end()
        await journal.close()
    between = round(size[1] * EVERY / DAY)
    limit = min([await asyncio.to_thread(bare, redis, folder / "history", whole, between) for _ in range(3)])
    points = [path.stat().st_size for path in (folder / "history").glob("*/*")]
    kept = f"{len(points)} points, {max(points) / 1e6:.2f} MB at most, {sum(points) / 1e6:.0f} MB in all"
    return [_row(asked, limit, f"{kept}; worker {memory:.0f} MB; {entries:,} entries folded in {folded:.0f} s", whole)]


def _row(asked: list[Asked], limit: float, kept: str, whole: Answer) -> Row:
    took = spread(each.took for each in asked)
    cpu = spread(each.worker + each.server for each in asked)
    assert whole.room
    rows = len(whole.room.desk.followups) + len(whole.room.desk.cases)
    return Row(
        what=f"question → wall and desk as of any instant of the last 30 days, up to {rows:,} rows, as sent",
        budget=f"≤ {figure(BUDGET)} s",
        measured=f"{took.text('s')}; CPU of worker and server p50 {figure(cpu.p50)}, max {figure(cpu.highest)} s; "
        f"{max(each.sent for each in asked) / 1e6:.1f} MB to the browser; {kept}",
        limit=f"the heaviest's bytes read, decompressed, decoded and encoded, none of it understood: {figure(limit)} s",
        ratio=f"{figure(took.highest / limit)} × (the slowest), {figure(took.p50 / limit)} × (p50)",
        reached=verdict([Bound("the slowest", took.highest, BUDGET, "s")]),
    )


def _worker(link: PastLink) -> int:
    assert link._process
    return link._process.pid


def _cpu(pid: int) -> float:
    """Seconds that the process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _memory(pid: int) -> float:
    """MB resident at the most."""
    [line] = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def measure(quick: bool, size: tuple[int, int] | None = None) -> list[Row]:
    count = 4 if quick else RANDOM
    with tempfile.TemporaryDirectory(prefix="vigia-bench-") as folder, embedded(Path(folder)) as store:
        return asyncio.run(run(store.url, Path(folder), count, size or (SMALL if quick else WHOLE)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.history", description=__doc__)
    parser.add_argument("--days", type=int, default=WHOLE[0])
    parser.add_argument("--events", type=int, default=WHOLE[1], help="a day")
    given = parser.parse_args()
    for row in measure(False, (given.days, given.events)):
        sys.stdout.write(f"{row.what}\n  {row.measured}\n  limit: {row.limit}\n  {row.ratio}; {row.reached}\n")


if __name__ == "__main__":
    main()
