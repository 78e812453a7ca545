"""What the map is told: values and codes, no words; the browser adds those. Every group has the least cases or more."""

from typing import Literal

import msgspec
from msgspec import Struct, field

from maps.facility import Facility

MAP = "map"  # the channel, and the shelf of the cupboard that keeps the last document
NOW = "now"  # its key there; play-back lies beside it, see `history_key`
STATE = "state"  # the key of what the process has folded (`maps/state.py`)
ASK = "map.ask"  # the channel on which a scan is asked for
INSIDE, PUBLISHED = 5, 11  # the least cases of a group that is shown in the room, and outside of it

Window = Literal["6h", "24h", "7d", "28d"]
Layer = Literal["municipality", "cell"]
Level = Literal["unknown", "less", "usual", "more", "much"]
RiskFilter = Literal["all", "severe"]
WINDOWS: tuple[Window, ...] = ("6h", "24h", "7d", "28d")
LAYERS: dict[Window, tuple[Layer, ...]] = {
    "6h": ("municipality",),
    "24h": ("municipality",),
    "7d": ("municipality", "cell"),
    "28d": ("municipality", "cell"),
}


class Group(Struct, frozen=True, omit_defaults=True):
    """Places that are shown as one: each has `LEAST` cases or more, or it would not stand alone.

    `nodes`: codes of municipalities; of the cell layer one outline in the document's `shapes`. `region`: the profile's
    region where the group is what is left of one; "" where it is one place, or runs across regions. `cases`: bounds of
    how many (the upper None: no bound); None: fewer than the least, which only the whole site can be. `level`: against
    the usual of `weeks` of 8; unknown: fewer than 3 of them are known.
    """

    nodes: tuple[str, ...]
    level: Level
    region: str = ""
    cases: tuple[int, int | None] | None = None
    weeks: int = 0


class View(Struct, frozen=True, omit_defaults=True):
    """One closed period under one filter, cut into groups that do not overlap and leave nothing out.

    `form`: of violence, "" for every one. `unplaced`: percent, in tens, of its cases that have no place of this layer.
    """

    window: Window
    layer: Layer
    starts: int
    ends: int
    groups: tuple[Group, ...]
    form: str = ""
    risk: RiskFilter = "all"
    unplaced: int = 0


class Signal(Struct, frozen=True, omit_defaults=True):
    """A hotspot that stands. Figures are those with which it was told, `told` milliseconds.

    `places`: municipalities it touches, the most cases first; `cells`: its H3 cells, whose outlines stand in `shapes`,
    empty where it is made of the municipalities themselves. Cases within [starts, ends), `least`: so many or more;
    `recurrence` days: so often by chance.
    """

    id: str
    places: tuple[str, ...]
    starts: int
    ends: int
    observed: int
    expected: float
    recurrence: int
    told: int
    cells: tuple[str, ...] = ()
    least: bool = False


class GapRow(Struct, frozen=True, omit_defaults=True):
    """Referrals of 28 closed days that found no place, of one municipality (or, `region`, of several of a region
    together) and one service ("": every service)."""

    places: tuple[str, ...]
    service: str
    cases: tuple[int, int | None]
    region: str = ""


class MapDocument(Struct, frozen=True):
    """Everything that the live map draws. `made`: of the journal's entry up to which it counts; `as_of`: the instant up
    to which it counts, the end of the last closed period; `next`: when the next period closes.

    `shapes`: H3 cell → its rings, [[longitude, latitude], …] closed, cut to the site's land. `names`: code → name of
    municipalities; `forms`: code → name. `past`: of this site, when its cases begin.
    """

    site: str
    kind: Literal["demo", "real"]
    zone: str
    made: int
    as_of: int
    next: int
    least: int
    past: int
    views: tuple[View, ...] = ()
    signals: tuple[Signal, ...] = ()
    gaps: tuple[GapRow, ...] = ()
    facilities: tuple[Facility, ...] = ()
    shapes: dict[str, list[list[list[float]]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    regions: dict[str, str] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)


class History(Struct, frozen=True):
    """Play-back: the views of one window and layer, every form and risk together, oldest first, and their outlines."""

    window: Window
    layer: Layer
    views: tuple[View, ...]
    shapes: dict[str, list[list[list[float]]]] = field(default_factory=dict)


class Beat(Struct, frozen=True):
    """Said every few seconds between documents: whoever hears none for long does not know how it is now."""

    beat: int


def history_key(window: Window, layer: Layer) -> str:
    return f"history.{window}.{layer}"


encode = msgspec.json.Encoder().encode
