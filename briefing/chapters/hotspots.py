"""Places that had more cases than their usual, as they were found (docs/hotspots.md, docs/disclosure.md)."""

from briefing.material import Material
from briefing.sheet import Column, Table

COLUMNS = (
    Column("place", "code"),
    Column("observed", "cases", counts=True),
    Column("expected", "cases"),
    Column("recurrence", "days"),
    Column("since", "instant"),
    Column("starts", "instant"),
    Column("ends", "instant"),
)


def tables(material: Material) -> list[Table]:
    """Those that stood in the span, the rarest first, each as it was found last by `as_of`. A place of several is
    named by the municipality with the most cases. `since`: when it was first told; cases are of [starts, ends)."""
    span = material.span
    stood = [
        each for each in material.picture.book.hotspots.values() if each.first < span.ends and each.until > span.starts
    ]
    rows = tuple(
        (
            each.places[0] if each.places else None,
            each.observed,
            round(each.expected, 1),
            each.recurrence,
            each.first,
            each.starts,
            each.ends,
        )
        for each in sorted(stood, key=lambda each: (-each.recurrence, each.first, each.places))
    )
    return [Table("hotspots", COLUMNS, rows, "places")]
