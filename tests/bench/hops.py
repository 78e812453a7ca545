"""The bare hops of `bare.py` as processes."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.processes import Process, answers, python


@contextlib.contextmanager
def running(*starting: Callable[[], Process]) -> Iterator[list[Process]]:
    """Started in this order, ended in the other."""
    with contextlib.ExitStack() as ending:
        found = []
        for start in starting:
            process = start()
            ending.callback(process.end)
            found.append(process)
        yield found


def hop(name: str, store: str, folder: Path, *words: str) -> Callable[[], Process]:
    line = python("-m", "tests.bench.bare", name, "--store", store, *words)
    return lambda: Process(f"bare-{name}", line, folder, {})


def bare_wall(port: int, store: str, folder: Path) -> Callable[[], Process]:
    def start() -> Process:
        started = hop("wall", store, folder, "--port", str(port))()
        started.until(lambda: answers(f"http://127.0.0.1:{port}/"))
        return started

    return start
