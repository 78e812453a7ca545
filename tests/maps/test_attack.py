"""From everything that is told of a simulated week nobody works out a count below the least, nor where a shelter is."""

from functools import cache
from random import Random

import h3
import pytest
from msgspec.structs import replace

from maps.disclosure import FINEST, WHOLE
from maps.documents import INSIDE, Group, View
from maps.frames import Frames
from maps.ledger import Mark
from tests.maps import attack
from tests.maps.attack import Box, Told, boxes, month, recovered, small
from tests.maps.site import LAST, cases, day, land

DAYS, SAMPLE = 3, 20


@cache
def simulated() -> tuple[list[Mark], Told]:
    return month(DAYS, seed=3)


def test_no_count_below_the_least_is_recovered_by_linear_programming(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attack, "DRAWS", 2)
    marks, told = simulated()
    assert told.signals, "nothing was told of the hotspots: the attack would try too little"
    for box in boxes(told, marks, DAYS):
        assert box.holds(box.truth(marks))
        targets = Random(1).sample(list(small(box, marks)), SAMPLE)
        assert not recovered(box, marks, targets, seed=1)


def test_the_attack_finds_what_a_careless_map_gives_away() -> None:
    """A day's exact count, and the exact count of it and the day before."""
    marks, told = simulated()
    code, (starts, ends), before = "19006", day(LAST), day(LAST - 1)[0]
    view = View(
        "24h", "municipality", starts, ends, (Group((code,), "usual", cases=(count(marks, starts, ends),) * 2),)
    )
    one = replace(told.signals[0], method="municipalities", cells=(), places=(code,), least=False)
    both = replace(one, starts=before, ends=ends, observed=count(marks, before, ends))
    box = Box(Told([view], [both]), marks, LAST - 1, LAST)
    assert recovered(box, marks, [box.unknowns((code,), before, starts)], seed=1) == [0]


def count(marks: list[Mark], starts: int, ends: int, code: str = "19006") -> int:
    return sum(mark.municipality == code and starts <= mark.at < ends for mark in marks)


def test_every_group_of_every_view_is_of_enough_cases_or_the_whole_site() -> None:
    _, told = simulated()
    for view in told.views:
        assert all(group.cases and group.cases[0] >= INSIDE for group in view.groups) or len(view.groups) == 1


def test_a_shelters_hexagon_is_one_of_many_that_are_never_shown_alone() -> None:
    """Half a year of views; a zone as large as a whole hexagon of the map in each of three busy places."""
    shelters = {h3.latlng_to_cell(*land().centre(code), FINEST) for code in ("19039", "19026", "19006")}
    zones = {cell for shelter in shelters for cell in h3.cell_to_children(shelter, 8)}
    marks = cases(182, 300, seed=8, hidden=zones.__contains__)
    assert not any(mark.cell in zones for mark in marks)
    alone = {cell for last in range(LAST - 112, LAST + 1, 28) for cell in shown_alone(marks, last)}
    assert len(alone) > 50, "hardly a hexagon was shown: the test would say nothing"
    for shelter in shelters:
        sisters = set(land().parts(h3.cell_to_parent(shelter, WHOLE)))
        assert len(sisters) == 7 and not sisters & alone
        near = {h3.cell_to_parent(each, WHOLE) for each in h3.grid_disk(shelter, 6)}
        assert sum(not set(land().parts(parent)) & alone for parent in near) >= 3


def shown_alone(marks: list[Mark], last: int) -> set[str]:
    frames = Frames(marks, marks[0].at, land(), (), INSIDE)
    views = [*frames.played("28d", "cell", day(last)[1]), *frames.played("7d", "cell", day(last)[1])]
    outlines = {node for view in views for group in view.groups for node in group.nodes}
    return {name for node in outlines for name in land().hexagons(node) if h3.get_resolution(name) == FINEST}
