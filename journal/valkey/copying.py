"""All that a site's store holds for good, record by record, and back into an empty one."""

from collections.abc import AsyncGenerator
from typing import Any

from msgspec import Struct

from journal.journal import Kind
from journal.valkey.redaction import Redaction
from picture.errors import BadBackup

ROWS = 500  # entries of a stream in one record
SWEEP = 1000  # keys looked at in one step
# In the order of what snapshot.lua answers, and how each is put back.
BESIDE = (
    ("meta", "HSET"),
    ("marks", "HSET"),
    ("decided", "ZADD"),
    ("checkpoint", "HSET"),
    ("lease", "HSET"),
    ("redriven", "SADD"),
    ("audit_meta", "HSET"),
)
PASSING = ("redacting", "archive_redacted")  # in meta: of a redaction under way


class Words(Struct, frozen=True, tag="words"):
    """A key, the command that fills it, and its words: fields and values, scores and members, entries flat."""

    key: str
    command: str
    words: list[bytes]


class Copying(Redaction):
    """A part of the adapter. What is kept for a while only (sessions, codes, counters), beats and the lease's holder
    are not copied; its token is, so that the next one is higher."""

    async def copied(self) -> AsyncGenerator[Words, None]:
        """As of one instant, `meta` last. Raises BadBackup when the journal is redacted meanwhile, StoreDown."""
        names = ("journal", "meta", "marks", "decided", "checkpoint", "lease", "redriven", "quarantine", "audit")
        *beside, quarantined = await self._store.run("snapshot", self._keys(*names, "audit_meta"))
        held = {name: reply for (name, _), reply in zip(BESIDE, beside, strict=True)}
        held["lease"] = _only(held["lease"], b"token")
        held["decided"] = [word for pair in zip(*_apart(held["decided"]), strict=True) for word in pair[::-1]]
        meta, audit = _pairs(held["meta"]), _pairs(held["audit_meta"])
        if b"redacting" in meta or b"archive_redacted" in meta:
            raise BadBackup("The journal is being redacted, or a redaction was interrupted: try again once it is done.")
        for name, last in (
            ("journal", meta.get(b"last", b"0") + b"-0"),
            ("quarantine", quarantined),
            ("audit", audit.get(b"last", b"0") + b"-0"),
        ):
            async for words in self._rows(name, last):
                yield words
        async for words in self._shelves():
            yield words
        now = await self._store.call("HMGET", self._keys("meta")[0], "redacted", "redacting")
        if now != [meta.get(b"redacted"), None]:
            raise BadBackup("The journal was redacted meanwhile: make the backup again.")
        for name, command in BESIDE[::-1]:
            if held[name]:
                yield Words(name, command, held[name])

    async def _rows(self, name: str, last: bytes) -> AsyncGenerator[Words, None]:
        after = b"-"
        while rows := await self._store.call("XRANGE", self._keys(name)[0], after, last, "COUNT", ROWS):
            yield Words(name, "XADD", [word for place, fields in rows for word in (place, *fields)])
            after = b"(" + rows[-1][0]

    async def _shelves(self) -> AsyncGenerator[Words, None]:
        (start,) = self._keys("")
        cursor = b"0"
        while True:
            cursor, places = await self._store.call("SCAN", cursor, "MATCH", f"{start}shelf:*", "COUNT", SWEEP)
            for place in sorted(places):
                value = await self._store.call("GET", place)
                if value is not None and await self._store.call("PTTL", place) == -1:
                    yield Words(place.decode().removeprefix(start), "SET", [value])
            if cursor == b"0":
                return

    async def empty(self) -> bool:
        """Whether the store holds nothing of any site."""
        return int(await self._store.call("DBSIZE")) == 0

    async def put_back(self, words: Words) -> None:
        (key,) = self._keys(words.key)
        if words.command == "XADD":
            await self._store.run("restore", (key,), *words.words)
            return
        for at in range(0, len(words.words), 2 * SWEEP):
            await self._store.call(words.command, key, *words.words[at : at + 2 * SWEEP])

    async def begin_again(self, kind: Kind) -> None:
        """Bind an empty store. Raises BadBackup for one that is not, StoreDown."""
        if not await self.empty():
            raise BadBackup(f"The store at {self._store.where} is not empty: a backup goes into an empty one only.")
        await self.open(kind)

    async def open(self, kind: Kind) -> None:
        raise NotImplementedError


def _apart(flat: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    return flat[::2], flat[1::2]


def _pairs(flat: list[bytes]) -> dict[bytes, bytes]:
    return dict(zip(*_apart(flat), strict=True))


def _only(flat: list[bytes], name: bytes) -> list[Any]:
    found = _pairs(flat).get(name)
    return [] if found is None else [name, found]
