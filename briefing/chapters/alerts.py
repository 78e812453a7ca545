"""Vigía's own alarms in the span: how many, how soon they were seen and acted on, floods, and what was open at its end.

As `alerts/attention.py` counts them. Of rules and rooms, never of a person.
"""

from collections import Counter

from alerts import attention
from alerts.attention import PRIORITIES, Attention
from alerts.board import Alert, Board
from briefing.material import Material
from briefing.rows import TOTAL
from briefing.sheet import Column, Table
from picture.clocks import MINUTE

TIMES = (
    Column("acknowledge", "seconds"),
    Column("acknowledge_90", "seconds"),
    Column("act", "seconds"),
    Column("act_90", "seconds"),
)


def tables(material: Material) -> list[Table]:
    span, board = material.span, material.board.board
    end = max(span.starts + 1, min(span.ends, material.as_of)) - 1  # (starts − 1, end] are the span's own instants
    period = end - span.starts + 1
    found = attention.attention(board, end, period=period)
    return [_raised(board, end, period, found), _open(attention.open_at(board, end), end), _floods(found)]


def _raised(board: Board, end: int, period: int, found: Attention) -> Table:
    """By rule and priority, then all of them: alarms; medians and 90 % of the time to the first acknowledgement and to
    the confirmation."""
    each = attention.answered(board, end, period)
    rows = [
        (a.rule, a.priority, a.raised, a.acknowledge_median, a.acknowledge_p90, a.act_median, a.act_p90) for a in each
    ]
    times = (found.acknowledge_median, found.acknowledge_p90, found.act_median, found.act_p90)
    columns = (Column("rule", "code"), Column("priority", "code"), Column("alerts", "alerts"), *TIMES)
    return Table("alerts", columns, (*rows, (TOTAL, "", sum(a.raised for a in each), *times)), total=True)


def _open(still: list[Alert], end: int) -> Table:
    """Alerts not closed when the span ended, by priority; `holds`: of those, what they tell of was still so."""
    every = Counter(alert.raised.priority for alert in still)
    holds = Counter(a.raised.priority for a in still if a.resolved_recorded is None or a.resolved_recorded > end)
    columns = (Column("priority", "code"), Column("open", "alerts"), Column("holds", "alerts"))
    rows = tuple((priority, every[priority], holds[priority]) for priority in PRIORITIES)
    return Table("alerts_open", columns, (*rows, (TOTAL, every.total(), holds.total())), total=True)


def _floods(found: Attention) -> Table:
    """More than 10 alarms in 10 min, until there were fewer than 5; `ends` None: it goes on."""
    columns = (
        Column("since", "instant"),
        Column("until", "instant"),
        Column("lasted", "minutes"),
        Column("most", "alerts"),
    )
    rows = tuple(
        (
            flood.starts,
            flood.ends,
            None if flood.ends is None else round((flood.ends - flood.starts) / MINUTE, 1),
            flood.most,
        )
        for flood in found.floods
    )
    return Table("floods", columns, rows)
