"""Decisions asked of the authorities, with owner and date, and what became of the last ones: folded from the journal.

What is asked was typed by a person and lies in a note, outside the journal: no briefing holds it.
"""

from collections.abc import Iterable
from datetime import date, time
from zoneinfo import ZoneInfo

from msgspec import Struct

from briefing.sheet import Column, Span, Table
from picture.clocks import instant
from picture.decision_events import DecisionAsked, DecisionSettled
from picture.events import Entry

ASKED = "asked"
COLUMNS = (
    Column("decision", "text"),
    Column("owner", "code"),
    Column("due", "date"),
    Column("state", "code"),
)


class Decision(Struct, frozen=True):
    """`due`: civil day, YYYY-MM-DD. `became`: asked, or as settled last; what is postponed stays to be decided."""

    id: str
    by: str
    owner: str
    due: str
    note: str
    asked: int
    became: str = ASKED
    settled: int | None = None
    settled_by: str = ""

    @property
    def pending(self) -> bool:
        return self.became in (ASKED, "postponed")


Decisions = dict[str, Decision]


def fold(decisions: Decisions, entry: Entry) -> bool:
    """Whether the entry says something of a decision. Asked twice, the first stands."""
    fact, data = entry.fact, entry.fact.data
    if isinstance(data, DecisionAsked):
        asked = Decision(fact.subject, data.by, data.owner, data.due, data.note, entry.recorded)
        decisions.setdefault(fact.subject, asked)
        return True
    known = decisions.get(fact.subject) if isinstance(data, DecisionSettled) else None
    if known is None or not isinstance(data, DecisionSettled):
        return False
    decisions[known.id] = Decision(
        known.id,
        known.by,
        known.owner,
        data.due or known.due,
        known.note,
        known.asked,
        data.became,
        entry.recorded,
        data.by,
    )
    return True


def table(decisions: Iterable[Decision], span: Span, zone: str) -> Table:
    """Of a briefing: what waits for a decision, the most urgent first, then what was settled since the span began. Of
    decisions folded up to the briefing's last entry."""
    every = list(decisions)
    waits = sorted((each for each in every if each.pending), key=lambda each: (each.due, each.asked, each.id))
    over = [(each.settled, each.id, each) for each in every if not each.pending and each.settled is not None]
    settled = [each for at, _, each in sorted(over, key=lambda one: one[:2]) if at >= span.starts]
    rows = [(each.id, each.owner, _starts(each.due, zone), each.became) for each in (*waits, *settled)]
    return Table("decisions", COLUMNS, tuple(rows), words="agencies")


def _starts(day: str, zone: str) -> int:
    """The first instant of a civil day."""
    return instant(date.fromisoformat(day), time(), ZoneInfo(zone))
