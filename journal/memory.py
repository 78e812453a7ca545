"""The journal's twin in memory, for tests and `--figures`: the same promises, kept as long as the process lives.

Several journals may share one MemoryStore, as processes share a store.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from journal.disk import Disk, FreeShare
from journal.journal import Batch, Beat, Change, Checkpoint, Health, Kind, Lease, Mark, Quarantined
from journal.memory_cupboard import Kept, MemoryCupboard, kept_at
from picture.errors import LeaseLost, MarkMoved, MixedStore, StoreDown
from picture.events import Entry, Fact

UNHEARD = 1000  # payloads a listener may lag behind before it is cut off, as a store cuts off a slow one
PAGE = 1000


def _system_clock() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class _Site:
    """What the store holds of one site."""

    entries: list[Entry] = field(default_factory=list)
    marks: dict[str, Mark] = field(default_factory=dict)
    quarantine: list[Quarantined] = field(default_factory=list)
    beats: dict[str, Beat] = field(default_factory=dict)
    decided: OrderedDict[str, None] = field(default_factory=OrderedDict)
    decided_until: int = 0
    holder: str = ""
    token: int = 0
    expires: int = 0
    ttl: int = 0
    checkpoint: Checkpoint | None = None
    redacted: int = 0  # the number of the fact that told of the last redaction
    cupboard: Kept = field(default_factory=dict)
    audit: list[tuple[int, bytes]] = field(default_factory=list)
    grown: asyncio.Event = field(default_factory=asyncio.Event)
    listeners: dict[str, list[asyncio.Queue[bytes | None]]] = field(default_factory=dict)

    def add(self, facts: Iterable[Fact], now: int) -> None:
        recorded = max(now, self.entries[-1].recorded if self.entries else 0)
        first = len(self.entries) + 1
        self.entries.extend(Entry(number, recorded, fact) for number, fact in enumerate(facts, first))
        self.wake()

    def wake(self) -> None:
        self.grown.set()
        self.grown = asyncio.Event()


class MemoryStore:
    """What several MemoryJournals share. `clock` gives milliseconds; `free` the share of the disk that is free."""

    def __init__(self, clock: Callable[[], int] = _system_clock, free: FreeShare = lambda _: 1.0) -> None:
        self.clock = clock
        self.disk = Disk(free, every=0.0)
        self.disk.directory = "memory"
        self.kind: Kind | None = None
        self.down = False
        self.sites: dict[str, _Site] = {}

    def site(self, name: str) -> _Site:
        return self.sites.setdefault(name, _Site())

    def fall(self) -> None:
        """From now on every call raises StoreDown; who follows or listens is told at once."""
        self.down = True
        for site in self.sites.values():
            site.wake()
            for listeners in site.listeners.values():
                for queue in listeners:
                    _hand(queue, None)

    def rise(self) -> None:
        self.down = False


class MemoryJournal(MemoryCupboard):
    """The journal of `site` in `store`. `known`: how many of the latest decision ids are kept."""

    def __init__(self, store: MemoryStore, site: str, *, known: int = 100_000) -> None:
        self._store = store
        self._name = site
        self._known = known

    @property
    def _site(self) -> _Site:
        if self._store.down:
            raise StoreDown("The store in memory is down.")
        return self._store.site(self._name)

    async def open(self, kind: Kind) -> None:
        _ = self._site
        if self._store.kind not in (None, kind):
            raise MixedStore(f"The store in memory is {self._store.kind}; this site is {kind}.")
        self._store.kind = kind

    async def close(self) -> None:
        return

    async def now(self) -> int:
        _ = self._site
        return self._store.clock()

    # facts

    async def append(self, batch: Batch) -> Mark:
        site = self._site
        if self._store.disk.nearly_full():
            raise StoreDown("The disk of the store in memory is nearly full: nothing is journaled.")
        kept = site.marks.get(batch.source, Mark())
        if kept != batch.after or batch.mark == batch.after:
            if kept.epoch == batch.mark.epoch and batch.mark.sequence <= kept.sequence:
                return kept
            raise MarkMoved(f"{batch.source} stands at {_place(kept)}; the batch continues {_place(batch.after)}.")
        now = self._store.clock()
        recorded = max(now, site.entries[-1].recorded if site.entries else 0)
        first = len(site.quarantine) + 1
        site.quarantine += [
            msgspec.structs.replace(frame, id=number, recorded=recorded, redriven=False)
            for number, frame in enumerate(batch.quarantined, first)
        ]
        site.add(batch.facts, now)
        site.marks[batch.source] = batch.mark
        return batch.mark

    async def record(self, facts: Sequence[Fact]) -> int:
        site = self._site
        site.add(facts, self._store.clock())
        return len(site.entries)

    async def decide(self, lease: Lease, decisions: Sequence[tuple[str, Fact]], until: int) -> int:
        site = self._held(lease)
        fresh: dict[str, Fact] = {}
        for decision, fact in decisions:
            if decision not in site.decided:
                fresh.setdefault(decision, fact)
        site.add(fresh.values(), self._store.clock())
        site.decided |= dict.fromkeys(fresh)
        while len(site.decided) > self._known:
            site.decided.popitem(last=False)
        site.decided_until = max(site.decided_until, until)
        return len(fresh)

    async def decided_until(self) -> int:
        return self._site.decided_until

    async def mark(self, source: str) -> Mark:
        return self._site.marks.get(source, Mark())

    async def read(self, after: int, limit: int = 1000) -> list[Entry]:
        return self._site.entries[after : after + limit]

    async def follow(self, after: int, wait: int = 1000) -> AsyncGenerator[list[Entry], None]:
        last = len(self._site.entries)
        if last < after:
            raise StoreDown(f"The journal of {self._name} ends at {last}; {after} was read from it before.")
        while True:
            site = self._site
            if len(site.entries) <= after:
                await _happens(site.grown, wait / 1000)
            entries = await self.read(after, PAGE)
            after += len(entries)
            yield entries

    async def redact(self, change: Change, told: Callable[[int], Fact]) -> int:
        site = self._site
        changed = {entry.number: fact for entry in site.entries if (fact := change(entry)) is not None}
        for number, fact in changed.items():
            site.entries[number - 1] = msgspec.structs.replace(site.entries[number - 1], fact=fact)
        if changed:
            site.add([told(len(changed))], self._store.clock())
            site.redacted, site.checkpoint = len(site.entries), None
        return len(changed)

    async def rewrite(self, wait: int = 60_000) -> bool:
        _ = self._site
        return True

    # quarantine

    async def quarantined(self, source: str | None = None, limit: int = 1000) -> list[Quarantined]:
        frames = [q for q in self._site.quarantine if source is None or q.source == source]
        return frames[max(0, len(frames) - limit) :]

    async def redrive(self, entry: Quarantined, fact: Fact) -> None:
        site = self._site
        if not 1 <= entry.id <= len(site.quarantine):
            raise LookupError(f"no quarantined frame {entry.id} at {self._name}")
        kept = site.quarantine[entry.id - 1]
        if not kept.redriven:
            site.add([fact], self._store.clock())
            site.quarantine[entry.id - 1] = msgspec.structs.replace(kept, redriven=True)

    # beside the journal

    async def beat(self, source: str, beat: Beat) -> None:
        self._site.beats[source] = beat

    async def beats(self) -> dict[str, Beat]:
        return dict(self._site.beats)

    async def lease(self, holder: str, ttl: int) -> Lease | None:
        site, now = self._site, self._store.clock()
        valid = 0 < site.expires - now <= site.ttl
        if valid and site.holder != holder:
            return None
        if not valid:
            site.token += 1
        site.holder, site.expires, site.ttl = holder, now + ttl, ttl
        return Lease(holder=holder, token=site.token)

    async def release(self, lease: Lease) -> None:
        site = self._site
        if (site.holder, site.token) == (lease.holder, lease.token):
            site.holder, site.expires = "", 0

    async def save(self, lease: Lease, checkpoint: Checkpoint) -> None:
        site = self._held(lease)
        kept = site.checkpoint
        older = kept is not None and kept.version == checkpoint.version and kept.position > checkpoint.position
        if checkpoint.position >= site.redacted and not older:
            site.checkpoint = checkpoint

    async def checkpoint(self) -> Checkpoint | None:
        return self._site.checkpoint

    async def publish(self, channel: str, payload: bytes) -> None:
        for queue in self._site.listeners.get(channel, []):
            _hand(queue, payload)

    async def listen(self, channel: str) -> AsyncGenerator[bytes | None, None]:
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(UNHEARD)
        listeners = self._site.listeners.setdefault(channel, [])
        listeners.append(queue)
        try:
            yield None
            while (payload := await queue.get()) is not None:
                yield payload
        finally:
            listeners.remove(queue)
        raise StoreDown("The store in memory has let this listener go.")

    async def health(self) -> Health:
        disk = self._store.disk
        return Health(entries=len(self._site.entries), free=disk.free(), nearly_full=disk.nearly_full())

    async def tail(self) -> tuple[int, int]:
        return len(self._site.entries), self._store.clock()

    def _cupboard(self) -> tuple[Kept, int]:
        now = self._store.clock()
        return kept_at(now, self._site.cupboard), now

    # the audit

    async def audit(self, record: bytes) -> None:
        audit, now = self._site.audit, self._store.clock()
        audit.append((max(now, audit[-1][0] if audit else 0), record))

    async def audited(self, after: str = "", limit: int = 1000) -> list[tuple[str, int, bytes]]:
        first = int(after or 0)
        page = self._site.audit[first : first + limit]
        return [(str(number), recorded, record) for number, (recorded, record) in enumerate(page, first + 1)]

    def _held(self, lease: Lease) -> _Site:
        site = self._site
        if (site.holder, site.token) != (lease.holder, lease.token):
            raise LeaseLost(f"Lease {lease.token} of {lease.holder} is no longer the lease.")
        return site


def _hand(queue: asyncio.Queue[bytes | None], payload: bytes | None) -> None:
    """Hands over without waiting; a listener that lags too far is cut off (None), as a store does."""
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        payload = None
    queue.put_nowait(payload)


async def _happens(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


def _place(mark: Mark) -> str:
    return f"{mark.sequence} of epoch {mark.epoch!r}"
