"""What the desk's sums and ledgers say to a person who does not see every row. Pure.

A sum over the whole room less the rows that a person sees would tell how much is hidden. So what the desk draws is
counted anew from the rows that are seen; what cannot be counted from them (medians, shares, 28 days, waiting lists,
people at work) is unknown or left out, never the room's own figure.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import get_args

from msgspec.structs import replace

from picture.clocks import DAY
from watch.case_documents import CaseBoard, Ledgers, Severe, Strip, StripState
from watch.desk_documents import CaseRow, DeskLedgers, FollowUpRow, LedgerRow, OrderRow
from watch.figure import Figure, Tone

UNKNOWN = Figure(known="unknown")
EXPIRING = 7 * DAY
OWED = get_args(StripState)
SEVERE = ("in_progress", "severe")
LATE = ("overdue", "overdue_unsafe")


def board(
    room: CaseBoard, cases: Iterable[CaseRow], followups: Iterable[FollowUpRow], seen: DeskLedgers | None, now: int
) -> CaseBoard:
    """`room`: as the watch said it, for what is of nobody in particular: limits, and which registries are silent.

    `seen`: the ledgers' rows that are. The severe list and the strip's marks, which the desk does not draw, are empty.
    """
    women = [row for row in cases if row.open and row.subject_is != "man"]
    return replace(
        room,
        severe=_severe(room.severe, women),
        followups=_strip(room.followups, list(followups), now),
        ledgers=_ledgers(room.ledgers, women, seen, now),
        totals={},
    )


def _severe(room: Severe, women: list[CaseRow]) -> Severe:
    severe = [row for row in women if row.risk in SEVERE]
    unassessed = [row for row in women if row.risk == "unassessed"]
    crossed, near = _tones(severe)
    tone: Tone = "crossed" if crossed else "near" if near else "calm"
    return replace(
        room,
        open=Figure(len(severe), tone),
        in_progress=sum(row.risk == "in_progress" for row in severe),
        crossed=crossed,
        near=near,
        unassessed=len(unassessed),
        unassessed_late=_tones(unassessed)[0],
        assigned_median=UNKNOWN,
        rows=[],
        more=0,
    )


def _tones(rows: list[CaseRow]) -> tuple[int, int]:
    return sum(row.tone == "crossed" for row in rows), sum(row.tone == "near" for row in rows)


def _strip(room: Strip, rows: list[FollowUpRow], now: int) -> Strip:
    owed = [row for row in rows if row.state in OWED]
    late = [row for row in owed if row.state in LATE]
    before = sum(row.last_moment is not None and now <= row.last_moment < room.shift_ends for row in owed)
    missed = sum(row.will_miss for row in owed)
    reckoned = room.will_miss.known == "known"
    return replace(
        room,
        marks=[],
        pinned=None,
        open=len(owed),
        overdue=Figure(len(late), "crossed" if late else "calm"),
        overdue_severe=sum(row.risk in SEVERE for row in late),
        overdue_unsafe=sum(row.state == "overdue_unsafe" for row in late),
        closing_before=Figure(before, "near" if before else "calm"),
        in_window=UNKNOWN,
        in_window_of=0,
        people=UNKNOWN,
        will_miss=Figure(missed, "crossed" if missed else "calm") if reckoned else room.will_miss,
        unreachable=sum(row.state == "unreachable" for row in rows),
    )


def _ledgers(room: Ledgers, women: list[CaseRow], seen: DeskLedgers | None, now: int) -> Ledgers:
    rows: Sequence[LedgerRow] = seen.rows if seen else ()
    orders: Sequence[OrderRow] = seen.orders if seen else ()
    offered = [row for row in rows if row.kind == "handover"]
    made = [row for row in rows if row.kind == "referral" and row.state != "waitlisted"]
    owed = [due.due for row in women for due in row.deadlines if due.what in ("register", "registered") and not due.met]
    return replace(
        room,
        handovers_open=len(offered),
        handovers_late=_past(offered, now),
        handover_oldest=min((row.since for row in offered), default=None),
        handovers_per_person=UNKNOWN,
        referrals_open=len(made),
        referrals_stale=_past(made, now),
        waitlisted=sum(row.state == "waitlisted" for row in rows),
        unregistered=len(owed),
        unregistered_late=sum(due <= now for due in owed),
        register_lag=UNKNOWN,
        orders_late=sum(row.issued is None and (row.issue_by or now + 1) <= now for row in orders),
        orders_expiring=sum(now <= row.expires < now + EXPIRING for row in orders if row.expires is not None),
    )


def _past(rows: list[LedgerRow], now: int) -> int:
    return sum(row.due is not None and row.due <= now for row in rows)


def ledgers(room: DeskLedgers, shown: Callable[[str], bool]) -> DeskLedgers:
    """The rows of cases that are `shown`, in order; nothing that is counted over the room."""
    return DeskLedgers(
        rows=[row for row in room.rows if shown(row.case)],
        orders=[row for row in room.orders if shown(row.case)],
        gaps=[],
        waiting=[],
        registers=[],
        day={},
        totals={},
        part=True,
    )
