"""The public services of the map, from a CSV file of the site. A refuge cannot be loaded: its row refuses the file."""

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from maps.facility import KINDS, Facility
from maps.refuges import names_refuge
from picture.errors import BadSetting
from picture.profile import Profile

COLUMNS = Facility.__struct_fields__
MOST = 2_000  # rows
Locate = Callable[[float, float], str | None]  # latitude, longitude → code of the municipality there


def load(path: Path, profile: Profile, locate: Locate) -> tuple[Facility, ...]:
    """In the file's order. CSV in UTF-8 with a header that names kind, name, municipality, latitude, longitude.

    Raises BadSetting: file, line, field, value, and what is wrong. Of a refuge's row, only the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _rows(file, profile, locate)
    except OSError as error:
        raise BadSetting(f"VIGIA_FACILITIES is {str(path)!r}, which cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BadSetting(f"VIGIA_FACILITIES is {str(path)!r}, which is no UTF-8.") from None
    except _Refused as refused:
        raise BadSetting(f"VIGIA_FACILITIES is {str(path)!r}: {refused}.") from None


class _Refused(Exception):
    """What is wrong with a file, without its name."""


def _rows(lines: Iterable[str], profile: Profile, locate: Locate) -> tuple[Facility, ...]:
    reader = csv.reader(lines, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if sorted(header) != sorted(COLUMNS):
            raise _Refused(f"line 1 must name {', '.join(COLUMNS)}, each once and nothing else")
        places = frozenset(place.code for place in profile.place)
        found: list[Facility] = []
        for row in reader:
            if any(map(str.strip, row)):
                found.append(_facility(header, [value.strip() for value in row], reader.line_num, places, locate))
            if len(found) > MOST:
                raise _Refused(f"it has more than {MOST} rows")
    except csv.Error:
        raise _Refused(f"line {reader.line_num} is no CSV") from None
    return tuple(found)


def _facility(header: list[str], row: list[str], line: int, places: frozenset[str], locate: Locate) -> Facility:
    if names_refuge(*row):
        raise _Refused(f"line {line}: kind, name: un refugio no se puede cargar (a refuge cannot be loaded)")
    if len(row) != len(header):
        raise _Refused(f"line {line}: has {len(row)} columns where the header has {len(header)}")
    told = dict(zip(header, row, strict=True))
    if told["kind"] not in KINDS:
        raise _Refused(f"line {line}: kind is {told['kind']!r}, which is none of {', '.join(KINDS)}")
    if told["municipality"] not in places:
        raise _Refused(f"line {line}: municipality is {told['municipality']!r}, which is no place of the profile")
    facility = _converted(told, line)
    there = locate(facility.latitude, facility.longitude)
    if there != facility.municipality:
        where = f"in {there!r}" if there else "in no municipality of the site"
        raise _Refused(
            f"line {line}: municipality is {facility.municipality!r}, but latitude and longitude lie {where}"
        )
    return facility


def _converted(told: Mapping[str, str], line: int) -> Facility:
    try:
        return msgspec.convert(told, Facility, strict=False)
    except msgspec.ValidationError as error:
        reason, _, at = str(error).partition(" - at `$.")
        field = at.rstrip("`")
        raise _Refused(f"line {line}: {field} is {told[field]!r}: {reason}") from None
