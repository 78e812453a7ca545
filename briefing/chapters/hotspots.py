"""Places that had more cases than their usual, as they were found (docs/hotspots.md, docs/disclosure.md)."""

from collections.abc import Sequence

from briefing.material import Material
from briefing.sheet import Column, Table
from picture.place_events import HotspotFound

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
    """Those of the span, the rarest first, each as it was found last by `as_of`. `place`: as `named`. `since`: when it
    was first told; cases are of [starts, ends)."""
    found = of_span(material).values()
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
        for each in sorted(found, key=lambda each: (-each.recurrence, each.first, each.places))
    )
    return [Table("hotspots", COLUMNS, rows, "places")]


def of_span(material: Material) -> dict[str, HotspotFound]:
    """By id those that stood in the span, or whose cases are of it in part: a day's are found in the night after."""
    span = material.span
    return {
        name: each
        for name, each in material.picture.book.hotspots.items()
        if (each.first < span.ends and each.until > span.starts)
        or (each.starts < span.ends and each.ends > span.starts)
    }


def named(places: Sequence[str]) -> str | None:
    """The municipalities that a hotspot touches, the most cases first: "19039 19026 19006 +2" of five."""
    more = len(places) - NAMED
    return " ".join([*places[:NAMED], *([f"+{more}"] if more > 0 else [])]) or None
