"""The book: cases, follow-ups, hand-overs and referrals that are open or closed less than KEEP ago, and totals by day.

State only: `case_fold.py` writes it, `cases.py`, `followups.py` and `ledgers.py` read it.
"""

from msgspec import Struct, field

from picture.case_events import CaseOpened, FollowUpPlanned, HandoverOffered, ReferralMade, ShiftStarted
from picture.clocks import DAY

KEEP = 35 * DAY  # what is closed, and who called


class Step(Struct, frozen=True, gc=False, array_like=True, order=True):
    """One line of a case's story: a milestone or what was said (`severe`, an agency, a reason)."""

    time: int
    what: str
    said: str = ""


class Order(Struct, gc=False):
    """A protection order; instants as the registry last said."""

    requested: int | None = None
    issued: int | None = None
    extended: bool = False


class Case(Struct, gc=False, omit_defaults=True):
    """`opened`: when it was (last) opened; None: facts came before their opening. `intake`: when first.

    `story` is in order of time. `mask` stands for it on the wall. `person` is the key in Book.people, or "".
    `unseen`: no longer named by its registry's snapshot.
    """

    id: str
    source: str
    mask: str
    agency: str = ""
    opened: int | None = None
    intake: int | None = None
    opening: CaseOpened = field(default_factory=CaseOpened)
    story: list[Step] = field(default_factory=list)
    orders: dict[str, Order] = field(default_factory=dict)
    person: str = ""


class Attempt(Struct, frozen=True, gc=False, array_like=True, order=True):
    time: int
    outcome: str
    minutes: int | None = None


class FollowUp(Struct, gc=False, omit_defaults=True):
    """`plan` is the latest, of `planned`; `promised`: when first planned. None: facts came before their plan."""

    id: str
    source: str
    agency: str = ""
    plan: FollowUpPlanned | None = None
    planned: int | None = None
    promised: int | None = None
    attempts: list[Attempt] = field(default_factory=list)  # in order of time
    cancelled: int | None = None


class Handover(Struct, gc=False, omit_defaults=True):
    """Open until accepted or returned."""

    id: str
    source: str
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
    asked: ReferralMade | None = None
    made: int | None = None
    accepted: int | None = None
    refused: int | None = None
    waitlisted: int | None = None
    completed: int | None = None
    reason: str = ""


class Person(Struct, gc=False):
    """What is known of one person without knowing who: keyed hashes, forgotten with their keys.

    `contacts`: instants of calls and openings. `levels`: (time, level) of assessments of any of her cases.
    `last`: the latest of all; a person not heard of for KEEP is forgotten.
    """

    hashes: set[str] = field(default_factory=set)
    contacts: list[int] = field(default_factory=list)
    levels: list[tuple[int, int]] = field(default_factory=list)
    cases: set[str] = field(default_factory=set)
    accompanied: int | None = None  # the first accompaniment
    last: int = 0


class Roster(Struct, gc=False):
    time: int
    started: ShiftStarted


class Book(Struct):
    """`days`: civil day of the site (ordinal) → measure → count; measures are named in `ledgers.py`."""

    cases: dict[str, Case] = field(default_factory=dict)
    followups: dict[str, FollowUp] = field(default_factory=dict)
    handovers: dict[str, Handover] = field(default_factory=dict)
    referrals: dict[str, Referral] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)  # by a key that only says who is the same
    days: dict[int, dict[str, int]] = field(default_factory=dict)
    roster: dict[str, Roster] = field(default_factory=dict)  # by source, the shift that started last
    handed_over: int = 0
    numbered: int = 0  # people so far
