"""The figures of the four seed systems come out of the briefing's tables, from facts that came through the door."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec.structs import replace

import profiles
from briefing import spans, systems
from briefing.material import Material, gather
from briefing.shares import HIDDEN
from briefing.sheet import Table
from briefing.suppression import INTERNAL, PUBLISHED, tables
from picture.case_events import (
    CaseAssessed,
    CaseClosed,
    CaseEvaluated,
    CaseOpened,
    CasePlanned,
    ReferralAccepted,
    ReferralMade,
    ServiceGiven,
)
from picture.commitments import Commitment
from picture.events import AnyData, CallOffered, Entry, Fact, SiteConfigured
from tests.briefing.periods import PROFILES, column, entries, material, named, over
from tests.scripted import Ledger
from tests.scripted.test_periods import period

YEAR = "2026"


def of(site: str, name: str = YEAR) -> dict[str, Table]:
    return named(systems.tables(material(site, name)))


def test_quintana_roos_eight_figures() -> None:
    found = of("quintana_roo")
    by_service = column(found["quintana_roo_services"], "interventions")
    assert by_service == {"legal": 403, "psicologica": 1694, "total": 2097}
    timing = column(found["quintana_roo_timing"], "interventions")
    assert timing == {"previous": 433, "window": 1605, "subsequent": 54, "remote": 5, "total": 2097}
    assert found["quintana_roo_banavim"].rows == (("banavim", 718, 1460, 718, 49.2),)


def test_quintana_roos_months_come_to_its_year() -> None:
    months = [of("quintana_roo", f"2026-{month:02d}") for month in range(6, 12)]
    for key, table in of("quintana_roo").items():
        each = [column(month[key], table.columns[1].key) for month in months]
        whole = column(table, table.columns[1].key)
        assert {code: sum(int(month[code] or 0) for month in each) for code in whole} == whole


def test_published_quintana_roos_five_remote_are_hidden_with_the_next_smallest_and_inside_they_are_shown() -> None:
    before = tuple(of("quintana_roo").values())
    assert tables(before, INTERNAL) == before
    timing = column(tables(before, PUBLISHED)[1], "interventions")
    assert timing == {"previous": 433, "window": 1605, "subsequent": HIDDEN, "remote": HIDDEN, "total": 2097}


def test_nuevo_leons_20_months_come_to_77000_calls_and_8000_women_and_men_stand_apart() -> None:
    told = period("nuevo_leon")
    zone = ZoneInfo("America/Monterrey")
    starts = round(datetime(2025, 3, 1, tzinfo=zone).timestamp() * 1000)
    ends = round(datetime(2026, 11, 24, tzinfo=zone).timestamp() * 1000)
    assert starts < told.starts < told.ends < ends
    found = named(systems.tables(over("nuevo_leon", starts, ends)))
    calls = {row[:2]: row[2] for row in found["nuevo_leon_calls"].rows}
    assert calls["total", ""] == 77_000
    assert (calls["nl/070", "psicologia"], calls["nl/070", "nahuatl"]) == (57_400, 2_000)
    assert calls["nl/911", "emergencias"] == "?"  # it told nothing
    assert {row[1]: row[2] for row in found["nuevo_leon_calls_apart"].rows}["hombres"] == 5_200
    assert found["nuevo_leon_accompanied"].rows == ((8_000, 11_500),)
    assert found["nuevo_leon_men"].rows == (("contencion", 900), ("total", 900))


def test_of_a_shift_nuevo_leon_counts_women_accompanied_and_no_calls_of_days() -> None:
    found = of("nuevo_leon", "2026-11-10.noche")
    assert "nuevo_leon_calls" not in found
    shift = material("nuevo_leon", "2026-11-10.noche").span
    given = [
        fact
        for fact in (entry.fact for entry in entries("nuevo_leon"))
        if fact.data.__struct_config__.tag == "service.given" and shift.starts <= fact.time < shift.ends
    ]
    women = [fact for fact in given if msgspec.to_builtins(fact.data)["service"] == "acompanamiento"]
    assert found["nuevo_leon_accompanied"].rows[0][1] == len(women) > 0


def test_perus_series_by_year_and_risk_is_what_the_period_says() -> None:
    found = of("peru")
    assert [row for row in found["peru_risk"].rows if row[1] != "in_progress"] == [
        ("2026", "mild", 480, 0),
        ("2026", "moderate", 300, 0),
        ("2026", "severe", 240, 0),
    ]
    assert found["peru_severe"].rows == (("2026", 240, 240, 240),)
    assert found["peru_men"].rows == (("2026", 0, 0, 0),)
    assert found["peru_calls"].rows[0][:2] == ("2026", "?")  # the line itself never spoke
    answered = {"mild": (480, 480, 0), "moderate": (300, 300, 0), "severe": (240, 240, 240), "in_progress": (0, 0, 0)}
    assert {row[0]: row[1:4] for row in found["peru_answered"].rows} == answered
    assert column(found["peru_coping"], "cases") == {"mejora": 0, "sin_cambio": 0, "empeora": 0, "total": 0}


def years(site: str, told: list[tuple[str, str, AnyData]], **changes: Any) -> Material:
    """What a site told in several years, by the local day on which it did; of 2026 up to the end of November."""
    profile = replace(profiles.load(site, PROFILES), **changes)
    zone = ZoneInfo(profile.zone)
    configured = SiteConfigured(profile=msgspec.to_builtins(profile))
    said = [("2024-01-01", profile.code, configured), *told]
    facts: list[tuple[int, str, AnyData]] = [
        (round(datetime.fromisoformat(day).replace(tzinfo=zone).timestamp() * 1000), subject, data)
        for day, subject, data in said
    ]
    journal = [
        Entry(number, at, Fact(time=at, source=profile.feeds[0].source, subject=subject, data=data))
        for number, (at, subject, data) in enumerate(facts, 1)
    ]
    return gather(journal, spans.named("2026-11", profile), spans.named("2026-12", profile).ends)


def test_perus_series_has_every_year_with_its_days_and_men_apart() -> None:
    severe = CaseAssessed(level="severe")
    told: list[tuple[str, str, AnyData]] = []
    for year, calls, men in (("2024", 20, 1), ("2025", 10, 2), ("2026", 30, 3)):
        told += [(f"{year}-07-01", f"{year}-{at}", CallOffered(queue="consejeria")) for at in range(calls)]
        told += [(f"{year}-07-01", f"{year}-v", CallOffered(queue="varones"))]
        told += [(f"{year}-07-02", f"M-{year}-{at}", CaseOpened(subject_is="man")) for at in range(men)]
        told += [(f"{year}-07-02", f"R-{year}", ServiceGiven(service="reeducacion", subject_is="man"))]
        told += [(f"{year}-07-03", f"W-{year}", CaseOpened()), (f"{year}-07-03", f"W-{year}", severe)]
        told += [(f"{year}-07-04", f"M-{year}-0", CaseClosed(reason="concluido"))]
    found = named(systems.tables(years("peru", told)))
    assert found["peru_calls"].rows == (
        ("2024", 20, 184, 0.11, None),
        ("2025", 10, 365, 0.03, -74.8),
        ("2026", 30, 334, 0.09, 227.8),
    )
    assert found["peru_men"].rows == (("2024", 1, 1, 1), ("2025", 2, 1, 1), ("2026", 3, 1, 1))
    assert [row for row in found["peru_risk"].rows if row[1] == "severe"] == [
        (year, "severe", 1, 0) for year in ("2024", "2025", "2026")
    ]


def test_chiles_commitments_stand_by_quarter_with_goal_and_what_was_reached() -> None:
    year = {"since": "2026-04-01", "by": "2026-12-31"}
    goal = {"code": "casos", "name": "Casos", "measure": "cases.opened", "target": 4, **year}
    part = {"measure": "referrals.accepted", "share_of": "referrals.made"}
    third = {"since": "2026-07-01", "by": "2026-09-30"}
    share = {"code": "derivadas", "name": "Aceptadas", "target": 50, **part, **third}
    told: list[tuple[str, str, AnyData]] = [
        *((f"2026-{month:02}-10", f"C-{month}", CaseOpened(subject_is="child")) for month in (4, 5, 8, 10, 11)),
        *(("2026-08-11", f"R-{at}", ReferralMade(service="social", to="municipio")) for at in range(2)),
        ("2026-08-12", "R-0", ReferralAccepted()),
        ("2026-08-13", "C-8", CasePlanned(kind="familiar")),
        ("2026-08-14", "C-8", CasePlanned(kind="trabajo")),
        ("2026-10-14", "C-8", CaseEvaluated(outcome="logrado", kind="familiar")),
    ]
    promised = msgspec.convert((goal, share), tuple[Commitment, ...])
    found = named(systems.tables(years("chile", sorted(told, key=lambda each: each[0]), commitment=promised)))
    assert found["chile_commitments"].rows == (
        ("Casos", "2026-Q2", "cases", 4, 2.0, "open"),
        ("Casos", "2026-Q3", "cases", 4, 3.0, "open"),
        ("Casos", "2026-Q4", "cases", 4, 5.0, "met"),
        ("Aceptadas", "2026-Q3", "percent", 50, 50.0, "met"),
    )
    assert all(isinstance(row[4], int) for row in found["chile_commitments"].rows[:3])  # so that small ones hide
    assert [row for row in found["chile_plan_kinds"].rows if any(row[2:])] == [
        ("2026-Q3", "trabajo", 1, 0),
        ("2026-Q3", "familiar", 1, 0),
        ("2026-Q4", "familiar", 0, 1),
    ]
    assert found["chile_plans"].rows[-2:] == (("2026-Q3", 1, 0), ("2026-Q4", 0, 1))


def test_chiles_quarter_is_the_scripts_ledger() -> None:
    told = period("chile")
    assert isinstance(told, Ledger)
    found = of("chile", "2026-Q4")
    at = [row[0] for row in found["chile_referral"].rows].index("2026-Q4")
    answers = told.figures
    assert found["chile_admission"].rows[at][:2] == ("2026-Q4", answers["cases.opened"])
    _, made, assisted, effective, share = found["chile_referral"].rows[at]
    assert (made, effective) == (answers["referrals.made"], answers["referrals.accepted"])
    said = [msgspec.json.decode(e.data) for e in told.said["cl/registro"] if e.type == "referral.made"]
    assert assisted == sum(each["assisted"] for each in said)
    assert share == round(100 * answers["referrals.accepted"] / answers["referrals.made"], 1)
    refused, waitlisted = (sum(gap[at] for gap in told.gaps.values()) for at in (0, 1))
    lacking = round(100 * (refused + waitlisted) / answers["referrals.made"], 1)
    assert found["chile_gaps"].rows[at][3:] == (refused, waitlisted, lacking)
    assert found["chile_gaps"].rows[at][1:3] == (0, told.waiting(told.ends))
    assert [row[0] for row in found["chile_plans"].rows] == ["2026-Q4"]  # nothing was told of the quarters before


@pytest.mark.parametrize("site", ["quintana_roo", "nuevo_leon", "peru", "chile"])
@pytest.mark.parametrize("name", ["2026-11-18", "2026-W47", "2026-11", "2026-Q4", "2026-11-18.{shift}"])
def test_every_row_has_as_many_cells_as_there_are_columns(site: str, name: str) -> None:
    shift = material(site, YEAR).profile.shift[0].code
    for table in of(site, name.format(shift=shift)).values():
        assert all(len(row) == len(table.columns) for row in table.rows), table.key
