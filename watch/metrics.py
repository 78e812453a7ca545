"""What the watch measures of itself. Labels name nothing but what the metric is of."""

from prometheus_client import Counter, Gauge, Histogram

FOLDED = Counter("vigia_watch_folded_total", "Journal entries folded")
DECIDED = Counter("vigia_watch_decided_total", "Decisions journaled")
PUBLISHED = Counter("vigia_watch_published_total", "Wall documents published")
DESK_PUBLISHED = Counter("vigia_watch_desk_published_total", "Desk documents published")
PASS = Histogram(
    "vigia_watch_pass_seconds",
    "One pass: decide and make the document",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5),
)
BEHIND = Gauge("vigia_watch_since_last_entry_seconds", "Age of the last entry folded, store clock")
LEASE = Gauge("vigia_watch_lease", "1 while this watch decides and publishes, 0 on standby")
