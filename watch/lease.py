"""Being the one watch: taking the lease, keeping it, and knowing when it is gone."""

import asyncio
import contextlib

import structlog

from journal.journal import Journal, Lease
from picture.errors import StoreDown

TTL = 2_400  # milliseconds; renewed, and asked for by a standby, three times in it: a takeover takes 3.2 s at most
log = structlog.get_logger()


class Holding:
    """`held` is the lease while it is ours, else None. Renewed three times per TTL.

    The store's script is the judge: a write with an old token is refused there, so a watch that was asleep
    past its TTL and still believes in `held` does no harm.
    """

    def __init__(self, journal: Journal, holder: str, ttl: int = TTL) -> None:
        self._journal = journal
        self._holder = holder
        self._ttl = ttl
        self.held: Lease | None = None
        self.taken = asyncio.Event()  # set while it is ours

    async def keep(self) -> None:
        """Runs until cancelled; gives the lease back on the way out."""
        try:
            while True:
                self._set(await self._ask())
                await asyncio.sleep(self._ttl / 3000)
        finally:
            if self.held:
                with contextlib.suppress(StoreDown):
                    await self._journal.release(self.held)

    async def _ask(self) -> Lease | None:
        try:
            return await self._journal.lease(self._holder, self._ttl)
        except StoreDown:
            return None

    def _set(self, lease: Lease | None) -> None:
        if (lease is None) != (self.held is None):
            log.info("lease.taken" if lease else "lease.lost", token=lease.token if lease else None)
        self.held = lease
        if lease:
            self.taken.set()
        else:
            self.taken.clear()

    def lose(self) -> None:
        """The store refused our token."""
        self._set(None)
