"""What single fields of a site's alerts cannot tell: that a limit can be crossed, and left again."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from picture.alert_policy import IN_A_ROW, RULES, Rule, RuleChange, RuleName, rule_of

if TYPE_CHECKING:
    from picture.profile import Profile

Contradiction = tuple[tuple[str | int, ...], str]  # where, and a sentence
CRITICAL_SNOOZE = 60  # minutes
SIGNALS = 7  # that may hold of one case at once (`alerts/rules/combined.py`)
NEVER_CRITICAL: frozenset[RuleName] = frozenset({"hotspot"})
TAKES: dict[str, Callable[[Rule], bool]] = {  # a field, and whether a rule has any use for it
    "limit": lambda rule: rule.limit is not None,
    "clear": lambda rule: rule.sampled,
    "hold": lambda rule: rule.sampled,
    "least": lambda rule: rule.least > 0,
    "lasts": lambda rule: rule.lasts is not None,
}


def contradictions(profile: "Profile") -> Iterator[Contradiction]:
    """In the order of the file."""
    for name, change in profile.alerts.rules.items():
        for part, reason in (*_useless(name, change), *_too_loud(name, change), *_unreachable(name, change, profile)):
            yield ("alerts", "rules", name, part), f"alerts.rules.{name}.{part}: {reason}"
    yield from _escalations(profile)


def _useless(name: RuleName, change: RuleChange) -> Iterator[tuple[str, str]]:
    for part, takes in TAKES.items():
        if getattr(change, part) is not None and not takes(RULES[name]):
            yield part, f"the rule takes no {part}"


def _too_loud(name: RuleName, change: RuleChange) -> Iterator[tuple[str, str]]:
    if name in NEVER_CRITICAL and change.priority == "critical":
        yield "priority", "it is never critical: it says where to look, not who is in danger"


def _unreachable(name: RuleName, change: RuleChange, profile: "Profile") -> Iterator[tuple[str, str]]:
    """A limit that nothing crosses, or a good side that nothing comes back to."""
    rule = rule_of(profile, name)
    if change.limit is not None:
        yield from _limits(name, rule)
    if change.limit is not None or change.clear is not None:
        part = "clear" if change.clear is not None else "limit"
        yield from ((part, reason) for reason in _no_way_back(name, rule, profile))


def _no_way_back(name: RuleName, rule: Rule, profile: "Profile") -> Iterator[str]:
    limit, clear = rule.limit or 0, rule.clear
    if name == "too_quiet" and round(limit + clear, 6) >= 1:
        yield f"limit + clear is {limit + clear:g}: it is to stay below 1, which is usual"
    elif name == "service_level":
        for centre in profile.centre:
            if centre.service_level.target + clear > 100:
                yield f"{centre.source} would have to reach {centre.service_level.target + clear:g} percent"
    elif name == "longest_wait":
        for centre in profile.centre:
            for queue in centre.queue:
                if clear > queue.max_wait:
                    yield f"{centre.source} {queue.code}: it is more than its max_wait of {queue.max_wait} s"
    elif rule.limit is not None and name != "too_quiet" and clear > limit:
        yield f"limit - clear is {limit - clear:g}: nothing is below 0"


def _limits(name: RuleName, rule: Rule) -> Iterator[tuple[str, str]]:
    limit = rule.limit or 0
    most = {"abandonment": 99, "risks_combined": SIGNALS, "severe_in_a_row": IN_A_ROW}.get(name)
    if most is not None and limit > most:
        yield "limit", f"{limit:g} is never crossed: the most is {most}"
    if name == "too_quiet" and not limit:
        yield "limit", "0 is never crossed: nothing is below it"
    if RULES[name].unit in ("signals", "calls", "people") and (limit < 1 or limit % 1):
        yield "limit", f"{limit:g} is no number of {RULES[name].unit}"


def _escalations(profile: "Profile") -> Iterator[Contradiction]:
    for priority in ("critical", "high", "low"):
        said = profile.alerts.escalation(priority)
        if any(later <= step for step, later in zip(said.steps, said.steps[1:], strict=False)):
            yield ("alerts", priority, "steps"), f"alerts.{priority}.steps: {list(said.steps)} must rise"
        if said.every is not None and not said.steps:
            yield ("alerts", priority, "every"), f"alerts.{priority}.every: there are no steps to repeat"
    if profile.alerts.critical.snooze > CRITICAL_SNOOZE:
        minutes = profile.alerts.critical.snooze
        yield (
            ("alerts", "critical", "snooze"),
            f"alerts.critical.snooze: {minutes} min is more than {CRITICAL_SNOOZE}: it is about danger",
        )
