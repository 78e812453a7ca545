"""Every figure of calls against a plain pandas query over the raw facts, on random days; and the bank's fortnight."""

import json
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from briefing import snapshot, spans
from briefing.chapters.calls import hours_of
from briefing.comparing import Then
from briefing.sheet import Sheet, Value
from feeds.replay.figures import bank, entries
from feeds.replay.happenings import events_of
from feeds.replay.rows import read_rows
from picture import events as e
from picture.clocks import DAY, HOUR, MINUTE, SECOND
from picture.events import Entry, Fact
from tests.briefing.told import (
    AS_OF,
    BACK,
    CENTRE,
    ENDS,
    REGISTRY,
    STARTS,
    any_day,
    configured,
    fact,
    journal,
    rows,
    sheet,
)
from tests.picture.told import MONTERREY, SANTIAGO, a_site

BANK = Path(__file__).resolve().parents[3] / "shared" / "data" / "bank_1999"
TOGETHER = {"psicologia", "nahuatl"}
LIMIT, SHORT = 20_000, 5_000  # of the site's service level; of a short abandon


def some_calls(draw: Random, count: int) -> list[Fact]:
    told: list[Fact] = []
    for number in range(count):
        told += a_call(draw, f"call-{number}", any_day(draw) + draw.randrange(-HOUR, DAY + HOUR))
    return told


def a_call(draw: Random, name: str, offered: int) -> list[Fact]:
    """Answered, abandoned, ended or still waiting; dropped, passed on; classified or not; a few hung up in the menu."""
    if draw.random() < 0.1:
        return [fact(offered, name, e.CallAbandoned(before_queue=True))]
    queue = draw.choice(["psicologia", "psicologia", "nahuatl", "hombres"])
    left = offered + draw.choice([0, 1, 5, 20, 21, 300]) * SECOND + draw.choice([-1, 0, 0, 1])
    left = max(left, offered)
    over = left + draw.randrange(20 * MINUTE)
    told = [fact(offered, name, e.CallOffered(queue=queue))]
    match draw.choice(["answered", "answered", "answered", "talks", "abandoned", "ended", "dropped", "waits"]):
        case "answered":
            ended = e.CallEnded(
                draw.choice([None, 90_000]), hold=draw.choice([0, 7000]), wrap_up=draw.choice([0, 9000])
            )
            told += [fact(left, name, e.CallAnswered()), fact(over, name, ended)]
        case "talks":
            told += [fact(left, name, e.CallAnswered())]
        case "dropped":
            told += [fact(left, name, e.CallAnswered()), fact(over, name, e.CallDropped())]
        case "abandoned":
            told += [fact(left, name, e.CallAbandoned())]
        case "ended":
            told += [fact(left, name, e.CallEnded())]
    if draw.random() < 0.6:
        told.append(fact(over, name, e.CallClassified(draw.choice(["violence", "improper"]))))
    return told


def plain(facts: list[Fact]) -> pd.DataFrame:
    """A row a call."""
    said: list[dict[str, Any]] = []
    for each in facts:
        kind = type(each.data).__name__.removeprefix("Call").lower()
        row = {"call": each.subject, "kind": kind, "time": each.time}
        said.append(
            row | {name: getattr(each.data, name, None) for name in ("queue", "talk", "hold", "wrap_up", "call_class")}
        )
    frame = pd.DataFrame(said, columns=["call", "kind", "time", "queue", "talk", "hold", "wrap_up", "call_class"])
    times = frame.pivot_table(index="call", columns="kind", values="time", aggfunc="min")
    calls = times.reindex(columns=["offered", "answered", "abandoned", "ended", "dropped", "classified"])
    for name in ("queue", "talk", "hold", "wrap_up", "call_class"):
        calls[name] = frame.dropna(subset=[name]).groupby("call")[name].first()
    calls["over"] = calls["ended"].fillna(calls["dropped"])
    calls["left"] = calls["answered"].fillna(calls["abandoned"]).fillna(calls["over"])
    return calls


