"""Plans of work and what came of them, by kind, which a case's story does not keep."""

from collections import Counter

from msgspec import Struct, field

from picture.case_events import CaseEvaluated, CasePlanned
from picture.events import Fact

UNSAID = "unsaid"


class Plans(Struct):
    """By case: (instant, kind) of each plan made, (instant, outcome, kind) of each evaluation; said twice it is one."""

    made: dict[str, set[tuple[int, str]]] = field(default_factory=dict)
    judged: dict[str, set[tuple[int, str, str]]] = field(default_factory=dict)

    def hear(self, fact: Fact) -> None:
        data = fact.data
        if isinstance(data, CasePlanned):
            self.made.setdefault(fact.subject, set()).add((fact.time, data.kind or UNSAID))
        elif isinstance(data, CaseEvaluated):
            said = fact.time, data.outcome, data.kind or UNSAID
            self.judged.setdefault(fact.subject, set()).add(said)


class Counted(Struct):
    """Cases: `planned`, and by `kinds` of plan, a case once for each of its kinds; by the latest of their `outcomes`,
    and by the kinds that were `evaluated`."""

    planned: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    evaluated: Counter[str] = field(default_factory=Counter)


def counted(plans: Plans, cases: set[str], starts: int, ends: int) -> Counted:
    """Of these cases, what was planned and evaluated in [starts, ends)."""
    found = Counted()
    for case in plans.made.keys() & cases:
        kinds = {kind for at, kind in plans.made[case] if starts <= at < ends}
        found.planned += bool(kinds)
        found.kinds.update(kinds)
    for case in plans.judged.keys() & cases:
        judged = [each for each in plans.judged[case] if starts <= each[0] < ends]
        if judged:
            found.outcomes[max(judged)[1]] += 1
            found.evaluated.update({kind for _, _, kind in judged})
    return found
