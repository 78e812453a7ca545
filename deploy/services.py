"""A demo's public services: made up, and named so, in the towns that its pretend calls come from."""

import csv
import math
from pathlib import Path

import profiles
from deploy.install import HERE
from feeds.simulator.demo import model_of
from maps.facilities import COLUMNS
from maps.facility import Kind

NAMES: dict[Kind, str] = {
    "women_centre": "Centro para las Mujeres",
    "police": "Comisaría",
    "health": "Hospital General",
    "justice_centre": "Centro de Justicia para las Mujeres",
    "prosecutor": "Fiscalía",
    "family_services": "Servicios para las Familias",
    "town_hall": "Palacio de Gobierno",
}
EVERYWHERE = 3  # of them; the others in the first town alone
APART = 0.006  # degrees from the town's middle


def services(var: Path, site: str) -> Path:
    """The file, as VIGIA_FACILITIES wants it."""
    profile = profiles.load(site, HERE / "profiles")
    towns = {town.municipality: town for centre in profile.centre for town in model_of(centre, profile).place}
    names = {place.code: place.name for place in profile.place}
    path = var / f"services-{site}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for first, (code, town) in zip((True, *[False] * len(towns)), towns.items(), strict=False):
            for at, (kind, name) in enumerate(list(NAMES.items())[: None if first else EVERYWHERE]):
                way = math.tau * at / len(NAMES)
                latitude, longitude = town.latitude + APART * math.sin(way), town.longitude + APART * math.cos(way)
                called = f"{name} de {names[code]} (demostración)"
                rows.writerow([kind, called, code, round(latitude, 5), round(longitude, 5)])
    return path
