"""The public services that a demo makes up: such as the map takes, on the site's ground, and named as made up."""

from pathlib import Path

import pytest

import profiles
from deploy.services import NAMES, services
from maps import boundaries, facilities
from maps.facility import KINDS

PROFILES = Path(__file__).resolve().parents[2] / "profiles"


@pytest.mark.parametrize("site", ["nuevo_leon", "quintana_roo", "peru", "chile"])
def test_the_map_takes_every_service_of_a_demo_and_each_says_what_it_is(site: str, tmp_path: Path) -> None:
    profile = profiles.load(site, PROFILES)
    made = facilities.load(services(tmp_path, site), profile, boundaries.load(site).locate)
    assert {facility.kind for facility in made} == set(KINDS) == set(NAMES)
    assert all(facility.name.endswith("(demostración)") for facility in made)
    assert len({facility.municipality for facility in made}) >= 5
    assert len({(facility.latitude, facility.longitude) for facility in made}) == len(made)
