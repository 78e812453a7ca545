"""Which frames become facts: of this feed, of a possible time, in its profile's words, with no phone for an id."""

import re
from collections.abc import Callable
from typing import Any, get_args

from feeds.agreement import refuse_impossible, refuse_time
from feeds.case_admission import FIELDS, CaseAdmission
from feeds.door import Door
from picture.case_events import AnyCaseData
from picture.codec import Envelope, read_data
from picture.errors import BadFrame
from picture.events import AgentChanged, AnyData, CallAnswered, CallTransferred, Fact, QueueMeasured
from picture.policy import Feed
from picture.profile import Centre, Profile
from picture.wire import Wire, WireCallOffered
from picture.words import Name

NAME = re.compile(get_args(Name)[1].extra["written"])
OF_CASES = {cls.__struct_config__.tag for cls in get_args(AnyCaseData)}


class Admission:
    """The rules of one feed: a centre may send everything, a registry the facts of cases only."""

    def __init__(self, feed: Feed, door: Door, profile: Profile) -> None:
        self.source = feed.source
        self.door = door
        self._centre = feed if isinstance(feed, Centre) else None
        self._feed = feed
        self._called = "centre" if self._centre else "registry"
        self._agencies = {feed.agency, *profile.words.agencies}
        self._places = {place.code for place in profile.place}
        self._queues = {queue.code for queue in self._centre.queue} if self._centre else set()
        self._languages = _languages(self._centre) if self._centre else set()
        self._cases = CaseAdmission(door, profile, feed.source)
        self._rules: dict[type[Wire], Callable[[Any, str], AnyData]] = {
            WireCallOffered: self._offered,
            CallAnswered: self._answered,
            CallTransferred: self._transferred,
            AgentChanged: self._agent,
            QueueMeasured: self._measured,
            **dict.fromkeys(FIELDS, self._cases.fact),
        }

    def fact(self, envelope: Envelope, epoch: str, clock: int) -> tuple[Fact, int]:
        """The fact and how many fields of the frame have no name in its schema. `clock`: the feed's, milliseconds.
        Raises BadFrame and nothing else: a frame that makes us fail would do so for ever and stop its feed, so it
        steps aside and is re-driven once we are mended."""
        try:
            return self._fact(envelope, epoch, clock)
        except BadFrame:
            raise
        except Exception as error:
            raise BadFrame("frame", f"made us fail ({type(error).__name__})") from None

    def _fact(self, envelope: Envelope, epoch: str, clock: int) -> tuple[Fact, int]:
        if envelope.source != self.source:
            raise BadFrame("source", f"is not the {self._called} that sent it")
        time = envelope.millis
        refuse_time(time, clock, self._called)
        if not self._centre and envelope.type.partition(".v")[0] not in OF_CASES:
            raise BadFrame("type", "is no fact that a registry may send")
        said: Any
        said, dropped = read_data(envelope)
        subject = envelope.subject
        rule = self._rules.get(type(said), self._call)
        data = rule(said, subject)
        refuse_impossible(said, clock)
        if envelope.agency is not None and envelope.agency not in self._agencies:
            raise BadFrame("agency", "is no agency of this site's profile")
        return Fact(
            time=time,
            source=self.source,
            subject=subject,
            data=data,
            sequence=int(envelope.sequence),
            epoch=epoch,
            agency=envelope.agency or self._feed.agency,
        ), dropped

    def names_open(self, subject: str) -> bool:
        """Whether a snapshot may name it. What could be no subject was never journaled, so it is open nowhere."""
        if not NAME.fullmatch(subject):
            return False
        refuse = self.door.ids.refuse_call if self._centre else self.door.ids.refuse_case
        try:
            refuse("subject", subject)
        except BadFrame:
            return False
        return True

    def _call(self, data: AnyData, subject: str) -> AnyData:
        self.door.ids.refuse_call("subject", subject)
        return data

    def _offered(self, wire: WireCallOffered, subject: str) -> AnyData:
        ids = self.door.ids
        ids.refuse_call("subject", subject)
        self._known_queue("data.queue", wire.queue)
        if wire.language not in self._languages:
            raise BadFrame("data.language", "is no language of this centre's profile")
        if wire.linked is not None:
            ids.refuse_call("data.linked", wire.linked)
        if wire.municipality is not None:
            self._known_place(wire.municipality)
        return self.door.offered(wire, subject, self.source)

    def _answered(self, data: CallAnswered, subject: str) -> AnyData:
        if data.agent is not None:
            self.door.ids.refuse_call("data.agent", data.agent)
        return self._call(data, subject)

    def _transferred(self, data: CallTransferred, subject: str) -> AnyData:
        self.door.ids.refuse_phone("data.to", data.to)
        if data.queue is not None:  # a queue of the centre that receives: its own profile lists it
            self.door.ids.refuse_phone("data.queue", data.queue)
        return self._call(data, subject)

    def _agent(self, data: AgentChanged, subject: str) -> AnyData:
        for queue in data.queues:
            self._known_queue("data.queues", queue)
        return self._call(data, subject)

    def _measured(self, data: QueueMeasured, subject: str) -> AnyData:
        self._known_queue("subject", subject)
        return data

    def _known_queue(self, field: str, code: str) -> None:
        if code not in self._queues:
            raise BadFrame(field, "is no queue of this centre's profile")

    def _known_place(self, code: str) -> None:
        if self._places and code not in self._places:
            raise BadFrame("data.municipality", "is no place of this site's profile")
        self.door.ids.refuse_phone("data.municipality", code)


def _languages(centre: Centre) -> set[str]:
    return {*centre.languages, *(queue.language for queue in centre.queue)}
