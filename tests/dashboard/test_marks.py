"""Where the strip's marks stand, in the browser that will draw them: none is lost, none is added, all are inside."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from dashboard import page
from tests.dashboard import boards

pytestmark = pytest.mark.browser

Run = Callable[..., Any]
WIDTH, HEIGHT = 1246.0, 186.0  # of the field, in the wall's units
SLOT = 1_800_000
STATES = ["early", "open", "closing", "overdue", "overdue_unsafe"]

marks = st.lists(
    st.tuples(
        st.integers(980_000, 980_120).map(lambda n: n * SLOT),
        st.sampled_from(STATES),
        st.booleans(),
        st.booleans(),
        st.integers(1, 40),
    ),
    max_size=60,
    unique_by=lambda mark: mark[:4],
)


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    """Calls one of the strip's pure functions, or the whole way from marks to paths."""
    tab = browser.new_page()
    module = page.script().replace("export default ", "window.mount = ")
    way = """(given, width, height) => {
      const { at, unit } = axis({ closes: 48 }, width);
      const arranged = arrange(given, height);
      const x = (middle) => at((middle - 980_000 * 1_800_000) / 3_600_000);
      const found = [...looks(arranged, x, unit, height).values()];
      return { kind: arranged.kind, looks: found, labels: labels(arranged, x, height) };
    }"""
    tab.add_script_tag(
        content=f"{module}\nObject.assign(window, {{ axis, arrange, columns, outline, way: {way} }});", type="module"
    )
    tab.wait_for_function("() => Boolean(window.mount)")
    yield lambda name, *given: tab.evaluate(f"given => {name}(...given)", list(given))
    tab.close()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(marks=marks)
def test_every_follow_up_is_drawn_once_in_its_own_look(run: Run, marks: list[tuple[int, str, bool, bool, int]]) -> None:
    drawn = {
        (look["state"], look["severe"], look["hollow"]): look for look in run("way", marks, WIDTH, HEIGHT)["looks"]
    }
    wanted: dict[tuple[str, bool, bool], int] = {}
    for _, state, severe, hollow, count in marks:
        wanted[state, severe, hollow] = wanted.get((state, severe, hollow), 0) + count
    assert {key: look["count"] for key, look in drawn.items()} == wanted


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(marks=marks)
def test_stacked_marks_are_one_each_and_no_column_outgrows_the_field(
    run: Run, marks: list[tuple[int, str, bool, bool, int]]
) -> None:
    drawn = run("way", marks, WIDTH, HEIGHT)
    if drawn["kind"] == "bars":
        assert sum(label["total"] for label in drawn["labels"]) == sum(mark[4] for mark in marks)
        assert all(12 <= label["y"] <= HEIGHT for label in drawn["labels"])
        return
    for look in drawn["looks"]:
        outlines = 2 if look["state"] == "overdue_unsafe" else 1
        assert look["d"].count("M") == look["count"] * outlines
        assert all(float(start.split()[1].split("a")[0].split("l")[0].split("h")[0]) >= 0
                   for start in look["d"].split("M")[1:])  # fmt: skip


@pytest.mark.parametrize(
    ("n", "kind", "hours"), [(0, "marks", 1), (158, "marks", 1), (500, "marks", 0.5), (10_000, "bars", 2)]
)
def test_the_more_are_open_the_denser_they_stand(run: Run, n: int, kind: str, hours: float) -> None:
    given = [[m.slot, m.state, m.severe, m.hollow, m.count] for m in boards.marks(n)]
    arranged = run("arrange", given, HEIGHT)
    assert (arranged["kind"], arranged["hours"]) == (kind, hours)


def test_severe_stand_at_the_bottom_and_the_estimated_on_top(run: Run) -> None:
    given = [[0, "open", severe, hollow, 1] for severe in (False, True) for hollow in (True, False)]
    [column] = run("columns", given, 1)
    assert [(group["severe"], group["hollow"]) for group in column["groups"]] == [
        (True, False),
        (False, False),
        (True, True),
        (False, True),
    ]


def test_a_follow_up_stands_at_the_hours_since_its_episode(run: Run) -> None:
    found = run("((strip, width) => [0, 12, 48, 60].map(axis(strip, width).at))", {"closes": 48}, 615)
    assert found == [15, 135, 495, 615]


def test_severe_is_a_diamond_and_do_not_call_has_a_bar_across(run: Run) -> None:
    look = {"state": "overdue", "severe": False}
    circle = run("outline", look, 10, 10, 5)
    assert "a5 5" in circle
    assert "a" not in run("outline", {**look, "severe": True}, 10, 10, 5)
    assert run("outline", {**look, "state": "overdue_unsafe"}, 10, 10, 5) == f"{circle}M7 9h6v2h-6z"
