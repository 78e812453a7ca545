"""Cases as the fold has them against the brute-force oracle, at every second around every boundary.

VIGIA_ORACLE says how many schedules; a run by hand takes 100,000.
"""

import os

import pytest

from picture.cases import look
from picture.events import Entry
from picture.fold import apply
from picture.picture import Picture
from tests.picture.case_oracle import CaseSaid, shift_end
from tests.picture.oracle import MINUTE
from tests.picture.schedules import CASE, Schedule, case_schedules

SEEDS = 4
COUNT = int(os.environ.get("VIGIA_ORACLE", "400"))
AROUND = (-2_000, -1_000, -1, 0, 1, 1_000, 2_000)


def boundaries(schedule: Schedule) -> set[int]:
    """Every instant at which a fact comes, or at which a deadline of what is known by then may be near or due."""
    found: set[int] = set(schedule.arrives)
    for arrived in sorted(set(schedule.arrives)):
        told = known_at(schedule, arrived)
        if told is None:
            continue
        found |= {told.acted + schedule.profile.cases.silent * MINUTE, *told.handed_over}
        found |= {shift_end(time, schedule.profile) for time, _, _ in told.assessments}
        for due, _, within in told.owed():
            found |= {due, due - within * MINUTE // 3}
    return found


def known_at(schedule: Schedule, now: int) -> CaseSaid | None:
    known = [fact for at, fact in zip(schedule.arrives, schedule.facts, strict=True) if at <= now]
    if not any(fact.subject == CASE or getattr(fact.data, "case", None) == CASE for fact in known):
        return None
    return CaseSaid(known, CASE, schedule.profile)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_class_stage_and_every_deadline_turn_at_their_second(seed: int) -> None:
    compared = 0
    for number, schedule in enumerate(case_schedules(seed, COUNT // SEEDS)):
        compared += agree(schedule, f"seed {seed}, schedule {number}")
    assert compared > COUNT


def agree(schedule: Schedule, where: str) -> int:
    instants = sorted({at + by for at in boundaries(schedule) for by in AROUND})
    picture, arrived, compared = Picture(), -1, 0
    for now in instants:
        before, arrived = arrived, sum(at <= now for at in schedule.arrives)
        for number in range(max(before, 0), arrived):
            apply(picture, Entry(number + 1, schedule.arrives[number], schedule.facts[number]))
        if arrived != before:
            told, case = known_at(schedule, now), picture.book.cases.get(CASE)
            assert (told is None) == (case is None), where
            owed = told.owed() if told else []
            late = min((due for due, _, _ in owed), default=None)
            standing = (told.open, told.risk()[0], told.stage(), told.acted) if told else None
        if told is None or case is None or now < told.acted:
            continue
        found = look(case, picture.book, schedule.profile, now)
        assert (found.open, found.risk, found.stage, found.acted) == standing, (where, now, told.story)
        assert (found.downgraded, found.silent) == (told.downgraded(now), told.silent(now)), (where, now, told.story)
        assert (found.next.due if found.next else None) == late, (where, now, told.story)
        assert (found.overdue, found.near) == (late is not None and late <= now, told.near(now)), (where, now)
        compared += 1
    return compared