def asked(calls: pd.DataFrame, starts: int, ends: int, queues: set[str]) -> dict[str, float | None]:
    """The figures of one span."""
    menu = calls[calls.offered.isna() & calls.abandoned.between(starts, ends - 1)]
    every = calls[calls.queue.isin(queues)]
    mine = every[every.offered.between(starts, ends - 1)]
    wait = mine.left - mine.offered
    answered, waits = mine[mine.answered.notna()], mine[mine.left.isna()]
    abandoned = mine[mine.answered.isna() & mine.abandoned.notna()]
    handled = answered[answered.over.notna()]
    spoken = handled.over - handled.answered - handled.hold.fillna(0).astype(float)
    talk = handled.talk.astype(float).fillna(spoken.clip(lower=0))  # on hold for longer than the call lasted: none
    more = handled.hold.fillna(0).astype(float) + handled.wrap_up.fillna(0).astype(float)
    within = int((wait[answered.index] <= LIMIT).sum())
    overdue = int((AS_OF - waits.offered > LIMIT).sum())
    return {
        "offered": len(mine),
        "answered": len(answered),
        "abandoned": len(abandoned),
        "short_abandoned": int((wait[abandoned.index] < SHORT).sum()),
        "dropped": int(answered.dropped.notna().sum()),
        "ended_unanswered": len(mine) - len(answered) - len(abandoned) - len(waits),
        "waiting": len(waits),
        "within": within,
        "service_level": ratio(100 * within, len(answered) + len(abandoned) + overdue),
        "asa": ratio((answered.answered - answered.offered).sum() / 1000, len(answered)),
        "talk": ratio(talk.sum() / 1000, len(handled)),
        "aht": ratio((talk + more).sum() / 1000, len(handled)),
        "longest": None if mine.empty else float(np.nanmax([*wait / 1000, *(AS_OF - waits.offered) / 1000])),
        "peak": most(every, starts, ends),
        "before_queue": len(menu),
    }


def ratio(part: float, whole: int) -> float | None:
    return part / whole if whole else None


def most(calls: pd.DataFrame, starts: int, ends: int) -> int:
    """Who waited at one instant; those who leave go first."""
    steps = sorted([(at, 1) for at in calls.offered] + [(at, -1) for at in calls.left.dropna()])
    level = sum(step for at, step in steps if at < starts)
    top = level
    for at, step in steps:
        if starts <= at < ends:
            level += step
            top = max(top, level)
    return top


def agrees(found: Value, wanted: float | None) -> bool:
    return found == wanted if wanted is None or found is None else found == pytest.approx(wanted, abs=1e-3)


@settings(deadline=None, max_examples=10, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.integers(0, 2**32), st.integers(0, 150))
def test_every_figure_of_calls_is_what_pandas_finds_in_the_raw_facts(seed: int, count: int) -> None:
    facts = some_calls(Random(seed), count)
    made, calls = sheet(journal(facts)), plain(facts)
    then = [asked(calls, STARTS - back * DAY, ENDS - back * DAY, TOGETHER) for back in BACK]
    for key, value in then[0].items():
        row = {row[0]: row for row in made.table("calls_compared").rows}[key]
        usual = [known for figures in then[2:] if (known := figures[key]) is not None]
        assert agrees(rows(made, "calls_by_centre")[CENTRE][key], value), key
        assert agrees(row[1], value), key
        assert agrees(row[3], then[1][key]), key
        band = np.quantile(usual, [0.1, 0.9]).tolist() if len(usual) >= 3 else (None, None)
        assert all(agrees(*each) for each in zip(row[4:6], band, strict=True)), key
    queues(made, calls)
    hours(made, calls)
    classes(made, calls)


