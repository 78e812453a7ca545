"""Offered calls by line and queue, from the totals by day: of whole civil days, for as long as those are kept."""

from briefing.material import Material
from picture import ledgers
from picture.deadlines import civil_day, first_instant

Calls = dict[tuple[str, str, bool], int]  # (source, queue, whether it stands apart) → offered


def calls(material: Material) -> Calls | None:
    """Of the span; None where it is no whole civil days."""
    zone, span = material.profile.zone, material.span
    first, last = civil_day(span.starts, zone), civil_day(span.ends - 1, zone)
    if (first_instant(first, zone), first_instant(last + 1, zone)) != (span.starts, span.ends):
        return None
    return of_days(material, first, last)


def of_days(material: Material, first: int, last: int) -> Calls:
    """Of the civil days from `first` to `last`, ordinals."""
    counts = ledgers.between(material.picture.book, first, last)
    return {
        (centre.source, queue.code, queue.apart): counts.get(f"calls.{centre.source}.{queue.code}", 0)
        for centre in material.profile.centre
        for queue in centre.queue
    }
