"""How often somebody may fail to come in: by account and by address, counted in the store for all servers of a site.

What was typed is kept as a hash only: people type passwords into the wrong field.
"""

from hashlib import blake2b

from journal.journal import Journal

WITHIN = 300_000  # ms in which failures are counted, and the wait once there are too many
BY_ACCOUNT = 5
BY_ADDRESS = 20  # a room of people behind one address, each with a mistake or two
CODES = 10  # wrong codes from one address
STARTS = 60  # ways to the provider begun from one address, finished or not


class Limits:
    """Every method raises StoreDown."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def wait(self, *whose: str) -> int:
        """Milliseconds until one of these may try again; 0 now."""
        now, longest = await self._journal.now(), 0
        for key in map(_key, whose):
            until = await self._journal.get("waits", key)
            longest = max(longest, int(until) - now if until else 0)
        return longest

    async def failed(self, whose: str, most: int) -> None:
        """One more failure; from the `most`-th in five minutes on there is a wait of five minutes."""
        key = _key(whose)
        if await self._journal.count("failures", key, WITHIN) >= most:
            until = await self._journal.now() + WITHIN
            await self._journal.put("waits", key, str(until).encode(), WITHIN)

    async def forgive(self, whose: str) -> None:
        """Who came in after all starts anew."""
        await self._journal.drop("failures", _key(whose))


def _key(whose: str) -> str:
    return blake2b(whose.encode(), digest_size=16).hexdigest()
