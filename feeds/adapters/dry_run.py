"""What each row would become, or which column and rule refuses it: for the administrator's own terminal.

Nothing is journaled. What may identify somebody (person, phone, place) is never shown, nor what was refused.
"""

from collections.abc import Iterable, Iterator

import msgspec

from feeds.adapters.files import Form, read
from feeds.adapters.intake import Intake, Numbered, Outcome
from feeds.adapters.mapping import Rule
from feeds.adapters.sql import View
from feeds.adapters.values import stamped

HIDDEN = {"person", "phone", "caller", "cell", "latitude", "longitude"}


def of_file(body: bytes, form: Form, intake: Intake) -> list[Numbered]:
    """Raises BadFile."""
    return read(body, form, intake.rules).rows


def of_view(view: View, rows: int, after: int = 0) -> list[Numbered]:
    """Raises ViewAway."""
    return [*view.look(after, rows).rows]


def explained(rows: Iterable[Numbered], intake: Intake, clock: int) -> Iterator[str]:
    """Lines, row by row; the last one counts. `clock`: the registry's, milliseconds."""
    facts = refused = count = 0
    for number, row in rows:
        count += 1
        yield f"row {number}"
        for outcome in intake.outcomes(number, row, "dry-run", clock):
            yield f"  {_line(outcome, intake)}"
            facts += outcome.fact is not None
            refused += outcome.refusal is not None
    yield f"{count} rows: {facts} facts, {refused} refused. Nothing was journaled."


def _line(outcome: Outcome, intake: Intake) -> str:
    rule = intake.rules.rule(outcome.said)
    named = f"fact {rule.place}, {rule.type}" if rule else "no fact"
    if outcome.refusal or not outcome.fact or not rule:
        return f"{named}: REFUSED: {outcome.refusal}"
    said = msgspec.json.decode(outcome.said.frame)
    agency = f" agency={said['agency']}" if "agency" in said else ""
    data = "".join(_field(rule, name, value) for name, value in said["data"].items())
    return f"{named}: {said['subject']} at {said['time']}{agency}{data}"


def _field(rule: Rule, name: str, value: object) -> str:
    shown = "(hidden)" if name in HIDDEN else _shown(rule, name, value)
    return f" {name}={shown}"


def _shown(rule: Rule, name: str, value: object) -> str:
    if rule.kinds[name] == "instant" and isinstance(value, int):
        return stamped(value)
    return msgspec.json.encode(value).decode()
