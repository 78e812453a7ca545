"""`python -m watch`: composes the loop from the settings and runs it until told to stop."""

import asyncio
import os
import socket
import sys
import time
from pathlib import Path
from typing import Literal

import structlog

import profiles
import settings
from alerts.notify import channels
from alerts.notify.sender import Notifier
from journal.journal import Kind
from journal.valkey import ValkeyJournal
from journal.vitals import serve_vitals
from journal.waiting import readable, until_open, until_told
from picture.errors import VigiaError
from watch.loop import SLOWEST, Watch
from watch.metrics import LEASE

log = structlog.get_logger()


async def main() -> None:
    site = settings.get("VIGIA_SITE")
    kind: Kind = "demo" if settings.get("VIGIA_KIND") == "demo" else "real"
    profile = profiles.load(site, Path(settings.get("VIGIA_PROFILES")))
    journal = ValkeyJournal(settings.get("VIGIA_STORE"), site, archive=settings.folder("VIGIA_ARCHIVE"))
    language: Literal["es", "en"] = "en" if settings.get("VIGIA_LANGUAGE") == "en" else "es"
    outward = channels.load(settings.get("VIGIA_CHANNELS"), language)
    await until_open(journal, kind)
    watch = Watch(journal, profile, kind, f"{socket.gethostname()}:{os.getpid()}")
    notifier = Notifier(
        journal,
        outward,
        profile_of=lambda: watch.profile,
        board=lambda: watch.board,
        kind=kind,
        leading=lambda: watch.live and watch.holding.held is not None,
        ca=settings.get("VIGIA_CA"),
        folder=settings.folder("VIGIA_BRIEFINGS"),
    )
    watch.told = notifier.wake
    stop_vitals = serve_vitals(
        int(settings.get("VIGIA_WATCH_PORT")), readable(lambda: journal.unreadable, lambda: report(watch, notifier))
    )
    try:
        await until_told(together(watch, notifier))
    finally:
        stop_vitals()
        await journal.close()


async def together(watch: Watch, notifier: Notifier) -> None:
    """Until cancelled, or one of them fails."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(watch.run())
        tasks.create_task(notifier.run())
        tasks.create_task(notifier.ping(lambda: report(watch, notifier)[0] and watch.holding.held is not None))


def report(watch: Watch, notifier: Notifier) -> tuple[bool, dict[str, object]]:
    leading = watch.holding.held is not None
    LEASE.set(leading)
    since = time.monotonic() - watch.published
    alive = watch.live and since < 3 * SLOWEST
    return alive, {
        "role": "leads" if leading else "standby",
        "store": "ok" if watch.live else "gone",
        "position": watch.position,
        "since_last_pass_s": round(since, 1),
        "notifications": notifier.report(),
    }


if __name__ == "__main__":
    try:
        settings.log_to_stdout(settings.get("VIGIA_LOG"))
        asyncio.run(main())
    except VigiaError as error:
        sys.exit(str(error))
