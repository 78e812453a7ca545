"""The ground of the map's picture: all of the site and, beside it, where its places stand close together. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import shapely

from maps.documents import Group, MapDocument, Signal, View
from maps.picture_marks import (
    CLASSES,
    DIM,
    FILLS,
    GROUND,
    INK,
    RED,
    Box,
    Panel,
    halo,
    numbered,
    outline,
    polygons,
    width_of,
)
from maps.picture_words import Words

HIGH, GAP = 640.0, 24.0  # of the panels, and between them
EDGE = 14.0  # from a panel's, for a signal's number
SMALL = 0.3  # of the site's box: what is smaller is worth a panel of its own
GROWN = 3.0  # times the box of the places, which signals may widen
BORDER = 'fill="none" stroke="#ffffff" stroke-width="1.1" stroke-linejoin="round"'
THIN = 'fill="none" stroke="#6f7f8d" stroke-width="0.7" stroke-linejoin="round"'
Shapes = Mapping[str, shapely.Geometry]  # degrees


class Ground:
    """`shapes`: of the site's municipalities, by code."""

    def __init__(self, document: MapDocument, view: View, shapes: Shapes) -> None:
        self._document, self._view, self._shapes = document, view, shapes
        self._groups = [(group, self._shape(group.nodes)) for group in view.groups]
        self._signals = [self._outlined(signal) for signal in document.signals]

    def drawn(self, room: tuple[float, float, float], said: Words) -> tuple[list[str], float]:
        """`room`: left, top, right. The elements, and how far down they reach."""
        left, top, right = room
        whole = _box(list(self._shapes.values()))
        close = self._close(whole)
        if close is None:
            return self._panel(Panel("site", (left, top, right, top + HIGH), whole), said), top + HIGH
        middle = left + (right - left) * 0.36
        site = Panel("site", (left, top, middle, top + HIGH), whole)
        zoom = Panel("close", (middle + GAP, top + 10, right, top + HIGH), close)
        return [*self._panel(site, said, zoom), *self._panel(zoom, said), _framed(zoom.at, INK)], top + HIGH

    def _shape(self, nodes: Sequence[str]) -> shapely.Geometry:
        cut = [outline(self._document.shapes[n]) if n in self._document.shapes else self._shapes[n] for n in nodes]
        return shapely.union_all(cut)

    def _outlined(self, signal: Signal) -> shapely.Geometry:
        return self._shape(signal.cells or signal.places)

    def _close(self, whole: Box) -> Box | None:
        """A box around the smaller half of the places that stand alone, and the signals, as far as it stays small."""
        alone = sorted((shape for group, shape in self._groups if len(group.nodes) == 1), key=shapely.area)
        inside = alone[: len(alone) // 2 + 1] or list(self._shapes.values())
        small = min(GROWN * _area(_box(inside)), SMALL * _area(whole))
        for shape in self._signals:
            if _area(_box([*inside, shape])) < small:
                inside.append(shape)
        box = _box(inside, margin=0.06)
        return box if _area(box) < SMALL * _area(whole) else None

    def _panel(self, panel: Panel, said: Words, zoom: Panel | None = None) -> list[str]:
        """`zoom`: another panel, whose extent is framed in this one."""
        land = [panel.path(shape, f'fill="{GROUND}"') for shape in self._shapes.values()]
        fills = [panel.path(shape, f'fill="{FILLS[group.level]}"') for group, shape in self._groups]
        edges = [panel.path(shape, BORDER) for _, shape in self._groups]
        borders = [panel.path(shape, THIN) for shape in self._shapes.values()]
        rings = [panel.path(shape, style) for shape in self._signals for style in _ring()]
        frame = [_framed(_extent(panel, zoom), DIM)] if zoom else []
        labels = [] if zoom else self._labels(panel, said)
        numbers = [numbered(*at, number) for number, at in self._numbers(panel)]
        return [panel.clipped([*land, *fills, *edges, *borders, *rings, *labels, *numbers]), *frame]

    def _numbers(self, panel: Panel) -> Iterator[tuple[int, tuple[float, float]]]:
        """On the outline of each signal, at its northernmost point."""
        left, top, right, bottom = panel.at
        for number, shape in enumerate(self._signals, start=1):
            seen = shapely.get_coordinates(panel.seen(shape))
            if len(seen):
                x, y = panel.point(*max(seen.tolist(), key=lambda pair: (pair[1], pair[0])))
                yield number, (min(max(x, left + EDGE), right - EDGE), min(max(y, top + EDGE), bottom - EDGE))

    def _labels(self, panel: Panel, said: Words) -> list[str]:
        """Names of municipalities where there is room, the larger first, and the number of each group's class."""
        names = self._document.names
        taken = [_around(at, 26, 26) for _, at in self._numbers(panel)]
        of = {} if self._view.layer == "cell" else {code: group for group, _ in self._groups for code in group.nodes}
        named = [Label(names[code], shape, of.get(code)) for code, shape in self._shapes.items() if code in names]
        classes = [Label("", shape, group) for group, shape in self._groups if not of]
        return [*_placed(panel, named, 13, taken), *_placed(panel, classes, 11, taken)]


class Label(NamedTuple):
    """A text in the middle of a shape, with its group's class where that is one place."""

    said: str
    shape: shapely.Geometry
    group: Group | None

    @property
    def whole(self) -> str:
        number = _class(self.group) if self.group and len(self.group.nodes) == 1 else ""
        return f"{self.said} {number}".strip()


def _placed(panel: Panel, labels: Sequence[Label], size: float, taken: list[Box]) -> Iterator[str]:
    """Those that fit into the panel and over no other; `taken` grows."""
    seen = [(label, panel.seen(label.shape)) for label in labels]
    for label, shape in sorted(seen, key=lambda one: (-shapely.area(one[1]), one[0].said)):
        parts = polygons(shape)
        if not parts or not label.whole:
            continue
        x, y = panel.point(*_inside(max(parts, key=shapely.area)))
        box = _around((x, y), width_of(label.whole, size) + 6, size + 5)
        if _wide(panel, shape) > 2 * size and _within(box, panel.at) and not any(_meet(box, other) for other in taken):
            taken.append(box)
            yield halo(x, y + size / 3, label.whole, size, label.group.level if label.group else None)


def _class(group: Group) -> str:
    return str(CLASSES.index(group.level) + 1) if group.level in CLASSES else ""


def _inside(shape: shapely.Geometry) -> tuple[float, float]:
    middle = shapely.centroid(shape)
    at = middle if shapely.contains(shape, middle) else shapely.point_on_surface(shape)
    return at.x, at.y


def _ring() -> tuple[str, str]:
    style = 'fill="none" stroke-linejoin="round"'
    return f'{style} stroke="#ffffff" stroke-width="7"', f'{style} stroke="{RED}" stroke-width="3.4"'


def _wide(panel: Panel, shape: shapely.Geometry) -> float:
    west, south, east, _ = shapely.bounds(shape).tolist()
    return panel.point(east, south)[0] - panel.point(west, south)[0]


def _extent(panel: Panel, other: Panel) -> Box:
    left, top, right, bottom = other.at
    x, y = panel.point(*other.degrees(left, top))
    return x, y, *panel.point(*other.degrees(right, bottom))


def _framed(box: Box, stroke: str) -> str:
    left, top, right, bottom = box
    size = f'x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}"'
    return f'<rect {size} fill="none" stroke="{stroke}" stroke-width="1.2"/>'


def _box(shapes: Sequence[shapely.Geometry], margin: float = 0.02) -> Box:
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    x, y = margin * (east - west), margin * (north - south)
    return west - x, south - y, east + x, north + y


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _around(at: tuple[float, float], width: float, height: float) -> Box:
    return at[0] - width / 2, at[1] - height / 2, at[0] + width / 2, at[1] + height / 2


def _within(one: Box, other: Box) -> bool:
    return other[0] <= one[0] and other[1] <= one[1] and one[2] <= other[2] and one[3] <= other[3]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
