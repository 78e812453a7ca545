"""Real stores for tests: started on a free port, killed by their own process id."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from journal.embedded import command, durable

DEBIAN = shutil.which("redis-server")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A store of our own. `line` is its command line; it may be killed and started again on its files."""

    def __init__(self, line: list[str], port: int, directory: Path) -> None:
        self.line = line
        self.port = port
        self.directory = directory
        self.url = f"redis://127.0.0.1:{port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.directory / "server.log").open("ab") as log:
            self._process = subprocess.Popen(self.line, stdout=log, stderr=log)
        deadline = time.monotonic() + 10
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError((self.directory / "server.log").read_text())
            time.sleep(0.02)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        self._signal(signal.SIGTERM)

    def freeze(self) -> None:
        """It hangs: connections stay open and nothing is answered."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(number)
            self._process.wait(10)
            self._process = None

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.sendall(b"PING\r\n")
                return line.recv(64).startswith(b"+PONG")
        except OSError:
            return False


@contextmanager
def embedded(directory: Path) -> Iterator[Server]:
    """Vigía's own store."""
    port = free_port()
    yield from _running(Server(command(directory, port), port, directory))


@contextmanager
def debian(directory: Path) -> Iterator[Server]:
    """Debian's redis-server, configured as the operations manual says. Needs DEBIAN."""
    port = free_port()
    assert DEBIAN
    yield from _running(Server([DEBIAN, *durable(directory, port)], port, directory))


def _running(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.kill()
