"""The alert board: every alert that is open or was closed lately, folded from the journal beside the picture.

State only, and the fold that dispatches; what may follow what: `lifecycle.py`.
"""

from msgspec import Struct, field

from picture.alert_events import AlertRaised, Told


class Line(Struct, frozen=True, gc=False, array_like=True):
    """One line of an alert's story. `time` is our clock; `by` an account's id or ""."""

    time: int
    what: str
    by: str = ""
    said: str = ""


class Mark(Struct, frozen=True, gc=False, array_like=True):
    """Something that stands: since when, by whom, and what was said with it."""

    at: int
    by: str
    said: str = ""


class Alert(Struct, gc=False, omit_defaults=True):
    """One alert. Instants are when the journal recorded what was done, our clock.

    `woken`: from when the clocks of who must move run: raised, re-fired at a hand-over, or the end of a snooze.
    `acknowledged` is the one in force: a re-fire ends it. `level`: to whom it was escalated since `woken`;
    `escalated`: the due instant of the last escalation. `version` grows with whatever happens to it; `touched`: the
    version at the last thing a person did. `resolved`: when its condition ended.
    """

    id: str
    raised: AlertRaised
    agency: str
    recorded: int
    woken: int
    version: int = 1
    touched: int = 0
    acknowledged: Mark | None = None
    first_acknowledged: int | None = None
    assigned: Mark | None = None
    confirmed: Mark | None = None
    snoozed: Mark | None = None
    snoozed_until: int = 0
    level: int = 0
    escalated: int = 0
    resolved: int | None = None
    resolved_recorded: int | None = None
    closed: Mark | None = None
    notes: list[str] = field(default_factory=list)
    story: list[Line] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return self.closed is None


class Notification(Struct, gc=False, omit_defaults=True):
    """`failures`: (time, channel, reason) since it was queued. Done when `sent`. Of a `briefing` as its fact says."""

    id: str
    alert: str
    to: str
    why: Told
    due: int
    queued: int
    sent: int | None = None
    channel: str = ""
    failures: list[tuple[int, str, str]] = field(default_factory=list)
    briefing: str = ""
    period: str = ""
    mark: str = ""
    changed: int = 0


class Answer(Struct, frozen=True, gc=False):
    """What became of an intent; as `watch.alert_documents.Verdict`."""

    intent: str
    accepted: bool
    alert: str = ""
    why: str = ""
    what: str = ""
    by: str = ""
    at: int | None = None


class Turn(Struct, gc=False, omit_defaults=True):
    """Who has the room; `offered`: by whom and to whom, not yet accepted."""

    lead: str = ""
    since: int | None = None
    offered: Mark | None = None


class Device(Struct, gc=False, omit_defaults=True):
    name: str
    by: str
    enrolled: int
    revoked: int | None = None


VERSION = 1  # of the fold
FAILING = 3  # refusals in a row, from which on a channel counts as failing


class Board(Struct):
    """`position`: of the last entry folded. `channels`: those that took nothing lately, with how often in a row,
    since when and when last. `locks`: case → who alone may see it. `answers`: to the latest intents. `stepped`: up to
    which instant everything due was looked at, `pending`: fingerprint → since when a condition that must hold for a
    while has held, and `settling`: id of one that was learned late → when it is believed; they belong to the decider
    (`decide.py`) and are saved with the board, so that whoever takes over believes it no later.
    """

    position: int = 0
    alerts: dict[str, Alert] = field(default_factory=dict)
    notifications: dict[str, Notification] = field(default_factory=dict)
    channels: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    turn: Turn = field(default_factory=Turn)
    locks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    stepped: int = 0
    pending: dict[str, int] = field(default_factory=dict)
    settling: dict[str, int] = field(default_factory=dict)

    @property
    def failing(self) -> dict[str, int]:
        """Channels that fail, each with since when."""
        return {channel: since for channel, (times, since, _) in self.channels.items() if times >= FAILING}
