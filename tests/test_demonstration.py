"""The demo as `make run` starts it: a past, a present, a centre that falls silent and speaks again."""

import re
import shutil
from collections.abc import Iterator

import psutil
import pytest

from tests.dashboard.conftest import Screen
from tests.stack import PROFILES, Stack, ports_in_a_row, python
from tests.wall import chromium, document_when
from watch.documents import WallDocument

SOURCES = ("nl/070", "nl/911", "nl/registro", "nl/banavim")
TOKEN = "a-token-of-the-demo"
SILENT = 4  # seconds, so that nobody waits long for a chip to say so

pytestmark = [pytest.mark.store, pytest.mark.browser]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("demo")
    profile = folder / "nuevo_leon.toml"
    kept = (PROFILES / profile.name).read_text(encoding="utf-8")
    kept = re.sub(r"^silent_after = .*\n", "", kept, flags=re.MULTILINE)
    kept = re.sub(r"^(\[\[(?:centre|registry)\]\]\n)", rf"\1silent_after = {SILENT}\n", kept, flags=re.MULTILINE)
    profile.write_text(kept, encoding="utf-8")
    shutil.copytree(PROFILES / "places", folder / "places")
    port = ports_in_a_row(1 + len(SOURCES)) + 1  # the first takes faults
    with Stack(folder, profiles=folder, centres=port, tokens=dict.fromkeys(SOURCES, TOKEN)) as stack:
        words = ("--profile", profile, "--base-port", port, "--state", folder / "centres.json")
        stack.add("centres", python("feeds.simulator", *words))
        stack.start()
        stack.until_healthy()
        yield stack


@pytest.fixture(scope="module")
def screen(stack: Stack) -> Iterator[Screen]:
    with chromium() as browser:
        screen = Screen(browser, stack.page)
        yield screen
        assert screen.errors == []
        screen.close()


def fresh(wall: WallDocument) -> bool:
    return all(chip.state == "fresh" for chip in wall.feeds)


def test_a_new_demo_knows_what_is_usual_and_says_that_it_is_one(stack: Stack, screen: Screen) -> None:
    wall = document_when(stack, lambda wall: fresh(wall) and all(c.trend.points[-1] for c in wall.centres))
    for centre in wall.centres:
        assert (centre.trend.weeks, centre.trend.weeks_wanted) == (8, 8)
        assert None not in centre.trend.mid
        screen.until(f"{screen.centre(centre.name)} [data-bind='trend.now']:has-text('lo usual')")
    assert screen.text(".demo") == "DEMOSTRACIÓN"
    assert screen.page.locator(".demo").is_visible()


def test_no_process_is_connected_to_another_machine(stack: Stack) -> None:
    beyond = []
    for program in stack.programs.values():
        family = [psutil.Process(program.pid), *psutil.Process(program.pid).children(recursive=True)]
        for line in (line for process in family for line in process.net_connections("inet")):
            ends = [end.ip for end in (line.laddr, line.raddr) if end]
            beyond += [(program.name, ip) for ip in ends if ip not in ("127.0.0.1", "::1", "::ffff:127.0.0.1")]
    assert beyond == []


def test_a_dead_centre_says_since_when_and_comes_back_by_itself(stack: Stack, screen: Screen) -> None:
    centres = stack.programs["centres"]
    centres.kill()
    wall = document_when(stack, lambda wall: all(chip.state == "stale" for chip in wall.feeds))
    assert [centre.state for centre in wall.centres] == ["stale", "stale"]
    screen.until(".chip[data-state='stale']:has-text('sin dato desde')")
    assert screen.hatched(".chip[data-state='stale']")
    assert "sin dato desde" in screen.figure("070", "state")
    centres.start()
    document_when(stack, fresh)
    screen.until(".chip[data-state='fresh']")
    assert screen.page.locator(".chip[data-state='stale']").count() == 0
    assert screen.figure("070", "state") == ""


def test_what_a_restarted_centre_said_before_is_not_counted_twice(stack: Stack) -> None:
    """The centre numbers the same world the same: the journal goes on where it was."""
    wall = document_when(stack, fresh)
    assert [chip.gaps for chip in wall.feeds] == [0] * len(SOURCES)
    assert stack.vitals("feeds")[1]["feeds"] == dict.fromkeys(SOURCES, "connected")
