"""What the map's picture is drawn with: SVG elements, and panels that lay degrees out on paper. Pure.

SVG, because it can hatch; it names no address, so whoever draws it asks nobody for anything.
"""

import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

import shapely

from maps.documents import Level
from maps.terrain import Rings

Box = tuple[float, float, float, float]  # west, south, east, north; or left, top, right, bottom
INK, DIM, LINE, GROUND, RED = "#16202b", "#5b6b7b", "#c9d2da", "#f3f2ef", "#c0322b"
FILLS = {"less": "#dbe8f3", "usual": "#b4cfe5", "more": "#5a94c6", "much": "#1f5a94", "unknown": "url(#blank)"}
ON = {"more": "#ffffff", "much": "#ffffff"}  # what is written on a dark fill
CLASSES = ("less", "usual", "more", "much")  # a level's number is its place here + 1
FONT = "Liberation Sans, Arial, sans-serif"  # the first comes with vl-convert
WIDE = 0.54  # of a letter, in letters' heights, on the average
HATCH = (
    '<defs><pattern id="blank" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
    '<rect width="7" height="7" fill="#ffffff"/><rect width="7" height="2" fill="#b9c4ce"/></pattern></defs>'
)


class Panel:
    """A part of the paper, `at` (left, top, right, bottom), that shows `box` of the ground as large as it can.

    Equirectangular, true at the middle's latitude: over a country it bends less than its outline is simplified.
    """

    def __init__(self, name: str, at: Box, box: Box) -> None:
        self.name, self.at = name, at
        west, south, east, north = box
        squeeze = math.cos(math.radians((south + north) / 2))
        self._scale = min((at[2] - at[0]) / ((east - west) * squeeze), (at[3] - at[1]) / (north - south))
        self._x = (self._scale * squeeze, (at[0] + at[2]) / 2, (west + east) / 2)
        self._y = (-self._scale, (at[1] + at[3]) / 2, (south + north) / 2)
        left, top = self.degrees(at[0], at[1])
        right, bottom = self.degrees(at[2], at[3])
        self._seen = (left, bottom, right, top)

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        return (x - self._x[1]) / self._x[0] + self._x[2], (y - self._y[1]) / self._y[0] + self._y[2]

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - self._x[2]) * self._x[0] + self._x[1], (latitude - self._y[2]) * self._y[0] + self._y[1]

    def seen(self, shape: shapely.Geometry) -> shapely.Geometry:
        """As much of it as lies in the panel."""
        return shapely.clip_by_rect(shape, *self._seen)

    def path(self, shape: shapely.Geometry, style: str) -> str:
        """Nothing for a shape outside of the panel. Drawn beyond its edge, where the clip hides the outline."""
        west, south, east, north = self._seen
        far = 0.02 * (east - west)
        drawn = shapely.clip_by_rect(shape, west - far, south - far, east + far, north + far)
        rings = [ring for part in polygons(drawn) for ring in (part.exterior, *part.interiors)]
        lines = [line for ring in rings if (line := self._line(ring))]
        return f'<path d="{"".join(lines)}" {style}/>' if lines else ""

    def _line(self, ring: shapely.LinearRing) -> str:
        points: list[tuple[float, float]] = []
        for x, y in (self.point(*pair) for pair in shapely.get_coordinates(ring)[:-1]):
            if not points or abs(x - points[-1][0]) + abs(y - points[-1][1]) > 0.6:
                points.append((x, y))
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z" if len(points) > 2 else ""

    def clipped(self, drawn: Sequence[str]) -> str:
        left, top, right, bottom = self.at
        size = f'x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}"'
        clip = f'<clipPath id="{self.name}"><rect {size}/></clipPath>'
        return f'{clip}<g clip-path="url(#{self.name})">{"".join(drawn)}</g>'


def polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(shape, return_index=False) if part.geom_type == "Polygon"]


def outline(rings: Rings) -> shapely.Geometry:
    """Rings inside other rings are holes."""
    return shapely.make_valid(shapely.MultiPolygon([(ring, []) for ring in rings]), method="linework")


def text(x: float, y: float, said: str, size: float, *, fill: str = INK, anchor: str = "start", more: str = "") -> str:
    printable = "".join(sign for sign in said if sign.isprintable())
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}" {more}>'
        f"{escape(printable)}</text>"
    )


def halo(x: float, y: float, said: str, size: float, level: Level | None = None) -> str:
    """A text that is read on the fill of a level, and beyond it."""
    ground = FILLS[level] if level in ON else "#ffffff"
    more = f'stroke="{ground}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
    return text(x, y, said, size, fill=ON.get(level or "", INK), anchor="middle", more=more)


def line(x: float, y: float, to: float, stroke: str, width: float) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{to - x:.1f}" height="{width}" fill="{stroke}"/>'


def numbered(x: float, y: float, number: int) -> str:
    """A signal's number."""
    disc = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11" fill="{RED}" stroke="#ffffff" stroke-width="2"/>'
    return disc + text(x, y + 4.6, str(number), 13, fill="#ffffff", anchor="middle", more='font-weight="bold"')


def width_of(said: str, size: float) -> float:
    return len(said) * WIDE * size


def wrapped(said: str, size: float, room: float) -> list[str]:
    """Lines of whole words, each about as wide as the room."""
    lines = [""]
    for word in said.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
