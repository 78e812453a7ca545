"""Rows of a view that were refused, read again when the reason has gone."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from feeds.adapters.feed import TableWay
from feeds.adapters.intake import Intake
from feeds.adapters.mapping import PER_ROW, Row
from feeds.adapters.poller import epoch_of
from feeds.adapters.sql import View, ViewAway
from feeds.admission import Admission
from journal.journal import Journal, Quarantined
from picture.errors import BadFrame


class RowRedrive:
    """Of one registry. `now`: the store's clock."""

    def __init__(self, way: TableWay, admission: Admission, journal: Journal, now: Callable[[], int]) -> None:
        self._way = way
        self._intake = Intake(way.rules, admission)
        self._journal = journal
        self._now = now

    async def run(self, entries: Sequence[Quarantined]) -> AsyncIterator[tuple[Quarantined, str]]:
        """What became of each, in a sentence. Raises StoreDown."""
        rules = self._way.rules
        view = View(self._way.url, self._way.setting, rules.table, rules.columns) if self._way.url else None
        try:
            for entry in entries:
                if entry.redriven:
                    yield entry, "was re-driven before"
                elif view is None or entry.epoch != epoch_of(rules.table):
                    yield entry, "came in a file: mend the row and drop it in another one"
                else:
                    yield entry, await self._again(view, entry)
        finally:
            if view:
                view.close()

    async def _again(self, view: View, entry: Quarantined) -> str:
        number = entry.sequence // PER_ROW
        try:
            look = await asyncio.to_thread(view.look, number - 1, 1)
        except ViewAway as error:
            return str(error)
        row = dict(look.rows).get(number)
        return "is in the view no more" if row is None else await self._journaled(entry, number, row)

    async def _journaled(self, entry: Quarantined, number: int, row: Row | BadFrame) -> str:
        said = self._intake.outcomes(number, row, entry.epoch, self._now())
        if entry.sequence % PER_ROW:
            said = [outcome for outcome in said if outcome.said.sequence == entry.sequence]
        if not said:
            return "says that fact no more"
        if len(said) > 1:  # a refused frame is re-driven as one fact
            return "says several facts now: it must come again under another number"
        (outcome,) = said
        if outcome.fact is None:
            return f"is refused again: {outcome.refusal}"
        await self._journal.redrive(entry, outcome.fact)
        return "is in the journal now"
