"""What every chapter of a briefing counts from: the journal up to `as_of`, in a picture that forgets nothing."""

import hashlib
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct, field

from alerts.fold import AlertBoard
from briefing import decisions
from briefing.decisions import Decisions
from briefing.plans import Plans
from briefing.presence import Presence
from briefing.sheet import Silence, Span
from briefing.silences import Silences
from picture import call_sweep, fold
from picture.alert_events import NotificationFailed, NotificationQueued, NotificationSent, ShiftOffered
from picture.calls import CallFigures
from picture.case_events import ShiftHandedOver, ShiftStarted
from picture.errors import VigiaError
from picture.events import AgentChanged, Entry, FeedConnected, FeedGap, FeedLost, SiteConfigured
from picture.picture import Picture
from picture.place_events import HotspotFound
from picture.profile import Centre, Profile

KEPT = (  # facts that no fold keeps, or not all of them
    *(FeedLost, FeedConnected, FeedGap, SiteConfigured, HotspotFound),
    *(ShiftStarted, ShiftOffered, ShiftHandedOver),
    *(NotificationQueued, NotificationSent, NotificationFailed),
)


class Material(Struct):
    """`profile` is the one in force at `as_of`; `picture` and `board` hold everything told up to then, however old.
    `entries`: of the span (by their own time), those of KEPT. `silences` touch the span and are cut to it.
    `first`, `last`: numbers of the entries read (0: none); `inputs`: the SHA-256 of them, each as JSON on a line.
    """

    profile: Profile
    span: Span
    as_of: int
    picture: Picture
    board: AlertBoard
    entries: list[Entry]
    silences: tuple[Silence, ...]
    first: int
    last: int
    inputs: str
    decisions: Decisions = field(default_factory=dict)  # asked of the authorities, by their ids
    presence: dict[str, Presence] = field(default_factory=dict)  # of agents, by source
    plans: Plans = field(default_factory=Plans)
    looked: dict[str, CallFigures] = field(default_factory=dict)  # by source

    def calls(self, centre: Centre) -> CallFigures:
        """The figures of a centre, looked at as of `as_of`: all chapters ask the same ones."""
        figures = self.looked.get(centre.source)
        if figures is None:
            figures = self.looked[centre.source] = CallFigures(self.picture, self.profile, centre)
            figures.look(self.as_of)
        return figures

    def unheard(self, source: str) -> bool:
        """Whether a source said nothing in the whole span, so that its zeros mean nothing."""
        live = self.picture.centres.get(source)
        if live is None or not live.state.clock:
            return True
        end = min(self.span.ends, self.as_of)
        return any(
            each.source == source and each.since <= self.span.starts and each.until >= end for each in self.silences
        )


def gather(entries: Iterable[Entry], span: Span, as_of: int) -> Material:
    """Read in the journal's order, and no further than what was recorded by `as_of`. Raises VigiaError where no
    profile was in force by then."""
    return gathered(entries, (span,), as_of)[0]


def gathered(entries: Iterable[Entry], spans: Sequence[Span], as_of: int) -> list[Material]:
    """One for each span, made in one pass: picture and all that is not of a span are theirs together, and whoever
    counts from them changes nothing. Raises VigiaError as `gather`."""
    telling = _Telling(min(span.starts for span in spans), max(span.ends for span in spans))
    for entry in entries:
        if entry.recorded > as_of:
            break
        telling.hear(entry)
    telling.close(as_of)
    picture = telling.picture
    if picture.profile is None:
        names = ", ".join(span.name for span in spans)
        raise VigiaError(f"Of {names} there is no briefing: by then the journal holds no profile.")
    looked: dict[str, CallFigures] = {}
    return [
        Material(
            profile=picture.profile,
            span=span,
            as_of=as_of,
            picture=picture,
            board=telling.board,
            entries=[each for each in telling.kept if span.starts <= each.fact.time < span.ends],
            silences=telling.silences.within(span, as_of),
            first=telling.first,
            last=picture.position,
            inputs=telling.inputs.hexdigest(),
            decisions=telling.decisions,
            presence=telling.presence,
            plans=telling.plans,
            looked=looked,
        )
        for span in spans
    ]


class _Telling:
    """What is gathered entry by entry. `kept`: of KEPT those within [starts, ends)."""

    def __init__(self, starts: int, ends: int) -> None:
        self._starts, self._ends = starts, ends
        self.picture, self.board = Picture(lasting=True), AlertBoard(lasting=True)
        self.kept: list[Entry] = []
        self.presence: dict[str, Presence] = {}
        self.silences, self.decisions, self.plans = Silences(), Decisions(), Plans()
        self.inputs, self._encode, self.first = hashlib.sha256(), msgspec.json.Encoder().encode, 0

    def hear(self, entry: Entry) -> None:
        self.first = self.first or entry.number
        self.inputs.update(self._encode(entry) + b"\n")
        fold.apply(self.picture, entry)
        decisions.fold(self.decisions, entry)
        self.plans.hear(entry.fact)
        self.board.apply(entry, self.picture.profile)
        fact, data = entry.fact, entry.fact.data
        if isinstance(data, AgentChanged):
            self.presence.setdefault(fact.source, Presence()).hear(fact, data)
        elif isinstance(data, KEPT):
            self.silences.hear(entry)
            if self._starts <= fact.time < self._ends:
                self.kept.append(entry)

    def close(self, as_of: int) -> None:
        """What goes on is counted up to this instant."""
        for source, live in self.picture.centres.items():
            call_sweep.recall(live)
            if source in self.presence:
                self.presence[source].close(min(as_of, live.state.clock))
