"""What the desk is sent: rows of cases and follow-ups, whole on request, then as they change. Codes and values.

Milliseconds since 1970 UTC unless a name says otherwise.
"""

from typing import Literal

import msgspec
from msgspec import Struct

from picture.policy import RiskClass
from watch.alert_documents import AlertRow, Attention, ShiftDesk, Verdict
from watch.case_documents import CaseBoard
from watch.documents import Chip, ShiftNow

DESK = "desk"  # the channel of changed rows
DESK_ASK = "desk.ask"  # a desk server asks for everything; the payload is not read


class StepRow(Struct, frozen=True, array_like=True):
    """One line of a case's story."""

    time: int
    what: str
    said: str


class DueRow(Struct, frozen=True, array_like=True):
    """A deadline of the case: a stage, `health.<code>`, `handover`, `order.issue`, `order.expiry`, `register` (which
    stands for no case whose pathway has a stage `registered`)."""

    what: str
    due: int
    met: int | None  # when it was reached
    who: str
    since: int | None  # from when its time runs; None where it is a date


class CaseRow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One open case, or one closed in the last 24 h. `rank` is its place in the unified priority, from 1.

    `agency`: to whom it was assigned last, or else who opened it. `municipality`, `agency` and `locked` (who alone may
    see it; empty: everybody) are what a person's scope is judged by.
    `link`: the registry's own page, or empty. `contacts`: of the last 24 h and 30 days.
    """

    id: str
    folio: str
    mask: str
    source: str
    link: str
    risk: RiskClass
    rank: int
    open: bool
    agency: str
    place: str
    subject_is: str
    called_by: str
    access: str
    forms: tuple[str, ...]
    opened: int
    acted: int
    stage: str
    tone: Literal["calm", "near", "crossed"]
    next: str = ""
    due: int | None = None
    flags: tuple[str, ...] = ()
    contacts: tuple[int, int] = (0, 0)
    handovers: int = 0
    municipality: str = ""
    locked: tuple[str, ...] = ()
    deadlines: tuple[DueRow, ...] = ()
    story: tuple[StepRow, ...] = ()


class FollowUpRow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One open follow-up, or one that came to an end in the last 24 h.

    `state` as docs/definitions.md; `last_moment` the effective one, None when no safe moment is left in the window.
    `call`: why she may or may not be called now (`yes` or a reason); `safe_until`, `safe_from`: the end of the safe
    span that runs now, the start of the next one; `confirmed`: when she last confirmed her permission.
    `will_miss`: on the list behind "no alcanzarán".
    """

    id: str
    case: str
    folio: str
    mask: str
    link: str
    risk: RiskClass
    state: str
    opens: int
    closes: int
    place: str
    channel: str
    call: str
    last_moment: int | None = None
    safe_until: int | None = None
    safe_from: int | None = None
    confirmed: int | None = None
    hollow: bool = False
    voicemail: bool | None = None
    will_miss: bool = False
    reassess: bool = False
    agency: str = ""
    municipality: str = ""
    locked: tuple[str, ...] = ()
    attempts: tuple[tuple[int, str], ...] = ()
    ended: int | None = None


class LedgerRow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One open hand-over or referral. `state`: offered; made, waitlisted. Instants; `due` None without a deadline."""

    kind: Literal["handover", "referral"]
    id: str
    case: str
    mask: str
    giver: str
    to: str
    service: str
    state: str
    since: int
    due: int | None


class GapRow(Struct, frozen=True, kw_only=True):
    """What was refused, or is on a waiting list, in the last 28 days. Referrals."""

    service: str
    agency: str
    place: str
    refused: int
    waitlisted: int


class WaitingDay(Struct, frozen=True, array_like=True):
    """How many stood on waiting lists at the start of a civil day."""

    day: str  # 2026-11-20
    waiting: int


class Registers(Struct, frozen=True, kw_only=True):
    """BANAVIM and its like, cases opened in the last 28 days: cases, those registered, people (folios), cases that
    had an event of care after registration; lag in hours."""

    register: str
    cases: int
    registered: int
    people: int
    followed_on: int
    lag_median: float | None
    late: int


class OrderRow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A protection order that waits, or runs."""

    case: str
    mask: str
    measure: str
    requested: int | None = None
    issue_by: int | None = None
    issued: int | None = None
    expires: int | None = None
    extended: bool = False


class DeskLedgers(Struct, frozen=True, kw_only=True):
    """`totals`: counts of the last 28 civil days by measure; `day` of the running one. `part`: only rows of the cases
    that a person may see; what is counted over the whole room (gaps, waiting, registers, day, totals) is left out."""

    rows: list[LedgerRow]
    gaps: list[GapRow]
    waiting: list[WaitingDay]
    registers: list[Registers]
    orders: list[OrderRow]
    day: dict[str, int]
    totals: dict[str, int]
    part: bool = False


class DeskDocument(Struct, frozen=True, kw_only=True):
    """`whole`: forget every row, these are all; else changed rows, and the ids of those that left.

    `names`: codes of the profile to their names, by kind of word; a queue's code is `<source>.<queue>`. `serial`
    counts this watch's desk documents: one that is missing is cause to ask for everything. `verdicts`: of intents
    folded since the last document. `turn`: who has the room; like `attention` and `locks` None where it is as said
    before. `locks`: case → who alone may see it, of every case that is locked, whether it has a row or not.
    """

    serial: int
    whole: bool
    now: int
    site: str
    name: str
    room: str
    zone: str
    kind: Literal["demo", "real"]
    shift: ShiftNow
    feeds: list[Chip]
    board: CaseBoard | None
    names: dict[str, dict[str, str]] | None
    ledgers: DeskLedgers | None
    cases: list[CaseRow]
    followups: list[FollowUpRow]
    gone_cases: list[str]
    gone_followups: list[str]
    alerts: list[AlertRow] = []
    gone_alerts: list[str] = []
    verdicts: list[Verdict] = []
    turn: ShiftDesk | None = None
    attention: Attention | None = None
    locks: dict[str, tuple[str, ...]] | None = None


def encode(document: DeskDocument) -> bytes:
    """The bytes that go from the watch to the desk's server."""
    return msgspec.json.encode(document)
