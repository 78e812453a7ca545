"""An instant as it is typed, in the browser that reads it: over midnight, and where clocks are put on and back."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from dashboard import desk_files

pytestmark = pytest.mark.browser
Run = Callable[..., Any]
MONTERREY, TIJUANA = "America/Monterrey", "America/Tijuana"  # clocks that stand, clocks that change


def at(text: str, zone: str = MONTERREY, fold: int = 0) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp() * 1000)


NOW = at("2026-11-29 12:00")


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    tab = browser.new_page()
    module = desk_files.script().replace("export default ", "window.mount = ")
    tab.add_script_tag(
        content=f"{module}\nObject.assign(window, {{typedInstant, typedSpan, writtenInstant}});", type="module"
    )
    tab.wait_for_function("() => Boolean(window.mount)")
    yield lambda name, *given: tab.evaluate(f"given => {name}(...given)", list(given))
    tab.close()


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("28/11 02:00", "2026-11-28 02:00"),
        ("28/11/2025 02:00:07", "2025-11-28 02:00:07"),
        ("02:00", "2026-11-29 02:00"),
        (" 9:05:01 ", "2026-11-29 09:05:01"),
        ("01/01 00:00", "2027-01-01 00:00"),
        ("31/11 00:00", None),
        ("24:00", None),
        ("ayer", None),
        ("", None),
    ],
)
def test_a_typed_instant(run: Run, text: str, instant: str | None) -> None:
    assert run("typedInstant", text, NOW, MONTERREY) == (at(instant) if instant else None)


def test_where_clocks_change(run: Run) -> None:
    assert run("typedInstant", "08/03/2026 02:30", NOW, TIJUANA) is None  # no clock ever showed it
    twice = {at("2026-11-01 01:30", TIJUANA), at("2026-11-01 01:30", TIJUANA, fold=1)}
    assert run("typedInstant", "01/11/2026 01:30", NOW, TIJUANA) in twice
    span = run("typedSpan", "01/11/2026 00:00", "01/11/2026 03:00", NOW, TIJUANA)
    assert span == [at("2026-11-01 00:00", TIJUANA), at("2026-11-01 03:00", TIJUANA)]
    assert span[1] - span[0] == 4 * 3_600_000


@pytest.mark.parametrize(
    ("first", "second", "span"),
    [
        ("02:00", "03:00", ("2026-11-29 02:00", "2026-11-29 03:00")),
        ("23:30", "00:30", ("2026-11-29 23:30", "2026-11-30 00:30")),
        ("28/11 23:30", "00:30", ("2026-11-28 23:30", "2026-11-29 00:30")),
        ("30/11 22:00", "06:00", ("2026-11-30 22:00", "2026-12-01 06:00")),
        ("03:00", "02:00", ("2026-11-29 03:00", "2026-11-29 02:00")),  # refused: it is no night
        ("28/11 03:00", "28/11 02:00", ("2026-11-28 03:00", "2026-11-28 02:00")),
        ("02:00", "mañana", None),
    ],
)
def test_two_typed_instants(run: Run, first: str, second: str, span: tuple[str, str] | None) -> None:
    assert run("typedSpan", first, second, NOW, MONTERREY) == ([at(each) for each in span] if span else None)


def test_what_is_written_is_read_as_the_same(run: Run) -> None:
    for instant in range(at("2026-10-30 00:00", TIJUANA), at("2026-11-04 00:00", TIJUANA), 5_432_000):
        whole = instant // 1000 * 1000
        read = run("typedInstant", run("writtenInstant", whole, TIJUANA), whole, TIJUANA)
        assert abs(read - whole) in (0, 3_600_000)  # of an hour that comes twice, one
