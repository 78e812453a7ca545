"""What is installed, from where, and what is said when it cannot be."""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy import install

LOCKS = [install.HERE / "requirements.lock", install.HERE / "requirements-dev.lock"]


def pins(path: Path) -> dict[str, str]:
    """Name → version of every `name==version` line."""
    lines = re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[a-z,]+\])?==(\S+)", path.read_text(), re.MULTILINE)
    return {name.lower().replace("_", "-"): version for name, version in lines}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_hashes_and_no_address_stands_in_the_lock(lock: Path) -> None:
    text = lock.read_text()
    blocks = re.split(r"\n(?=[a-z])", text)[1:]
    assert len(blocks) == len(re.findall(r"^[A-Za-z0-9_.-]+(?:\[[a-z,]+\])?==", text, re.MULTILINE)) > 20
    assert pins(lock).keys() == {re.split(r"[\[=]", block)[0].lower().replace("_", "-") for block in blocks}
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links|--trusted", text)


def test_the_locks_hold_what_is_pinned_and_agree_with_each_other() -> None:
    run, develop = (pins(lock) for lock in LOCKS)
    assert pins(install.HERE / "requirements.txt").items() <= run.items()
    assert pins(install.HERE / "requirements-dev.txt").items() <= develop.items()
    assert run.items() <= develop.items()


def test_debians_python_3_11_2_finds_the_package_that_only_it_needs() -> None:
    assert "async-timeout==5.0.1 ; python_full_version < '3.11.3'" in LOCKS[0].read_text()


def test_a_lock_that_was_installed_before_is_not_installed_again(tmp_path: Path) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text("a==1\n")
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    (tmp_path / "venv" / "some.lock.sha256").write_text(hashlib.sha256(b"a==1\n").hexdigest())
    assert install.install(tmp_path / "venv", lock) == python


def test_a_package_without_a_hash_stops_the_installation(tmp_path: Path) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text("streamlit==1.0\n")
    with pytest.raises(SystemExit, match=r"^some\.lock could not be installed; pip says why above\."):
        install.install(tmp_path / "venv", lock)
    assert not (tmp_path / "venv" / "some.lock.sha256").exists()


def test_nothing_is_asked_of_debian_when_the_commands_are_there() -> None:
    install.add_packages(["sh=dash"])


def test_who_may_not_install_is_told_the_command_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda command: "/usr/bin/apt-get" if command == "apt-get" else None)
    with pytest.raises(SystemExit, match=r"^Missing for the tests: sudo apt-get install chromium redis-server$"):
        install.add_packages(["redis-server=redis-server", "chromium=chromium"])


def test_root_installs_only_what_is_missing_and_asks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def record(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda command: None if command == "chromium" else f"/usr/bin/{command}")
    monkeypatch.setattr(subprocess, "run", record)
    install.add_packages(["redis-server=redis-server", "chromium=chromium"])
    assert [command[:3] for command in ran] == [["env", "DEBIAN_FRONTEND=noninteractive", "/usr/bin/apt-get"]] * 2
    assert ran[1][3:] == ["install", "-qq", "--yes", "--no-install-recommends", "chromium"]
