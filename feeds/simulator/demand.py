"""When people call: a Poisson process whose rate follows the hour of the day and the weekday of the site."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

HOUR = 3_600_000
WEEK_HOURS = 168


class Demand:
    """`per_week` calls in a mean week; `hours` and `weekdays` (Monday first) are weights."""

    def __init__(self, per_week: float, hours: Sequence[float], weekdays: Sequence[float], zone: ZoneInfo) -> None:
        weights = [day * hour for day in weekdays for hour in hours]
        self._zone = zone
        self._rates = [per_week * weight / sum(weights) / HOUR for weight in weights]
        self._highest = max(self._rates)
        self._hour = -1
        self._rate = 0.0

    def rate(self, time: int) -> float:
        """Calls per millisecond."""
        if time // HOUR != self._hour:
            self._hour = time // HOUR
            local = datetime.fromtimestamp(self._hour * HOUR / 1000, self._zone)
            self._rate = self._rates[(local.weekday() * 24 + local.hour) % WEEK_HOURS]
        return self._rate

    def next(self, time: int, random: Random, factor: float = 1.0) -> int:
        """The next call after `time` at `factor` times the rate, by thinning (Lewis and Shedler 1979)."""
        at = float(time)
        highest = self._highest
        while True:
            at += random.expovariate(highest * factor)
            if random.random() * highest <= self.rate(int(at)):
                return max(time + 1, int(at))
