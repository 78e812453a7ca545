"""From a centre's socket to the page in a browser, through every process: two days of a real call log."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from redis import Redis

from feeds.replay.__main__ import chosen
from feeds.replay.happenings import events_of
from tests.dashboard.conftest import Screen
from tests.stack import HERE, Program, Stack, ports_in_a_row, python
from tests.wall import chromium, document_when
from watch.documents import WallDocument
from watch.figure import Figure

BANK = HERE.parent / "shared" / "data" / "bank_1999"
LOG, EXPECTED = BANK / "february_01_14.tsv", BANK / "expected_01_14.json"
DAYS = ("990201", "990202")
TOKEN = "a-token-of-the-replay"

pytestmark = [
    pytest.mark.store,
    pytest.mark.browser,
    pytest.mark.skipif(not LOG.exists(), reason="the bank's call log is not beside this checkout (../shared/data)"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("bank")
    profiles = HERE / "feeds" / "replay"
    port = ports_in_a_row(1)
    with Stack(folder, site="bank", profiles=profiles, centres=port, tokens={"bank": TOKEN}) as stack:
        stack.start()
        for day in DAYS:
            stack.add(day, python("feeds.replay", LOG, "--day", day, "--speed", 0, "--port", port))
        yield stack


def mark(stack: Stack) -> int:
    with Redis.from_url(stack.store_url) as store:
        kept = store.hget("{bank}:marks", "bank")
    return int(kept.split()[0]) if isinstance(kept, bytes) else 0


def journaled(stack: Stack) -> int:
    with Redis.from_url(stack.store_url) as store:
        return int(store.xlen("{bank}:journal"))


def replayed(stack: Stack, day: str) -> WallDocument:
    """The wall when the whole day has been replayed: its centre's clock stands at the day's end."""
    replay: Program = stack.programs[day]
    replay.start()
    numbered = len(events_of(chosen(LOG, [day]), "bank"))
    stack.until(f"day {day} is journaled", lambda: mark(stack) == numbered)
    entries = journaled(stack)
    date = f"19{day[:2]}-{day[2:4]}-{day[4:]}"
    return document_when(
        stack,
        lambda wall: (
            wall.position >= entries
            and wall.feeds[0].state == "fresh"
            and time.strftime("%Y-%m-%d %H", time.gmtime((wall.now + wall.feeds[0].offset) / 1000)) == f"{date} 23"
        ),
    )


def value(figure: Figure) -> float:
    assert figure.value is not None
    return figure.value


def minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def shown(expected: dict[str, Any]) -> dict[str, str]:
    """The day's figures as the page writes them."""
    return {
        "shift.answered": f"{expected['answered']:,}",
        "shift.abandoned": f"{expected['abandoned']:,}",
        "shift.hung_up": f"{expected['hung_up_before_queue']:,}",
        "shift.longest": minutes(expected["longest_wait_s"]),
        "shift.peak": str(expected["peak_waiting"]),
        "shift.asa": minutes(expected["asa_s"]),
        "shift.level": f"{int(100 * expected['sl20_strict'])}%",
    }


@pytest.mark.parametrize("day", DAYS)
def test_a_day_of_the_call_log_stands_on_the_wall_as_its_rows_add_up(stack: Stack, browser: Browser, day: str) -> None:
    expected = json.loads(EXPECTED.read_text())[day]
    period = replayed(stack, day).centres[0].load.shift
    assert period.answered == expected["answered"]
    assert period.abandoned == expected["abandoned"]
    assert period.hung_up_before_queue == expected["hung_up_before_queue"]
    assert period.longest_wait == expected["longest_wait_s"]
    assert period.peak_waiting == expected["peak_waiting"]
    assert value(period.asa) == pytest.approx(expected["asa_s"], abs=0.001)
    assert value(period.talk) == pytest.approx(expected["talk_mean_s"], abs=0.001)
    assert value(period.service_level) == pytest.approx(100 * expected["sl20_strict"], abs=0.001)
    assert value(period.service_level_answered) == pytest.approx(100 * expected["sl20_answered"], abs=0.001)
    screen = Screen(browser, stack.page)
    screen.until(screen.centre("Bank"))
    assert {name: screen.figure("Bank", name) for name in shown(expected)} == shown(expected)
    assert screen.errors == []
    screen.close()
    stack.programs[day].stop()
