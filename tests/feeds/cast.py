"""The cast: the 070 line of a small site, its frames, and a desk that keeps what its session hands in."""

from pathlib import Path
from typing import Any

import msgspec

from feeds.admission import Admission
from feeds.door import Door
from feeds.frames import stamp
from feeds.keyring import Key, Keyring
from feeds.outputs import Append, Close, Output, Send, Tally
from feeds.session import Session
from feeds.zones import Zones
from journal.journal import Batch, Mark, Quarantined
from picture.events import Fact, FeedGap
from picture.policy import Feed, Place, Registry, Words
from picture.profile import Centre, Profile, Queue, ServiceLevel, Shift

NOW = 1_763_764_867_000  # the store's clock
LINE_070 = "nl/070"
KEYRING = Keyring(Key(b"c" * 32, NOW), Key(b"p" * 32, NOW))
CENTRE = Centre(
    source=LINE_070,
    name="070",
    about="orientación",
    url="ws://127.0.0.1:1/feed",
    service_level=ServiceLevel(target=80, within=20),
    queue=(Queue(code="psicologia", name="Psicología"), Queue(code="nahuatl", name="Náhuatl", language="nah")),
    agency="sspc",
)
REGISTRY = Registry(source="nl/casos", name="Casos", about="registro", url="ws://127.0.0.1:1/feed", agency="iem")
WORDS = Words(
    forms={"fisica": "Física", "sexual": "Sexual"},
    services={"legal": "Legal", "psicologica": "Psicológica"},
    agencies={"iem": "Instituto", "c5": "C5"},
    measures={"orden": "Orden de protección"},
    registers={"banavim": "BANAVIM"},
    reasons={"cupo": "Sin cupo"},
    outcomes={"logrado": "Logrado"},
    plans={"individual": "Individual"},
    instruments={"dsv": "Ficha"},
)
PROFILE = Profile(
    code="nuevo_leon",
    name="Nuevo León",
    room="Sala",
    zone="America/Monterrey",
    shift=(Shift(code="dia", name="Día", starts="06:00"),),
    centre=(CENTRE,),
    registry=(REGISTRY,),
    place=(Place(code="monterrey", name="Monterrey", region="Centro"),),
    words=WORDS,
)


def door(zones: Zones | None = None) -> Door:
    return Door("MX", KEYRING, zones)


def admission(zones: Zones | None = None, feed: Feed = CENTRE) -> Admission:
    return Admission(feed, door(zones), PROFILE)


def encoded(frame: object) -> bytes:
    return msgspec.json.encode(frame)


def event(
    sequence: int | None = 1, name: str = "call.offered", data: dict[str, Any] | None = None, **more: Any
) -> bytes:
    """One CloudEvent; without a sequence, part of a snapshot. `more` replaces attributes of the envelope."""
    frame: dict[str, Any] = {
        "specversion": "1.0",
        "id": f"f{sequence}",
        "source": LINE_070,
        "type": name,
        "time": stamp(NOW).isoformat(),
        "subject": f"call-{sequence or 0}",
        "data": {"queue": "psicologia"} if data is None else data,
    }
    if sequence is not None:
        frame["sequence"] = f"{sequence:012d}"
    return encoded(frame | more)


def hello(oldest: int = 1, last: int = 0, epoch: str = "e1", now: int = NOW) -> bytes:
    said = {"epoch": epoch, "oldest": str(oldest), "last": str(last), "now": stamp(now).isoformat()}
    return encoded({"hello": said})


def heartbeat(last: int, now: int = NOW) -> bytes:
    return encoded({"heartbeat": {"last": str(last), "now": stamp(now).isoformat()}})


def lacking(first: int, last: int) -> bytes:
    return encoded({"lacking": {"from": str(first), "to": str(last)}})


def begin(now: int = NOW) -> bytes:
    return encoded({"snapshot": {"begin": {"now": stamp(now).isoformat()}}})


def end(last: int, named: list[str]) -> bytes:
    return encoded({"snapshot": {"end": {"last": str(last), "open": named}}})


class Desk:
    """A session with a journal of its own. What it appends is durable at once unless `slow`."""

    def __init__(self, mark: Mark | None = None, *, slow: bool = False, feed: Feed = CENTRE) -> None:
        self.mark = mark or Mark()
        self.slow = slow
        self.facts: list[Fact] = []
        self.quarantined: list[Quarantined] = []
        self.batches: list[Batch] = []
        self.sent: list[dict[str, Any]] = []
        self.closed = ""
        self.under_way: Batch | None = None
        self.tally = Tally()
        self.session = Session(admission(feed=feed), self.mark, NOW, self.tally)

    def hear(self, *frames: bytes, now: int = NOW) -> "Desk":
        self._obey(self.session.receive(frames, now), now)
        return self

    def wait(self, now: int) -> "Desk":
        self._obey(self.session.tick(now), now)
        return self

    def settle(self, now: int = NOW) -> None:
        """The batch under way becomes durable."""
        batch = self.under_way
        assert batch and batch.after == self.mark
        self.under_way = None
        self.mark = batch.mark
        self.batches.append(batch)
        self.facts += batch.facts
        self.quarantined += batch.quarantined
        self._obey(self.session.durable(batch.mark, now), now)

    def _obey(self, outputs: list[Output], now: int) -> None:
        for output in outputs:
            match output:
                case Send(text):
                    self.sent.append(msgspec.json.decode(text))
                case Append(batch):
                    assert self.under_way is None
                    self.under_way = batch
                case Close(reason):
                    self.closed = reason
        if self.under_way and not self.slow:
            self.settle(now)

    @property
    def sequences(self) -> list[int]:
        return [fact.sequence for fact in self.facts if not isinstance(fact.data, FeedGap)]

    @property
    def gaps(self) -> list[FeedGap]:
        return [fact.data for fact in self.facts if isinstance(fact.data, FeedGap)]

    @property
    def acks(self) -> list[int]:
        return [int(frame["ack"]) for frame in self.sent if "ack" in frame]

    @property
    def fetches(self) -> list[tuple[int, int]]:
        return [(int(f["fetch"]["from"]), int(f["fetch"]["to"])) for f in self.sent if "fetch" in f]

    @property
    def subscribed(self) -> list[int]:
        return [int(frame["subscribe"]["after"]) for frame in self.sent if "subscribe" in frame]


def live(last: int = 0, *, slow: bool = False) -> Desk:
    """A desk that has met its centre: numbered from 1, `last` stated."""
    return Desk(slow=slow).hear(hello(1, last))


def write_profile(folder: Path) -> None:
    """PROFILE as the TOML of a site."""
    queues = ", ".join(f'{{ code = "{q.code}", name = "{q.name}", language = "{q.language}" }}' for q in CENTRE.queue)
    (folder / "nuevo_leon.toml").write_text(
        f"""code = "nuevo_leon"
name = "Nuevo León"
room = "Sala"
zone = "America/Monterrey"
[[shift]]
code = "dia"
name = "Día"
starts = "06:00"
[[centre]]
source = "{LINE_070}"
name = "070"
about = "orientación"
url = "{CENTRE.url}"
service_level = {{ target = 80, within = 20 }}
agency = "sspc"
queue = [{queues}]
"""
    )
