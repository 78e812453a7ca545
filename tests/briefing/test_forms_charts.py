"""What is drawn and coloured: never a hole where nothing is known, never a colour where nothing is to be done."""

from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.forms.charts import AMBER, BLUE, Bar, Part, Step, ceiling, curve, hours, stacked
from briefing.forms.ground import ground
from briefing.forms.tone import against, tone
from briefing.sheet import Value
from maps import boundaries
from maps.picture_marks import RED
from tests.maps.sample_map import document

BOUNDARIES = boundaries.load("nuevo_leon").geojson()


def rects(svg: str) -> list[dict[str, str]]:
    return [dict(one.attrib) for one in ElementTree.fromstring(svg).iter() if one.tag.endswith("}rect")]


def test_an_hour_above_its_usual_is_amber_and_one_not_known_is_hatched() -> None:
    bars = [Bar("00", 5, 3, 8), Bar("01", 9, 3, 8), Bar("02", None, 3, 8), Bar("03", 9, None, None), Bar("04", 0, 3, 8)]
    fills = [
        one["fill"] for one in rects(hours(bars, 300, 90, label="")) if one["fill"] in (BLUE, AMBER, "url(#blank)")
    ]
    assert fills == [BLUE, AMBER, "url(#blank)", BLUE]


@given(st.lists(st.floats(0, 1e7), max_size=48))
def test_no_bar_leaves_the_drawing(values: list[float]) -> None:
    bars = [Bar(str(at), value, value / 2, value * 1.5) for at, value in enumerate(values)]
    for one in rects(hours(bars, 300, 90, label=""))[2:]:
        x, y, width, height = (float(one[key].rstrip("%")) for key in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + width <= 300.1
        assert y + height <= 90.1


@given(st.floats(1, 1e9))
def test_an_axis_ends_at_a_round_number_that_is_not_far(tall: float) -> None:
    assert tall <= ceiling(tall) <= 2 * tall


@given(st.lists(st.floats(0, 1e7), min_size=1, max_size=12))
def test_the_parts_of_a_bar_fill_it_and_none_is_too_thin_to_be_seen(sizes: list[float]) -> None:
    drawn = rects(stacked([Part("", size, "normal") for size in sizes], 300, 12, label=""))[2:]
    if any(sizes):
        assert len(drawn) == sum(size > 0 for size in sizes)
        assert all(float(one["width"]) >= 1 for one in drawn)
        assert 299 - 0.02 <= max(float(one["x"]) + float(one["width"]) for one in drawn) <= 300


def test_the_curve_shades_the_window_and_hatches_what_is_hidden() -> None:
    steps = [Step(0, 1), Step(24, None, hidden=True), Step(26, 3), Step(60, None)]
    drawn = rects(curve(steps, (12, 48), (98, 60), veil=3, label=""))
    assert [(one["x"], one["width"]) for one in drawn if one["fill"] == "#eaf1f7"] == [("37.00", "33.00")]
    hidden = [one for one in drawn[2:] if one["fill"] == "url(#blank)"]
    assert [(one["x"], one["y"], one["height"]) for one in hidden] == [
        ("48.00", "17.75", "29.25"),  # as high as 3
        ("81.00", "8.00", "39.00"),  # as high as may be: nobody knows
    ]


def test_the_small_map_numbers_every_hotspot_and_writes_no_name() -> None:
    made = ground(document(), BOUNDARIES, 160, 100)
    assert made is not None
    texts = [one.text for one in ElementTree.fromstring(made).iter() if one.tag.endswith("}text")]
    assert texts == ["1", "2"]
    assert made.count(f'stroke="{RED}"') == 2
    assert made == ground(document(), BOUNDARIES, 160, 100)


@pytest.mark.parametrize(
    ("key", "value", "band", "expected"),
    [
        ("calls", 9, (3, 8), "near"),
        ("calls", 2, (3, 8), ""),
        ("service_level", 2, (3, 8), "near"),
        ("service_level", 9, (3, 8), ""),
        ("calls", 9, (None, None), ""),
        ("assigned_late", 1, (0, 5), "crossed"),
        ("assigned_late", 0, (0, 5), ""),
        ("calls", "?", (3, 8), "unknown"),
        ("calls", "*", (3, 8), ""),
        ("something_else", 99, (3, 8), ""),
        ("unassigned", 2, (0, 5), "crossed"),
        ("gap", -1, (None, None), "crossed"),
        ("gap", 0, (None, None), ""),
    ],
)
def test_a_figure_is_coloured_where_something_is_to_be_done(key: str, value: Value, band: Any, expected: str) -> None:
    assert tone(key, value, *band) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(79.9, "crossed"), (80, "near"), (84.9, "near"), (85, "met"), (None, ""), ("?", "unknown")]
)
def test_a_service_level_is_coloured_as_on_the_wall(value: Value, expected: str) -> None:
    assert against(value, 80, 5) == expected
