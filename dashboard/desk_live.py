"""From the store to every desk of this server: the rows as they stand, then what changes, as the watch said it.

The rows are kept in memory only; the watch says all of them again to whoever asks.
"""

import asyncio
import contextlib
from collections import deque

import msgspec
import structlog
from msgspec.structs import replace

from dashboard.live import Frame, Hub, Send, Viewer, WatchState
from journal.journal import Journal, Kind
from picture.errors import StoreDown
from watch.desk_documents import DESK, DESK_ASK, CaseRow, DeskDocument, FollowUpRow, encode

QUIET = 3.0  # seconds without a document; with nothing new the watch says so about every second
ASK_AGAIN = 1.0  # seconds until everything is asked for again, when nobody answered
SLICE = 2000  # rows of one frame: what a browser can draw while the next one comes
WAITING = 200  # changes that a slow browser may lag behind; then it gets everything once more

log = structlog.get_logger()
decoder = msgspec.json.Decoder(DeskDocument)


class Rows:
    """The desk as it stands: one document's rows, kept in step with what the watch says."""

    def __init__(self) -> None:
        self.latest: DeskDocument | None = None
        self._cases: dict[str, CaseRow] = {}
        self._followups: dict[str, FollowUpRow] = {}
        self._frames: list[Frame] = []

    def follows(self, document: DeskDocument) -> bool:
        """Whether nothing is missing between what is known and this."""
        return document.whole or (self.latest is not None and document.serial == self.latest.serial + 1)

    def take(self, document: DeskDocument) -> None:
        known = self.latest
        if document.whole or known is None:
            self._cases, self._followups = {}, {}
        else:
            document = replace(
                document,
                board=document.board or known.board,
                names=document.names or known.names,
                ledgers=document.ledgers or known.ledgers,
            )
        self._cases |= {row.id: row for row in document.cases}
        self._followups |= {row.id: row for row in document.followups}
        for case in document.gone_cases:
            self._cases.pop(case, None)
        for followup in document.gone_followups:
            self._followups.pop(followup, None)
        self.latest = replace(document, cases=[], followups=[], gone_cases=[], gone_followups=[])
        self._frames = []

    def frames(self) -> list[Frame]:
        """Everything, in slices: the cases by priority, then the follow-ups. Made once for all who come meanwhile."""
        if self.latest is not None and not self._frames:
            self._frames = [_frame(encode(document)) for document in self._slices(self.latest)]
        return self._frames

    def _slices(self, latest: DeskDocument) -> list[DeskDocument]:
        cases = sorted(self._cases.values(), key=lambda row: (not row.open, row.rank))
        followups = list(self._followups.values())
        bare = replace(latest, whole=False, board=None, names=None, ledgers=None)
        first = replace(latest, whole=True, cases=cases[:SLICE])
        more = [replace(bare, cases=cases[i : i + SLICE]) for i in range(SLICE, len(cases), SLICE)]
        return [
            first,
            *more,
            *[replace(bare, followups=followups[i : i + SLICE]) for i in range(0, len(followups), SLICE)],
        ]


class DeskViewer(Viewer):
    """One desk's browser. Changes wait for it in order; too many, or news that it cannot place: everything again."""

    def __init__(self, send: Send, rows: Rows) -> None:
        super().__init__(send)
        self._rows = rows
        self._whole = True
        self._changes: deque[Frame] = deque()

    def document(self, frame: Frame) -> bool:
        if len(self._changes) >= WAITING:
            self._changes.clear()
            self._whole = True
        if not self._whole:
            self._changes.append(frame)
        self._wake.set()
        return not self._whole

    async def run(self) -> None:
        """Until the browser is gone. A status goes before any frame that waits: silence would look like an end."""
        self._wake.set()
        with contextlib.suppress(OSError):
            while True:
                await self._wake.wait()
                self._wake.clear()
                while (frame := self._next()) is not None:
                    await self._send(frame)

    def _next(self) -> Frame | None:
        status, self._status = self._status, None
        if status is not None:
            return status
        if self._whole and self._rows.latest is not None:
            self._whole = False
            self._changes.extendleft(reversed(self._rows.frames()))
        return self._changes.popleft() if self._changes else None


class DeskHub(Hub):
    """What this server knows of the desk, and whether it is still told."""

    channel = DESK

    def __init__(self, *, journal: Journal, kind: Kind) -> None:
        super().__init__(journal=journal, kind=kind)
        self.rows = Rows()
        self._lacking = asyncio.Event()  # something is missing: everything is asked for
        self._lacking.set()
        self._undecodable = ""

    @property
    def watch(self) -> WatchState:
        return "ok" if self.age is not None and self.age < QUIET else "silent"

    async def run(self) -> None:
        """For as long as the server lives."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(super().run())
            tasks.create_task(self._ask())

    def _subscribed(self) -> None:
        super()._subscribed()
        self._lacking.set()

    async def _ask(self) -> None:
        while True:
            await self._lacking.wait()
            if self.store == "ok":
                with contextlib.suppress(StoreDown):  # the listener says so
                    await self._journal.publish(DESK_ASK, b"")
                await asyncio.sleep(ASK_AGAIN)
            else:
                await asyncio.sleep(0.02)

    def _take(self, payload: bytes) -> None:
        try:
            document = decoder.decode(payload)
        except msgspec.DecodeError as error:
            if str(error) != self._undecodable:
                self._undecodable = str(error)
                log.warning("desk.undecodable", reason=self._undecodable)
            return
        if not self.rows.follows(document):
            self._lacking.set()
            return
        self._lacking.clear()
        self.rows.take(document)
        super()._take(payload)

    def _greet(self, send: Send) -> Viewer:
        viewer = DeskViewer(send, self.rows)
        viewer.status(self._status())
        return viewer


def _frame(payload: bytes) -> Frame:
    return {"type": "websocket.send", "bytes": payload}
