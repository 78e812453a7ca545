"""What the settings say of places: the zones in which none is kept, and the boundaries of the municipalities."""

from pathlib import Path

import settings
from feeds import zones
from feeds.door import Locate
from maps import boundaries
from picture.errors import BadSetting
from picture.profile import Profile


def excluded() -> zones.Zones:
    """Raises BadSetting."""
    path = settings.get("VIGIA_EXCLUSIONS")
    return zones.load(Path(path), key_path()) if path else zones.Zones()


def key_path() -> Path:
    """Raises BadSetting."""
    path = settings.get("VIGIA_EXCLUSIONS_KEY")
    if not path:
        raise BadSetting(f"VIGIA_EXCLUSIONS_KEY is not set: {settings.TABLE['VIGIA_EXCLUSIONS_KEY'].help}.")
    return Path(path)


def locating(profile: Profile) -> Locate | None:
    """Finds the place of the profile that a position lies in; None for a site of which there are no boundaries. Raises
    BadBoundaries."""
    path = settings.get("VIGIA_BOUNDARIES")
    folder = Path(path) if path else None
    if not boundaries.known(profile.code, folder):
        return None
    locate = boundaries.load(profile.code, folder).locate
    known = {place.code for place in profile.place}

    def located(latitude: float, longitude: float) -> str | None:
        code = locate(latitude, longitude)
        return code if code in known else None

    return located
