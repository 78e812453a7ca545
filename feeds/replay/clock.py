"""The clock of a centre that is a recording: it runs at a speed, is set forward over nights, and stands still."""

from collections.abc import Callable


class ReplayClock:
    """`speed` centre seconds a second; 0: it only moves when it is set. `monotonic`: seconds."""

    def __init__(self, start: int, speed: float, monotonic: Callable[[], float]) -> None:
        self.speed = speed
        self._monotonic = monotonic
        self.set(start)

    def set(self, instant: int) -> None:
        self._instant = instant
        self._since = self._monotonic()

    def stand(self, instant: int) -> None:
        self.speed = 0.0
        self.set(instant)

    def now(self) -> int:
        """Milliseconds since 1970 UTC."""
        return self._instant + int((self._monotonic() - self._since) * 1000 * self.speed)

    def seconds_until(self, instant: int) -> float:
        """Real seconds until the clock shows `instant`; 0 for one that only moves when it is set."""
        return max(0.0, (instant - self.now()) / 1000 / self.speed) if self.speed else 0.0
