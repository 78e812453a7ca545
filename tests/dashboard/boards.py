"""Made-up case boards for the wall's browser tests: an ordinary night, and what may stand on it."""

import random

from msgspec.structs import replace

from tests.dashboard.sample import HOUR, MINUTE, NA, NOW, SHIFT, UNKNOWN, busy, document
from watch.case_documents import CaseBoard, Ledgers, Mark, Pinned, Severe, SevereRow, Strip, StripState
from watch.documents import Chip, WallDocument
from watch.figure import Figure

SLOT = 30 * MINUTE
REGISTRY = Chip(
    source="nl/registro",
    name="Registro de casos",
    state="fresh",
    heard=NOW - 2000,
    offset=0,
    offset_off=False,
    gaps=0,
    refused=0,
)


def rows() -> list[SevereRow]:
    minute = MINUTE
    return [
        SevereRow(
            mask="2K7", place="Guadalupe", risk="in_progress", acted=NOW - 90_000, stage="opened", tone="near",
            next="dispatched", due=NOW + 30_000, target=2, flags=("in_progress", "children"),
        ),
        SevereRow(
            mask="7F3", place="Metro norte", risk="severe", acted=NOW - 17 * minute, stage="assessed", tone="crossed",
            next="assigned", due=NOW - 2 * minute, target=15, flags=("repeat", "rising"),
        ),
        SevereRow(
            mask="91C", place="Monterrey", risk="severe", acted=NOW - 52 * minute, stage="dispatched", tone="near",
            next="contacted", due=NOW + 8 * minute, target=60, flags=("health.vih",),
        ),
        SevereRow(
            mask="02B", place="Metro poniente", risk="severe", acted=NOW - 2 * minute, stage="assessed", tone="near",
            next="handover.accepted", due=NOW + 3 * minute, target=5, handover=("911", "070"),
        ),
        SevereRow(
            mask="55D", place="Metro oriente", risk="severe", acted=NOW - 40 * minute, stage="assigned", tone="calm",
            next="contacted", due=NOW + 41 * minute, target=60,
        ),
        SevereRow(
            mask="C4A", place="Apodaca", risk="severe", acted=NOW - 104 * minute, stage="contacted", tone="calm",
            next="protected", due=NOW + 280 * minute, target=480, flags=("silent", "children"),
        ),
        SevereRow(
            mask="18E", place="Metro norte", risk="moderate", acted=NOW - 200 * minute, stage="contacted", tone="calm",
            flags=("downgraded",),
        ),
    ]  # fmt: skip


def severe(**changes: object) -> Severe:
    shown = Severe(
        open=Figure(6.0),
        in_progress=1,
        crossed=1,
        near=3,
        unassessed=3,
        unassessed_late=1,
        assigned_median=Figure(11.0),
        assign_target=15,
        rows=rows(),
        more=0,
    )
    return replace(shown, **changes)


def marks(n: int, seed: int = 7) -> list[Mark]:
    """`n` open follow-ups over 60 hours, most of them young; one in five severe, one in eight estimated."""
    chance = random.Random(seed)
    found: dict[tuple[int, StripState, bool, bool], int] = {}
    for _ in range(n):
        hours = chance.triangular(0.2, 47, 14) if chance.random() > 0.02 else chance.uniform(48, 59)
        closes = NOW + int((48 - hours) * HOUR)
        key = (closes - closes % SLOT, state(hours, chance), chance.random() < 0.2, chance.random() < 0.12)
        found[key] = found.get(key, 0) + 1
    return [Mark(*key, count) for key, count in sorted(found.items())]


def state(hours: float, chance: random.Random) -> StripState:
    if hours >= 48:
        return "overdue_unsafe" if chance.random() < 0.3 else "overdue"
    if hours < 12:
        return "early"
    return "closing" if hours >= 36 or chance.random() < 0.05 else "open"


