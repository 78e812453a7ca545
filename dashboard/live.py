"""From the store to every browser of this server: the watch's bytes unchanged, and a word when they stop.

A browser that is slow holds back nobody and nothing: for each one at most the newest document waits. While the room
is hidden from the desk (panic blank) no wall gets a document.
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import msgspec
import structlog

from dashboard.gate import welcome
from dashboard.gate.person import gate_of, person_of, screen_of
from dashboard.gate.screens import CONTROL
from journal.journal import Journal, Kind
from picture.errors import MixedStore, StoreDown
from watch.documents import WALL

SILENT = 1.5  # seconds without a document: the watch publishes at least every second
SPEAK = 1.0  # seconds after which a browser hears from us even if nothing happened
RETRY = 0.25  # seconds between two looks for a lost store
LOOK = 0.8  # seconds between two looks at whether the walls are hidden; at once when the desk says so
ROOM, BLANK = "room", "blank"  # where the store keeps that they are: shelf and key
BOOT = secrets.token_hex(4)  # names this process: a page that another one served must be loaded again

StoreState = Literal["ok", "gone", "refused"]
WatchState = Literal["ok", "silent"]
Frame = dict[str, Any]
Send = Callable[[Frame], Awaitable[None]]
BLANKED: dict[bool, Frame] = {
    hidden: {"type": "websocket.send", "bytes": msgspec.json.encode({"blank": hidden})} for hidden in (True, False)
}

log = structlog.get_logger()


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """`since`: when the last document came (or this server started), its clock; `age`: how long ago. Milliseconds.
    `refused`: the store belongs to another site or kind."""

    store: StoreState
    watch: WatchState
    since: int
    age: int
    boot: str = BOOT


class Viewer:
    """One browser, and what it has not been sent yet."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._status: Frame | None = None
        self._blank: Frame | None = None
        self._document: Frame | None = None
        self._wake = asyncio.Event()

    def status(self, frame: Frame) -> None:
        self._status = frame
        self._wake.set()

    def blank(self, frame: Frame) -> None:
        """The document that waits is sent no more."""
        self._blank, self._document = frame, None
        self._wake.set()

    def document(self, frame: Frame) -> bool:
        """Whether the browser had already taken the one before."""
        taken = self._document is None
        self._document = frame
        self._wake.set()
        return taken

    async def run(self) -> None:
        """Until the browser is gone. The send waits while its buffer is full; the newest frame waits here."""
        with contextlib.suppress(OSError):
            while True:
                await self._wake.wait()
                self._wake.clear()
                status, self._status = self._status, None
                if status is not None:
                    await self._send(status)
                blank, self._blank = self._blank, None
                if blank is not None:
                    await self._send(blank)
                document, self._document = self._document, None
                if document is not None:
                    await self._send(document)


