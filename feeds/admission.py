"""Which frames become facts: of this centre, of a possible time, in its profile's words, with no phone for an id."""

import re
from collections.abc import Callable
from typing import Any, get_args

from feeds.door import Door
from picture.codec import Envelope, read_data
from picture.errors import BadFrame
from picture.events import (
    AgentChanged,
    AnyData,
    CallAnswered,
    CallTransferred,
    Fact,
    QueueMeasured,
)
from picture.profile import Centre
from picture.wire import Wire, WireCallOffered
from picture.words import Name

NAME = re.compile(get_args(Name)[1].extra["written"])
AHEAD = 60_000  # milliseconds that an event may lie ahead of its centre's clock


class Admission:
    """The rules of one centre."""

    def __init__(self, centre: Centre, door: Door) -> None:
        self.centre = centre
        self.door = door
        self._source = centre.source
        self._agency = centre.agency
        self._queues = {queue.code for queue in centre.queue}
        self._languages = {*centre.languages, *(queue.language for queue in centre.queue)}
        self._rules: dict[type[Wire], Callable[[Any, str], AnyData]] = {
            WireCallOffered: self._offered,
            CallAnswered: self._answered,
            CallTransferred: self._transferred,
            AgentChanged: self._agent,
            QueueMeasured: self._measured,
        }

    def fact(self, envelope: Envelope, epoch: str, clock: int) -> tuple[Fact, int]:
        """The fact and how many fields of the frame have no name in its schema. `clock`: the centre's, milliseconds.
        Raises BadFrame and nothing else: a frame that makes us fail would do so for ever and stop its centre, so it
        steps aside and is re-driven once we are mended."""
        try:
            return self._fact(envelope, epoch, clock)
        except BadFrame:
            raise
        except Exception as error:
            raise BadFrame("frame", f"made us fail ({type(error).__name__})") from None

    def _fact(self, envelope: Envelope, epoch: str, clock: int) -> tuple[Fact, int]:
        if envelope.source != self._source:
            raise BadFrame("source", "is not the centre that sent it")
        time = envelope.millis
        if time > clock + AHEAD:
            raise BadFrame("time", "is more than 60 s ahead of its centre's clock")
        data: Any
        data, dropped = read_data(envelope)
        subject = envelope.subject
        self.door.refuse_phone("subject", subject)
        rule = self._rules.get(type(data))
        if rule is not None:
            data = rule(data, subject)
        if envelope.agency is not None:
            self.door.refuse_phone("agency", envelope.agency)
        return Fact(
            time=time,
            source=self._source,
            subject=subject,
            data=data,
            sequence=int(envelope.sequence),
            epoch=epoch,
            agency=envelope.agency or self._agency,
        ), dropped

    def names_a_call(self, subject: str) -> bool:
        """Whether a snapshot may name it. What could be no subject was never journaled, so it is open nowhere."""
        if not NAME.fullmatch(subject):
            return False
        try:
            self.door.refuse_phone("subject", subject)
        except BadFrame:
            return False
        return True

    def _offered(self, wire: WireCallOffered, subject: str) -> AnyData:
        self._known_queue("data.queue", wire.queue)
        if wire.language not in self._languages:
            raise BadFrame("data.language", "is no language of this centre's profile")
        if wire.linked is not None:
            self.door.refuse_phone("data.linked", wire.linked)
        if wire.municipality is not None:
            self.door.refuse_phone("data.municipality", wire.municipality)
        return self.door.offered(wire, subject)

    def _answered(self, data: CallAnswered, subject: str) -> AnyData:
        if data.agent is not None:
            self.door.refuse_phone("data.agent", data.agent)
        return data

    def _transferred(self, data: CallTransferred, subject: str) -> AnyData:
        self.door.refuse_phone("data.to", data.to)
        if data.queue is not None:  # a queue of the centre that receives: its own profile lists it
            self.door.refuse_phone("data.queue", data.queue)
        return data

    def _agent(self, data: AgentChanged, subject: str) -> AnyData:
        for queue in data.queues:
            self._known_queue("data.queues", queue)
        return data

    def _measured(self, data: QueueMeasured, subject: str) -> AnyData:
        self._known_queue("subject", subject)
        return data

    def _known_queue(self, field: str, code: str) -> None:
        if code not in self._queues:
            raise BadFrame(field, "is no queue of this centre's profile")
