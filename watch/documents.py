"""The wall document: what the watch publishes and the wall draws. Codes and values; the browser adds the words.

Milliseconds since 1970 UTC unless a name says otherwise. Instants inside a centre's panel are on that
centre's clock: an age is `now + offset - since`.
"""

from typing import Literal

import msgspec
from msgspec import Struct

from watch.alert_documents import AlertBand
from watch.case_documents import CaseBoard
from watch.figure import Figure, Tone

WALL = "wall"  # the channel

FeedState = Literal["fresh", "stale", "unknown"]  # unknown: never heard


class Period(Struct, frozen=True, kw_only=True):
    """Call figures of the calls offered in [start, end). Percent, seconds; counts are calls."""

    start: int
    end: int
    offered: int
    answered: int
    abandoned: int
    short_abandoned: int
    dropped: int
    hung_up_before_queue: int
    ended_unanswered: int
    longest_wait: float  # seconds, of all calls of the period, settled or waiting
    peak_waiting: int
    service_level: Figure  # percent, by the centre's denominator
    service_level_answered: Figure  # percent, answered within T of answered
    asa: Figure  # seconds
    aht: Figure  # seconds
    talk: Figure  # seconds, mean


class Load(Struct, frozen=True, kw_only=True):
    """How loaded a centre or one queue is now. `longest` is the age in seconds as of `now`;
    `longest_since` is the instant the browser ticks it from (None: nobody waits)."""

    waiting: Figure
    longest: Figure
    longest_since: int | None
    free: Figure  # agents available
    staffed: Figure  # agents available, busy or in wrap-up
    occupancy: Figure  # percent
    recent: Period  # last 30 min
    shift: Period


class QueueRow(Struct, frozen=True, kw_only=True):
    """One queue. `apart`: in no total of its centre."""

    code: str
    name: str
    language: str
    apart: bool
    load: Load


class Trend(Struct, frozen=True, kw_only=True):
    """Offered calls per half hour: 48 whole slots of the last 24 h, oldest first, then the last 30 min ending now.

    `low`, `mid`, `high` are what is usual (10 %, median, 90 %) for the same points, None where there is no
    history. `weeks` of `weeks_wanted` have data. `tone` is crossed when the last point is above the band.
    `starts` has the instant each point's half hour starts.
    """

    starts: list[int]
    points: list[int]
    low: list[float | None]
    mid: list[float | None]
    high: list[float | None]
    weeks: int
    weeks_wanted: int
    tone: Tone


class Centre(Struct, frozen=True, kw_only=True):
    """One panel. `heard` is on our clock; None when never. `shift` names the shift of its figures."""

    source: str
    name: str
    about: str
    state: FeedState
    heard: int | None
    offset: int
    shift: str
    target: int  # percent
    within: int  # seconds
    denominator: str
    load: Load
    queues: list[QueueRow]
    classes: dict[str, int]  # of the calls offered in the shift, by call class
    trend: Trend


class Chip(Struct, frozen=True, kw_only=True):
    """A feed's freshness. `offset_off`: its clock is far enough off to say so on the chip. `behind`: messages that
    the centre has sent or will send and that no figure has yet; 0 below what says something."""

    source: str
    name: str
    state: FeedState
    heard: int | None
    offset: int
    offset_off: bool
    behind: int = 0
    gaps: int  # sequences of the shift that the centre could not give
    refused: int  # frames in quarantine since the feeds process started


class ShiftNow(Struct, frozen=True, kw_only=True):
    code: str
    name: str
    starts: int
    ends: int


class WallDocument(Struct, frozen=True, kw_only=True):
    """`serial` counts this watch's documents; `position` is the last journal entry folded."""

    serial: int
    position: int
    now: int
    site: str
    name: str
    room: str
    zone: str
    kind: Literal["demo", "real"]
    shift: ShiftNow
    paused: Literal["", "disk"]  # why nothing is being journaled, though feeds speak
    feeds: list[Chip]
    centres: list[Centre]
    cases: CaseBoard | None = None  # None: the site has no registry
    alerts: AlertBand | None = None  # None: nothing decides yet


def encode(document: WallDocument) -> bytes:
    """The bytes that go unchanged from the watch to every browser."""
    return msgspec.json.encode(document)