class Hub:
    """What this server knows of the wall: the last document's bytes, and whether they still come.

    `hidden`: the walls are; None before the store has said so: until then no document goes out. Like any other word of
    the store's it holds while the store is away.
    """

    channel = WALL
    right = "wall"  # of who may look
    hidden: bool | None = None

    def __init__(self, *, journal: Journal, kind: Kind) -> None:
        self.viewers: set[Viewer] = set()
        self.documents = 0
        self.skipped = 0
        self.refusal = ""
        self.store: StoreState = "gone"
        self._journal = journal
        self._kind = kind
        self._document: Frame | None = None
        self._came = self._spoke = time.monotonic()
        self._said: tuple[StoreState, WatchState] | None = None
        self._told = asyncio.Event()  # of the room, or the store is there again: it is looked at anew

    # what /healthz asks

    @property
    def age(self) -> float | None:
        """Seconds since the last document came; None before the first."""
        return None if self._document is None else time.monotonic() - self._came

    @property
    def watch(self) -> WatchState:
        return "ok" if self.age is not None and self.age < SILENT else "silent"

    # the store's side

    async def run(self) -> None:
        """For as long as the server lives."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow())
            tasks.create_task(self._mind())
            if self.hidden is None:
                tasks.create_task(self._heed())
                tasks.create_task(self._look())

    async def _follow(self) -> None:
        while True:
            try:
                await self._journal.open(self._kind)
                async for payload in self._journal.listen(self.channel):
                    self._subscribed() if payload is None else self._take(payload)
            except StoreDown as error:
                self._lost("gone", str(error))
            except MixedStore as error:
                self._lost("refused", str(error))
            await asyncio.sleep(RETRY)

    def _subscribed(self) -> None:
        self.store, self.refusal = "ok", ""
        self._told.set()
        log.info("store.subscribed", channel=self.channel)
        self._speak_if_changed()

    def _lost(self, state: StoreState, reason: str) -> None:
        if (self.store, self.refusal) != (state, reason):
            log.warning("store.lost", reason=reason)
        self.store, self.refusal = state, reason
        self._speak_if_changed()

    def _take(self, payload: bytes) -> None:
        self._came = self._spoke = time.monotonic()
        self.documents += 1
        self._document = {"type": "websocket.send", "bytes": payload}
        self._speak_if_changed()
        if self.hidden is False:
            self._forward(self._document)

    def _forward(self, frame: Frame) -> None:
        for viewer in self.viewers:
            if not viewer.document(frame):
                self.skipped += 1

    async def _heed(self) -> None:
        """What the desk says of the room at once."""
        while True:
            with contextlib.suppress(StoreDown):  # the other listener says so
                async with contextlib.aclosing(self._journal.listen(CONTROL)) as said:
                    async for _ in said:
                        self._told.set()
            await asyncio.sleep(RETRY)

    async def _look(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), LOOK)
            self._told.clear()
            if self.store == "ok":
                with contextlib.suppress(StoreDown):
                    self._hide(await self._journal.get(ROOM, BLANK) is not None)

    def _hide(self, hidden: bool) -> None:
        before, self.hidden = self.hidden, hidden
        if hidden == before:
            return
        if hidden or before:
            log.info("walls.hidden" if hidden else "walls.shown")
            for viewer in self.viewers:
                viewer.blank(BLANKED[hidden])
        if not hidden and self._document is not None:
            self._forward(self._document)

    async def _mind(self) -> None:
        """Notice silence, and say something to the browsers now and then so that they need not guess."""
        while True:
            await asyncio.sleep(0.1)
            self._speak_if_changed()
            if time.monotonic() - self._spoke >= SPEAK:
                self._speak()

    # the browsers' side

    def _status(self) -> Frame:
        age = int((time.monotonic() - self._came) * 1000)
        status = Status(store=self.store, watch=self.watch, since=int(time.time() * 1000) - age, age=age)
        return {"type": "websocket.send", "bytes": msgspec.json.encode({"status": status})}

    def _speak_if_changed(self) -> None:
        if (self.store, self.watch) != self._said:
            self._speak()

    def _speak(self) -> None:
        self._said = (self.store, self.watch)
        self._spoke = time.monotonic()
        frame = self._status()
        for viewer in self.viewers:
            viewer.status(frame)

    def _admits(self, scope: Frame) -> bool:
        """The gate has looked; this is the lock on the inner door."""
        if "vigia.gate" not in scope:
            return welcome(scope["headers"])
        person = person_of(scope)
        if gate_of(scope) == "open" or (person is not None and person.may(self.right)):
            return True
        return self.right == "wall" and screen_of(scope) is not None

    def _greet(self, send: Send, _scope: Frame) -> Viewer:
        """The browser that came, with what it is owed first."""
        viewer = Viewer(send)
        viewer.status(self._status())
        if self.hidden:
            viewer.blank(BLANKED[True])
        elif self.hidden is False and self._document is not None:
            viewer.document(self._document)
        return viewer

    async def __call__(self, scope: Frame, receive: Callable[[], Awaitable[Frame]], send: Send) -> None:
        """The route /live: one browser from its coming to its going. What it sends is not read."""
        await receive()
        if not self._admits(scope):
            await send({"type": "websocket.close", "code": 1008})
            return
        await send({"type": "websocket.accept"})
        viewer = self._greet(send, scope)
        self.viewers.add(viewer)
        sending = asyncio.create_task(viewer.run())
        try:
            while (await receive())["type"] != "websocket.disconnect":
                pass
        finally:
            self.viewers.discard(viewer)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
