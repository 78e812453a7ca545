"""What the README promises first: its commands work from a bare clone. `make test` is what runs this."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from deploy.run import ports_from, sources_of, taken

HERE = Path(__file__).resolve().parent.parent
PATIENCE = 60  # seconds


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", (HERE / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]


def free_port() -> int:
    """A first port from which every port of a run is free."""
    centres = len(sources_of("nuevo_leon"))
    while any(map(taken, ports_from(first := random.randrange(20_000, 32_000), centres).values())):
        pass
    return first


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", HERE, tmp_path / "vigia"], check=True)
    return tmp_path / "vigia"


@contextmanager
def started(command: str, clone: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The README's command as a terminal runs it, with ports and an environment of ours."""
    process = subprocess.Popen(
        [*command.split(), f"PORT={port}", f"VENV={sys.prefix}", f"PYTHON={sys.executable}"],
        cwd=clone,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env={k: v for k, v in os.environ.items() if not k.startswith("VIGIA_")},
    )
    too_long = threading.Timer(PATIENCE, os.killpg, (process.pid, signal.SIGTERM))
    too_long.start()
    try:
        yield process
    finally:
        too_long.cancel()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=PATIENCE)


def left_of(clone: Path) -> list[str]:
    """Command lines of the processes that still stand in the clone."""
    left = []
    for process in psutil.process_iter():
        try:
            if Path(process.cwd()).is_relative_to(clone):
                left.append(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return left


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def lines_until(process: subprocess.Popen[str], start: str) -> list[str]:
    assert process.stdout
    said: list[str] = []
    for line in process.stdout:
        said.append(line.rstrip())
        if line.startswith(start):
            break
    return said


def test_the_readme_opens_with_its_two_commands() -> None:
    assert commands() == ["make run", "make test"]


@pytest.mark.store
def test_make_run_shows_the_wall_from_a_bare_clone_and_ctrl_c_ends_all_of_it(clone: Path) -> None:
    port = free_port()
    with started(commands()[0], clone, port) as run:
        said = lines_until(run, "Vigía: ")
        assert re.fullmatch(rf"Vigía: http://127\.0\.0\.1:{port}/enrol#[2-9A-Z]{{4}}-[2-9A-Z]{{4}}", said[-1]), (
            "\n".join(said)
        )
        assert any(line.startswith(f"Desk: http://127.0.0.1:{port + 1} ") for line in said)
        assert any(re.fullmatch(r"  supervisora +[a-z]{6}-[a-z]{6}-[a-z]{6} +supervisor", line) for line in said)
        assert answers(port)
        os.killpg(run.pid, signal.SIGINT)
        run.wait(timeout=PATIENCE)
    deadline = time.monotonic() + 5
    while (left := left_of(clone)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


def test_make_run_on_a_taken_port_says_so_and_starts_nothing(clone: Path) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)), started(commands()[0], clone, port) as run:
        said = lines_until(run, "Port ")
        assert said[-1].startswith(f"Port {port} (wall) is taken")
        assert run.wait(timeout=PATIENCE) != 0
    assert not (clone / "var").exists()
