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
    facts = sorted(zip(schedule.arrives, range(len(schedule.facts)), schedule.facts, strict=True))
    every = [fact for _, _, fact in facts]
    instants = sorted({at + by for at in boundaries(oracle.Said(every, followup), schedule) for by in AROUND})
    picture, arrived, compared = Picture(), 0, 0
    for now in instants:
        while arrived < len(facts) and facts[arrived][0] <= now:
            arrived += 1
            apply(picture, Entry(arrived, facts[arrived - 1][0], facts[arrived - 1][2]))
        known = [fact for _, _, fact in facts[:arrived]]
        kept = picture.book.followups.get(followup)
        if kept is None or kept.plan is None:
            continue
        told = oracle.Said(known, followup)
        found = look(kept, picture.book.cases.get(CASE), schedule.profile, now)
        assert found is not None
        wanted = oracle.state(told, now, schedule.profile)
        assert (found.state, found.call_now) == wanted, (where, now, told.plan)
        assert (found.opens, found.closes, found.hollow) == oracle.window(told, schedule.profile), (where, now)
        if found.call_now:
            assert oracle.permitted(told, now, schedule.profile) == "yes", (where, now)
        if not found.ended:
            assert found.last_moment == oracle.last_moment(told, schedule.profile), (where, now, told.plan)
        compared += 1
    return compared
