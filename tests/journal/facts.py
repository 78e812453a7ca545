"""The cast: calls of the 070 line, their batches, frames that were refused."""

from journal.journal import Batch, Journal, Lease, Mark, Quarantined
from picture.events import CallOffered, Fact, FeedGap, FeedLost

LINE_070 = "nl/070"


def offered(sequence: int, source: str = LINE_070, epoch: str = "e1") -> Fact:
    return Fact(
        time=1_700_000_000_000 + sequence,
        source=source,
        subject=f"c{sequence}",
        data=CallOffered(queue="nahuatl", language="nah"),
        sequence=sequence,
        epoch=epoch,
        agency="sspc",
    )


def lost(due: int) -> Fact:
    return Fact(time=due, source="nuevo_leon", subject=LINE_070, data=FeedLost(due=due))


def gap(first: int, last: int) -> Fact:
    return Fact(
        time=1_700_000_000_000,
        source="nuevo_leon",
        subject=LINE_070,
        data=FeedGap(reason="lacking", first=first, last=last, open=("c9",)),
    )


def refused(sequence: int, source: str = LINE_070) -> Quarantined:
    return Quarantined(
        source=source, epoch="e1", sequence=sequence, reason="type: is unknown", length=91, skeleton='{"data":{}}'
    )


def batch(first: int, last: int, source: str = LINE_070, epoch: str = "e1") -> Batch:
    """Calls `first` to `last`, as they come after `first - 1` of the same epoch (or first of all)."""
    after = Mark(epoch, first - 1) if first > 1 else Mark()
    facts = [offered(n, source, epoch) for n in range(first, last + 1)]
    return Batch(source=source, after=after, mark=Mark(epoch, last), facts=facts)


async def lease_of(journal: Journal, holder: str = "watch-1") -> Lease:
    lease = await journal.lease(holder, 60_000)
    assert lease
    return lease
