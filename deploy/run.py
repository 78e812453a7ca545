"""`make run`: a demo of one site on this machine, from a bare clone to the address of its wall.

Standard library only: it makes the environment in which the rest then runs.
"""

import argparse
import contextlib
import os
import socket
import sys
import tomllib
from pathlib import Path

from deploy.install import HERE, install

# How far each port stands from the wall's. The simulator takes one more for each further feed.
OFFSETS = {
    "wall": 0,
    "desk": 1,
    "feeds": 10,
    "watch": 11,
    "store": 12,
    "maps": 14,
    "briefing": 15,
    "keeper": 16,
    "faults": 18,
    "centres": 19,
}


def sources_of(site: str) -> list[str]:
    """The sources of the site's centres, then of its registries, in the profile's order."""
    profiles = HERE / "profiles"
    path = profiles / f"{site}.toml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in profiles.glob("*.toml")))
        raise SystemExit(f"There is no site {site!r}; the profiles are: {known}.")
    profile = tomllib.loads(path.read_text(encoding="utf-8"))
    return [feed["source"] for feed in [*profile["centre"], *profile.get("registry", [])]]


def ports_from(first: int, feeds: int) -> dict[str, int]:
    """Every port of one run by the name of who listens; all but the wall's are derived from it."""
    ports = {name: first + offset for name, offset in OFFSETS.items()}
    return ports | {f"feed {i + 1}": ports["centres"] + i for i in range(1, feeds)}


def taken(port: int) -> bool:
    """Whether something listens on the port; one that a past run just left does not count."""
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", default="nuevo_leon")
    parser.add_argument("--port", type=int, default=8501, help="the wall's; the others follow it")
    parser.add_argument("--var", type=Path, default=HERE / "var", help="folder of data, tokens and logs")
    parser.add_argument("--venv", type=Path, default=HERE / ".venv")
    arguments = parser.parse_args()
    ports = ports_from(arguments.port, len(sources_of(arguments.site)))
    if not 1024 <= arguments.port <= 65_000:
        raise SystemExit(f"PORT={arguments.port} cannot be used: it must stand between 1024 and 65000.")
    for name, port in ports.items():
        if taken(port):
            raise SystemExit(f"Port {port} ({name}) is taken: end what listens there, or choose: make run PORT=8601")
    python = install(arguments.venv, HERE / "requirements.lock")
    os.chdir(HERE)
    demo = ["--site", arguments.site, "--port", str(arguments.port), "--var", str(arguments.var.absolute())]
    sys.stdout.flush()
    os.execv(python, [str(python), "-m", "deploy.demo", *demo])


if __name__ == "__main__":
    main()
