"""The facts of how long things are kept, past tense. Vigía's own: no centre may send them. No fold makes anything of
them but that what was erased is folded no more (`redaction.py`)."""

from typing import Literal

from picture.words import Count, Data


class FactErased(Data, frozen=True, tag="fact.erased"):
    """What stood at this number was erased on legal order. The number stays: the journal has no holes."""


class PersonErased(Data, frozen=True, tag="person.erased"):
    """One person's facts were erased on legal order, `entries` of them, with `notes` typed at the desk. Whose they were
    stands nowhere. Whoever holds what was folded before folds it anew."""

    entries: Count
    notes: Count = 0


class ArchiveDeleted(Data, frozen=True, tag="archive.deleted"):
    """Everything numbered up to `through` was deleted: it was older than the `days` for which the profile keeps it."""

    through: Count
    days: Count


class RecordsDeleted(Data, frozen=True, tag="records.deleted"):
    """The records beside the journal, `of` audit or quarantine, numbered up to `through` were deleted: they were older
    than the `days` for which the profile keeps them."""

    of: Literal["audit", "quarantine"]
    through: Count
    days: Count


AnyKeepingData = FactErased | PersonErased | ArchiveDeleted | RecordsDeleted