def queues(made: Sheet, calls: pd.DataFrame) -> None:
    found = rows(made, "calls_by_queue")
    assert [row["apart"] for row in found.values()] == ["", "", "apart"]
    for queue in ("psicologia", "nahuatl", "hombres"):
        for key, value in asked(calls, STARTS, ENDS, {queue}).items():
            if key != "before_queue":
                assert agrees(found[f"{CENTRE}/{queue}"][key], value), (queue, key)


def hours(made: Sheet, calls: pd.DataFrame) -> None:
    mine = calls[calls.queue.isin(TOGETHER)]
    for hour, row in rows(made, "calls_by_hour").items():
        assert isinstance(hour, int)
        counts = [
            int(mine.offered.between(start, start + HOUR - 1).sum())
            for start in (STARTS + hour * HOUR - back * DAY for back in BACK)
        ]
        assert (row["offered"], row["before"]) == (counts[0], counts[1])
        assert [row["usual_low"], row["usual_high"]] == pytest.approx(np.quantile(counts[2:], [0.1, 0.9]), abs=1e-3)


def classes(made: Sheet, calls: pd.DataFrame) -> None:
    mine = calls[calls.queue.isin(TOGETHER) & calls.offered.between(STARTS, ENDS - 1)]
    counted = mine.call_class.fillna("unclassified").value_counts()
    assert {name: row["calls"] for name, row in rows(made, "calls_by_class").items() if row["calls"]} == dict(counted)


@pytest.mark.skipif(not BANK.exists(), reason="the bank's call log is not beside this checkout (../shared/data)")
def test_each_day_of_the_banks_fortnight_is_as_computed_from_its_rows() -> None:
    expected = json.loads((BANK / "expected_01_14.json").read_text())
    log = list(read_rows(BANK / "february_01_14.tsv"))
    dates = [date for date in expected if date != "all"]
    assert len(dates) == 14
    for date in dates:
        name = f"19{date[:2]}-{date[2:4]}-{date[4:]}"
        span = spans.named(name, bank())
        told = list(entries(events_of([row for row in log if row.date == date], "bank"), "bank"))
        made = snapshot.made(with_profile(told), span, span.ends + HOUR, "demo")
        row, wanted = rows(made, "calls_by_centre")["bank"], expected[date]
        assert row["offered"] == wanted["answered"] + wanted["abandoned"]
        assert (row["answered"], row["abandoned"]) == (wanted["answered"], wanted["abandoned"])
        assert (row["before_queue"], row["peak"]) == (wanted["hung_up_before_queue"], wanted["peak_waiting"])
        assert row["longest"] == wanted["longest_wait_s"]
        assert row["asa"] == pytest.approx(wanted["asa_s"], abs=0.001)
        assert row["talk"] == pytest.approx(wanted["talk_mean_s"], abs=0.001)
        assert row["service_level"] == pytest.approx(100 * wanted["sl20_strict"], abs=0.001)


def with_profile(told: list[Entry]) -> list[Entry]:
    first = fact(told[0].recorded, "bank", configured(bank()), "vigia/watch")
    return [Entry(1, told[0].recorded, first), *(replace(each, number=each.number + 1) for each in told)]


def test_a_centre_that_was_silent_throughout_is_not_known_and_is_no_zero() -> None:
    lost = fact(STARTS - HOUR, CENTRE, e.FeedLost(due=STARTS - HOUR, heard=STARTS - 2 * HOUR), "vigia/watch")
    quiet = [each.fact for each in journal([]) if each.fact.source != CENTRE or each.fact.time < STARTS - HOUR]
    told = sorted([*quiet, lost], key=lambda each: each.time)
    made = sheet([Entry(number, each.time, each) for number, each in enumerate(told, 1)])
    row = rows(made, "calls_by_centre")[CENTRE]
    assert (row["offered"], row["service_level"], row["target"]) == ("?", "?", 80)
    assert rows(made, "headline")["calls"]["value"] == "?"
    assert rows(made, "headline")["calls"]["before"] == 0
    assert rows(made, "headline")["severe_open"]["value"] == 0
    assert {each.source for each in made.silences} == {CENTRE}


