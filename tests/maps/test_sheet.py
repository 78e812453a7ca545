"""The document and its play-back as of an instant: what they say, and to whom."""

import msgspec
import pytest

from maps.documents import INSIDE, LAYERS, PUBLISHED, WINDOWS, MapDocument, View, encode
from maps.ledger import Mark
from maps.sheet import Sheet
from picture.clocks import HOUR
from tests.maps.site import LAST, cases, cluster, day, land, profile

MARKS = sorted(cases(70, 60, seed=4) + cluster((LAST, LAST), 30, "19006", seed=5))
NOW = day(LAST)[1] + HOUR


def sheet(marks: list[Mark] | None = None, least: int = INSIDE, begins: int | None = None) -> Sheet:
    known = MARKS if marks is None else marks
    return Sheet(profile(), land(), known, MARKS[0].at if begins is None else begins, NOW, least=least)


def document(of: Sheet) -> MapDocument:
    return of.document("demo", 1, {})


def view(said: MapDocument, window: str, layer: str = "municipality", form: str = "", risk: str = "all") -> View:
    return next(v for v in said.views if (v.window, v.layer, v.form, v.risk) == (window, layer, form, risk))


def test_it_says_every_window_layer_and_filter_once_as_of_the_last_quarter() -> None:
    said = document(sheet())
    forms = ("", *profile().words.forms)
    expected = {
        (w, each, form, risk) for w in WINDOWS for each in LAYERS[w] for form in forms for risk in ("all", "severe")
    }
    assert [len(said.views), {(v.window, v.layer, v.form, v.risk) for v in said.views}] == [len(expected), expected]
    assert said.as_of == day(LAST)[1] and said.next == said.as_of + 6 * HOUR and said.least == INSIDE


def test_a_place_far_above_its_usual_says_much_and_the_others_do_not() -> None:
    groups = {group.nodes: group for group in view(document(sheet()), "24h").groups}
    assert groups[("19006",)].level == "much" and groups[("19006",)].cases == (20, 49)
    assert [group.level for group in groups.values()].count("much") == 1


@pytest.mark.parametrize("least", [INSIDE, PUBLISHED])
def test_no_group_has_fewer_than_the_least_of_who_may_look(least: int) -> None:
    said = document(sheet(least=least))
    assert said.least == least
    for each in said.views:
        assert all(group.cases and group.cases[0] >= least for group in each.groups) or len(each.groups) == 1


def test_without_three_weeks_nobody_knows_what_is_usual() -> None:
    recent = [mark for mark in MARKS if mark.at >= day(LAST - 15)[0]]
    said = document(sheet(recent, begins=recent[0].at))
    assert {group.level for v in said.views for group in v.groups} == {"unknown"}


def test_what_a_silent_registry_would_have_told_is_not_known_and_no_calm() -> None:
    made = Sheet(profile(), land(), MARKS, MARKS[0].at, NOW, heard=day(LAST)[0])
    levels = {window: {group.level for group in view(document(made), window).groups} for window in WINDOWS}
    assert levels["6h"] == levels["24h"] == {"unknown"}
    before = [v for each in made.histories for v in each.views if v.ends <= day(LAST)[0] and v.window == "24h"]
    assert before and any(group.level != "unknown" for v in before for group in v.groups)


def test_without_a_case_it_says_so_of_the_whole_site() -> None:
    groups = view(document(sheet([], begins=NOW)), "24h").groups
    assert len(groups) == 1 and groups[0].cases is None and groups[0].level == "unknown"
    assert sorted(groups[0].nodes) == sorted(land().regions)


def test_play_back_ends_with_what_is_shown_now() -> None:
    made = sheet()
    shown = document(made).views
    for history in made.histories:
        last = max(v.ends for v in history.views)
        assert [v for v in history.views if v.ends == last] == [
            v for v in shown if (v.window, v.layer) == (history.window, history.layer)
        ]


def test_every_outline_stands_in_the_document_and_the_same_marks_make_the_same_bytes() -> None:
    said = document(sheet())
    cells = {node for v in said.views if v.layer == "cell" for group in v.groups for node in group.nodes}
    assert cells == set(said.shapes) and all(said.shapes.values())
    assert encode(said) == encode(document(sheet()))


def test_it_holds_no_case_and_nobody() -> None:
    text = encode(document(sheet())).decode()
    assert not any(mark.case in text or (mark.cell and mark.cell in text) for mark in MARKS)
    assert msgspec.json.decode(text, type=MapDocument).least == INSIDE
