"""What wall and desk say of a hotspot: its place by name, its figures as found last, no cell."""

from typing import Any

import pytest
from msgspec.structs import replace

from alerts.board import Alert
from picture.clocks import DAY, HOUR
from picture.place_events import HotspotFound
from tests.alerts.cast import Desk
from tests.watch.cast import NOW, Room, a_site, told
from watch.alert_documents import AlertRow, BandRow, Zone
from watch.alert_news import AlertNews
from watch.alert_rows import AlertRows
from watch.band import Band
from watch.places import Names

FOUND = HotspotFound(
    method="municipalities",
    places=("grande",),
    starts=NOW - 2 * DAY,
    ends=NOW,
    observed=9,
    expected=3.1,
    recurrence=420,
    first=NOW,
    until=NOW + 2 * DAY,
    made=41,
)
ZONE = Zone(observed=9, expected=3.1)


class Site:
    """A hotspot that stands, and the alert that was raised of it."""

    def __init__(self, **changes: Any) -> None:
        self.room = Room([])
        self.found(NOW, **changes)
        hotspot = self.room.picture.book.hotspots["s1"]
        self.desk = Desk(a_site())
        self.alert = self.raised(hotspot)
        cases = self.room.wall_room.cases
        self.band = Band(self.room.picture, self.desk.book, cases)
        self.rows = AlertRows(self.room.picture, self.desk.book, cases)
        self.news = AlertNews(self.room.picture, self.desk.book, cases)

    def found(self, at: int, **changes: Any) -> None:
        self.room.wall(at, [told(at, "s1", replace(FOUND, **changes), "vigia/maps")])

    def raised(self, hotspot: HotspotFound) -> Alert:
        figures = {"observed": hotspot.observed, "expected": hotspot.expected}
        first = hotspot.places[0] if hotspot.places else None
        more = {"value": 420, "limit": 365, "municipality": first, **figures}
        return self.desk.raised(
            NOW, "hotspot", "s1.very_rare", priority="high", kind="zone", reason="very_rare", **more
        )

    def on_wall(self, now: int = NOW) -> BandRow:
        (row,) = self.band.band(now).rows
        return row

    def on_desk(self, now: int = NOW) -> AlertRow:
        shown = self.rows.row(self.alert.id, now)
        assert shown is not None
        return shown[0]


@pytest.mark.parametrize(
    ("places", "wall", "desk"),
    [
        (("grande",), "Monterrey", "Monterrey"),
        (("chico",), "Periferia", "Mina"),
        (("sin_censo",), "Sur", "Sin censo"),
        (("sin_censo", "chico"), "Sur + Periferia", "Sur + Periferia"),
        (("chico", "sin_censo", "chico"), "Periferia + Sur", "Periferia + Sur"),
        (("chico", "sin_censo", "grande"), "Periferia + Sur + …", "Periferia + Sur + …"),
        (("otro",), "Prueba", "otro"),
        (("otro", "chico"), "Periferia", "Periferia"),
        ((), "Prueba", "Prueba"),
    ],
)
def test_a_zone_has_the_name_of_its_municipality_or_of_its_regions(
    places: tuple[str, ...], wall: str, desk: str
) -> None:
    site = Site(places=places)
    assert (site.on_wall().name, site.on_desk().name) == (wall, desk)
    assert (site.on_wall().place, site.on_desk().place) == ("", "")


def test_several_municipalities_of_one_region_are_that_region() -> None:
    places = [
        {"code": code, "name": code, "region": "Metro", "population": size} for code, size in (("a", 9**6), ("b", 9))
    ]
    names = Names(a_site(place=places))
    assert names.zone_on_wall(("a", "b")) == names.zone_on_desk(("b", "a")) == "Metro"


def test_both_say_how_many_where_how_many_were_expected_and_how_often_by_chance() -> None:
    site = Site()
    for row in (site.on_wall(), site.on_desk()):
        assert (row.zone, row.value, row.limit, row.unit, row.kind) == (ZONE, 420, 365, "days", "zone")
    assert (site.on_desk().municipality, site.on_desk().case, site.on_desk().mask) == ("grande", "", "")


def test_found_again_with_other_figures_they_say_those_while_it_holds() -> None:
    site = Site()
    site.news.start_anew(NOW)
    assert [row.zone for row in site.news.take(NOW, 10).rows] == [ZONE]
    site.found(NOW + HOUR, observed=20, least=True, recurrence=900)
    later = replace(ZONE, observed=20, least=True)
    assert (site.on_wall(NOW + HOUR).zone, site.on_wall(NOW + HOUR).value) == (later, 900)
    assert [(row.zone, row.value) for row in site.news.take(NOW + HOUR, 10).rows] == [(later, 900)]
    assert not site.news.take(NOW + HOUR, 10).rows
    site.desk.resolves(NOW + HOUR, site.alert)
    assert (site.on_desk(NOW + HOUR).zone, site.on_desk(NOW + HOUR).value) == (ZONE, 420)


def test_of_a_hotspot_that_was_forgotten_they_say_what_was_raised() -> None:
    site = Site(places=("chico", "grande"))
    site.room.picture.book.hotspots.clear()
    assert (site.on_wall().name, site.on_desk().name, site.on_desk().zone) == ("Periferia", "Mina", ZONE)


def test_no_row_names_a_cell() -> None:
    site = Site(method="cells", cells=("87489eb53ffffff",))
    assert "87489eb53ffffff" not in f"{site.on_wall()} {site.on_desk()}"
