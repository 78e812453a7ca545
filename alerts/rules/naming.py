"""What a condition is about, and whose it is: said in one way by every rule."""

import hashlib

from alerts.condition import Condition
from alerts.rules.views import CaseView, View
from picture.alert_events import About, Priority
from picture.alert_policy import RuleName

LONGEST = 64  # signs of a name


def fit(name: str) -> str:
    """A name that is too long keeps its beginning; a hash of it all tells it from others."""
    if len(name) <= LONGEST:
        return name
    return f"{name[:47]}.{hashlib.blake2b(name.encode(), digest_size=8).hexdigest()}"


def of_case(
    view: CaseView,
    rule: RuleName,
    due: int,
    *,
    part: str = "",
    kind: About = "case",
    reason: str = "",
    priority: Priority | None = None,
    value: float | None = None,
    limit: float | None = None,
) -> Condition:
    """About a case, or about a `part` of it where the rule may find several."""
    case = view.case
    return Condition(
        rule=rule,
        kind=kind,
        about=fit(f"{case.id}.{part}") if part else case.id,
        due=due,
        priority=priority,
        reason=reason,
        source=case.source,
        agency=agency(view, case.source, case.agency),
        case=case.id,
        value=value,
        limit=limit,
    )


def agency(view: View, source: str, *said: str) -> str:
    """Whose it is: as the facts say, else as the profile says of who sends them."""
    named = next((each for each in said if each), "")
    return named or next((feed.agency for feed in view.profile.feeds if feed.source == source), "")
