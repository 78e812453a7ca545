"""Every number of the follow-up tables against pandas over what the brute-force oracle says of the raw facts."""

from collections.abc import Callable
from random import Random

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from briefing.sheet import Value
from picture import case_events as c
from picture.clocks import DAY, HOUR, MINUTE
from picture.events import AnyData, Fact
from tests.briefing.told import AS_OF, BACK, ENDS, REGISTRY, SITE, STARTS, any_day, fact, journal, rows, sheet
from tests.picture import oracle
from tests.picture.schedules import CASE, opening, promise

STATES = ("done_in_window", "done_early", "done_late", "overdue", "never_safe", "unreachable", "cancelled")


def some_followups(draw: Random, count: int) -> dict[str, list[Fact]]:
    """By follow-up, the facts that speak of it and of its case. Windows close on the day, or on one it is compared
    with."""
    return {f"F-{number}": a_followup(draw, number) for number in range(count)}


def a_followup(draw: Random, number: int) -> list[Fact]:
    case, told = f"C-{number}", list[Fact]()

    def tell(time: int, subject: str, data: AnyData) -> None:
        if isinstance(data, c.FollowUpPlanned):
            data = replace(data, case=case)
        name = case if subject == CASE else subject
        told.append(replace(fact(time, name, data, REGISTRY), sequence=number * 100 + len(told) + 1, epoch="e"))

    base = any_day(draw) - draw.randrange(16, 60) * HOUR + draw.randrange(HOUR)
    intake = base + draw.choice([0, 2 * HOUR, draw.randrange(60 * HOUR)])
    if draw.random() < 0.95:
        who = "man" if draw.random() < 0.15 else "woman"
        tell(intake, CASE, replace(opening(draw, base, intake), subject_is=who))
    promise(draw, base, intake, f"F-{number}", tell)
    return [each for each in told if each.time <= AS_OF]


def plain(each: dict[str, list[Fact]], until: Callable[[int], int]) -> pd.DataFrame:
    """A row a follow-up: whose, when its window closes, and the state at `until(closes)`."""
    found = []
    for name, facts in each.items():
        if not any(isinstance(fact.data, c.FollowUpPlanned) for fact in facts):
            continue
        told = oracle.Said(facts, name)
        _, closes, _ = oracle.window(told, SITE)
        at = until(closes)
        then = cut(facts, at, name) if at < AS_OF else told
        state = None
        if then is not None:
            last = oracle.last_moment(then, SITE)
            state = oracle.state(then, last, at, SITE)[0]
            if state.startswith("overdue"):
                state = "never_safe" if last is None else "overdue"
        found.append((told.opening.subject_is == "man", closes, state))
    return pd.DataFrame(found, columns=["man", "closes", "state"]).dropna()


def cut(facts: list[Fact], at: int, name: str) -> oracle.Said | None:
    """As it stood then, by the plan and the case that are known now."""
    told = oracle.Said(facts, name)
    if told.promised >= at:
        return None
    told.tries = [each for each in told.tries if each[0] < at]
    latest = max(told.cancelled, default=at)
    told.cancelled = [latest] if latest < at else []
    return told


def states(followups: pd.DataFrame, back: int, *, men: bool) -> dict[str, int]:
    mine = followups[(followups.man == men) & followups.closes.between(STARTS - back * DAY, ENDS - back * DAY - 1)]
    return {state: int((mine.state == state).sum()) for state in STATES}


@settings(deadline=None, max_examples=15, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.integers(0, 2**32), st.integers(0, 60))
def test_every_state_is_what_pandas_finds_of_the_windows_that_closed(seed: int, count: int) -> None:
    each = some_followups(Random(seed), count)
    facts = [fact for some in each.values() for fact in some]
    made = sheet(journal(facts))
    now = states(plain(each, lambda closes: AS_OF), 0, men=False)
    before = states(plain(each, lambda closes: AS_OF - DAY), 1, men=False)
    table = rows(made, "followups")
    assert {state: table[state]["followups"] for state in STATES} == now
    assert {state: table[state]["before"] for state in STATES} == before
    assert (table["total"]["followups"], table["total"]["before"]) == (sum(now.values()), sum(before.values()))
    owed = sum(now[state] for state in ("done_in_window", "done_late", "overdue", "never_safe"))
    share = pytest.approx(100 * now["done_in_window"] / owed, abs=1e-3) if owed else None
    assert rows(made, "headline")["followups_in_window"]["value"] == share
    men = states(plain(each, lambda closes: AS_OF), 0, men=True)
    if any(men.values()):
        assert {state: rows(made, "followups_men")[state]["followups"] for state in STATES} == men
    tried(each, rows(made, "followup_attempts"))
    curve(each, rows(made, "followup_curve"))


