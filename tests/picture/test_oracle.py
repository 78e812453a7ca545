"""The fold and its looks against the brute-force oracle, at every second around every boundary.

VIGIA_ORACLE says how many schedules; a run by hand takes 100,000.
"""

import os

import pytest

from picture.events import Entry
from picture.fold import apply
from picture.followups import look
from picture.picture import Picture
from tests.picture import oracle
from tests.picture.schedules import CASE, DAY, HOUR, MINUTE, Schedule, schedules

SEEDS = 4
COUNT = int(os.environ.get("VIGIA_ORACLE", "400"))
AROUND = (-2_000, -1_000, -1, 0, 1, 1_000, 2_000)


def boundaries(told: oracle.Said, schedule: Schedule) -> set[int]:
    """Every instant at which the rules may change their mind about this follow-up, and a minute between."""
    profile = schedule.profile
    opens, closes, _ = oracle.window(told, profile)
    last = oracle.last_moment(told, profile)
    confirmed = told.planned if told.plan.confirmed is None else told.plan.confirmed
    found = {opens, closes, (closes if last is None else last) - profile.cases.closing * HOUR}
    found |= {confirmed + profile.cases.permission_days * DAY, told.intake, told.planned}
    found |= {last} if last is not None else set()
    found |= {time for time, _ in told.tries} | {opens + MINUTE, closes + 5 * HOUR}
    for at in range(opens - opens % MINUTE, closes + 6 * HOUR, 15 * MINUTE):  # ends of safe spans lie on quarters
        before, after = (oracle.permitted(told, t, profile) for t in (at - 1, at))
        if before != after:
            found.add(at)
    return found


@pytest.mark.parametrize("seed", range(SEEDS))
def test_nobody_is_overdue_a_second_early_or_late_nor_called_outside_her_permission(seed: int) -> None:
    compared = 0
    for number, schedule in enumerate(schedules(seed, COUNT // SEEDS)):
        for followup in schedule.followups:
            compared += agree(schedule, followup, f"seed {seed}, schedule {number}, {followup}")
    assert compared > COUNT


def agree(schedule: Schedule, followup: str, where: str) -> int:
    profile = schedule.profile
    instants = sorted({at + by for at in boundaries(oracle.Said(schedule.facts, followup), schedule) for by in AROUND})
    picture, arrived, compared = Picture(), -1, 0
    told: oracle.Said | None = None
    for now in instants:
        before, arrived = arrived, sum(at <= now for at in schedule.arrives)
        for number in range(max(before, 0), arrived):
            apply(picture, Entry(number + 1, schedule.arrives[number], schedule.facts[number]))
        kept = picture.book.followups.get(followup)
        if kept is None or kept.plan is None:
            continue
        if arrived != before or told is None:
            told = oracle.Said(schedule.facts[:arrived], followup)
            window, last = oracle.window(told, profile), oracle.last_moment(told, profile)
        found = look(kept, picture.book.cases.get(CASE), profile, now)
        assert found is not None
        assert (found.state, found.call_now) == oracle.state(told, last, now, profile), (where, now, told.plan)
        assert (found.opens, found.closes, found.hollow) == window, (where, now)
        assert found.last_moment == last, (where, now, told.plan)
        if found.call_now:
            assert oracle.permitted(told, now, profile) == "yes", (where, now)
        compared += 1
    return compared
