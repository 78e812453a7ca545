"""A scripted period, and the pen it is written with: ids, chance, and what is said so far."""

from collections.abc import Iterator, Mapping
from heapq import merge
from random import Random

from msgspec import Struct

from feeds.simulator.wire import Event, event

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
ENDS = 1_795_392_000_000  # 2026-11-23 00:00 UTC, unless said otherwise

Said = dict[str, list[Event]]


class Period(Struct, kw_only=True):
    """[starts, ends), milliseconds. `site`: its profile's code. `said`: by source, in order of time. `figures`: of the
    whole period, by measure (docs/definitions.md, totals by civil day)."""

    site: str
    starts: int
    ends: int
    said: Said
    figures: dict[str, int]

    def in_order(self) -> Iterator[tuple[str, Event]]:
        """Everything that is said, by time; at equal times by source."""
        sources = [_of(source, events) for source, events in sorted(self.said.items())]
        for _, source, happened in merge(*sources, key=lambda each: each[:2]):
            yield source, happened


def _of(source: str, events: list[Event]) -> Iterator[tuple[int, str, Event]]:
    return ((happened.time, source, happened) for happened in events)


class Script:
    """Writes a period: ids, chance and what is said so far."""

    def __init__(self, seed: int, starts: int, ends: int) -> None:
        self.random = Random(seed)
        self.starts = starts
        self.ends = ends
        self.said: Said = {}
        self._numbered = 0

    def id(self, what: str) -> str:
        self._numbered += 1
        return f"{what}-{self._numbered}"

    def say(self, source: str, time: int, name: str, subject: str, data: Mapping[str, object] | None = None) -> None:
        self.said.setdefault(source, []).append(event(time, name, subject, data))

    def instant(self, before_end: int = 0) -> int:
        """Some instant of the period, and not of its last `before_end` milliseconds."""
        return self.random.randrange(self.starts, self.ends - before_end)

    def between(self, low: int, high: int) -> int:
        return self.random.randrange(low, high)

    def shuffled(self, counts: dict[str, int]) -> list[str]:
        """Each word as often as it is said, in any order."""
        words = [word for word, count in counts.items() for _ in range(count)]
        self.random.shuffle(words)
        return words

    def period(self, site: str, figures: dict[str, int]) -> Period:
        for events in self.said.values():
            events.sort(key=lambda e: e.time)
        return Period(site=site, starts=self.starts, ends=self.ends, said=self.said, figures=figures)
