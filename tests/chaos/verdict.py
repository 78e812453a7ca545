"""What must be true when the havoc is over, each claim with what was found."""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from itertools import pairwise

import msgspec
from msgspec import Struct

from journal.journal import Quarantined
from picture.events import Entry, FeedConnected, FeedGap, FeedLost
from picture.picture import Picture
from picture.profile import Profile
from tests.chaos.truth import Place, Truth, differences, picture_of, states, wall_of
from watch.decide import WATCH
from watch.documents import WallDocument


class Row(Struct, frozen=True):
    claim: str
    found: str
    holds: bool


def some(places: Set[Place]) -> str:
    """How many, and where the first of them stand."""
    first = ", ".join(f"{source} {sequence}" for source, _, sequence in sorted(places)[:5])
    return f"{len(places)} ({first})" if places else "0"


def journal_rows(truth: Truth, entries: Sequence[Entry]) -> list[Row]:
    """Every valid event once, as it was said; numbers and stamps."""
    said = [entry.fact for entry in entries if entry.fact.sequence]
    times = Counter[Place]((f.source, f.epoch, f.sequence) for f in said)
    missing = truth.facts.keys() - times.keys()
    unknown = times.keys() - truth.facts.keys()
    repeated = {place for place, number in times.items() if number > 1}
    other = sum(truth.facts.get((f.source, f.epoch, f.sequence)) != f for f in said)
    numbers = [entry.number for entry in entries]
    back = sum(b.recorded < a.recorded for a, b in pairwise(entries))
    gaps = sum(isinstance(entry.fact.data, FeedGap) for entry in entries)
    return [
        Row(
            "the journal holds every valid event exactly once",
            f"{len(truth.facts):,} said, {some(missing)} missing, {some(repeated)} repeated, {some(unknown)} unknown",
            not (missing or repeated or unknown) and len(said) == len(truth.facts),
        ),
        Row("each one says what its centre said", f"{other} differ", not other),
        Row("no gap was declared: no centre had lost anything", f"{gaps} gaps", not gaps),
        Row(
            "the journal's numbering has no hole",
            f"1 to {len(numbers):,}",
            numbers == list(range(1, len(numbers) + 1)),
        ),
        Row("recorded never decreases", f"{back} times", not back),
    ]


def quarantine_rows(truth: Truth, refused: Sequence[Quarantined]) -> list[Row]:
    """Garbage once each, with its reason. One without a readable sequence is also seen, unnumbered, each time it
    comes: then it has the length of a garbage frame of its centre."""
    times = Counter[Place]((q.source, q.epoch, q.sequence) for q in refused if q.sequence)
    missing = truth.garbage.keys() - times.keys()
    wrong = times.keys() - truth.garbage.keys()
    repeated = {place for place, number in times.items() if number > 1}
    lengths = {(source, length) for (source, _, _), length in truth.garbage.items()}
    unnumbered = [q for q in refused if not q.sequence]
    strange = sum((q.source, q.length) not in lengths for q in unnumbered)
    silent = sum(not q.reason or not q.skeleton for q in refused)
    kinds = len({q.reason for q in refused})
    return [
        Row(
            "garbage is in quarantine, each frame once",
            f"{len(truth.garbage)} sent, {some(missing)} missing, {some(repeated)} repeated, {some(wrong)} valid",
            not (missing or repeated or wrong),
        ),
        Row(
            "frames that showed no sequence were garbage too",
            f"{len(unnumbered)} times seen, {strange} of no garbage frame's length",
            not strange,
        ),
        Row("every refusal has its reason and its shape", f"{kinds} reasons, {silent} without", not silent),
    ]


def decision_rows(entries: Sequence[Entry], decided: int) -> list[Row]:
    """`decided`: ids that the store knows."""
    ours = [entry.fact for entry in entries if entry.fact.source == WATCH]
    lost = Counter((f.subject, f.data.due) for f in ours if isinstance(f.data, FeedLost))
    twice = sum(number > 1 for number in lost.values())
    unmoved = 0
    for source in {f.subject for f in ours}:
        kinds = [type(f.data) for f in ours if f.subject == source and isinstance(f.data, FeedLost | FeedConnected)]
        unmoved += sum(a is b for a, b in pairwise(kinds))
    return [
        Row("every decision was journaled once", f"{decided} ids, {len(ours)} facts", decided == len(ours)),
        Row(
            "feed lost and connected alternate, each decided once",
            f"{sum(lost.values())} lost, {twice} twice, {unmoved} repeated",
            not (twice or unmoved),
        ),
    ]


def picture_rows(truth: Truth, profile: Profile, folded: Picture, wall: WallDocument) -> list[Row]:
    """`folded`: the journal as it is; `wall`: what the page's socket said last."""
    undisturbed = picture_of(truth, profile)
    ours, theirs = states(folded), states(undisturbed)
    differ = sorted(source for source in ours.keys() | theirs.keys() if ours.get(source) != theirs.get(source))
    apart = list(differences(*map(msgspec.to_builtins, (wall, wall_of(undisturbed, wall)))))
    calls = sum(len(live.state.calls) for live in undisturbed.centres.values())
    shift = sum(centre.load.shift.offered for centre in wall.centres)
    return [
        Row(
            "the picture is that of an undisturbed run",
            f"{calls:,} calls kept; differing: {', '.join(differ) or 'none'}",
            not differ,
        ),
        Row(
            "the wall that the watch published shows that picture",
            "; ".join(apart[:5]) or f"{shift:,} calls in the shift, at entry {wall.position:,}",
            not apart and shift > 0,
        ),
    ]


def table(rows: Iterable[Row]) -> str:
    rows = list(rows)
    width = max(len(row.claim) for row in rows)
    lines = [f"{'holds' if row.holds else 'FAILS'}  {row.claim.ljust(width)}  {row.found}" for row in rows]
    return "\n".join(lines)
