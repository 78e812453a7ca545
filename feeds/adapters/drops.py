"""What becomes of a dropped file, however it came: journaled once by its digest and row, and a report of it."""

import asyncio
from collections.abc import Callable

import structlog
from msgspec import Struct, field

from feeds.adapters.files import File, Form, read
from feeds.adapters.intake import Intake, Outcome
from feeds.adapters.mapping import PER_ROW
from feeds.adapters.writer import Writer
from picture.errors import MarkMoved

CHUNK = 500  # rows of one batch
LISTED = 1_000

log = structlog.get_logger()


class Refused(Struct, frozen=True):
    """A row, or one fact of it, that waits in quarantine. `fact`: empty where the row gave none."""

    row: int
    fact: str
    reason: str


class Report(Struct, kw_only=True):
    """Holds no value of any row. `repeated`: rows that were journaled before, as part of the same file."""

    digest: str
    rows: int
    facts: int = 0
    repeated: int = 0
    refused: int = 0
    reasons: list[Refused] = field(default_factory=list)  # the first LISTED of them


class Drops:
    """One registry's files, one at a time. `now`: the store's clock. `heard`: when the last one was durable."""

    def __init__(self, intake: Intake, writer: Writer, now: Callable[[], int]) -> None:
        self.heard: int | None = None
        self._intake = intake
        self._writer = writer
        self._now = now
        self._one = asyncio.Lock()
        self._log = log.bind(source=intake.source)

    @property
    def busy(self) -> bool:
        return self._one.locked()

    async def take(self, body: bytes, form: Form) -> Report:
        """Returns when every row is durable. Raises BadFile."""
        async with self._one:
            file = await asyncio.to_thread(read, body, form, self._intake.rules)
            while True:
                try:
                    report = await self._journal(file)
                except MarkMoved:  # another process takes the same file: what it wrote is ours too
                    continue
                break
        self.heard = self._now()
        self._log.info("file.taken", digest=report.digest, rows=report.rows, refused=report.refused)
        return report

    async def _journal(self, file: File) -> Report:
        key, epoch = f"{self._intake.source} file {file.digest}", f"file:{file.digest[:32]}"
        mark = await self._writer.mark(key)
        known = min(mark.sequence // PER_ROW, len(file.rows))
        report = Report(digest=file.digest, rows=len(file.rows), repeated=known)
        for start in range(0, known, CHUNK):
            for number, row in file.rows[start : min(start + CHUNK, known)]:
                _enter(report, self._intake.outcomes(number, row, epoch, self._now()))
            await asyncio.sleep(0)  # the other feeds have their turn
        for start in range(known, len(file.rows), CHUNK):
            rows = file.rows[start : start + CHUNK]
            taken = self._intake.take(key, mark, epoch, rows, self._now())
            await self._writer.write(taken, len(rows))
            mark = taken.batch.mark
            _enter(report, taken.outcomes)
        self._writer.tally.duplicates += known
        return report


def _enter(report: Report, outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.refusal:
            report.refused += 1
            if len(report.reasons) < LISTED:
                report.reasons.append(Refused(outcome.row, outcome.said.type, str(outcome.refusal)))
        else:
            report.facts += 1
