"""Services, referrals and registers of any stretch are what a plain query over the raw facts says."""

from collections import Counter
from typing import Any

import pandas as pd
from hypothesis import given, settings

from briefing.chapters import plans, referrals, registers, services
from briefing.sheet import Span, Table
from picture import measured
from picture.clocks import HOUR
from picture.deadlines import civil_day, first_instant
from picture.events import Fact
from tests.briefing.care_told import AS_OF, ZONE, facts, frame, material, stretches
from tests.briefing.periods import named

ANSWERS = ("made", "accepted", "refused", "waitlisted", "completed")


def by(table: Table, labels: int = 1) -> dict[Any, Any]:
    """What stands in the rows that are not 0, the sum left out."""
    rows = table.rows[:-1] if table.total else table.rows
    found = {row[:labels] if labels > 1 else row[0]: row[labels:] for row in rows if any(row[labels:])}
    return {key: values[0] if len(values) == 1 else values for key, values in found.items()}


def sums_are_right(tables: list[Table]) -> None:
    for table in tables:
        for at, column in enumerate(table.columns) if table.total else ():
            if column.counts:
                assert table.rows[-1][at] == sum(int(row[at] or 0) for row in table.rows[:-1]), table.key


def counted(values: "pd.Series[Any]") -> dict[Any, int]:
    return dict(Counter(values.tolist()))


@given(facts(), stretches())
@settings(max_examples=40)
def test_a_stretch_that_is_no_day_is_counted_as_days_are(told: list[Fact], span: Span) -> None:
    found = material(told, span)
    starts = first_instant(civil_day(span.starts, ZONE), ZONE)
    ends = first_instant(civil_day(span.ends - 1, ZONE) + 1, ZONE)
    assert measured.of_things(found.picture, starts, ends) == measured.within(found.picture, starts, ends)


@given(facts(), stretches())
@settings(max_examples=40)
def test_interventions_by_service_timing_and_channel(told: list[Fact], span: Span) -> None:
    found = named(services.tables(material(told, span)))
    given = frame(told, "service.given", span)
    hers, mens = given[given.subject_is != "man"], given[given.subject_is == "man"]
    remote = hers.channel.isin(["video", "whatsapp"])
    assert by(found["services"]) == counted(hers.service)
    assert by(found["men"]) == counted(mens.service)
    assert by(found["timing"]) == counted(hers.timing.where(~remote, "remote").fillna("unsaid"))
    assert by(found["channels"]) == counted(hers.channel)
    sums_are_right(list(found.values()))


@given(facts(), stretches())
@settings(max_examples=40)
def test_who_came_and_how(told: list[Fact], span: Span) -> None:
    found = named(services.tables(material(told, span)))
    opened = frame(told, "case.opened", span)
    hers = opened[opened.subject_is != "man"]
    for key, field in (("subjects", "subject_is"), ("called_by", "called_by"), ("access", "access")):
        assert by(found[key]) == counted(hers[field])
    assert by(found["languages"]) == counted(hers.language)
    forms = [set(said) for said in hers.forms if said]
    assert by(found["forms"]) == dict(Counter(form for said in forms for form in said))


@given(facts(), stretches())
@settings(max_examples=40)
def test_women_accompanied_plans_and_their_outcomes(told: list[Fact], span: Span) -> None:
    found = named(services.tables(material(told, span)))
    ever = frame(told, "service.given")
    if len(ever):
        ever = ever[(ever.service == "acompanamiento") & (ever.subject_is != "man")]
        firsts = ever.assign(who=ever.person.map(tuple)).groupby("who").time.min() if len(ever) else ever.time
        within = ever.time.between(span.starts, span.ends - 1).sum()
        assert found["accompaniments"].rows == ((firsts.between(span.starts, span.ends - 1).sum(), within),)
    men = set(frame(told, "case.opened").query("subject_is == 'man'").id)
    found |= named(plans.tables(material(told, span)))
    planned, judged = frame(told, "case.planned", span), frame(told, "case.evaluated", span)
    planned, judged = planned[~planned.id.isin(men)], judged[~judged.id.isin(men)]
    last = judged.sort_values("time").groupby("id").outcome.last() if len(judged) else judged.id
    assert found["plans"].rows == ((planned.id.nunique(), judged.id.nunique()),)
    assert by(found["outcomes"]) == counted(last)


def of_women(told: list[Fact], kind: str, made: str, span: Span | None = None) -> pd.DataFrame:
    """Facts of one kind, of promises whose case is no man's, with what the promise said."""
    men = set(frame(told, "case.opened").query("subject_is == 'man'").id)
    promised = frame(told, made)
    promised = promised[~promised.case.isin(men)]
    own = frame(told, kind, span)[["id", "time"]]
    return own.merge(promised.rename(columns={"time": "made"}), on="id")


@given(facts(), stretches())
@settings(max_examples=40)
def test_referrals_by_service_and_agency(told: list[Fact], span: Span) -> None:
    found = named(referrals.tables(material(told, span)))
    expected: dict[Any, list[int]] = {}
    for at, answer in enumerate(ANSWERS):
        for row in of_women(told, f"referral.{answer}", "referral.made", span).itertuples():
            expected.setdefault((row.service, row.to), [0] * 5)[at] += 1
    assert by(found["referrals"], 2) == {key: tuple(row) for key, row in expected.items()}
    sums_are_right(list(found.values()))


