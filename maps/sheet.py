"""The map's document and its play-back, as of the last closed period. Pure but for the ground it is given."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from maps.documents import INSIDE, LAYERS, WINDOWS, GapRow, History, Layer, MapDocument, Signal, View, Window
from maps.facility import Facility
from maps.frames import Frames
from maps.guard import Guard
from maps.land import Land
from maps.ledger import Mark
from maps.periods import holding, last_closed
from maps.terrain import Rings
from picture.place_events import HotspotFound
from picture.profile import Profile

Outlines = dict[str, Rings]


class Sheet:
    """One site at one instant. `marks`: distinct, in order of time, known since `begins`; `least`: of any group, INSIDE
    the room or as PUBLISHED; `heard`: see Frames; `played`: the windows that are played back."""

    def __init__(
        self,
        profile: Profile,
        land: Land,
        marks: list[Mark],
        begins: int,
        now: int,
        *,
        least: int = INSIDE,
        heard: int | None = None,
        played: Sequence[Window] = WINDOWS,
    ) -> None:
        self._profile, self._land, self._begins, self._least = profile, land, begins, least
        self._frames = Frames(marks, begins, land, tuple(profile.words.forms), least, heard=heard)
        self.as_of = last_closed("6h", now, profile.zone).ends
        self.histories = [
            History(window=window, layer=layer, views=tuple(self._frames.played(window, layer, self.as_of)))
            for window in played
            for layer in LAYERS[window]
        ]

    def guard(self) -> Guard:
        """With every view that may be held beside a signal told now."""
        return Guard(self._least, self._land, [view for history in self.histories for view in history.views])

    def history(self, which: History) -> History:
        """With its outlines."""
        return History(which.window, which.layer, which.views, self._outlines(which.views))

    def whole(self, window: Window, layer: Layer) -> View:
        """Its last closed period, every form and risk together."""
        return next(self._frames.of(last_closed(window, self.as_of, self._profile.zone), layer))

    def document(
        self,
        kind: Literal["demo", "real"],
        made: int,
        signals: Mapping[str, HotspotFound],
        gaps: tuple[GapRow, ...] = (),
        facilities: tuple[Facility, ...] = (),
        *,
        views: tuple[View, ...] | None = None,
    ) -> MapDocument:
        """`views`: no others than these; None: every latest one."""
        land, profile = self._land, self._profile
        views = tuple(self._frames.latest(self.as_of)) if views is None else views
        zones = dict(land.outline(fact.cells) for fact in signals.values() if fact.cells)
        return MapDocument(
            site=profile.code,
            kind=kind,
            zone=profile.zone,
            made=made,
            as_of=self.as_of,
            next=holding("6h", self.as_of, profile.zone).ends,
            least=self._least,
            past=self._begins,
            views=views,
            signals=tuple(_signal(name, fact, land) for name, fact in sorted(signals.items())),
            gaps=gaps,
            facilities=facilities,
            shapes=self._outlines(views) | zones,
            names=dict(land.names),
            regions=dict(land.regions),
            forms=dict(profile.words.forms),
        )

    def _outlines(self, views: Iterable[View]) -> Outlines:
        names = {node for view in views if view.layer == "cell" for group in view.groups for node in group.nodes}
        return {name: self._land.drawn(name) for name in sorted(names)}


def _signal(name: str, fact: HotspotFound, land: Land) -> Signal:
    return Signal(
        id=name,
        places=fact.places,
        cells=(land.outline(fact.cells)[0],) if fact.cells else (),
        starts=fact.starts,
        ends=fact.ends,
        observed=fact.observed,
        least=fact.least,
        expected=fact.expected,
        recurrence=fact.recurrence,
        told=fact.first,
    )
