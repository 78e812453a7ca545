"""Publishes the desk's documents: after the wall's, when rows changed, and everything when somebody asks."""

import asyncio
import contextlib
from collections.abc import Callable

import structlog

from journal.journal import Journal
from journal.waiting import at_most
from picture.errors import StoreDown
from watch.desk_documents import DESK, DESK_ASK, DeskDocument, encode
from watch.lease import Holding
from watch.metrics import DESK_PUBLISHED

SLOWEST = 1.0  # seconds between two looks at the most
REST = 0.01  # seconds between two slices of a whole: other work goes on meanwhile
RETRY = 0.25
log = structlog.get_logger()


class DeskPublisher:
    """`news` is set by the pass, after the wall's document. `make` gives the next document (None: nothing to say) and
    whether more is waiting; `ask` makes the next one whole."""

    def __init__(
        self,
        journal: Journal,
        holding: Holding,
        make: Callable[[], tuple[DeskDocument | None, bool]],
        ask: Callable[[], None],
    ) -> None:
        self._journal = journal
        self._holding = holding
        self._make = make
        self._ask = ask
        self._token = 0
        self.news = asyncio.Event()

    async def publish(self) -> None:
        """Until cancelled."""
        while True:
            await at_most(SLOWEST, self.news)
            self.news.clear()
            lease = self._holding.held
            if lease is None:
                continue
            if lease.token != self._token:  # what the last watch said is not ours to continue
                self._token = lease.token
                self._ask()
            document, more = self._make()
            if document:
                try:
                    await self._journal.publish(DESK, encode(document))
                    DESK_PUBLISHED.inc()
                except StoreDown as error:
                    log.warning("desk.failed", why=str(error))
                    self._ask()  # a document was lost
            if more:
                await asyncio.sleep(REST)
                self.news.set()

    async def listen(self) -> None:
        """Whoever asks, and a line that was down, through which an asker was not heard."""
        while True:
            with contextlib.suppress(StoreDown):
                async with contextlib.aclosing(self._journal.listen(DESK_ASK)) as asked:
                    async for _ in asked:
                        self._ask()
                        self.news.set()
            await asyncio.sleep(RETRY)
