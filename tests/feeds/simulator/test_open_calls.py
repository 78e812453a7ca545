"""What a snapshot names: calls, cases and promises that are open, and nothing that is over."""

import pytest

from feeds.simulator.open_calls import OpenCalls
from feeds.simulator.wire import event
from tests.feeds.simulator.clients import NOON
from tests.feeds.simulator.test_casework import NOON as ENDS
from tests.feeds.simulator.test_casework import SITES, cases, data, told

OPENING = {
    "case.opened": {"case.closed", "case.declined"},
    "handover.offered": {"handover.accepted", "handover.returned"},
    "referral.made": {"referral.accepted", "referral.refused", "referral.completed"},
}


def test_a_promise_is_open_until_somebody_spoke_with_her_safely() -> None:
    held = OpenCalls()
    held.note(event(NOON, "followup.planned", "f-1", {"case": "c-1"}))
    held.note(event(NOON + 1, "followup.done", "f-1", {"outcome": "no_answer"}))
    held.note(event(NOON + 2, "followup.planned", "f-1", {"case": "c-1"}))
    assert held.subjects() == ("f-1",)
    assert [e.time for e in held.events()] == [NOON, NOON + 1, NOON + 2]
    held.note(event(NOON + 3, "followup.done", "f-1", {"outcome": "spoke_safely", "minutes": 9}))
    assert held.subjects() == ()


def test_a_case_that_is_opened_again_is_open_again() -> None:
    held = OpenCalls()
    for step, name in enumerate(("case.opened", "case.closed", "case.opened", "case.assessed")):
        held.note(event(NOON + step, name, "c-1", {"level": "mild"}))
    assert [e.type for e in held.events()] == ["case.opened", "case.assessed"]


def test_a_register_that_opened_no_case_holds_none_open() -> None:
    held = OpenCalls()
    for happened in told("nuevo_leon")["nl/banavim"]:
        held.note(happened)
    assert held.subjects() == ()


@pytest.mark.parametrize("code", SITES)
def test_a_registrys_snapshot_names_exactly_what_it_did_not_end(code: str) -> None:
    held = OpenCalls()
    opened: set[str] = set()
    over: set[str] = set()
    for happened in cases(code):
        held.note(happened)
        if happened.type in OPENING:
            opened.add(happened.subject)
        if happened.type in set().union(*OPENING.values()):
            over.add(happened.subject)
        if happened.type == "followup.planned":
            opened.add(happened.subject)
        done = happened.type == "followup.done" and data(happened)["outcome"] == "spoke_safely"
        if done or happened.type == "followup.cancelled":
            over.add(happened.subject)
    assert set(held.subjects()) == opened - over
    assert all(e.time <= ENDS for e in held.events())
    assert {e.subject for e in held.events()} == set(held.subjects())
