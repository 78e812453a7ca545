"""From the process of maps to every map page of this server: its bytes unchanged, and a word when they stop."""

import asyncio
import contextlib
import time

from dashboard.live import RETRY, Hub, WatchState
from journal.journal import Journal, Kind
from maps.documents import MAP, NOW
from picture.errors import StoreDown

SILENT = 30.0  # seconds; the process of maps says every five that it lives
BEAT = b'{"beat"'  # how a word between documents begins


class MapHub(Hub):
    """Like the wall's own: while the walls are hidden they get no map either.

    The last document lies in the cupboard; whether it still holds is known from what is heard.
    """

    channel = MAP

    def __init__(self, *, journal: Journal, kind: Kind, right: str) -> None:
        super().__init__(journal=journal, kind=kind)
        self.right = right  # of who may look
        if right == "desk":
            self.hidden = False  # who hides the walls goes on working
        self._fetching: asyncio.Task[None] | None = None

    @property
    def watch(self) -> WatchState:
        return "ok" if time.monotonic() - self._came < SILENT else "silent"

    def _subscribed(self) -> None:
        super()._subscribed()
        self._fetching = asyncio.create_task(self._fetch(self.documents))

    async def _fetch(self, before: int) -> None:
        """What was said while nobody listened here; a document that came meanwhile is newer."""
        kept: bytes | None = None
        while self.store == "ok":
            with contextlib.suppress(StoreDown):
                kept = await self._journal.get(MAP, NOW)
                break
            await asyncio.sleep(RETRY)
        if kept is not None and self.documents == before:
            self._document = {"type": "websocket.send", "bytes": kept}
            if self.hidden is False:
                self._forward(self._document)

    def _take(self, payload: bytes) -> None:
        if payload.startswith(BEAT):
            self._came = time.monotonic()
            self._speak_if_changed()
        else:
            super()._take(payload)
