"""The ledgers' figures, each by its definition, and the same whether counted at once or in strides."""

from datetime import date
from random import Random
from typing import Any

import pytest

from picture import ledgers
from picture.book import UNSEEN, Book, Case, Handover, Order, Referral, Step
from picture.case_events import CaseOpened, HandoverOffered, ReferralMade, Subject
from picture.clocks import DAY, HOUR, MINUTE
from picture.deadlines import civil_day, lost
from picture.ledgers import DAYS, Figures, Gap
from tests.picture.cast import T0, a_profile

NOW = T0 + 40 * DAY
PROFILE = a_profile(
    words={"registers": {"banavim": "BANAVIM"}, "services": {"legal": "Legal"}, "agencies": {"dif": "DIF"}}
)


def a_case(name: str, opened: int = NOW - DAY, subject: Subject = "woman", *, person: str = "", **more: object) -> Case:
    steps = more.pop("story", [])
    assert isinstance(steps, list)
    opening = CaseOpened(subject_is=subject, municipality="apodaca")
    case = Case(name, "nl/registro", "7KD", opened=opened, intake=opened, opening=opening, person=person)
    case.story = sorted([Step(opened, "opened"), *steps])
    for field, value in more.items():
        setattr(case, field, value)
    return case


def a_handover(name: str, case: str | None = None, offered: int = NOW - HOUR, **instants: Any) -> Handover:
    return Handover(
        name, "nl/911", offer=HandoverOffered(giver="911", to="070", case=case), offered=offered, **instants
    )


def a_referral(name: str, case: str | None = None, made: int = NOW - DAY, **instants: Any) -> Referral:
    return Referral(
        name, "nl/registro", asked=ReferralMade(service="legal", to="dif", case=case), made=made, **instants
    )


def book(*kept: Case | Handover | Referral) -> Book:
    found = Book()
    for one in kept:
        shelf = {Case: found.cases, Handover: found.handovers, Referral: found.referrals}[type(one)]
        shelf[one.id] = one  # type: ignore[index]
    return found


def of(*kept: Case | Handover | Referral) -> Figures:
    return ledgers.of(book(*kept), PROFILE, NOW)


def test_a_hand_over_is_open_until_it_is_accepted_or_returned() -> None:
    found = of(
        a_handover("H-1", offered=NOW - 9),
        a_handover("H-2", offered=NOW - 99),
        a_handover("H-3", accepted=NOW),
        a_handover("H-4", returned=NOW),
        Handover("H-5", "nl/911", accepted=NOW - DAY),
    )
    assert [handover.id for handover in found.handovers] == ["H-2", "H-1"]


def test_hand_overs_are_counted_per_person_and_a_case_without_one_is_one() -> None:
    accepted = {"accepted": NOW - DAY}
    found = of(
        a_case("C-1", person="7"),
        a_case("C-2", person="7"),
        a_case("C-3"),
        *(a_handover(f"H-{n}", case, **accepted) for n, case in enumerate(["C-1", "C-2", "C-3", "C-3", None])),
        a_handover("H-9", "C-1", accepted=NOW - 36 * DAY),
    )
    assert (found.accepted, found.handed) == (5, 3)


def test_a_referral_is_open_until_answered_and_a_waiting_list_is_no_end() -> None:
    found = of(
        a_referral("R-1"),
        a_referral("R-2", waitlisted=NOW - HOUR),
        a_referral("R-3", accepted=NOW),
        a_referral("R-4", refused=NOW),
        a_referral("R-5", completed=NOW),
        a_referral("R-6", waitlisted=NOW - 2 * HOUR, accepted=NOW - HOUR),
        Referral("R-7", "nl/registro", accepted=NOW),
    )
    assert [referral.id for referral in found.referrals] == ["R-1", "R-2"]
    assert found.waitlisted == 1
    due = [ledgers.referral_due(referral, PROFILE) for referral in found.referrals]
    assert due == [NOW - DAY + 24 * HOUR, None]


