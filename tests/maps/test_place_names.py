"""Labels of the map."""

import pytest

from maps import boundaries, place_names, rebuild
from maps.place_names import Town, apart, towns


@pytest.mark.parametrize(
    ("site", "first", "least"),
    [("nuevo_leon", "Monterrey", 30), ("quintana_roo", "Cancún", 10), ("peru", "Lima", 30), ("chile", "Santiago", 20)],
)
def test_the_towns_of_a_site_lie_on_its_land_the_largest_first(site: str, first: str, least: int) -> None:
    found, land = towns(site), boundaries.load(site)
    assert found[0][0] == first
    assert least <= len(found) <= 30
    assert [t[3] for t in found] == sorted((t[3] for t in found), reverse=True)
    assert all(land.locate(latitude, longitude) for _, latitude, longitude, _ in found)


def test_what_is_shipped_is_what_the_package_says() -> None:
    assert place_names.SHIPPED.read_bytes() == rebuild.towns()


def test_of_towns_too_near_to_each_other_the_larger_is_written() -> None:
    large: Town = ("Cadereyta Jiménez", 25.583, -100.0, 68_111)
    near: Town = ("Cadereyta", 25.6, -100.0, 67_994)
    far: Town = ("Allende", 25.28, -100.02, 26_065)
    assert apart([large, near, far], 30) == [large, far]
    assert apart([large, near, far], 1) == [large]
