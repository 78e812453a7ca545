"""The embedded store's command, and the process that becomes it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from journal.embedded import command
from journal.journal import START
from journal.valkey import ValkeyJournal
from tests.journal.facts import batch
from tests.stores import Server, free_port

pytestmark = pytest.mark.store


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    port = free_port()
    words = [sys.executable, "-m", "journal.embedded", "--dir", str(tmp_path / "store"), "--port", str(port)]
    server = Server(words, port, tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def server_on_a_socket(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "s"
    with subprocess.Popen(command(tmp_path, 0, path), stdout=subprocess.DEVNULL) as process:
        while not path.exists():
            assert process.poll() is None
        yield path
        process.terminate()


def test_the_command_is_durable_and_on_this_machine_only(tmp_path: Path) -> None:
    line = command(tmp_path, 6399)
    options = dict(zip(line[1::2], line[2::2], strict=True))
    assert Path(line[0]).name == "valkey-server"
    assert options["--appendonly"] == "yes"
    assert options["--appendfsync"] == "always"
    assert options["--maxmemory-policy"] == "noeviction"
    assert options["--bind"] == "127.0.0.1"
    assert options["--port"] == "6399"


async def test_it_starts_is_accepted_as_durable_and_comes_back_with_everything(server: Server) -> None:
    journal = ValkeyJournal(server.url, "nuevo_leon")
    await journal.open("real")
    await journal.append(batch(1, 5))
    await journal.close()
    server.stop()
    server.start()
    assert [entry.number for entry in await journal.read(START)] == [1, 2, 3, 4, 5]
    await journal.close()


async def test_it_also_speaks_on_a_unix_socket_alone(server_on_a_socket: Path) -> None:
    journal = ValkeyJournal(f"unix://{server_on_a_socket}", "nuevo_leon")
    await journal.open("demo")
    assert await journal.record([]) == 0
    await journal.close()


def test_a_second_store_on_the_same_folder_is_refused_in_a_sentence(server: Server, tmp_path: Path) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "journal.embedded", "--dir", str(tmp_path / "store"), "--port", str(free_port())],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert second.returncode == 1
    assert second.stderr == f"--dir is '{tmp_path / 'store'}', where another store is running.\n"
