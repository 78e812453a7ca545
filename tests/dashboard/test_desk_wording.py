"""Every word that the desk asks for exists, in both languages, and nowhere else."""

import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import profiles
from dashboard import desk_files, desk_wording, page, wording
from picture.alert_events import Priority
from picture.alert_policy import RuleName
from picture.case_events import Outcome
from watch.alert_documents import Act, AlertState

MARKUP = desk_files.markup()
SCRIPT = desk_files.script()
WORDS = desk_wording.chosen("es")


def test_both_languages_say_the_same_things() -> None:
    assert desk_wording.ES.keys() == desk_wording.EN.keys()


@pytest.mark.parametrize("key", sorted(desk_wording.ES))
def test_both_languages_fill_in_the_same_values(key: str) -> None:
    told = (desk_wording.ES[key], desk_wording.EN[key])
    spanish, english = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in told]
    assert spanish == english


def test_every_word_asked_for_exists() -> None:
    asked = set(re.findall(r'data-word="([^"]+)"', MARKUP)) | set(re.findall(r'words\["([^"]+)"\]', SCRIPT))
    asked |= set(re.findall(r"words\.([a-z]+)\b", SCRIPT)) - {"locale"}
    assert asked - WORDS.keys() == set()
    for start in set(re.findall(r"words\[`([a-z_]+\.)\$\{", SCRIPT)):
        assert any(key.startswith(start) for key in WORDS), start


def test_every_column_filter_and_switch_has_its_words() -> None:
    lists = re.findall(r"\{ key: \"(\w+)\"[^\n]*?\b(by|of|test)\b", SCRIPT)
    kinds = {"by": "column", "of": "filter", "test": "switch"}
    assert len(lists) > 20
    for key, kind in lists:
        assert f"{kinds[kind]}.{key}" in WORDS
        assert kind != "of" or f"filter.{key}.all" in WORDS


def test_page_and_script_hold_no_words() -> None:
    assert re.findall(r">\s*([^\s<][^<]*)<", MARKUP) == []
    assert re.findall(r"[áéíóúñÁÉÍÓÚÑ¿¡]", SCRIPT) == []


def test_what_the_desk_does_not_say_itself_the_wall_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIA_LANGUAGE", "en")
    assert desk_wording.chosen(None)["chip.stale"] == wording.EN["chip.stale"]
    assert desk_wording.chosen("es")["title"] == "Vigía · mesa"
    assert desk_wording.chosen("xx")["title"] == "Vigía · desk"


def test_every_line_of_a_story_and_every_stage_has_its_words() -> None:
    steps = ["opened", "admitted", "declined", "assessed", "assigned", "dispatched", "arrived", "contacted"]
    steps += ["order.requested", "protected", "registered", "planned", "evaluated", "closed", "unseen"]
    steps += ["followup.planned", "followup.cancelled"]
    steps += [f"handover.{what}" for what in ("offered", "accepted", "returned")]
    steps += [f"referral.{what}" for what in ("made", "accepted", "refused", "waitlisted", "completed")]
    steps += [f"followup.{outcome}" for outcome in get_args(Outcome)]
    assert [step for step in steps if f"step.{step}" not in WORDS] == []
    folder = Path(profiles.__file__).parent
    sites = [profiles.load(site, folder) for site in ("nuevo_leon", "quintana_roo", "peru", "chile")]
    stages = {stage.reach for site in sites for pathway in site.pathway for stage in pathway.stage}
    assert {stage for stage in stages if f"stage.{stage}" not in WORDS and not stage.startswith("service.")} == set()


@pytest.mark.parametrize("rule", get_args(RuleName))
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_rule_says_what_it_is_called_alone_and_together_and_what_to_do(language: str, rule: str) -> None:
    words = desk_wording.chosen(language)
    for key in (f"rule.{rule}", f"alert.{rule}", f"alert.{rule}.many", f"rule.{rule}.do"):
        assert words[key].strip()
    assert len(re.findall(r"[.?!](?: |$)", words[f"rule.{rule}.do"])) in {1, 2}  # sentences


def test_every_act_standing_answer_and_line_of_an_alerts_story_has_its_words() -> None:
    asked = {f"{group}.{act}" for act in get_args(Act) for group in ("do", "done", "key", "why")}
    asked |= {f"stands.{state}" for state in (*get_args(AlertState), "snoozed", "resolved")}
    asked |= {f"stands.at.{state}" for state in (*get_args(AlertState), "snoozed", "resolved") if state != "raised"}
    refusals = ("taken", "stale", "closed", "snoozed", "holds", "over", "unknown", "limit")
    asked |= {f"verdict.{why}" for why in (*refusals, "other", "done", "refused")}
    asked |= {f"sum.{why}{one}" for why in (*refusals, "done", "left") for one in ("", ".one")}
    told = ("due", "raised", "acknowledged", "assigned", "escalated", "snoozed", "noted", "confirmed", "resolved")
    asked |= {f"told.{what}" for what in (*told, "closed", "refired", "told", "untold")}
    asked |= {f"did.{what}" for what in told[2:6]} | {"did.noted", "did.confirmed", "did.closed"}
    asked |= {f"choose.{step}" for step in ("to", "until", "reason", "action", "outcome", "note")}
    asked |= {f"trouble.{what}" for what in ("unreached", "malformed", "out", "refused", "unanswered", "failed")}
    asked |= {f"why.{what}" for what in ("open", "role", "unknown", "out", "line", "sent", "nothing", "critical")}
    asked |= {f"sound.{state}{do}" for state in ("on", "muted", "blocked", "none") for do in ("", ".do")}
    asked |= {f"priority.{one}" for one in get_args(Priority)} | {
        f"filter.priority.{one}" for one in get_args(Priority)
    }
    assert asked - WORDS.keys() == set()


def test_no_two_modules_of_the_page_declare_the_same_name() -> None:
    """They are one module in the browser."""
    declared = r"^(?:export )?(?:async )?(?:const|let|function|class) (\w+)"
    names = [
        name for module in desk_files.MODULES for name in re.findall(declared, page.file(f"{module}.js"), re.MULTILINE)
    ]
    assert sorted(names) == sorted(set(names))
