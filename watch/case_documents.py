"""What the wall says of cases and follow-ups. Codes and values; the browser adds the words.

Milliseconds since 1970 UTC unless a name says otherwise.
"""

from typing import Literal

from msgspec import Struct

from picture.policy import RiskClass
from watch.figure import Figure, Tone

StripState = Literal["early", "open", "closing", "overdue", "overdue_unsafe"]


class SevereRow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One case on the severe list. `place` is a municipality's or, below the population limit, a region's name.

    `acted`: the last event's instant, from which the browser ticks. `stage`: the last milestone reached, a neutral
    word. `next`, `due`, `target` (minutes): the pathway's first deadline not met. `handover`: its open offer, giver
    and receiver by name. `flags`: in_progress, silent, rising, repeat, children, downgraded, reassess,
    health.<code> (a health clock runs out within 24 h), stale (its registry is silent).
    """

    mask: str
    place: str
    risk: RiskClass
    acted: int
    stage: str
    tone: Tone
    next: str = ""
    due: int | None = None
    target: int | None = None
    handover: tuple[str, str] | None = None
    flags: tuple[str, ...] = ()


class Severe(Struct, frozen=True, kw_only=True):
    """Cases. `open` includes in progress, and no marked downgrade; `more`: rows of the list that are not in `rows`.

    `crossed` and `near` cases with a deadline missed or about to be. `unassessed`: open without any assessment, and
    how many past their clock. `assigned_median` of the shift's severe assignments, minutes; `assign_target` minutes,
    None where the pathway has no assignment.
    """

    open: Figure
    in_progress: int
    crossed: int
    near: int
    unassessed: int
    unassessed_late: int
    assigned_median: Figure
    assign_target: int | None
    rows: list[SevereRow]
    more: int


class Mark(Struct, frozen=True, array_like=True):
    """So many open follow-ups whose windows close in [slot, slot + Strip.slot)."""

    slot: int
    state: StripState
    severe: bool
    hollow: bool
    count: int


class Pinned(Struct, frozen=True, kw_only=True):
    """Those too old for the strip: the oldest's instant of closing and shape, and how many there are."""

    closes: int
    severe: bool
    hollow: bool
    count: int
    state: StripState = "overdue"


class Strip(Struct, frozen=True, kw_only=True):
    """Every open follow-up by when its window closes. A mark's place is now − (closes − 48 h) on an axis of hours.

    `opens`, `closes`, `closing`: hours of the site's window. `closing_before`: effective last moments before
    `shift_ends`. `in_window`: percent done in window of those that came to an end in the last 7 days. `will_miss`:
    of `closing_before`, those that `people` cannot reach; unknown when nobody said who is rostered.
    """

    slot: int
    opens: int
    closes: int
    closing: int
    marks: list[Mark]
    pinned: Pinned | None
    open: int
    overdue: Figure
    overdue_severe: int
    overdue_unsafe: int
    closing_before: Figure
    shift_ends: int
    in_window: Figure
    in_window_of: int
    people: Figure
    will_miss: Figure
    unreachable: int  # of the last 7 days: the window had closed before intake


class Ledgers(Struct, frozen=True, kw_only=True):
    """Open hand-offs and referrals, register lag, orders: how many and how many late. Cases unless a name says so."""

    handovers_open: int
    handovers_late: int
    handover_oldest: int | None  # instant it was offered
    handovers_per_person: Figure  # mean of those with any, last 35 days
    referrals_open: int
    referrals_stale: int
    waitlisted: int
    register: str  # its name (BANAVIM); empty where the site has none
    unregistered: int
    unregistered_late: int
    register_lag: Figure  # hours, median of the last 7 days
    orders_late: int  # requested and not issued in time
    orders_expiring: int  # within 7 days


class CaseBoard(Struct, frozen=True, kw_only=True):
    """`stale`: registries of cases that are silent; what is said of their cases is as of when they were last heard.
    `registers_stale`: silent registers (BANAVIM): who is registered is as of then."""

    severe: Severe
    followups: Strip
    ledgers: Ledgers
    stale: list[str]
    registers_stale: list[str]
    totals: dict[str, int]  # of the civil day, by measure (docs/definitions.md)
