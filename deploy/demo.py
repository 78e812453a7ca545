"""Runs a demo's processes under supervisor until Ctrl-C; started by `deploy.run` inside the environment."""

import argparse
import asyncio
import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from dashboard.gate.screens import Screens
from deploy.accounts import ROLES, accounts
from deploy.install import HERE, say
from deploy.run import ports_from, sources_of
from deploy.services import services
from journal.valkey import ValkeyJournal
from settings import token_name

PATIENCE = 60  # seconds until it is said that the wall takes long


@contextlib.contextmanager
def held(var: Path) -> Iterator[int]:
    """The folder, for one run alone: two stores must never write the same files."""
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    (var / "log").mkdir(exist_ok=True)
    descriptor = os.open(var / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SystemExit(f"{var} belongs to a run that is still up: end it, or choose: make run VAR=…") from None
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def tokens(var: Path, sources: list[str]) -> dict[str, str]:
    """A random bearer token for each feed, made at the first start and kept in `tokens.env` (mode 600)."""
    path = var / "tokens.env"
    path.touch(mode=0o600)
    kept = dict(line.split("=", 1) for line in path.read_text().splitlines())
    known = kept | {name: secrets.token_urlsafe(32) for name in map(token_name, sources) if name not in kept}
    if known != kept:
        path.write_text("".join(f"{name}={value}\n" for name, value in known.items()))
    return known


def environment(site: str, var: Path, ports: dict[str, int]) -> dict[str, str]:
    """What the processes are told; settings.py and deploy/*.conf read it."""
    return {
        "VIGIA_SITE": site,
        "VIGIA_KIND": "demo",
        "VIGIA_STORE": f"redis://127.0.0.1:{ports['store']}/0",
        "VIGIA_KEYRING": str(var / "keyring"),
        "VIGIA_GATE": str(accounts(var)[0]),
        "VIGIA_NOTES_KEYS": str(var / "notes.keys"),
        "VIGIA_FACILITIES": str(services(var, site)),
        "VIGIA_BRIEFINGS": str(var / "briefings"),
        "VIGIA_HISTORY": str(var / "history"),
        "VIGIA_CENTRES_URL": f"ws://127.0.0.1:{ports['centres']}",
        "VIGIA_FEEDS_PORT": str(ports["feeds"]),
        "VIGIA_WATCH_PORT": str(ports["watch"]),
        "VIGIA_MAPS_PORT": str(ports["maps"]),
        "VIGIA_BRIEFING_PORT": str(ports["briefing"]),
        "VIGIA_KEEPER_PORT": str(ports["keeper"]),
        "VIGIA_WALL_PORT": str(ports["wall"]),
        "VIGIA_DESK_PORT": str(ports["desk"]),
        "VIGIA_STORE_PORT": str(ports["store"]),
        "VIGIA_CENTRES_PORT": str(ports["centres"]),
        "VIGIA_BIN": str(Path(sys.executable).parent),
        "VIGIA_VAR": str(var),
        **tokens(var, sources_of(site)),
    }


def supervise(told: dict[str, str], lock: int) -> subprocess.Popen[bytes]:
    """Supervisor, in a session of its own: a Ctrl-C reaches it through us, once."""
    command = [f"{told['VIGIA_BIN']}/supervisord", "-n", "-c", str(HERE / "deploy" / "demo.conf")]
    if setpriv := shutil.which("setpriv"):  # it ends with us, even when we are killed
        command = [setpriv, "--pdeathsig", "TERM", *command]
    return subprocess.Popen(
        command, env=os.environ | told, pass_fds=[lock], stdin=subprocess.DEVNULL, start_new_session=True
    )


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


async def screen_code(told: dict[str, str]) -> str:
    """A code that lets one wall screen in."""
    journal = ValkeyJournal(told["VIGIA_STORE"], told["VIGIA_SITE"])
    try:
        await journal.open("demo")
        return (await Screens(journal).code("muro", "console"))[0]
    finally:
        await journal.close()


def announce(supervisor: subprocess.Popen[bytes], told: dict[str, str], var: Path) -> None:
    """Says where wall and desk are as soon as the wall answers; returns at the latest when supervisor has ended."""
    slow = time.monotonic() + PATIENCE
    wall, desk = told["VIGIA_WALL_PORT"], told["VIGIA_DESK_PORT"]
    while not healthy(int(wall)):
        if supervisor.poll() is not None:
            return
        if time.monotonic() > slow:
            say(f"The wall does not answer yet; {var / 'log'} says what each process does. Waiting on …")
            slow = float("inf")
        time.sleep(0.2)
    say(f"Desk: http://127.0.0.1:{desk} with one of these accounts of this demo ({var / 'accounts.txt'}):")
    for account, password in accounts(var)[1].items():
        say(f"  {account:<12} {password:<28} {ROLES[account][1]}")
    code = asyncio.run(screen_code(told))
    say("Wall, for one browser within 10 minutes; the desk's supervisor gives further codes:")
    say(f"Vigía: http://127.0.0.1:{wall}/enrol#{code}")
    say("Ctrl-C ends it; the data stays for the next start.")


def run(site: str, first: int, var: Path) -> None:
    """Returns when the demo was ended, by Ctrl-C, a signal or supervisorctl."""
    ports = ports_from(first, len(sources_of(site)))
    with held(var) as lock:
        told = environment(site, var, ports)
        supervisor = supervise(told, lock)

        def end(_number: int, _frame: object) -> None:
            supervisor.terminate()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, end)
        started = "store, simulated centres, feeds, watch, maps, briefing, wall, desk"
        say(f"Starting the demo of {site}: {started}. Logs: {var}/log")
        announce(supervisor, told, var)
        if supervisor.wait():
            raise SystemExit(f"Supervisor gave up; {var / 'log' / 'supervisord.log'} says why.")
        say("Vigía has ended.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--var", type=Path, required=True)
    arguments = parser.parse_args()
    run(arguments.site, arguments.port, arguments.var)


if __name__ == "__main__":
    main()