def strip(n: int = 158, **changes: object) -> Strip:
    """Its figures are those of its marks and of two that have left the axis."""
    shown = marks(n)
    overdue = sum(m.count for m in shown if m.state.startswith("overdue"))
    pinned = Pinned(closes=NOW - 23 * HOUR, severe=True, hollow=False, count=2) if n else None
    return replace(
        Strip(
            slot=SLOT,
            opens=12,
            closes=48,
            closing=12,
            marks=shown,
            pinned=pinned,
            open=n + (2 if n else 0),
            overdue=Figure(float(overdue + 2), "crossed") if n else Figure(0.0),
            overdue_severe=sum(m.count for m in shown if m.state.startswith("overdue") and m.severe) + (2 if n else 0),
            overdue_unsafe=sum(m.count for m in shown if m.state == "overdue_unsafe"),
            closing_before=Figure(14.0, "near") if n else Figure(0.0),
            shift_ends=SHIFT.ends,
            in_window=Figure(82.4) if n else NA,
            in_window_of=431 if n else 0,
            people=Figure(4.0),
            will_miss=Figure(2.0, "near") if n else Figure(0.0),
            unreachable=5 if n else 0,
        ),
        **changes,
    )


def ledgers(**changes: object) -> Ledgers:
    shown = Ledgers(
        handovers_open=2,
        handovers_late=1,
        handover_oldest=NOW - 12 * MINUTE,
        handovers_per_person=Figure(1.3),
        referrals_open=23,
        referrals_stale=4,
        waitlisted=12,
        register="BANAVIM",
        unregistered=7,
        unregistered_late=2,
        register_lag=Figure(9.0),
        orders_late=1,
        orders_expiring=2,
    )
    return replace(shown, **changes)


def board(**changes: object) -> CaseBoard:
    shown = CaseBoard(severe=severe(), followups=strip(), ledgers=ledgers(), stale=[], registers_stale=[], totals={})
    return replace(shown, **changes)


def on(wall: WallDocument, cases: CaseBoard, registry: Chip = REGISTRY) -> WallDocument:
    return replace(wall, cases=cases, feeds=[*wall.feeds, registry])


def night() -> WallDocument:
    """A bad hour at the centres, an ordinary one for cases."""
    return on(busy(), board())


def calm() -> WallDocument:
    """No case is severe and no follow-up is open: noughts, and nothing to divide by."""
    quiet = severe(
        open=Figure(0.0), in_progress=0, crossed=0, near=0, unassessed=0, unassessed_late=0, assigned_median=NA, rows=[]
    )
    return on(document(), board(severe=quiet, followups=strip(0)))


def registry_dead() -> WallDocument:
    """The registry was last heard 43 minutes ago; its cases go on being late."""
    stale = [replace(row, flags=(*row.flags, "stale")) for row in rows()]
    chip = replace(REGISTRY, state="stale", heard=NOW - 43 * MINUTE)
    return on(document(), board(severe=severe(rows=stale), stale=["nl/registro"]), chip)


def flood(n: int = 10_000) -> WallDocument:
    """More of everything than a room has seen: `n` follow-ups, and a severe list that no screen holds."""
    cases = [replace(row, mask=f"{i:X}Q4", flags=ALL_FLAGS) for i in range(4) for row in rows()]
    wide = severe(open=Figure(1284.0), in_progress=128, crossed=377, near=214, unassessed=1028, unassessed_late=377,
                  assigned_median=Figure(5990.0), rows=cases, more=1256)  # fmt: skip
    many = strip(n, closing_before=Figure(1284.0, "near"), in_window=Figure(100.0), in_window_of=99_999,
                 people=UNKNOWN, will_miss=UNKNOWN, unreachable=1284)  # fmt: skip
    widest = ledgers(handovers_open=128, handovers_late=99, referrals_open=1284, referrals_stale=377, waitlisted=2810,
                     unregistered=1028, unregistered_late=377, register_lag=Figure(96.0), orders_late=48,
                     orders_expiring=96)  # fmt: skip
    return on(busy(), board(severe=wide, followups=many, ledgers=widest))


ALL_FLAGS = ("in_progress", "silent", "rising", "repeat", "children", "reassess", "health.anticoncepcion")