@given(facts(), stretches())
@settings(max_examples=40)
def test_the_waiting_list_gaps_and_capacity(told: list[Fact], span: Span) -> None:
    found = named(referrals.tables(material(told, span)))
    made = of_women(told, "referral.made", "referral.made")
    made = made.set_index("id") if len(made) else made
    said = {answer: of_women(told, f"referral.{answer}", "referral.made").set_index("id").time for answer in ANSWERS}
    ends = {name: min((said[a][name] for a in ANSWERS[1:3] if name in said[a]), default=1 << 60) for name in made.index}
    listed = {name: (at, ends[name]) for name, at in said["waitlisted"].items()}
    days = range(civil_day(span.starts, ZONE), civil_day(span.ends - 1, ZONE) + 1)
    waiting = [
        sum(a < first_instant(day, ZONE) <= e or a == first_instant(day, ZONE) for a, e in listed.values())
        for day in days
    ]
    assert [row[1] for row in found["waiting"].rows] == waiting
    gaps: dict[Any, list[int]] = {}
    taken: dict[Any, list[int]] = {}
    for name, row in made.iterrows():
        if span.starts <= row.made < span.ends:
            refused, waits = name in said["refused"], name in listed and ends[name] > AS_OF
            if refused or waits:
                gap = gaps.setdefault((row.service, row.to, "19039"), [0, 0])
                gap[refused is False] += 1
            own = taken.setdefault((row.to, row.service), [0, 0])
            own[0] += 1
            own[1] += name in said["accepted"]
    assert by(found["gaps"], 3) == {key: tuple(gap) for key, gap in gaps.items()}
    shares = {to: (many, took, round(100 * took / many, 1)) for to, (many, took) in taken.items()}
    assert by(found["capacity"], 2) == shares


@given(facts(), stretches())
@settings(max_examples=40)
def test_hand_overs_offered_accepted_returned_lost_and_per_person(told: list[Fact], span: Span) -> None:
    found = named(referrals.tables(material(told, span)))
    steps = {
        what: of_women(told, f"handover.{what}", "handover.offered", span)
        for what in ("offered", "accepted", "returned")
    }
    answered = {f.subject for f in told if f.data.__struct_config__.tag in ("handover.accepted", "handover.returned")}
    lost = sum(row.id not in answered and row.time + 300_000 <= AS_OF for row in steps["offered"].itertuples())
    expected = (*(len(each) for each in steps.values()), lost)
    assert by(found["handovers"], 2) == ({("nl/911", "070"): expected} if any(expected) else {})
    opened = frame(told, "case.opened")
    whose = dict(zip(opened.id, opened.person, strict=True)) if "person" in opened else {}
    people = {str(whose.get(row.case) or row.case or row.id) for row in steps["accepted"].itertuples()}
    accepted = len(steps["accepted"])
    per = round(accepted / len(people), 2) if people else None
    assert found["handovers_per_person"].rows == ((accepted, len(people), per),)


@given(facts(), stretches())
@settings(max_examples=40)
def test_registers_and_orders(told: list[Fact], span: Span) -> None:
    found = named(registers.tables(material(told, span)))
    opened = frame(told, "case.opened", span)
    owed = opened[opened.subject_is.isin(["woman", "child"])].set_index("id")
    entered = frame(told, "case.registered").set_index("id").time
    lags = sorted(entered[name] - at for name, at in owed.time.items() if name in entered)
    people = {str(owed.person[name] or name) if "person" in owed else name for name in owed.index if name in entered}
    late = [name for name, at in owed.time.items() if name not in entered and at <= AS_OF - 24 * HOUR]
    ((_, cases, registered, share, women, lag, still, followed, _),) = found["registers"].rows
    assert (cases, registered, women, still) == (len(owed), len(lags), len(people), len(late))
    assert share == (round(100 * len(lags) / len(owed), 1) if len(owed) else None)
    assert lag == (round(float(pd.Series(lags).median()) / HOUR, 1) if lags else None)
    assert int(followed or 0) <= int(registered or 0)
    men = set(frame(told, "case.opened").query("subject_is == 'man'").id)
    now = frame(told, "case.registered", span)
    assert found["entered"].rows == (("banavim", len(now[~now.id.isin(men)])),)
    orders = frame(told, "case.protected")
    orders = orders[~orders.id.isin(men)]
    asked = orders[orders.requested.between(span.starts, span.ends - 1)]
    issued = orders[orders.issued.between(span.starts, span.ends - 1)]
    in_time = asked[asked.issued - asked.requested <= 4 * HOUR]
    overdue = asked[asked.issued.isna() & (asked.requested + 4 * HOUR <= AS_OF)]
    expected = (len(asked), len(issued), len(in_time), len(overdue), 0)
    assert by(found["orders"]) == ({"orden": expected} if any(expected) else {})
