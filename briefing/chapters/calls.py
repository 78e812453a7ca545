"""Calls by centre, queue, class, hour and day, by the definitions of wall and desk (`picture/calls.py`). Calls of two
centres are never added: one that was passed on is offered in both."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from briefing import spans
from briefing.comparing import FIGURE, Comparison, Figures, Row, Then, beside, compare, comparison, figure_rows, reaches
from briefing.material import Material
from briefing.presence import Presence
from briefing.sheet import Column, Table, Unit
from picture.calls import PeriodFigures
from picture.clocks import DAY, HOUR, MINUTE
from picture.picture import counts
from picture.profile import Centre
from picture.window import Window

UNITS: dict[str, Unit] = {
    **dict.fromkeys(("offered", "answered", "abandoned", "dropped"), "calls"),
    "service_level": "percent",
    **dict.fromkeys(("asa", "aht"), "seconds"),
    "occupancy": "percent",
    **dict.fromkeys(("short_abandoned", "ended_unanswered", "waiting", "within", "peak"), "calls"),
    **dict.fromkeys(("longest", "talk"), "seconds"),
    "before_queue": "calls",
}
OF_CENTRE = tuple(Column(key, unit) for key, unit in UNITS.items())
OF_QUEUE = OF_CENTRE[:-1]  # who hung up in the menu had chosen no queue
CENTRE = Column("centre", "code")
OFFERED = (Column("offered", "calls"), *beside("calls"))
TARGET = (Column("target", "percent"), Column("seconds", "seconds"), Column("formula", "code"))
OF_SINGLE_CALLS = (  # what totals by the half hour do not say
    *("dropped", "short_abandoned", "ended_unanswered", "waiting", "peak", "longest", "talk", "before_queue"),
)
CLASSES = ("violence", "third_party", "silent", "other_emergency", "improper", "unclassified")


def tables(material: Material) -> list[Table]:
    each = comparison(material)
    centres = [Calls(material, centre) for centre in material.profile.centre]

    def table(key: str, columns: tuple[Column, ...], rows: Callable[[Calls], Iterable[Row]], words: str = "") -> Table:
        return Table(key, columns, tuple(row for centre in centres for row in rows(centre)), words)

    found = [
        Table("calls_by_hour", (Column("hour", "code"), *OFFERED, CENTRE), tuple(_hours(centres[0], each))),
        table("calls_by_centre", (CENTRE, *OF_CENTRE, *TARGET), lambda calls: _whole(calls, each), "feeds"),
        table("calls_by_queue", QUEUE, lambda calls: _queues(calls, each), "queues"),
        table("calls_by_class", (Column("class", "code"), *CLASS, CENTRE), lambda calls: _classes(calls, each)),
        table("calls_compared", (*FIGURE, CENTRE), lambda calls: _compared(calls, each)),
    ]
    if each.asked.ends - each.asked.starts > 1.5 * DAY:
        found.append(table("calls_by_day", (Column("day", "date"), *OFFERED, CENTRE), _days))
    return found


QUEUE = (
    *(Column("queue", "code"), *OF_QUEUE),
    *(Column(f"offered_{column.key}", "calls") for column in beside("calls")),
    Column("apart", "code"),
)
CLASS = (Column("calls", "calls"), *beside("calls"))


class Calls:
    """The calls of one centre: of a span, to some of its queues."""

    def __init__(self, material: Material, centre: Centre) -> None:
        self.material, self.centre = material, centre
        self.figures = material.calls(centre)
        self.presence = material.presence.get(centre.source, Presence())
        self.together = frozenset(queue.code for queue in centre.queue if not queue.apart)
        self._windows: dict[tuple[int, int], Window] = {}
        self._totals: dict[str, list[int]] = {}  # by queue, when half hours begin that are known by their totals
        if live := material.picture.centres.get(centre.source):
            for queue, told in live.state.intervals.items():
                self._totals[queue] = sorted(at for at in told if counts(live.state, queue, at, told[at].interval))

    def known(self, then: Then) -> bool:
        return reaches(self.material, self.centre.source, then)

    def summed(self, then: Then, queues: frozenset[str]) -> bool:
        """Whether of some of it totals are known, and no single calls."""
        found = (self._totals.get(queue, []) for queue in queues)
        return any(bisect_left(starts, then.starts) < bisect_left(starts, then.ends) for starts in found)

    def period(self, then: Then, queues: frozenset[str]) -> PeriodFigures:
        window = self._windows.get((then.starts, then.ends))
        if window is None:
            window = self._windows[then.starts, then.ends] = self.figures.past(then.starts, then.ends)
        return self.figures.period(window, lambda queue, *_: queue in queues)

    def of(self, then: Then, queues: frozenset[str]) -> Figures | None:
        """Every figure of OF_CENTRE, None of what totals do not say; None where the centre was not heard."""
        if not self.known(then):
            return None
        found = self._figures(then, queues)
        return {**found, **dict.fromkeys(OF_SINGLE_CALLS)} if self.summed(then, queues) else found

    def _figures(self, then: Then, queues: frozenset[str]) -> Figures:
        period = self.period(then, queues)
        tally = period.tally
        level = period.service_level(self.centre.service_level.denominator)
        return {
            "offered": tally.offered,
            "answered": tally.answered,
            "abandoned": tally.abandoned,
            "short_abandoned": tally.short_abandoned,
            "dropped": tally.dropped,
            "ended_unanswered": tally.ended_unanswered,
            "waiting": tally.offered - tally.answered - tally.abandoned - tally.ended_unanswered,
            "within": tally.within,
            "peak": period.peak,
            "service_level": None if level is None else 100 * level,
            "asa": period.asa,
            "talk": period.talk,
            "aht": period.aht,
            "occupancy": self.presence.occupancy(then.starts, then.ends, queues),
            "longest": period.longest / 1000 if tally.offered else None,
            "before_queue": tally.before_queue,
        }

    def offered(self, starts: int, ends: int) -> int:
        return self.figures.offered(starts, ends, self.together)


def _whole(calls: Calls, each: Comparison) -> list[Row]:
    """With the target, and the formula, of the service level."""
    found = compare(lambda then: calls.of(then, calls.together), each, UNITS)
    level = calls.centre.service_level
    return [(calls.centre.source, *(found[key][0] for key in UNITS), level.target, level.within, level.denominator)]


def _compared(calls: Calls, each: Comparison) -> list[Row]:
    found = compare(lambda then: calls.of(then, calls.together), each, UNITS)
    return [(*row, calls.centre.source) for row in figure_rows(found, UNITS)]


def _queues(calls: Calls, each: Comparison) -> list[Row]:
    keys = [column.key for column in OF_QUEUE]
    rows: list[Row] = []
    for queue in calls.centre.queue:
        found = compare(partial(calls.of, queues=frozenset({queue.code})), each, keys)
        name, apart = f"{calls.centre.source}/{queue.code}", "apart" if queue.apart else ""
        rows.append((name, *(found[key][0] for key in keys), *found["offered"][1:], apart))
    return rows


def _classes(calls: Calls, each: Comparison) -> list[Row]:
    def counted(then: Then) -> Figures | None:
        if not calls.known(then):
            return None
        if calls.summed(then, calls.together):
            return dict.fromkeys(CLASSES)
        period = calls.period(then, calls.together)
        classes = {name: period.classes.get(name, 0) for name in CLASSES}
        return {**classes, "unclassified": period.tally.offered - sum(period.classes.values())}

    return [(name, *four, calls.centre.source) for name, four in compare(counted, each, CLASSES).items()]


def _hours(calls: Calls, each: Comparison) -> list[Row]:
    """By the hour that the civil clock shows, in the order in which it comes; an hour that comes twice is one row."""
    zone = ZoneInfo(calls.material.profile.zone)

    def counted(then: Then) -> Figures | None:
        if not calls.known(then):
            return None
        found: dict[str, int] = {}
        for hour, starts, ends in hours_of(then, zone):
            found[hour] = found.get(hour, 0) + calls.offered(starts, ends)
        return found

    keys = dict.fromkeys(hour for hour, _, _ in hours_of(each.asked, zone))
    return [(int(hour), *four, calls.centre.source) for hour, four in compare(counted, each, keys).items()]


def hours_of(then: Then, zone: ZoneInfo) -> Iterable[tuple[str, int, int]]:
    """(what the clock shows, start, end) of each hour of a span."""
    at = then.starts
    while at < then.ends:
        shown = datetime.fromtimestamp(at / 1000, zone)
        end = min(then.ends, at + HOUR - shown.minute * MINUTE - at % MINUTE)
        yield f"{shown.hour:02}", at, end
        at = end


def _days(calls: Calls) -> list[Row]:
    """Each civil day beside the day before it and the same weekdays before."""
    material = calls.material
    offered: dict[int, Figures | None] = {}

    def counted(then: Then) -> Figures | None:
        if then.starts not in offered:
            known = calls.known(then)
            offered[then.starts] = {"offered": calls.offered(then.starts, then.ends)} if known else None
        return offered[then.starts]

    rows: list[Row] = []
    day, after = spans.days_of(material.span, material.profile.zone)
    while day < after:
        each = comparison(material, spans.named(f"{day}", material.profile))
        if each.asked.starts < material.as_of:
            found = compare(counted, each, ["offered"])["offered"]
            rows.append((each.asked.starts, *found, calls.centre.source))
        day += timedelta(days=1)
    return rows
