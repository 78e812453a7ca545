"""Places that had more cases than their usual, as they were found (docs/hotspots.md, docs/disclosure.md)."""

from collections.abc import Sequence

from briefing.material import Material
from briefing.sheet import Column, Table

NAMED = 3  # municipalities
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
    """Those that stood in the span, the rarest first, each as it was found last by `as_of`. `place`: as
    `named`. `since`: when it was first told; cases are of [starts, ends)."""
    span = material.span
    stood = [
        each for each in material.picture.book.hotspots.values() if each.first < span.ends and each.until > span.starts
    ]
    rows = tuple(
        (
            named(each.places),
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


def named(places: Sequence[str]) -> str | None:
    """The municipalities that a hotspot touches, the most cases first: "19039 19026 19006 +2" of five."""
    more = len(places) - NAMED
    return " ".join([*places[:NAMED], *([f"+{more}"] if more > 0 else [])]) or None
