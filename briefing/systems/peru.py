"""Peru's Línea 100: the series by year, by risk and by sex; what each risk is owed and got; severe cases reached; the
men's programme; how they cope.

A year's figures are of its civil days up to the end of the span; the totals by day are kept three years.
"""

from collections import Counter
from datetime import date

from briefing.chapters import plans
from briefing.chapters.services import MEN
from briefing.comparing import UNKNOWN
from briefing.material import Material
from briefing.rows import TOTAL, Row, in_order, share
from briefing.sheet import Column, Table
from briefing.systems.called import of_days
from picture import ledgers
from picture.book import Case
from picture.deadlines import civil_day
from picture.story import ACCOMPANIMENT, counted, stands_apart

RISKS = ("mild", "moderate", "severe", "in_progress")
URGENT, REEDUCATION, CONCLUDED = "urgente", "reeducacion", "concluido"
SEVERE_ANSWER = frozenset({f"service.{URGENT}"})
ANSWERS = {  # what the programme owes a case of each risk
    "mild": frozenset(f"service.{code}" for code in ACCOMPANIMENT),
    "moderate": frozenset({"followup.spoke_safely"}),
    "severe": SEVERE_ANSWER,
    "in_progress": SEVERE_ANSWER,
}
YEAR = Column("year", "text")


def tables(material: Material) -> list[Table]:
    years = _years(material)
    return [
        _calls(material, years),
        _risks(years),
        _answered(material),
        _severe(years),
        _men(material, years),
        _coping(material),
    ]


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
    """Consultations: offered calls, without those of queues that stand apart; of how many days, how many a day, and
    by how much that is more than in the year before."""
    began = min(material.picture.book.days, default=0)
    rows: list[Row] = []
    before: float | None = None
    for year, (first, last, _) in years.items():
        found, days = of_days(material, first, last), last - max(first, began) + 1
        heard = [count for (*_, apart), count in found.items() if not apart and isinstance(count, int)]
        if not heard:
            rows.append((year, UNKNOWN, days, UNKNOWN, UNKNOWN))
            continue
        per_day = sum(heard) / days
        change = round(100 * (per_day - before) / before, 1) if before else None
        rows.append((year, sum(heard), days, round(per_day, 2), change))
        before = per_day
    columns = (
        Column("calls", "calls"),
        Column("days", "days"),
        Column("per_day", "ratio"),
        Column("change", "percent"),
    )
    return Table("peru_calls", (YEAR, *columns), tuple(rows))


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


def _answered(material: Material) -> Table:
    """Of cases first assessed in the span, those that got what their risk is owed by `as_of`: accompaniment of mild
    ones, a safe conversation of moderate ones, the urgent service of severe ones; and those that somebody else took
    over jointly."""
    found, reached, jointly = Counter[str](), Counter[str](), Counter[str]()
    for case in material.picture.book.cases.values():
        judged = None if stands_apart(material.picture, case) else _judged(material, case)
        if judged is not None:
            at, risk = judged
            steps = {step.what for step in case.story if step.time >= at}
            found[risk] += 1
            reached[risk] += not steps.isdisjoint(ANSWERS[risk])
            jointly[risk] += "handover.accepted" in steps
    counts = tuple(Column(name, "cases", counts=True) for name in ("assessed", "answered", "jointly"))
    rows = tuple((risk, found[risk], reached[risk], jointly[risk], share(reached[risk], found[risk])) for risk in RISKS)
    return Table("peru_answered", (Column("risk", "code"), *counts, Column("share", "percent")), rows)


def _judged(material: Material, case: Case) -> tuple[int, str] | None:
    """When and how it was first assessed, where that was in the span."""
    said = ((at, measure.removeprefix("cases.")) for at, measure in counted(material.picture, case))
    return next(((at, risk) for at, risk in said if risk in RISKS and within(material, at)), None)


def within(material: Material, at: int) -> bool:
    return material.span.starts <= at < material.span.ends


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


def _men(material: Material, years: dict[str, tuple[int, int, Counter[str]]]) -> Table:
    """The programme for men: their cases, sessions of re-education, and the cases that were concluded."""
    concluded = _concluded(material)
    columns = (
        *(YEAR, Column("men", "cases", counts=True), Column("sessions", "interventions", counts=True)),
        Column("concluded", "cases", counts=True),
    )
    rows = tuple(
        (year, counts[f"{MEN}cases.opened"], counts[f"{MEN}services.{REEDUCATION}"], concluded[year])
        for year, (_, _, counts) in years.items()
    )
    return Table("peru_men", columns, rows)


def _concluded(material: Material) -> Counter[str]:
    """By the year in which it was, each case once."""
    found, zone = Counter[str](), material.profile.zone
    for case in material.picture.book.cases.values():
        ended = [step.time for step in case.story if (step.what, step.said) == ("closed", CONCLUDED)]
        if ended and stands_apart(material.picture, case) and ended[-1] < material.span.ends:
            found[str(date.fromordinal(civil_day(ended[-1], zone)).year)] += 1
    return found


def _coping(material: Material) -> Table:
    """Cases evaluated in the span, by how she copes, and the share that each is of them."""
    outcomes = plans.within(material, material.span.starts, material.span.ends).outcomes
    codes, total = in_order(outcomes, material.profile.words.outcomes), outcomes.total()
    rows = [(code, outcomes[code], share(outcomes[code], total)) for code in codes]
    columns = (Column("outcome", "code"), Column("cases", "cases", counts=True), Column("share", "percent"))
    return Table("peru_coping", columns, (*rows, (TOTAL, total, None)), "outcomes", total=True)
