"""The place that an alert is about: what stands, as the hotspot was found last; what is over, as it was raised."""

from typing import NamedTuple

from alerts import lifecycle
from alerts.board import Alert
from picture.picture import Picture
from watch.alert_documents import Zone


class Found(NamedTuple):
    """`places`: municipalities, the most cases first. `value`: in the rule's unit. Of no zone: no places, no zone."""

    places: tuple[str, ...]
    value: float | None
    zone: Zone | None


def found_of(alert: Alert, picture: Picture) -> Found:
    raised = alert.raised
    hotspot = picture.book.hotspots.get(signal_of(alert))
    if hotspot and lifecycle.stands(alert):
        zone = Zone(observed=hotspot.observed, expected=hotspot.expected, least=hotspot.least)
        return Found(hotspot.places, hotspot.recurrence, zone)
    places = hotspot.places if hotspot else (raised.municipality,) if raised.municipality else ()
    if raised.observed is None or raised.expected is None:
        return Found((), raised.value, None)
    return Found(places, raised.value, Zone(observed=raised.observed, expected=raised.expected, least=raised.least))


def signal_of(alert: Alert) -> str:
    """The id of the hotspot that it is about; empty where it is about something else."""
    raised = alert.raised
    return raised.about.removesuffix(f".{raised.reason}") if raised.kind == "zone" else ""
