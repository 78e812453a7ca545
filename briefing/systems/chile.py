"""Chile's local protection system: its quarterly indicators, of the year in which the span ends.

The last quarter is counted up to the end of the span.
"""

from collections import Counter
from datetime import date
from typing import get_args

from msgspec import Struct

from briefing.chapters import commitments, plans, referrals
from briefing.material import Material
from briefing.rows import Row, share
from briefing.sheet import Column, Table
from picture import ledgers, measured
from picture.book import Case
from picture.case_events import Access
from picture.deadlines import civil_day, first_instant
from picture.story import stands_apart

QUARTER = Column("quarter", "text")
RISKS = ("in_progress", "severe", "moderate", "mild")


class Quarter(Struct, frozen=True):
    """[starts, ends)"""

    name: str
    starts: int
    ends: int

    def holds(self, at: int | None) -> bool:
        return at is not None and self.starts <= at < self.ends


def tables(material: Material) -> list[Table]:
    """In the order in which a child goes through the system; what the commune promised comes first."""
    quarters = _quarters(material)
    return [
        _commitments(material, quarters),
        _admission(material, quarters),
        _access(material, quarters),
        _priority(material, quarters),
        _referral(material, quarters),
        _gaps(material, quarters),
        *_plans(material, quarters),
        _accompanied(material, quarters),
    ]


def _quarters(material: Material) -> list[Quarter]:
    """Those before anything was told are not known, and are no noughts."""
    zone, span = material.profile.zone, material.span
    year = date.fromordinal(civil_day(span.ends - 1, zone)).year
    firsts = [date(year, month, 1) for month in (1, 4, 7, 10)] + [date(year + 1, 1, 1)]
    starts = [first_instant(first.toordinal(), zone) for first in firsts]
    began = first_instant(min(material.picture.book.days), zone) if material.picture.book.days else span.starts
    return [
        Quarter(f"{year}-Q{at + 1}", starts[at], min(starts[at + 1], span.ends))
        for at in range(4)
        if starts[at] < span.ends and starts[at + 1] > began
    ]


def _commitments(material: Material, quarters: list[Quarter]) -> Table:
    """Each commitment that ran in a quarter, as it stood at the quarter's end."""
    zone, rows = material.profile.zone, list[Row]()
    for each in material.profile.commitment:
        unit = "percent" if each.share_of else commitments.unit_of(each.measure)
        for quarter in quarters:
            first, last = (civil_day(at, zone) for at in (quarter.starts, quarter.ends - 1))
            if commitments.runs(each, first, last):
                found = commitments.progress(each, material, last)
                figure = found.figure if each.share_of else found.reached
                rows.append((each.name, quarter.name, unit, each.target, figure, found.became(each)))
    columns = (
        *(Column("commitment", "text"), QUARTER, Column("unit", "code"), Column("goal", "cases")),
        *(Column("reached", "cases", counts=True), Column("state", "code")),
    )
    return Table("chile_commitments", columns, tuple(rows))


def _hers(material: Material) -> list[Case]:
    return [each for each in material.picture.book.cases.values() if not stands_apart(material.picture, each)]


def _admission(material: Material, quarters: list[Quarter]) -> Table:
    """Cases opened, found pertinent, declined; the share of those judged that were pertinent."""
    rows: list[Row] = []
    for quarter in quarters:
        said = {"opened": 0, "admitted": 0, "declined": 0}
        for case in _hers(material):
            told = {step.what for step in case.story if quarter.holds(step.time)}
            said["admitted"] += "admitted" in told
            said["declined"] += "declined" in told
            said["opened"] += quarter.holds(case.intake)
        rows.append((quarter.name, *said.values(), share(said["admitted"], said["admitted"] + said["declined"])))
    counted = tuple(Column(name, "cases", counts=True) for name in ("opened", "admitted", "declined"))
    return Table("chile_admission", (QUARTER, *counted, Column("admissibility", "percent")), tuple(rows), whole=True)


def _access(material: Material, quarters: list[Quarter]) -> Table:
    """Cases opened by the way in: they come of themselves, were referred, or were searched for."""
    rows: list[Row] = []
    for quarter in quarters:
        opened = measured.cases(material.picture, quarter.starts, quarter.ends)
        came = Counter[str](case.opening.access for case in opened)
        rows += [(quarter.name, way, came[way]) for way in get_args(Access)]
    columns = (QUARTER, Column("access", "code"), Column("cases", "cases", counts=True))
    return Table("chile_access", columns, tuple(rows))


