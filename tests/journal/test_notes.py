"""Notes: what was typed can be read by who has the key, stands nowhere in the store, and can be made to be gone."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import get_args

import pytest
import pytest_asyncio
import redis
from cryptography.fernet import Fernet

from journal.journal import START, Journal
from journal.memory import MemoryJournal, MemoryStore
from journal.notes import LONGEST, Note, Notes
from journal.valkey import ValkeyJournal
from picture.errors import BadNote, BadSetting, StoreDown
from picture.words import Name
from tests.stores import Server

CANARY = "Yolotzin dice que él vuelve el jueves a la calle Ébano 14; teléfono 998 555 0142"
KEY, NEXT_KEY = Fernet.generate_key(), Fernet.generate_key()


# on every adapter


async def test_what_one_desk_writes_another_reads_with_who_and_when(journal: Journal) -> None:
    before = await journal.now()
    name = await Notes(journal, [KEY]).write("laura", CANARY)
    after = await journal.now()
    note = await Notes(journal, [KEY]).read(name)
    assert note is not None
    assert before <= note.at <= after
    assert note == Note(text=CANARY, by="laura", at=note.at)


async def test_a_deleted_note_is_gone_and_the_others_stay(journal: Journal) -> None:
    notes = Notes(journal, [KEY])
    names = [await notes.write("laura", f"{n}: {CANARY}") for n in range(3)]
    assert await notes.delete(names[1]) is True
    assert await notes.read(names[1]) is None
    assert await notes.delete(names[1]) is False
    assert set(await journal.shelf("notes")) == {names[0], names[2]}
    last = await notes.read(names[2])
    assert last and last.text == f"2: {CANARY}"


async def test_a_note_is_no_entry_of_the_journal_nor_of_the_audit(journal: Journal) -> None:
    await Notes(journal, [KEY]).write("laura", CANARY)
    assert await journal.read(START) == []
    assert await journal.audited() == []


async def test_a_note_that_was_never_written_is_none(journal: Journal) -> None:
    assert await Notes(journal, [KEY]).read("0123456789abcdef") is None


# ids, lengths, keys


@pytest.fixture
def memory() -> MemoryJournal:
    return MemoryJournal(MemoryStore(), "nuevo_leon")


async def test_an_id_is_sixteen_hexadecimal_digits_such_as_a_fact_may_carry(memory: MemoryJournal) -> None:
    notes = Notes(memory, [KEY])
    names = {await notes.write("laura", CANARY) for _ in range(50)}
    assert len(names) == 50
    _, meta = get_args(Name)
    for name in names:
        assert re.fullmatch(r"[0-9a-f]{16}", name)
        assert re.fullmatch(meta.extra["written"], name)


async def test_an_id_that_is_taken_is_not_given_to_a_second_note(
    memory: MemoryJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = iter(["a" * 16, "a" * 16, "b" * 16])
    monkeypatch.setattr("secrets.token_hex", lambda size: next(given))
    notes = Notes(memory, [KEY])
    assert [await notes.write("laura", "first"), await notes.write("marta", "second")] == ["a" * 16, "b" * 16]
    first, second = await notes.read("a" * 16), await notes.read("b" * 16)
    assert first and second
    assert (first.text, second.text) == ("first", "second")


async def test_a_text_may_have_two_thousand_characters_whatever_they_weigh_and_no_more(memory: MemoryJournal) -> None:
    notes = Notes(memory, [KEY])
    longest = await notes.read(await notes.write("laura", "ñ" * LONGEST))
    assert longest and longest.text == "ñ" * 2000
    with pytest.raises(BadNote, match=r"^A note has at most 2,000 characters; this one has 2,001\.$"):
        await notes.write("laura", "ñ" * 2001)
    assert len(await memory.shelf("notes")) == 1


async def test_a_key_that_turned_still_opens_what_it_closed_and_closes_nothing_more(memory: MemoryJournal) -> None:
    old = await Notes(memory, [KEY]).write("laura", "old")
    turned = Notes(memory, [NEXT_KEY, KEY])
    new = await turned.write("marta", "new")
    assert [note.text for name in (old, new) if (note := await turned.read(name))] == ["old", "new"]
    only_new = Notes(memory, [NEXT_KEY])
    note = await only_new.read(new)
    assert note and note.text == "new"
    with pytest.raises(BadNote, match=f"^Note {old} does not open: its key is not among ours, or it was altered"):
        await only_new.read(old)


async def test_a_wrong_key_is_told_in_a_sentence_without_a_word_of_the_note(memory: MemoryJournal) -> None:
    name = await Notes(memory, [KEY]).write("laura", CANARY)
    with pytest.raises(BadNote) as told:
        await Notes(memory, [NEXT_KEY]).read(name)
    assert str(told.value) == f"Note {name} does not open: its key is not among ours, or it was altered."


async def test_a_note_that_was_altered_or_put_in_anothers_place_does_not_open(memory: MemoryJournal) -> None:
    notes = Notes(memory, [KEY])
    one, two = await notes.write("laura", "one"), await notes.write("laura", "two")
    token = await memory.get("notes", one)
    assert token
    await memory.put("notes", two, token)
    with pytest.raises(BadNote, match=rf"^Note {two} does not open: another note, {one}, lies in its place\.$"):
        await notes.read(two)
    await memory.put("notes", one, token[:40] + bytes([token[40] ^ 1]) + token[41:])
    with pytest.raises(BadNote, match=rf"^Note {one} does not open: its key is not among ours, or it was altered\.$"):
        await notes.read(one)
    assert await notes.delete(one)


def test_keys_that_are_none_are_refused_in_a_sentence_without_the_key(memory: MemoryJournal) -> None:
    with pytest.raises(BadSetting, match=r"^The notes have no key\.$"):
        Notes(memory, [])
    for wrong in (b"s3cret", KEY[:-4], KEY * 2, "ñ".encode()):
        with pytest.raises(BadSetting) as told:
            Notes(memory, [KEY, wrong])
        assert str(told.value) == "Key 2 of the notes is not 32 bytes in URL-safe base64."


async def test_a_store_that_is_down_is_told_as_such(memory: MemoryJournal) -> None:
    store = MemoryStore()
    notes = Notes(MemoryJournal(store, "nuevo_leon"), [KEY])
    name = await notes.write("laura", CANARY)
    store.fall()
    for call in (notes.write("laura", CANARY), notes.read(name), notes.delete(name)):
        with pytest.raises(StoreDown):
            await call


# in a real store


@pytest_asyncio.fixture
async def on_disk(valkey: Server) -> AsyncIterator[ValkeyJournal]:
    journal = ValkeyJournal(valkey.url, "nuevo_leon")
    await journal.open("real")
    yield journal
    await journal.close()


def written(directory: Path) -> bytes:
    """Every byte of the store's files."""
    files: list[bytes] = []
    for path in directory.rglob("*"):
        with suppress(FileNotFoundError, IsADirectoryError):  # the store removes some while we look
            files.append(path.read_bytes())
    return b"".join(files)


