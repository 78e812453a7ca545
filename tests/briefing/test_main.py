"""The command: makes, keeps, writes forms; lists and compares. The same bytes from two processes in two time zones."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from briefing import spans
from briefing.__main__ import parsed
from journal.valkey import ValkeyJournal
from picture.clocks import DAY, HOUR
from picture.events import CallAnswered, CallOffered, Fact, SiteConfigured
from tests.briefing.sample import PROFILE
from tests.stores import Server

HERE = Path(__file__).parents[2]
CENTRE = PROFILE.centre[0]
QUEUE = next(queue.code for queue in CENTRE.queue if not queue.apart)


async def _told(url: str) -> tuple[str, int]:
    """Yesterday's name, and an instant by which two calls of it were told."""
    journal = ValkeyJournal(url, PROFILE.code)
    await journal.open("demo")
    day = spans.holding("day", await journal.now() - DAY, PROFILE)
    built = msgspec.to_builtins(PROFILE)
    facts = [Fact(time=1, source=PROFILE.code, subject=PROFILE.code, data=SiteConfigured(profile=built))]
    for name in ("a", "b"):
        for after, data in ((0, CallOffered(queue=QUEUE)), (3000, CallAnswered())):
            facts.append(Fact(time=day.starts + HOUR + after, source=CENTRE.source, subject=name, data=data))
    await journal.record(facts)
    now = await journal.now() + 1
    await journal.close()
    return day.name, now


def run(store: Server, folder: Path, *arguments: str, zone: str = "UTC") -> subprocess.CompletedProcess[str]:
    told = {
        "VIGIA_SITE": PROFILE.code,
        "VIGIA_KIND": "demo",
        "VIGIA_STORE": store.url,
        "VIGIA_BRIEFINGS": str(folder) if folder.name != "none" else "",
        "TZ": zone,
    }
    line = [sys.executable, "-m", "briefing", *arguments]
    return subprocess.run(line, cwd=HERE, env={**os.environ, **told}, capture_output=True, text=True, check=False)


@pytest.mark.store
def test_two_processes_in_two_zones_make_the_same_bytes_and_the_second_time_it_stands(
    valkey: Server, tmp_path: Path
) -> None:
    name, now = asyncio.run(_told(valkey.url))
    as_of = datetime.fromtimestamp(now / 1000, UTC).isoformat()
    folders = [tmp_path / zone for zone in ("one", "two")]
    for folder, zone in zip(folders, ("America/Santiago", "Asia/Tokyo"), strict=True):
        to = folder.with_suffix(".forms")
        to.mkdir()
        line = ("--day", name, "--as-of", as_of, "--form", "pdf", "--form", "csv", "--to", str(to))
        made = run(valkey, folder, *line, zone=zone)
        assert made.returncode == 0, made.stderr
        assert made.stdout.splitlines()[0] == f"{name}/0 was made."
        again = run(valkey, folder, "--day", name, zone=zone)
        assert again.stdout.strip() == f"{name}/0 stands as it was kept."
    for inside in (f"{name}/0.json", f"{name}/0.pdf"):
        assert (folders[0] / inside).read_bytes() == (folders[1] / inside).read_bytes()
    for form in ("pdf", "zip"):
        one, two = [(each.with_suffix(".forms") / f"{name}.0.{form}").read_bytes() for each in folders]
        assert one == two and len(one) > 100
    listed = run(valkey, folders[0], "list").stdout
    assert listed.startswith(f"{name}/0 as of ")
    assert run(valkey, folders[0], "compare", name, f"{name}/0").stdout == ""


@pytest.mark.store
def test_what_is_wrong_is_one_sentence(valkey: Server, tmp_path: Path) -> None:
    for folder, arguments, said in (
        (tmp_path, ("--day", "2026-13-40"), "2026-13-40"),
        (tmp_path, ("--week", "2026-11-20"), "is no week"),
        (tmp_path, ("--day", "9000-01-01"), "not over"),
        (tmp_path, ("--day", "2020-01-01", "--as-of", "soon"), "--as-of is 'soon'"),
        (tmp_path, ("compare", "2020-01-01", "2020-01-02"), "No briefing 2020-01-01 is kept."),
        (tmp_path / "none", ("list",), "VIGIA_BRIEFINGS is not set"),
    ):
        ended = run(valkey, folder, *arguments)
        assert ended.returncode == 1 and said in ended.stderr and len(ended.stderr.splitlines()) == 1, ended.stderr


def test_one_period_and_one_only_is_asked_for() -> None:
    for arguments in ([], ["--day", "2026-11-20", "--week", "2026-W47"], ["--day"]):
        with pytest.raises(SystemExit):
            parsed(arguments)
