"""What is said, in two languages, and that nothing else is."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from alerts.board import Alert, Line, Mark, Notification
from alerts.notify.message import Heading, Member, key_of, letter, trial_letter
from alerts.notify.words import EN, ES
from picture.alert_events import AlertRaised
from picture.alert_policy import RULES
from picture.masks import SIGNS
from tests.alerts.notify.cast import texts
from tests.picture.cast import a_profile

DUE = 1_772_529_120_000  # 2026-03-03 09:12 UTC, 03:12 in Monterrey
HEADING = Heading(profile=a_profile(), kind="real", language="es", receiver="guardia", now=DUE + 60_000)


def an_alert(name: str = "a1", resolved: int | None = None, **more: Any) -> Alert:
    said = {"kind": "case", "about": "C-1", "due": DUE, "priority": "critical", "mask": "7F3", **more}
    raised = AlertRaised(**{"rule": "severe_unassigned", **said})
    return Alert(id=name, raised=raised, agency="equipo_norte", recorded=DUE, woken=DUE, resolved=resolved)


def a_member(alert: Alert, name: str = "n1", why: Any = "raised", to: str = "lead", due: int = DUE) -> Member:
    return Member(Notification(id=name, alert=alert.id, to=to, why=why, due=due, queued=DUE), alert)


def test_one_alert_is_told_with_priority_rule_mask_and_limit_by_the_sites_clock() -> None:
    said = letter([a_member(an_alert())], 4, HEADING)
    assert said.subject == "CRÍTICA · Caso severo sin asignar · 7F3 · límite 03:12 · Prueba"
    assert said.body.splitlines() == [
        "Prueba · Sala",
        "CRÍTICA · Caso severo sin asignar · 7F3",
        "Límite rebasado: 03:12",
        "Otras alertas abiertas: 4",
        "Aviso n1",
    ]


def test_it_is_told_in_english_too() -> None:
    said = letter([a_member(an_alert(), why="escalated", to="supervisor")], 0, replace(HEADING, language="en"))
    assert said.subject == "CRITICAL · Severe case unassigned · 7F3 · limit 03:12 · level 2 · Prueba"
    assert said.body.splitlines()[2:5] == [
        "Limit crossed: 03:12",
        "Escalated, level 2: supervisor",
        "Other open alerts: 0",
    ]


def test_a_demo_says_so_first() -> None:
    said = letter([a_member(an_alert())], 0, replace(HEADING, kind="demo"))
    assert said.subject.startswith("DEMOSTRACIÓN · ")
    assert said.body.startswith("DEMOSTRACIÓN\n")
    assert said.payload["alerts"][0]["annotations"]["summary"].startswith("DEMOSTRACIÓN · ")


def test_a_limit_of_another_day_says_its_day() -> None:
    said = letter([a_member(an_alert(due=DUE - 86_400_000))], 0, HEADING)
    assert "Límite rebasado: 2026-03-02 03:12" in said.body


def test_an_alert_that_is_not_about_a_case_has_no_mask() -> None:
    said = letter(
        [a_member(an_alert(rule="feed_silent", kind="feed", about="nl/070", mask="", priority="high"))], 0, HEADING
    )
    assert said.subject == "ALTA · Fuente sin dato · límite 03:12 · Prueba"
    assert "mask" not in said.payload["alerts"][0]["labels"]


def test_what_is_told_again_and_what_has_ended_says_so() -> None:
    again = letter([a_member(an_alert(), why="refired")], 0, HEADING)
    assert "Se avisa de nuevo: sigue sin resolverse" in again.body
    ended = letter([a_member(an_alert(resolved=DUE + 30_000))], 0, HEADING)
    assert "Terminó: 03:12; falta cerrarla" in ended.body
    assert ended.payload["status"] == "resolved"
    assert ended.payload["alerts"][0]["endsAt"] == "2026-03-03T09:12:30.000Z"


def test_many_are_named_up_to_twenty_the_most_pressing_first() -> None:
    masks = [f"{SIGNS[n]}{SIGNS[n - 1]}7" for n in range(22)]
    some = [
        a_member(an_alert(f"a{n:02}", mask=mask, priority="critical" if n == 21 else "high", due=DUE + n), f"n{n}")
        for n, mask in enumerate(masks)
    ]
    said = letter(some, 3, HEADING)
    assert said.subject == "22 alertas · 1 crítica · Prueba"
    lines = said.body.splitlines()
    assert lines[:3] == [
        "Prueba · Sala",
        "22 alertas",
        f"CRÍTICA · Caso severo sin asignar · {masks[21]} · límite 03:12",
    ]
    assert [line.split(" · ")[2] for line in lines[2:22]] == [masks[21], *masks[:19]]
    assert lines[22:] == ["+2 más", "Otras alertas abiertas: 3", f"Aviso {said.key}"]
    assert len(said.payload["alerts"]) == 22


def test_an_alert_that_was_queued_twice_is_named_once_as_it_was_queued_last() -> None:
    alert = an_alert()
    both = [a_member(alert, "n2", "escalated", due=DUE + 1), a_member(alert, "n1")]
    said = letter(both, 0, HEADING)
    assert "Escalada, nivel 1: líder de turno, otra vez" in said.body
    assert len(said.payload["alerts"]) == 1


def test_the_key_of_one_is_its_id_and_of_several_does_not_depend_on_their_order() -> None:
    assert key_of(["n1"]) == "n1"
    assert key_of(["n1", "n2"]) == key_of(["n2", "n1"]) != key_of(["n1", "n3"])


def test_the_payload_is_alertmanagers() -> None:
    alerts = [a_member(an_alert("a1")), a_member(an_alert("a2", resolved=DUE + 1), "n2")]
    payload = letter(alerts, 0, HEADING).payload
    assert {key: value for key, value in payload.items() if key != "alerts"} == {
        "version": "4",
        "groupKey": '{}:{receiver="guardia", site="prueba"}',
        "truncatedAlerts": 0,
        "status": "firing",
        "receiver": "guardia",
        "groupLabels": {"site": "prueba"},
        "commonLabels": {"site": "prueba"},
        "commonAnnotations": {},
        "externalURL": "",
    }
    assert payload["alerts"][0] == {
        "status": "firing",
        "labels": {
            "alertname": "SevereUnassigned",
            "severity": "critical",
            "site": "prueba",
            "rule": "severe_unassigned",
            "mask": "7F3",
        },
        "annotations": {"summary": "CRÍTICA · Caso severo sin asignar · 7F3", "description": "Límite rebasado: 03:12"},
        "startsAt": "2026-03-03T09:12:00.000Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "",
        "fingerprint": "a1",
    }
    assert payload["alerts"][1]["status"] == "resolved"


def test_a_test_message_says_that_it_is_one() -> None:
    said = trial_letter("k1", HEADING)
    assert said.subject == "PRUEBA: este canal funciona · Prueba"
    assert "Mensaje de prueba, no hay ninguna alerta" in said.body
    assert said.payload["alerts"][0]["labels"]["alertname"] == "Test"


@pytest.mark.parametrize("words", [ES, EN], ids=["es", "en"])
def test_every_rule_has_its_words(words: dict[str, str]) -> None:
    assert {key.removeprefix("rule.") for key in words if key.startswith("rule.")} == {*RULES, "other"}


def test_both_languages_say_the_same_things() -> None:
    assert list(ES) == list(EN)
    holes = r"\{\w+\}"
    assert {key: re.findall(holes, text) for key, text in ES.items()} == {
        key: re.findall(holes, text) for key, text in EN.items()
    }


CANARY = st.from_regex(r"zq[a-z0-9]{2,6}", fullmatch=True)


@given(canary=CANARY, why=st.sampled_from(["raised", "escalated", "refired", "failing"]), many=st.booleans())
def test_nothing_else_of_an_alert_is_ever_said(canary: str, why: Any, many: bool) -> None:
    """Every field that the builder can see holds the canary, the mask too: it is none."""
    raised = AlertRaised(
        rule=canary,
        kind="case",
        about=canary,
        due=DUE,
        priority="critical",
        reason=canary,
        source=canary,
        case=canary,
        mask=canary,
        municipality=canary,
        value=123456.75,
        limit=987654.25,
    )
    by = Mark(DUE, canary, canary)
    alert = Alert(
        id="a1",
        raised=raised,
        agency=canary,
        recorded=DUE,
        woken=DUE,
        acknowledged=by,
        assigned=by,
        confirmed=by,
        snoozed=by,
        closed=by,
        notes=[canary],
        story=[Line(DUE, canary, canary, canary)],
    )
    one = Notification(
        id="n1", alert=canary, to=canary, why=why, due=DUE, queued=DUE, channel=canary, failures=[(1, canary, canary)]
    )
    members = [Member(one, alert), *([a_member(an_alert("a2"), "n2")] if many else [])]
    said = letter(members, 0, HEADING)
    everything = "\n".join([said.subject, said.body, *texts(said.payload)])
    assert canary not in everything
    assert "123456" not in everything
    assert "987654" not in everything
