"""Expected calls and people of the next 24 h: a row a queue and shift, where people lack in red. Pure."""

from briefing.forms.figures import Record, number, record
from briefing.forms.page_tables import Cell, Drawn
from briefing.forms.said import UNKNOWN, Said, cut
from briefing.forms.tone import tone
from briefing.sheet import Table, Value

ROWS = 12
PEOPLE = ("needed_c", "needed_a", "rostered", "gap")


def foreseen(table: Table) -> bool:
    """Whether anything is: without a forecast and a gap a roster says nothing."""
    rows = (record(table, row) for row in table.rows)
    return any(number(row[key]) is not None for row in rows for key in ("expected", "gap"))


def staffed(said: Said, table: Table) -> Drawn:
    """Where not all have room, those that lack the most people."""
    rows = [record(table, row) for row in table.rows]
    shown = sorted(rows, key=lambda row: number(row["gap"]) or 0)[:ROWS] if len(rows) > ROWS else rows
    queues = list(dict.fromkeys(str(row["queue"]) for row in rows))
    shown = sorted(shown, key=lambda row: (queues.index(str(row["queue"])), row["starts"]))
    drawn, before = list[list[Cell]](), ""
    for row in shown:
        queue = str(row["queue"])
        name = "" if queue == before else cut(said.code(queue, table, "queue"), 44)
        drawn.append(
            [(name, ""), _hours(said, row), _expected(said, row), *(_people(said, key, row[key]) for key in PEOPLE)]
        )
        before = queue
    calls, agents = said("unit.calls"), said("unit.agents")
    keys = [column.key for column in table.columns]
    people = [said.column(table, keys.index(key)) for key in PEOPLE]
    return {
        "title": said("staffing.title"),
        "head": [said("column.queue"), said("staffing.shift"), said("staffing.expected"), *people],
        "units": ["", "", calls, *[agents] * len(PEOPLE)],
        "names": [0, 1],
        "rows": drawn,
        "total": False,
        "more": said.many("more", len(rows) - len(shown)) if len(rows) > len(shown) else "",
        "wide": True,
    }


def _hours(said: Said, row: Record) -> Cell:
    return "–".join(said.time(int(str(row[key]))) for key in ("starts", "ends")), ""


def _expected(said: Said, row: Record) -> Cell:
    low, mid, high = (_calls(said, row[key]) for key in ("low", "expected", "high"))
    if number(row["expected"]) is None:
        return _people(said, "expected", row["expected"])
    return f"{mid} ({low}–{high})", ""


def _calls(said: Said, value: Value) -> str:
    return said.number(round(value) if isinstance(value, float) else value, "calls")


def _people(said: Said, key: str, value: Value) -> Cell:
    if value in (None, UNKNOWN):
        return said("unknown"), "unknown"
    text = said.number(value, "agents").replace("-", "−")
    return text, tone(key, value)
