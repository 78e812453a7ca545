"""Chile's local protection system: its quarterly indicators, of the year in which the span ends.

The last quarter is counted up to the end of the span.
"""

from datetime import date

from msgspec import Struct

from briefing.chapters.services import plans
from briefing.material import Material
from briefing.rows import Row, share
from briefing.sheet import Column, Table
from picture import ledgers
from picture.deadlines import civil_day, first_instant
from picture.ledgers import Figures
from picture.story import stands_apart

QUARTER = Column("quarter", "text")


class Quarter(Struct, frozen=True):
    """[starts, ends)"""

    name: str
    starts: int
    ends: int


def tables(material: Material) -> list[Table]:
    quarters = _quarters(material)
    return [
        _admission(material, quarters),
        _referral(material, quarters),
        _gaps(material, quarters),
        *_plans(material, quarters),
    ]


def _quarters(material: Material) -> list[Quarter]:
    zone, span = material.profile.zone, material.span
    year = date.fromordinal(civil_day(span.ends - 1, zone)).year
    firsts = [date(year, month, 1) for month in (1, 4, 7, 10)] + [date(year + 1, 1, 1)]
    starts = [first_instant(first.toordinal(), zone) for first in firsts]
    return [
        Quarter(f"{year}-Q{at + 1}", starts[at], min(starts[at + 1], span.ends))
        for at in range(4)
        if starts[at] < span.ends
    ]


def _admission(material: Material, quarters: list[Quarter]) -> Table:
    """Cases opened, found pertinent, declined; the share of those judged that were pertinent."""
    known = [each for each in material.picture.book.cases.values() if not stands_apart(material.picture, each)]
    rows: list[Row] = []
    for quarter in quarters:
        said = {"opened": 0, "admitted": 0, "declined": 0}
        for case in known:
            told = {step.what for step in case.story if quarter.starts <= step.time < quarter.ends}
            said["admitted"] += "admitted" in told
            said["declined"] += "declined" in told
            said["opened"] += case.intake is not None and quarter.starts <= case.intake < quarter.ends
        rows.append((quarter.name, *said.values(), share(said["admitted"], said["admitted"] + said["declined"])))
    counted = tuple(Column(name, "cases", counts=True) for name in ("opened", "admitted", "declined"))
    return Table("chile_admission", (QUARTER, *counted, Column("admissibility", "percent")), tuple(rows))


def _referral(material: Material, quarters: list[Quarter]) -> Table:
    """Referrals made, those made with somebody going along, those that reached their service (accepted or completed by
    `as_of`), and their share: effective referral."""
    made = [each for each in material.picture.book.referrals.values() if not stands_apart(material.picture, each)]
    rows: list[Row] = []
    for quarter in quarters:
        own = [r for r in made if r.asked and r.made is not None and quarter.starts <= r.made < quarter.ends]
        assisted = sum(each.asked is not None and each.asked.assisted for each in own)
        reached = sum(each.accepted is not None or each.completed is not None for each in own)
        rows.append((quarter.name, len(own), assisted, reached, share(reached, len(own))))
    counted = tuple(Column(name, "referrals", counts=True) for name in ("made", "assisted", "effective"))
    return Table("chile_referral", (QUARTER, *counted, Column("share", "percent")), tuple(rows))


def _gaps(material: Material, quarters: list[Quarter]) -> Table:
    """Of referrals made in the quarter: refused, and on a waiting list; and how long that list was as it began."""
    rows: list[Row] = []
    for quarter in quarters:
        found = _ledgers(material, quarter)
        refused = sum(gap.refused for gap in found.gaps.values())
        waitlisted = sum(gap.waitlisted for gap in found.gaps.values())
        waiting = list(found.waiting.values())
        rows.append((quarter.name, waiting[0], waiting[-1], refused, waitlisted))
    counted = ("waiting_first", "waiting_last", "refused", "waitlisted")
    return Table("chile_gaps", (QUARTER, *(Column(name, "referrals", counts=True) for name in counted)), tuple(rows))


def _ledgers(material: Material, quarter: Quarter) -> Figures:
    profile = material.profile
    reach = ledgers.of_period(profile.zone, quarter.starts, quarter.ends)
    return ledgers.of(material.picture.book, profile, material.as_of, reach)


def _plans(material: Material, quarters: list[Quarter]) -> list[Table]:
    """Cases in which a plan was made; those evaluated, by their latest outcome within the quarter."""
    made: list[Row] = []
    became: list[Row] = []
    for quarter in quarters:
        planned, outcomes = plans(material, quarter.starts, quarter.ends)
        made.append((quarter.name, planned, outcomes.total()))
        became += [(quarter.name, code, outcomes[code]) for code in material.profile.words.outcomes]
    planned_columns = (QUARTER, Column("planned", "cases", counts=True), Column("evaluated", "cases", counts=True))
    outcome_columns = (QUARTER, Column("outcome", "code"), Column("cases", "cases", counts=True))
    return [
        Table("chile_plans", planned_columns, tuple(made)),
        Table("chile_outcomes", outcome_columns, tuple(became), "outcomes"),
    ]
