"""A policy of alerts that cannot be is refused at start: the file, the line, the field, and why."""

import shutil
from pathlib import Path

import pytest

import profiles
from picture.alert_policy import RULES, AlertPolicy, rule_of
from picture.errors import BadProfile
from tests.picture.cast import a_profile

FOLDER = Path(profiles.__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "profiles", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "profiles"


def loaded(folder: Path, said: str) -> str:
    """What Quintana Roo's profile with these lines put at line 47 is refused for; "" where it is not."""
    path = folder / "quintana_roo.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = lines.index("[[pathway]]")
    path.write_text("\n".join([*lines[:at], *said.splitlines(), *lines[at:]]), encoding="utf-8")
    try:
        profiles.load("quintana_roo", folder)
    except BadProfile as refused:
        return (
            str(refused)
            .removeprefix(f"{path}, line ")
            .replace(f"{at + 1}: ", "first: ", 1)
            .replace(f"{at + 2}: ", "second: ", 1)
        )
    return ""


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ("[alerts.rules.surg]\non = true", "first: alerts.rules.surg: Invalid enum value 'surg'"),
        (
            "[alerts.rules.surge]\nlimt = 2",
            "second: alerts.rules.surge.limt: Object contains unknown field `limt`",
        ),
        (
            "[alerts.rules.surge]\nlimit = 'x'",
            "second: alerts.rules.surge.limit: Expected `float | null`, got `str`; it is 'x'",
        ),
        ("[alerts]\ncritcal = {}", "second: alerts.critcal: Object contains unknown field `critcal`"),
        ("[alerts.critical]\nstep = [2]", "second: alerts.critical.step: Object contains unknown field `step`"),
        ("[alerts.critical]\nsteps = [2, 5, 5]", "second: alerts.critical.steps: [2, 5, 5] must rise"),
        ("[alerts.low]\nevery = 5", "second: alerts.low.every: there are no steps to repeat"),
        (
            "[alerts.critical]\nsnooze = 61",
            "second: alerts.critical.snooze: 61 min is more than 60: it is about danger",
        ),
        ("[alerts.rules.unassessed]\nlimit = 5", "second: alerts.rules.unassessed.limit: the rule takes no limit"),
        (
            "[alerts.rules.service_level]\nlimit = 5",
            "second: alerts.rules.service_level.limit: the rule takes no limit",
        ),
        (
            "[alerts.rules.hotspot]\npriority = 'critical'",
            "second: alerts.rules.hotspot.priority: it is never critical: it says where to look, not who is in danger",
        ),
        ("[alerts.rules.unassessed]\nhold = 5", "second: alerts.rules.unassessed.hold: the rule takes no hold"),
        ("[alerts.rules.unassessed]\nclear = 5", "second: alerts.rules.unassessed.clear: the rule takes no clear"),
        ("[alerts.rules.will_miss]\nleast = 5", "second: alerts.rules.will_miss.least: the rule takes no least"),
        ("[alerts.rules.surge]\nlasts = 5", "second: alerts.rules.surge.lasts: the rule takes no lasts"),
        (
            "[alerts.rules.service_level]\nclear = 11",
            "second: alerts.rules.service_level.clear: qr/911 would have to reach 101 percent",
        ),
        (
            "[alerts.rules.longest_wait]\nclear = 21",
            "second: alerts.rules.longest_wait.clear: qr/911 violencia: it is more than its max_wait of 20 s",
        ),
        (
            "[alerts.rules.abandonment]\nclear = 16",
            "second: alerts.rules.abandonment.clear: limit - clear is -1: nothing is below 0",
        ),
        (
            "[alerts.rules.abandonment]\nlimit = 4",
            "second: alerts.rules.abandonment.limit: limit - clear is -1: nothing is below 0",
        ),
        (
            "[alerts.rules.abandonment]\nlimit = 100",
            "second: alerts.rules.abandonment.limit: 100 is never crossed: the most is 99",
        ),
        (
            "[alerts.rules.too_quiet]\nlimit = 0.8",
            "second: alerts.rules.too_quiet.limit: limit + clear is 1: it is to stay below 1, which is usual",
        ),
        (
            "[alerts.rules.too_quiet]\nlimit = 0",
            "second: alerts.rules.too_quiet.limit: 0 is never crossed: nothing is below it",
        ),
        (
            "[alerts.rules.risks_combined]\nlimit = 8",
            "second: alerts.rules.risks_combined.limit: 8 is never crossed: the most is 7",
        ),
        (
            "[alerts.rules.severe_in_a_row]\nlimit = 33",
            "second: alerts.rules.severe_in_a_row.limit: 33 is never crossed: the most is 32",
        ),
        (
            "[alerts.rules.will_miss]\nlimit = 1.5",
            "second: alerts.rules.will_miss.limit: 1.5 is no number of people",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_line(folder: Path, said: str, refusal: str) -> None:
    assert loaded(folder, said) == refusal


@pytest.mark.parametrize(
    "said",
    [
        "[alerts.rules.service_level]\nclear = 10",
        "[alerts.rules.longest_wait]\nclear = 20",
        "[alerts.rules.abandonment]\nlimit = 5",
        "[alerts.rules.too_quiet]\nlimit = 0.7",
        "[alerts.rules.hotspot]\npriority = 'high'\nlimit = 365",
        "[alerts.rules.will_miss]\nlimit = 3\nclear = 3",
        "[alerts.critical]\nsteps = [1, 2]\nevery = 1\nsnooze = 60",
        "[alerts.low]\nsteps = [30]\nevery = 30",
    ],
)
def test_what_can_be_is_accepted(folder: Path, said: str) -> None:
    assert loaded(folder, said) == ""


def test_a_target_that_the_presets_clear_cannot_reach_is_no_contradiction_of_the_sites() -> None:
    (centre, *_) = a_profile().centre
    level = {"target": 99, "within": 20}
    queue = [{"code": "q", "name": "Q", "max_wait": 5}]
    said = {"source": centre.source, "name": "070", "about": "x", "url": "ws://127.0.0.1:1"}
    assert a_profile(centre=[{**said, "service_level": level, "queue": queue}]).alerts == AlertPolicy()


def test_a_rule_is_as_the_presets_have_it_where_the_site_says_nothing() -> None:
    profile = a_profile(alerts={"rules": {"surge": {"limit": 3, "priority": "low"}}})
    surge = rule_of(profile, "surge")
    assert (surge.limit, surge.priority, surge.clear, surge.sampled) == (3, "low", RULES["surge"].clear, True)
    assert rule_of(profile, "too_quiet") is RULES["too_quiet"]
