"""How great the danger of a case is: what its opening, its assessments and its protection say.

No clock: only a new fact changes it.
"""

from msgspec import Struct

from picture.book import Case
from picture.policy import LEVELS, RiskClass

SEVERE = LEVELS["severe"]
CLASSES: dict[int, RiskClass] = {number: level for level, number in LEVELS.items()}


class Risk(Struct, frozen=True, gc=False):
    """`judged`: the opening or assessment that gave the present class; None: unassessed. `severe`: the first severe
    assessment since the opening. `lowered`: when it fell below severe, where it did and stayed there."""

    risk: RiskClass
    judged: int | None = None
    severe: int | None = None
    lowered: int | None = None


class Judgement(Struct, frozen=True, gc=False):
    time: int
    level: int
    in_progress: bool = False


def opened(case: Case) -> int:
    """When it was last opened; where nobody said so, its first fact."""
    if case.opened is not None:
        return case.opened
    return case.story[0].time if case.story else 0


def is_severe(case: Case) -> bool:
    return of(case).risk in ("severe", "in_progress")


def of(case: Case) -> Risk:
    since, protected = opened(case), -1
    said: list[Judgement] = []
    for step in case.story:
        if step.what == "assessed":
            _judged(said, step.time, step.said)
        elif step.what == "protected" and step.time >= since:
            protected = step.time
    said = _standing(case, said, since)
    severe = next((one.time for one in said if one.level == SEVERE), None)
    attacked = _attacked(case, said, since, protected)
    if attacked is not None:
        return Risk("in_progress", attacked, severe)
    if not said:
        return Risk("unassessed")
    level = said[-1].level
    return Risk(CLASSES[level], _run(said, level), severe, _lowered(case, said))


def _judged(said: list[Judgement], time: int, words: str) -> None:
    """One judgement an instant: the higher of what was said at it."""
    level, _, now = words.partition("+")
    one = Judgement(time, SEVERE if now else LEVELS.get(level, 0), bool(now))  # type: ignore[call-overload]
    if said and said[-1].time == time:
        last = said.pop()
        one = Judgement(time, max(last.level, one.level), last.in_progress or one.in_progress)
    said.append(one)


def _standing(case: Case, said: list[Judgement], since: int) -> list[Judgement]:
    """Those since the opening; the last before it stands as if made at it, before a re-opening only if severe."""
    if not said or said[0].time >= since:
        return said
    kept = [one for one in said if one.time >= since]
    if kept and kept[0].time == since:
        return kept
    last = next(one for one in reversed(said) if one.time < since)
    if case.intake is None or case.intake >= since:
        kept.insert(0, Judgement(since, last.level, last.in_progress))
    elif last.level == SEVERE:
        kept.insert(0, Judgement(since, SEVERE))
    return kept


def _attacked(case: Case, said: list[Judgement], since: int, protected: int) -> int | None:
    """Since when the attack goes on, as far as anybody said."""
    lower = any(one.level < SEVERE and one.time > since for one in said)
    if case.opening.in_progress and not lower and protected < since:
        return since
    found = None
    for one in reversed(said):
        if not one.in_progress or one.time <= protected:
            break
        found = one.time
    return found


def _run(said: list[Judgement], level: int) -> int:
    """The first of the last assessments that all gave this level."""
    found = said[-1].time
    for one in reversed(said):
        if one.level != level:
            break
        found = one.time
    return found


def _lowered(case: Case, said: list[Judgement]) -> int | None:
    found = None
    for one in reversed(said):
        if one.level == SEVERE:
            return found
        found = one.time
    return found if case.opening.in_progress else None
