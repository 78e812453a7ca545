"""The briefing's charts as SVG, in points of the paper. Pure; they name no address and ask nobody for anything.

Blue is normal, amber beyond the usual, red missed, hatched not known: told apart by lightness and by their labels too.
"""

from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from briefing.forms.fonts import FAMILY

INK, DIM, LINE, BAND = "#16202b", "#5b6b7b", "#c9d2da", "#dfe5ea"
BLUE, PALE, AMBER, RED, GREY = "#3f78ab", "#9dbfdc", "#c77f0a", "#c0322b", "#8795a2"
TONES = {
    "normal": BLUE,
    "pale": PALE,
    "near": AMBER,
    "crossed": RED,
    "unsafe": GREY,
    "open": "#dfe5ea",
    "unknown": "url(#blank)",
}
HATCH = (
    '<defs><pattern id="blank" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
    '<rect width="4" height="4" fill="#ffffff"/><rect width="4" height="1.2" fill="#b9c4ce"/></pattern></defs>'
)
REGULAR = 500  # Typst draws a variable font's 400 in SVG as its thinnest
SMALL = 7.0


class Bar(NamedTuple):
    """An hour. `value` None: not known; `low`, `high` None: the usual is not known."""

    label: str
    value: float | None
    low: float | None
    high: float | None


class Part(NamedTuple):
    label: str
    size: float
    tone: str


class Step(NamedTuple):
    """Hours since the episode, and how many until the next; None: not known, or `hidden`, too few to be shown."""

    hour: float
    many: float | None
    hidden: bool = False


def hours(bars: Sequence[Bar], width: float, height: float, *, label: str) -> str:
    """A bar an hour before the band of the usual."""
    left, top, base = 26.0, 8.0, height - 13
    tall = max([1.0, *(n for bar in bars for n in (bar.value, bar.high) if n is not None)])
    peak = ceiling(tall)
    step = (width - left) / max(1, len(bars))
    scale = (base - top) / peak
    every = max(1, -(-len(bars) // 8))
    parts = [*_grid(left, width, base, scale, peak)]
    parts += [_band(bars, left, step, base, scale)]
    for at, bar in enumerate(bars):
        x, wide = left + at * step + step * 0.17, step * 0.66
        if bar.value is None:
            parts.append(rect(left + at * step, top, step, base - top, "url(#blank)"))
        elif bar.value:
            over = bar.high is not None and bar.value > bar.high
            high = max(0.6, bar.value * scale)
            parts.append(rect(x, base - high, wide, high, AMBER if over else BLUE))
        if at % every == 0:
            parts.append(text(left + at * step + step / 2, height - 3, bar.label, anchor="middle"))
    parts.append(rect(left, base, width - left, 0.7, INK))
    return drawing(parts, width, height, label)


def _grid(left: float, width: float, base: float, scale: float, peak: float) -> list[str]:
    marks = [peak / 2, peak] if peak >= 2 else [peak]
    lines = [rect(left, base - mark * scale, width - left, 0.4, LINE) for mark in marks]
    return lines + [text(left - 4, base - mark * scale + 2.5, short(mark), anchor="end") for mark in [0, *marks]]


def _band(bars: Sequence[Bar], left: float, step: float, base: float, scale: float) -> str:
    """A step an hour, so that no hour borrows from its neighbour."""
    parts = []
    for at, bar in enumerate(bars):
        if bar.low is not None and bar.high is not None:
            high = max(0.8, (bar.high - bar.low) * scale)
            parts.append(rect(left + at * step, base - bar.low * scale - high, step, high, BAND))
    return "".join(parts)


def stacked(parts: Sequence[Part], width: float, height: float, *, label: str) -> str:
    """One bar of parts, each at least as wide as can be seen."""
    whole = sum(part.size for part in parts)
    if not whole:
        return drawing([rect(0, 0, width, height, BAND)], width, height, label)
    least = 3.0
    shown = [part for part in parts if part.size]
    wide = [max(least, width * part.size / whole) for part in shown]
    shrink = (width - least * len(wide)) / max(1e-9, sum(wide) - least * len(wide))
    drawn, x = [], 0.0
    for part, own in zip(shown, wide, strict=True):
        room = least + (own - least) * shrink
        drawn.append(rect(x, 0, max(1.0, room - 1), height, TONES[part.tone]))
        x += room
    return drawing(drawn, width, height, label)


def curve(
    steps: Sequence[Step], window: tuple[float, float], size: tuple[float, float], *, veil: float, label: str
) -> str:
    """Steps from hour to hour; the window shaded. `veil`: the most that a hidden one can be."""
    (width, height), left, top = size, 26.0, 8.0
    base = height - 13
    last = max([window[1] * 1.5, *(step.hour for step in steps)])
    tall = [veil if step.hidden else step.many or 0.0 for step in steps]
    peak = ceiling(max([1.0, *tall]))
    across, up = (width - left - 6) / last, (base - top) / peak
    opens, closes = (left + hour * across for hour in window)
    parts = [rect(opens, top, closes - opens, base - top, "#eaf1f7"), *_grid(left, width, base, up, peak)]
    ends = [*(step.hour for step in steps[1:]), last]
    path = f"M{left:.1f} {base:.1f}"
    for step, many, end in zip(steps, tall, ends, strict=True):
        x, to, y = left + step.hour * across, left + end * across, base - many * up
        if step.many is None:
            high = many * up if step.hidden else base - top
            parts.append(rect(x, base - high, to - x, high, "url(#blank)"))
            y = base
        path += f"L{x:.1f} {y:.1f}L{to:.1f} {y:.1f}"
    path += f"L{left + last * across:.1f} {base:.1f}Z"
    if any(step.many for step in steps):
        parts.append(f'<path d="{path}" fill="{PALE}" fill-opacity="0.75" stroke="{BLUE}" stroke-width="1"/>')
    for x in (opens, closes):
        parts.append(rect(x - 0.4, top, 0.8, base - top, DIM))
    parts.append(rect(left, base, width - left, 0.7, INK))
    ticks = sorted({0.0, *window, *(hour for hour in (24.0, 72.0, 96.0, 120.0, 168.0) if hour <= last)})
    parts += [text(left + hour * across, height - 3, f"{hour:.0f}", anchor="middle") for hour in ticks]
    return drawing(parts, width, height, label)


def ceiling(number: float) -> float:
    """The next of 1, 2, 4, 6, 8 times a power of ten: its half is whole too."""
    power = 1.0
    while power * 10 < number:
        power *= 10
    return next(power * step for step in (1, 2, 4, 6, 8, 10) if power * step >= number)


def short(number: float) -> str:
    """Of an axis, where a million has no room."""
    for size, sign in ((1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:g} {sign}"
    return f"{number:g}"


def rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{fill}"/>'


def text(x: float, y: float, said: str, *, anchor: str = "start", fill: str = DIM, size: float = SMALL) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}"'
    return f"<text {place}>{escape(said)}</text>"


def drawing(parts: Sequence[str], width: float, height: float, label: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" font-family="{FAMILY}, Source Sans, sans-serif" font-weight="{REGULAR}" role="img">'
        f"<title>{escape(label)}</title>{HATCH}{''.join(parts)}</svg>"
    )
