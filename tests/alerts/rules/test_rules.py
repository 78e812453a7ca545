"""The list of rules: each has one function, one line of policy, one row in docs/alerts.md; profiles change it."""

import re
from pathlib import Path

import pytest

import profiles
from alerts import rules
from picture.alert_events import Priority
from picture.alert_policy import RULES, AlertPolicy, Escalation, Rule, RuleName, rule_of

LISTS = (
    rules.CASE,
    rules.FOLLOWUP,
    rules.HANDOVER,
    rules.REFERRAL,
    rules.HOTSPOT,
    rules.CALL,
    rules.FEEDS,
    rules.SITE,
    rules.SAMPLED_CENTRE,
    rules.SAMPLED_SITE,
)
FUNCTIONS = [(name, find) for listed in LISTS for name, find in listed.items()]
PRIORITIES: tuple[Priority, ...] = ("critical", "high", "low")
PAGE = (Path(__file__).parents[3] / "docs" / "alerts.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \| (\w+) \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)


def test_every_rule_of_the_policy_has_one_function_of_its_name() -> None:
    assert sorted(name for name, _ in FUNCTIONS) == sorted(RULES)
    assert all(find.__name__ == name for name, find in FUNCTIONS)


@pytest.mark.parametrize(("name", "find"), FUNCTIONS, ids=[name for name, _ in FUNCTIONS])
def test_a_rule_says_when_it_is_due_and_where_its_threshold_comes_from(name: RuleName, find: object) -> None:
    said = find.__doc__ or ""
    assert "due" in said
    assert any(source in said for source in ("ours", "FIELD", "NENA", "Mexico", "programme", "site", "centre's own"))


def test_what_is_sampled_is_what_the_policy_says_is() -> None:
    sampled = {name for name, rule in RULES.items() if rule.sampled}
    assert sampled == {*rules.SAMPLED_CENTRE, *rules.SAMPLED_SITE}


def test_only_figures_are_inhibited() -> None:
    assert set(rules.SAMPLED_CENTRE) >= rules.INHIBITS


def test_grouping_leaves_out_who_is_in_danger_now() -> None:
    assert not any(RULES[name].priority == "critical" for name in rules.GROUPED)
    assert set(RULES) >= rules.GROUPED


def preset(rule: Rule) -> str:
    """As the page says it."""
    said = [] if rule.on else ["off"]
    said += [] if rule.limit is None else [f"{rule.limit:g}"]
    said += [rule.unit] if rule.unit else []
    said += [f"clear {rule.clear:g}"] if rule.clear else []
    said += [f"for {rule.hold} s"] if rule.hold else []
    said += [f"of at least {rule.least:g}"] if rule.least else []
    said += [f"lasts {rule.lasts} min"] if rule.lasts else []
    return " · ".join(said) or "–"


def test_the_page_has_a_row_for_every_rule_in_order_with_its_priority_and_preset() -> None:
    assert [(name, priority, said) for name, _, _, priority, said, _ in ROWS] == [
        (name, rule.priority, preset(rule)) for name, rule in RULES.items()
    ]


def test_the_page_says_who_is_told_again_and_when() -> None:
    table = PAGE.split("## Escalation")[1].split("\n## ")[0]
    rows = {row[0]: row[1:] for row in re.findall(r"^\| (\w+) " + r"\| ([^|]+) " * 5 + r"\|$", table, re.MULTILINE)}
    del rows["priority"]
    policy = AlertPolicy()
    said = {name: [tuple(int(n) for n in re.findall(r"\d+", cell)) for cell in row] for name, row in rows.items()}
    assert said == {name: escalation(policy.escalation(name)) for name in PRIORITIES}


def escalation(policy: Escalation) -> list[tuple[int, ...]]:
    one = [policy.every, policy.act, policy.snooze, policy.kept]
    return [policy.steps, *(() if minutes is None else (minutes,) for minutes in one)]


@pytest.mark.parametrize(
    ("site", "rule", "expected"),
    [
        ("chile", "risks_combined", ("on", True)),
        ("chile", "unassessed", ("priority", "low")),
        ("quintana_roo", "short_abandon", ("on", True)),
        ("peru", "abandonment", ("limit", 35)),
        ("nuevo_leon", "risks_combined", ("on", False)),
        ("nuevo_leon", "short_abandon", ("on", False)),
    ],
)
def test_a_site_has_what_it_says_and_else_the_presets(site: str, rule: RuleName, expected: tuple[str, object]) -> None:
    profile = profiles.load(site, Path(profiles.__file__).parent)
    assert getattr(rule_of(profile, rule), expected[0]) == expected[1]
    assert rule_of(profile, "severe_unassigned") == RULES["severe_unassigned"]
