"""The journal's protocol: what every adapter (Valkey, memory) keeps, and the contract suite checks.

One site is one journal. Nothing here knows what a fact means.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Literal, Protocol

from msgspec import Struct

from picture.events import Entry, Fact

Kind = Literal["demo", "real"]
START = 0  # reading after this number gives everything

Change = Callable[[Entry], Fact | None]  # the fact that is to stand there instead; None: the entry stays as it is


class Mark(Struct, frozen=True):
    """The last sequence of a source that is durable here. `epoch` is empty before the first frame."""

    epoch: str = ""
    sequence: int = 0


class Quarantined(Struct, frozen=True, kw_only=True):
    """A frame that was refused: where it stood, why, and its shape without values.

    `id` is the quarantine's own number, given by the store (0 before); `redriven` says that a later
    fetch of the same frame was accepted.
    """

    source: str
    epoch: str
    sequence: int
    reason: str
    length: int
    skeleton: str
    id: int = 0
    recorded: int = 0
    redriven: bool = False


class Batch(Struct, frozen=True, kw_only=True):
    """What one source adds in one atomic step.

    `after` is the mark that this batch continues and `mark` the one it leaves. Every sequence in
    (after, mark] of the mark's epoch is a fact, a quarantined frame or inside a declared gap; a registry that is
    read by rows leaves most numbers unused. `source` names the mark: a dropped file has one of its own.
    """

    source: str
    after: Mark
    mark: Mark
    facts: Sequence[Fact] = ()
    quarantined: Sequence[Quarantined] = ()


class Beat(Struct, frozen=True, kw_only=True):
    """What a feed said last; overwritten, never journaled. Milliseconds; `heard` is the store's clock.

    `behind`: how many sequences the centre has numbered that are not durable here yet.

    `offset`: the centre's clock less ours. `dropped`: unnamed fields so far, `duplicates`: frames at or
    below the mark so far, `quarantined`: frames refused so far, all since the feeds process started.
    """

    heard: int
    offset: int = 0
    connected: bool = True
    behind: int = 0
    duplicates: int = 0
    dropped: int = 0
    quarantined: int = 0


class Checkpoint(Struct, frozen=True, kw_only=True):
    """The fold's state with the number up to which it is folded and the fold's version, saved together."""

    position: int
    version: int
    state: bytes


class Lease(Struct, frozen=True, kw_only=True):
    """The right to decide. `token` only grows; every fenced script checks it."""

    holder: str
    token: int


class Health(Struct, frozen=True, kw_only=True):
    """`entries`: how many the journal was ever given, archived ones too. `free`: the share of the store's disk that is
    free (1.0 where it is not known)."""

    entries: int
    free: float
    nearly_full: bool


class Journal(Protocol):
    """Raises StoreDown from any method while the store is unreachable; a method that raised it wrote
    nothing or all of it, and may be called again: batches are idempotent by mark, decisions by id.
    Who follows or listens closes it with `contextlib.aclosing`: each holds a connection of its own."""

    async def open(self, kind: Kind) -> None:
        """Bind to the store. Raises MixedStore, StoreDown (also when it is not configured to be durable)."""

    async def close(self) -> None: ...

    async def now(self) -> int:
        """The store's clock, milliseconds."""

    # facts

    async def append(self, batch: Batch) -> Mark:
        """Write the batch and move the mark, or change nothing. A batch wholly at or below the mark is a
        repetition and is answered with the mark. Raises MarkMoved when `after` is not the mark, StoreDown
        when the disk is nearly full."""

    async def record(self, facts: Sequence[Fact]) -> int:
        """Append facts of our own (no source mark, e.g. site.configured); the last number given."""

    async def decide(self, lease: Lease, decisions: Sequence[tuple[str, Fact]], until: int) -> int:
        """Append each fact whose decision id is new, move decided_until to `until`; how many were new.
        Raises LeaseLost."""

    async def decided_until(self) -> int: ...

    async def mark(self, source: str) -> Mark: ...

    async def read(self, after: int, limit: int = 1000) -> list[Entry]:
        """Entries numbered above `after`, in order, from archive and store as one; empty at the end. What retention
        deleted is passed over. Raises BadArchive where entries are in neither that this process reads."""

    def follow(self, after: int, wait: int = 1000) -> AsyncGenerator[list[Entry], None]:
        """Entries as they come, in lists; an empty list at least every `wait` milliseconds. Raises StoreDown
        also when the journal ends before `after` (an older copy was put in its place), BadArchive as `read` does."""

    async def redact(self, change: Change, told: Callable[[int], Fact]) -> int:
        """Put what `change` gives into the place of the entries for which it gives a fact, under their numbers and
        stamps, and append `told` of how many; the checkpoint is dropped, and none is saved any more of what was folded
        before that fact. One step for whoever reads, repeated until there is nothing to change; how many entries were
        changed. With none nothing is written. What was there lies in the store's files until `rewrite`; the archive's
        files are replaced before. Raises BadArchive where there is one that we may not change; StoreDown also when
        somebody else began to redact."""

    async def rewrite(self, wait: int = 60_000) -> bool:
        """Rewrite the store's files without what is no longer kept; whether it was done within `wait` milliseconds."""

    # quarantine

    async def quarantined(self, source: str | None = None, limit: int = 1000) -> list[Quarantined]:
        """The latest `limit` refused frames (of `source`), oldest first."""

    async def redrive(self, entry: Quarantined, fact: Fact) -> None:
        """Journal the fact of a quarantined frame that was fetched again, once, and mark it re-driven. Raises
        LookupError for a frame that the quarantine never held."""

    # beside the journal

    async def beat(self, source: str, beat: Beat) -> None: ...

    async def beats(self) -> dict[str, Beat]: ...

    async def lease(self, holder: str, ttl: int) -> Lease | None:
        """Take or renew the lease for `ttl` milliseconds; None while another holds it."""

    async def release(self, lease: Lease) -> None: ...

    async def save(self, lease: Lease, checkpoint: Checkpoint) -> None:
        """Keep the newest checkpoint; one of a journal since redacted is passed over. Raises LeaseLost."""

    async def checkpoint(self) -> Checkpoint | None: ...

    async def publish(self, channel: str, payload: bytes) -> None:
        """To whoever listens now; never stored."""

    def listen(self, channel: str) -> AsyncGenerator[bytes | None, None]:
        """What is published, as it comes; yields None once each time it has (re)subscribed. Raises StoreDown
        when the connection is lost."""

    async def health(self) -> Health: ...

    async def tail(self) -> tuple[int, int]:
        """The last number given and the store's clock, of one instant: what was recorded before it is all there."""

    # the cupboard: small things beside the journal, kept for a while; sessions, codes, notes, counters of attempts

    async def put(self, shelf: str, key: str, value: bytes, ttl: int | None = None, *, new: bool = False) -> bool:
        """Keep a value for `ttl` milliseconds (None: until it is dropped). `new`: only where there is none; whether it
        was kept."""

    async def get(self, shelf: str, key: str) -> bytes | None: ...

    async def take(self, shelf: str, key: str) -> bytes | None:
        """The value, which is gone with that: of two who take at once one gets it."""

    async def drop(self, shelf: str, key: str) -> bool:
        """Whether there was one."""

    async def shelf(self, shelf: str) -> dict[str, bytes]:
        """Everything on it."""

    async def count(self, shelf: str, key: str, ttl: int) -> int:
        """One more; how many in the `ttl` milliseconds since the first."""

    # the audit: a stream of its own, which no watch and no desk follows

    async def audit(self, record: bytes) -> None:
        """Append, as durably as a fact."""

    async def audited(self, after: str = "", limit: int = 1000) -> list[tuple[str, int, bytes]]:
        """(place, recorded, record) after that place, in order."""
