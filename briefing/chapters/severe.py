"""Severe cases: who was assessed so in the span, whether somebody had her in time, and what was open at its end."""

from msgspec import Struct, field

from briefing.comparing import Figures, Then, compare, comparison, figures, keeps_cases
from briefing.material import Material
from briefing.sheet import Table, Unit
from briefing.then import case_at
from picture import cases, risk
from picture.book import Case
from picture.clocks import HOUR, MINUTE
from picture.ledgers import apart, median

SEVERE = ("severe", "in_progress")
UNITS: dict[str, Unit] = {
    **dict.fromkeys(("assessed", "assigned_in_time", "assigned_late", "unassigned"), "cases"),
    "in_time_share": "percent",
    **dict.fromkeys(("to_assignment", "to_contact"), "minutes"),
    **dict.fromkeys(("severe_open", "in_progress"), "cases"),
    "oldest": "hours",
}


class Count(Struct):
    """`assigned_in`, `contacted_in`: milliseconds from the severe assessment. `since`: of those open at the end."""

    assessed: int = 0
    assigned: int = 0
    in_time: int = 0
    assigned_in: list[int] = field(default_factory=list)
    contacted_in: list[int] = field(default_factory=list)
    since: list[int] = field(default_factory=list)
    in_progress: int = 0


def tables(material: Material) -> list[Table]:
    """Women's, children's and adolescents' cases; men's in a table of their own, where there are any."""
    each = comparison(material)
    found = [figures("severe", compare(Severe(material, men=False).of, each, UNITS), UNITS)]
    men = Severe(material, men=True)
    if men.cases:
        found.append(figures("severe_men", compare(men.of, each, UNITS), UNITS))
    return found


class Severe:
    """The cases that ever were severe."""

    def __init__(self, material: Material, men: bool) -> None:
        self._material = material
        self._target = cases.assign_target(material.profile)
        every = material.picture.book.cases.values()
        self.cases = [case for case in every if apart(case) == men and _ever(case)]

    def of(self, then: Then) -> Figures | None:
        """By the keys of UNITS; None where nobody told of cases."""
        if not keeps_cases(self._material, then):
            return None
        count = Count()
        for case in self.cases:
            stood = case if then.asked else case_at(case, then.until)
            severe = risk.of(stood).severe if stood else None
            if stood and severe is not None and then.starts <= severe < then.ends:
                self._assessed(count, stood, severe)
            _at_end(count, case_at(case, then.ends))
        return _figures(count, then.ends, timed=self._target is not None)

    def _assessed(self, count: Count, case: Case, severe: int) -> None:
        milestones = cases.milestones_of(case)
        assigned, contacted = milestones.get("assigned"), milestones.get("contacted")
        count.assessed += 1
        count.assigned += assigned is not None
        if assigned is not None and self._target is not None:
            count.in_time += assigned <= severe + self._target * MINUTE
        for reached, took in ((assigned, count.assigned_in), (contacted, count.contacted_in)):
            if reached is not None and reached >= severe:
                took.append(reached - severe)


def _ever(case: Case) -> bool:
    return any(
        (step.what == "assessed" and step.said.startswith("severe")) or (step.what == "opened" and step.said)
        for step in case.story
    )


def _at_end(count: Count, case: Case | None) -> None:
    if case is None or case.ended is not None:
        return
    judged = risk.of(case)
    if judged.risk in SEVERE:
        count.since.append(min(at for at in (judged.severe, judged.judged) if at is not None))
        count.in_progress += judged.risk == "in_progress"


def _figures(count: Count, ends: int, timed: bool) -> Figures:
    assign, contact = median(count.assigned_in), median(count.contacted_in)
    return {
        "assessed": count.assessed,
        "assigned_in_time": count.in_time if timed else None,
        "assigned_late": count.assigned - count.in_time if timed else None,
        "unassigned": count.assessed - count.assigned,
        "in_time_share": 100 * count.in_time / count.assessed if count.assessed and timed else None,
        "to_assignment": None if assign is None else assign / MINUTE,
        "to_contact": None if contact is None else contact / MINUTE,
        "severe_open": len(count.since),
        "in_progress": count.in_progress,
        "oldest": (ends - min(count.since)) / HOUR if count.since else None,
    }
