"""Every number of severe cases against a plain pandas query over the raw facts, on random weeks; and by hand."""

from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from briefing.sheet import Value
from briefing.then import case_at
from picture import case_events as c
from picture import risk
from picture.cases import milestones_of
from picture.clocks import DAY, HOUR, MINUTE
from picture.events import Entry, Fact, FeedLost
from picture.fold import apply
from picture.picture import Picture
from tests.briefing.told import AS_OF, BACK, ENDS, REGISTRY, SITE, STARTS, any_day, fact, journal, rows, sheet
from tests.picture.schedules import CASE, case_schedules

TARGET = 15 * MINUTE  # of the site's pathway


def some_cases(draw: Random, count: int) -> list[Fact]:
    told: list[Fact] = []
    for number in range(count):
        told += a_case(draw, f"C-{number}", any_day(draw) + draw.randrange(-30 * HOUR, DAY + HOUR))
    return sorted((each for each in told if each.time <= AS_OF), key=lambda each: each.time)


def a_case(draw: Random, name: str, opened: int) -> list[Fact]:
    """Judged up to three times, had or not, reached or not, closed or not; nothing twice at one instant."""
    who: c.Subject = draw.choice(["woman", "woman", "adolescent", "man"])
    told = [fact(opened, name, c.CaseOpened(subject_is=who), REGISTRY)]
    at = opened
    for _ in range(draw.choice([0, 1, 1, 2, 3])):
        at += draw.randrange(1, 5 * HOUR)
        told.append(fact(at, name, c.CaseAssessed(level=draw.choice(["severe", "severe", "mild"])), REGISTRY))
    for data in (c.CaseAssigned(to="sau"), c.CaseContacted()):
        if draw.random() < 0.7:
            told.append(fact(opened + draw.choice([1, 16 * MINUTE, draw.randrange(1, 9 * HOUR)]), name, data, REGISTRY))
    if draw.random() < 0.5:
        told.append(fact(at + draw.randrange(1, 40 * HOUR), name, c.CaseClosed(reason="x"), REGISTRY))
    return told


def plain(facts: list[Fact]) -> pd.DataFrame:
    said = [
        (
            each.subject,
            type(each.data).__name__,
            each.time,
            getattr(each.data, "level", None),
            getattr(each.data, "subject_is", None),
        )
        for each in facts
    ]
    return pd.DataFrame(said, columns=["case", "kind", "time", "level", "who"])


def asked(every: pd.DataFrame, starts: int, ends: int, until: int) -> dict[str, float | None]:
    """Of women, children and adolescents, told up to `until`."""
    men = set(every[every.who == "man"].case)
    told = every[~every.case.isin(men)]
    then, end = told[told.time < until], told[told.time < ends]
    judged = then[then.kind == "CaseAssessed"]
    severe = judged[judged.level == "severe"].groupby("case")["time"].min()
    severe = severe[severe.between(starts, ends - 1)]
    had = then[then.kind == "CaseAssigned"].groupby("case")["time"].min().reindex(severe.index)
    met = then[then.kind == "CaseContacted"].groupby("case")["time"].min().reindex(severe.index)
    in_time = int((had <= severe + TARGET).sum())
    closed = set(end[end.kind == "CaseClosed"].case)
    last = end[end.kind == "CaseAssessed"].sort_values("time").groupby("case")["level"].last()
    still = set(last[last == "severe"].index) - closed
    first = end[(end.level == "severe") & end.case.isin(still)].groupby("case")["time"].min()
    return {
        "assessed": len(severe),
        "assigned_in_time": in_time,
        "assigned_late": int(had.notna().sum()) - in_time,
        "unassigned": int(had.isna().sum()),
        "in_time_share": 100 * in_time / len(severe) if len(severe) else None,
        "to_assignment": middle(had - severe),
        "to_contact": middle(met - severe),
        "severe_open": len(still),
        "in_progress": 0,
        "oldest": (ends - first.min()) / HOUR if still else None,
    }


def middle(took: Any) -> float | None:
    """Minutes."""
    known = took[took >= 0]
    return float(known.median()) / MINUTE if len(known) else None


def agrees(found: Value, wanted: float | None) -> bool:
    return found == wanted if wanted is None or found is None else found == pytest.approx(wanted, abs=1e-3)


