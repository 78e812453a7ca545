"""Alerts, hotspots, silences and commitments of a span are what a plain query over the raw facts says."""

from datetime import date
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.chapters import alerts, commitments, feeds, hotspots
from briefing.sheet import Column, Span, Table
from briefing.suppression import HIDDEN, INTERNAL, tables
from picture import alert_events as a
from picture.clocks import DAY, HOUR, MINUTE
from picture.deadlines import civil_day, first_instant
from picture.events import AnyData, Fact, FeedConnected, FeedGap, FeedLost
from picture.place_events import HotspotFound
from tests.briefing.care_told import AS_OF, ZONE, a_site, facts, frame, material, stretches
from tests.briefing.periods import named
from tests.picture.cast import SOURCE, T0

WATCH, DESK = "vigia/watch", "vigia/desk"
DAY_ONE = Span(
    "day",
    "2026-02-03",
    first_instant(civil_day(T0 + DAY, ZONE), ZONE),
    first_instant(civil_day(T0 + 2 * DAY, ZONE), ZONE),
)
RULES = [("severe_unassigned", "critical"), ("short_abandon", "high"), ("hotspot", "low")]
some_time = st.integers(1, 20 * HOUR)
alert_lives = st.tuples(
    st.integers(DAY_ONE.starts - DAY, DAY_ONE.ends + DAY),
    st.sampled_from(RULES),
    st.none() | some_time,  # until it was acknowledged
    st.none() | some_time,  # and then confirmed
    st.none() | some_time,  # and then closed
)


def fact(time: int, subject: str, data: AnyData, source: str = WATCH) -> Fact:
    return Fact(time=time, source=source, subject=subject, data=data)


def in_order(told: list[Fact]) -> list[Fact]:
    return sorted((each for each in told if each.time <= AS_OF), key=lambda each: each.time)


def lived(lives: list[Any]) -> list[Fact]:
    told = []
    for at, (when, (rule, priority), seen, acted, closed) in enumerate(lives):
        name = f"A-{at}"
        told.append(
            fact(when, name, a.AlertRaised(rule=rule, kind="case", about=f"C-{at}", due=when, priority=priority))
        )
        if seen is None:
            continue
        told.append(fact(when + seen, name, a.AlertAcknowledged(by="u-1"), DESK))
        if acted is None:
            continue
        told.append(fact(when + seen + acted, name, a.AlertConfirmed(by="u-1", action="se_llamo"), DESK))
        if closed is not None:
            told.append(fact(when + seen + acted + closed, name, a.AlertClosed(outcome="atendida", by="u-1"), DESK))
    return in_order(told)


def quantile(values: "pd.Series[Any]", share: float) -> float | None:
    return round(float(values.quantile(share)) / 1000, 1) if len(values) else None


@given(st.lists(alert_lives, max_size=25))
@settings(max_examples=60)
def test_alerts_by_rule_and_how_soon_they_were_seen_and_acted_on(lives: list[Any]) -> None:
    found = named(alerts.tables(material(lived(lives), DAY_ONE)))
    rows = [
        {
            "at": at,
            "rule": rule,
            "priority": priority,
            "seen": seen,
            "acted": None if seen is None else acted,
            "closed": closed,
        }
        for at, (rule, priority), seen, acted, closed in lives
    ]
    told = pd.DataFrame(rows, columns=["at", "rule", "priority", "seen", "acted", "closed"], dtype=object)
    own = told[told["at"].between(DAY_ONE.starts, DAY_ONE.ends - 1)]
    own = own.assign(act=[None if s is None or x is None else s + x for s, x in zip(own.seen, own.acted, strict=True)])
    # what came later than `as_of` nobody had told
    own["seen"] = [s if s is not None and at + s <= AS_OF else None for at, s in zip(own["at"], own.seen, strict=True)]
    own["act"] = [s if s is not None and at + s <= AS_OF else None for at, s in zip(own["at"], own.act, strict=True)]

    def of(some: pd.DataFrame) -> tuple[Any, ...]:
        seen, act = (pd.to_numeric(some[what].dropna()) for what in ("seen", "act"))
        return (len(some), quantile(seen, 0.5), quantile(seen, 0.9), quantile(act, 0.5), quantile(act, 0.9))

    expected = {key: of(some) for key, some in own.groupby(["rule", "priority"])}
    assert {row[:2]: row[2:] for row in found["alerts"].rows[:-1]} == expected
    assert found["alerts"].rows[-1] == ("total", "", *of(own))


