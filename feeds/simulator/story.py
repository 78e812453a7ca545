"""What a centre that sends calls tells of the happenings: events, with made-up phones and places."""

import math
from random import Random

from feeds.simulator.model import CentreModel, Place
from feeds.simulator.people import Agent, Call
from feeds.simulator.wire import Event, event

REGULARS = 200  # callers whom a centre may hear from again
AGAIN = 0.18  # of the calls are theirs
KM_PER_DEGREE = 111.2  # of latitude


class Story:
    """Nothing is told of what was offered before `begins`. `random` is its own: what is told moves no wait."""

    def __init__(self, model: CentreModel, random: Random, begins: int) -> None:
        self.begins = begins
        self.said: list[Event] = []
        self._model = model
        self._random = random
        self._phones: list[str] = []
        self._places = model.place
        self._weights = [place.weight for place in model.place]

    def take(self) -> list[Event]:
        """What was said since the last time."""
        said, self.said = self.said, []
        return said

    def _say(self, time: int, name: str, subject: str, data: dict[str, object] | None = None) -> None:
        self.said.append(event(time, name, subject, data))

    def offered(self, time: int, call: Call) -> None:
        if time < self.begins:
            return
        queue = call.queue
        data: dict[str, object] = {"queue": queue.code, "channel": self._channel(call)}
        if queue.language != "es":
            data["language"] = queue.language
        if self._model.phone:
            data["phone"] = call.phone = self._phone()
        if self._places and self._random.random() < self._model.located:
            call.place = located(self._random.choices(self._places, self._weights)[0], self._random)
            data |= call.place
        if call.linked:
            data["linked"] = call.linked
        self._say(time, "call.offered", call.subject, data)

    def _channel(self, call: Call) -> str:
        channels = call.queue.channels
        if call.linked or len(channels) == 1:
            return "phone"
        return self._random.choices(list(channels), list(channels.values()))[0]

    def _phone(self) -> str:
        random = self._random
        if len(self._phones) == REGULARS and random.random() < AGAIN:
            return random.choice(self._phones)
        phone = made_up(self._model.phone, random)
        if len(self._phones) < REGULARS:
            self._phones.append(phone)
        return phone

    def answered(self, time: int, call: Call) -> None:
        if call.offered >= self.begins and call.agent:
            self._say(time, "call.answered", call.subject, {"agent": call.agent.name})

    def abandoned(self, time: int, call: Call) -> None:
        if call.offered >= self.begins:
            self._say(time, "call.abandoned", call.subject)

    def hung_up_in_menu(self, time: int, subject: str) -> None:
        if time >= self.begins:
            self._say(time, "call.abandoned", subject, {"before_queue": True})

    def classified(self, time: int, call: Call) -> None:
        if call.offered >= self.begins:
            self._say(time, "call.classified", call.subject, {"call_class": call.topic})

    def dropped(self, time: int, call: Call) -> None:
        if call.offered >= self.begins:
            self._say(time, "call.dropped", call.subject)

    def transferred(self, time: int, call: Call) -> None:
        if call.offered >= self.begins and call.onward:
            to, queue = call.onward
            self._say(time, "call.transferred", call.subject, {"to": to, "queue": queue})

    def ended(self, time: int, call: Call) -> None:
        if call.offered >= self.begins:
            self._say(time, "call.ended", call.subject, {"talk": call.talk, "hold": call.hold})

    def wrapped_up(self, time: int, call: Call, wrap_up: int) -> None:
        if call.offered >= self.begins:
            self._say(time, "call.ended", call.subject, {"talk": call.talk, "hold": call.hold, "wrap_up": wrap_up})

    def agent_changed(self, time: int, agent: Agent) -> None:
        if time >= self.begins:
            self._say(time, "agent.changed.v2", agent.name, {"state": agent.state, "queues": agent.queues})


def made_up(pattern: str, random: Random) -> str:
    """The pattern with its `x` as digits: nobody's number that we know of."""
    return "".join(str(random.randrange(10)) if sign == "x" else sign for sign in pattern)


def located(place: Place, random: Random) -> dict[str, object]:
    """Somewhere in the place."""
    return {
        "latitude": round(random.gauss(place.latitude, place.spread / 2), 6),
        "longitude": round(random.gauss(place.longitude, place.spread / 2), 6),
        "municipality": place.municipality,
    }


def scattered(latitude: float, longitude: float, radius: float, random: Random) -> tuple[float, float]:
    """Latitude and longitude, even over a disc of `radius` km."""
    away, way = radius / KM_PER_DEGREE * math.sqrt(random.random()), random.uniform(0, math.tau)
    return (
        round(latitude + away * math.cos(way), 6),
        round(longitude + away * math.sin(way) / math.cos(math.radians(latitude)), 6),
    )
