"""Figures and instants as text, in the browser that will write them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from dashboard import page, wording

pytestmark = pytest.mark.browser

Run = Callable[..., Any]
NIGHT = 1_771_130_467_000


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    """Calls one of the wall's pure functions."""
    tab = browser.new_page()
    names = ["minutes", "count", "percent", "age", "span", "offset", "clock", "hour", "layoutFor", "steps", "stretches"]
    module = page.script().replace("export default ", "window.mount = ")
    tab.add_script_tag(content=f"{module}\nObject.assign(window, {{{', '.join(names)}}});", type="module")
    tab.wait_for_function("() => Boolean(window.mount)")
    yield lambda name, *given: tab.evaluate(f"given => {name}(...given)", list(given))
    tab.close()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (6.9, "0:06"), (108, "1:48"), (3600, "60:00"), (5999, "99:59"), (6000, "1:40:00"), (-3, "0:00")],
)
def test_durations_are_minutes_and_seconds(run: Run, seconds: float, text: str) -> None:
    assert run("minutes", seconds) == text


@pytest.mark.parametrize(("value", "text"), [(79.99, "79"), (80, "80"), (100, "100"), (0.4, "0"), (93.6, "93")])
def test_percent_never_rounds_up_to_a_target(run: Run, value: float, text: str) -> None:
    assert run("percent", value) == text


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0, "0.0 s"),
        (420, "0.4 s"),
        (9949, "9.9 s"),
        (9950, "9 s"),
        (59_999, "59 s"),
        (60_000, "1 min"),
        (7_200_000, "2 h"),
    ],
)
def test_an_age_is_short(run: Run, milliseconds: int, text: str) -> None:
    assert run("age", milliseconds, wording.ES) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (-1, "0 min"),
        (0.9, "0 min"),
        (17, "17 min"),
        (99, "99 min"),
        (100, "1 h 40"),
        (120, "2 h"),
        (599, "9 h 59"),
        (600, "10 h"),
        (2880, "48 h"),
    ],
)
def test_a_span_is_in_minutes_then_hours(run: Run, minutes: float, text: str) -> None:
    assert run("span", minutes * 60_000, wording.ES) == text


def test_a_clock_is_the_sites_not_the_browsers(run: Run) -> None:
    assert run("clock", NIGHT, "America/Monterrey") == "22:41:07"
    assert run("clock", NIGHT, "America/Santiago") == "01:41:07"
    assert run("hour", NIGHT - 2467_000, "America/Monterrey") == "22"
    assert run("hour", NIGHT, "America/Monterrey") == "22:41"


def test_an_offset_has_its_sign(run: Run) -> None:
    assert [run("offset", ms) for ms in (242_000, -6000)] == ["+4:02", "−0:06"]


def test_counts_are_grouped_as_the_language_does(run: Run) -> None:
    assert [run("count", 17_042, words) for words in (wording.ES, wording.EN)] == ["17,042", "17,042"]


def test_the_room_goes_to_the_centres_there_are(run: Run) -> None:
    assert [run("layoutFor", n) for n in (1, 2, 3, 4, 5, 9)] == ["one", "pair", "three", "four", "six", "many"]
    assert [run("layoutFor", n, True) for n in (1, 2, 5, 9)] == [
        "board-one",
        "board-pair",
        "board-six",
        "board-many",
    ]


def test_usual_is_drawn_only_where_there_is_history(run: Run) -> None:
    assert run("stretches", [None, 1, 2, None, 3, None, 4, 5]) == [[1, 2], [6, 7]]


@pytest.mark.parametrize("top", [4.3, 9, 26, 70, 140, 1400])
def test_a_trend_has_a_few_round_lines(run: Run, top: float) -> None:
    values = run("steps", top)
    assert 1 <= len(values) <= 4
    assert all(v < top for v in values)