def said(each: dict[str, list[Fact]]) -> dict[str, oracle.Said]:
    """Of women, those that were planned."""
    planned = {name: some for name, some in each.items() if any(isinstance(f.data, c.FollowUpPlanned) for f in some)}
    found = {name: oracle.Said(some, name) for name, some in planned.items()}
    return {name: told for name, told in found.items() if told.opening.subject_is != "man"}


def tried(each: dict[str, list[Fact]], table: dict[Value, dict[str, Value]]) -> None:
    frame = pd.DataFrame(
        [*((time, outcome) for told in said(each).values() for time, outcome in dict.fromkeys(told.tries))]
        + [(told.promised, "promised") for told in said(each).values()],
        columns=["time", "what"],
    )
    for back, column in ((0, "followups"), (1, "before")):
        counted = frame[frame.time.between(STARTS - back * DAY, ENDS - back * DAY - 1)].what.value_counts()
        assert {what: row[column] for what, row in table.items() if row[column]} == dict(counted)


def curve(each: dict[str, list[Fact]], table: dict[Value, dict[str, Value]]) -> None:
    done = [(told.spoken, latest(told)) for told in said(each).values() if told.spoken is not None]
    frame = pd.DataFrame(done, columns=["spoken", "episode"])
    frame = frame[frame.spoken.between(STARTS, ENDS - 1)]
    hours = ((frame.spoken - frame.episode) // (2 * HOUR) * 2).clip(0, 60).value_counts()
    assert {hour: row["followups"] for hour, row in table.items() if row["followups"]} == dict(hours)


def latest(told: oracle.Said) -> int:
    for one in (told.plan, told.opening):
        if one.episode_from is not None or one.episode_to is not None:
            return max(at for at in (one.episode_from, one.episode_to) if at is not None)
    return told.intake if told.opening.called_at is None else told.opening.called_at


def test_the_usual_is_of_the_same_weekdays_and_of_the_state_as_long_after_their_end() -> None:
    """A late call of two days later is late today, and was missed in each briefing of the weeks before."""
    facts = []
    for back in BACK:
        name, episode = f"C-{back}", STARTS - back * DAY - 40 * HOUR
        facts += [
            fact(episode, name, c.CaseOpened(episode_from=episode, episode_to=episode), REGISTRY),
            fact(episode, f"F-{back}", plan(name), REGISTRY),
            fact(episode + 90 * HOUR, f"F-{back}", c.FollowUpDone(outcome="spoke_safely"), REGISTRY),
        ]
    facts = [each for each in facts if each.time <= AS_OF]
    table = rows(sheet(journal(facts)), "followups")
    assert table["overdue"] == {"outcome": "overdue", "followups": 1, "before": 1, "usual_low": 1, "usual_high": 1}
    later = rows(sheet(journal([*facts, facts[-1]]), as_of=AS_OF + 5 * DAY), "followups")
    assert later["done_late"]["before"] == 1


def plan(case: str) -> c.FollowUpPlanned:
    return c.FollowUpPlanned(case=case, consent=True, safe_hours=("00:00-24:00",))


def test_a_window_belongs_to_the_day_in_which_it_closes_to_the_millisecond() -> None:
    facts = []
    for number, closes in enumerate((STARTS - 1, STARTS, ENDS - 1, ENDS)):
        episode = closes - 48 * HOUR
        facts += [
            fact(episode, f"C-{number}", c.CaseOpened(episode_from=episode, episode_to=episode), REGISTRY),
            fact(episode + MINUTE, f"F-{number}", plan(f"C-{number}"), REGISTRY),
        ]
    assert rows(sheet(journal(facts)), "followups")["total"]["followups"] == 2