@given(st.lists(alert_lives, max_size=25))
@settings(max_examples=60)
def test_alerts_that_were_open_when_the_span_ended(lives: list[Any]) -> None:
    found = named(alerts.tables(material(lived(lives), DAY_ONE)))
    still = [
        priority
        for at, (_, priority), seen, acted, closed in lives
        if at < DAY_ONE.ends
        and (seen is None or acted is None or closed is None or at + seen + acted + closed >= DAY_ONE.ends)
    ]
    expected = {priority: still.count(priority) for priority in ("critical", "high", "low")}
    rows = {row[0]: row[1] for row in found["alerts_open"].rows}
    assert rows == {**expected, "total": len(still)}


def test_a_flood_stands_with_its_ends_and_its_height() -> None:
    lives = [(DAY_ONE.starts + HOUR + at * 10_000, RULES[0], None, None, None) for at in range(12)]
    found = named(alerts.tables(material(lived(lives), DAY_ONE)))
    ((since, until, lasted, most),) = found["floods"].rows
    assert (since, most) == (DAY_ONE.starts + HOUR + 100_000, 12)
    assert until == DAY_ONE.starts + HOUR + 7 * 10_000 + 10 * MINUTE
    assert lasted == round((HOUR + 70_000 + 10 * MINUTE - HOUR - 100_000) / MINUTE, 1)


def a_hotspot(first: int, until: int, **more: Any) -> HotspotFound:
    said = {
        "method": "municipalities",
        "places": ("19039",),
        "observed": 9,
        "expected": 2.04,
        "recurrence": 400,
        **more,
    }
    return HotspotFound(starts=first - 7 * DAY, ends=first, first=first, until=until, made=1, **said)


MANY = ("19006", "19026", "19048", "19039", "19046")


def test_hotspots_that_stood_in_the_span_or_are_of_its_cases_the_rarest_first_and_as_they_were_found_last() -> None:
    start, later = DAY_ONE.starts, DAY_ONE.ends + 8 * DAY
    told = in_order(
        [
            fact(start - 2 * DAY, "H-1", a_hotspot(start - 2 * DAY, start)),  # over as the span began
            fact(start - DAY, "H-2", a_hotspot(start - DAY, start + 1)),
            fact(start + HOUR, "H-2", a_hotspot(start - DAY, start + 2 * DAY, observed=12)),
            fact(start + HOUR, "H-3", a_hotspot(start + HOUR, start + DAY, recurrence=900, places=("19048", "19039"))),
            fact(start + HOUR, "H-5", a_hotspot(start + HOUR, start + DAY, recurrence=901, places=MANY)),
            fact(
                DAY_ONE.ends, "H-4", a_hotspot(DAY_ONE.ends, DAY_ONE.ends + DAY, recurrence=366)
            ),  # in the night after
            fact(later, "H-6", a_hotspot(later, later + DAY)),
        ]
    )
    (table,) = hotspots.tables(material(told, DAY_ONE))
    assert [row[:5] for row in table.rows] == [
        ("19006 19026 19048 +2", 9, 2.0, 901, start + HOUR),
        ("19048 19039", 9, 2.0, 900, start + HOUR),
        ("19039", 12, 2.0, 400, start - DAY),
        ("19039", 9, 2.0, 366, DAY_ONE.ends),
    ]


