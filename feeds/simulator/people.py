"""Who is in the simulation: callers and agents, with what the switch would know of them."""

from typing import Literal

from feeds.simulator.model import QueueModel
from picture.events import AgentState, CallClass

Stage = Literal["waiting", "ringing", "talking", "over"]


class Call:
    """One visit. Milliseconds; `linked`: the call it was transferred from. `phone` and `place` (`municipality`,
    coordinates) as its story told them."""

    __slots__ = (
        "agent",
        "answered",
        "hold",
        "linked",
        "offered",
        "onward",
        "phone",
        "place",
        "queue",
        "stage",
        "subject",
        "talk",
        "topic",
    )

    def __init__(self, subject: str, queue: QueueModel, offered: int, linked: str | None) -> None:
        self.subject = subject
        self.queue = queue
        self.offered = offered
        self.linked = linked
        self.stage: Stage = "waiting"
        self.answered = 0
        self.talk = 0
        self.hold = 0
        self.topic: CallClass | None = None
        self.onward: tuple[str, str] | None = None
        self.agent: Agent | None = None
        self.phone = ""
        self.place: dict[str, object] = {}


class Agent:
    """`on_duty`: rostered now; `leaving`: signs out as soon as the call in hand is done."""

    __slots__ = ("away_until", "break_due", "leaving", "name", "on_duty", "queues", "shift", "state")

    def __init__(self, name: str, queues: tuple[str, ...], shift: int) -> None:
        self.name = name
        self.queues = queues
        self.shift = shift
        self.state: AgentState = "signed_out"
        self.on_duty = False
        self.leaving = False
        self.break_due = False
        self.away_until = 0