def _priority(material: Material, quarters: list[Quarter]) -> Table:
    """Cases by the level that the common instrument first gave them in the quarter."""
    rows: list[Row] = []
    for quarter in quarters:
        counts = measured.within(material.picture, quarter.starts, quarter.ends)
        rows += [(quarter.name, risk, counts[f"cases.{risk}"]) for risk in RISKS]
    columns = (QUARTER, Column("risk", "code"), Column("assessed", "cases", counts=True))
    return Table("chile_priority", columns, tuple(rows))


def _referral(material: Material, quarters: list[Quarter]) -> Table:
    """Referrals made, those made with somebody going along, those that reached their service (accepted or completed by
    `as_of`), and their share: effective referral."""
    made = [each for each in material.picture.book.referrals.values() if not stands_apart(material.picture, each)]
    rows: list[Row] = []
    for quarter in quarters:
        own = [each for each in made if each.asked and quarter.holds(each.made)]
        assisted = sum(each.asked is not None and each.asked.assisted for each in own)
        reached = sum(map(referrals.took, own))
        rows.append((quarter.name, len(own), assisted, reached, share(reached, len(own))))
    counted = tuple(Column(name, "referrals", counts=True) for name in ("made", "assisted", "effective"))
    return Table("chile_referral", (QUARTER, *counted, Column("share", "percent")), tuple(rows), whole=True)


def _gaps(material: Material, quarters: list[Quarter]) -> Table:
    """How long the waiting lists were as the quarter began and as it ended; of referrals made in it, those refused and
    those still on a list, and what share of all made in it they are."""
    book, profile, rows = material.picture.book, material.profile, list[Row]()
    own = [each for each in book.referrals.values() if not stands_apart(material.picture, each)]
    for quarter in quarters:
        reach = ledgers.of_period(profile.zone, quarter.starts, quarter.ends)
        gaps = ledgers.of(book, profile, material.as_of, reach).gaps.values()
        refused, waitlisted = sum(gap.refused for gap in gaps), sum(gap.waitlisted for gap in gaps)
        made = sum(each.asked is not None and quarter.holds(each.made) for each in own)
        waiting = [sum(referrals.waited(each, at) is not None for each in own) for at in (quarter.starts, quarter.ends)]
        rows.append((quarter.name, *waiting, refused, waitlisted, share(refused + waitlisted, made)))
    counted = ("waiting_first", "waiting_last", "refused", "waitlisted")
    columns = (*(Column(name, "referrals", counts=True) for name in counted), Column("share", "percent"))
    return Table("chile_gaps", (QUARTER, *columns), tuple(rows))


def _plans(material: Material, quarters: list[Quarter]) -> list[Table]:
    """Cases in which a plan was made, and those evaluated: all, by kind of plan, and by their latest outcome within
    the quarter."""
    made: list[Row] = []
    kinds: list[Row] = []
    became: list[Row] = []
    for quarter in quarters:
        found = plans.within(material, quarter.starts, quarter.ends)
        made.append((quarter.name, found.planned, found.outcomes.total()))
        for kind in plans.kinds_of(material, found):
            kinds.append((quarter.name, kind, found.kinds[kind], found.evaluated[kind]))
        became += [(quarter.name, code, found.outcomes[code]) for code in material.profile.words.outcomes]
    outcome_columns = (QUARTER, Column("outcome", "code"), Column("cases", "cases", counts=True))
    return [
        Table("chile_plans", (QUARTER, *plans.COUNTED), tuple(made), whole=True),
        Table("chile_plan_kinds", (QUARTER, Column("plan", "code"), *plans.COUNTED), tuple(kinds), "plans"),
        Table("chile_outcomes", outcome_columns, tuple(became), "outcomes"),
    ]


def _accompanied(material: Material, quarters: list[Quarter]) -> Table:
    """Families accompanied: people whose first accompaniment in 35 days it was."""
    rows: list[Row] = []
    for quarter in quarters:
        counts = measured.within(material.picture, quarter.starts, quarter.ends)
        rows.append((quarter.name, counts["women.accompanied"]))
    return Table("chile_accompanied", (QUARTER, Column("women", "people", counts=True)), tuple(rows), whole=True)