def test_silences_are_minutes_of_the_span_and_a_feed_that_spoke_has_none() -> None:
    start = DAY_ONE.starts
    told = in_order(
        [
            fact(start - HOUR, SOURCE, FeedLost(due=start - HOUR + 10_000, heard=start - HOUR)),
            fact(start + 2 * HOUR, SOURCE, FeedConnected()),
            fact(start + 2 * HOUR, SOURCE, FeedGap(reason="lacking", first=5, last=9)),
            fact(DAY_ONE.ends - HOUR, SOURCE, FeedLost(due=DAY_ONE.ends - HOUR, heard=DAY_ONE.ends - HOUR)),
        ]
    )
    registry = {"source": "nl/registro", "name": "Registro", "about": "casos", "url": "wss://r.example"}
    found = named(feeds.tables(material(told, DAY_ONE, a_site(registry=[registry]))))
    hours = (DAY_ONE.ends - start) / HOUR
    heard = round(100 * (1 - 3 / hours), 1)
    assert found["feeds"].rows == ((SOURCE, 180.0, 120.0, heard), ("nl/registro", 0.0, 0.0, 100.0))
    assert [row[1:] for row in found["silences"].rows] == [
        (start, start + 2 * HOUR, 120.0),
        (DAY_ONE.ends - HOUR, DAY_ONE.ends, 60.0),
    ]


@given(facts(), stretches())
@settings(max_examples=60)
def test_commitments_against_what_was_reached(told: list[Fact], span: Span) -> None:
    found = named(commitments.tables(material(told, span)))
    last = civil_day(min(span.ends - 1, AS_OF), ZONE)
    until = first_instant(last + 1, ZONE)
    given = frame(told, "service.given")
    given = given[(given.subject_is != "man") & (given.time < until)]
    ((name, goal, reached, done, elapsed, by, state),) = found["commitments_interventions"].rows
    assert (name, goal, reached, done, by) == ("Servicios", 20, len(given), round(5.0 * len(given), 1), "2026-12-31")
    assert elapsed == round(100 * (last - date(2026, 1, 1).toordinal() + 1) / 365, 1)
    assert state == ("met" if len(given) >= 20 else "open")
    ((*_, limit_state),) = found["commitments_referrals"].rows
    assert limit_state in ("open", "missed")
    if civil_day(span.starts, ZONE) > date(2026, 2, 20).toordinal():
        assert "commitments_cases_share" not in found
        return
    ((_, _, part, whole, percent, *_, state),) = found["commitments_cases_share"].rows
    ends = min(until, first_instant(date(2026, 2, 21).toordinal(), ZONE))
    men = set(frame(told, "case.opened").query("subject_is == 'man'").id)
    opened, entered = frame(told, "case.opened"), frame(told, "case.registered")
    opened, entered = (some[(some.time < ends) & ~some.id.isin(men)] for some in (opened, entered))
    assert (part, whole) == (len(entered), len(opened))
    assert percent == (round(100 * len(entered) / len(opened), 1) if len(opened) else None)
    if last < date(2026, 2, 20).toordinal():
        assert state == "open"


def test_what_a_limit_allows_is_missed_at_once_and_met_at_the_end_only() -> None:
    site = a_site().commitment[2]
    assert commitments.Progress(4, 0, 4.0, 50.0).became(site) == "missed"
    assert commitments.Progress(3, 0, 3.0, 50.0).became(site) == "open"
    assert commitments.Progress(3, 0, 3.0, 100.0).became(site) == "met"


def test_a_share_of_few_is_hidden_with_its_parts() -> None:
    columns = (Column("commitment", "text"), Column("part", "cases", True), Column("whole", "cases", True))
    table = Table("commitments_cases_share", (*columns, Column("reached", "percent")), (("Inscritas", 3, 40, 7.5),))
    (hidden,) = tables((table,), INTERNAL)
    assert hidden.rows == (("Inscritas", HIDDEN, 40, HIDDEN),)
