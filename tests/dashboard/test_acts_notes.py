"""The keys of the notes: made by a demo, brought by a real site, read by nobody else."""

from pathlib import Path

import pytest

from dashboard.acts_notes import notes_of
from journal.memory import MemoryJournal, MemoryStore
from picture.errors import BadSetting


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal(MemoryStore(), "nuevo_leon")


async def test_a_demo_makes_its_key_once_for_itself_alone(journal: MemoryJournal, tmp_path: Path) -> None:
    path = tmp_path / "notes.keys"
    notes = notes_of(journal, "demo", str(path))
    assert notes
    name = await notes.write("lead", "texto")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["notes.keys"]  # noqa: ASYNC240 -- a folder of one file
    again = notes_of(journal, "demo", str(path))
    assert again
    note = await again.read(name)
    assert note
    assert note.text == "texto"


def test_a_demo_that_names_no_file_has_no_notes(journal: MemoryJournal) -> None:
    assert notes_of(journal, "demo", "") is None


def test_a_real_site_does_not_start_without_the_keys_it_was_given(journal: MemoryJournal, tmp_path: Path) -> None:
    with pytest.raises(BadSetting) as refused:
        notes_of(journal, "real", "")
    assert str(refused.value) == (
        "VIGIA_NOTES_KEYS is not set: a real site does not start without the keys of its notes."
    )
    path = str(tmp_path / "notes.keys")
    with pytest.raises(BadSetting) as refused:
        notes_of(journal, "real", path)
    assert str(refused.value) == f"VIGIA_NOTES_KEYS is {path!r}, which cannot be used (No such file or directory)."


def test_keys_that_others_may_read_or_that_are_none_are_refused(journal: MemoryJournal, tmp_path: Path) -> None:
    path = tmp_path / "notes.keys"
    path.touch(mode=0o600)
    with pytest.raises(BadSetting, match=r"The notes have no key\."):
        notes_of(journal, "real", str(path))
    path.write_bytes(b"secreto\n")
    with pytest.raises(BadSetting) as refused:
        notes_of(journal, "real", str(path))
    assert "secreto" not in str(refused.value)
    path.chmod(0o640)
    with pytest.raises(BadSetting, match=r"which others may read \(640\): chmod 600 it"):
        notes_of(journal, "real", str(path))
