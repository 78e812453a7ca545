"""What is measured of notifications. Labels name channels and reasons, nothing of what was told."""

from prometheus_client import Counter, Gauge

SENT = Counter("vigia_notify_sent_total", "Notifications that a channel took", ["channel"])
FAILED = Counter("vigia_notify_failed_total", "Attempts that failed", ["channel", "reason"])
OLDEST = Gauge("vigia_notify_oldest_unsent_seconds", "Age of the oldest notification that waits for a channel")
PING_FAILED = Counter("vigia_notify_ping_failed_total", "Pings outward that were not answered", ["reason"])
