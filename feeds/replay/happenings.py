"""Rows to the events of a centre, in the order in which the centre would have sent them."""

from collections.abc import Iterable

from feeds.replay.rows import Row
from feeds.simulator.wire import Event, event


def events_of(rows: Iterable[Row], queue: str) -> list[Event]:
    """The events of all rows, by time; at equal times those who leave the queue before those who join."""
    agents: dict[str, str] = {}
    keyed: list[tuple[int, bool, int, int, Event]] = []
    for row in rows:
        for step, happened in enumerate(_events(row, queue, agents)):
            keyed.append((happened.time, happened.time == row.offered, row.number, step, happened))
    keyed.sort(key=lambda key: key[:4])
    return [key[4] for key in keyed]


def _events(row: Row, queue: str, agents: dict[str, str]) -> list[Event]:
    subject = f"row-{row.number}"
    if row.outcome == "PHANTOM":
        return []
    if not row.queued:
        return [event(row.offered, "call.abandoned", subject, {"before_queue": True})]
    settled = row.offered + row.wait
    offered = event(row.offered, "call.offered", subject, {"queue": queue})
    if row.outcome == "HANG":
        return [offered, event(settled, "call.abandoned", subject)]
    return [
        offered,
        event(settled, "call.answered", subject, _answerer(row.server, agents)),
        event(settled + row.talk, "call.ended", subject, {"talk": row.talk}),
    ]


def _answerer(server: str, agents: dict[str, str]) -> dict[str, str]:
    """The file's servers are people's names: each becomes a number, by first appearance."""
    if server in ("", "NO_SERVER"):
        return {}
    return {"agent": agents.setdefault(server, f"server-{len(agents) + 1}")}
