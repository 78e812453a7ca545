"""Who is in danger: one deadline has one rule, and what comes and goes by itself has one due time."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from alerts import rules
from alerts.rules.naming import LONGEST, fit
from alerts.rules.views import CaseView
from picture import case_events as said
from picture import cases, followups
from picture.book import Case
from picture.clocks import DAY, HOUR, MINUTE
from picture.events import CallOffered, Fact
from tests.alerts.rules.cast import AT, Room, a_room, off
from tests.picture import case_cast
from tests.picture.cast import T0, a_fact
from tests.watch.cast import REGISTRY, a_case, a_followup, told

HER_PHONE = ("t1",)
at_once = a_room(alerts={"rules": {"risks_combined": {"on": True}}})


def opened(case: str, at: int, level: said.Level | None = None, **more: object) -> list[Fact]:
    return a_case(case, at, level, caller=HER_PHONE, **more)


def her_call(at: int) -> Fact:
    return a_fact(at, f"call-{at}", CallOffered(queue="psicologia", caller=HER_PHONE))


def test_a_stage_is_of_high_priority_for_the_severe_only() -> None:
    room = Room([*a_case("C-1", AT), *a_case("C-2", AT, "moderate"), *a_case("C-3", AT, in_progress=True)])
    found = {(each.about, each.priority) for each in room.found("stage_overdue", AT + 5 * HOUR)}
    assert found == {("C-1.contacted", "high"), ("C-2.contacted", None), ("C-3.protected", "high")}


def test_a_marked_downgrade_keeps_its_stages_high_until_the_room_is_handed_over() -> None:
    facts = [*a_case("C-1", AT), told(AT + MINUTE, "C-1", said.CaseAssessed(level="moderate"))]
    room = Room(facts)
    assert [each.priority for each in room.found("stage_overdue", AT + 5 * HOUR)] == ["high"]
    room.told(told(AT + 2 * MINUTE, "t", said.ShiftHandedOver()))
    assert [each.priority for each in room.found("stage_overdue", AT + 5 * HOUR)] == [None]


def test_one_deadline_has_one_rule() -> None:
    offered = told(AT, "H-1", said.HandoverOffered(giver="nl/911", to="nl/070", case="C-1"))
    facts, late = [*a_case("C-1", AT), offered], AT + 25 * HOUR
    said_of = {(each.rule, each.reason) for each in Room(facts).conditions(late)}
    assert {("handover_late", ""), ("register_lag", ""), ("severe_unassigned", "")} <= said_of
    assert {reason for rule, reason in said_of if rule == "stage_overdue"} == {"contacted"}


def test_a_deadline_whose_own_rule_is_off_is_told_as_a_stage() -> None:
    offered = told(AT, "H-1", said.HandoverOffered(giver="nl/911", to="nl/070", case="C-1"))
    quiet = {"rules": {name: {"on": False} for name in ("handover_late", "register_lag")}}
    room = Room([*a_case("C-1", AT), offered], a_room(alerts=quiet))
    found = {each.reason for each in room.found("stage_overdue", AT + 25 * HOUR)}
    assert found == {"handover.accepted", "contacted", "registered"}


def test_a_milestone_that_was_reached_late_is_no_condition() -> None:
    room = Room([*a_case("C-1", AT), told(AT + 40 * MINUTE, "C-1", said.CaseAssigned(to="equipo"))])
    assert room.found("severe_unassigned", AT + 41 * MINUTE) == []


def test_a_man_in_danger_is_told_of_all_the_same() -> None:
    room = Room(a_case("C-1", AT, subject_is="man"))
    assert [each.due for each in room.found("severe_unassigned", AT + HOUR)] == [AT + 15 * MINUTE]


def test_the_agency_is_the_facts_else_that_of_who_sends_them() -> None:
    registry = {"source": REGISTRY, "name": "R", "about": "casos", "url": "ws://127.0.0.1:1", "agency": "estado"}
    dif = [replace(fact, agency="dif") for fact in a_case("C-1", AT, None)]
    room = Room([*dif, *a_case("C-2", AT, None)], a_room(registry=[registry]))
    assert {each.case: each.agency for each in room.conditions(AT + HOUR)} == {"C-1": "dif", "C-2": "estado"}


def answered(at: int) -> Fact:
    return told(at, "F-1", said.FollowUpAttempted(outcome="aggressor_answered"))


def test_the_aggressors_answer_is_due_when_he_gave_it_until_she_is_assessed_again() -> None:
    room = Room([*a_case("C-1", AT, "mild"), a_followup("F-1", "C-1", AT + 40 * HOUR)])
    assert room.found("aggressor_answered", AT + HOUR) == []
    room.told(answered(AT + 2 * HOUR))
    assert [each.due for each in room.found("aggressor_answered", AT + 2 * HOUR)] == [AT + 2 * HOUR]
    room.told(answered(AT + 3 * HOUR))  # what is asked of the room is still the same
    assert [each.due for each in room.found("aggressor_answered", AT + 9 * HOUR)] == [AT + 2 * HOUR]
    room.told(told(AT + 10 * HOUR, "C-1", said.CaseAssessed(level="mild")))
    assert room.found("aggressor_answered", AT + 10 * HOUR) == []
    room.told(answered(AT + 11 * HOUR))
    assert [each.due for each in room.found("aggressor_answered", AT + 12 * HOUR)] == [AT + 11 * HOUR]
    room = Room(
        [*a_case("C-1", AT), a_followup("F-1", "C-1", AT), answered(AT)], a_room(alerts=off("aggressor_answered"))
    )
    assert room.found("aggressor_answered", AT) == []


def test_repeat_contact_with_rising_risk_is_due_since_both_hold() -> None:
    room = Room([*opened("C-1", AT, "mild"), her_call(AT + 2 * DAY)])
    assert room.found("repeat_rising", AT + 3 * DAY) == []
    room.told(told(AT + 3 * DAY, "C-1", said.CaseAssessed(level="moderate")))
    assert [each.due for each in room.found("repeat_rising", AT + 3 * DAY)] == [AT + 3 * DAY]
    room.told(her_call(AT + 4 * DAY))
    assert [each.due for each in room.found("repeat_rising", AT + 5 * DAY)] == [AT + 3 * DAY]
    last = AT + 32 * DAY  # the last instant at which two of her contacts lie in 30 days
    assert [each.due for each in room.found("repeat_rising", last)] == [AT + 3 * DAY]
    assert room.found("repeat_rising", last + 1) == []
    assert Room([], a_room(alerts=off("repeat_rising"))).found("repeat_rising", last) == []


def test_risk_that_rises_because_time_passes_is_due_when_it_did() -> None:
    calls = [her_call(AT + days * DAY) for days in (0, 1, 8, 9)]
    room = Room([*opened("C-1", AT + 9 * DAY, "mild"), *calls])
    due = AT + 14 * DAY + 1  # from then on only one of the two older ones lies in the week before
    assert room.found("repeat_rising", due - 1) == []
    assert [each.due for each in room.found("repeat_rising", due)] == [due]
    assert room.found("repeat_rising", AT + 15 * DAY + 1) == []  # and now none


def test_an_assessment_whose_clock_runs_ahead_of_ours_is_told_at_once() -> None:
    ahead = told(AT + DAY + 5_000, "C-1", said.CaseAssessed(level="severe"))
    room = Room([*opened("C-1", AT, "mild"), her_call(AT + HOUR), ahead])
    for now in (AT + DAY, AT + DAY + HOUR):
        assert [each.due for each in room.found("repeat_rising", now)] == [AT + DAY + 5_000]


def test_three_signals_at_once_are_due_since_the_third() -> None:
    facts = [*opened("C-1", AT, "severe"), her_call(AT + 10 * MINUTE), her_call(AT + 3 * HOUR)]
    room = Room(facts, at_once)  # severe, repeated; and silent an hour after the assessment
    due = AT + HOUR
    assert room.found("risks_combined", due - 1) == []
    (found,) = room.found("risks_combined", due)
    assert (found.due, found.reason, found.about, found.limit) == (due, "simultaneous", "C-1.simultaneous", 3)
    late = told(AT + 2 * HOUR, "C-1", said.CaseProtected(measure="orden", requested=AT - 3 * HOUR))
    room.told(late)  # somebody acted, but an order is late: three still hold, and never held fewer
    assert [each.due for each in room.found("risks_combined", AT + 2 * HOUR)] == [due]
    four = a_room(alerts={"rules": {"risks_combined": {"on": True, "limit": 4}}})
    assert Room(facts, four).found("risks_combined", due) == []
    assert Room(facts).found("risks_combined", due) == []  # off but in Chile


def test_two_openings_within_thirty_days_of_which_one_was_severe_are_successive() -> None:
    first = [*opened("C-1", AT, "severe"), told(AT + DAY, "C-1", said.CaseClosed(reason="traslado"))]
    assert successive([*first, *opened("C-2", AT + 30 * DAY, "mild")]) == [("C-2", AT + 30 * DAY)]
    assert successive([*first, *opened("C-2", AT + 30 * DAY + 1, "mild")]) == []
    mild = opened("C-1", AT, "mild")
    assert successive([*mild, *opened("C-2", AT + DAY, "mild")]) == []
    assert successive(
        [*mild, *opened("C-2", AT + DAY), told(AT + 2 * DAY, "C-2", said.CaseAssessed(level="severe"))]
    ) == [("C-2", AT + 2 * DAY)]


def successive(facts: list[Fact]) -> list[tuple[str, int]]:
    found = Room(facts, at_once).found("risks_combined", AT + 31 * DAY)
    return [(each.case, each.due) for each in found if each.reason == "successive"]


def test_an_assessment_higher_than_one_before_makes_it_more_complex_until_one_is_not() -> None:
    room = Room(a_case("C-1", AT, "mild"), at_once)
    told_of: list[tuple[int, said.Level, int | None]]
    told_of = [(1, "mild", None), (2, "moderate", 2), (3, "severe", 2), (4, "mild", None)]
    for hours, level, due in told_of:
        room.told(told(AT + hours * HOUR, "C-1", said.CaseAssessed(level=level)))
        found = [each for each in room.found("risks_combined", AT + hours * HOUR) if each.reason == "more_complex"]
        assert [each.due for each in found] == ([AT + due * HOUR] if due else [])


def test_an_order_that_has_expired_is_expiring_no_more() -> None:
    room = Room([*a_case("C-1", AT, "mild"), told(AT, "C-1", said.CaseProtected(measure="orden", issued=AT))])
    assert room.found("order_expiring", AT + 58 * DAY)
    assert room.found("order_expiring", AT + 61 * DAY) == []


def test_a_name_that_is_too_long_keeps_its_beginning_and_stays_its_own() -> None:
    long = [fit(f"C-1.{'etapa' * 20}{end}") for end in ("a", "b")]
    assert all(len(name) == LONGEST and name.startswith("C-1.etapa") for name in long)
    assert long[0] != long[1]
    assert fit("C-1.assigned") == "C-1.assigned"


@settings(max_examples=150, deadline=None)
@given(case_cast.facts())
def test_nothing_changes_before_a_look_ends_and_no_due_moves_while_it_holds(facts: list[Fact]) -> None:
    room = Room(facts, at_once)
    for case in room.picture.book.cases.values():
        _through(room, case)
    for name in room.picture.book.followups:
        _promise(room, name)


hours = st.integers(0, 30 * 24)
levels: st.SearchStrategy[said.Level] = st.sampled_from(["mild", "moderate", "severe"])


@settings(max_examples=200, deadline=None)
@given(st.lists(hours, min_size=2, max_size=10), st.lists(st.tuples(hours, levels), max_size=4))
def test_nor_does_it_when_contacts_come_into_the_count_and_leave_it(
    contacts: list[int], judged: list[tuple[int, said.Level]]
) -> None:
    facts = [*opened("C-1", AT), *(her_call(AT + at * HOUR + 1) for at in contacts)]
    facts += [told(AT + at * HOUR, "C-1", said.CaseAssessed(level=level)) for at, level in judged]
    room = Room(facts, at_once)
    _through(room, room.picture.book.cases["C-1"], AT, 120)


def _through(room: Room, case: Case, now: int = T0 + 11 * HOUR, most: int = 40) -> None:
    """From look to look, as a watch goes through time."""
    before = dict[str, int]()
    for _ in range(most):
        look = cases.look(case, room.picture.book, room.profile, now)
        found = rules.of_case(CaseView(room.picture, room.profile, now, case, look))
        due = {each.fingerprint: each.due for each in found}
        assert len(due) == len(found)
        assert all(before[name] == at for name, at in due.items() if name in before)
        assert room.of_case(case.id, look.until - 1) == found
        if look.until > now + 100 * DAY:
            return
        now, before = look.until, due


def _promise(room: Room, name: str) -> None:
    followup = room.picture.book.followups[name]
    now, before = T0 + 11 * HOUR, dict[str, int]()
    for _ in range(40):
        case = room.picture.book.cases.get(followup.plan.case) if followup.plan else None
        look = followups.look(followup, case, room.profile, now)
        if look is None or look.until > now + 100 * DAY:
            return
        found = room.of_followup(name, now)
        due = {each.fingerprint: each.due for each in found}
        assert len(found) <= 1
        assert all(before[each] == at for each, at in due.items() if each in before)
        assert room.of_followup(name, look.until - 1) == found
        now, before = look.until, due
