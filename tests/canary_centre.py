"""A centre that tells on a caller wherever the protocol lets it write something, for tests/test_canaries.py."""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus

from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve
from websockets.typing import Subprotocol

SOURCE = "nl/070"
TOKEN = "token-canario-del-centro"
NAME = "Canaria Treviño"
TEXT = "dice Canaria que la sigue desde la escuela, colonia Canarios 4417"
PHONE = "+52 81 8376 5413"
PLACE = {"latitude": 25.6714321, "longitude": -100.3098765, "municipality": "19039"}

# Everything that is hers, however it is written. Words that we plant all hold "canari".
HERS = re.compile(
    rb"canari|trevi(?:\xc3\xb1|n|\\u00f1)o|8\D{0,3}1\D{0,3}8\D{0,3}3\D{0,3}7\D{0,3}6\D{0,3}5\D{0,3}4\D{0,3}1\D{0,3}3"
    rb"|8376.?5413|25\.6714|100\.3098",
    re.IGNORECASE,
)
Json = dict[str, object]


def stamp() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def event(sequence: int, name: str, subject: str, data: object, /, **envelope: object) -> str:
    said: Json = {
        "specversion": "1.0",
        "id": f"{NAME} {sequence}",
        "source": SOURCE,
        "type": name,
        "time": stamp(),
        "subject": subject,
        "sequence": f"{sequence:012d}",
        "data": data,
        "callername": NAME,
        NAME: TEXT,
    }
    return json.dumps({**said, **envelope}, ensure_ascii=False)


def offer(**data: object) -> Json:
    """A call of hers, right but for what `data` says."""
    hers = {"nombre": NAME, "nota": TEXT, "contacto": {NAME: [PHONE, TEXT]}}
    return {"queue": "psicologia", "phone": PHONE, **PLACE, **hers, **data}


def right(first: int, call: str) -> list[str]:
    """The four facts of her call, with more in each than anybody asked for."""
    return [
        event(first, "call.offered", call, offer()),
        event(first + 1, "call.answered", call, {"agent": "103", "agent_name": NAME, "note": TEXT}),
        event(first + 2, "call.classified", call, {"call_class": "violence", "text": TEXT}),
        event(first + 3, "call.ended", call, {"talk": 61_000, "recording": f"https://canario.example/{NAME}"}),
    ]


def wrong(first: int) -> list[str]:
    """Frames that must be refused, with something of hers where the reason is and elsewhere."""
    digits = re.sub(r"\D", "", PHONE)
    written: list[tuple[str, str, object, Json]] = [
        ("call.offered", digits, offer(), {}),
        ("call.offered", f"pbx-{digits[2:]}-1", offer(), {}),
        ("call.offered", NAME, offer(), {}),
        ("call.offered", "c2", offer(queue="canaria"), {}),
        ("call.offered", "c2", offer(queue=NAME), {}),
        ("call.offered", "c2", offer(language="canario"), {}),
        ("call.offered", "c2", offer(channel=TEXT), {}),
        ("call.offered", "c2", offer(linked=PHONE), {}),
        ("call.offered", "c2", offer(municipality=TEXT), {}),
        ("call.offered", "c2", offer(phone=f"{TEXT} {PHONE} {TEXT}"), {}),
        ("call.offered", "c2", offer(phone={NAME: PHONE}), {}),
        ("call.offered", "c2", offer(latitude=NAME), {}),
        ("call.answered", "c2", {"agent": NAME}, {}),
        ("call.answered", "c2", {"agent": digits}, {}),
        ("call.transferred", "c2", {"to": NAME}, {}),
        ("call.classified", "c2", {"call_class": TEXT}, {}),
        ("call.ended", "c2", {"talk": TEXT}, {}),
        ("agent.changed", NAME, {"state": "free", "queues": ["psicologia"]}, {}),
        ("agent.changed", "103", {"state": NAME}, {}),
        ("agent.changed", "103", {"state": "free", "queues": ["canaria"]}, {}),
        ("queue.measured", "canaria", {"waiting": 3}, {}),
        (f"canaria.{NAME}", "c2", offer(), {}),
        ("call.offered.vcanaria", "c2", offer(), {}),
        ("call.offered", "c2", TEXT, {}),
        ("call.offered", "c2", [NAME, PHONE], {}),
        ("call.offered", "c2", offer(), {"time": TEXT}),
        ("call.offered", "c2", offer(), {"specversion": NAME}),
        ("call.offered", "c2", offer(), {"source": "canaria/070"}),
        ("call.offered", "c2", offer(), {"agency": NAME}),
        ("call.offered", "c2", offer(), {"agency": digits}),
        ("call.offered", "c2", offer(nota=TEXT * 1200), {}),
    ]
    return [event(first + n, name, call, data, **more) for n, (name, call, data, more) in enumerate(written)]


OUTSIDE: list[str | bytes] = [  # frames that stand nowhere in the sequence
    f"{NAME}: {TEXT}",
    f"{NAME}: {TEXT}".encode("latin-1"),
    json.dumps({NAME: PHONE}),
    json.dumps({"sequence": NAME, "data": offer()}),
    json.dumps({"heartbeat": {"last": NAME, "now": PHONE}}),
    json.dumps({"lacking": {"from": PHONE, "to": NAME}}),
    json.dumps({"hello": NAME}, indent=1),
    json.dumps({"snapshot": {"begin": {"now": stamp(), NAME: PHONE}}}),
]


