"""Notes typed at the desk: outside the journal, as ciphertext only, deletable; the journal holds a note's id alone.

A deleted note is gone from the store at once, and from the store's file (there too as ciphertext) when it is next
rewritten.
"""

import re
import secrets
from collections.abc import Sequence

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from msgspec import Struct

from journal.journal import Journal
from picture.errors import BadNote, BadSetting

SHELF = "notes"
LONGEST = 2000  # characters


class Note(Struct, frozen=True, kw_only=True):
    """What was typed, by which account, and when by the store's clock (milliseconds)."""

    text: str
    by: str
    at: int


class _Sealed(Struct, frozen=True, array_like=True):
    """What is encrypted. The id lies inside, so that one note cannot be put in the place of another."""

    id: str
    note: Note


class Notes:
    """The notes of a journal's site. `keys`: 32 bytes each, in URL-safe base64; the first encrypts, all decrypt.

    Raises BadSetting when there is no key, or one that is none.
    """

    def __init__(self, journal: Journal, keys: Sequence[bytes]) -> None:
        if not keys:
            raise BadSetting("The notes have no key.")
        self._journal = journal
        self._lock = MultiFernet([_key(number, key) for number, key in enumerate(keys, 1)])

    async def write(self, by: str, text: str) -> str:
        """The id under which it is kept: 16 hexadecimal digits. Raises BadNote, StoreDown."""
        if len(text) > LONGEST:
            raise BadNote(f"A note has at most {LONGEST:,} characters; this one has {len(text):,}.")
        at = await self._journal.now()
        kept = False
        while not kept:  # an id that is taken is not given twice
            name = secrets.token_hex(8)
            plain = msgspec.msgpack.encode(_Sealed(name, Note(text=text, by=by, at=at)))
            kept = await self._journal.put(SHELF, name, self._lock.encrypt_at_time(plain, at // 1000), new=True)
        return name

    async def read(self, name: str) -> Note | None:
        """None when there is none (any more). Raises BadNote when it does not open, StoreDown."""
        token = await self._journal.get(SHELF, name)
        if token is None:
            return None
        try:
            sealed = msgspec.msgpack.decode(self._lock.decrypt(token), type=_Sealed)
        except InvalidToken:
            raise BadNote(f"Note {name} does not open: its key is not among ours, or it was altered.") from None
        if sealed.id != name:
            raise BadNote(f"Note {name} does not open: another note, {sealed.id}, lies in its place.")
        return sealed.note

    async def delete(self, name: str) -> bool:
        """Whether there was one. Raises StoreDown."""
        return await self._journal.drop(SHELF, name)


def _key(number: int, key: bytes) -> Fernet:
    # Fernet reads up to the padding: of two keys written as one it would silently drop the second.
    if not re.fullmatch(rb"[A-Za-z0-9_-]{43}=", key):
        raise BadSetting(f"Key {number} of the notes is not 32 bytes in URL-safe base64.")
    return Fernet(key)
