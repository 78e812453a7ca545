"""Sites, one TOML file each."""

import tomllib
from pathlib import Path

from picture.errors import BadProfile
from picture.profile import Profile, profile_of


def load(code: str, folder: Path) -> Profile:
    """The profile of a site. Raises BadProfile: the file, the line where TOML breaks, the field and the value."""
    path = folder / f"{code}.toml"
    try:
        value = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        there = ", ".join(sorted(p.stem for p in folder.glob("*.toml"))) or "none"
        raise BadProfile(f"{path}: there is no such profile; there are: {there}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadProfile(f"{path}: {error}") from None
    profile = profile_of(value, str(path))
    if profile.code != code:
        raise BadProfile(f"{path}: code: {profile.code!r} is not the file's name")
    return profile
