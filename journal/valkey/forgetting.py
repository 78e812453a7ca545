"""What audit and quarantine hold for longer than the profile says leaves the store."""

from collections.abc import Callable
from typing import Literal

from journal.valkey.finding import Finding
from journal.valkey.records import blob, packed
from picture.events import Fact


class Forgetting(Finding):
    """A part of the adapter."""

    async def forget(self, of: Literal["audit", "quarantine"], before: int, told: Callable[[int], Fact]) -> int:
        """Delete its records that were stored before that instant, and journal `told` of the last one's number in the
        same step; how many. The newest stays: numbers go on from it. Where there is nothing to delete nothing is told.
        """
        keys = self._keys(of, "journal", "meta", "redriven")
        newest = await self._store.call("XREVRANGE", keys[0], "+", "-", "COUNT", 1)
        through = min(await self.recorded_before(of, before), int(newest[0][0][:-2]) - 1) if newest else 0
        if through < 1:
            return 0
        return int(await self._store.run("forget", keys, blob(through, packed([told(through)])[0], of == "quarantine")))
