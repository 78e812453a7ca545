"""One site's journal on Valkey or Redis: every write is one script of `journal/scripts/`."""

from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import msgspec

from journal.archive import Archive
from journal.disk import Disk, FreeShare, free_share
from journal.journal import Batch, Beat, Checkpoint, Health, Kind, Lease, Mark, Quarantined
from journal.valkey.copying import Copying
from journal.valkey.cupboard import Cupboard
from journal.valkey.durability import bound, durable_in, is_here
from journal.valkey.forgetting import Forgetting
from journal.valkey.reading import PAGE
from journal.valkey.records import (
    audited_of,
    beat_of,
    blob,
    checkpoint_of,
    frames_of,
    mark_of,
    packed,
    packed_frame,
)
from journal.valkey.store import Ask, Store
from picture.errors import LeaseLost, MarkMoved, StoreDown
from picture.events import Fact

KIND = "vigia:kind"  # of the whole store
PULSE = 5.0  # seconds of silence after which a listener asks whether the store is there


class ValkeyJournal(Cupboard, Copying, Forgetting):
    """The journal of `site` in the store at `url` (redis://, rediss:// or unix://).

    `known`: how many of the latest decision ids are kept. `free`: the share of a folder's disk that is
    free, asked at most every `probe_every` seconds. `patience`: seconds until a call counts as failed.
    `archive`: the folder to which old entries went; without it they cannot be read.
    """

    def __init__(
        self,
        url: str,
        site: str,
        *,
        known: int = 100_000,
        free: FreeShare = free_share,
        probe_every: float = 1.0,
        patience: float = 5.0,
        archive: Path | None = None,
    ) -> None:
        self._url = url
        self._site = site
        self._known = known
        self._store = Store(url, patience)
        self._disk = Disk(free, probe_every)
        self._archive = Archive(archive, site) if archive else None
        self._kind = ""

    def _keys(self, *names: str) -> tuple[str, ...]:
        return tuple(f"{{{self._site}}}:{name}" for name in names)

    async def open(self, kind: Kind) -> None:
        async def greeting(ask: Ask) -> None:
            directory = await durable_in(ask, self._store.where)
            for store_wide_or_ours in (KIND, *self._keys("kind")):
                await bound(ask, self._store.where, store_wide_or_ours, kind)
            self._disk.directory = directory if is_here(self._url) else ""

        await self._store.close()
        self._kind = kind
        self._store.greeting = greeting
        await self.now()

    async def close(self) -> None:
        await self._store.close()

    async def now(self) -> int:
        seconds, micros = await self._store.call("TIME")
        return int(seconds) * 1000 + int(micros) // 1000

    # facts

    async def append(self, batch: Batch) -> Mark:
        if self._disk.nearly_full():
            raise StoreDown(f"The disk of the store at {self._store.where} is nearly full: nothing is journaled.")
        answer, epoch, sequence = await self._store.run(
            "append",
            self._keys("journal", "meta", "marks", "quarantine"),
            blob(
                batch.source,
                batch.after.epoch,
                batch.after.sequence,
                batch.mark.epoch,
                batch.mark.sequence,
                packed(batch.facts),
                [packed_frame(frame) for frame in batch.quarantined],
            ),
        )
        mark = Mark(epoch.decode(), sequence)
        if answer == b"moved":
            raise MarkMoved(f"{batch.source} stands at {_place(mark)}; the batch continues {_place(batch.after)}.")
        return mark

    async def record(self, facts: Sequence[Fact]) -> int:
        return int(await self._store.run("record", self._keys("journal", "meta"), blob(packed(facts))))

    async def decide(self, lease: Lease, decisions: Sequence[tuple[str, Fact]], until: int) -> int:
        fresh = await self._store.run(
            "decide",
            self._keys("journal", "meta", "lease", "decided"),
            blob(
                lease.holder,
                lease.token,
                until,
                self._known,
                [decision for decision, _ in decisions],
                packed([fact for _, fact in decisions]),
            ),
        )
        if fresh < 0:
            raise _lost(lease)
        return int(fresh)

    async def decided_until(self) -> int:
        (meta,) = self._keys("meta")
        return int(await self._store.call("HGET", meta, "decided_until") or 0)

    async def mark(self, source: str) -> Mark:
        (marks,) = self._keys("marks")
        return mark_of(await self._store.call("HGET", marks, source))

    # quarantine

    async def quarantined(self, source: str | None = None, limit: int = 1000) -> list[Quarantined]:
        """The latest `limit` refused frames, oldest first."""
        quarantine, redriven = self._keys("quarantine", "redriven")
        newest_first: list[Quarantined] = []
        before = "+"
        while len(newest_first) < limit:
            rows = await self._store.call("XREVRANGE", quarantine, before, "-", "COUNT", PAGE)
            if not rows:
                break
            before = f"({rows[-1][0].decode()}"
            again = await self._store.call("SMISMEMBER", redriven, *(place[:-2] for place, _ in rows))
            newest_first += [q for q in frames_of(rows, again) if source is None or q.source == source]
        return newest_first[:limit][::-1]

    async def redrive(self, entry: Quarantined, fact: Fact) -> None:
        """Raises LookupError for a frame that the quarantine never held."""
        keys = self._keys("journal", "meta", "quarantine", "redriven")
        (raw,) = packed([fact])
        if await self._store.run("redrive", keys, blob(entry.id, raw)) < 0:
            raise LookupError(f"no quarantined frame {entry.id} at {self._site}")

    # beside the journal

    async def beat(self, source: str, beat: Beat) -> None:
        (beats,) = self._keys("beats")
        await self._store.call("HSET", beats, source, msgspec.json.encode(beat))

    async def beats(self) -> dict[str, Beat]:
        (beats,) = self._keys("beats")
        reply = await self._store.call("HGETALL", beats)
        return {source.decode(): beat_of(raw) for source, raw in zip(reply[::2], reply[1::2], strict=True)}

    async def lease(self, holder: str, ttl: int) -> Lease | None:
        token = await self._store.run("lease", self._keys("lease"), blob(holder, ttl))
        return Lease(holder=holder, token=token) if token else None

    async def release(self, lease: Lease) -> None:
        await self._store.run("release", self._keys("lease"), blob(lease.holder, lease.token))

    async def save(self, lease: Lease, checkpoint: Checkpoint) -> None:
        words = blob(lease.holder, lease.token, checkpoint.position, checkpoint.version)
        if not await self._store.run("save", self._keys("lease", "checkpoint", "meta"), words, checkpoint.state):
            raise _lost(lease)

    async def checkpoint(self) -> Checkpoint | None:
        (kept,) = self._keys("checkpoint")
        return checkpoint_of(await self._store.call("HMGET", kept, "position", "version", "state"))

    async def publish(self, channel: str, payload: bytes) -> None:
        (name,) = self._keys(channel)
        await self._store.call("PUBLISH", name, payload)

    async def listen(self, channel: str) -> AsyncGenerator[bytes | None, None]:
        (name,) = self._keys(channel)
        async with self._store.line() as line:
            await line.send("SUBSCRIBE", name)
            asked = False
            while True:
                message = await line.overhear(PULSE)
                if message is None:
                    if asked:
                        raise StoreDown(f"The store at {self._store.where} has fallen silent.")
                    await line.send("PING")
                asked = message is None
                if message and message[0] == b"subscribe":
                    yield None
                elif message and message[0] == b"message":
                    yield message[2]

    async def health(self) -> Health:
        (meta,) = self._keys("meta")
        entries = int(await self._store.call("HGET", meta, "last") or 0)
        return Health(entries=entries, free=self._disk.free(), nearly_full=self._disk.nearly_full())

    async def tail(self) -> tuple[int, int]:
        last, now = await self._store.run("tail", self._keys("journal", "meta"))
        return int(last), int(now)

    # the audit

    async def audit(self, record: bytes) -> None:
        await self._store.run("audit", self._keys("audit", "audit_meta"), record)

    async def audited(self, after: str = "", limit: int = 1000) -> list[tuple[str, int, bytes]]:
        (audit,) = self._keys("audit")
        rows = await self._store.call("XRANGE", audit, f"({int(after or 0)}-0", "+", "COUNT", limit)
        return audited_of(rows)


def _place(mark: Mark) -> str:
    return f"{mark.sequence} of epoch {mark.epoch!r}"


def _lost(lease: Lease) -> LeaseLost:
    return LeaseLost(f"Lease {lease.token} of {lease.holder} is no longer the lease.")