def test_what_totals_by_the_half_hour_do_not_say_is_not_known_and_is_no_zero() -> None:
    told = [fact(STARTS + HOUR, "c-1", e.CallOffered(queue="psicologia"))]
    told.append(fact(STARTS + 2 * HOUR, "c-1", e.CallClassified("violence")))
    for back in BACK[1:]:
        start = STARTS - back * DAY + HOUR
        half = e.QueueMeasured(interval_start=start, interval=HOUR // 2, offered=4, answered=3, abandoned=1)
        told.append(fact(start + HOUR, "psicologia", half))
    made = sheet(journal(told))
    found = {row[0]: (row[1], *row[3:6]) for row in made.table("calls_compared").rows}
    assert (found["offered"], found["answered"], found["abandoned"]) == ((1, 4, 4, 4), (0, 3, 3, 3), (0, 1, 1, 1))
    for key in ("dropped", "waiting", "peak", "longest", "talk", "short_abandoned", "before_queue"):
        assert found[key][1:] == (None, None, None), key
    assert (found["peak"][0], found["waiting"][0]) == (1, 1)
    by_class = {row[0]: row[1:5] for row in made.table("calls_by_class").rows}
    assert (by_class["violence"], by_class["unclassified"]) == ((1, None, None, None), (0, None, None, None))
    before = sheet(journal(told), "2026-11-19", ENDS)
    assert rows(before, "calls_by_centre")[CENTRE]["peak"] is None


def test_where_history_does_not_reach_there_is_no_before_and_fewer_than_three_weeks_are_no_usual() -> None:
    young = sheet(journal([], since=STARTS - 15 * DAY))
    fresh = sheet(journal([], since=STARTS - 12 * HOUR))
    weeks = sheet(journal([], since=STARTS - 22 * DAY))
    found = [rows(made, "headline")["calls"] for made in (young, fresh, weeks)]
    assert [(row["before"], row["usual_low"]) for row in found] == [(0, None), (None, None), (0, 0)]


def test_an_hour_that_the_clock_shows_twice_is_one_row_and_one_that_it_skips_is_none() -> None:
    santiago = ZoneInfo(SANTIAGO)
    site = a_site(SANTIAGO)
    spring, autumn = spans.named("2026-09-06", site), spans.named("2026-04-04", site)
    shown = [[hour for hour, _, _ in hours_of(Then(each.starts, each.ends, 0), santiago)] for each in (spring, autumn)]
    assert shown[0] == [f"{hour:02}" for hour in range(1, 24)]
    assert shown[1][-2:] == ["23", "23"]


def test_a_week_has_its_days_and_a_day_that_is_not_over_is_compared_up_to_the_same_hour() -> None:
    facts = [f for n in range(20) for f in a_call(Random(n), f"c-{n}", STARTS - n * DAY // 4)]
    week = sheet(journal(facts), "2026-W47", AS_OF + 7 * DAY)
    assert len(week.table("calls_by_day").rows) == 7
    noon = STARTS + 12 * HOUR
    late = [fact(STARTS - DAY + hour * HOUR, f"y-{hour}", e.CallOffered(queue="psicologia")) for hour in (1, 11, 13)]
    running = sheet(journal(late), as_of=noon)
    assert rows(running, "headline")["calls"]["before"] == 2
    assert datetime.fromtimestamp(noon / 1000, ZoneInfo(MONTERREY)).hour == 12


def test_the_mens_line_is_in_no_total() -> None:
    made = sheet(journal([fact(STARTS + HOUR, "m-1", e.CallOffered(queue="hombres"))]))
    assert rows(made, "calls_by_queue")[f"{CENTRE}/hombres"]["offered"] == 1
    assert rows(made, "calls_by_centre")[CENTRE]["offered"] == 0
    assert sum(int(row["offered"] or 0) for row in rows(made, "calls_by_hour").values()) == 0
    assert REGISTRY not in rows(made, "calls_by_centre")
