"""Places where chance alone would not make so many cases. They say where to look; nobody is in danger by them alone."""

from collections.abc import Iterable

from alerts.condition import Condition
from alerts.rules import naming
from alerts.rules.views import HotspotView
from picture.alert_policy import Rule

YEARLY = 365  # days


def hotspot(view: HotspotView, rule: Rule) -> Iterable[Condition]:
    """A hotspot stands that chance makes less than once in `limit` days, high where less than once in 365; due when it
    was first told (100 and 365 days: New York's daily scan, FIELD). What grows from the one to the other is told anew,
    what is found again with other figures is not."""
    found, rare = view.found, rule.limit or 0
    if found.recurrence <= rare:
        return
    very = found.recurrence > YEARLY
    reason = "very_rare" if very else "rare"
    yield Condition(
        rule="hotspot",
        kind="zone",
        about=naming.fit(f"{view.signal}.{reason}"),
        due=found.first,
        priority="high" if very else None,
        reason=reason,
        value=found.recurrence,
        limit=max(rare, YEARLY) if very else rare,
        municipality=found.places[0] if found.places else "",
        observed=found.observed,
        expected=found.expected,
        least=found.least,
    )
