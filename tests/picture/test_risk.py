"""The class of a case: the latest assessment stands, and an attack goes on until she is protected."""

import pytest

from picture import risk
from picture.book import Case
from picture.clocks import HOUR, MINUTE
from picture.policy import RiskClass
from tests.picture.told import DAY, a_case, at

T0 = at("2026-06-17T10:00")
SEVERE = (T0 + MINUTE, "assessed", "severe")


def of(case: Case) -> RiskClass:
    return risk.of(case).risk


@pytest.mark.parametrize(
    ("story", "in_progress", "expected"),
    [
        ([], False, "unassessed"),
        ([], True, "in_progress"),
        ([SEVERE], False, "severe"),
        ([(T0, "assessed", "mild")], False, "mild"),
        ([SEVERE, (T0 + HOUR, "assessed", "moderate")], False, "moderate"),
        ([(T0 + HOUR, "assessed", "severe"), (T0 + HOUR, "assessed", "mild")], False, "severe"),
        ([(T0 + HOUR, "assessed", "mild"), (T0 + HOUR, "assessed", "severe")], False, "severe"),
        ([(T0 + HOUR, "assessed", "severe+in_progress")], False, "in_progress"),
        ([(T0 + HOUR, "assessed", "severe+in_progress"), (T0 + 2 * HOUR, "assessed", "severe")], False, "severe"),
        ([(T0 + HOUR, "assessed", "mild+in_progress"), (T0 + 2 * HOUR, "protected", "orden")], False, "severe"),
        ([SEVERE], True, "in_progress"),  # the assessment says nothing of the attack, and is not lower
        ([(T0 + 1, "assessed", "moderate")], True, "moderate"),
        ([(T0, "assessed", "moderate")], True, "in_progress"),
        ([(T0, "protected", "orden")], True, "unassessed"),
        ([(T0 - 1, "protected", "orden")], True, "in_progress"),
        ([(T0 + 1, "protected", "orden"), (T0 + 2, "assessed", "severe+in_progress")], True, "in_progress"),
    ],
)
def test_the_class_is_what_was_said_last_and_an_attack_goes_on_until_she_is_protected(
    story: list[tuple[int, str, str]], in_progress: bool, expected: str
) -> None:
    assert of(a_case(T0, *story, in_progress=in_progress)) == expected


def test_an_order_that_was_only_requested_protects_nobody() -> None:
    assert of(a_case(T0, (T0 + 1, "order.requested"), in_progress=True)) == "in_progress"


@pytest.mark.parametrize(
    ("level", "expected"), [("severe", "severe"), ("severe+in_progress", "severe"), ("mild", "unassessed")]
)
def test_opened_again_only_a_severe_assessment_still_stands(level: str, expected: str) -> None:
    again = a_case(T0 + DAY, (T0, "assessed", level), (T0 + HOUR, "closed"), intake=T0)
    assert of(again) == expected


def test_an_assessment_told_before_the_first_opening_stands_as_if_made_at_it() -> None:
    found = risk.of(a_case(T0, (T0 - HOUR, "assessed", "moderate")))
    assert (found.risk, found.judged) == ("moderate", T0)
