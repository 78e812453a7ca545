"""What an alert is called, what was found and who has it, in words: pure functions, run in a real browser."""

import re
from collections.abc import Callable, Iterator
from string import Formatter
from typing import Any, get_args

import pytest
from msgspec import to_builtins
from msgspec.structs import replace
from playwright.sync_api import Browser

from dashboard import page, wording
from picture.alert_policy import RuleName
from tests.dashboard import alerts
from tests.dashboard.sample import HOUR, MINUTE, NOW, SECOND

pytestmark = pytest.mark.browser

RULES = get_args(RuleName)
Run = Callable[..., Any]


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    """Calls one of the band's pure functions."""
    tab = browser.new_page()
    module = page.script().replace("export default ", "window.mount = ")
    tab.add_script_tag(content=f"{module}\nObject.assign(window, {{titleOf, foundOf, ageOf, stateOf}});", type="module")
    tab.wait_for_function("() => Boolean(window.mount)")
    yield lambda name, *given: tab.evaluate(f"given => {name}(...given)", list(given))
    tab.close()


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "sin acuse"),
        ({"level": 2}, "sin acuse · escalada a supervisión"),
        ({"level": 3, "escalates": (NOW + 5 * MINUTE, 3)}, "sin acuse · insiste a guardia en 5:00"),
        ({"state": "acknowledged", "since": NOW - 5 * MINUTE}, "acusada 22:36 · en la mesa"),
        ({"state": "assigned", "since": NOW - 5 * MINUTE}, "asignada 22:36"),
        ({"state": "confirmed", "since": NOW - 5 * MINUTE}, "atendida 22:36, sigue cierta"),
        ({"state": "snoozed"}, "pospuesta"),
        ({"escalates": (NOW - SECOND, 2)}, "sin acuse · escala a supervisión en 0:00"),
    ],
)
def test_a_state_is_said_in_words(run: Run, changes: dict[str, Any], text: str) -> None:
    row = to_builtins(alerts.row("severe_unassigned", **changes))
    assert run("stateOf", row, NOW, "America/Monterrey", wording.ES) == text


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_rule_has_a_title_for_one_and_for_several(run: Run, language: str, rule: RuleName) -> None:
    words = wording.LANGUAGES[language]
    assert words[f"rule.{rule}"]
    for count in (1, 7):
        row = alerts.row(rule, count)
        title = run("titleOf", to_builtins(row), words)
        assert title.strip() == title
        assert not re.search(r"undefined|null|NaN|[{}]|  ", title)
        told = {name for _, name, _, _ in Formatter().parse(words[f"alert.{rule}" + ".many" * (count > 1)]) if name}
        assert count == 1 or rule == "will_miss" or "7" in title
        assert ("7F3" in title) == ("mask" in told)
        found = run("foundOf", to_builtins(row), words)
        assert bool(found) == (row.value is not None)
        assert not re.search(r"undefined|null|NaN|[{}]", found)


@pytest.mark.parametrize(
    ("language", "hours", "changes", "text"),
    [
        (
            "es",
            50,
            {},
            "Foco: Metro norte · 9 casos donde se esperan 3.1 · por azar, 1 vez en 420 días · desde hace 2 días",
        ),
        (
            "es",
            30,
            {"observed": 20, "expected": 6.0, "least": True},
            "Foco: Metro norte · 20 o más casos donde se esperan 6 · por azar, 1 vez en 420 días · desde hace 1 día",
        ),
        (
            "es",
            1,
            {"expected": 0.4},
            "Foco: Metro norte · 9 casos donde se esperan menos de 1 · por azar, 1 vez en 420 días · desde hace 60 min",
        ),
        (
            "en",
            6,
            {"expected": 12.51},
            "Hotspot: Metro norte · 9 cases where 13 are expected · by chance, once in 420 days · for 6 h",
        ),
    ],
)
def test_a_hotspot_is_said_in_words(run: Run, language: str, hours: int, changes: dict[str, Any], text: str) -> None:
    words = wording.LANGUAGES[language]
    row = to_builtins(alerts.row("hotspot", due=NOW - hours * HOUR, zone=replace(alerts.ZONE, **changes)))
    said_of_it = [run("titleOf", row, words), run("foundOf", row, words), run("ageOf", row, NOW, words)]
    assert " · ".join(said_of_it) == text


def test_a_rule_of_another_version_has_a_title_too(run: Run) -> None:
    row = {**to_builtins(alerts.row("unassessed")), "rule": "not_known_yet"}
    assert run("titleOf", row, wording.ES) == "Alerta 7F3"
    assert run("titleOf", {**row, "count": 3}, wording.ES) == "3 alertas"
