"""The command: makes, keeps, writes forms; lists and compares. The same bytes from two processes in two time zones."""

import asyncio
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from briefing import spans
from briefing.__main__ import Progress, main, parsed
from briefing.forms.document import Document
from briefing.making import Asked, Made, make, make_all
from journal.valkey import ValkeyJournal
from picture.clocks import DAY, HOUR
from picture.errors import VigiaError
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


def told(store: Server, folder: Path) -> dict[str, str]:
    return {
        "VIGIA_SITE": PROFILE.code,
        "VIGIA_KIND": "demo",
        "VIGIA_STORE": store.url,
        "VIGIA_BRIEFINGS": str(folder) if folder.name != "none" else "",
    }


def run(store: Server, folder: Path, *arguments: str, zone: str = "UTC") -> subprocess.CompletedProcess[str]:
    line, env = [sys.executable, "-m", "briefing", *arguments], {**os.environ, **told(store, folder), "TZ": zone}
    return subprocess.run(line, cwd=HERE, env=env, capture_output=True, text=True, check=False)


@pytest.mark.store
def test_two_processes_in_two_zones_make_the_same_bytes_and_the_second_time_it_stands(
    valkey: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name, now = asyncio.run(_told(valkey.url))
    as_of = datetime.fromtimestamp(now / 1000, UTC).isoformat()
    folders = [tmp_path / zone for zone in ("one", "two")]
    for folder, zone in zip(folders, ("America/Santiago", "Asia/Tokyo"), strict=True):
        to = str(folder.with_suffix(".forms"))
        line = ("--day", name, "--as-of", as_of, "--form", "pdf", "--form", "csv", "--to", to)
        made = run(valkey, folder, *line, zone=zone)
        assert made.returncode == 0, made.stderr
        assert made.stdout.splitlines()[0] == f"{name}/0 was made."
    for inside in (f"{name}/0.json", f"{name}/0.pdf", f"{name}/0.map-internal", f"{name}/0.map-published"):
        assert (folders[0] / inside).read_bytes() == (folders[1] / inside).read_bytes()
    for form in ("pdf", "zip"):
        one, two = [(each.with_suffix(".forms") / f"{name}.0.{form}").read_bytes() for each in folders]
        assert one == two and len(one) > 100

    def said(*arguments: str) -> str:
        main(list(arguments))
        return capsys.readouterr().out

    for setting, value in told(valkey, folders[0]).items():
        monkeypatch.setenv(setting, value)
    again = said("--day", name, "--audience", "published", "--form", "json", "--to", str(tmp_path))
    assert again.splitlines()[0] == f"{name}/0 stands as it was kept."
    listed = said("list")
    assert listed.startswith(f"{name}/0 as of ")
    published = msgspec.json.decode((tmp_path / f"{name}.0.published.json").read_bytes(), type=Document)
    assert (published.audience, published.least) == ("published", 11)
    assert listed.endswith(f" mark {published.fingerprint}\n")
    assert said("compare", name, f"{name}/0") == ""


@pytest.mark.store
def test_many_made_in_one_pass_are_those_made_one_by_one(valkey: Server, tmp_path: Path) -> None:
    name, now = asyncio.run(_told(valkey.url))
    day = spans.named(name, PROFILE)
    every = [day, replace(day, kind="range", name="x")]
    asked = Asked(valkey.url, None, "demo", PROFILE, str(tmp_path / "all"), day, now)
    assert make_all(asked, every) == [Made(name, 0, True), Made("x", 0, True)]
    assert make_all(asked, every) == [Made(name, 0, False), Made("x", 0, False)]
    for lost in (tmp_path / "all" / name / "0.map-published", tmp_path / "all" / "x" / "0.pdf"):  # could not be made
        lost.unlink()
    assert make_all(asked, every) == [Made(name, 0, False), Made("x", 0, False)]
    for span in every:
        make(replace(asked, folder=str(tmp_path / "one"), span=span))
    kept = {path.relative_to(tmp_path / "all"): path.read_bytes() for path in (tmp_path / "all").glob("*/*")}
    alone = {path.relative_to(tmp_path / "one"): path.read_bytes() for path in (tmp_path / "one").glob("*/*")}
    assert kept == alone and len(kept) == 2 * (3 + len(PROFILE.briefing.forms))


def test_long_work_says_how_far_it_has_come(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress()
    for read in range(5000, 1_000_001, 5000):
        progress.show(read, 1_000_000)
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "50,000 of 1,000,000 entries read" and len(said) == 20
    Progress().show(5000, 5000)
    assert capsys.readouterr().err == ""


@pytest.mark.store
def test_what_is_wrong_is_one_sentence(valkey: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, arguments, said in (
        (tmp_path, ("--day", "2026-13-40"), "2026-13-40"),
        (tmp_path, ("--week", "2026-11-20"), "is no week"),
        (tmp_path, ("--day", "9000-01-01"), "not over"),
        (tmp_path, ("--day", "2020-01-01", "--as-of", "soon"), "--as-of is 'soon'"),
        (tmp_path, ("compare", "2020-01-01", "2020-01-02"), "No briefing 2020-01-01 is kept."),
        (tmp_path / "none", ("list",), "VIGIA_BRIEFINGS is not set"),
    ):
        for setting, value in told(valkey, folder).items():
            monkeypatch.setenv(setting, value)
        with pytest.raises(VigiaError, match=re.escape(said)) as refused:
            main(list(arguments))
        assert len(str(refused.value).splitlines()) == 1
    ended = run(valkey, tmp_path, "--day", "2026-13-40")
    assert ended.returncode == 1 and "2026-13-40" in ended.stderr and len(ended.stderr.splitlines()) == 1


def test_one_period_and_one_only_is_asked_for() -> None:
    for arguments in ([], ["--day", "2026-11-20", "--week", "2026-W47"], ["--day"]):
        with pytest.raises(SystemExit):
            parsed(arguments)
