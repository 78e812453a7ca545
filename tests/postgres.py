"""A real PostgreSQL for tests: a private cluster in a folder of its own, on a free port, ended by its process id."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.stores import free_port


def binaries() -> Path:
    """The newest that Debian installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not found:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1].parent


class Cluster:
    """`url` is SQLAlchemy's. It may be stopped and started again on its files."""

    def __init__(self, directory: Path, port: int, user: str | None) -> None:
        self.directory = directory
        self.port = port
        self.url = f"postgresql+psycopg://vigia@127.0.0.1:{port}/postgres"
        self._as: dict[str, Any] = (
            {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
        )
        self._process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        line = [
            str(binaries() / "initdb"),
            "-D",
            f"{self.directory}/data",
            "-U",
            "vigia",
            "--auth=trust",
            "-N",
            "-EUTF8",
        ]
        subprocess.run(line, check=True, capture_output=True, cwd=self.directory, **self._as)

    def start(self) -> None:
        line = [str(binaries() / "postgres"), "-D", f"{self.directory}/data", "-k", str(self.directory)]
        line += ["-h", "127.0.0.1", "-p", str(self.port), "-c", "fsync=off"]
        with (self.directory / "server.log").open("ab") as log:
            self._process = subprocess.Popen(line, stdout=log, stderr=log, cwd=self.directory, **self._as)
        deadline = time.monotonic() + 20
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError((self.directory / "server.log").read_text())
            time.sleep(0.05)

    def stop(self) -> None:
        """At once, as a crash would."""
        if self._process:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(20)
            self._process = None

    def connect(self, **more: Any) -> "psycopg.Connection[Any]":
        line = f"host=127.0.0.1 port={self.port} user=vigia dbname=postgres connect_timeout=5"
        return psycopg.connect(line, **more)

    def run(self, sql: str) -> None:
        with self.connect(autocommit=True) as line:
            line.execute(sql.encode())

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def cluster() -> Iterator[Cluster]:
    """PostgreSQL refuses to run as root: then it runs as nobody, in a folder that is nobody's."""
    user = "nobody" if os.geteuid() == 0 else None
    directory = Path(tempfile.mkdtemp(prefix="vigia-pg-", dir="/tmp"))
    if user:
        shutil.chown(directory, user)
    server = Cluster(directory, free_port(), user)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(directory, ignore_errors=True)