def test_the_waiting_list_is_read_at_the_start_of_each_civil_day() -> None:
    days, starts = ledgers.last_days(PROFILE.zone, NOW)
    assert (len(days), days[-1]) == (DAYS, date(2026, 3, 13))
    third, fourth = starts[2], starts[3]
    found = of(
        a_referral("R-1", made=third - DAY, waitlisted=third),  # at its start: counted that day
        a_referral("R-2", made=third - DAY, waitlisted=third + 1, accepted=fourth),  # gone at the next start
        a_referral("R-3", made=0, waitlisted=1),
    )
    assert list(found.waiting.values()) == [1, 1, *[2] * (DAYS - 2)]
    assert list(found.waiting) == days


def test_a_civil_day_without_midnight_starts_when_the_clock_has_sprung() -> None:
    days, starts = ledgers.last_days("America/Santiago", 1_788_700_000_000)
    assert days[-1] == date(2026, 9, 6)
    assert starts[-1] == 1_788_667_200_000  # 01:00 in summer time, 04:00 UTC


def test_what_was_refused_or_waits_is_a_gap_by_service_agency_and_place() -> None:
    found = of(
        a_case("C-1"),
        a_referral("R-1", "C-1", refused=NOW),
        a_referral("R-2", "C-1", waitlisted=NOW - HOUR),
        a_referral("R-3", "C-1", waitlisted=NOW - HOUR, refused=NOW),
        a_referral("R-4", "C-1", waitlisted=NOW - HOUR, accepted=NOW),
        a_referral("R-5", refused=NOW),
        a_referral("R-6", "C-1", made=NOW - DAYS * DAY, refused=NOW),
    )
    assert found.gaps == {
        ("legal", "dif", "apodaca"): Gap(refused=2, waitlisted=1),
        ("legal", "dif", ""): Gap(refused=1),
    }
    assert found.turned_away == {("legal", "apodaca"): {"C-1"}, ("legal", ""): {"R-5"}}


def test_register_lag_runs_from_the_opening_and_people_are_not_cases() -> None:
    hour = [Step(NOW - 20 * HOUR, "registered", "banavim")]
    found = of(
        a_case("C-1", NOW - 30 * HOUR, person="7", story=hour),
        a_case("C-2", NOW - 22 * HOUR, person="7", story=[*hour, Step(NOW - HOUR, "contacted")]),
        a_case("C-3", NOW - 24 * HOUR, person="8"),
        a_case("C-4", NOW - 24 * HOUR + 1),
        a_case("C-5", NOW - 25 * HOUR, ended=NOW),
        a_case("C-6", NOW - 28 * DAY, story=[Step(NOW - 8 * DAY, "registered", "banavim")]),
    )
    register = found.registers["banavim"]
    assert (register.cases, register.registered, len(register.people), register.followed_on) == (5, 2, 1, 1)
    assert (sorted(found.lags), register.late) == ([2 * HOUR, 10 * HOUR], 1)
    assert sorted(found.unregistered) == [NOW - 24 * HOUR, NOW - 24 * HOUR + 1]


@pytest.mark.parametrize("subject", ["man", "family_member"])
def test_only_cases_of_women_children_and_adolescents_are_owed_to_a_register(subject: Subject) -> None:
    found = of(a_case("C-1", subject=subject))
    assert (found.registers["banavim"].cases, found.unregistered) == (0, [])


def test_a_registration_before_the_case_was_opened_again_does_not_count() -> None:
    found = of(a_case("C-1", NOW - HOUR, story=[Step(NOW - DAY, "registered", "banavim")]))
    assert (found.lags, found.unregistered) == ([], [NOW - HOUR])


def test_a_site_without_registers_owes_none() -> None:
    assert ledgers.of(book(a_case("C-1")), a_profile(), NOW).unregistered == []


