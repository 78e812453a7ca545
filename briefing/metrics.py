"""What /metrics tells of the briefing process."""

from prometheus_client import Counter, Gauge, Histogram

MADE = Counter("vigia_briefings_made", "Briefings and revisions kept", ["kind"])
FAILED = Counter("vigia_briefings_failed", "Briefings that could not be made")
MAKING = Histogram("vigia_briefing_seconds", "Making of one briefing", buckets=(0.5, 1, 2, 3, 5, 10, 30, 60, 300))
FAILING = Gauge("vigia_briefings_failing", "Briefings of the schedule that could not be made yet")
LATE = Gauge("vigia_briefings_late", "Kept briefings of whose period something was told since")
