"""The picture: what the journal's facts add up to. Bounded by what is open plus the windows below, never by history."""

import msgspec
from msgspec import Struct

from picture.alert_policy import IN_A_ROW
from picture.book import Book, Case
from picture.clocks import DAY, HALF_HOUR, HOUR, MINUTE, WEEK, half_hour
from picture.days import Day, open_day
from picture.leaving import Leaving
from picture.profile import Profile

VERSION = 6  # of the fold: a checkpoint of another version is not resumed from
RETAIN = 25 * HOUR  # closed calls: 24 h and the half hour that is not over
HISTORY = 8 * WEEK + DAY


class Call(Struct, gc=False, omit_defaults=True, eq=False):
    """One visit of one caller to one queue. Each instant is the earliest that any fact said; None: not said.

    `offered` None with other instants set: facts came before their offer, or it was lost; such a call
    counts in nothing but `without_offer`. Durations in milliseconds. `caller`: keyed hashes, as the offer said.
    `agent`: who answered, as the switch numbers them, or "".
    """

    subject: str = ""
    queue: str = ""
    language: str = ""
    channel: str = ""
    offered: int | None = None
    answered: int | None = None
    abandoned: int | None = None
    ended: int | None = None
    talk: int | None = None
    hold: int = 0
    wrap_up: int = 0
    call_class: str = ""
    classified: int = 0
    before_queue: bool = False
    transferred: bool = False
    dropped: bool = False
    unseen: bool = False  # ended by a snapshot that no longer named it
    linked: bool = False  # it came from another call
    caller: tuple[str, ...] = ()
    agent: str = ""
    minute: int = -1  # of the bucket that holds it

    @property
    def left(self) -> int | None:
        """When it stopped waiting. An answer outweighs an abandonment, an abandonment a bare end."""
        if self.answered is not None:
            return self.answered
        return self.abandoned if self.abandoned is not None else self.ended

    @property
    def closed(self) -> bool:
        return self.ended is not None or (self.abandoned is not None and self.answered is None)

    @property
    def cut_short(self) -> bool:
        """Dropped, or abandoned unanswered."""
        return self.dropped or (self.abandoned is not None and self.answered is None)


class Bucket(Struct):
    """One minute of one centre: who was offered (or, unoffered, first heard of) in it, who left the queue in it."""

    calls: list[Call] = msgspec.field(default_factory=list)
    leaves: list[Call] = msgspec.field(default_factory=list)


class Agent(Struct, gc=False):
    state: str
    since: int
    queues: tuple[str, ...] = ()


class Interval(Struct, gc=False):
    """`queue.measured` of one interval; milliseconds."""

    interval: int
    offered: int
    answered: int
    answered_within: int
    abandoned: int
    wait_sum: int
    handle_sum: int


class Gauge(Struct, gc=False):
    """`queue.measured` as of now."""

    time: int
    waiting: int | None = None
    longest_wait: int | None = None
    available: int | None = None
    busy: int | None = None


class CentreState(Struct):
    """One source. `clock` is the latest time that its facts carry; it alone decides what is old.

    `history`: offered calls by queue and start of interval, for what is older than RETAIN.
    `first_call`: by queue the earliest offer ever; measured intervals that end later are ignored, so that
    a centre which sends both totals of the past and calls is counted once.
    `active`: half hours in which the source spoke; a silent one has no history, not a zero.
    """

    calls: dict[str, Call] = msgspec.field(default_factory=dict)
    agents: dict[str, Agent] = msgspec.field(default_factory=dict)
    gauges: dict[str, Gauge] = msgspec.field(default_factory=dict)
    intervals: dict[str, dict[int, Interval]] = msgspec.field(default_factory=dict)
    history: dict[str, dict[int, int]] = msgspec.field(default_factory=dict)
    first_call: dict[str, int] = msgspec.field(default_factory=dict)
    active: set[int] = msgspec.field(default_factory=set)
    clock: int = 0
    swept: int = 0  # everything before it has been moved to history
    too_late: int = 0
    gaps: list[tuple[int, int]] = msgspec.field(default_factory=list)  # (time, sequences)
    connected: bool = False  # the last feed.connected or feed.lost in force
    lost: int = 0  # due time of the last feed.lost, our clock; 0 before the first


