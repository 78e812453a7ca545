"""What the feeds process tells of itself; the only label is the source."""

from collections.abc import Iterable, Sequence

from prometheus_client import Histogram
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from feeds.door import Door
from feeds.outputs import Listener, Tally

APPEND = Histogram(
    "vigia_feeds_append_seconds",
    "From a batch's first try to its durability",
    ["source"],
    buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5),
)

COUNTS = {
    "frames": "Frames received",
    "facts": "Facts journaled, gaps included",
    "duplicates": "Frames at or below the mark, or held already",
    "dropped": "Fields that no schema names",
    "quarantined": "Frames refused",
    "gaps": "Sequences that the centre could not give",
}


class Feeds(Collector):
    """Read when asked: counting costs the hot path nothing."""

    def __init__(self, listeners: Sequence[Listener], door: Door) -> None:
        self._listeners = listeners
        self._door = door

    def collect(self) -> Iterable[Metric]:
        for name, about in COUNTS.items():
            family = CounterMetricFamily(f"vigia_feeds_{name}", about, labels=["source"])
            for each in self._listeners:
                family.add_metric([each.source], _count(each.tally, name))
            yield family
        connected = GaugeMetricFamily("vigia_feeds_connected", "1 while the feed speaks", labels=["source"])
        for each in self._listeners:
            connected.add_metric([each.source], float(each.connected))
        yield connected
        disagreeing = CounterMetricFamily(
            "vigia_feeds_places_disagreeing", "Municipalities in which their coordinates do not lie", labels=["source"]
        )
        for each in self._listeners:
            disagreeing.add_metric([each.source], self._door.disagreeing[each.source])
        yield disagreeing
        yield CounterMetricFamily("vigia_feeds_unparsable_phones", "Phones that no hash came of", self._door.unparsable)


def _count(tally: Tally, name: str) -> float:
    return float(getattr(tally, name))
