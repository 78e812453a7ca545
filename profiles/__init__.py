"""Sites, one TOML file each; the places that a site's facts may name stand in a file of their own beside it."""

import tomllib
from pathlib import Path
from typing import Any

from picture.errors import BadProfile
from picture.profile import Profile, profile_of
from profiles.where import line_of


def load(code: str, folder: Path) -> Profile:
    """The profile of a site. Raises BadProfile: the file, the line, the field, and what is wrong with it."""
    path = folder / f"{code}.toml"
    if not path.is_file():
        there = ", ".join(sorted(p.stem for p in folder.glob("*.toml"))) or "none"
        raise BadProfile(f"{path}: there is no such profile; there are: {there}.")
    value = _read(path)
    places = folder / "places" / f"{code}.toml"
    if places.is_file():
        if "place" in value:
            raise BadProfile(f"{path}: place: stands here and in {places}")
        value |= _read(places)
    try:
        profile = profile_of(value, str(path))
    except BadProfile as error:
        file = places if error.path[:1] == ("place",) and places.is_file() else path
        line = line_of(file.read_text(encoding="utf-8"), error.path)
        raise BadProfile(f"{file}, line {line}: {error.reason}" if line else f"{file}: {error.reason}") from None
    if profile.code != code:
        raise BadProfile(f"{path}: code: {profile.code!r} is not the file's name")
    return profile


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadProfile(f"{path}: {error}") from None
