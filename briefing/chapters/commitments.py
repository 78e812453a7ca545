"""What the site committed itself to in the year or the quarter, against what was reached by the end of the span.

Counted from the totals by day, so that it needs no older facts. Counts and shares stand in tables of their own, and
counts of different things too: a column has one unit.
"""

from datetime import date

from msgspec import Struct

from briefing.material import Material
from briefing.rows import Row, share
from briefing.sheet import Column, Count, Table
from picture import ledgers
from picture.commitments import Commitment
from picture.deadlines import civil_day

UNITS: dict[str, Count] = {
    "services": "interventions",
    "timing": "interventions",
    "women": "people",
    "registered": "cases",
    "cases": "cases",
    "calls": "calls",
    "handovers": "handovers",
    "referrals": "referrals",
    "followups": "followups",
}


class Progress(Struct, frozen=True):
    """`reached`: of `whole`, where the commitment is a share; `figure`: the count, or the percent (None: of nothing).
    `elapsed`: percent of its days."""

    reached: int
    whole: int
    figure: float | None
    elapsed: float

    def became(self, commitment: Commitment) -> str:
        """met, missed or open. What must not be exceeded is met at the end only, and missed at once."""
        if self.figure is None:
            return "open"
        over = self.elapsed >= 100
        if commitment.at_most:
            within = self.figure <= commitment.target
            return ("met" if over else "open") if within else ("missed" if over or not commitment.share_of else "open")
        reached = self.figure >= commitment.target
        if commitment.share_of is None and reached:
            return "met"
        return ("met" if reached else "missed") if over else "open"


def tables(material: Material) -> list[Table]:
    """Those that run in the span, or ended in it."""
    zone, span = material.profile.zone, material.span
    today = civil_day(max(span.starts, min(span.ends - 1, material.as_of)), zone)
    first = civil_day(span.starts, zone)
    running = [each for each in material.profile.commitment if runs(each, first, today)]
    by_unit: dict[tuple[Count, Count | None], list[Commitment]] = {}
    for each in running:
        units = unit_of(each.measure), unit_of(each.share_of) if each.share_of else None
        by_unit.setdefault(units, []).append(each)
    return [_table(units, some, material, today) for units, some in sorted(by_unit.items(), key=str)]


def runs(commitment: Commitment, first: int, last: int) -> bool:
    """Whether it does on any of the civil days from `first` to `last`, ordinals."""
    return _day(commitment.since) <= last and _day(commitment.by) >= first


def unit_of(measure: str) -> Count:
    return UNITS[measure.removeprefix("men.").split(".")[0]]


def progress(commitment: Commitment, material: Material, today: int) -> Progress:
    """As of the end of civil day `today`, an ordinal."""
    first, last = _day(commitment.since), _day(commitment.by)
    counts = ledgers.between(material.picture.book, first, min(last, today))
    reached, whole = counts.get(commitment.measure, 0), counts.get(commitment.share_of or "", 0)
    figure = share(reached, whole) if commitment.share_of else float(reached)
    return Progress(reached, whole, figure, round(100 * (min(last, today) - first + 1) / (last - first + 1), 1))


def _day(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _table(units: tuple[Count, Count | None], some: list[Commitment], material: Material, today: int) -> Table:
    unit, of = units
    rows: list[Row] = []
    for each in some:
        found = progress(each, material, today)
        figure = found.figure if of else found.reached
        done = None if figure is None or not each.target else round(100 * figure / each.target, 1)
        parts = (found.reached, found.whole, figure) if of else (figure,)
        rows.append((each.name, each.target, *parts, done, found.elapsed, each.by, found.became(each)))
    return Table(f"commitments_{unit}_share" if of else f"commitments_{unit}", _columns(unit, of), tuple(rows))


def _columns(unit: Count, of: Count | None) -> tuple[Column, ...]:
    """Each count of people is marked as one, so that no percent gives it back."""
    counted: tuple[Column, ...] = (Column("reached", unit, unit != "calls"),)
    if of:
        counted = (
            Column("part", unit, unit != "calls"),
            Column("whole", of, of != "calls"),
            Column("reached", "percent"),
        )
    return (
        Column("commitment", "text"),
        Column("goal", "percent" if of else unit),
        *counted,
        Column("done", "percent"),
        Column("elapsed", "percent"),
        Column("due", "date"),
        Column("state", "code"),
    )
