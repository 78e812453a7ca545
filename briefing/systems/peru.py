"""Peru's Línea 100: the series by year, by risk and by sex; severe cases reached; the men's programme; how they cope.

A year's figures are of its civil days up to the end of the span; the totals by day are kept three years.
"""

from collections import Counter
from datetime import date

from briefing.chapters.services import MEN, plans
from briefing.material import Material
from briefing.rows import by_code
from briefing.sheet import Column, Table
from briefing.systems.called import of_days
from picture import ledgers
from picture.deadlines import civil_day

RISKS = ("mild", "moderate", "severe", "in_progress")
URGENT, REEDUCATION = "urgente", "reeducacion"
YEAR = Column("year", "text")


def tables(material: Material) -> list[Table]:
    years = _years(material)
    return [_calls(material, years), _risks(years), _severe(years), _men(years), _coping(material)]


def _years(material: Material) -> dict[str, tuple[int, int, Counter[str]]]:
    """Each year of which anything is known: its first and last civil day, and what they come to."""
    zone, span, days = material.profile.zone, material.span, material.picture.book.days
    last = civil_day(max(span.starts, span.ends - 1), zone)
    found = {}
    for year in sorted({date.fromordinal(day).year for day in days if day <= last}):
        starts, ends = date(year, 1, 1).toordinal(), min(last, date(year, 12, 31).toordinal())
        found[str(year)] = starts, ends, Counter(ledgers.between(material.picture.book, starts, ends))
    return found


def _calls(material: Material, years: dict[str, tuple[int, int, Counter[str]]]) -> Table:
    """Consultations: offered calls, without those of queues that stand apart."""
    rows = []
    for year, (first, last, _) in years.items():
        found = of_days(material, first, last)
        rows.append((year, sum(count for (*_, apart), count in found.items() if not apart)))
    return Table("peru_calls", (YEAR, Column("calls", "calls")), tuple(rows))


def _risks(years: dict[str, tuple[int, int, Counter[str]]]) -> Table:
    """Cases by the risk first assessed: of women, children and family, and of men, who stand apart."""
    columns = (
        YEAR,
        Column("risk", "code"),
        Column("others", "cases", counts=True),
        Column("men", "cases", counts=True),
    )
    rows = tuple(
        (year, risk, counts[f"cases.{risk}"], counts[f"{MEN}cases.{risk}"])
        for year, (_, _, counts) in years.items()
        for risk in RISKS
    )
    return Table("peru_risk", columns, rows)


def _severe(years: dict[str, tuple[int, int, Counter[str]]]) -> Table:
    """Severe cases, urgent services given, and hand-overs that the police and others accepted."""
    columns = (
        YEAR,
        Column("severe", "cases", counts=True),
        Column("urgent", "interventions", counts=True),
        Column("accepted", "handovers", counts=True),
    )
    rows = tuple(
        (
            year,
            counts["cases.severe"] + counts["cases.in_progress"],
            counts[f"services.{URGENT}"],
            counts["handovers.accepted"],
        )
        for year, (_, _, counts) in years.items()
    )
    return Table("peru_severe", columns, rows)


def _men(years: dict[str, tuple[int, int, Counter[str]]]) -> Table:
    """The programme for men: their cases, and sessions of re-education."""
    columns = (YEAR, Column("men", "cases", counts=True), Column("sessions", "interventions", counts=True))
    rows = tuple(
        (year, counts[f"{MEN}cases.opened"], counts[f"{MEN}services.{REEDUCATION}"])
        for year, (_, _, counts) in years.items()
    )
    return Table("peru_men", columns, rows)


def _coping(material: Material) -> Table:
    """Cases evaluated in the span, by how she copes."""
    _, outcomes = plans(material, material.span.starts, material.span.ends)
    return by_code("peru_coping", "outcome", "cases", outcomes, material.profile.words.outcomes, words="outcomes")
