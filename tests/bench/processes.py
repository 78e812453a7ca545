"""Processes of ours, started for a measurement and ended with it; their logs stand in the bench's folder."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil

HERE = Path(__file__).resolve().parent.parent.parent
TICK = 0.02


class Process:
    """`name` is its log's. It ends with `end`, at the latest."""

    def __init__(self, name: str, command: list[str], folder: Path, environment: dict[str, str]) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        told = {k: v for k, v in os.environ.items() if not k.startswith("VIGIA_")} | environment
        with self.log.open("ab") as out:
            self._popen = subprocess.Popen(command, cwd=HERE, env=told, stdout=out, stderr=out)

    @property
    def pid(self) -> int:
        return self._popen.pid

    def _tree(self) -> list[psutil.Process]:
        root = psutil.Process(self.pid)
        return [root, *root.children(recursive=True)]

    def cpu(self) -> float:
        """Seconds of CPU that it and its children have used."""
        return float(sum(sum(p.cpu_times()[:4]) for p in self._tree()))

    def resident(self) -> float:
        """Megabytes."""
        return float(sum(p.memory_info().rss for p in self._tree())) / 1e6

    def until(self, ready: Callable[[], bool], seconds: float = 30.0) -> None:
        """Raises RuntimeError, with the log, when it ends or takes longer."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self._popen.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name}: {self.log.read_text()[-2000:]}")
            time.sleep(TICK)

    def end(self) -> None:
        """Told to, so that it may still keep what it has; killed when it does not."""
        self._popen.terminate()
        try:
            self._popen.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        self._popen.kill()
        self._popen.wait(10)


def python(*words: str) -> list[str]:
    return [sys.executable, *words]


def answers(url: str) -> bool:
    """Whether the address answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False
