"""What every chapter of a briefing counts from: the journal up to `as_of`, in a picture that forgets nothing."""

import hashlib
from collections.abc import Iterable

import msgspec
from msgspec import Struct, field

from alerts.fold import AlertBoard
from briefing import decisions
from briefing.decisions import Decisions
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
    looked: dict[str, CallFigures] = field(default_factory=dict)

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
    picture, board = Picture(lasting=True), AlertBoard(lasting=True)
    kept: list[Entry] = []
    presence: dict[str, Presence] = {}
    silences, inputs, encode = Silences(), hashlib.sha256(), msgspec.json.Encoder().encode
    first, asked = 0, Decisions()
    for entry in entries:
        if entry.recorded > as_of:
            break
        first = first or entry.number
        inputs.update(encode(entry) + b"\n")
        fold.apply(picture, entry)
        decisions.fold(asked, entry)
        board.apply(entry, picture.profile)
        data = entry.fact.data
        if isinstance(data, AgentChanged):
            presence.setdefault(entry.fact.source, Presence()).hear(entry.fact, data)
        elif isinstance(data, KEPT):
            silences.hear(entry)
            if span.starts <= entry.fact.time < span.ends:
                kept.append(entry)
    if picture.profile is None:
        raise VigiaError(f"Of {span.name} there is no briefing: by then the journal holds no profile.")
    for source, live in picture.centres.items():
        call_sweep.recall(live)
        if source in presence:
            presence[source].close(min(as_of, live.state.clock))
    found = silences.within(span, as_of)
    last = picture.position
    told = inputs.hexdigest()
    return Material(picture.profile, span, as_of, picture, board, kept, found, first, last, told, asked, presence)
