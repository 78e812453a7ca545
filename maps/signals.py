"""What is said of a hotspot, and what is kept to itself. Pure.

A hotspot's figures are told once and stand as told while it goes on: each day's new figure, less the one of the day
before, would give a count of a day away. Other figures are told only when the cases beyond all told so far are `least`
or more, and with them all that were told. So every sum that was ever told is made of sets of cases that do not overlap,
each of `least` or more (docs/disclosure.md).
"""

import hashlib
import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from maps.guard import Guard
from maps.ledger import Mark, within
from maps.terrain import Terrain
from picture.clocks import DAY
from picture.place_events import HotspotFound

TOLD_FROM = 100  # days: chance makes such a hotspot less often
STANDS = 36 * 3_600_000  # milliseconds for which it stands unless it is found again
LONGEST = 14 * DAY  # what is told of, at the most; told cases older than that overlap with nothing that is found
LEVELS = (100, 365)  # days, at which an alert differs
MOST = 3650.0  # days that a recurrence is said to be


class Found(Struct, frozen=True):
    """A cluster as a scan found it, before anything is said of it. `cells` empty: `places` are what it is made of.
    `share`: cases of the whole site in its days, of those in all days scanned."""

    places: tuple[str, ...]
    cells: tuple[str, ...]
    starts: int
    ends: int
    observed: int
    expected: float
    recurrence: float
    share: float


class Told(Struct):
    """A signal: its latest fact, and every case that a figure of it ever counted."""

    fact: HotspotFound
    cases: set[str] = field(default_factory=set)

    def differs(self, fact: HotspotFound) -> bool:
        """Whether it says other figures than the latest, not only for longer."""
        return _figures(self.fact) != _figures(fact)


class Signals(Struct):
    told: dict[str, Told] = field(default_factory=dict)

    def fold(self, name: str, fact: HotspotFound, marks: Sequence[Mark], terrain: Terrain) -> None:
        """Take in what the journal says was told. `marks`: in order of time, distinct or not."""
        known = self.told.get(name)
        if known is None or known.differs(fact):
            cases = {mark.case for mark in inside(fact, marks, terrain) if mark.number <= fact.made}
            known = self.told[name] = Told(fact, cases | (known.cases if known else set()))
        known.fact = fact
        for old in [old for old, told in self.told.items() if told.fact.ends < fact.ends - 4 * LONGEST]:
            del self.told[old]

    def standing(self, now: int) -> dict[str, HotspotFound]:
        return {name: told.fact for name, told in self.told.items() if now < told.fact.until}

    def tell(self, found: Iterable[Found], scene: "Scene") -> list[tuple[str, HotspotFound]]:
        """What is to be journaled of a scan's clusters, each with the id of its signal."""
        said: dict[str, HotspotFound] = {}
        counted: set[str] = set()
        for cluster in sorted(found, key=lambda each: -each.recurrence):
            fact = _fact(cluster, scene)
            cases = {mark.case for mark in inside(fact, scene.marks, scene.terrain)}
            if cluster.recurrence <= TOLD_FROM or len(cases) < scene.guard.least or cases & counted:
                continue
            facts = self._say(fact, cases, scene.guard)
            if any(self._is_new(*each) for each in facts):
                counted |= cases
            for name, each in facts:
                said.setdefault(name, each)
        return sorted(said.items())

    def _is_new(self, name: str, fact: HotspotFound) -> bool:
        return name not in self.told or self.told[name].differs(fact)

    def _say(self, fact: HotspotFound, cases: set[str], guard: Guard) -> list[tuple[str, HotspotFound]]:
        touching = {name: told for name, told in self.told.items() if told.cases & cases}
        before = set().union(*(told.cases for told in touching.values()))
        if touching and not (before <= cases and len(cases - before) >= guard.least):
            return [(name, replace(told.fact, until=fact.until)) for name, told in touching.items()]
        first = min(touching, key=lambda name: (touching[name].fact.first, name), default="")
        if first:
            fact = replace(fact, first=touching[first].fact.first)
        return [(first or name_of(fact), guard.guard(fact))]


class Scene(NamedTuple):
    """What was scanned: distinct marks in order of time, on their ground, folded up to entry `made`, at `now`."""

    marks: Sequence[Mark]
    terrain: Terrain
    made: int
    now: int
    guard: Guard


def inside(fact: HotspotFound, marks: Sequence[Mark], terrain: Terrain) -> list[Mark]:
    """The marks that a signal counts."""
    ordered = within(marks, fact.starts, fact.ends)
    of_cells = fact.method == "cells"  # redacted, its cells are none
    where, zone = (terrain.cell, set(fact.cells)) if of_cells else (terrain.municipality, set(fact.places))
    return [mark for mark in ordered if where(mark) in zone]


def name_of(fact: HotspotFound) -> str:
    """A hash of where and since when: found again by a second process it is the same signal."""
    said = f"{fact.method}\0{fact.places}\0{fact.cells}\0{fact.starts}\0{fact.ends}"
    return hashlib.blake2b(said.encode(), digest_size=12).hexdigest()


def _fact(found: Found, scene: Scene) -> HotspotFound:
    return HotspotFound(
        method="cells" if found.cells else "municipalities",
        places=found.places,
        cells=found.cells,
        starts=found.starts,
        ends=found.ends,
        observed=found.observed,
        expected=rounded(found.expected, found.share),
        recurrence=often(found.recurrence),
        first=scene.now,
        until=scene.now + STANDS,
        made=scene.made,
    )


def rounded(expected: float, share: float) -> float:
    """To a step so wide that five counts of the zone fit in it: expected = the zone's count × share."""
    least = max(0.1, 5 * share)
    tens = 10.0 ** math.floor(math.log10(least))
    step = next(each * tens for each in (1, 2, 5, 10) if each * tens >= least - 1e-12)
    return round(round(expected / step) * step, 2)


def often(days: float) -> int:
    """Days to two figures, down, but not to a level that they exceed: more figures would tell the expected count. Of
    more than ten years no scan of eight weeks knows."""
    days = min(days, MOST)
    tens: int = 10 ** max(0, math.floor(math.log10(max(days, 1.0))) - 1)
    return max(int(days // tens) * tens, *(level + 1 for level in (0, *LEVELS) if level < days))


def _figures(fact: HotspotFound) -> HotspotFound:
    return replace(fact, until=0, made=0)
