"""A watch for the desk's browser tests: says everything to whoever asks, changes as it is told, and that it lives."""

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import Iterator

from msgspec.structs import replace

from journal.valkey import ValkeyJournal
from picture.errors import StoreDown
from watch.alert_documents import AlertRow, Verdict
from watch.desk_documents import DESK, DESK_ASK, CaseRow, DeskDocument, FollowUpRow, encode


class DeskWatch:
    """Publishes several times a second until it is told to be silent; its clock goes on from the document's."""

    def __init__(self, store_url: str) -> None:
        self._url = store_url
        self._shown: DeskDocument | None = None
        self._began = 0.0
        self._serial = 0
        self.told = 0.0  # when alerts were published last, seconds since 1970
        self._whole = threading.Event()
        self._changes: deque[DeskDocument] = deque()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self._thread.start()

    def show(self, document: DeskDocument) -> None:
        self._began = time.monotonic()
        self._shown = document
        self._whole.set()

    def change(
        self,
        cases: list[CaseRow] | None = None,
        followups: list[FollowUpRow] | None = None,
        gone: tuple[str, ...] = (),
        *,
        alerts: list[AlertRow] | None = None,
        gone_alerts: tuple[str, ...] = (),
        verdicts: list[Verdict] | None = None,
    ) -> None:
        assert self._shown
        changed = replace(
            _bare(self._shown),
            cases=cases or [],
            followups=followups or [],
            gone_cases=[*gone],
            alerts=alerts or [],
            gone_alerts=[*gone_alerts],
            verdicts=verdicts or [],
        )
        self._changes.append(changed)

    def be_silent(self) -> None:
        self._shown = None

    def end(self) -> None:
        self._ended.set()
        self._thread.join()

    async def _run(self) -> None:
        journal = ValkeyJournal(self._url, "nuevo_leon", patience=1.0)
        hearing = asyncio.create_task(self._hear(journal))
        while not self._ended.is_set():
            if self._shown:
                with contextlib.suppress(StoreDown):
                    document = self._next(self._shown)
                    if document.alerts:
                        self.told = time.time()
                    await journal.publish(DESK, encode(document))
            await asyncio.sleep(0.2)
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)
        await journal.close()

    async def _hear(self, journal: ValkeyJournal) -> None:
        while True:
            with contextlib.suppress(StoreDown):
                async with contextlib.aclosing(journal.listen(DESK_ASK)) as asked:
                    async for payload in asked:
                        if payload is not None:
                            self._whole.set()
            await asyncio.sleep(0.1)

    def _next(self, shown: DeskDocument) -> DeskDocument:
        self._serial += 1
        if self._whole.is_set():
            self._whole.clear()
            said = shown
        else:
            said = self._changes.popleft() if self._changes else _bare(shown)
        now = shown.now + int((time.monotonic() - self._began) * 1000)
        feeds = [replace(chip, heard=now - 400) if chip.state == "fresh" else chip for chip in shown.feeds]
        return replace(said, serial=self._serial, now=now, feeds=feeds)


def _bare(document: DeskDocument) -> DeskDocument:
    bare = replace(document, whole=False, board=None, names=None, ledgers=None, turn=None, attention=None)
    return replace(bare, cases=[], followups=[], alerts=[])


@contextlib.contextmanager
def publishing(store_url: str) -> Iterator[DeskWatch]:
    watch = DeskWatch(store_url)
    try:
        yield watch
    finally:
        watch.end()
