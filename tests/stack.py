"""The whole of Vigía as processes of our own, for tests: store, feeds, watches and the servers of its screens.

Each is killed by its own process id and goes when the test goes. Start them from the main thread only.
"""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from journal.valkey import ValkeyJournal
from settings import token_name

HERE = Path(__file__).resolve().parent.parent
PROFILES = HERE / "profiles"
SETPRIV = shutil.which("setpriv")
SCREENS = {"wall": "streamlit_app.py", "desk": "desk_app.py"}
PATIENCE = 30.0  # seconds until what is waited for must be there


def ports_in_a_row(number: int) -> int:
    """The first of so many free ports. Below those that the system gives to clients: one that tries to reach a
    killed server there could otherwise be given that server's port, and meet itself."""
    while True:
        first = secrets.randbelow(10_000) + 20_000
        if all(_free(port) for port in range(first, first + number)):
            return first


def _free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


class Program:
    """One process. `kills` counts those it was killed by us, `deaths` those it ended of itself."""

    def __init__(self, name: str, line: Sequence[str], told: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        self.kills = 0
        self.deaths = 0
        self.process: subprocess.Popen[bytes] | None = None
        self._line = [SETPRIV, "--pdeathsig", "KILL", *line] if SETPRIV else list(line)
        self._told = told

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._line, cwd=HERE, env=dict(self._told), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def kill(self) -> bool:
        """SIGKILL. Whether it was alive until then."""
        if not self.alive:
            return False
        self._end(signal.SIGKILL)
        self.kills += 1
        return True

    def stop(self) -> None:
        """As supervisor would: asked first."""
        if self.alive:
            self._end(signal.SIGTERM)

    def revive(self) -> None:
        """Start it again where it ended of itself."""
        if self.process is not None and self.process.poll() is not None:
            self.deaths += 1
            self.start()

    def _end(self, number: signal.Signals) -> None:
        assert self.process
        self.process.send_signal(number)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        self.process = None


def python(*words: object) -> list[str]:
    return [sys.executable, "-m", *map(str, words)]


class Stack:
    """One site's processes on free ports; data and logs in `folder`. `centres`: port of the first centre.

    `profiles` is the folder that holds `site`.toml; `tokens` the bearer token by source; `watches` how many;
    `screens` which of SCREENS.
    """

    def __init__(
        self,
        folder: Path,
        *,
        site: str = "nuevo_leon",
        profiles: Path = PROFILES,
        centres: int,
        tokens: Mapping[str, str],
        watches: int = 1,
        screens: Sequence[str] = ("wall",),
        told: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.site = site
        named = ["watch"] if watches == 1 else [f"watch {n}" for n in range(1, watches + 1)]
        names = ["store", "feeds", *named, *screens]
        first = ports_in_a_row(len(names))
        self.ports = {name: first + place for place, name in enumerate(names)}
        self.told = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("VIGIA_", "STREAMLIT_"))},
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(HERE),
            "VIGIA_SITE": site,
            "VIGIA_KIND": "demo",
            "VIGIA_STORE": self.store_url,
            "VIGIA_PROFILES": str(profiles),
            "VIGIA_KEYRING": str(folder / "keyring"),
            "VIGIA_CENTRES_URL": f"ws://127.0.0.1:{centres}",
            "VIGIA_FEEDS_PORT": str(self.ports["feeds"]),
            **{token_name(source): token for source, token in tokens.items()},
            **(told or {}),
        }
        self.programs: dict[str, Program] = {}
        self._add("store", python("journal.embedded", "--dir", folder / "store", "--port", self.ports["store"]))
        self._add("feeds", python("feeds"))
        for name in named:
            self._add(name, python("watch"), VIGIA_WATCH_PORT=str(self.ports[name]))
        quiet = ("--server.headless", "true", "--browser.gatherUsageStats", "false")
        for name in screens:
            at = ("--server.address", "127.0.0.1", "--server.port", self.ports[name])
            self._add(name, python("streamlit", "run", SCREENS[name], *at, *quiet))

    def _add(self, name: str, line: list[str], **told: str) -> None:
        log = self.folder / f"{name.replace(' ', '_')}.log"
        self.programs[name] = Program(name, line, {**self.told, **told}, log)

    def add(self, name: str, line: list[str], **told: str) -> Program:
        """One more program of the same house, e.g. its centres."""
        self._add(name, line, **told)
        return self.programs[name]

    @property
    def store_url(self) -> str:
        return f"redis://127.0.0.1:{self.ports['store']}/0"

    @property
    def page(self) -> str:
        return self.page_of("wall")

    def page_of(self, screen: str) -> str:
        return f"http://127.0.0.1:{self.ports[screen]}/"

    @property
    def live(self) -> str:
        return self.live_of("wall")

    def live_of(self, screen: str) -> str:
        return f"ws://127.0.0.1:{self.ports[screen]}/live"

    def journal(self) -> ValkeyJournal:
        """A reader of its own; open it first."""
        return ValkeyJournal(self.store_url, self.site)

    def start(self) -> None:
        for program in self.programs.values():
            if not program.alive:
                program.start()

    def stop(self) -> None:
        """Everything, the store last."""
        for program in reversed(self.programs.values()):
            program.stop()

    def __enter__(self) -> "Stack":
        return self

    def __exit__(self, *_: object) -> None:
        for program in reversed(self.programs.values()):
            if program.alive:
                program.kill()

    def vitals(self, name: str) -> tuple[int, dict[str, Any]]:
        """Status and body of a process' /healthz; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[name]}/healthz", timeout=1) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)
        except OSError:
            return 0, {}

    def logs(self) -> str:
        """The end of every log, for a failure's message."""
        tails = [f"--- {p.name}\n{p.log.read_text()[-2000:]}" for p in self.programs.values() if p.log.exists()]
        return "\n".join(tails)

    def until(self, what: str, true: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Raises TimeoutError, which says what did not happen and what the processes said."""
        deadline = time.monotonic() + seconds
        while not true():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what}: not within {seconds:.0f} s\n{self.logs()}")
            time.sleep(0.1)

    def until_healthy(self, seconds: float = PATIENCE) -> None:
        """All of Vigía's processes say that they are well."""
        for name in self.ports:
            if name != "store":
                self.until(f"{name} is well", lambda name=name: self.vitals(name)[0] == 200, seconds)  # type: ignore[misc]
