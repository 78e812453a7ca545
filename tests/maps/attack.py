"""An attacker who keeps every document and works out what was not said: differences of views, by linear programming.

`python -m tests.maps.attack` tries all counts of a simulated month; the test tries a sample.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from random import Random

import h3
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from maps.disclosure import COARSEST, FINEST
from maps.documents import INSIDE, Group, Layer, View
from maps.ledger import Mark
from maps.periods import holding, period
from maps.search import search
from maps.sheet import Sheet
from maps.signals import Scene, Signals
from picture.clocks import HOUR
from picture.place_events import HotspotFound
from tests.maps.site import FORMS, LAST, cases, cluster, day, land, profile

Kind = tuple[tuple[str, ...], bool]  # the forms of a case, and whether it is severe
KINDS: list[Kind] = [
    (tuple(form for form, has in zip(FORMS, chosen, strict=True) if has), severe)
    for chosen in product((True, False), repeat=len(FORMS))
    for severe in (True, False)
]
SLACK = 1e-6
DRAWS = 24  # answers drawn before a count is tried by itself


class Told(Struct):
    """Everything that was published over the days, by day or once and for all."""

    views: list[View]
    signals: list[HotspotFound]


def month(days: int, seed: int, per_day: float = 76.0) -> tuple[list[Mark], Told]:
    """A site's cases, with three hotspots, and what was told of its last `days`."""
    marks = sorted(
        cases(63 + days, per_day, seed)
        + cluster((LAST - days + 2, LAST - days + 4), 16, "19006", seed=seed + 1)
        + cluster((LAST - days // 2, LAST - days // 2 + 2), 20, "19031", seed=seed + 2)
        + cluster((LAST - 1, LAST), 24, "19018", seed=seed + 3)
    )
    signals, said = Signals(), {}
    for last in range(LAST - days + 1, LAST + 1):
        now = day(last)[1] + HOUR
        known = [mark for mark in marks if mark.at < now]
        sheet = Sheet(profile(), land(), known, marks[0].at, now)
        scene = Scene(known, land(), 2, now, sheet.guard())
        found = search(known, marks[0].at, land(), now - HOUR, signals.standing(now).values())
        for name, fact in signals.tell(found, scene):
            signals.fold(name, fact, known, land())
            said[name, fact.observed, fact.starts, fact.ends] = fact
    return marks, Told([view for history in sheet.histories for view in history.views], list(said.values()))


class Box:
    """Unknown: how many cases of each kind each place of a layer had in each slot of these days: municipalities by
    quarters of a day, hexagons by days. What is told is rows: a sum of unknowns between two bounds."""

    def __init__(self, told: Told, marks: Sequence[Mark], first: int, last: int, layer: Layer = "municipality") -> None:
        self.starts, self.ends = day(first)[0], day(last)[1]
        self.layer, slot = layer, "6h" if layer == "municipality" else "24h"
        self._where = land().municipality if layer == "municipality" else land().cell
        self.places = sorted(land().regions) if layer == "municipality" else _around(marks)
        self.slots, at = [], self.starts
        while at < self.ends:
            which = holding(slot, at, profile().zone)  # type: ignore[arg-type]
            self.slots.append((which.starts, which.ends))
            at = which.ends
        self.size = len(self.places) * len(self.slots) * len(KINDS)
        truth = self.truth(marks)
        self._rows: list[NDArray[np.int64]] = []
        self._low: list[float] = []
        self._high: list[float] = []
        for view in told.views:
            if view.layer == layer and self.starts <= view.starts and view.ends <= self.ends:
                self._view(view, truth)
        for fact in told.signals:
            if bool(fact.cells) == (layer == "cell") and self.starts <= fact.starts and fact.ends <= self.ends:
                zone, high = fact.cells or fact.places, np.inf if fact.least else fact.observed
                self._row(self.unknowns(zone, fact.starts, fact.ends), fact.observed, high)
        self._matrix = _matrix(self._rows, self.size)

    def _view(self, view: View, truth: NDArray[np.int64]) -> None:
        """What it says; and, which it does not, of which of a group's places there were few: a class may be learnt."""
        for group in view.groups:
            low, high = group.cases or (0, INSIDE - 1)
            members = self._members(group)
            unknowns = self.unknowns(members, view.starts, view.ends, view.form, view.risk)
            self._row(unknowns, low, np.inf if high is None else high)
            for each in np.split(unknowns, len(members)) if len(members) > 1 else ():
                if truth[each].sum() < INSIDE:
                    self._row(each, 0, INSIDE - 1)

    def _members(self, group: Group) -> list[str]:
        """An outline is as good as its hexagons to who looks at the map."""
        if self.layer == "municipality":
            return list(group.nodes)
        drawn = {member for node in group.nodes for member in land().hexagons(node)}
        return [place for place in self.places if not drawn.isdisjoint(_above(place))]

    def _row(self, unknowns: NDArray[np.int64], low: float, high: float) -> None:
        self._rows.append(unknowns)
        self._low.append(low)
        self._high.append(high)

    def unknowns(
        self, places: Iterable[str], starts: int, ends: int, form: str = "", risk: str = "all"
    ) -> NDArray[np.int64]:
        """Those that a view of these places, this time and this filter counts."""
        p = np.array([self.places.index(place) for place in places], np.int64)
        q = np.array(
            [at for at, (begins, over) in enumerate(self.slots) if starts <= begins and over <= ends], np.int64
        )
        k = np.array([at for at, (forms, severe) in enumerate(KINDS) if _passes(forms, severe, form, risk)], np.int64)
        found: NDArray[np.int64] = (p[:, None, None] * len(self.slots) + q[:, None]) * len(KINDS) + k
        return found.ravel()

    def truth(self, marks: Sequence[Mark]) -> NDArray[np.int64]:
        found = np.zeros(self.size, np.int64)
        for mark in marks:
            place = self._where(mark)
            if self.starts <= mark.at < self.ends and place is not None:
                q = next(at for at, (begins, over) in enumerate(self.slots) if begins <= mark.at < over)
                kind = KINDS.index((mark.forms, mark.severe))
                found[(self.places.index(place) * len(self.slots) + q) * len(KINDS) + kind] += 1
        return found

    def holds(self, values: NDArray[np.int64]) -> bool:
        """Whether what was told is true of these values."""
        sums = self._matrix @ values
        return bool(np.all(sums >= self._low) and np.all(sums <= self._high))

    def answer(self, towards: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of all values that what was told allows those that make this sum least."""
        high, low = np.array(self._high), np.array(self._low)
        bounded = np.isfinite(high)
        above = csr_array(self._matrix[bounded])
        solved = linprog(
            towards,
            A_ub=vstack([above, -self._matrix]).tocsr(),
            b_ub=np.concatenate((high[bounded], -low)),
            bounds=(0, None),
            method="highs",
        )
        if solved.status == 3:  # no bound above: anything may be
            return np.full(self.size, np.inf)
        assert solved.status == 0, solved.message
        return np.asarray(solved.x)


def recovered(box: Box, marks: Sequence[Mark], targets: list[NDArray[np.int64]], seed: int) -> list[int]:
    """Which of the targets, sums of unknowns, what was told leaves one whole number for; `targets` of few cases."""
    random = np.random.default_rng(seed)
    least, most = np.full(len(targets), np.inf), np.full(len(targets), -np.inf)
    truth = box.truth(marks).astype(np.float64)
    answers = [truth]
    for _ in range(DRAWS):
        towards = np.zeros(box.size)
        for target in targets:
            towards[target] += random.normal()
        answers.append(box.answer(np.where(towards < 0, np.maximum(towards, -1), towards) + 0.01))
    for values in answers:
        sums = np.array([values[target].sum() for target in targets])
        least, most = np.minimum(least, sums), np.maximum(most, sums)
    return [at for at, target in enumerate(targets) if most[at] - least[at] < 1 and _pinned(box, target)]


def _pinned(box: Box, target: NDArray[np.int64]) -> bool:
    towards = np.zeros(box.size)
    towards[target] = 1.0
    low, high = box.answer(towards)[target].sum(), box.answer(-towards)[target].sum()
    return bool(np.floor(high + SLACK) <= np.ceil(low - SLACK))


def small(box: Box, marks: Sequence[Mark]) -> Iterator[NDArray[np.int64]]:
    """Every count below the least: of a municipality, a quarter or a day or all of these days, under each filter."""
    truth = box.truth(marks)
    days = sorted({holding("24h", starts, profile().zone).index for starts, _ in box.slots})
    spans = sorted({*box.slots, *map(day, days), (box.starts, box.ends)})
    for code, (starts, ends), form, risk in product(box.places, spans, ("", *FORMS), ("all", "severe")):
        unknowns = box.unknowns((code,), starts, ends, form, risk)
        if truth[unknowns].sum() < INSIDE:
            yield unknowns


def _passes(forms: tuple[str, ...], severe: bool, form: str, risk: str) -> bool:
    return (not form or form in forms) and (risk == "all" or severe)


def _matrix(rows: list[NDArray[np.int64]], size: int) -> csr_array:
    lengths = [len(row) for row in rows]
    edges = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    return csr_array((np.ones(edges[-1]), np.concatenate([*rows, []]).astype(np.int64), edges), shape=(len(rows), size))


def _around(marks: Sequence[Mark]) -> list[str]:
    """The hexagons in which there was a case, and those beside them."""
    seen = {cell for mark in marks if (cell := land().cell(mark)) is not None}
    return sorted({near for cell in seen for near in h3.grid_disk(cell, 1)})


@cache
def _above(cell: str) -> frozenset[str]:
    return frozenset(h3.cell_to_parent(cell, resolution) for resolution in range(COARSEST, FINEST + 1))


def boxes(told: Told, marks: Sequence[Mark], days: int) -> Iterator[Box]:
    """Weeks, and the days of each signal; of both layers."""
    week = holding("7d", day(LAST - days + 1)[0], profile().zone)
    while week.starts < day(LAST)[1]:
        first, last = (holding("24h", at, profile().zone).index for at in (week.starts, week.ends - 1))
        yield Box(told, marks, max(first, LAST - days + 1), min(last, LAST))
        yield Box(told, marks, first, last, "cell")
        week = period("7d", week.index + 1, profile().zone)
    for fact in told.signals:
        span = [holding("24h", at, profile().zone).index for at in (fact.starts, fact.ends - 1)]
        yield Box(told, marks, span[0], span[1], "cell" if fact.cells else "municipality")


def main(seed: int, days: int = 28, sample: int = 10**9) -> int:
    """How many counts below the least were recovered."""
    marks, told = month(days, seed)
    print(
        f"seed {seed}: {len(marks)} cases, {len(told.views)} views, {len(told.signals)} figures of signals", flush=True
    )
    lost = tried = 0
    for box in boxes(told, marks, days):
        assert box.holds(box.truth(marks)), "what was told is not true"
        targets = list(small(box, marks))
        chosen = Random(seed).sample(targets, min(sample, len(targets)))
        found = recovered(box, marks, chosen, seed)
        lost, tried = lost + len(found), tried + len(chosen)
        print(f"  {box.layer}, {len(box.slots)} slots: {len(chosen)} tried, {len(found)} recovered", flush=True)
    print(f"seed {seed}: {lost} of {tried} recovered", flush=True)
    return lost


if __name__ == "__main__":
    sys.exit(1 if sum(main(seed) for seed in (range(*map(int, sys.argv[1:])) if len(sys.argv) > 2 else (1,))) else 0)