def test_what_concerns_a_man_stands_in_no_ledger() -> None:
    found = of(
        a_case("C-1", subject="man", orders={"orden": Order(requested=NOW - DAY)}),
        a_handover("H-1", "C-1"),
        a_handover("H-2", "C-1", accepted=NOW),
        a_referral("R-1", "C-1"),
        a_referral("R-2", "C-1", waitlisted=NOW - HOUR),
        a_referral("R-3", "C-1", refused=NOW),
    )
    nothing = ledgers.of(Book(), PROFILE, NOW)
    assert found == nothing


def test_totals_are_of_whole_civil_days_the_running_one_included() -> None:
    found = Book()
    today = civil_day(NOW, PROFILE.zone)
    found.days = {today: {"cases.opened": 2}, today - 27: {"cases.opened": 5}, today - 28: {"cases.opened": 7}}
    assert ledgers.totals(found, PROFILE.zone, NOW) == {"cases.opened": 7}
    assert ledgers.totals(found, PROFILE.zone, NOW, 1) == {"cases.opened": 2}


def test_counting_in_strides_finds_what_counting_at_once_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(1)
    cases = [a_case(f"C-{n}", NOW - random.randrange(40 * DAY), person=str(n % 30)) for n in range(70)]
    given = [a_handover(f"H-{n}", f"C-{n}", **({"accepted": NOW} if n % 3 else {})) for n in range(50)]
    asked = [
        a_referral(f"R-{n}", f"C-{n}", NOW - n * DAY, **({"waitlisted": NOW - n} if n % 2 else {})) for n in range(60)
    ]
    once = of(*cases, *given, *asked)
    monkeypatch.setattr(ledgers, "STRIDE", 7)
    assert of(*cases, *given, *asked) == once
    assert len(list(ledgers.walk(book(*cases, *given, *asked), PROFILE, NOW))) == 10 + 8 + 9
    assert min(len(once.handovers), len(once.referrals), once.waitlisted, MINUTE) > 0


def test_of_a_period_only_what_lies_in_it_is_counted() -> None:
    starts, ends = NOW - 20 * DAY, NOW - 10 * DAY
    kept: list[Case | Handover | Referral] = [
        a_referral("R-1", made=starts, refused=NOW),
        a_referral("R-2", made=ends, refused=NOW),
        a_handover("H-1", accepted=ends - 1),
        a_handover("H-2", accepted=ends),
        a_case("C-1", starts, story=[Step(ends - 1, "registered", "banavim")]),
        a_case("C-2", starts - 1, story=[Step(ends, "registered", "banavim")]),
    ]
    reach = ledgers.of_period(PROFILE.zone, starts, ends)
    found = ledgers.of(book(*kept), PROFILE, NOW, reach)
    assert found.gaps == {("legal", "dif", ""): Gap(refused=1)}
    assert (found.accepted, found.lags) == (1, [ends - 1 - starts])
    assert (found.registers["banavim"].cases, found.registers["banavim"].registered) == (1, 1)
    assert [day.toordinal() for day in found.waiting] == list(
        range(civil_day(starts, PROFILE.zone), civil_day(ends - 1, PROFILE.zone) + 1)
    )


def test_a_hand_over_is_lost_when_nobody_took_or_returned_her_in_time() -> None:
    due = NOW - HOUR + PROFILE.cases.handover * MINUTE
    assert not lost(a_handover("H-1"), PROFILE, due - 1)
    assert lost(a_handover("H-1"), PROFILE, due)
    assert not lost(a_handover("H-1", accepted=NOW), PROFILE, NOW)
    assert not lost(a_handover("H-1", returned=NOW, reason="no_desea"), PROFILE, NOW)
    assert lost(a_handover("H-1", returned=NOW, reason=UNSEEN), PROFILE, NOW)
    assert not lost(Handover("H-5", "nl/911", accepted=NOW), PROFILE, NOW)
