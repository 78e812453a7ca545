"""A site of one's own for a measurement: what its processes are told, and how each is started."""

from contextlib import ExitStack
from pathlib import Path
from socket import socket

from picture.profile import Profile
from settings import token_name
from tests.bench.processes import HERE, Process, answers, python
from tests.stores import free_port

TOKEN = "bench"
PROFILES = HERE / "profiles"


def neighbours(count: int) -> int:
    """The first of so many neighbouring ports, all free just now."""
    while True:
        first = free_port()
        with ExitStack() as held:
            try:
                for port in range(first, first + count):
                    held.enter_context(socket()).bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                continue
            return first


class Site:
    """`centres`: the port of the first feed; the others follow it, in the profile's order. `folder`: of its files."""

    def __init__(self, profile: Profile, store: str, folder: Path, profiles: Path = PROFILES) -> None:
        self.profile = profile
        self.store = store
        self.folder = folder
        self.centres = neighbours(len(profile.feeds))
        self.feeds_port, self.watch_port, self.wall_port, self.desk_port = (free_port() for _ in range(4))
        self._profiles = profiles

    def told(self) -> dict[str, str]:
        return {
            "VIGIA_SITE": self.profile.code,
            "VIGIA_KIND": "demo",
            "VIGIA_STORE": self.store,
            "VIGIA_PROFILES": str(self._profiles),
            "VIGIA_KEYRING": str(self.folder / "keyring"),
            "VIGIA_CENTRES_URL": f"ws://127.0.0.1:{self.centres}",
            "VIGIA_FEEDS_PORT": str(self.feeds_port),
            "VIGIA_WATCH_PORT": str(self.watch_port),
            "VIGIA_LOG": "warning",
            **{token_name(feed.source): TOKEN for feed in self.profile.feeds},
        }

    def _start(self, name: str, command: list[str], **more: str) -> Process:
        return Process(name, command, self.folder, self.told() | more)

    def feeds(self) -> Process:
        return self._start("feeds", python("-m", "feeds"))

    def watch(self) -> Process:
        return self._start("watch", python("-m", "watch"))

    def standby(self, port: int | None = None) -> Process:
        return self._start("standby", python("-m", "watch"), VIGIA_WATCH_PORT=str(port or free_port()))

    def wall(self) -> Process:
        """Returns once it serves."""
        return self._screen("wall", "streamlit_app.py", self.wall_port)

    def desk(self) -> Process:
        """Returns once it serves."""
        return self._screen("desk", "desk_app.py", self.desk_port)

    def _screen(self, name: str, app: str, port: int) -> Process:
        words = ("-m", "streamlit", "run", app, "--server.address", "127.0.0.1", "--server.port", str(port))
        screen = self._start(name, python(*words))
        screen.until(lambda: answers(f"http://127.0.0.1:{port}/_stcore/health"))
        return screen
