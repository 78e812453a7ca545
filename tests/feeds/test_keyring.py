"""Keys are made once, turn after 35 days, and are gone 35 days later."""

from pathlib import Path

import pytest

from feeds.keyring import TURN, Key, Keyring, fresh_key, keep, load, turned
from picture.errors import BadSetting
from tests.feeds.cast import NOW

OLD, NEW, NEWER = b"o" * 32, b"n" * 32, b"m" * 32


def test_a_key_is_not_turned_before_35_days() -> None:
    keyring = Keyring(Key(OLD, NOW))
    assert turned(keyring, NOW + TURN - 1, NEW) is keyring


def test_after_35_days_the_current_key_is_the_previous_one_and_the_older_one_is_gone() -> None:
    once = turned(Keyring(Key(OLD, NOW)), NOW + TURN, NEW)
    twice = turned(once, NOW + 2 * TURN, NEWER)
    assert once.secrets == (NEW, OLD)
    assert twice.secrets == (NEWER, NEW)


def test_a_key_that_slept_through_70_days_is_not_kept() -> None:
    assert turned(Keyring(Key(OLD, NOW)), NOW + 2 * TURN, NEW).secrets == (NEW,)


def test_the_file_is_made_when_absent_and_readable_by_us_alone(tmp_path: Path) -> None:
    path = tmp_path / "keyring"
    made = load(path, NOW)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load(path, NOW + 1) == made
    assert len(made.current.secret) == 32


def test_a_due_key_is_turned_when_it_is_loaded_and_the_oldest_leaves_the_file(tmp_path: Path) -> None:
    path = tmp_path / "keyring"
    first = load(path, NOW)
    second = load(path, NOW + TURN)
    third = load(path, NOW + 2 * TURN)
    assert second.previous == first.current
    assert third.previous == second.current
    assert load(path, NOW + 2 * TURN) == third
    assert first.current.secret not in third.secrets


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keyring"
    load(path, NOW)
    path.chmod(mode)
    with pytest.raises(BadSetting, match=f"which others may read \\({mode:o}\\): chmod 600 it"):
        load(path, NOW)


@pytest.mark.parametrize("text", ["", "{}", '{"current":{"secret":"YQ==","born":1}}', "\xff"])
def test_a_file_that_is_no_keyring_is_refused_and_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keyring"
    path.touch(0o600)
    path.write_text(text)
    with pytest.raises(BadSetting, match="VIGIA_KEYRING is"):
        load(path, NOW)
    assert path.read_text() == text


def test_what_a_crash_left_half_written_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keyring"
    (tmp_path / "keyring.new").write_text("half")
    keep(path, Keyring(Key(OLD, NOW)))
    assert load(path, NOW).current.secret == OLD
    assert [each.name for each in tmp_path.iterdir()] == ["keyring"]


def test_a_key_does_not_show_itself() -> None:
    keyring = Keyring(Key(OLD, NOW), Key(NEW, NOW))
    assert "o" * 8 not in repr(keyring)
    assert "n" * 8 not in str(keyring)
    assert fresh_key() != fresh_key()


def test_a_file_that_cannot_be_made_stops_the_start_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "keyring"
    with pytest.raises(BadSetting) as refusal:
        load(path, NOW)
    assert str(refusal.value) == f"VIGIA_KEYRING is {str(path)!r}, which cannot be used (No such file or directory)."