@pytest.mark.store
async def test_no_part_of_a_note_lies_in_the_store_or_its_files(on_disk: ValkeyJournal, valkey: Server) -> None:
    name = await Notes(on_disk, [KEY]).write("laura", CANARY)
    with redis.Redis.from_url(valkey.url, decode_responses=False) as admin:
        kept = b"\n".join(admin.dump(key) or b"" for key in admin.keys())  # noqa: SIM118 - a client is no dictionary
    files = written(valkey.directory)
    assert name.encode() in files  # we look in the right place
    for word in [*CANARY.split(), "laura"]:
        if len(word) > 3:
            assert word.encode() not in kept
            assert word.encode() not in files
    assert KEY not in files


@pytest.mark.store
async def test_of_a_deleted_note_not_even_the_ciphertext_outlives_the_next_rewriting_of_the_stores_file(
    on_disk: ValkeyJournal, valkey: Server
) -> None:
    notes = Notes(on_disk, [KEY])
    gone, stays = await notes.write("laura", CANARY), await notes.write("laura", CANARY)
    token, other = await on_disk.get("notes", gone), await on_disk.get("notes", stays)
    assert token and other
    await notes.delete(gone)
    with redis.Redis.from_url(valkey.url) as admin:
        assert admin.keys(f"*{gone}*") == []
        admin.bgrewriteaof()
        async with asyncio.timeout(10):
            while token in written(valkey.directory):  # noqa: ASYNC110  # another process's work
                await asyncio.sleep(0.02)
    assert other in written(valkey.directory)
    valkey.kill()
    valkey.start()
    await asyncio.sleep(0.01)  # our loop learns that the old connection is gone
    assert await notes.read(gone) is None
    note = await notes.read(stays)
    assert note and note.text == CANARY
