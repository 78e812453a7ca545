"""How fast one core folds, beside decoding alone and beside a bare update of a dictionary."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence

from picture.codec import decode_fact, encode_fact
from picture.events import Entry
from picture.fold import apply
from picture.picture import Picture
from tests.bench import volume
from tests.bench.row import Bound, Row, figure, verdict

BUDGET = 150_000  # entries a second


def per_second(entries: int, work: Callable[[], object], rounds: int) -> float:
    """The median round's rate."""
    took = []
    for _ in range(rounds):
        gc.collect()
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return entries / statistics.median(took)


def fold(entries: Sequence[Entry]) -> Picture:
    picture = Picture()
    for entry in entries:
        apply(picture, entry)
    return picture


def decode(raws: Sequence[tuple[int, int, bytes]]) -> list[Entry]:
    return [Entry(number, recorded, decode_fact(raw)) for number, recorded, raw in raws]


def update(entries: Sequence[Entry]) -> dict[str, Entry]:
    latest: dict[str, Entry] = {}
    for entry in entries:
        if entry.number > 0:
            latest[entry.fact.subject] = entry
    return latest


def measure(quick: bool) -> list[Row]:
    profile = volume.nuevo_leon()
    now = int(time.time() * 1000)
    told = volume.facts(profile, now, 2 if quick else 25)
    told = [volume.configured(profile, told[0].time), *(told if quick else volume.tenfold(told))]
    entries = volume.entries(told)
    raws = [(e.number, e.recorded, encode_fact(e.fact)) for e in entries]
    rounds = 1 if quick else 7
    count = len(entries)
    fold(entries)  # warm up
    folded = per_second(count, lambda: fold(entries), rounds)
    decoded = per_second(count, lambda: decode(raws), rounds)
    both = per_second(count, lambda: fold(decode(raws)), rounds)
    bare = per_second(count, lambda: update(entries), rounds)
    what = f"{count:,} entries, {volume.calls(told):,} calls"
    return [
        Row(
            what=f"fold of decoded entries, one core ({what})",
            budget=f"≥ {BUDGET:,} entries/s",
            measured=f"{folded:,.0f} entries/s",
            limit=f"a bare dictionary update for each entry: {bare:,.0f}/s",
            ratio=f"{figure(100 * folded / bare)} %",
            reached=verdict([Bound("fold", folded, BUDGET, "entries/s", least=True)]),
        ),
        Row(
            what=f"decode and fold, as a replay does both ({what})",
            budget=f"≥ {BUDGET:,} entries/s",
            measured=f"{both:,.0f} entries/s",
            limit=f"decode alone: {decoded:,.0f}/s",
            ratio=f"{figure(100 * both / decoded)} %",
            reached=verdict([Bound("decode and fold", both, BUDGET, "entries/s", least=True)]),
        ),
    ]