class Live(Struct):
    """A centre's state with what follows from it and is not saved: buckets by minute, who waits, which minutes
    changed since the figures last looked, calls still open from before `swept`, where the next half hour begins,
    how often history and staff have changed, and `lately`: agent → its last answered calls (`answering.py`)."""

    state: CentreState
    buckets: dict[int, Bucket] = msgspec.field(default_factory=dict)
    waiting: dict[str, Call] = msgspec.field(default_factory=dict)
    dirty: set[int] = msgspec.field(default_factory=set)
    lingering: dict[str, Call] = msgspec.field(default_factory=dict)
    next_half: int = 0
    history_changed: int = 0
    staff_changed: int = 0
    measures: dict[str, str] = msgspec.field(default_factory=dict)  # queue → what its calls count as
    lately: dict[str, list[str]] = msgspec.field(default_factory=dict)

    def bucket(self, minute: int) -> Bucket:
        self.dirty.add(minute)
        bucket = self.buckets.get(minute)
        if bucket is None:
            bucket = self.buckets[minute] = Bucket()
        return bucket

    def index(self, call: Call) -> None:
        """Put a restored call where it belongs; the minutes before `swept` are gone, what is open from them is not."""
        swept, left = self.state.swept, call.left
        if call.minute * MINUTE >= swept:
            self.bucket(call.minute).calls.append(call)
        else:
            self.lingering[call.subject] = call
        if call.offered is not None and left is None:
            self.waiting[call.subject] = call
        elif call.offered is not None and left is not None and left >= swept:
            self.bucket(left // MINUTE).leaves.append(call)

    def index_answers(self) -> None:
        answered = sorted(
            (call.answered or 0, call.subject, call.agent) for call in self.state.calls.values() if call.agent
        )
        for _, subject, agent in answered:
            self.lately.setdefault(agent, []).append(subject)
        self.lately = {agent: subjects[-IN_A_ROW:] for agent, subjects in self.lately.items()}


class Picture(Struct):
    """`position` and `recorded` are of the last entry folded, `configured` of the profile in force.

    `lasting`: nothing ever leaves it. It is not saved, nor what follows from the book: `followups_of`, `handovers_of`,
    `referrals_of`, `services_of` a case; `masks` of open cases, `whose` a hash is, the cases `named_by` (centre, call),
    the `day` counted last; `leaving`, and `forgetting`: a heap of people's keys, each with an instant at or before she
    was last heard of. And what changed since somebody last looked and emptied it: each `touched_…`; `touched_calls`:
    (source, subject) of those cut short."""

    position: int = 0
    recorded: int = 0
    profile: Profile | None = None
    configured: int = 0
    lasting: bool = False
    centres: dict[str, Live] = msgspec.field(default_factory=dict)
    book: Book = msgspec.field(default_factory=Book)
    followups_of: dict[str, set[str]] = msgspec.field(default_factory=dict)
    handovers_of: dict[str, set[str]] = msgspec.field(default_factory=dict)
    referrals_of: dict[str, set[str]] = msgspec.field(default_factory=dict)
    services_of: dict[str, set[str]] = msgspec.field(default_factory=dict)
    masks: dict[str, str] = msgspec.field(default_factory=dict)
    whose: dict[str, str] = msgspec.field(default_factory=dict)
    named_by: dict[tuple[str, str], set[str]] = msgspec.field(default_factory=dict)
    day: Day = msgspec.field(default_factory=Day)
    leaving: Leaving = msgspec.field(default_factory=Leaving)
    forgetting: list[tuple[int, str]] = msgspec.field(default_factory=list)
    touched_cases: set[str] = msgspec.field(default_factory=set)
    touched_followups: set[str] = msgspec.field(default_factory=set)
    touched_handovers: set[str] = msgspec.field(default_factory=set)
    touched_referrals: set[str] = msgspec.field(default_factory=set)
    touched_hotspots: set[str] = msgspec.field(default_factory=set)
    touched_calls: set[tuple[str, str]] = msgspec.field(default_factory=set)
    touched_ledgers: bool = False

    def centre(self, source: str) -> Live:
        live = self.centres.get(source)
        if live is None:
            live = self.centres[source] = Live(CentreState())
        return live

    def counts(self, at: int) -> dict[str, int]:
        """What the civil day that holds `at` comes to. Until a profile says the zone, its half hour: see `place`."""
        day = self.day
        if not day.starts <= at < day.ends:
            if self.profile is None:
                return self.book.early.setdefault(half_hour(at), {})
            day = self.day = open_day(self.book.days, at, self.profile.zone, self.recorded)
        return day.counts

    def index_case(self, case: Case) -> None:
        """What others look a case up by."""
        if case.ended is None:
            self.masks[case.mask] = case.id
        for opening in case.openings:
            if opening.call:
                self.named_by.setdefault((opening.centre, opening.call), set()).add(case.id)

    def touch_all(self) -> None:
        """Nobody has looked at anything yet, or sees it with other eyes."""
        self.touched_cases.update(self.book.cases)
        self.touched_followups.update(self.book.followups)
        self.touched_handovers.update(self.book.handovers)
        self.touched_referrals.update(self.book.referrals)
        self.touched_hotspots.update(self.book.hotspots)
        self.touched_ledgers = True
        for source, live in self.centres.items():
            self.touched_calls.update((source, call.subject) for call in live.state.calls.values() if call.cut_short)


class _Saved(Struct):
    position: int
    recorded: int
    profile: Profile | None
    configured: int
    centres: dict[str, CentreState]
    book: Book


def save(picture: Picture) -> bytes:
    """The picture as a checkpoint keeps it."""
    states = {source: live.state for source, live in picture.centres.items()}
    saved = _Saved(picture.position, picture.recorded, picture.profile, picture.configured, states, picture.book)
    return msgspec.msgpack.encode(saved)


def restore(state: bytes) -> Picture:
    """The inverse of `save`: the same picture, what follows from it made anew. Raises msgspec.DecodeError."""
    saved = msgspec.msgpack.decode(state, type=_Saved)
    picture = Picture(saved.position, saved.recorded, saved.profile, saved.configured, book=saved.book)
    for source, centre in saved.centres.items():
        live = picture.centres[source] = Live(centre, next_half=half_hour(centre.clock) + HALF_HOUR)
        for call in centre.calls.values():
            live.index(call)
        live.index_answers()
        live.dirty.update(at // MINUTE for spans in centre.intervals.values() for at in spans)
    _index(picture)
    return picture


def _index(picture: Picture) -> None:
    book = picture.book
    for case in book.cases.values():
        picture.index_case(case)
    _index_care(picture)
    for key, person in book.people.items():
        picture.whose.update(dict.fromkeys(person.hashes, key))
    picture.forgetting = sorted((person.last, key) for key, person in book.people.items())
    for kept in (book.cases, book.services, book.handovers, book.referrals, book.followups):
        for thing in kept.values():
            picture.leaving.note(thing)
    picture.touch_all()


def _index_care(picture: Picture) -> None:
    book = picture.book
    for followup in book.followups.values():
        if followup.plan:
            picture.followups_of.setdefault(followup.plan.case, set()).add(followup.id)
    for handover in book.handovers.values():
        if handover.offer and handover.offer.case:
            picture.handovers_of.setdefault(handover.offer.case, set()).add(handover.id)
    for referral in book.referrals.values():
        if referral.asked and referral.asked.case:
            picture.referrals_of.setdefault(referral.asked.case, set()).add(referral.id)
    for service in book.services.values():
        if service.given and service.given.case:
            picture.services_of.setdefault(service.given.case, set()).add(service.id)


def counts(centre: CentreState, queue: str, start: int, interval: int) -> bool:
    """Whether a measured interval of the queue is counted: it ended before the queue's first call, if it has any."""
    first = centre.first_call.get(queue)
    return first is None or start + interval <= first
