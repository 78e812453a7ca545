"""The figures of the four seed systems come out of the briefing's tables, from facts that came through the door."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from briefing import systems
from briefing.sheet import Table
from briefing.suppression import HIDDEN, INTERNAL, PUBLISHED, tables
from tests.briefing.periods import column, entries, material, named, over
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
    assert found["quintana_roo_banavim"].rows == (("banavim", 718),)


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
    assert found["peru_men"].rows == (("2026", 0, 0),)
    assert found["peru_calls"].rows == (("2026", 0),)
    assert column(found["peru_coping"], "cases") == {"mejora": 0, "sin_cambio": 0, "empeora": 0, "total": 0}


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
    assert found["chile_gaps"].rows[at][3:] == (refused, waitlisted)
    assert [row[0] for row in found["chile_plans"].rows] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]


@pytest.mark.parametrize("site", ["quintana_roo", "nuevo_leon", "peru", "chile"])
@pytest.mark.parametrize("name", ["2026-11-18", "2026-W47", "2026-11", "2026-Q4", "2026-11-18.{shift}"])
def test_every_row_has_as_many_cells_as_there_are_columns(site: str, name: str) -> None:
    shift = material(site, YEAR).profile.shift[0].code
    for table in of(site, name.format(shift=shift)).values():
        assert all(len(row) == len(table.columns) for row in table.rows), table.key
