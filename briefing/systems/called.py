"""Offered calls by line and queue, from the totals by day: of whole civil days, for as long as those are kept."""

from briefing.comparing import UNKNOWN
from briefing.material import Material
from briefing.sheet import Value
from picture import ledgers
from picture.deadlines import civil_day, first_instant

Calls = dict[tuple[str, str, bool], Value]  # (source, queue, whether it stands apart) → offered, UNKNOWN: unheard


def calls(material: Material) -> Calls | None:
    """Of the span, of centres that were heard in it; None where it is no whole civil days."""
    zone, span = material.profile.zone, material.span
    first, last = civil_day(span.starts, zone), civil_day(span.ends - 1, zone)
    if (first_instant(first, zone), first_instant(last + 1, zone)) != (span.starts, span.ends):
        return None
    found = of_days(material, first, last)
    return {key: UNKNOWN if material.unheard(key[0]) else count for key, count in found.items()}


def of_days(material: Material, first: int, last: int) -> Calls:
    """Of the civil days from `first` to `last`, ordinals, of centres that ever spoke."""
    counts = ledgers.between(material.picture.book, first, last)
    return {
        (centre.source, queue.code, queue.apart): (
            counts.get(f"calls.{centre.source}.{queue.code}", 0) if _spoke(material, centre.source) else UNKNOWN
        )
        for centre in material.profile.centre
        for queue in centre.queue
    }


def _spoke(material: Material, source: str) -> bool:
    live = material.picture.centres.get(source)
    return live is not None and bool(live.state.clock)
