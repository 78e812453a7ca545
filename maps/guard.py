"""What the views leave open of a signal's figure. Pure.

A signal says how many cases a zone had in its days; a view says of a part of both that it had so many or more. Where
the parts come near the whole, what is left is known to be few: then the signal says a round figure, "or more".
"""

from collections.abc import Iterable, Sequence

import h3
from msgspec.structs import replace

from maps.disclosure import COUNTS, FINEST
from maps.documents import View
from maps.periods import holding
from maps.terrain import Terrain
from picture.clocks import DAY
from picture.place_events import HotspotFound

Span = tuple[int, int]  # [starts, ends)
TWO_DAYS = 2 * DAY  # shorter spans are a day, of 23 to 25 h


class Guard:
    """`shown`: every view of a day, of a part of one or of a week that anybody may hold beside a signal."""

    def __init__(self, least: int, terrain: Terrain, shown: Sequence[View] = ()) -> None:
        self.least, self._terrain, self._shown = least, terrain, shown

    def guard(self, fact: HotspotFound) -> HotspotFound:
        """The fact as it may be told."""
        known = self.known(fact)
        if not known or fact.observed - known >= self.least - 1:
            return fact
        edges = (self.least, *(edge for edge in COUNTS if edge > self.least))
        return replace(fact, observed=max(edge for edge in edges if edge <= fact.observed), least=True)

    def known(self, fact: HotspotFound) -> int:
        """The most that views say, taken together, of parts of it that do not overlap."""
        layer, zone = ("cell", set(fact.cells)) if fact.method == "cells" else ("municipality", set(fact.places))
        said: dict[Span, dict[Span, int]] = {}  # day or week → its parts → the most that a view says of the zone
        for view in self._shown:
            if view.layer == layer and fact.starts <= view.starts and view.ends <= fact.ends:
                least = sum(group.cases[0] for group in view.groups if group.cases and self._inside(group.nodes, zone))
                parts = said.setdefault(self._day(view), {})
                parts[view.starts, view.ends] = max(least, parts.get((view.starts, view.ends), 0))
        days = {span: _best(span, parts) for span, parts in said.items() if span[1] - span[0] < TWO_DAYS}
        weeks = {span: _best(span, parts) for span, parts in said.items() if span not in days}
        return _joined(weeks, days)

    def _day(self, view: View) -> Span:
        if view.window != "6h":
            return view.starts, view.ends
        day = holding("24h", view.starts, self._terrain.zone)
        return day.starts, day.ends

    def _inside(self, nodes: Iterable[str], zone: set[str]) -> bool:
        return all(self._within(node, zone) for node in nodes)

    def _within(self, node: str, zone: set[str]) -> bool:
        if node in zone:
            return True
        if not h3.is_valid_cell(node) or h3.get_resolution(node) >= FINEST:
            return False
        parts = self._terrain.parts(node)
        return bool(parts) and all(self._within(part, zone) for part in parts)


def _best(span: Span, parts: dict[Span, int]) -> int:
    """Of a day: what is said of it, or of its quarters together."""
    return max(parts.get(span, 0), sum(least for each, least in parts.items() if each != span))


def _joined(weeks: dict[Span, int], days: dict[Span, int]) -> int:
    """Of a week: what is said of it, or of its days together."""
    total = 0
    for (starts, ends), least in weeks.items():
        inside = [day for day in days if starts <= day[0] and day[1] <= ends]
        total += max(least, sum(days.pop(day) for day in inside))
    return total + sum(days.values())