class CanaryFeed:
    """Turns the first connection away; tells everything to the second, and hangs up; counts anew for the third.

    `told`: everything that it has written, for the proof that the search finds it. `refused`: how many numbered
    frames must be refused. `still_open`: the frames and the names of its snapshot.
    """

    def __init__(
        self, port: int, numberings: dict[str, list[str]], refused: int, still_open: tuple[list[str], list[str]]
    ) -> None:
        self.told: list[bytes] = []
        self.visits = 0
        self.acknowledged = ""  # of the numbering that stands
        self.numberings = numberings
        self.refused = refused
        self.port = port
        self._still_open = still_open

    @property
    def done(self) -> bool:
        """Everything was told, and the last of it is durable."""
        return self.visits > 2 and self.acknowledged == self.last("e2")

    def last(self, epoch: str) -> str:
        return f"{len(self.numberings[epoch]):012d}"

    @contextmanager
    def serving(self) -> Iterator["CanaryFeed"]:
        server: Server = serve(
            self._visit,
            "127.0.0.1",
            self.port,
            subprotocols=[Subprotocol("cloudevents.json")],
            process_request=self._admit,
            process_response=lambda _connection, _request, response: response.headers.update(self._headers()),
            compression=None,
        )
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()

    def _headers(self) -> dict[str, str]:
        return {"X-Caller": f"Canaria; {PHONE}", "Set-Cookie": f"caller={PHONE}", "Server": "Canario"}

    def _admit(self, _connection: ServerConnection, _request: Request) -> Response | None:
        self.visits += 1
        if self.visits > 1:
            return None
        body = f"{NAME} {PHONE}".encode()
        return Response(HTTPStatus.SERVICE_UNAVAILABLE, "Canaria llama", Headers(self._headers()), body)

    def _visit(self, connection: ServerConnection) -> None:
        epoch = "e1" if self.visits == 2 else "e2"
        self.acknowledged = ""
        greeting = {"epoch": epoch, "oldest": f"{1:012d}", "last": self.last(epoch), "now": stamp(), NAME: PHONE}
        try:
            self._say(connection, json.dumps({"hello": greeting}, ensure_ascii=False))
            beating = threading.Thread(target=self._beat, args=(connection, epoch), daemon=True)
            beating.start()
            for message in connection:
                self._answer(connection, epoch, json.loads(message))
        except ConnectionClosed:
            pass

    def _say(self, connection: ServerConnection, frame: str | bytes) -> None:
        self.told.append(frame.encode() if isinstance(frame, str) else frame)
        connection.send(frame)

    def _beat(self, connection: ServerConnection, epoch: str) -> None:
        try:
            while True:
                time.sleep(0.5)
                beat = {"last": self.last(epoch), "now": stamp(), "note": TEXT}
                self._say(connection, json.dumps({"heartbeat": beat}, ensure_ascii=False))
        except ConnectionClosed:
            pass

    def _answer(self, connection: ServerConnection, epoch: str, request: dict[str, dict[str, str]]) -> None:
        frames = self.numberings[epoch]
        if "subscribe" in request:
            for frame in [*OUTSIDE, *frames[int(request["subscribe"]["after"]) :]]:
                self._say(connection, frame)
        elif "fetch" in request:
            for frame in frames[int(request["fetch"]["from"]) - 1 : int(request["fetch"]["to"])]:
                self._say(connection, frame)
        elif "snapshot" in request:
            self._snapshot(connection, epoch)
        elif "ack" in request:
            self.acknowledged = str(request["ack"])
            if epoch == "e1" and self.acknowledged == self.last(epoch):
                connection.close(1011, "Canaria cuelga")

    def _snapshot(self, connection: ServerConnection, epoch: str) -> None:
        self._say(connection, json.dumps({"snapshot": {"begin": {"now": stamp(), "por": NAME}}}))
        frames, names = self._still_open
        for frame in frames:
            self._say(connection, json.dumps({**json.loads(frame), "sequence": "0"}, ensure_ascii=False))
        end = {"last": self.last(epoch), "open": names, NAME: TEXT}
        self._say(connection, json.dumps({"snapshot": {"end": end}}, ensure_ascii=False))


def canary_centre(port: int) -> CanaryFeed:
    """Three calls of hers, and between them every frame that must be refused."""
    told = [*right(1, "c1"), *wrong(5)]
    torn = len(told) + 1
    told += [event(torn, "call.offered", "c2", offer())[:-40], *right(torn + 1, "c4")]
    still_open = [right(0, "c5")[0], wrong(0)[2], event(0, "call.answered", PHONE, {"agent": NAME})]
    names = ["c5", NAME, PHONE, "canaria@example.mx", re.sub(r"\D", "", PHONE), "Canaria"]
    return CanaryFeed(port, {"e1": told, "e2": right(1, "c3")}, len(told) - 8, (still_open, names))
