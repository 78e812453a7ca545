"""Where it is getting worse: told once, again when it grows, and never as if somebody were in danger."""

from typing import Any

from msgspec.structs import replace

from picture.clocks import DAY, SECOND
from picture.place_events import HotspotFound
from tests.alerts.stories.story import Story
from tests.alerts.stories.words import instant

FIRST = HotspotFound(
    method="municipalities",
    places=("nl.monterrey", "nl.apodaca"),
    starts=instant("20:00") - 2 * DAY,
    ends=instant("20:00"),
    observed=9,
    expected=3.1,
    recurrence=150,
    first=instant("20:10"),
    until=instant("+2 20:00"),
    made=41,
)


def found(story: Story, **changes: Any) -> Story:
    return story.says("zone-1", replace(FIRST, **changes), source="vigia/maps")


def test_it_stands_on_the_board_as_low_and_notifies_nobody() -> None:
    story = found(Story().at("20:10"))
    story.expect("hotspot", "zone-1.rare", due="20:10:00", raised="20:10:00", priority="low", value=150, limit=100)
    story.told().on_wall("1 hotspot raised")


def test_found_again_it_is_the_same_and_when_it_grows_the_lead_is_told_anew() -> None:
    story = found(Story().at("20:10")).of("hotspot").acknowledges()
    found(story.at("+1 02:00"), observed=12, recurrence=180).raised_times("hotspot", 1)
    found(story.at("+1 08:00"), observed=21, recurrence=900).at("+1 08:00:06").raised_times("hotspot", 2)
    story.expect("hotspot", "zone-1.rare", state="acknowledged", resolved="+1 08:00:00")
    story.expect("hotspot", "zone-1.very_rare", due="20:10:00", priority="high", value=900, limit=365, state="raised")
    story.told("lead raised 20:10:00").stands("hotspot")


def test_it_ends_when_nobody_finds_it_again_and_finding_it_again_puts_that_off() -> None:
    story = found(Story().at("20:10"))
    found(story.at("+1 20:00"), until=instant("+3 20:00")).at("+3 19:59:59").stands("hotspot")
    story.at("+3 20:00").expect("hotspot", resolved="+3 20:00:00").stands()


def test_what_a_person_ended_is_not_raised_again_by_the_same_figures() -> None:
    story = found(Story().at("20:10")).of("hotspot").confirms().closes()
    found(story.at("+1 20:10"), observed=11).at("+1 20:11").raised_times("hotspot", 1).stands()


def test_a_watch_that_comes_back_raises_it_once_with_the_same_due() -> None:
    story = found(Story().at("20:09").watch_dies().at("20:10")).at("20:15").watch_returns().at("20:15:06")
    story.raised_times("hotspot", 1).expect("hotspot", due="20:10:00", late=False)
    story.watch_dies().at("20:20").watch_returns_from_nothing().at("20:21").raised_times("hotspot", 1)


def test_it_is_told_by_place_and_number_and_never_as_critical() -> None:
    story = found(Story().at("20:10"), recurrence=10**6, method="cells", cells=("87489eb53ffffff",))
    raised = story.of("hotspot").spoken.raised
    assert (raised.kind, raised.municipality, raised.priority) == ("zone", "nl.monterrey", "high")
    assert (raised.observed, raised.expected, raised.least) == (9, 3.1, False)
    assert "87489eb53ffffff" not in repr(raised)
    assert (raised.case, raised.source, raised.mask) == (None, None, "")
    assert story.site.now - raised.due < SECOND
