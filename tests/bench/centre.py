"""The centres of a measurement: they hold a past, and then say what the measurement wants."""

import time
from collections.abc import Iterator

from feeds.simulator.server import FeedServer
from feeds.simulator.spool import Spool
from feeds.simulator.wire import Event, event
from picture.profile import Profile
from tests.bench import volume
from tests.bench.site import TOKEN

SOURCE, QUEUE = "nl/070", "psicologia"


def now() -> int:
    return int(time.time() * 1000)


def servers(profile: Profile, first_port: int, hours: float, weeks: int) -> dict[str, FeedServer]:
    """By source, with everything that happened up to now in their spools. Not started yet."""
    found = {}
    told = volume.told(profile, now(), hours, weeks)
    for place, (source, events) in enumerate(told.items()):
        found[source] = FeedServer(
            Spool(source, volume.EPOCH), token=TOKEN, clock=now, port=first_port + place, beat=1.0
        )
        for happened in events:
            found[source].spool.add(happened)
    return found


def one_by_one() -> Iterator[tuple[Event, int]]:
    """A call waits, then it is answered, and the next one: each event with what it changes of how many wait."""
    number = 0
    while True:
        number += 1
        yield event(now(), "call.offered", f"bench-{number}", {"queue": QUEUE}), 1
        yield event(now(), "call.answered", f"bench-{number}"), -1


def stream() -> Iterator[tuple[Event, int]]:
    """Calls on their way through the centre, several at a time: each event with how many answers it adds."""
    number = 0
    while True:
        number += 1
        for behind, name, data in (
            (0, "call.offered", {"queue": QUEUE}),
            (3, "call.answered", {"agent": "agent-1"}),
            (6, "call.classified", {"call_class": "violence"}),
            (9, "call.ended", {"talk": 60_000}),
        ):
            if number > behind:
                yield event(now(), name, f"stream-{number - behind}", data), int(name == "call.answered")
