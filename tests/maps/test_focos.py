"""The supervisor's page explains what the map shows, in the map's own words."""

from pathlib import Path

import pytest

from dashboard.map_es import ES
from maps.documents import INSIDE, PUBLISHED
from maps.rates import LEAST_WEEKS, MORE, MUCH, WEEKS
from maps.signals import LEVELS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "focos.md").read_text(encoding="utf-8")
LEGEND = PAGE.split("## Lo que se ve")[1]


@pytest.mark.parametrize("level", ["less", "usual", "more", "much", "unknown"])
def test_every_class_of_the_legend_is_explained(level: str) -> None:
    assert f"*{ES[f'map.level.{level}']}*" in LEGEND


def test_the_marks_beside_the_classes_are_explained() -> None:
    assert f"*{ES['map.legend.signal']}*" in LEGEND
    assert f"*{ES['map.cases.more'].format(n=9)}*" in LEGEND
    assert f"*{ES['map.asof'].format(time='18:00')}*" in LEGEND
    assert f"*{ES['map.silent'].split(' {')[0]}*" in LEGEND


def test_the_example_reads_as_a_signal_does() -> None:
    chance = ES["map.signal.chance"].format(n=420)
    since = ES["map.signal.since"].format(n=2)
    said = ES["map.signal"].format(place="zona norte", observed=9, expected=3, chance=chance, since=since)
    assert said in PAGE


def test_its_numbers_are_those_in_force() -> None:
    assert f"menos de {INSIDE} casos ({PUBLISHED} en lo que se publica)" in PAGE
    assert f"menos de {LEAST_WEEKS} semanas" in LEGEND
    assert f"({WEEKS} semanas" in LEGEND
    assert (MORE, MUCH) == (1.5, 2.0)  # "una vez y media", "el doble"
    assert all(f"1 vez en {days}" in LEGEND for days in LEVELS)


def test_it_fits_on_a_page() -> None:
    assert len(PAGE.split("## Lo que se ve")[0].split()) <= 480
