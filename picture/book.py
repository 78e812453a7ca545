"""The book: cases, follow-ups, hand-overs and referrals that are open or closed less than KEEP ago, and totals by day.

State only: `case_fold.py` and `care_fold.py` write it, `cases.py`, `followups.py` and `ledgers.py` read it.

What a Step says, by `what`: opened and assessed `in_progress` or nothing, `severe` or `severe+in_progress`; declined,
closed, handover.returned, referral.refused a reason; assigned, dispatched, handover.offered to whom; protected (in
force only) and order.requested a measure; registered a register; evaluated an outcome; service.<service> its timing;
referral.made, .accepted, .waitlisted, .completed a service. admitted, arrived, contacted, planned, unseen,
handover.accepted, followup.planned, followup.<outcome> and followup.cancelled say nothing more.
"""

from msgspec import Struct, field

from picture.case_events import CaseOpened, FollowUpPlanned, HandoverOffered, ReferralMade, ServiceGiven, ShiftStarted
from picture.clocks import DAY
from picture.place_events import HotspotFound

KEEP = 35 * DAY  # what is closed, and who called
STOOD = 7 * DAY  # a hotspot, after it stood last
UNSEEN = "unseen"  # why a promise ended that its source named no more
REMEMBER = 366 * DAY  # that a case was there: what is said of it later makes no new one


class Step(Struct, frozen=True, gc=False, array_like=True, order=True):
    """One line of a case's story: a milestone or what was said (`severe`, an agency, a reason)."""

    time: int
    what: str
    said: str = ""


class Order(Struct, gc=False, omit_defaults=True):
    """A protection order; instants as the registry last said, which it did at `requested_said`, `issued_said`."""

    requested: int | None = None
    issued: int | None = None
    extended: bool = False
    requested_said: int = 0
    issued_said: int = 0


class Opening(Struct, gc=False, array_like=True):
    """One opening of a case. `call` of `centre` is the call it names, `her_call` whether she made it herself.
    `offered`: that call's instant once the call is known, -1 before."""

    time: int
    centre: str = ""
    call: str = ""
    her_call: bool = False
    offered: int = -1


class Case(Struct, gc=False, omit_defaults=True):
    """`opened`: the latest opening, said as number `sequence` of `source`; None: facts came before their opening.
    `intake`: the first opening. `ended`: the last closing, declining or unseen end not earlier than `opened`.

    `story` is in order of time. `mask` stands for it on the wall, nobody else's while it is open. `person` is the key
    in Book.people, or "" when she was forgotten. `children` as last said, at `children_said`.
    """

    id: str
    source: str
    mask: str
    agency: str = ""
    opened: int | None = None
    sequence: int = 0
    intake: int | None = None
    opening: CaseOpened = field(default_factory=CaseOpened)
    openings: list[Opening] = field(default_factory=list)
    ended: int | None = None
    story: list[Step] = field(default_factory=list)
    orders: dict[str, Order] = field(default_factory=dict)
    person: str = ""
    children: bool | None = None
    children_said: int = -1


class Service(Struct, gc=False, omit_defaults=True):
    """`given` is the latest that was said of it, at `time`."""

    id: str
    source: str
    agency: str = ""
    given: ServiceGiven | None = None
    time: int = 0
    sequence: int = 0


class Attempt(Struct, frozen=True, gc=False, array_like=True, order=True):
    time: int
    outcome: str
    minutes: int | None = None


class FollowUp(Struct, gc=False, omit_defaults=True):
    """`plan` is the latest, of `planned`; `promised`: when first planned. None: facts came before their plan.
    `plans`: when it was planned and planned again."""

    id: str
    source: str
    agency: str = ""
    plan: FollowUpPlanned | None = None
    planned: int | None = None
    promised: int | None = None
    sequence: int = 0
    plans: list[int] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)  # in order of time
    cancelled: int | None = None


class Handover(Struct, gc=False, omit_defaults=True):
    """Open until accepted or returned. Each instant is the earliest that any fact said."""

    id: str
    source: str
    agency: str = ""
    offer: HandoverOffered | None = None
    offered: int | None = None
    accepted: int | None = None
    returned: int | None = None
    reason: str = ""
    person: str = ""


class Referral(Struct, gc=False, omit_defaults=True):
    """Each instant is the earliest that any fact said."""

    id: str
    source: str
    agency: str = ""
    asked: ReferralMade | None = None
    made: int | None = None
    accepted: int | None = None
    refused: int | None = None
    waitlisted: int | None = None
    completed: int | None = None
    reason: str = ""


class Person(Struct, gc=False, omit_defaults=True):
    """What is known of one person without knowing who: keyed hashes, forgotten with their keys.

    `calls`: instants of the calls that count as hers. `openings` of her cases, each with the instant of the call that
    it names (-1: none that is known). `levels`: (time, level) of assessments of any of her cases. `last`: when
    the journal last heard of her; a person not heard of for KEEP is forgotten. Tuples where most callers have none.
    """

    hashes: tuple[str, ...] = ()
    calls: list[int] = field(default_factory=list)
    openings: tuple[tuple[int, int], ...] = ()
    levels: tuple[tuple[int, int], ...] = ()
    cases: tuple[str, ...] = ()
    handovers: tuple[str, ...] = ()
    accompanied: tuple[int, ...] = ()
    last: int = 0


class Roster(Struct, gc=False):
    time: int
    started: ShiftStarted


class Book(Struct):
    """`days`: civil day of the site (ordinal) → measure → count; measures are named in docs/definitions.md. `early`:
    half hour → the same, of what was told before a profile said the zone.
    `hotspots`: by the signal's id, as each was found last.
    `gone`: cases that left the book, with the instant they ended. `too_late`: facts of those."""

    cases: dict[str, Case] = field(default_factory=dict)
    followups: dict[str, FollowUp] = field(default_factory=dict)
    handovers: dict[str, Handover] = field(default_factory=dict)
    referrals: dict[str, Referral] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)  # by a key that only says who is the same
    days: dict[int, dict[str, int]] = field(default_factory=dict)
    early: dict[int, dict[str, int]] = field(default_factory=dict)
    hotspots: dict[str, HotspotFound] = field(default_factory=dict)
    roster: dict[str, Roster] = field(default_factory=dict)  # by source, the shift that started last
    gone: dict[str, int] = field(default_factory=dict)
    handed_over: int = 0
    numbered: int = 0  # people so far
    too_late: int = 0
