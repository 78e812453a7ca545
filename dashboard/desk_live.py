"""From the store to every desk of this server: the rows as they stand, then what changes, as each scope may see it.

The rows are kept in memory only; the watch says all of them again to whoever asks.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

import msgspec
import structlog

from dashboard.desk_rows import Rows
from dashboard.desk_views import View, Views
from dashboard.gate import audit
from dashboard.gate.person import Person, person_of
from dashboard.live import RETRY, Frame, Hub, Send, Viewer, WatchState
from dashboard.scopes import Anyone, Scoped
from journal.journal import Journal, Kind
from picture.errors import StoreDown
from watch.alert_documents import Verdict
from watch.desk_documents import DESK, DESK_ASK, DeskDocument

QUIET = 3.0  # seconds without a document; with nothing new the watch says so about every second
ASK_AGAIN = 1.0  # seconds until everything is asked for again, when nobody answered
WAITING = 200  # changes that a slow browser may lag behind; then it gets everything once more

log = structlog.get_logger()
decoder = msgspec.json.Decoder(DeskDocument)


class DeskViewer(Viewer):
    """One desk's browser. Changes wait for it in order; too many, or news that it cannot place: everything again."""

    def __init__(self, send: Send, who: Scoped, views: Views) -> None:
        super().__init__(send)
        self._who = who
        self._views = views
        self.view = views.of(who)
        self._whole = True
        self._changes: deque[Frame] = deque()

    def anew(self) -> None:
        """What this person sees is another: nothing of before is sent any more."""
        self.view = self._views.of(self._who)
        self._changes.clear()
        self._whole = True
        self._wake.set()

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
        if self._whole and self._views.rows.latest is not None:
            self._whole = False
            self._changes.extendleft(reversed(self.view.frames()))
        return self._changes.popleft() if self._changes else None


class Verdicts:
    """Who waits for what became of an intent. The watch tells every server; each picks its own."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[asyncio.Future[Verdict]]] = {}

    def take(self, verdicts: Iterable[Verdict]) -> None:
        for verdict in verdicts:
            for future in self._waiting.pop(verdict.intent, ()):
                if not future.done():
                    future.set_result(verdict)

    def await_of(self, intent: str) -> asyncio.Future[Verdict]:
        """To be asked for before the intent is journaled. Who gives it up cancels it."""
        future: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(intent, []).append(future)
        future.add_done_callback(lambda _: self._forget(intent, future))
        return future

    def _forget(self, intent: str, future: asyncio.Future[Verdict]) -> None:
        left = [each for each in self._waiting.pop(intent, []) if each is not future]
        if left:
            self._waiting[intent] = left


class DeskHub(Hub):
    """What this server knows of the desk, and whether it is still told."""

    channel = DESK
    right = "desk"
    hidden = False  # who hides the walls goes on working

    def __init__(self, *, journal: Journal, kind: Kind) -> None:
        super().__init__(journal=journal, kind=kind)
        self.views = Views()
        self.verdicts = Verdicts()
        self._lacking = asyncio.Event()  # something is missing: everything is asked for
        self._lacking.set()
        self._undecodable = ""
        self._news = asyncio.Event()
        self._frames: dict[View, Frame] = {}  # of the last document
        self._noting: set[asyncio.Task[None]] = set()

    @property
    def rows(self) -> Rows:
        return self.views.rows

    @property
    def watch(self) -> WatchState:
        return "ok" if self.age is not None and self.age < QUIET else "silent"

    async def until(self, done: Callable[[], bool], patience: float) -> bool:
        """Whether it came true, as documents came, within so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while not done():
                    await self._news.wait()
        return done()

    async def run(self) -> None:
        """For as long as the server lives."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(super().run())
                tasks.create_task(self._ask())
        finally:
            for noting in self._noting:
                noting.cancel()

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
        self.verdicts.take(document.verdicts)
        if not self.rows.follows(document):
            self._lacking.set()
            return
        self._lacking.clear()
        self.views.keep({viewer.view for viewer in self.viewers if isinstance(viewer, DeskViewer)})
        self._frames = self.views.take(document, payload)
        super()._take(payload)
        news, self._news = self._news, asyncio.Event()
        news.set()

    def _forward(self, _frame: Frame) -> None:
        for viewer in self.viewers:
            assert isinstance(viewer, DeskViewer)
            frame = self._frames.get(viewer.view)
            if frame is None:
                viewer.anew()
            elif not viewer.document(frame):
                self.skipped += 1

    def _greet(self, send: Send, scope: Frame) -> Viewer:
        viewer = DeskViewer(send, person_of(scope) or Anyone(), self.views)
        viewer.status(self._status())
        return viewer

    async def __call__(self, scope: Frame, receive: Callable[[], Awaitable[Frame]], send: Send) -> None:
        """The route /live. That somebody looks at the rows is audited."""
        person = person_of(scope)
        if person is not None and person.may(self.right):
            noting = asyncio.create_task(self._note(person))
            self._noting.add(noting)
            noting.add_done_callback(self._noting.discard)
        await super().__call__(scope, receive, send)

    async def _note(self, person: Person) -> None:
        """Once per person and 15 minutes; what could not be written while the store was away is written after."""
        first = False
        while True:
            with contextlib.suppress(StoreDown):
                first = first or await self._journal.put("reads", f"{person.id} *", b"", audit.AGAIN, new=True)
                if first:
                    await audit.note(self._journal, person, "rows.listed")
                return
            await asyncio.sleep(RETRY)
