"""A figure against its limit, with hysteresis: crossed, well on the good side, or between the two."""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from alerts.condition import Condition
from picture.alert_policy import Rule

State = Literal["crossed", "clear", "between"]


class Sample(Struct, frozen=True, kw_only=True):
    """`condition` as it would be; the decider fills in its `due`. between: what it was, it stays. What is sampled no
    more, because its rule is off or its queue is gone, has ended."""

    condition: Condition
    state: State


def over(rule: Rule, condition: Condition, value: float | None) -> Sample:
    """Crossed above the condition's limit, clear at `clear` or more below it. None: nobody can tell, so it stays."""
    limit = condition.limit or 0
    clear = max(0, rounded(limit - rule.clear))
    if value is None:
        return Sample(condition=condition, state="between")
    state: State = "crossed" if value > limit else "clear" if value <= clear else "between"
    return Sample(condition=replace(condition, value=rounded(value)), state=state)


def at_least(rule: Rule, condition: Condition, value: float | None) -> Sample:
    """As `over`, of a count that is crossed when the limit is reached."""
    sample = over(rule, condition, value)
    return replace(sample, state="crossed") if value is not None and value >= (condition.limit or 0) else sample


def under(rule: Rule, condition: Condition, value: float | None, *, most: float) -> Sample:
    """Crossed below the condition's limit, clear at `clear` or more above it, or at `most`, which it cannot exceed."""
    limit = condition.limit or 0
    clear = min(most, rounded(limit + rule.clear))
    if value is None:
        return Sample(condition=condition, state="between")
    state: State = "crossed" if value < limit else "clear" if value >= clear else "between"
    return Sample(condition=replace(condition, value=rounded(value)), state=state)


def of_enough(rule: Rule, sample: Sample, calls: float) -> Sample:
    """Of fewer than `least` calls a ratio says nothing: it raises no alert then, and of fewer than half ends one."""
    if calls >= rule.least:
        return sample
    few = calls * 2 < rule.least or sample.state == "clear"
    return replace(sample, state="clear" if few else "between")


def rounded(value: float) -> float:
    return round(value, 2)
