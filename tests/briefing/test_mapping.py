"""A briefing's map is what the process of maps would have shown at its end, and no more than its audience may see."""

import random

import pytest
from msgspec.structs import replace

from briefing import mapping, spans
from briefing.material import gather
from maps import boundaries
from maps.land import Land
from maps.sheet import Sheet
from maps.state import State
from picture import case_events as c
from picture.clocks import DAY, HOUR
from picture.events import Entry, Fact
from picture.place_events import HotspotFound
from tests.briefing.sample import AS_OF, PROFILE
from tests.briefing.told import REGISTRY, SITE, configured, fact

DAY_OF = spans.named("2026-11-20", PROFILE)
PLACES = ("19039", "19006", "19026", "19048", "19033")


def a_hotspot(observed: int, until: int, places: tuple[str, ...] = PLACES[:1], made: int = 9) -> HotspotFound:
    first = AS_OF - DAY
    return HotspotFound(
        method="municipalities",
        places=places,
        starts=first - 3 * DAY,
        ends=first,
        observed=observed,
        expected=2.0,
        recurrence=900,
        first=first,
        until=until,
        made=made,
    )


def told(seed: int = 1, cases: int = 600, back: int = 120) -> list[Entry]:
    """Cases of some months, many in one place; hotspots: two stand, of which one is small, and one did in the span; the
    cases of another are later."""
    draw = random.Random(seed)
    facts: list[Fact] = []
    for number in range(cases):
        at = AS_OF - draw.randrange(back * DAY)
        place = draw.choices(PLACES, (60, 20, 10, 7, 3))[0]
        opened = c.CaseOpened(municipality=place, subject_is=draw.choice(("woman", "woman", "man")))
        facts.append(fact(at, f"C-{number}", opened, REGISTRY))
        if number % 5 == 0:
            facts.append(fact(at + HOUR, f"C-{number}", c.CaseAssessed(level="severe"), REGISTRY))
    for name, data in (
        ("h-large", a_hotspot(19, AS_OF + 1)),
        ("h-small", a_hotspot(7, AS_OF + DAY, PLACES[1:2])),
        ("h-over", a_hotspot(30, AS_OF, PLACES[2:3])),
        ("h-later", replace(a_hotspot(40, AS_OF + DAY), starts=DAY_OF.ends, ends=DAY_OF.ends + HOUR, first=AS_OF)),
    ):
        facts.append(fact(data.first, name, data, PROFILE.code))
    kept = sorted((each for each in facts if each.time <= AS_OF), key=lambda each: each.time)
    site = replace(PROFILE, registry=SITE.registry)
    first = fact(AS_OF - 200 * DAY, PROFILE.code, configured(site), "vigia/watch")
    return [Entry(number, each.time, each) for number, each in enumerate((first, *kept), 1)]


def maps(entries: list[Entry]) -> dict[str, bytes]:
    found = mapping.mapped(gather(entries, DAY_OF, AS_OF), "demo")
    return {audience: mapping.encode(document) for audience, document in found.items()}


@pytest.mark.parametrize("seed", range(2))
def test_it_is_what_the_process_of_maps_shows_of_its_end(seed: int) -> None:
    entries = told(seed)
    land, state = Land(PROFILE, boundaries.load(PROFILE.code)), State()
    for each in entries:
        state.fold(each, land)
    begins = state.ledger.begins
    assert begins is not None
    heard = state.heard(PROFILE)
    sheet = Sheet(PROFILE, land, state.ledger.distinct(), begins, DAY_OF.ends, heard=heard, played=())
    stood = {name: found for name, found in state.signals.standing(AS_OF - 1).items() if name != "h-later"}
    live = sheet.document("demo", entries[-1].number, stood)
    (view,) = [each for each in live.views if (each.window, each.layer, each.form, each.risk) == WHOLE]
    drawn = mapping.decode(maps(entries)["internal"])
    assert drawn == replace(live, views=(view,), shapes=drawn.shapes)
    assert {signal.id for signal in drawn.signals} == {"h-large", "h-small", "h-over"}
    assert any(group.level != "unknown" for group in view.groups)


WHOLE = ("28d", "municipality", "", "all")


def test_published_it_shows_no_group_and_no_hotspot_below_eleven() -> None:
    found = {audience: mapping.decode(content) for audience, content in maps(told()).items()}
    assert [(name, each.least) for name, each in found.items()] == [("internal", 5), ("published", 11)]
    assert [signal.id for signal in found["published"].signals] == ["h-large", "h-over"]
    for document in found.values():
        least = [group.cases[0] for view in document.views for group in view.groups if group.cases]
        assert least and min(least) >= document.least


def test_until_four_weeks_have_a_usual_it_is_of_one_week() -> None:
    (view,) = mapping.decode(maps(told(back=50))["internal"]).views
    assert view.window == "7d"


def test_a_site_whose_boundaries_are_not_shipped_has_none() -> None:
    entries = [Entry(1, 1, fact(1, SITE.code, configured(SITE), "vigia/watch")), *told()[1:]]
    assert mapping.mapped(gather(entries, DAY_OF, AS_OF), "demo") == {}
