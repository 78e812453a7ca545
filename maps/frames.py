"""The map's views: closed periods, cut into groups that give nobody away, each against its own usual. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from maps import disclosure
from maps.disclosure import Cut
from maps.documents import LAYERS, WINDOWS, Group, Layer, RiskFilter, View, Window
from maps.ledger import Mark, chosen, within
from maps.periods import Period, exposure, last_closed, period, usual_of
from maps.rates import levels
from maps.terrain import Terrain

RISKS: tuple[RiskFilter, ...] = ("all", "severe")
PLAYED: dict[Window, int] = {"6h": 60, "24h": 28, "7d": 8, "28d": 4}  # periods of the play-back


class Frames:
    """Of distinct marks in order of time, known since `begins`; `least`: of any group. `heard`: a registry of cases has
    been silent since; None: all are heard."""

    def __init__(
        self,
        marks: list[Mark],
        begins: int,
        terrain: Terrain,
        forms: Sequence[str],
        least: int,
        *,
        heard: int | None = None,
    ) -> None:
        self._marks, self._begins, self._terrain, self._least, self._heard = marks, begins, terrain, least, heard
        self._filters = [(form, risk) for form in ("", *forms) for risk in RISKS]

    def latest(self, now: int) -> Iterator[View]:
        """Every window's last closed period, in every layer and under every filter."""
        for window in WINDOWS:
            for layer in LAYERS[window]:
                yield from self.of(last_closed(window, now, self._terrain.zone), layer)

    def played(self, window: Window, layer: Layer, now: int) -> Iterator[View]:
        """The closed periods of the last weeks that have cases known in them, oldest first."""
        last = last_closed(window, now, self._terrain.zone).index
        for index in range(last - PLAYED[window] + 1, last + 1):
            which = period(window, index, self._terrain.zone)
            if which.starts >= self._begins:
                yield from self.of(which, layer)

    def of(self, which: Period, layer: Layer) -> Iterator[View]:
        """One period's views, under every filter."""
        usual = usual_of(which, self._terrain.zone)
        for form, risk in self._filters:
            here = self._counts(which, layer, form, risk)
            before = [self._counts(each, layer, form, risk) if each.starts >= self._begins else None for each in usual]
            every = self._many(which, form, risk)
            cuts = self._cut(here, layer)
            yield View(
                window=which.window,
                layer=layer,
                starts=which.starts,
                ends=which.ends,
                groups=tuple(self._groups(cuts, before, which, layer)),
                form=form,
                risk=risk,
                unplaced=disclosure.tens(every - sum(cut.count for cut in cuts), every),
            )

    def _counts(self, which: Period, layer: Layer, form: str, risk: RiskFilter) -> Counter[str]:
        return counted(chosen(within(self._marks, which.starts, which.ends), form, risk), layer, self._terrain)

    def _many(self, which: Period, form: str, risk: RiskFilter) -> int:
        return sum(1 for _ in chosen(within(self._marks, which.starts, which.ends), form, risk))

    def _cut(self, here: Counter[str], layer: Layer) -> list[Cut]:
        if layer == "municipality":
            return disclosure.municipalities(here, self._terrain.regions, self._least)
        return disclosure.cells(here, self._terrain.roots, self._terrain.parts, self._least)

    def _groups(
        self, cuts: list[Cut], before: Sequence[Counter[str] | None], which: Period, layer: Layer
    ) -> Iterator[Group]:
        baseline = [[_of(cut, week) for week in before] for cut in cuts]
        heard = self._heard is None or which.ends <= self._heard  # a silence is no calm
        judged = levels(np.array([cut.count for cut in cuts]), np.array(baseline), exposure(which.window))
        for cut, (level, weeks, _) in zip(cuts, judged, strict=True):
            yield Group(
                nodes=cut.members if layer == "municipality" else (self._terrain.outline(cut.members)[0],),
                level=level if heard and cut.count >= self._least else "unknown",
                region=cut.region,
                cases=disclosure.bounds(cut.count, self._least, len(cut.members)),
                weeks=weeks,
            )


def counted(marks: Iterable[Mark], layer: Layer, terrain: Terrain) -> Counter[str]:
    """Cases by municipality of the site, or by cell of every resolution from FINEST up; without a place: in none."""
    if layer == "municipality":
        return Counter(place for mark in marks if (place := terrain.municipality(mark)) is not None)
    return disclosure.upward(Counter(cell for mark in marks if (cell := terrain.cell(mark)) is not None))


def _of(cut: Cut, week: Counter[str] | None) -> float:
    """How many of a week's cases the cut holds; NaN: that week is not known."""
    return float("nan") if week is None else float(sum(week[member] for member in cut.members))
