"""Rows through the same door as frames: what a registry's rows say becomes batches of facts and refused frames.

All facts of a row are in one batch, and the mark that a batch leaves is that of its last row whole.
"""

from collections.abc import Sequence

from msgspec import Struct

from feeds.adapters.mapping import PER_ROW, Row, Rules, Said, unreadable
from feeds.admission import Admission
from feeds.refusal import refuse_too_long, refused
from journal.journal import Batch, Mark
from picture.codec import decode_envelope
from picture.errors import BadFrame
from picture.events import Fact

Numbered = tuple[int, Row | BadFrame]  # a row, or why it cannot be read


class Outcome(Struct, frozen=True):
    """What became of one rule's reading of one row: a fact, or a refusal."""

    said: Said
    fact: Fact | None = None
    refusal: BadFrame | None = None

    @property
    def row(self) -> int:
        return self.said.sequence // PER_ROW


class Taken(Struct):
    """Rows as a batch, and what became of each."""

    batch: Batch
    outcomes: list[Outcome]


def whole(number: int) -> int:
    """The mark of a row of which everything is durable."""
    return number * PER_ROW + PER_ROW - 1


class Intake:
    """One registry's rows. `clock`, everywhere: the registry's, milliseconds."""

    def __init__(self, rules: Rules, admission: Admission) -> None:
        self.source = rules.source
        self.rules = rules
        self._admission = admission

    def outcomes(self, number: int, row: Row | BadFrame, epoch: str, clock: int) -> list[Outcome]:
        if isinstance(row, BadFrame):
            return [Outcome(unreadable(number, row), refusal=row)]
        return [self._outcome(said, epoch, clock) for said in self.rules.frames(row, number)]

    def _outcome(self, said: Said, epoch: str, clock: int) -> Outcome:
        if said.refusal:
            return self._refused(said, said.refusal)
        try:
            refuse_too_long(said.frame)
            fact, _ = self._admission.fact(decode_envelope(said.frame), epoch, clock)
        except BadFrame as refusal:
            return self._refused(said, refusal)
        return Outcome(said, fact)

    def take(self, key: str, after: Mark, epoch: str, rows: Sequence[Numbered], clock: int) -> Taken:
        """At least one row. `key`: under which the mark is kept; facts carry the registry's own source."""
        outcomes = [outcome for number, row in rows for outcome in self.outcomes(number, row, epoch, clock)]
        batch = Batch(
            source=key,
            after=after,
            mark=Mark(epoch, whole(rows[-1][0])),
            facts=[outcome.fact for outcome in outcomes if outcome.fact],
            quarantined=[
                refused(outcome.said.frame, outcome.refusal, self.source, epoch, outcome.said.sequence)
                for outcome in outcomes
                if outcome.refusal
            ],
        )
        return Taken(batch, outcomes)

    def _refused(self, said: Said, refusal: BadFrame) -> Outcome:
        """The reason names the column too: it is the profile's word."""
        rule = self.rules.rule(said)
        column = rule.column_of(refusal.field) if rule else ""
        because = BadFrame(refusal.field, f"{refusal.reason} (column {column})") if column else refusal
        return Outcome(said, refusal=because)
