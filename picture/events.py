"""The facts of calls, feeds and the site, past tense; those of cases stand in `case_events.py`, of alerts and of
what people do in `alert_events.py`, of places in `place_events.py`, of decisions in `decision_events.py`,
of how long things are kept in `keeping_events.py`.

`time` is the source's clock, `recorded` is ours; both are milliseconds since 1970 UTC.
Fields say nothing that identifies a woman. What a centre may send beyond them (phone, coordinates)
is a wire field (see `codec.py`) and is turned into `caller` and `cell` at the feeds' door.
"""

from typing import Literal

from msgspec import Struct

from picture.alert_events import AnyAlertData
from picture.case_events import AnyCaseData
from picture.decision_events import AnyDecisionData
from picture.keeping_events import AnyKeepingData
from picture.place_events import AnyPlaceData
from picture.words import Channel, Code, Count, Data, Millis, Name, Sequence, WholeMinute

CallClass = Literal["violence", "other_emergency", "improper", "silent", "third_party"]
AgentState = Literal["available", "busy", "wrap_up", "away", "signed_out"]
GapReason = Literal["lacking", "new_epoch", "rewound", "oldest_passed"]


# A call: one visit of one caller to one queue. Emitted by the centre's switch; subject = the switch's call id.


class CallOffered(Data, frozen=True, tag="call.offered"):
    """A caller joined a queue. `linked` names the call it was transferred from, in any centre."""

    queue: Code
    language: Code = "es"
    channel: Channel = "phone"
    caller: tuple[str, ...] = ()  # keyed hashes under the current and the previous key
    cell: str = ""  # H3, never finer than resolution 8; empty when unknown or inside an exclusion zone
    municipality: Code | None = None
    linked: Name | None = None


class CallAnswered(Data, frozen=True, tag="call.answered"):
    """An agent took the call: the wait ends, the talk begins."""

    agent: Name | None = None


class CallAbandoned(Data, frozen=True, tag="call.abandoned"):
    """The caller left unanswered. `before_queue`: in the menu, so it was never offered to a queue."""

    before_queue: bool = False


class CallTransferred(Data, frozen=True, tag="call.transferred"):
    """The centre passed the call on; this visit ends. `to` is the source of the centre that receives it."""

    to: Name
    queue: Code | None = None


class CallDropped(Data, frozen=True, tag="call.dropped"):
    """Cut off in mid-conversation; the visit ends. It may be danger."""


class CallEnded(Data, frozen=True, tag="call.ended"):
    """The visit is over. Sent again when the wrap-up is known; the longest durations stand. Milliseconds.

    `talk` defaults to the time since the answer less `hold`.
    """

    talk: Millis | None = None
    hold: Millis = 0
    wrap_up: Millis = 0


class CallClassified(Data, frozen=True, tag="call.classified"):
    """What the call was about, as the agent judged; the latest judgement stands."""

    call_class: CallClass


# People and totals


class AgentChanged(Data, frozen=True, tag="agent.changed"):
    """An agent's state, and the queues it serves. Subject = the switch's agent id, never a name."""

    state: AgentState
    queues: tuple[Code, ...] = ()


class QueueMeasured(Data, frozen=True, tag="queue.measured"):
    """Totals of one queue from a centre that sends no calls, or of a past interval. Subject = the queue.

    Without `interval_start` only the gauges (waiting, longest wait, agents) are read, as of `time`.
    An interval sent again replaces what it said before. Milliseconds.
    """

    interval_start: WholeMinute | None = None
    interval: Millis = 0
    offered: Count = 0
    answered: Count = 0
    answered_within: Count = 0
    abandoned: Count = 0
    wait_sum: Millis = 0  # of the answered
    handle_sum: Millis = 0
    waiting: Count | None = None
    longest_wait: Millis | None = None
    available: Count | None = None
    busy: Count | None = None


# Feeds and the site. Emitted by Vigía; subject = the source spoken of (the site for site.configured).


class FeedConnected(Data, frozen=True, tag="feed.connected"):
    """A feed speaks again. `offset`: its clock less ours, milliseconds."""

    offset: int = 0


class FeedLost(Data, frozen=True, tag="feed.lost"):
    """A feed was silent past its limit. `due`: the instant at which the limit was reached, our clock."""

    due: Millis
    heard: Millis | None = None


class FeedGap(Data, frozen=True, tag="feed.gap"):
    """The centre cannot give these sequences (inclusive). `open`: what its snapshot names as still open;
    calls open with us and unnamed there ended unseen. Without a snapshot `open` is None."""

    reason: GapReason
    first: Sequence
    last: Sequence
    open: tuple[str, ...] | None = None


class SiteConfigured(Data, frozen=True, tag="site.configured"):
    """The whole profile, as it came into force. See `profile.py` for its shape."""

    profile: dict[str, object]


AnyData = (
    CallOffered
    | CallAnswered
    | CallAbandoned
    | CallTransferred
    | CallDropped
    | CallEnded
    | CallClassified
    | AgentChanged
    | QueueMeasured
    | FeedConnected
    | FeedLost
    | FeedGap
    | SiteConfigured
    | AnyCaseData
    | AnyAlertData
    | AnyPlaceData
    | AnyKeepingData
    | AnyDecisionData
)


class Fact(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One thing that happened, as the journal keeps it. (source, epoch, sequence) is unique where sequence > 0."""

    time: int
    source: str
    subject: str
    data: AnyData
    sequence: int = 0
    epoch: str = ""
    agency: str = ""


class Entry(Struct, frozen=True, gc=False):
    """A fact's place in the journal: `number` counts from 1 without holes, `recorded` never decreases."""

    number: int
    recorded: int
    fact: Fact
