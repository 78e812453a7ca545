"""A row becomes the frames that would say it; a mapping that cannot be is refused at the start."""

import re
from typing import Any

import msgspec
import pytest

from feeds.adapters.mapping import Rules
from picture.errors import BadProfile
from picture.policy import Column, RowRule
from tests.feeds.adapters.cast import ASSESSED, CLOSED, OPENED, SOURCE, row, rules
from tests.feeds.cast import PROFILE, REGISTRY


def frames(**cells: Any) -> list[dict[str, Any]]:
    return [msgspec.json.decode(said.frame) for said in rules().frames(row(**cells), 7)]


def test_a_row_says_one_fact_for_each_rule_whose_conditions_hold() -> None:
    opened, assessed = frames(riesgo="GRAVE", violencias="Física;Sexual", telefono="81 8376 5413")
    assert opened == {
        "specversion": "1.0",
        "id": "000000000701",
        "source": SOURCE,
        "type": "case.opened",
        "sequence": "000000000701",
        "time": "2025-11-21T16:00:00+00:00",
        "subject": "C-1",
        "data": {"forms": ["fisica", "sexual"], "phone": "81 8376 5413"},
    }
    assert (assessed["type"], assessed["sequence"], assessed["data"]) == (
        "case.assessed",
        "000000000702",
        {"level": "severe"},
    )


def test_a_condition_of_anything_holds_of_nothing_but_nothing() -> None:
    assert [frame["type"] for frame in frames(riesgo="  ")] == ["case.opened"]


def test_a_row_of_which_no_rule_speaks_is_refused_and_not_lost() -> None:
    (said,) = rules().frames(row(paso="otra cosa"), 7)
    assert (said.sequence, str(said.refusal)) == (700, "row: no rule of the profile speaks of it")


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"caso": None}, "subject: is nothing"),
        ({"cuando": ""}, "time: is nothing"),
        ({"cuando": "ayer"}, "time: is no instant as this registry writes them"),
        ({"desde": "la madrugada"}, "data.episode_from: is no instant as this registry writes them"),
    ],
)
def test_a_cell_that_cannot_be_read_refuses_its_fact_alone(cells: dict[str, Any], why: str) -> None:
    opened, assessed = rules().frames(row(riesgo="LEVE", **cells), 7)
    assert str(opened.refusal) == why
    assert (assessed.refusal is None) == ("desde" in cells)


def test_an_agency_may_stand_in_a_column() -> None:
    made = rules(fact=(msgspec.structs.replace(CLOSED, agency="municipio"),))
    (said,) = made.frames(row(paso="cierre", municipio="c5"), 1)
    assert msgspec.json.decode(said.frame)["agency"] == "c5"
    assert "municipio" in made.columns


def test_only_the_columns_of_the_rules_are_read() -> None:
    assert rules(fact=(ASSESSED,)).columns == ["caso", "cuando", "paso", "riesgo"]


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({"type": "call.offered"}, "fact 1.type: 'call.offered' is no fact that a registry may send"),
        (
            {"fields": {"level": "riesgo", "levle": "riesgo"}},
            "fact 1.fields.levle: is no field of case.assessed; there are: level",
        ),
        ({"fields": {}}, "fact 1.fields: case.assessed needs 'level'"),
        ({"fields": {"level": Column()}}, "fact 1.fields.level: it takes either a column or a value"),
        ({"fields": {"level": Column(column="a", value="b")}}, "it takes either a column or a value"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_by_name(rule: dict[str, Any], why: str) -> None:
    with pytest.raises(BadProfile, match=re.escape(why)):
        rules(fact=(msgspec.structs.replace(ASSESSED, **rule),))


def test_a_registry_without_a_table_has_no_rules() -> None:
    with pytest.raises(BadProfile, match=r"registry\.table of nl/casos: there is none"):
        Rules(REGISTRY, PROFILE.zone)


def test_no_row_can_say_more_facts_than_it_has_sequences() -> None:
    many = (OPENED,) * 99
    assert all(isinstance(rule, RowRule) for rule in many)
    with pytest.raises(BadProfile, match="there are more than 98"):
        rules(fact=many)
