"""The frames that were refused: listed, and fetched again from their centre when the reason has gone."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import InvalidStatus, WebSocketException

from feeds.admission import Admission
from feeds.client import dial
from feeds.frames import Control, Hello, Range, is_event, millis, padded, read_control, write
from feeds.refusal import refuse_too_long, sequence_of
from journal.journal import Journal, Quarantined
from picture.codec import decode_envelope
from picture.errors import BadFrame

PATIENCE = 10.0  # seconds for one answer
Outcome = tuple[Quarantined, str]


def table(entries: Sequence[Quarantined]) -> str:
    """One line a frame; times in UTC."""
    rows = [("id", "recorded", "source", "epoch", "sequence", "bytes", "reason", "skeleton")]
    for entry in entries:
        recorded = datetime.fromtimestamp(entry.recorded / 1000, UTC).isoformat(timespec="seconds")
        done = "re-driven · " if entry.redriven else ""
        row = (str(entry.id), recorded, entry.source, entry.epoch, str(entry.sequence), str(entry.length))
        rows.append((*row, done + entry.reason, entry.skeleton))
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]) - 1)]
    return "\n".join("  ".join([*map(str.ljust, row, widths), row[-1]]).rstrip() for row in rows)


class Redrive:
    """Fetches refused frames of one centre again, over a connection of its own. `now`: the store's clock."""

    def __init__(
        self,
        admission: Admission,
        url: str,
        token: str,
        journal: Journal,
        now: Callable[[], int],
        *,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._admission = admission
        self._url = url
        self._token = token
        self._journal = journal
        self._now = now
        self._tls = tls

    async def run(self, entries: Sequence[Quarantined]) -> AsyncIterator[Outcome]:
        """What became of each, in a sentence. Raises StoreDown."""
        waiting = []
        for entry in entries:
            if entry.redriven:
                yield entry, "was re-driven before"
            elif not entry.sequence:
                yield entry, "gave no sequence, so it cannot be asked for"
            else:
                waiting.append(entry)
        try:
            async with dial(self._url, self._token, self._tls) as socket:
                hello = await _hello(socket)
                ahead = millis(hello.now) - self._now()
                while waiting:
                    yield waiting[0], await self._again(socket, waiting[0], hello, ahead)
                    del waiting[0]
        except InvalidStatus as error:
            why = f"the centre answered {error.response.status_code}"
        except (OSError, TimeoutError, WebSocketException, BadFrame) as error:
            why = f"the centre cannot be asked ({type(error).__name__})"
        for entry in waiting:
            yield entry, why

    async def _again(self, socket: ClientConnection, entry: Quarantined, hello: Hello, ahead: int) -> str:
        if entry.epoch != hello.epoch:
            return "the centre counts anew since then and cannot be asked for it"
        number = padded(entry.sequence)
        await socket.send(write(Control(fetch=Range(number, number))))
        async with asyncio.timeout(PATIENCE):
            frame = await _answer(socket, entry.sequence)
        if frame is None:
            return "the centre does not have it any more"
        try:
            refuse_too_long(frame)
            fact, _ = self._admission.fact(decode_envelope(frame), entry.epoch, self._now() + ahead)
        except BadFrame as refusal:
            return f"is refused again: {refusal}"
        await self._journal.redrive(entry, fact)
        return "is in the journal now"


async def _hello(socket: ClientConnection) -> Hello:
    async with asyncio.timeout(PATIENCE):
        control = read_control(await socket.recv(decode=False))
    if control.hello is None:
        raise BadFrame("frame", "is no hello")
    return control.hello


async def _answer(socket: ClientConnection, sequence: int) -> bytes | None:
    """The frame of that sequence, or one that gives none; None when the centre lacks it."""
    while True:
        frame = await socket.recv(decode=False)
        if is_event(frame):
            if sequence_of(frame) in (sequence, 0):
                return frame
        elif (lacking := read_control(frame).lacking) and int(lacking.first) <= sequence <= int(lacking.last):
            return None