@settings(deadline=None, max_examples=15, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.integers(0, 2**32), st.integers(0, 80))
def test_every_number_is_what_pandas_finds_in_the_raw_facts(seed: int, count: int) -> None:
    facts = some_cases(Random(seed), count)
    table, every = rows(sheet(journal(facts)), "severe"), plain(facts)
    then = [asked(every, *(each - back * DAY for each in (STARTS, ENDS, AS_OF + (not back)))) for back in BACK]
    for key, value in then[0].items():
        usual = [known for figures in then[2:] if (known := figures[key]) is not None]
        band = np.quantile(usual, [0.1, 0.9]).tolist() if len(usual) >= 3 else (None, None)
        found = [table[key][column] for column in ("value", "before", "usual_low", "usual_high")]
        assert all(agrees(*each) for each in zip(found, (value, then[1][key], *band), strict=True)), (key, found)


@pytest.mark.parametrize("seed", range(3))
def test_a_case_as_it_stood_is_the_case_folded_from_what_had_happened_by_then(seed: int) -> None:
    compared = 0
    for schedule in case_schedules(seed, 60):
        facts = [each for each in schedule.facts if each.subject == CASE]  # which hand-over was hers may be said later
        whole = folded(facts)
        for at in sorted({each.time + by for each in facts for by in (0, 1)}):
            wanted = folded([each for each in facts if each.time < at]).book.cases
            for name, case in whole.book.cases.items():
                stood = case_at(case, at)
                assert (stood is None) == (name not in wanted)
                if stood is not None:
                    then = wanted[name]
                    assert (stood.opened, stood.ended, stood.story) == (then.opened, then.ended, then.story)
                    assert risk.of(stood) == risk.of(then)
                    assert milestones_of(stood) == milestones_of(then)
                    compared += 1
    assert compared > 300


def folded(facts: list[Fact]) -> Picture:
    picture = Picture(profile=SITE, lasting=True)
    for number, each in enumerate(facts, 1):
        apply(picture, Entry(number, 0, each))
    return picture


def test_what_was_severe_at_midnight_is_open_then_whatever_came_after() -> None:
    early = STARTS + HOUR
    facts = [
        fact(early, "C-1", c.CaseOpened(), REGISTRY),
        fact(early, "C-1", c.CaseAssessed(level="severe"), REGISTRY),
        fact(early + 20 * MINUTE, "C-1", c.CaseAssigned(to="sau"), REGISTRY),
        fact(ENDS + HOUR, "C-1", c.CaseClosed(reason="x"), REGISTRY),
        fact(early, "C-2", c.CaseOpened(in_progress=True), REGISTRY),
        fact(ENDS, "C-3", c.CaseOpened(), REGISTRY),
        fact(ENDS, "C-3", c.CaseAssessed(level="severe"), REGISTRY),
        fact(early, "M-1", c.CaseOpened(subject_is="man"), REGISTRY),
        fact(early, "M-1", c.CaseAssessed(level="severe"), REGISTRY),
    ]
    made = sheet(journal(facts))
    table = {key: row["value"] for key, row in rows(made, "severe").items()}
    assert (table["assessed"], table["assigned_in_time"], table["assigned_late"]) == (1, 0, 1)
    assert (table["to_assignment"], table["to_contact"]) == (20, None)
    assert (table["severe_open"], table["in_progress"], table["oldest"]) == (2, 1, 23)
    assert rows(made, "severe_men")["severe_open"]["value"] == 1


def test_where_nobody_told_of_cases_all_day_what_was_done_for_them_is_not_known_and_is_no_nought() -> None:
    lost = fact(STARTS - HOUR, REGISTRY, FeedLost(due=STARTS - HOUR, heard=STARTS - 2 * HOUR), "vigia/watch")
    quiet = [each.fact for each in journal([]) if each.fact.source != REGISTRY or each.fact.time < STARTS - HOUR]
    told = sorted([*quiet, lost], key=lambda each: each.time)
    made = sheet([Entry(number, each.time, each) for number, each in enumerate(told, 1)])
    for key in ("severe", "subjects", "services", "referrals", "plans", "registers", "handovers_per_person"):
        table = made.table(key)
        figures = {
            value
            for row in table.rows
            for column, value in zip(table.columns, row, strict=True)
            if column.unit not in ("code", "text") and not column.key.startswith(("before", "usual"))
        }
        assert figures == {"?"}, key
    assert rows(made, "headline")["calls"]["value"] == 0
